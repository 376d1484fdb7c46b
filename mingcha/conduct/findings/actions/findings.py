"""Writing findings, and reading a ledger of them from a workbook."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.conduct.findings.models import Finding, FindingPaper, WorkingPaper
from mingcha.conduct.findings.permissions import writes_finding, writes_for
from mingcha.conduct.findings.queries import free_numbers
from mingcha.conduct.findings.workflow import DECIDED
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.ledgers import ImportOutcome
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow

WRITTEN = (
    "number",
    "title",
    "text",
    "frame_item",
    "issue_class",
    "severity",
    "core",
    "amount",
    "responsibility",
    "discipline_code",
    "people_close",
    "eight_rules",
    "found_on",
)
CODED = ("inspection", "office", "organisation", "made_by", "frame_item", "issue_class", "number")

Row = Mapping[str, Any]


def create_finding(inspection: Inspection, *, by: User, **values: Any) -> Finding:
    """One finding, as a draft. `values` as in `create_findings_many`."""
    return create_findings_many([{"inspection": inspection, **values}], by=by)[0]


@transaction.atomic
def create_findings_many(rows: Sequence[Row], *, by: User) -> list[Finding]:
    """Many findings at once, as drafts.

    Each row holds `inspection`, `papers` (signed ones of that inspection), `title`, `text`,
    `frame_item` (of the round's frame), `issue_class`, and any other field people write; `number`
    is given where it is left out.
    """
    inspections = {row["inspection"].pk: row["inspection"] for row in rows}
    _refuse_unless_open(inspections, by)
    for row in rows:
        _refuse_unsigned(row.get("papers", ()), row["inspection"])
    findings = [_finding(row, by) for row in rows]
    _number(findings)
    try:
        with transaction.atomic():
            Finding.objects.bulk_create(findings, batch_size=500)
    except IntegrityError:
        raise Invalid(_("Another finding of this inspection has that number.")) from None
    links = [
        FindingPaper(finding=finding, paper=paper)
        for finding, row in zip(findings, rows, strict=True)
        for paper in dict.fromkeys(row["papers"])
    ]
    FindingPaper.objects.bulk_create(links, batch_size=1000)
    facts = [{"number": finding.number, "title": finding.title} for finding in findings]
    audit.record_many("finding.create", findings, by=by, facts=facts)
    return findings


def _refuse_unless_open(inspections: Mapping[UUID, Inspection], by: User) -> None:
    """Lock the inspections, so that numbers are free, then ask."""
    locked = Inspection.objects.select_for_update().filter(pk__in=inspections).order_by("pk")
    statuses = dict(locked.values_list("pk", "status"))
    for key, inspection in inspections.items():
        if not writes_for(by, inspection):
            raise NotAllowed(
                _("Only the team writes papers and findings; its leader signs and confirms them.")
            )
        if statuses[key] in DECIDED:
            raise NotNow(
                _("The report of this inspection has been decided; its findings can no longer change.")
            )


def _refuse_unsigned(papers: Iterable[WorkingPaper], inspection: Inspection) -> None:
    """A finding rests on signed papers of its own inspection, and on nothing else."""
    chosen = list(papers)
    if not chosen:
        raise Invalid(_("Name the signed working paper the finding rests on."))
    for paper in chosen:
        if paper.inspection_id != inspection.pk:
            raise Invalid(_("The working paper belongs to another inspection."))
        if not paper.is_signed:
            raise NotNow(_("The working paper %(number)s is not signed yet.") % {"number": paper.pre_number})


def _finding(row: Row, by: User) -> Finding:
    inspection = row["inspection"]
    if unknown := set(row) - {*WRITTEN, "inspection", "papers"}:
        raise Invalid(_("These cannot be written: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    values = {name: row[name] for name in WRITTEN if name in row}
    values.setdefault("found_on", timezone.localdate())
    finding = Finding(
        inspection=inspection,
        office_id=inspection.office_id,
        organisation_id=inspection.organisation_id,
        made_by=by,
        writers=[by.pk],
        **values,
    )
    _refuse_miscoded(finding)
    finding.clean_fields(exclude=CODED)
    return finding


def _refuse_miscoded(finding: Finding) -> None:
    if finding.frame_item.frame_id != finding.inspection.round.frame_id:
        raise Invalid(_("The section belongs to another frame than the round's."))


def _number(findings: Sequence[Finding]) -> None:
    """Free numbers for those that were given none."""
    waiting: dict[UUID, list[Finding]] = defaultdict(list)
    given: dict[UUID, set[str]] = defaultdict(set)
    for finding in findings:
        if finding.number:
            given[finding.inspection_id].add(finding.number)
        else:
            waiting[finding.inspection_id].append(finding)
    for key, own in waiting.items():
        free = free_numbers(key, len(own) + len(given[key]))
        free = [number for number in free if number not in given[key]]
        for finding, number in zip(own, free, strict=False):
            finding.number = number


@transaction.atomic
def edit_finding(
    finding: Finding,
    *,
    by: User,
    revision: int | None = None,
    papers: Sequence[WorkingPaper] | None = None,
    **values: Any,
) -> None:
    """Change a draft. Refused when somebody saved since `revision` was read, if one is given."""
    finding.refresh_from_db(from_queryset=Finding._base_manager.select_for_update())
    if not writes_finding(by, finding):
        raise NotAllowed(_("Only the team writes papers and findings; its leader signs and confirms them."))
    if finding.status != Finding.Status.DRAFT:
        raise NotNow(_("A confirmed finding is changed only after it is taken back to draft."))
    if revision is not None and finding.revision != revision:
        raise NotNow(
            _("Somebody saved this finding while you wrote. Your text is kept below; compare, then save.")
        )
    for name in WRITTEN:
        setattr(finding, name, values.get(name, getattr(finding, name)))
    _refuse_miscoded(finding)
    finding.clean_fields(exclude=CODED)
    finding.revision += 1
    finding.writers = list(dict.fromkeys([*finding.writers, by.pk]))
    _save(finding)
    if papers is not None:
        _refuse_unsigned(papers, finding.inspection)
        finding.papers.set(papers)
    audit.record("finding.edit", finding, by=by, fields=sorted(values))


def _save(finding: Finding) -> None:
    try:
        with transaction.atomic():
            finding.save()
    except IntegrityError:
        raise Invalid(_("Another finding of this inspection has that number.")) from None


@transaction.atomic
def import_findings(
    rows: Sequence[dict[str, Any]], *, by: User, existing: str, context: Mapping[str, Any]
) -> ImportOutcome:
    """Drafts from a workbook; a row with the number of a draft changes it when asked to."""
    inspection = context["within"]
    numbers = [row["number"] for row in rows]
    known = {
        finding.number: finding
        for finding in Finding.objects.filter(inspection=inspection, number__in=numbers)
    }
    new, updated = [], 0
    for row in rows:
        values = {name: value for name, value in row.items() if value not in (None, "")}
        found = known.get(row["number"])
        if found is None:
            new.append({**values, "inspection": inspection})
        elif existing == "stop":
            raise Invalid(_("Finding %(number)s is there already.") % {"number": found.number})
        elif existing == "update" and found.status == Finding.Status.DRAFT:
            edit_finding(found, by=by, **values)
            updated += 1
    if new:
        create_findings_many(new, by=by)
    return ImportOutcome(len(new), updated, len(rows) - len(new) - updated)
