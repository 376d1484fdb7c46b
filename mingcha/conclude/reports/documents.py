"""The report as an official paper."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from mingcha.conclude.reports.models import Report, Sentence
from mingcha.conclude.reports.permissions import prints_it
from mingcha.conclude.reports.queries import sentences_of
from mingcha.foundation.documents import Block, DocumentTemplate, Heading, Official, Paragraph

_PARTS = {
    Sentence.Part.OVERALL: "总体评价",
    Sentence.Part.PROBLEMS: "主要问题",
    Sentence.Part.SUGGESTIONS: "意见建议",
}


def build_report(report: Report) -> Official:
    """Overall assessment, the main problems by the frame, suggestions; a finding is one paragraph."""
    blocks: list[Block] = []
    part, section, source = None, None, None
    for sentence in sentences_of(report.current):
        if sentence.part != part:
            part, section, source = sentence.part, None, None
            blocks.append(Heading(_PARTS[Sentence.Part(part)]))
        if sentence.part == Sentence.Part.PROBLEMS and sentence.frame_item_id != section:
            section, source = sentence.frame_item_id, None
            blocks.append(Heading(sentence.frame_item.name if sentence.frame_item else "其他方面", level=2))
        if source and sentence.finding_id == source and isinstance(blocks[-1], Paragraph):
            blocks[-1] = Paragraph(blocks[-1].text + sentence.text)
        else:
            blocks.append(Paragraph(sentence.text))
        source = sentence.finding_id
    office = report.office.name
    return Official(
        issuer=office,
        title=report.title,
        blocks=blocks,
        kind="letter" if report.kind == Report.Kind.LEADS else "document",
        signer=str(report.inspection.team),
        signed_on=report.approved_on,
        printed_by=office,
        marking="work_secret",
        words=(report.inspection.organisation.name,),
    )


def _series(report: Report) -> str:
    year = (report.approved_on or timezone.localdate()).year
    return f"report-paper/{report.office_id}/{year}"


TEMPLATES = [
    DocumentTemplate(
        name="report",
        title=gettext_lazy("Inspection report"),
        model=Report,
        build=build_report,
        who=prints_it,
        series=_series,
        number="巡察报〔{year}〕{no}号",
    )
]
