"""What findings show on the pages of earlier stages."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.analyse.clues.models import Clue
from mingcha.conduct.findings.actions.papers import AT_WORK
from mingcha.conduct.findings.models import WorkingPaper
from mingcha.conduct.findings.permissions import writes_for
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import Panel
from mingcha.prepare.briefs.models import Question


def panels_of(request: SignedInRequest, record: Any) -> Iterable[Panel]:
    """On the page of a clue or of a question to look into: the working papers opened from it."""
    if isinstance(record, Clue) and record.task_id:
        yield _of_clue(request.user, record)
    if isinstance(record, Question):
        yield _of_question(request.user, record)


def _of_clue(user: User, clue: Clue) -> Panel:
    papers = WorkingPaper.objects.visible_to(user).filter(clues=clue)
    inspection = Inspection.objects.visible_to(user).filter(pk=clue.task_id).first()
    confirmed = clue.status == Clue.Status.CONFIRMED
    may_open = confirmed and inspection is not None and writes_for(user, inspection)
    empty = _("A working paper is opened once two people have confirmed the clue.")
    return _panel(papers, "paper_from_clue", clue.pk if may_open else None, empty)


def _of_question(user: User, question: Question) -> Panel:
    papers = WorkingPaper.objects.visible_to(user).filter(questions=question)
    inspection = Inspection.objects.visible_to(user).filter(pk=question.task_id).first()
    takes = question.status in (Question.Status.OPEN, Question.Status.CONFIRMED)
    at_work = inspection is not None and inspection.status in AT_WORK and writes_for(user, inspection)
    empty = _("A working paper is opened from it once the team is on site.")
    return _panel(papers, "paper_from_question", question.pk if takes and at_work else None, empty)


def _panel(papers: Iterable[WorkingPaper], opens: str, subject: UUID | None, empty: str) -> Panel:
    """The papers a record led to; with a subject, the way to a new one from it."""
    opened = list(papers)
    way = reverse(f"findings:{opens}", args=[subject]) if subject else ""
    context = {"papers": opened, "way": way, "empty": empty}
    return Panel("papers", _("Working papers"), "findings/_papers_from.html", context, count=len(opened))
