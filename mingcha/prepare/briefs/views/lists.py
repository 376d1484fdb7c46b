"""Requests for lists: asking, chasing, and answering line by line."""

import uuid
from typing import Any

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
from mingcha.prepare.briefs.forms import HEADINGS, AskForm, LineForm, RequestForm
from mingcha.prepare.briefs.models import ListLine, ListRequest, Question
from mingcha.prepare.briefs.permissions import answers, asks, asks_for, raises_from
from mingcha.prepare.briefs.queries import lines_for
from mingcha.prepare.briefs.workflow import REQUESTS
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of

asks_with = require_http_methods(["GET", "POST"])


def _get_round(request: SignedInRequest, pk: uuid.UUID) -> Round:
    seen = Round.objects.visible_to(request.user).select_related("office", "rule_set")
    found = get_object_or_404(seen, pk=pk)
    if not asks_for(request.user, found):
        raise NotAllowed(_("Only the office asks departments for lists."))
    return found


def _get(request: SignedInRequest, pk: uuid.UUID) -> ListRequest:
    seen = ListRequest.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("round", "body", "office", "made_by", "answered_by"), pk=pk)


def _get_line(request: SignedInRequest, pk: uuid.UUID) -> ListLine:
    seen = ListLine.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("request__body", "task__organisation", "written_by"), pk=pk)


@asks_with
def ask(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Draft the requests of a round, many at once."""
    found = _get_round(request, pk)
    if found.status not in actions.ASKING:
        raise NotNow(_("Lists are asked once the round is approved, until the teams have left the site."))
    form = AskForm(request.POST or None, of=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        bodies, kinds = given.pop("bodies"), given.pop("kinds")
        rows = [(body, kind) for body in bodies for kind in kinds]
        made = actions.ask_many(found, rows, by=request.user, **given)
        text = ngettext(
            "%(count)s request is drafted. Read what it asks, then send it.",
            "%(count)s requests are drafted. Read what they ask, then send them.",
            len(made),
        )
        messages.success(request, text % {"count": len(made)})
        return redirect(ledger_url("list_requests", within=found))
    return form_page(request, form, title=_("Ask departments for lists"), back=found.get_absolute_url())


@require_safe
def request_detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get(request, pk)
    audit.read(found, by=request.user)
    lines = list(lines_for(found, request.user))
    answering = answers(request.user, found) and found.status in ListRequest.WAITING
    own = asks(request.user, found)
    return record_page(
        request,
        found,
        "briefs/request.html",
        workflow=REQUESTS,
        tabs=[],  # its lines stand on the page itself
        lines=lines,
        headings=HEADINGS[found.kind],
        tasks=found.tasks.exclude(pk__in=rights_of(request.user).recused_inspections)
        .select_related("organisation")
        .order_by("organisation__code"),
        answering=answering,
        importing=f"{ledger_url('list_lines')}import/?within=briefs.listrequest:{found.pk}",
        drafting=own and found.status == ListRequest.Status.DRAFT,
        chasing=own and found.status in ListRequest.WAITING,
        raising=bool(lines) and any(raises_from(request.user, line) for line in lines),
        knows_questions=bool(rights_of(request.user).inspections or own),
    )


@asks_with
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get(request, pk)
    _refuse_others(request, found)
    form = RequestForm(request.POST or None, instance=_get(request, pk))
    if request.method == "POST" and form.is_valid():
        actions.change_request(found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return form_page(request, form, title=_("Change the request"), back=found.get_absolute_url())


def _refuse_others(request: SignedInRequest, found: ListRequest) -> None:
    if not asks(request.user, found):
        raise NotAllowed(_("Only the office asks departments for lists."))
    if found.status != ListRequest.Status.DRAFT:
        raise NotNow(_("The request has been sent and can no longer change."))


@require_POST
def discard(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get(request, pk)
    in_round = found.round
    actions.discard_request(found, by=request.user)
    messages.success(request, _("The draft is discarded."))
    return redirect(ledger_url("list_requests", within=in_round))


@require_POST
def chase(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get(request, pk)
    actions.chase_many([found], by=request.user)
    messages.success(request, _("The department is reminded. The chasing letter can be drawn up now."))
    return redirect(found)


@require_POST
def chase_round(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Remind every department of the round that is late."""
    found = _get_round(request, pk)
    late = ListRequest.objects.visible_to(request.user).overdue().filter(round=found)
    count = actions.chase_many(late, by=request.user)
    text = ngettext("%(count)s department is reminded.", "%(count)s departments are reminded.", count)
    messages.success(request, text % {"count": count})
    return redirect(found)


@require_POST
def nothing(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """State that there is nothing to report, or take it back."""
    found = _get(request, pk)
    actions.state_nothing(found, not found.nothing, by=request.user)
    return redirect(found)


# Lines


def _get_answering(request: SignedInRequest, found: ListRequest) -> None:
    if not answers(request.user, found):
        raise NotAllowed(_("Only the department asked answers this request."))
    if found.status not in ListRequest.WAITING:
        raise NotNow(_("The answer has been handed in and can no longer change, unless it is returned."))


@asks_with
def add_line(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get(request, pk)
    _get_answering(request, found)
    form = LineForm(request.POST or None, of=found)
    if request.method == "POST" and form.is_valid():
        actions.write_line(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The line is kept. Hand in the answer once the list is whole."))
        return redirect(found)
    return form_page(request, form, title=_("New line"), back=found.get_absolute_url())


@require_safe
def line(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_line(request, pk)
    audit.read(found, by=request.user)
    context: dict[str, Any] = {
        "headings": HEADINGS[found.request.kind],
        "answering": answers(request.user, found.request) and found.request.status in ListRequest.WAITING,
        "questions": Question.objects.visible_to(request.user).filter(line=found),
    }
    return record_page(request, found, "briefs/line.html", **context)


@asks_with
def edit_line(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_line(request, pk)
    _get_answering(request, found.request)
    form = LineForm(request.POST or None, instance=_get_line(request, pk), of=found.request)
    if request.method == "POST" and form.is_valid():
        actions.change_line(found, by=request.user, **form.cleaned_data)
        return redirect(found.request)
    return form_page(request, form, title=_("Change the line"), back=found.request.get_absolute_url())


@require_POST
def remove_line(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_line(request, pk)
    actions.remove_line(found, by=request.user)
    return redirect(found.request)
