"""The pages of rounds and tasks. The lists are the ledgers `rounds` and `tasks`."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.foundation.ui.steps import steps_of
from mingcha.prepare.rounds import actions
from mingcha.prepare.rounds.forms import EditRoundForm, PlanTasksForm, RoundForm, TasksForm
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.rounds.permissions import may_create_any, may_plan
from mingcha.prepare.rounds.workflow import STATIONS, WORKFLOW
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.organisations.models import Organisation

asks = require_http_methods(["GET", "POST"])
DATES = {"approved": "approved_on", "on_site": "entered_on", "archived": "ended_on"}


def _get_round(request: SignedInRequest, pk: uuid.UUID) -> Round:
    """The round if this user may see it; otherwise it does not exist."""
    seen = Round.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("office", "term", "frame", "rule_set", "made_by"), pk=pk)


def _get_own(request: SignedInRequest, pk: uuid.UUID) -> Round:
    found = _get_round(request, pk)
    if not may_plan(request.user, found):
        raise NotAllowed(_("Only the office's staff plan its rounds."))
    return found


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_round(request, pk)
    tasks = Task.objects.visible_to(request.user).filter(round=found).select_related("organisation", "team")
    following = actions.following_move(found)
    plans = may_plan(request.user, found)
    context = {
        "steps": steps_of(found, STATIONS, DATES) if found.status in STATIONS else [],
        "tasks": tasks.order_by("team__number", "entry_on", "organisation__code"),
        "teams": found.teams.prefetch_related("memberships__user", "tasks__organisation"),
        "authorisation": getattr(found, "authorisation", None),
        "covers": found.covers.visible_to(request.user),
        "plans": plans,
        "drafting": plans and found.status == Round.Status.DRAFT,
        "forming": plans and found.status == Round.Status.FORMING,
        "dating": plans and found.status in actions.BEFORE_ENTRY,
        "following": WORKFLOW.moves[following] if following and plans else None,
        "may_authorise": found.office_id in rights_of(request.user).groups | rights_of(request.user).clerks,
    }
    return record_page(request, found, "rounds/detail.html", workflow=WORKFLOW, **context)


@asks
def create(request: SignedInRequest) -> HttpResponse:
    if not may_create_any(request.user):
        raise NotAllowed(_("Only the office's staff plan its rounds."))
    form = RoundForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        office = form.cleaned_data["term"].office
        made = actions.create_round(office=office, by=request.user, **form.cleaned_data)
        messages.success(request, _("The round is drafted. Now choose the organisations."))
        return redirect(made)
    return form_page(request, form, title=_("New round"), back=ledger_url("rounds"))


@asks
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_own(request, pk)
    instance = Round.objects.get(pk=pk)
    form = EditRoundForm(request.POST or None, instance=instance, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.edit_round(found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return form_page(request, form, title=_("Edit round"), back=found.get_absolute_url())


@asks
def add_tasks(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_own(request, pk)
    search, sector = request.GET.get("q", ""), request.GET.get("sector", "")
    form = TasksForm(request.POST or None, of=found, search=search, sector=sector)
    if request.method == "POST" and form.is_valid():
        made = actions.add_tasks(found, form.chosen, by=request.user, **form.plan)
        messages.success(request, _("%(count)s organisations are in the round.") % {"count": len(made)})
        return redirect(found)
    context = {"search": search, "sector": sector, "sectors": Organisation.Sector.choices, "round": found}
    return form_page(
        request,
        form,
        title=_("Choose organisations"),
        submit=_("Put into the round"),
        back=found.get_absolute_url(),
        template="rounds/add_tasks.html",
        **context,
    )


@asks
def plan_tasks(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_own(request, pk)
    first = {"entry_on": found.plan_from, "leave_on": found.plan_to}
    form = PlanTasksForm(request.POST or None, of=found, initial=first)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        actions.plan_tasks(found, list(given.pop("tasks")), by=request.user, **given)
        return redirect(found)
    return form_page(request, form, title=_("Dates and mode"), back=found.get_absolute_url())


def _get_task(request: SignedInRequest, pk: uuid.UUID) -> Task:
    seen = Task.objects.visible_to(request.user).select_related("round", "organisation", "team", "office")
    return get_object_or_404(seen, pk=pk)


@require_POST
def remove_task(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    task = _get_task(request, pk)
    actions.remove_task(task, by=request.user)
    return redirect("rounds:detail", task.round_id)


@require_POST
def catch_up(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring the round to where its inspections stand."""
    found = _get_round(request, pk)
    actions.catch_up(found, by=request.user)
    return redirect(found)


@require_safe
def task(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_task(request, pk)
    inspection: Any = getattr(found, "inspection", None)
    seen = inspection and type(inspection).objects.visible_to(request.user).filter(pk=found.pk).exists()
    link = reverse("inspections:detail", args=[found.pk]) if seen else ""
    return record_page(request, found, "rounds/task.html", inspection_url=link)
