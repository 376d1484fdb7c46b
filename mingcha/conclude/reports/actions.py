"""Every write to reports."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mingcha.conclude.reports.models import Report, ReportVersion, ReviewRemark, Sentence
from mingcha.conclude.reports.permissions import may_remark, on_the_team
from mingcha.conduct.findings.models import Finding
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.teams.queries import rights_of

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


@dataclass(frozen=True)
class Line:
    """A sentence as the editor sends it."""

    part: str
    text: str
    frame_item_id: UUID | None = None
    finding_id: UUID | None = None
    exempt_reason: str = ""


@transaction.atomic
def draft_report(
    inspection: Inspection, *, by: User, kind: str = Report.Kind.INSPECTION, title: str = ""
) -> Report:
    """Begin a report from the inspection's confirmed findings, in the order of the round's frame."""
    if inspection.pk not in rights_of(by).inspections:
        raise NotAllowed(_("Only the team of this inspection may draft its report."))
    if inspection.status != Inspection.Status.REPORTING:
        raise NotNow(_("A report is drafted once the team has left the organisation."))
    title = title or _title(inspection)
    report = _create(inspection, kind, title, by)
    lines = _lines_from(list(_findings_of([inspection])[inspection.pk]), inspection)
    version = ReportVersion.objects.create(report=report, no=1, written_by=by)
    Sentence.objects.bulk_create(_rows(version, lines))
    audit.record("report.draft", report, by=by, sentences=len(lines))
    return report


@translation.override(settings.LANGUAGE_CODE)
def _title(inspection: Inspection) -> str:
    """As the paper will be headed, whatever language the drafter reads the pages in."""
    return _("Report on the inspection of %(name)s") % {"name": inspection.organisation}


def _create(inspection: Inspection, kind: str, title: str, by: User) -> Report:
    try:
        with transaction.atomic():
            return Report.objects.create(
                inspection=inspection, office_id=inspection.office_id, kind=kind, title=title, drafted_by=by
            )
    except IntegrityError:
        raise NotNow(_("This inspection has a report of this kind already.")) from None


@transaction.atomic
def draft_reports_many(inspections: Sequence[Inspection], *, by: User) -> list[Report]:
    """The same for many inspections of one drafter, in few statements."""
    mine = rights_of(by).inspections
    for inspection in inspections:
        if inspection.pk not in mine:
            raise NotAllowed(_("Only the team of this inspection may draft its report."))
        if inspection.status != Inspection.Status.REPORTING:
            raise NotNow(_("A report is drafted once the team has left the organisation."))
    reports = [
        Report(
            inspection=each,
            office_id=each.office_id,
            title=_title(each),
            drafted_by=by,
        )
        for each in inspections
    ]
    Report.objects.bulk_create(reports)
    versions = [ReportVersion(report=report, no=1, written_by=by) for report in reports]
    ReportVersion.objects.bulk_create(versions)
    findings = _findings_of(inspections)
    rows = [
        row
        for version in versions
        for row in _rows(
            version, _lines_from(findings[version.report.inspection_id], version.report.inspection)
        )
    ]
    Sentence.objects.bulk_create(rows, batch_size=2000)
    audit.record_many("report.draft", reports, by=by)
    return reports


def _findings_of(inspections: Iterable[Inspection]) -> dict[UUID, list[Finding]]:
    """Confirmed findings by inspection, in the order of the frame."""
    found: dict[UUID, list[Finding]] = defaultdict(list)
    confirmed = Finding.objects.filter(inspection__in=inspections, status=Finding.Status.CONFIRMED)
    for finding in confirmed.select_related("frame_item").order_by("frame_item__code", "number"):
        found[finding.inspection_id].append(finding)
    return found


@translation.override(settings.LANGUAGE_CODE)
def _lines_from(findings: list[Finding], inspection: Inspection) -> list[Line]:
    """Overall assessment with counted figures, each finding sentence by sentence, room for suggestions."""
    core = sum(finding.core for finding in findings)
    overall = _("The inspection of %(name)s found %(count)s problems, %(core)s of them core problems.") % {
        "name": inspection.organisation,
        "count": len(findings),
        "core": core,
    }
    lines = [Line(Sentence.Part.OVERALL, overall, exempt_reason=_("Counted from the findings"))]
    for finding in findings:
        for text in _SENTENCE.findall(f"{finding.title}。{finding.text}"):
            if text.strip("。 "):
                lines.append(Line(Sentence.Part.PROBLEMS, text.strip(), finding.frame_item_id, finding.pk))
    suggestion = _("Put the above problems right one by one, and keep them right by rules.")
    return [*lines, Line(Sentence.Part.SUGGESTIONS, suggestion)]


def _rows(version: ReportVersion, lines: Iterable[Line]) -> list[Sentence]:
    return [
        Sentence(
            version=version,
            order=order,
            part=line.part,
            text=line.text,
            frame_item_id=line.frame_item_id,
            finding_id=line.finding_id,
            exempt_reason=line.exempt_reason,
        )
        for order, line in enumerate(lines, start=1)
    ]


@transaction.atomic
def write_version(report: Report, lines: Sequence[Line], *, revision: int, by: User) -> ReportVersion:
    """Replace the current version's sentences. Refused when someone saved since `revision` was read.

    Raises NotAllowed, NotNow, or Invalid when a sentence cites a finding that is not a confirmed one of
    this inspection.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if not on_the_team(by, locked):
        raise NotAllowed(_("Only the team of this inspection may write its report."))
    if locked.status != Report.Status.DRAFT:
        raise NotNow(_("The report is under review. It can be written in again once it is returned."))
    version = locked.current
    if version.revision != revision:
        raise NotNow(
            _("Someone saved this report while you wrote. Your text is kept below; load theirs and compare.")
        )
    _refuse_foreign_findings(locked, lines)
    version.sentences.all().delete()
    Sentence.objects.bulk_create(_rows(version, lines))
    version.revision += 1
    version.written_by = by
    version.save(update_fields=["revision", "written_by"])
    audit.record("report.write", report, by=by, version=version.no, sentences=len(lines))
    return version


def _refuse_foreign_findings(report: Report, lines: Sequence[Line]) -> None:
    cited = {line.finding_id for line in lines if line.finding_id}
    own = Finding.objects.filter(inspection_id=report.inspection_id, status=Finding.Status.CONFIRMED)
    known = set(own.filter(pk__in=cited).values_list("pk", flat=True))
    for place, line in enumerate(lines, start=1):
        if not line.text.strip():
            raise Invalid(_("Sentence %(place)s is empty.") % {"place": place})
        if line.finding_id and line.finding_id not in known:
            raise Invalid(
                _("Sentence %(place)s cites a finding that is not a confirmed one here.") % {"place": place}
            )


@transaction.atomic
def remark(
    report: Report, *, text: str, by: User, sentence: Sentence | None = None, changes_nature: bool = False
) -> ReviewRemark:
    """A reviewer's remark on the report or on one sentence of it."""
    if not may_remark(by, report):
        raise NotAllowed(_("Only the reviewer it lies before may remark on this report."))
    made = ReviewRemark.objects.create(
        report=report,
        version_no=report.current.no,
        sentence_text=sentence.text if sentence else "",
        text=text,
        by=by,
        changes_nature=changes_nature,
    )
    audit.record("report.remark", report, by=by, text=text)
    return made


@transaction.atomic
def answer_remark(made: ReviewRemark, *, answer: str, by: User) -> None:
    """The team says what it did about a remark. It stays open until the one who made it settles it."""
    if not on_the_team(by, made.report):
        raise NotAllowed(_("Only the team answers review remarks."))
    made.answer = answer
    made.save(update_fields=["answer"])
    audit.record("report.answer_remark", made.report, by=by, answer=answer)


@transaction.atomic
def settle_remark(made: ReviewRemark, *, by: User) -> None:
    """Only whoever made a remark settles it."""
    if made.by_id != by.pk:
        raise NotAllowed(_("Only the one who made a remark may settle it."))
    made.settled_at = timezone.now()
    made.save(update_fields=["settled_at"])
    audit.record("report.settle_remark", made.report, by=by)
