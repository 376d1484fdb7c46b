"""Keys and channels: making, comparing, closing, and what went over one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation import scopes
from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.forms import MOST_KEYS, ChannelForm, CloseForm, KeysForm
from mingcha.foundation.exchange.keys import PublicKeys, fingerprint, public_keys, read_keys_file
from mingcha.foundation.exchange.models import Channel, Copy, Package, SiteKeys
from mingcha.foundation.exchange.permissions import keeps_channels, makes_keys, may_confirm, may_set_up
from mingcha.foundation.exchange.queries import missing_numbers
from mingcha.foundation.exchange.tasks import WRITE
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page


def get_channel(request: SignedInRequest, pk: UUID) -> Channel:
    seen = Channel.objects.visible_to(request.user).select_related("proposed_by", "confirmed_by")
    return get_object_or_404(seen, pk=pk)


def our_keys() -> SiteKeys | None:
    return SiteKeys.objects.in_use().select_related("made_by").first()


@require_safe
def channel_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """How far the channel has come, both fingerprints, and every package."""
    channel, ours = get_channel(request, pk), our_keys()
    peer = PublicKeys(
        channel.name,
        bytes(channel.peer_signing),
        bytes(channel.peer_sealing) if channel.peer_sealing else None,
    )
    sent, received = channel.packages.sent(), channel.packages.received()
    conflicts = Copy.objects.visible_to(request.user).in_conflict()
    if channel.inspection:
        conflicts = conflicts.filter(inspection=channel.inspection)
    context: dict[str, Any] = {
        "theirs": fingerprint(peer),
        "ours": fingerprint(public_keys(ours)) if ours else [],
        "waiting": received.filter(outcome=Package.Outcome.VERIFIED).count(),
        "unanswered": sent.filter(outcome=Package.Outcome.WRITTEN).count(),
        "received": received.filter(outcome=Package.Outcome.APPLIED).count(),
        "missing": missing_numbers(channel),
        "conflicts": conflicts.count() if channel.partner in ("laptop", "office") else 0,
        "conflicts_url": ledger_url("conflicts", conflicts_min=1),
        "may_confirm": not channel.is_open and not channel.closed_at and may_confirm(request.user, channel),
        "may_close": not channel.closed_at and may_set_up(request.user, channel.office),
    }
    return record_page(request, channel, "exchange/channel.html", **context)


@require_http_methods(["GET", "POST"])
def channel_create(request: SignedInRequest) -> HttpResponse:
    """Set up a channel from the other side's key file."""
    if not keeps_channels(request.user):
        raise NotAllowed(_("An office sets up its own channels."))
    form = ChannelForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            peer = read_keys_file(given["file"].read(MOST_KEYS))
            office = min(scopes.get("own_offices")(request.user))
            chosen = {name: given[name] for name in ("name", "partner", "peer_office", "suite")}
            return redirect(actions.propose_channel(peer, office=office, by=request.user, **chosen))
        except Invalid as refusal:
            form.add_error("file", str(refusal))
    ours = our_keys()
    context = {"ours": fingerprint(public_keys(ours)) if ours else [], "have_keys": ours is not None}
    title, back = _("New channel"), ledger_url("channels")
    template = "exchange/channel_form.html"
    return form_page(
        request, form, title=title, submit=_("Set up the channel"), back=back, template=template, **context
    )


@require_POST
def channel_confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    channel = get_channel(request, pk)
    actions.confirm_channel(channel, by=request.user)
    messages.success(request, _("The channel is open."))
    return redirect(channel)


@require_http_methods(["GET", "POST"])
def channel_close(request: SignedInRequest, pk: UUID) -> HttpResponse:
    channel = get_channel(request, pk)
    form = CloseForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.close_channel(channel, by=request.user, reason=form.cleaned_data["reason"])
        return redirect(channel)
    title = _("Close the channel “%(name)s”") % {"name": channel}
    back = channel.get_absolute_url()
    return form_page(request, form, title=title, submit=_("Close the channel"), back=back)


@require_POST
def channel_write(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The next package, in the background."""
    channel = get_channel(request, pk)
    title = _("Package for %(name)s") % {"name": channel}
    return redirect(jobs.enqueue(WRITE, title=title, by=request.user, channel=str(channel.pk)))


@require_http_methods(["GET", "POST"])
def keys(request: SignedInRequest) -> HttpResponse:
    """The installation's keys: made once by the system administrator."""
    if not makes_keys(request.user):
        raise NotAllowed(_("The system administrator makes the keys of an installation."))
    form = KeysForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.make_keys(form.cleaned_data["name"], by=request.user)
        messages.success(request, _("The keys are made. Offices can set up channels now."))
        return redirect("exchange:keys")
    ours = our_keys()
    context = {"title": _("Exchange keys"), "form": form, "keys": ours}
    context["words"] = fingerprint(public_keys(ours)) if ours else []
    return render(request, "exchange/keys.html", context, status=422 if form.is_bound else 200)


@require_safe
def keys_file(request: SignedInRequest) -> HttpResponse:
    """Our public keys, to be carried to the other side."""
    raw = actions.release_keys(by=request.user)
    response = HttpResponse(raw, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="mingcha-keys.json"'
    return response
