"""Reads over reports: what a version says, and how two versions differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from mingcha.conclude.reports.models import Report, ReportVersion, Sentence
from mingcha.conduct.findings.models import Finding
from mingcha.foundation import comparing
from mingcha.foundation.comparing import Piece


def sentences_of(version: ReportVersion) -> QuerySet[Sentence]:
    return version.sentences.select_related("finding", "frame_item").order_by("order")


def difference(old: ReportVersion, new: ReportVersion) -> list[Piece]:
    """What changed between two versions."""
    return comparing.difference(_text(sentences_of(old)), _text(sentences_of(new)))


def _text(sentences: Iterable[Sentence]) -> str:
    return "\n".join(sentence.text for sentence in sentences)


def uncited_findings(report: Report) -> QuerySet[Finding]:
    """Confirmed findings of the inspection that the current version does not mention."""
    cited = report.current.sentences.exclude(finding=None).values("finding_id")
    confirmed = Finding.objects.filter(inspection_id=report.inspection_id, status=Finding.Status.CONFIRMED)
    return confirmed.exclude(pk__in=cited).select_related("frame_item")


@dataclass(frozen=True)
class Section:
    """A part of the report, or one item of the frame in it, with its sentences."""

    title: str
    sentences: list[Sentence]

    @property
    def paragraphs(self) -> list[list[Sentence]]:
        """What rests on one finding reads as one paragraph; a sentence that rests on none stands alone."""
        runs = groupby(self.sentences, key=lambda each: each.finding_id or each.pk)
        return [list(run) for _source, run in runs]


def sections_of(version: ReportVersion) -> list[Section]:
    """The report as it reads: overall, the problems by the frame, suggestions."""
    sections: list[Section] = []
    for sentence in sentences_of(version):
        by_frame = sentence.part == Sentence.Part.PROBLEMS and sentence.frame_item
        title = str(sentence.frame_item) if by_frame else str(sentence.get_part_display())
        if not sections or sections[-1].title != title:
            sections.append(Section(title, []))
        sections[-1].sentences.append(sentence)
    return sections
