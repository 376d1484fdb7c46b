"""Pages of guidance."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.oversee.guidance import actions
from mingcha.oversee.guidance.forms import AnswerForm, NoteForm, VisitForm
from mingcha.oversee.guidance.models import GuidanceNote, GuidanceVisit
from mingcha.oversee.guidance.permissions import guides_somewhere, may_answer, may_write
from mingcha.prepare.teams.queries import rights_of


def _get(request: SignedInRequest, pk: uuid.UUID) -> GuidanceVisit:
    visible = GuidanceVisit.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("office", "to_office", "round", "made_by"), pk=pk)


@require_safe
def visit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get(request, pk)
    return record_page(
        request,
        found,
        "guidance/visit.html",
        notes=found.notes.all(),
        may_write=may_write(request.user, found),
        may_answer=found.to_office_id in rights_of(request.user).own_offices,
    )


@require_http_methods(["GET", "POST"])
def enter(request: SignedInRequest) -> HttpResponse:
    if not guides_somewhere(request.user):
        raise NotAllowed(_("An office guides the offices below it."))
    form = VisitForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.enter_visit(by=request.user, **form.cleaned_data))
    return form_page(request, form, title=_("Enter a guidance visit"), back="/ledgers/guidance_visits/")


@require_http_methods(["GET", "POST"])
def add_note(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get(request, pk)
    if not may_write(request.user, found):
        raise NotAllowed(_("Only the office that guides writes this down."))
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_note(found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return form_page(request, form, title=_("Write down what was found"), back=found.get_absolute_url())


@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    note = get_object_or_404(GuidanceNote.objects.visible_to(request.user).select_related("visit"), pk=pk)
    if not may_answer(request.user, note):
        raise NotAllowed(_("Only the office guided answers."))
    form = AnswerForm(request.POST or None, initial={"answer": note.answer})
    if request.method == "POST" and form.is_valid():
        actions.answer_note(note, answer=form.cleaned_data["answer"], by=request.user)
        return redirect(note.visit)
    return form_page(request, form, title=_("Answer"), back=note.get_absolute_url(), intro=note.text)
