"""The life of a report (domain rules: drafted, put to the principal, reviewed, heard, approved)."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mingcha.conclude.meetings.models import Decision, Meeting
from mingcha.conclude.reports import permissions as may
from mingcha.conclude.reports.models import Report, Sentence
from mingcha.conduct.inspections.actions import advance_inspection
from mingcha.conduct.inspections.models import Activity
from mingcha.conduct.inspections.queries import told_of
from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.workflow import Move, Workflow

DRAFT, TEAM, COMMUNICATION, JOINT, GROUP, SECRETARY, APPROVED = Report.Status


def has_sentences(report: Report) -> str | None:
    if report.current.sentences.filter(part=Sentence.Part.PROBLEMS).exists():
        return None
    return _("The report says nothing yet. Draft it from the findings first.")


def is_linked(report: Report) -> str | None:
    """The report may cite signed papers only: every statement rests on a finding, or says why not."""
    missing = report.current.sentences.unlinked().count()
    if not missing:
        return None
    return ngettext(
        "%(count)s sentence rests on no finding. Link it, or say why it needs none.",
        "%(count)s sentences rest on no finding. Link them, or say why they need none.",
        missing,
    ) % {"count": missing}


def was_put_to_the_principal(report: Report) -> str | None:
    """Regulation practice (step 13): the leader first talks the main issues over with the principal."""
    talks = Activity.objects.filter(
        inspection_id=report.inspection_id, kind="communication", status="confirmed"
    )
    if report.kind != Report.Kind.INSPECTION or talks.exists():
        return None
    return _("Record the leader's communication with the principal first.")


def has_no_open_remark(report: Report) -> str | None:
    if not report.remarks.filter(settled_at=None).exists():
        return None
    return _("Review remarks are still open. Settle each of them first.")


def _heard_by(kind: str, sentence: str | Promise) -> Any:
    def heard(report: Report) -> str | None:
        decisions = Decision.objects.filter(inspection_id=report.inspection_id, meeting__kind=kind)
        return None if decisions.filter(meeting__status="recorded").exists() else str(sentence)

    return heard


heard_by_the_group = _heard_by(
    Meeting.Kind.LEADING_GROUP,
    gettext_lazy("Record the leading group's meeting and its decision on this inspection first."),
)
heard_by_the_secretary = _heard_by(
    Meeting.Kind.SECRETARY,
    gettext_lazy("Record the secretary's special meeting and its decision on this inspection first."),
)


def open_new_version(report: Report, by: User, fields: dict[str, Any]) -> None:
    """A returned report is written on in a new version; the old one stays as it was."""
    old = report.current
    new = report.versions.create(no=old.no + 1, written_by=old.written_by)
    copies = [
        Sentence(
            version=new,
            order=sentence.order,
            part=sentence.part,
            frame_item_id=sentence.frame_item_id,
            text=sentence.text,
            finding_id=sentence.finding_id,
            exempt_reason=sentence.exempt_reason,
        )
        for sentence in old.sentences.all()
    ]
    Sentence.objects.bulk_create(copies)
    report.returned_times += 1


def drafter(report: Report) -> Any:
    """Who drafted it, while they work on it."""
    return told_of(report.inspection).filter(pk=report.drafted_by_id)


def approve(report: Report, by: User, fields: dict[str, Any]) -> None:
    report.approved_on = fields["on"]
    if report.kind == Report.Kind.INSPECTION:
        advance_inspection(report.inspection, "decide", by=by, on=fields["on"])


BACK = frozenset({TEAM, COMMUNICATION, JOINT, GROUP, SECRETARY})
# fmt: off
WORKFLOW = Workflow("report", Report, [
    Move("submit", frozenset({DRAFT}), TEAM, may.on_the_team, (has_sentences,),
         label=gettext_lazy("Submit to the team meeting"), tone="primary"),
    Move("pass_team", frozenset({TEAM}), COMMUNICATION, may.leads_the_team, (is_linked,),
         label=gettext_lazy("Team meeting agrees"), tone="primary"),
    Move("communicate", frozenset({COMMUNICATION}), JOINT, may.leads_the_team, (was_put_to_the_principal,),
         label=gettext_lazy("Put to the principal, to joint review"), tone="primary"),
    Move("pass_review", frozenset({JOINT}), GROUP, may.in_the_office, (is_linked, has_no_open_remark),
         label=gettext_lazy("Joint review agrees"), tone="primary"),
    Move("pass_group", frozenset({GROUP}), SECRETARY, may.in_the_leading_group, (heard_by_the_group,),
         label=gettext_lazy("Leading group agrees"), tone="primary"),
    Move("approve", frozenset({SECRETARY}), APPROVED, may.keeps_committee_records, (heard_by_the_secretary,),
         label=gettext_lazy("Record the approval"), tone="primary", then=approve),
    Move("return", BACK, DRAFT, may.may_return, label=gettext_lazy("Return for changes"), note="required",
         then=telling(drafter, gettext_lazy("Returned: %(record)s"), open_new_version)),
])
# fmt: on
