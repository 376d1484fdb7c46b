"""The lists of working papers, findings and immediate rectification, and the import of findings."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.findings.actions import import_findings
from mingcha.conduct.findings.forms import SignForm
from mingcha.conduct.findings.models import Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.findings.permissions import (
    reads_findings,
    reads_immediates,
    reads_papers,
    writes_somewhere,
)
from mingcha.conduct.findings.queries import classes, frame_items_of
from mingcha.conduct.findings.workflow import FINDINGS, IMMEDIATES, PAPERS
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.ledgers import (
    Bulk,
    Cell,
    CellError,
    Choice,
    Column,
    Dates,
    Flag,
    Import,
    Ledger,
    Number,
    Reference,
)
from mingcha.foundation.ui.navigation import Page
from mingcha.prepare.teams.queries import holding
from mingcha.registry.frames.models import FrameItem, IssueClass

Row = dict[str, Any]
Context = dict[str, Any]
WITHIN = {
    "inspections.Inspection": "inspection_id",
    "organisations.Organisation": "organisation_id",
    "rounds.Round": "inspection__round_id",
    "teams.Team": "inspection__team_id",
    "bodies.Body": "office_id",
}

PAPERS_LEDGER = Ledger(
    name="papers",
    nav=False,
    model=WorkingPaper,
    title=_l("Working papers"),
    stage="conduct",
    order=40,
    columns=[
        Column("number"),
        Column("pre_number", hidden=True),
        Column("title", link=True, wide=True),
        Choice("status"),
        Choice("source"),
        Reference("organisation"),
        Reference("round", path="inspection__round"),
        Reference("team", path="inspection__team", hidden=True),
        Choice("organisation_opinion"),
        Number("amount"),
        Column(
            "evidence", path=lambda paper: len(paper.evidence.all()), label=_l("Evidence"), sortable=False
        ),
        Reference("made_by", hidden=True),
        Reference("reviewed_by", hidden=True),
        Reference("signed_by", hidden=True),
        Dates("made_on"),
        Dates("signed_on"),
        Dates("filed_on", hidden=True),
        Number("returned_times", hidden=True),
    ],
    search=("title", "number", "pre_number"),
    within={
        **WITHIN,
        "findings.Finding": "findings",
        "inspections.Activity": "activities",
        "petitions.Petition": "petitions",
    },
    select_related=("organisation", "inspection__round", "inspection__team", "made_by"),
    prefetch_related=("evidence", "taking_part"),
    bulk=[
        Bulk(PAPERS, "submit", who=holding("inspections")),
        Bulk(PAPERS, "pass", who=holding("deputies")),
        Bulk(PAPERS, "file", who=holding("own_offices")),
        Bulk(PAPERS, "return", who=holding("inspections", "own_offices")),
        Bulk(PAPERS, "sign", form=SignForm, who=holding("leads")),
    ],
    create=("findings:paper_create", writes_somewhere),
    who=reads_papers,
    empty=_l("No working papers yet. The team writes one for each matter, from entry on."),
)


@dataclass
class Book:
    """What the cells of a workbook may name, read once."""

    items: dict[str, FrameItem]
    classes: dict[str, IssueClass]
    papers: dict[str, WorkingPaper]


def _book(context: Context) -> Book:
    if "findings.book" not in context:
        inspection: Inspection = context["within"]
        papers = list(WorkingPaper.objects.filter(inspection=inspection))
        by_number = {paper.pre_number: paper for paper in papers}
        by_number |= {paper.number: paper for paper in papers if paper.number}
        context["findings.book"] = Book(
            {item.code: item for item in frame_items_of(inspection)},
            {one.code: one for one in classes()},
            by_number,
        )
    book: Book = context["findings.book"]
    return book


def resolve_finding(row: Row, context: Context) -> Row:
    """Codes and numbers of one row as the records they name."""
    book = _book(context)
    item = book.items.get(str(row.pop("frame_code")).strip())
    if item is None:
        raise CellError("frame_code", _("The round's frame has no section with this code."))
    issue_class = book.classes.get(str(row.pop("class_code")).strip())
    if issue_class is None:
        raise CellError("class_code", _("There is no class with this code."))
    papers = _papers(str(row.pop("paper_number")), book)
    return {**row, "frame_item": item, "issue_class": issue_class, "papers": papers}


def _papers(text: str, book: Book) -> list[WorkingPaper]:
    found = []
    for number in re.split(r"[、，,;；\s]+", text.strip()):
        paper = book.papers.get(number)
        if paper is None:
            raise CellError("paper_number", _("No working paper has the number %(no)s.") % {"no": number})
        if not paper.is_signed:
            raise CellError("paper_number", _("Working paper %(no)s is not signed.") % {"no": number})
        found.append(paper)
    return found


def known_findings(keys: list[tuple[Any, ...]], context: Context) -> dict[tuple[Any, ...], Finding]:
    """Findings of this inspection with these numbers."""
    numbers = [key[0] for key in keys]
    found = Finding.objects.filter(inspection=context["within"], number__in=numbers)
    return {(finding.number,): finding for finding in found}


FINDINGS_IMPORT = Import(
    cells=[
        Cell("number", required=True, key=True),
        Cell("title", required=True),
        Cell("text", required=True),
        Cell("frame_code", required=True, kind="text", label=_l("Code of the section"), example="1"),
        Cell("class_code", required=True, kind="text", label=_l("Code of the class"), example="2.4"),
        Cell("severity"),
        Cell("core"),
        Cell("amount"),
        Cell("responsibility"),
        Cell("discipline_code"),
        Cell("people_close"),
        Cell("eight_rules"),
        Cell("found_on"),
        Cell(
            "paper_number",
            required=True,
            kind="text",
            label=_l("No. of the working paper"),
            help=_l("A signed one; several are separated by 、"),
        ),
    ],
    save=import_findings,
    who=writes_somewhere,
    resolve=resolve_finding,
    needs_within="inspections.Inspection",
    existing=known_findings,
)

FINDINGS_LEDGER = Ledger(
    name="findings",
    nav=False,
    model=Finding,
    title=_l("Findings"),
    stage="conduct",
    order=50,
    columns=[
        Column("number"),
        Column("title", link=True, wide=True),
        Choice("status"),
        Choice("severity"),
        Flag("core"),
        Reference("organisation"),
        Reference("round", path="inspection__round"),
        Reference("frame_item"),
        Reference("issue_class"),
        Number("amount"),
        Flag("people_close", hidden=True),
        Flag("eight_rules", hidden=True),
        Choice("responsibility", hidden=True),
        Choice("discipline_code", hidden=True),
        Reference("office", hidden=True),
        Choice("level", path="office__level", label=_l("Level"), hidden=True),
        Choice("sector", path="organisation__sector", label=_l("Sector"), hidden=True),
        Choice("kind", path="inspection__round__kind", label=_l("Kind of round"), hidden=True),
        Reference("made_by", hidden=True),
        Dates("found_on", hidden=True),
        Dates("confirmed_on"),
    ],
    search=("title", "number", "text"),
    within={
        **WITHIN,
        "findings.WorkingPaper": "papers",
        "terms.Term": "inspection__round__term_id",
        "frames.IssueClass": "issue_class_id",
    },
    select_related=("organisation", "inspection__round", "frame_item", "issue_class", "office", "made_by"),
    prefetch_related=("papers",),
    bulk=[
        Bulk(FINDINGS, "confirm", who=holding("leads")),
        Bulk(FINDINGS, "withdraw", who=holding("inspections")),
    ],
    create=("findings:create", writes_somewhere),
    importer=FINDINGS_IMPORT,
    who=reads_findings,
    empty=_l("No findings yet. A finding rests on a signed working paper; write that first."),
)

IMMEDIATES_LEDGER = Ledger(
    name="immediate",
    nav=False,
    model=ImmediateRectification,
    title=_l("Immediate rectification"),
    stage="conduct",
    order=60,
    columns=[
        Column("number"),
        Column("title", link=True, wide=True),
        Choice("status"),
        Choice("kind"),
        Reference("organisation"),
        Reference("round", path="inspection__round"),
        Dates("due_on"),
        Dates("issued_on"),
        Dates("done_on", hidden=True),
        Dates("closed_on"),
        Column("benefit", hidden=True),
        Number("returned_times", hidden=True),
    ],
    search=("title", "number", "issue"),
    within={**WITHIN, "findings.Finding": "finding_id", "findings.WorkingPaper": "paper_id"},
    select_related=("organisation", "inspection__round", "inspection__team"),
    bulk=[
        Bulk(IMMEDIATES, "agree", who=holding("leads")),
        Bulk(IMMEDIATES, "approve", who=holding("groups")),
        Bulk(IMMEDIATES, "issue", who=holding("leads", "own_offices")),
        Bulk(IMMEDIATES, "verify", who=holding("inspections")),
    ],
    create=("findings:immediate_create", writes_somewhere),
    who=reads_immediates,
    empty=_l("Nothing to be put right at once yet. The team proposes it while it is on site."),
)

# Three lists of one app: each record's page belongs to its own list, so the menu's entries say which.
PAGES = [
    Page(
        "conduct",
        PAPERS_LEDGER.title,
        "/ledgers/papers/",
        reads_papers,
        PAPERS_LEDGER.order,
        also=("/findings/papers/", "/findings/paper/", "/findings/evidence/"),
    ),
    Page(
        "conduct",
        FINDINGS_LEDGER.title,
        "/ledgers/findings/",
        reads_findings,
        FINDINGS_LEDGER.order,
        also=("/findings/",),
    ),
    Page(
        "conduct",
        IMMEDIATES_LEDGER.title,
        "/ledgers/immediate/",
        reads_immediates,
        IMMEDIATES_LEDGER.order,
        also=("/findings/immediate/",),
    ),
]
