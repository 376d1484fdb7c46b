"""What the lists and the checklists show on the pages of rounds and inspections."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import Panel
from mingcha.prepare.briefs.actions import ASKING, CHOOSING
from mingcha.prepare.briefs.models import Question
from mingcha.prepare.briefs.permissions import asks_for, sees_questions
from mingcha.prepare.briefs.queries import Standing, checks_of, progress_of, standing_of
from mingcha.prepare.rounds.models import Round


def panels_of(request: SignedInRequest, record: Any) -> Iterable[Panel]:
    """On a round for its office; on an inspection, and the task it stands for, for team and office."""
    if isinstance(record, Round) and asks_for(request.user, record):
        yield _lists(record, standing_of(request.user, in_round=record.pk), record)
    if record._meta.label_lower in ("inspections.inspection", "rounds.task") and sees_questions(request.user):
        standing = standing_of(request.user, task=record.pk)
        if standing.asked or standing.questions:
            yield _lists(record, standing, None)
        if checks := checks_of(record.pk, request.user):
            url = reverse("briefs:task_checks", args=[record.pk])
            context = {"progress": progress_of(checks), "url": url}
            yield Panel("checklist", _("Checklist"), "briefs/_progress.html", context)


def _lists(record: Any, standing: Standing, in_round: Round | None) -> Panel:
    counts = standing.questions
    questions = [
        (label, counts[status], ledger_url("questions", within=record, status=status))
        for status, label in Question.Status.choices
        if counts.get(status)
    ]
    context = {
        "standing": standing,
        "questions": questions,
        "requests_url": ledger_url("list_requests", within=record),
        "lines_url": ledger_url("list_lines", within=record),
        "round": in_round,
        "may_ask": in_round is not None and in_round.status in ASKING,
        "may_choose": in_round is not None and in_round.status in CHOOSING,
        "chosen": getattr(in_round, "round_checklist", None) if in_round else None,
    }
    return Panel("lists", _("3+2 lists"), "briefs/_panel.html", context)
