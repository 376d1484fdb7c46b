"""The pages of people in the pools. The list is a ledger."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation.audit import actions as audit
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.registry.talent import actions, queries
from mingcha.registry.talent.forms import InterestsForm, MergeForm, PostHeldForm, TalentForm, TieForm
from mingcha.registry.talent.models import PostHeld, Talent, Tie
from mingcha.registry.talent.permissions import declares_for, keeps, keeps_any
from mingcha.registry.talent.workflow import TALENTS

asks = require_http_methods(["GET", "POST"])


def _get(request: SignedInRequest, pk: uuid.UUID) -> Talent:
    seen = Talent.objects.visible_to(request.user)
    related = seen.select_related("office", "user", "organisation", "native_place", "merged_into")
    return get_object_or_404(related, pk=pk)


def _get_kept(request: SignedInRequest, pk: uuid.UUID) -> Talent:
    talent = _get(request, pk)
    if not keeps(request.user, talent):
        raise NotAllowed(_("Only the office's staff keep its pools."))
    return talent


def _get_declared_for(request: SignedInRequest, pk: uuid.UUID) -> Talent:
    talent = _get(request, pk)
    if not declares_for(request.user, talent):
        raise NotAllowed(_("Only the person and the office write down what was declared."))
    return talent


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    talent = _get(request, pk)
    audit.read(talent, by=request.user)
    own = keeps(request.user, talent)
    context: dict[str, Any] = {
        "twins": queries.twins_beside(talent) if own and talent.status != Talent.Status.OUT else [],
        "posts": talent.posts_held.select_related("organisation"),
        "ties": talent.ties.select_related("organisation"),
        "keeps": own,
        "declares": declares_for(request.user, talent),
    }
    return record_page(request, talent, "talent/detail.html", workflow=TALENTS, **context)


@asks
def create(request: SignedInRequest) -> HttpResponse:
    if not keeps_any(request.user):
        raise NotAllowed(_("Only the office's staff keep its pools."))
    form = TalentForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.values()
        return redirect(actions.nominate(given.pop("office"), by=request.user, **given))
    title, back = _("Nominate for the pool"), ledger_url("talents")
    return form_page(request, form, title=title, submit=_("Nominate"), back=back)


@asks
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    talent = _get_kept(request, pk)
    form = TalentForm(request.POST or None, instance=talent, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.edit_talent(talent, by=request.user, **form.values()))
    title = _("Change what is known of %(name)s") % {"name": talent.name}
    return form_page(request, form, title=title, back=talent.get_absolute_url())


@asks
def add_post(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    talent = _get_declared_for(request, pk)
    form = PostHeldForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.add_post_held(talent, by=request.user, **form.cleaned_data)
        return redirect(talent)
    title = _("A post %(name)s held") % {"name": talent.name}
    return form_page(request, form, title=title, back=talent.get_absolute_url())


@asks
def add_tie(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    talent = _get_declared_for(request, pk)
    form = TieForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.declare_tie(talent, by=request.user, **form.cleaned_data)
        messages.success(request, _("The tie is recorded. Recusal takes it into account from now on."))
        return redirect(talent)
    title = _("A tie of %(name)s") % {"name": talent.name}
    return form_page(request, form, title=title, back=talent.get_absolute_url())


@asks
def interests(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    talent = _get_declared_for(request, pk)
    form = InterestsForm(request.POST or None, initial={"text": talent.interests_told})
    if request.method == "POST" and form.is_valid():
        actions.declare_interests(talent, text=form.cleaned_data["text"], by=request.user)
        return redirect(talent)
    audit.read(talent, by=request.user)
    title = _("Relatives and interests of %(name)s") % {"name": talent.name}
    return form_page(request, form, title=title, back=talent.get_absolute_url())


@require_POST
def drop_post(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    seen = PostHeld.objects.visible_to(request.user).select_related("talent")
    post = get_object_or_404(seen, pk=pk)
    actions.drop_post_held(post, by=request.user)
    return redirect(post.talent)


@require_POST
def drop_tie(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    seen = Tie.objects.visible_to(request.user).select_related("talent", "organisation")
    tie = get_object_or_404(seen, pk=pk)
    actions.drop_tie(tie, by=request.user)
    return redirect(tie.talent)


@require_safe
def twins(request: SignedInRequest) -> HttpResponse:
    """Who stands in a pool twice, perhaps."""
    if not keeps_any(request.user):
        raise NotAllowed(_("Only the office's staff keep its pools."))
    groups = queries.twins_of(request.user)
    title = _("Perhaps entered twice")
    return render(request, "talent/twins.html", {"groups": groups, "title": title})


@asks
def merge(request: SignedInRequest, pk: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Two entries side by side; a person says which is right in each field."""
    left, right = _get_kept(request, pk), _get_kept(request, other)
    if left == right or left.office_id != right.office_id:
        raise Http404
    differences = queries.side_by_side(left, right)
    form = MergeForm(request.POST if request.method == "POST" else None, differences=differences)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.merge(left, right, taken=form.taken, by=request.user))
    context = {
        "left": left,
        "right": right,
        "same": [one for one in differences if not one.differs and one.left],
    }
    return form_page(
        request,
        form,
        title=_("One person, two entries"),
        submit=_("Merge into the first entry"),
        back=left.get_absolute_url(),
        template="talent/merge.html",
        **context,
    )
