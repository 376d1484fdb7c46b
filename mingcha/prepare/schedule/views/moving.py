"""One organisation in a proposal: where it stands, what every other place would cost, and conditions."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page
from mingcha.prepare.schedule.actions import conditions
from mingcha.prepare.schedule.forms import ConditionForm, MoveVisitForm
from mingcha.prepare.schedule.models import Condition, PlannedVisit, Proposal
from mingcha.prepare.schedule.permissions import may_plan
from mingcha.prepare.schedule.queries.grid import Preview, alternatives, preview
from mingcha.prepare.schedule.queries.problems import posed
from mingcha.prepare.schedule.queries.words import conditions_told
from mingcha.prepare.schedule.views.loading import asks, get_visit, own_proposal


@require_safe
def visit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Where it stands and why, and what each other round would cost."""
    found = get_visit(request, pk)
    proposal = found.proposal
    now = posed(proposal)
    drafting = may_plan(request.user, proposal) and proposal.status == Proposal.Status.DRAFT
    context = {
        "visit": found,
        "proposal": proposal,
        "title": str(found.organisation),
        "drafting": drafting,
        "alternatives": list(alternatives(now, found)),
        "conditions": [
            one for one in conditions_told(now) if found.pk in (one.row.visit_id, one.row.other_id)
        ],
    }
    return render(request, "schedule/visit.html", context)


def _own(request: SignedInRequest, pk: uuid.UUID) -> PlannedVisit:
    found = get_visit(request, pk)
    if not may_plan(request.user, found.proposal):
        raise NotAllowed(_("Only the office's staff work on its schedule."))
    return found


@asks
def move(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What a move costs and breaks, before it is saved."""
    found = _own(request, pk)
    proposal = found.proposal
    first = {"to": request.GET.get("to", ""), "revision": proposal.revision, "pin": True}
    form = MoveVisitForm(request.POST or None, of=found, initial=first)
    if request.method == "POST" and form.is_valid():
        conditions.move_visit(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("“%(name)s” is moved.") % {"name": found.organisation})
        return redirect(proposal)
    given = {"proposal": proposal, "visit": found, "preview": _preview(found, request)}
    return form_page(
        request,
        form,
        title=_("Move “%(name)s”") % {"name": found.organisation},
        submit=_("Save the move"),
        back=proposal.get_absolute_url(),
        template="schedule/move.html",
        **given,
    )


def _preview(found: PlannedVisit, request: SignedInRequest) -> Preview:
    now = posed(found.proposal)
    wanted = request.POST.get("to") if request.method == "POST" else request.GET.get("to")
    return preview(now, found, now.round.get(wanted or ""))


@asks
def add_condition(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    proposal = own_proposal(request, pk)
    first = {name: request.GET[name] for name in ("kind", "visit", "planned_round") if name in request.GET}
    instance = Condition(proposal=proposal, by=request.user)
    form = ConditionForm(request.POST or None, of=proposal, initial=first, instance=instance)
    if request.method == "POST" and form.is_valid():
        conditions.add_condition(proposal, by=request.user, **form.cleaned_data)
        messages.success(request, _("The condition is set. Work out the schedule again to keep it."))
        return redirect(proposal)
    return form_page(request, form, title=_("New condition"), back=proposal.get_absolute_url())


@require_POST
def remove_condition(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    seen = Condition.objects.visible_to(request.user).select_related("proposal")
    found = get_object_or_404(seen, pk=pk)
    conditions.remove_condition(found, by=request.user)
    messages.success(request, _("The condition is taken away."))
    return redirect(found.proposal)
