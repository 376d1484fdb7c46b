"""Passphrases, keys of teams, unlocking together."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.conduct.intake.actions import keys as actions
from mingcha.conduct.intake.actions import unlocking as unlockings
from mingcha.conduct.intake.forms import (
    AskAnewForm,
    ContributeForm,
    MakeKeysForm,
    PassphraseForm,
    ShareAnewForm,
    UnlockForm,
)
from mingcha.conduct.intake.models import Purpose, TeamKeys, Unlocking
from mingcha.conduct.intake.permissions import keeps_keys, may_unlock, sees_keys
from mingcha.conduct.intake.queries import (
    given_shares,
    holder_of,
    keys_for,
    keys_in_use,
    own_unlocking,
    possible_holders,
    share_of,
    shares_of,
    waiting_unlockings,
)
from mingcha.conduct.intake.views.common import keep_token, report_key, token_of
from mingcha.conduct.intake.workflow import KEYS
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow, Refusal
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.prepare.teams.models import Team


def keys_of(request: SignedInRequest, pk: UUID) -> TeamKeys:
    seen = TeamKeys.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("team", "round", "office", "made_by"), pk=pk)


def _unlocking(request: SignedInRequest, pk: UUID) -> Unlocking:
    seen = Unlocking.objects.visible_to(request.user)
    known = seen.select_related("keys__team", "keys__round", "by", "report__petition", "report__inspection")
    return get_object_or_404(known, pk=pk)


@require_safe
def keys_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    keys = keys_of(request, pk)
    user, alive = request.user, keys.status != TeamKeys.Status.DESTROYED
    pending = own_unlocking(keys, Purpose.REPORT, user) or own_unlocking(keys, Purpose.IDENTITY, user)
    return record_page(
        request,
        keys,
        "intake/keys.html",
        workflow=KEYS,
        ahead=[],
        shares=shares_of(keys),
        waiting=waiting_unlockings(keys, user),
        unlocked=pending and not pending.is_anew and report_key(request, keys) is not None,
        pending=pending,
        may_unlock=alive and may_unlock(user, keys),
        keeps=alive and keeps_keys(user, keys.office_id),
        codes=keys.codes.visible_to(user).select_related("inspection__organisation"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def passphrase(request: SignedInRequest) -> HttpResponse:
    """One's own passphrase, with which one's shares are opened."""
    if not sees_keys(request.user):
        raise NotAllowed(_("Only teams and their offices hold shares of keys."))
    holder = holder_of(request.user)
    form = PassphraseForm(request.POST or None, request=request, holder=holder)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            if holder is not None and not given["old"]:
                actions.forget_passphrase(given["passphrase"], by=request.user)
            else:
                actions.set_passphrase(given["passphrase"], old=given.get("old", ""), by=request.user)
        except Refusal as refusal:
            form.add_error("old", str(refusal))
        else:
            messages.success(request, _("Your passphrase is set. Write it down nowhere near this machine."))
            return redirect("intake:passphrase")
    context = {"holder": holder, "held": keys_for(request.user)}
    title = _("Passphrase for reporting keys")
    return form_page(request, form, title=title, back="/", template="intake/passphrase.html", **context)


@require_http_methods(["GET", "POST"])
def make(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The keys of a team, new or in place of those in use."""
    team = get_object_or_404(Team.objects.visible_to(request.user).select_related("round", "office"), pk=pk)
    if not keeps_keys(request.user, team.office_id):
        raise NotAllowed(_("Only the office makes the keys of its teams."))
    form = MakeKeysForm(request.POST or None, team=team)
    if form.is_bound and form.is_valid():
        made = actions.make_keys(team, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("The keys are made. Compare the fingerprint %(print)s.") % {"print": made.fingerprint}
        )
        return redirect(made)
    context = {"holders": list(possible_holders(team)), "replaced": keys_in_use(team.pk)}
    title, back = _("Reporting keys of %(team)s") % {"team": team}, team.get_absolute_url()
    return form_page(
        request,
        form,
        title=title,
        submit=_("Make the keys"),
        back=back,
        template="intake/make_keys.html",
        **context,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def unlock(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask for the key of reports, for a working session."""
    keys = keys_of(request, pk)
    if not may_unlock(request.user, keys):
        raise NotAllowed(_("Only members of the team, while it is authorised, open reports."))
    form = UnlockForm(request.POST or None, request=request)
    if share_of(request.user, keys, Purpose.REPORT) is None:
        del form.fields["passphrase"]
    if form.is_bound and form.is_valid():
        ask = partial(unlockings.ask_to_unlock, keys, by=request.user)
        if (response := ask_and_give(request, form, ask)) is not None:
            return response
    title = _("Unlock for a working session")
    return form_page(request, form, title=title, submit=_("Unlock"), back=keys.get_absolute_url())


@never_cache
@require_http_methods(["GET", "POST"])
def recover(request: SignedInRequest, pk: UUID, purpose: str) -> HttpResponse:
    """Ask for a key in order to share it anew."""
    keys = keys_of(request, pk)
    if not keeps_keys(request.user, keys.office_id):
        raise NotAllowed(_("Only the office shares keys anew."))
    form = AskAnewForm(request.POST or None, request=request)
    if share_of(request.user, keys, purpose) is None:
        del form.fields["passphrase"]
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        ask = partial(unlockings.ask_to_share_anew, keys, purpose, reason=reason, by=request.user)
        if (response := ask_and_give(request, form, ask)) is not None:
            return response
    return form_page(
        request,
        form,
        title=_("Share anew: %(purpose)s") % {"purpose": Purpose(purpose).label},
        intro=_(
            "For a share that is lost or a holder who left. Once enough holders have opened the key for this,"
            " you choose who holds new shares. The key stays the same; the shares until now no longer count."
        ),
        submit=_("Ask the holders"),
        back=keys.get_absolute_url(),
    )


def ask_and_give(
    request: SignedInRequest, form: UnlockForm, ask: Callable[[], tuple[Unlocking, bytes]]
) -> HttpResponse | None:
    """Make the request; whoever asks and holds a share gives it at once. None: the passphrase is wrong."""
    try:
        with transaction.atomic():
            made, token = ask()
            if given := form.cleaned_data.get("passphrase"):
                unlockings.contribute(made, given, by=request.user)
    except Refusal as refusal:
        form.add_error("passphrase" if "passphrase" in form.fields else None, str(refusal))
        return None
    return keep_token(redirect(made), made, token)


@never_cache
@require_http_methods(["GET", "POST"])
def unlocking(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """For the person who asked: who has given a share. For a holder: the form to give one's own."""
    asked = _unlocking(request, pk)
    if asked.by_id == request.user.pk:
        return _progress(request, asked)
    unlockings.share_to_give(asked, by=request.user)
    form = ContributeForm(request.POST or None, request=request)
    if form.is_bound and form.is_valid():
        try:
            unlockings.contribute(asked, form.cleaned_data["passphrase"], by=request.user)
        except Refusal as refusal:
            form.add_error("passphrase", str(refusal))
        else:
            messages.success(request, _("Your share is given. It serves %(name)s only.") % {"name": asked.by})
            return redirect(asked.keys)
    title = _("Give your share")
    context: dict[str, Any] = {
        "asked": asked,
        "submit": _("Give your share"),
        "back": asked.keys.get_absolute_url(),
    }
    return form_page(request, form, title=title, template="intake/contribute.html", **context)


def _progress(request: SignedInRequest, asked: Unlocking) -> HttpResponse:
    given = given_shares(asked)
    context = {
        "title": asked,
        "asked": asked,
        "given": given,
        "needed": asked.keys.needed(asked.purpose),
        "ready": unlockings.is_ready(asked),
        "here": bool(token_of(request, asked)),
        "holders": list(asked.keys.shares.filter(purpose=asked.purpose).select_related("holder__user")),
        "given_by": {one.share_id for one in given},
        "reports_url": ledger_url("sealed_reports", within=asked.keys),
    }
    return render(request, "intake/unlocking.html", context)


@require_POST
def lock(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """End the working session before its time."""
    keys = keys_of(request, pk)
    if asked := own_unlocking(keys, Purpose.REPORT, request.user):
        unlockings.end_unlocking(asked)
    messages.success(request, _("Locked."))
    return redirect(keys)


@never_cache
@require_http_methods(["GET", "POST"])
def share_anew(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """New shares of a key that enough holders have opened for this."""
    asked = _unlocking(request, pk)
    if asked.by_id != request.user.pk or not keeps_keys(request.user, asked.keys.office_id):
        raise NotAllowed(_("Only the office shares keys anew."))
    if not asked.is_anew:
        raise NotNow(_("This key was not asked for in order to share it anew."))
    form = ShareAnewForm(request.POST or None, team=asked.keys.team)
    if form.is_bound and form.is_valid():
        private = unlockings.put_together(asked, token_of(request, asked))
        given = form.cleaned_data
        try:
            actions.share_anew(
                asked.keys,
                asked.purpose,
                private,
                holders=list(given["holders"]),
                needed=given["needed"],
                by=request.user,
            )
        except Invalid as refusal:
            form.add_error("needed", str(refusal))
        else:
            unlockings.end_unlocking(asked)
            messages.success(request, _("The key is shared anew."))
            return redirect(asked.keys)
    title = _("Share anew: %(purpose)s") % {"purpose": asked.get_purpose_display()}
    return form_page(request, form, title=title, submit=_("Share anew"), back=asked.get_absolute_url())
