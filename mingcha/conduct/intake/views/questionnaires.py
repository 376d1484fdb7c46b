"""Questionnaires: drawing up, reading the counts, counting, taking the counts to Excel."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.conduct.intake.actions import questionnaires as actions
from mingcha.conduct.intake.actions.questions import APPRAISAL, SURVEY, written
from mingcha.conduct.intake.documents.results import results_workbook
from mingcha.conduct.intake.forms import QuestionnaireForm
from mingcha.conduct.intake.models import Questionnaire
from mingcha.conduct.intake.permissions import counts, keeps_code, keeps_questionnaire
from mingcha.conduct.intake.views.codes import code_of
from mingcha.conduct.intake.views.common import report_key
from mingcha.conduct.intake.workflow import QUESTIONNAIRES
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import NotAllowed, NotNow, Refusal
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui import charts
from mingcha.foundation.ui.pages import form_page, record_page

Status = Questionnaire.Status
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _questionnaire(request: SignedInRequest, pk: UUID) -> Questionnaire:
    seen = Questionnaire.objects.visible_to(request.user)
    known = seen.select_related(
        "inspection__organisation", "inspection__round", "code__keys", "code__inspection", "activity"
    )
    return get_object_or_404(known, pk=pk)


@require_safe
def detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    questionnaire, user = _questionnaire(request, pk), request.user
    came = questionnaire.answers.count()
    return record_page(
        request,
        questionnaire,
        "intake/questionnaire.html",
        workflow=QUESTIONNAIRES,
        ahead=[],
        may_edit=questionnaire.status == Status.DRAFT and keeps_questionnaire(user, questionnaire),
        may_count=questionnaire.status in (Status.PUBLISHED, Status.COUNTED)
        and counts(user, questionnaire)
        and came,
        came=came,
        rate=round(100 * came / questionnaire.invited, 1) if questionnaire.invited else None,
        drawn=_drawn(questionnaire),
        groups=_grouped(questionnaire),
    )


def _drawn(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    """Each question with its chart, or the texts given to it."""
    found = (questionnaire.results or {}).get("questions", [])
    return [
        {
            **one,
            "chart": charts.bars(
                [(label, number, "") for label, number in zip(one["options"], one["counts"], strict=True)],
                name=_("Answers"),
                across=True,
            )
            if "counts" in one
            else None,
        }
        for one in found
    ]


def _grouped(questionnaire: Questionnaire) -> dict[str, Any] | None:
    """Groups beside each other, a table for each question."""
    results = questionnaire.results or {}
    groups = results.get("groups")
    if not groups or results.get("hidden"):
        return None
    asked = [one for one in results["questions"] if one["kind"] in ("one", "many")]
    tables = [
        {
            "text": one["text"],
            "heads": one["options"],
            "rows": [(row["label"], row["answered"], row["counts"][one["id"]]) for row in groups["rows"]],
        }
        for one in asked
    ]
    return {**groups, "tables": tables if groups["rows"] else []}


@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A questionnaire or a democratic appraisal, with the usual questions filled in."""
    code = code_of(request, pk)
    if not keeps_code(request.user, code):
        raise NotAllowed(_("Only the office and the team leader put out questionnaires."))
    kind = "appraisal" if request.GET.get("kind") == "appraisal" else "survey"
    usual = APPRAISAL if kind == "appraisal" else SURVEY
    title = _("Democratic appraisal") if kind == "appraisal" else _("Questionnaire")
    initial = {"kind": kind, "asked": usual, "ends_on": code.ends_on or timezone.localdate(), "title": title}
    form = QuestionnaireForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            return redirect(actions.make_questionnaire(code, by=request.user, **form.values()))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, form, title=title, back=code.get_absolute_url())


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    questionnaire = _questionnaire(request, pk)
    if not keeps_questionnaire(request.user, questionnaire):
        raise NotAllowed(_("Only the office and the team leader put out questionnaires."))
    if questionnaire.status != Status.DRAFT:
        raise NotNow(_("It is published and can no longer change."))
    form = QuestionnaireForm(
        request.POST or None, instance=questionnaire, initial={"asked": written(questionnaire.questions)}
    )
    if form.is_bound and form.is_valid():
        try:
            actions.edit_questionnaire(questionnaire, by=request.user, **form.values())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(questionnaire)
    return form_page(request, form, title=str(questionnaire), back=questionnaire.get_absolute_url())


@require_POST
def count(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Open and count what came so far, with the key this browser has unlocked."""
    questionnaire = _questionnaire(request, pk)
    if not counts(request.user, questionnaire):
        raise NotAllowed(_("Only the team counts answers: it takes the team's key."))
    key = report_key(request, questionnaire.code.keys)
    if key is None:
        return redirect("intake:unlock", questionnaire.code.keys_id)
    actions.count_answers(questionnaire, key, by=request.user)
    messages.success(
        request,
        _("Counted: %(valid)s valid of %(returned)s.")
        % {"valid": questionnaire.valid, "returned": questionnaire.returned},
    )
    return redirect(questionnaire)


@require_safe
def workbook(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The counts as a workbook, exactly as the page shows them."""
    questionnaire = _questionnaire(request, pk)
    if questionnaire.results is None:
        raise NotNow(_("Nothing is counted yet."))
    audit.record("questionnaire.export", questionnaire, by=request.user)
    response = HttpResponse(results_workbook(questionnaire), content_type=_SHEET)
    response["Content-Disposition"] = f'attachment; filename="questionnaire-{questionnaire.pk}.xlsx"'
    return response
