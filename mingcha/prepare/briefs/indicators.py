"""Figures over lists, questions and checklists."""

from typing import Any

from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.indicators import Indicator, Ratio
from mingcha.prepare.briefs.models import Check, ListRequest, Question

OF_REQUEST = {
    "office": "office_id",
    "level": "office__level",
    "round": "round_id",
    "term": "round__term_id",
    "kind": "round__kind",
}
OF_TASK = {
    "office": "office_id",
    "level": "office__level",
    "round": "round_id",
    "term": "round__term_id",
    "kind": "round__kind",
    "organisation": "task__organisation_id",
    "sector": "task__organisation__sector",
}
S = Question.Status


def _requests(code: str, name: Any, rule: Any, rows: Any, date: str | None) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit="份",
        rule=rule,
        rows=rows,
        date=date,
        ledger="list_requests",
        dimensions=OF_REQUEST,
        section="prepare",
    )


def _questions(code: str, name: Any, rule: Any, status: str | None, date: str) -> Indicator:
    where = {"status": status} if status else {}
    return Indicator(
        code=code,
        name=name,
        unit="个",
        rule=rule,
        rows=lambda: Question.objects.filter(**where),
        date=date,
        ledger="questions",
        dimensions=OF_TASK,
        section="prepare",
    )


def _checks(code: str, name: Any, rule: Any, rows: Any, date: str | None) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit="项",
        rule=rule,
        rows=rows,
        date=date,
        ledger="checks",
        dimensions=OF_TASK,
        section="prepare",
    )


INDICATORS = [
    _requests(
        "list_requests_sent",
        _l("Lists asked from departments"),
        _l("Requests for policy, duty and information lists that were sent, one each"),
        lambda: ListRequest.objects.exclude(status=ListRequest.Status.DRAFT),
        "sent_on",
    ),
    _requests(
        "list_requests_answered",
        _l("Lists answered"),
        _l("Requests the department has handed in and that are not returned for supplement"),
        lambda: ListRequest.objects.filter(status__in=("answered", "accepted")),
        "answered_on",
    ),
    _requests(
        "list_requests_returned",
        _l("Lists returned for supplement"),
        _l("Requests returned at least once"),
        lambda: ListRequest.objects.filter(returned_times__gt=0),
        "answered_on",
    ),
    _requests(
        "list_requests_overdue",
        _l("Lists overdue"),
        _l("Requests sent or returned whose day has passed without an answer"),
        lambda: ListRequest.objects.overdue(),
        "due_on",
    ),
    _questions(
        "questions_raised",
        _l("Questions on the issue list"),
        _l("Questions raised by teams, whatever became of them"),
        None,
        "created_at",
    ),
    _questions(
        "questions_confirmed",
        _l("Questions confirmed"),
        _l("Questions looked into and confirmed, without those made a working paper"),
        S.CONFIRMED,
        "settled_on",
    ),
    _questions(
        "questions_excluded",
        _l("Questions excluded"),
        _l("Questions looked into and excluded"),
        S.EXCLUDED,
        "settled_on",
    ),
    _questions(
        "questions_papered",
        _l("Questions made working papers"),
        _l("Questions from which a working paper was opened"),
        S.PAPERED,
        "settled_on",
    ),
    _checks(
        "checklist_items",
        _l("Items of checklists"),
        _l("Items of the round's checklist, once for each organisation"),
        lambda: Check.objects.all(),
        "created_at",
    ),
    _checks(
        "checklist_items_done",
        _l("Items of checklists done"),
        _l("The same, ticked by the team with a note or what shows it"),
        lambda: Check.objects.done(),
        "done_on",
    ),
    Ratio(
        code="checklist_completion",
        name=_l("Completion of checklists"),
        over="checklist_items_done",
        under="checklist_items",
        rule=_l("Items done over all items of the rounds' checklists"),
        section="prepare",
    ),
]
