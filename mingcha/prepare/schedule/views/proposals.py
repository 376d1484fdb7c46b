"""One proposal: its page, what it asks, its rounds, and the search for a schedule."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.prepare.schedule.actions import carrying, proposals, solving
from mingcha.prepare.schedule.forms import (
    CarryOutForm,
    EditProposalForm,
    LayOutForm,
    LookBackForm,
    PlannedRoundForm,
    ProposalForm,
    SolveForm,
)
from mingcha.prepare.schedule.models import Proposal
from mingcha.prepare.schedule.permissions import may_plan
from mingcha.prepare.schedule.queries.comparing import compare
from mingcha.prepare.schedule.queries.grid import grid_of
from mingcha.prepare.schedule.queries.problems import posed
from mingcha.prepare.schedule.queries.words import breach_told, conditions_told, conflict_told, parts_of
from mingcha.prepare.schedule.views.loading import asked_term, asks, get_proposal, own_proposal, own_round
from mingcha.prepare.schedule.workflow import WORKFLOW


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    proposal = get_proposal(request, pk)
    now = posed(proposal)
    plans = may_plan(request.user, proposal)
    drafting = plans and proposal.status == Proposal.Status.DRAFT
    job = proposal.job
    context: dict[str, Any] = {
        "drafting": drafting,
        "carrying": plans and proposal.status == Proposal.Status.ADOPTED,
        "searching": job if job and job.is_open and job.by_id == request.user.pk else None,
        "solve_form": SolveForm(initial={"revision": proposal.revision}) if drafting else None,
        "grid": grid_of(now, sector=request.GET.get("sector", "")),
        "broken": [breach_told(now, one) for one in now.breaches[:20]] if now.plan.places else [],
        "broken_count": len(now.breaches),
        "conflict": conflict_told(now),
        "conditions": conditions_told(now),
        "parts": [(name, value) for name, value in parts_of(now) if value],
        "total": proposal.cost if proposal.result and proposal.cost is not None else now.cost.total,
        "list_url": ledger_url("planned_visits", within=proposal),
    }
    return record_page(request, proposal, "schedule/detail.html", workflow=WORKFLOW, **context)


@asks
def create(request: SignedInRequest) -> HttpResponse:
    """For the term the list is limited to, else for one's office's current one."""
    term = asked_term(request)
    form = ProposalForm(request.POST or None, of=term)
    if request.method == "POST" and form.is_valid():
        made = proposals.create_proposal(term, by=request.user, **form.cleaned_data)
        messages.success(request, _("The proposal is made. Add the rounds to plan with, then work it out."))
        return redirect(made)
    return form_page(request, form, title=_("New schedule proposal"), back=term.get_absolute_url())


@asks
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    proposal = own_proposal(request, pk)
    form = EditProposalForm(request.POST or None, instance=Proposal.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        proposals.edit_proposal(proposal, by=request.user, **form.cleaned_data)
        return redirect(proposal)
    return form_page(request, form, title=_("Edit proposal"), back=proposal.get_absolute_url())


@asks
def add_round(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    proposal = own_proposal(request, pk)
    form = PlannedRoundForm(request.POST or None, of=proposal)
    if request.method == "POST" and form.is_valid():
        proposals.save_round(proposal, by=request.user, **form.cleaned_data)
        return redirect(proposal)
    return form_page(request, form, title=_("New planned round"), back=proposal.get_absolute_url())


@asks
def edit_round(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    planned = own_round(request, pk)
    proposal = planned.proposal
    form = PlannedRoundForm(request.POST or None, instance=planned, of=proposal)
    if request.method == "POST" and form.is_valid():
        proposals.save_round(proposal, planned=planned, by=request.user, **form.cleaned_data)
        return redirect(proposal)
    return form_page(request, form, title=_("Edit planned round"), back=proposal.get_absolute_url())


@require_POST
def remove_round(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    planned = own_round(request, pk)
    proposals.remove_round(planned, by=request.user)
    messages.success(request, _("“%(round)s” is taken out of the proposal.") % {"round": planned})
    return redirect(planned.proposal)


@asks
def lay_out(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    proposal = own_proposal(request, pk)
    form = LayOutForm(request.POST or None, of=proposal)
    if request.method == "POST" and form.is_valid():
        proposals.lay_out_rounds(proposal, by=request.user, **form.cleaned_data)
        return redirect(proposal)
    title, back = _("Lay out several rounds"), proposal.get_absolute_url()
    return form_page(request, form, title=title, submit=_("Lay out"), back=back)


@asks
def add_look_backs(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    proposal = own_proposal(request, pk)
    form = LookBackForm(request.POST or None, of=proposal)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        proposals.add_look_backs(proposal, list(given.pop("organisations")), by=request.user, **given)
        return redirect(proposal)
    intro = _("Only rounds that take look-backs get them. Organisations are those whose result was fed back.")
    title, back = _("Add look-backs"), proposal.get_absolute_url()
    return form_page(request, form, title=title, back=back, intro=intro)


@require_POST
def solve(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    proposal = own_proposal(request, pk)
    form = SolveForm(request.POST)
    if not form.is_valid():
        back = proposal.get_absolute_url()
        return form_page(request, form, title=_("Work out the schedule"), submit=_("Work out"), back=back)
    solving.ask_for_schedule(proposal, by=request.user, **form.cleaned_data)
    messages.success(request, _("The search has begun. You may leave the page; it goes on."))
    return redirect(proposal)


@asks
def carry_out(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    planned = own_round(request, pk)
    proposal = planned.proposal
    form = CarryOutForm(request.POST or None, of=proposal, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(carrying.carry_out(planned, by=request.user, **form.cleaned_data))
    title = _("Draft the round “%(round)s”") % {"round": planned}
    return form_page(
        request, form, title=title, submit=_("Draft the round"), back=proposal.get_absolute_url()
    )


@require_safe
def compared(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """This version beside another of the same term: the one asked for, else the one it was made from."""
    proposal = get_proposal(request, pk)
    others = list(proposal.term.proposals.exclude(pk=pk).select_related("office", "term").order_by("-number"))
    asked = next((one for one in others if str(one.pk) == request.GET.get("with")), None)
    earlier = next((one for one in others if one.pk == proposal.made_from_id), None)
    other = asked or earlier or (others[0] if others else None)
    found = compare(other, proposal) if other else None
    page = Paginator(found.differences, 100).get_page(request.GET.get("page")) if found else None
    context = {
        "title": _("Versions compared"),
        "proposal": proposal,
        "others": others,
        "other": other,
        "comparison": found,
        "page": page,
        "query": f"&with={other.pk}" if other else "",
    }
    return render(request, "schedule/compare.html", context)
