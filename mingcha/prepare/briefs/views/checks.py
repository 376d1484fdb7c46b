"""Checklists, the one of a round, and how far its inspections have done it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.prepare.briefs import actions
from mingcha.prepare.briefs.forms import ChecklistForm, ChooseForm, TickForm, as_lines
from mingcha.prepare.briefs.models import Check, Checklist, RoundChecklist
from mingcha.prepare.briefs.permissions import asks_for, heads, ticks
from mingcha.prepare.briefs.queries import checks_of, progress_in, progress_of, proofs_of
from mingcha.prepare.papers.queries import publishing_office
from mingcha.prepare.rounds.models import Round, Task

asks_with = require_http_methods(["GET", "POST"])


def _get_checklist(request: SignedInRequest, pk: uuid.UUID) -> Checklist:
    seen = Checklist.objects.visible_to(request.user).select_related("office")
    return get_object_or_404(seen.prefetch_related("items"), pk=pk)


@require_safe
def checklist(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_checklist(request, pk)
    versions = Checklist.objects.visible_to(request.user).filter(name=found.name).exclude(pk=found.pk)
    return record_page(
        request,
        found,
        "briefs/checklist.html",
        items=found.items.all(),
        versions=versions,
        editing_office=publishing_office(found, request.user),
    )


@asks_with
def revise(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_checklist(request, pk)
    office = publishing_office(found, request.user)
    if office is None or not heads(request.user, office.pk):
        raise NotAllowed(_("Only the head of the office decides on its checklists."))
    form = ChecklistForm(request.POST or None, initial={"items": as_lines(found)})
    if request.method == "POST" and form.is_valid():
        made = actions.revise_checklist(found, office=office, by=request.user, **form.cleaned_data)
        messages.success(request, _("The new version can be chosen for rounds from now on."))
        return redirect(made)
    title = _("New version of the checklist for %(office)s") % {"office": office}
    return form_page(request, form, title=title, back=found.get_absolute_url())


@asks_with
def choose(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if not asks_for(request.user, found):
        raise NotAllowed(_("Only the office chooses the checklist of its round."))
    form = ChooseForm(request.POST or None, of=found)
    if request.method == "POST" and form.is_valid():
        actions.choose_checklist(found, form.cleaned_data["checklist"], by=request.user)
        messages.success(request, _("Every organisation of the round now has this checklist."))
        return redirect("briefs:round_checks", found.pk)
    back = found.get_absolute_url()
    return form_page(request, form, title=_("Choose the checklist"), back=back, submit=_("Choose"))


@require_safe
def round_checks(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """How far each inspection of the round has done the checklist."""
    found = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    chosen = RoundChecklist.objects.select_related("checklist").filter(round=found).first()
    rows = progress_in(found, request.user)
    context = {
        "title": _("Checklist of the round"),
        "crumbs": [(found, found.get_absolute_url())],
        "round": found,
        "chosen": chosen,
        "rows": rows,
        "groups": [one.group for one in rows[0][1]] if rows else [],
        "choosing": asks_for(request.user, found) and found.status in actions.CHOOSING,
    }
    return render(request, "briefs/round_checks.html", context)


@require_safe
def task_checks(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The checklist of one inspection, item by item."""
    seen = Task.objects.visible_to(request.user).select_related("round", "organisation")
    task = get_object_or_404(seen, pk=pk)
    checks = checks_of(task.pk, request.user)
    proofs = proofs_of(checks, request.user)
    ticking = any(ticks(request.user, check) for check in checks[:1])
    context = {
        "title": _("Checklist"),
        "crumbs": [(task.organisation, task.get_absolute_url())],
        "task": task,
        "lines": [(check, proofs.get(check.pk, "")) for check in checks],
        "progress": progress_of(checks),
        "ticking": ticking and task.round.status in actions.TICKING,
    }
    return render(request, "briefs/task_checks.html", context)


def _get_check(request: SignedInRequest, pk: uuid.UUID) -> Check:
    seen = Check.objects.visible_to(request.user).select_related("item", "task__organisation", "round")
    return get_object_or_404(seen, pk=pk)


@asks_with
def tick(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_check(request, pk)
    if not ticks(request.user, found):
        raise NotAllowed(_("Only the team of this organisation ticks its checklist."))
    form = TickForm(request.POST or None, of=found, user=request.user, initial={"note": found.note})
    if request.method == "POST" and form.is_valid():
        actions.tick(found, by=request.user, note=form.cleaned_data["note"], evidence=form.evidence)
        return redirect(found)
    back = found.get_absolute_url()
    return form_page(request, form, title=_("Done"), back=back, intro=found.item, submit=_("Tick"))


@require_POST
def untick(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_check(request, pk)
    actions.untick(found, by=request.user)
    return redirect(found)
