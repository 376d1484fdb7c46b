"""Every write to feedback opinions."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mingcha.conclude.feedback.models import FeedbackIssue, FeedbackOpinion
from mingcha.conclude.feedback.permissions import may_draft_for, may_edit
from mingcha.conclude.reports.models import Report, Sentence
from mingcha.conduct.findings.models import Finding
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import NotAllowed, NotNow


@transaction.atomic
def draft_opinion(inspection: Inspection, *, by: User) -> FeedbackOpinion:
    """Begin the opinion with the problems of the approved report."""
    return draft_opinions_many([inspection], by=by)[0]


@transaction.atomic
def draft_opinions_many(inspections: Sequence[Inspection], *, by: User) -> list[FeedbackOpinion]:
    """One opinion an inspection; its issues are the findings that the approved report cites."""
    approved = _approved_reports(inspections)
    for inspection in inspections:
        if not may_draft_for(by, inspection):
            raise NotAllowed(_("Only the team and its office draft the feedback opinion."))
        if inspection.pk not in approved:
            raise NotNow(_("The report has not been approved yet."))
    opinions = [_opinion(inspection, by) for inspection in inspections]
    try:
        with transaction.atomic():
            FeedbackOpinion.objects.bulk_create(opinions)
    except IntegrityError:
        raise NotNow(_("This inspection has a feedback opinion already.")) from None
    cited = _cited_findings(approved)
    issues = [issue for opinion in opinions for issue in _issues(opinion, cited[opinion.inspection_id])]
    FeedbackIssue.objects.bulk_create(issues, batch_size=2000)
    audit.record_many("feedback.draft", opinions, by=by)
    return opinions


def _approved_reports(inspections: Sequence[Inspection]) -> dict[UUID, Report]:
    reports = Report.objects.filter(
        inspection__in=inspections, kind=Report.Kind.INSPECTION, status=Report.Status.APPROVED
    )
    return {report.inspection_id: report for report in reports}


@translation.override(settings.LANGUAGE_CODE)
def _opinion(inspection: Inspection, by: User) -> FeedbackOpinion:
    return FeedbackOpinion(
        inspection=inspection,
        office_id=inspection.office_id,
        organisation_id=inspection.organisation_id,
        drafted_by=by,
        overall=_(
            "The inspection found the following problems, which must be taken seriously and put right."
        ),
        suggestions=_(
            "Take the main responsibility for rectification; the principal answers for it in person."
        ),
        requests=_(
            "Send in the rectification plan and the report on progress by the dates that count from receipt."
        ),
    )


def _cited_findings(reports: dict[UUID, Report]) -> dict[UUID, list[Finding]]:
    """Findings in the order the newest version of each report names them."""
    found: dict[UUID, dict[UUID, Finding]] = defaultdict(dict)
    sentences = Sentence.objects.filter(version__report__in=reports.values()).exclude(finding=None)
    newest = sentences.order_by("version__report_id", "-version__no", "order")
    seen: dict[UUID, UUID] = {}
    for sentence in newest.select_related("finding", "version"):
        finding = sentence.finding
        if (
            finding is None
            or seen.setdefault(sentence.version.report_id, sentence.version_id) != sentence.version_id
        ):
            continue
        found[finding.inspection_id].setdefault(finding.pk, finding)
    return defaultdict(list, {inspection: list(kept.values()) for inspection, kept in found.items()})


def _issues(opinion: FeedbackOpinion, findings: list[Finding]) -> list[FeedbackIssue]:
    return [
        FeedbackIssue(
            opinion=opinion,
            inspection_id=opinion.inspection_id,
            office_id=opinion.office_id,
            organisation_id=opinion.organisation_id,
            order=order,
            frame_item_id=finding.frame_item_id,
            text=finding.title,
            finding=finding,
        )
        for order, finding in enumerate(findings, start=1)
    ]


@transaction.atomic
def write_opinion(opinion: FeedbackOpinion, *, by: User, **fields: Any) -> None:
    """Change the wording of a draft. `fields`: overall, suggestions, requests."""
    if not may_edit(by, opinion):
        raise NotAllowed(_("Only the team and its office write the feedback opinion."))
    locked = FeedbackOpinion.objects.select_for_update().get(pk=opinion.pk)
    if locked.status != FeedbackOpinion.Status.DRAFT:
        raise NotNow(_("An approved opinion is changed only after it is returned."))
    for name in ("overall", "suggestions", "requests"):
        setattr(locked, name, fields.get(name, getattr(locked, name)))
    locked.save(update_fields=["overall", "suggestions", "requests"])
    audit.record("feedback.write", opinion, by=by, fields=sorted(fields))


@transaction.atomic
def reword_issue(issue: FeedbackIssue, *, text: str, by: User) -> None:
    """Change one issue's words while the opinion is a draft."""
    if not may_edit(by, issue.opinion):
        raise NotAllowed(_("Only the team and its office write the feedback opinion."))
    opinion = FeedbackOpinion.objects.select_for_update().get(pk=issue.opinion_id)
    if opinion.status != FeedbackOpinion.Status.DRAFT:
        raise NotNow(_("An approved opinion is changed only after it is returned."))
    before = FeedbackIssue.objects.values_list("text", flat=True).get(pk=issue.pk)
    audit.record("feedback.reword", issue, by=by, before=before, after=text)
    issue.text = text
    issue.save(update_fields=["text"])
