"""The issue list and the responsibility list."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation.audit import actions as audit
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import NotAllowed, NotNow
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.prepare.briefs import actions
from mingcha.prepare.briefs.forms import NewQuestionForm, QuestionForm, ResponsibilityForm
from mingcha.prepare.briefs.models import ListLine, ListRequest, Question, Responsibility
from mingcha.prepare.briefs.permissions import looks_into, works_somewhere
from mingcha.prepare.briefs.queries import lines_for
from mingcha.prepare.briefs.workflow import QUESTIONS
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.teams.queries import rights_of

asks_with = require_http_methods(["GET", "POST"])


def _get(request: SignedInRequest, pk: uuid.UUID) -> Question:
    seen = Question.objects.visible_to(request.user)
    related = ("round", "task__organisation", "task__team", "line", "assigned_to", "settled_by", "made_by")
    return get_object_or_404(seen.select_related(*related), pk=pk)


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get(request, pk)
    audit.read(found, by=request.user)
    seen = ListLine.objects.visible_to(request.user).filter(questions=found)
    looking = looks_into(request.user, found)
    return record_page(
        request,
        found,
        "briefs/question.html",
        workflow=QUESTIONS,
        line=seen.select_related("request__body").first() if found.line_id else None,
        responsibilities=found.responsibilities.all(),
        looking=looking,
        changing=looking and found.status == Question.Status.OPEN,
    )


@require_POST
def raise_from_lines(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Turn the ticked lines of an answer into questions, one each."""
    found = get_object_or_404(ListRequest.objects.visible_to(request.user), pk=pk)
    mine = rights_of(request.user).inspections
    lines = [line for line in lines_for(found, request.user) if str(line.pk) in request.POST.getlist("line")]
    if not lines:
        raise NotNow(_("Tick the lines that are to become questions first."))
    if any(line.task_id not in mine for line in lines):
        raise NotAllowed(_("Only the team of this organisation raises questions to look into."))
    rows = [{"task": line.task, "line": line, "title": line.subject} for line in lines]
    made = actions.raise_questions_many(rows, by=request.user)
    text = ngettext(
        "%(count)s question is on the issue list. Say how to check it and who does.",
        "%(count)s questions are on the issue list. Say how to check them and who does.",
        len(made),
    )
    messages.success(request, text % {"count": len(made)})
    return redirect(ledger_url("questions", within=found))


@asks_with
def raise_one(request: SignedInRequest) -> HttpResponse:
    """A question that comes from no line."""
    if not works_somewhere(request.user):
        raise NotAllowed(_("Only the team of this organisation raises questions to look into."))
    _kind, _sep, pk = request.GET.get("within", "").partition(":")
    mine = Task.objects.filter(pk__in=rights_of(request.user).inspections)
    initial = {"task": next((task for task in mine if str(task.pk) == pk), None)}
    form = NewQuestionForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.raise_question(by=request.user, **form.cleaned_data))
    return form_page(request, form, title=_("New question to look into"), back=ledger_url("questions"))


@asks_with
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get(request, pk)
    if not looks_into(request.user, found):
        raise NotAllowed(_("Only the team of this organisation raises questions to look into."))
    form = QuestionForm(request.POST or None, instance=_get(request, pk), of=found.task)
    if request.method == "POST" and form.is_valid():
        actions.change_question(found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return form_page(request, form, title=_("How to look into it"), back=found.get_absolute_url())


@asks_with
def responsibility(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Name one who answers for what the question is about."""
    found = _get(request, pk)
    if not looks_into(request.user, found):
        raise NotAllowed(_("Only the team of this organisation raises questions to look into."))
    form = ResponsibilityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.note_responsibility(found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return form_page(request, form, title=_("Who answers for it"), back=found.get_absolute_url())


@require_POST
def remove_responsibility(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    seen = Responsibility.objects.visible_to(request.user).select_related("question")
    noted = get_object_or_404(seen, pk=pk)
    actions.remove_responsibility(noted, by=request.user)
    return redirect(noted.question)
