"""Replies to reporters, and holds on what must not be destroyed yet."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.conduct.intake.actions.sealing import seal_json
from mingcha.conduct.intake.models import Reply, SealedReport
from mingcha.conduct.intake.permissions import empties, may_open
from mingcha.conduct.intake.workflow import KEPT_BY, REPLY, REPORTS, keep_until
from mingcha.conduct.petitions.actions import edit_petition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow


@transaction.atomic
def reply_to_reporter(report: SealedReport, text: str, *, by: User, on: date | None = None) -> Reply:
    """Seal an answer to the reporter's receipt, and a copy to the team; the petition counts as replied."""
    report.refresh_from_db(from_queryset=SealedReport.objects.select_for_update())
    if not may_open(by, report):
        raise NotAllowed(_("Only those who may open the report reply to it."))
    if report.status == SealedReport.Status.EMPTIED:
        raise NotNow(_("The content of this report is destroyed, and with it the way to its reporter."))
    if not text.strip():
        raise Invalid(_("Write the reply first."))
    day = on or timezone.localdate()
    content = {"v": 1, "kind": "reply", "text": text.strip(), "day": day.isoformat()}
    reply = Reply.objects.create(
        report=report,
        day=day,
        by=by,
        sealed=seal_json(content, to=bytes(report.reporter_box)),
        copy=seal_json(content, to=bytes(report.keys.report_public)),
    )
    if report.answered_on is None:
        report.answered_on = day
        report.save(update_fields=["answered_on"])
        clocks.meet(report, REPLY, day)
    petition = report.petition
    if petition.replied_on is None and petition.status != petition.Status.CLOSED:
        edit_petition(petition, by=by, replied_on=day)
    audit.record("sealed_report.reply", report, by=by, day=day.isoformat())
    return reply


@transaction.atomic
def hold(report: SealedReport, *, reason: str, by: User) -> None:
    """Keep the content beyond its time, for a stated reason; without one the hold ends."""
    report.refresh_from_db(from_queryset=SealedReport.objects.select_for_update())
    if not empties(by, report):
        raise NotAllowed(_("Only the head of the office decides how long content is kept."))
    report.held, report.hold_reason = bool(reason.strip()), reason.strip()
    with rules_told():
        report.save(update_fields=["held", "hold_reason"])
    if report.held:
        audit.record("sealed_report.hold", report, by=by, reason=report.hold_reason)
    else:
        audit.record("sealed_report.release", report, by=by)


def empty_report(report: SealedReport, *, by: User, on: date | None = None) -> None:
    """Destroy the content; the counts and an anonymous row stay."""
    REPORTS.perform(report, "empty", by=by, on=on)


def overdue_content(on: date) -> list[SealedReport]:
    """Reports whose content is kept beyond its time without a hold."""
    kept = SealedReport.objects.exclude(status=SealedReport.Status.EMPTIED).filter(held=False)
    at_rest = kept.filter(petition__status__in=KEPT_BY).select_related(
        "petition", "office", "inspection__round__rule_set"
    )
    return [report for report in at_rest if (until := keep_until(report)) is not None and until <= on]
