"""Pages of meetings: the minutes, who and what was named, what was decided."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.conclude.meetings import actions
from mingcha.conclude.meetings.forms import DecisionForm, DoneForm, MeetingForm, MinutesForm, NamedMatterForm
from mingcha.conclude.meetings.models import Decision, Meeting
from mingcha.conclude.meetings.permissions import may_minute, minutes_somewhere
from mingcha.conclude.meetings.workflow import WORKFLOW
from mingcha.conduct.findings.models import Finding
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.prepare.rounds.models import Round


def _get(request: SignedInRequest, pk: uuid.UUID) -> Meeting:
    visible = Meeting.objects.visible_to(request.user).select_related("office", "round", "minuted_by")
    return get_object_or_404(visible, pk=pk)


def _get_open(request: SignedInRequest, pk: uuid.UUID) -> Meeting:
    """A meeting this person may still write in."""
    meeting = _get(request, pk)
    actions.refuse_unless_open(meeting, request.user)
    return meeting


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = _get(request, pk)
    decisions = Decision.objects.visible_to(request.user).filter(meeting=meeting)
    decisions = decisions.select_related("inspection__organisation", "inspection__round")
    named = meeting.named.visible_to(request.user).select_related("inspection__organisation", "finding")
    about = {one.inspection_id for one in (*decisions, *named)}
    return record_page(
        request,
        meeting,
        "meetings/detail.html",
        workflow=WORKFLOW,
        decisions=decisions,
        named=named,
        inspections=_seen(Inspection.objects.visible_to(request.user), about),
        findings=_seen(Finding.objects.visible_to(request.user), {one.finding_id for one in named}),
        may_change=may_minute(request.user, meeting) and meeting.status == Meeting.Status.DRAFT,
        may_finish=may_minute(request.user, meeting),
    )


def _seen(rows: QuerySet[Any], keys: set[Any]) -> set[Any]:
    """Those of these records that this person may open."""
    return set(rows.filter(pk__in=keys - {None}).values_list("pk", flat=True))


@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    if not minutes_somewhere(request.user):
        raise NotAllowed(_("Only the office and the committee's clerk minute these meetings."))
    kind, _sep, pk = request.GET.get("within", "").partition(":")
    initial = {"round": pk} if kind == Round._meta.label_lower else {}
    form = MeetingForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        meeting = actions.minute_meeting(in_round=fields.pop("round"), by=request.user, **fields)
        return redirect(meeting)
    return form_page(request, form, title=_("Minute a meeting"), back="/ledgers/meetings/")


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = _get_open(request, pk)
    form = MinutesForm(request.POST or None, instance=meeting)
    if request.method == "POST" and form.is_valid():
        actions.change_meeting(_get(request, pk), by=request.user, **form.cleaned_data)
        return redirect(meeting)
    return form_page(request, form, title=_("Change the minutes"), back=meeting.get_absolute_url())


@require_http_methods(["GET", "POST"])
def decide(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = _get_open(request, pk)
    form = DecisionForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        actions.decide(meeting, fields.pop("inspection"), by=request.user, **fields)
        messages.success(request, _("The decision is written down."))
        return redirect(meeting)
    return form_page(request, form, title=_("Write down a decision"), back=meeting.get_absolute_url())


@require_http_methods(["GET", "POST"])
def name(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = _get_open(request, pk)
    form = NamedMatterForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        actions.name_matter(meeting, fields.pop("inspection"), by=request.user, **fields)
        messages.success(request, _("The person or matter is written down."))
        return redirect(meeting)
    return form_page(request, form, title=_("Name a person or a matter"), back=meeting.get_absolute_url())


def _get_decision(request: SignedInRequest, pk: uuid.UUID) -> Decision:
    visible = Decision.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("meeting", "inspection__round", "inspection__organisation"), pk=pk
    )


@require_safe
def decision(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What was decided on one inspection, as its team may read it too."""
    found = _get_decision(request, pk)
    return record_page(
        request,
        found,
        "meetings/decision.html",
        reads_minutes=Meeting.objects.visible_to(request.user).filter(pk=found.meeting_id).exists(),
        may_finish=may_minute(request.user, found.meeting) and not found.done_on,
    )


@require_http_methods(["GET", "POST"])
def finish(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_decision(request, pk)
    if not may_minute(request.user, found.meeting):
        raise NotAllowed(_("Only the office notes that a decision was carried out."))
    form = DoneForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        actions.finish_decision(found, on=form.cleaned_data["on"], by=request.user)
        return redirect(found.meeting)
    back = found.meeting.get_absolute_url()
    return form_page(request, form, title=_("The decision was carried out"), back=back, intro=found.text)
