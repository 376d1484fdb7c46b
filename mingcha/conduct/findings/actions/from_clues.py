"""A working paper from a clue that two people confirmed, with the rows behind it as evidence."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.analyse.clues.actions import open_rows
from mingcha.analyse.clues.models import Clue
from mingcha.analyse.clues.queries import Rows, evidence_of
from mingcha.conduct.findings.actions.papers import add_evidence, create_paper
from mingcha.conduct.findings.models import Evidence, WorkingPaper
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.ledgers.exporting import Book
from mingcha.foundation.refusals import NotNow


@transaction.atomic
def open_paper_from_clue(clue: Clue, *, by: User) -> WorkingPaper:
    """A draft that begins with what the clue says; the three bases are for people to write.

    Raises NotNow unless the clue is confirmed and belongs to an inspection.
    """
    if clue.status != Clue.Status.CONFIRMED:
        raise NotNow(_("A working paper is opened once two people have confirmed the clue."))
    inspection = Inspection.objects.filter(pk=clue.task_id).first()
    if inspection is None:
        raise NotNow(_("Hand the clue to an inspection first: papers belong to one."))
    paper = create_paper(inspection, by=by, agents=[by], **_written(clue))
    paper.clues.add(clue)
    workbook = _workbook(open_rows(clue, by=by))
    file = ContentFile(workbook, name=_("Rows behind %(model)s.xlsx") % {"model": clue.model_code})
    title = _("Result of data analysis: %(clue)s") % {"clue": clue}
    add_evidence(paper, by=by, kind=Evidence.Kind.DATA, title=title[:200], upload=file)
    audit.record("clue.paper", clue, by=by, paper=paper.pre_number)
    return paper


def _written(clue: Clue) -> dict[str, Any]:
    """What a paper may take over from a clue: what was found, how, and what was checked."""
    told = [f"{label}：{value}" for label, value in evidence_of(clue)]
    discovery = _("Found by the supervision model %(model)s, version %(version)s; verified: %(reason)s")
    facts = {"model": clue.model_name, "version": clue.model_version, "reason": clue.reason}
    return {
        "title": f"{clue.model_title}：{clue.subject_name or clue.subject_key}"[:200],
        "source": WorkingPaper.Source.MODEL,
        "overview": clue.sentence,
        "discovery": discovery % facts,
        "facts": "\n".join([clue.sentence, *told]),
    }


def _workbook(tables: list[Rows]) -> bytes:
    """One sheet for each input: the very rows, text never taken for a formula."""
    book = Book(streaming=False)
    for number, table in enumerate(tables, 1):
        sheet = book.book.add_worksheet(str(number))
        book.write(sheet, 0, 0, table.title, book.heading)
        for place, column in enumerate(table.columns):
            book.write(sheet, 1, place, str(column), book.heading)
        for line, row in enumerate(table.rows, 2):
            for place, value in enumerate(row):
                book.write(sheet, line, place, value)
    if not tables:
        book.write(book.book.add_worksheet("1"), 0, 0, _("The rows are no longer at hand."))
    book.book.close()
    book.content.seek(0)
    return book.content.read()
