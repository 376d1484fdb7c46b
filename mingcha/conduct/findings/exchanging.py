"""Working papers, findings, immediate rectification and evidence, written in the office and on the laptop."""

from typing import Any
from uuid import UUID

from mingcha.conduct.findings.models import Evidence, Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.findings.queries import series_of_immediate, series_of_paper
from mingcha.foundation.exchange.sharing import Shared


def _place_of_paper(evidence: Any) -> tuple[UUID, UUID | None]:
    return evidence.paper.office_id, evidence.paper.inspection_id


def _proves_more_than_a_draft(evidence: Any) -> bool:
    """Evidence is removed only while its paper is a draft."""
    return bool(evidence.paper.status != WorkingPaper.Status.DRAFT)


PAPERS = Shared(
    "field.paper",
    WorkingPaper,
    rows=lambda channel: WorkingPaper.objects.filter(inspection=channel.inspection),
    order=60,
    links=("agents", "activities", "petitions"),
    sets=("writers",),
    numbered=[("inspection_id", "pre_number"), ("office_id", "number")],
    series=series_of_paper,
    related=("inspection",),
    together=[
        (
            "status",
            "number",
            "reviewed_by",
            "reviewed_on",
            "signed_by",
            "signed_on",
            "filed_by",
            "filed_on",
            "reopen_asked_by",
            "reopen_reason",
            "returned_times",
        ),
        ("organisation_opinion", "opinion_reason", "opinion_on", "opinion_by", "opinion_refused"),
    ],
)
FINDINGS = Shared(
    "field.finding",
    Finding,
    rows=lambda channel: Finding.objects.filter(inspection=channel.inspection),
    order=65,
    links=("papers",),
    sets=("writers",),
    numbered=[("inspection_id", "number")],
    together=[("status", "confirmed_by", "confirmed_on", "withdrawn_on")],
)
IMMEDIATES = Shared(
    "field.immediate",
    ImmediateRectification,
    rows=lambda channel: ImmediateRectification.objects.filter(inspection=channel.inspection),
    order=70,
    numbered=[("office_id", "number")],
    series=series_of_immediate,
    related=("inspection",),
    together=[
        (
            "status",
            "number",
            "approved_on",
            "issued_on",
            "receipted_by",
            "receipted_on",
            "result",
            "benefit",
            "proof",
            "done_on",
            "returned_times",
            "verified_by",
            "closed_on",
        ),
    ],
)
EVIDENCE = Shared(
    "field.evidence",
    Evidence,
    rows=lambda channel: Evidence.objects.filter(paper__inspection=channel.inspection),
    order=75,
    place=_place_of_paper,
    related=("paper",),
    stays=_proves_more_than_a_draft,
)
KINDS = [shared.kind for shared in (PAPERS, FINDINGS, IMMEDIATES, EVIDENCE)]
