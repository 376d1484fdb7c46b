"""What every page of a proposal begins with: load what this user may see, or there is nothing there."""

from __future__ import annotations

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mingcha.foundation.refusals import NotAllowed, NotNow
from mingcha.foundation.requests import SignedInRequest
from mingcha.prepare.schedule.models import PlannedRound, PlannedVisit, Proposal
from mingcha.prepare.schedule.permissions import may_plan, may_plan_term
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.terms.models import Term

asks = require_http_methods(["GET", "POST"])


def get_proposal(request: SignedInRequest, pk: uuid.UUID) -> Proposal:
    """The proposal if this user may see it; otherwise it does not exist."""
    seen = Proposal.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("term", "office", "made_by", "made_from", "job__by"), pk=pk)


def own_proposal(request: SignedInRequest, pk: uuid.UUID) -> Proposal:
    found = get_proposal(request, pk)
    if not may_plan(request.user, found):
        raise NotAllowed(_("Only the office's staff work on its schedule."))
    return found


def own_round(request: SignedInRequest, pk: uuid.UUID) -> PlannedRound:
    seen = PlannedRound.objects.visible_to(request.user)
    found = get_object_or_404(seen.select_related("proposal__term", "proposal__office", "round"), pk=pk)
    if not may_plan(request.user, found.proposal):
        raise NotAllowed(_("Only the office's staff work on its schedule."))
    return found


def get_visit(request: SignedInRequest, pk: uuid.UUID) -> PlannedVisit:
    seen = PlannedVisit.objects.visible_to(request.user)
    related = ("proposal__term", "proposal__office", "organisation__division", "planned_round")
    return get_object_or_404(seen.select_related(*related), pk=pk)


def get_term(request: SignedInRequest, pk: uuid.UUID) -> Term:
    return get_object_or_404(Term.objects.visible_to(request.user).select_related("office"), pk=pk)


def own_term(request: SignedInRequest, pk: uuid.UUID) -> Term:
    found = get_term(request, pk)
    if not may_plan_term(request.user, found):
        raise NotAllowed(_("Only the office's staff work on its schedule."))
    return found


def asked_term(request: SignedInRequest) -> Term:
    """The term that `within` names, if it is one's office's; else the office's current term."""
    label, _colon, key = request.GET.get("within", "").partition(":")
    if label == "terms.term":
        try:
            return own_term(request, uuid.UUID(key))
        except ValueError as error:
            raise Http404 from error
    own = rights_of(request.user).own_offices
    if not own:
        raise NotAllowed(_("Only the office's staff work on its schedule."))
    found = Term.objects.filter(office_id__in=own, status=Term.Status.CURRENT).select_related("office")
    if (term := found.first()) is None:
        raise NotNow(_("The office has no current term. Begin the term first."))
    return term
