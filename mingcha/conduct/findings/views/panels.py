"""What findings show on the pages of earlier stages."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from mingcha.analyse.clues.models import Clue
from mingcha.conduct.findings.actions.papers import AT_WORK
from mingcha.conduct.findings.models import WorkingPaper
from mingcha.conduct.findings.permissions import writes_for
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import Panel
from mingcha.prepare.briefs.models import Question


def panels_of(request: SignedInRequest, record: Any) -> Iterable[Panel]:
    """On the page of a clue or of a question to look into: the working papers opened from it."""
    if isinstance(record, Question):
        yield _of_question(request, record)
    if not isinstance(record, Clue) or record.task_id is None:
        return
    papers = list(WorkingPaper.objects.visible_to(request.user).filter(clues=record))
    inspection = Inspection.objects.visible_to(request.user).filter(pk=record.task_id).first()
    confirmed = record.status == Clue.Status.CONFIRMED
    may_open = confirmed and inspection is not None and writes_for(request.user, inspection)
    context = {"papers": papers, "may_open": may_open, "clue": record}
    yield Panel("clue_papers", _("Working papers"), "findings/_clue_papers.html", context, count=len(papers))


def _of_question(request: SignedInRequest, question: Question) -> Panel:
    papers = list(WorkingPaper.objects.visible_to(request.user).filter(questions=question))
    inspection = Inspection.objects.visible_to(request.user).filter(pk=question.task_id).first()
    takes = question.status in (Question.Status.OPEN, Question.Status.CONFIRMED)
    may_open = (
        takes
        and inspection is not None
        and inspection.status in AT_WORK
        and writes_for(request.user, inspection)
    )
    context = {"papers": papers, "may_open": may_open, "question": question}
    title, template = _("Working papers"), "findings/_question_papers.html"
    return Panel("question_papers", title, template, context, count=len(papers))
