"""The lives of keys, codes, sealed reports and questionnaires."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.inspections.queries import rule_of
from mingcha.conduct.intake.models import (
    Contribution,
    KeyShare,
    Part,
    Questionnaire,
    ReportingCode,
    SealedReport,
    TeamKeys,
)
from mingcha.conduct.intake.permissions import (
    counts,
    destroys_keys,
    empties,
    keeps_code,
    keeps_questionnaire,
    opens,
    replaces_keys,
)
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.calendar.days import add_days
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.workflow import Move, Workflow
from mingcha.prepare.rounds.models import Round
from mingcha.registry.frames.models import Rule
from mingcha.registry.frames.queries import standard_values

Key, Code, Report, Form = TeamKeys.Status, ReportingCode.Status, SealedReport.Status, Questionnaire.Status
REPLY = "reply"
# How a petition came to rest, and the rule that says how long the sealed content is kept after that.
KEPT_BY = {
    Petition.Status.CLOSED: Rule.SEALED_KEEP_CLOSED,
    Petition.Status.PASSED_ON: Rule.SEALED_KEEP_PASSED,
    Petition.Status.DUPLICATE: Rule.SEALED_KEEP_PASSED,
    Petition.Status.KEPT: Rule.SEALED_KEEP_FILED,
}

# Keys


def round_is_over(keys: TeamKeys) -> str | None:
    """Keys live as long as their round; after it what they opened is closed for good."""
    if keys.round.status in Round.OVER:
        return None
    return _("The round is not over. Replace the keys if they are in danger.")


def _retire(keys: TeamKeys, by: User, given: dict[str, Any]) -> None:
    keys.retired_on = given["on"]


def _destroy(keys: TeamKeys, by: User, given: dict[str, Any]) -> None:
    """The shares go; the public halves stay, so that it can be told what was sealed to them."""
    if not keys.witness.strip():
        raise Invalid(_("Name the witness of the destruction."))
    keys.destroyed_on = given["on"]
    Contribution.objects.filter(unlocking__keys=keys).delete()
    KeyShare.objects.filter(keys=keys).delete()


# Reports


def keep_until(report: SealedReport) -> date | None:
    """Until when the rules of its round keep the content; None while the petition is not at rest."""
    rule = KEPT_BY.get(Petition.Status(report.petition.status))
    if rule is None:
        return None
    petition = report.petition
    rested = petition.closed_on or petition.passed_on or petition.classified_on or report.day
    if period := rule_of(report.inspection, rule):
        return add_days(rested, period.value, period.unit)
    given = standard_values(report.office.level)[rule]  # a rule set made before there was such a rule
    return add_days(rested, int(given["value"]), str(given["unit"]))


def is_not_held(report: SealedReport) -> str | None:
    return _("It is on hold: %(reason)s") % {"reason": report.hold_reason} if report.held else None


def has_had_its_time(report: SealedReport) -> str | None:
    until = keep_until(report)
    if until is None:
        return _("Its petition is not closed, passed on or kept yet.")
    if until > timezone.localdate():
        return _("The content is kept until %(day)s.") % {"day": until.isoformat()}
    return None


def _open(report: SealedReport, by: User, given: dict[str, Any]) -> None:
    report.opened_on = given["on"]


def _empty(report: SealedReport, by: User, given: dict[str, Any]) -> None:
    """Content, files, identity and replies go; the row stays, so that the counts do."""
    report.emptied_on = given["on"]
    parts = list(Part.objects.filter(submission__report=report))
    files = [(part.content.storage, str(part.content.name)) for part in parts]
    Part.objects.filter(pk__in=[part.pk for part in parts]).delete()
    report.replies.update(sealed=b"", copy=b"")
    report.reporter_box = report.reporter_sign = b""
    clocks.meet(report, REPLY, given["on"])

    def delete() -> None:
        for storage, name in files:
            storage.delete(name)

    transaction.on_commit(delete)


# Questionnaires


def has_questions(questionnaire: Questionnaire) -> str | None:
    return None if questionnaire.questions else _("Write the questions first.")


def code_is_open(questionnaire: Questionnaire) -> str | None:
    if questionnaire.code.state() == "open":
        return None
    return _("The code is withdrawn or has ended.")


def _count(questionnaire: Questionnaire, by: User, given: dict[str, Any]) -> None:
    questionnaire.counted_on = given["on"]


# fmt: off
KEYS = Workflow("keys", TeamKeys, [
    Move("retire", frozenset({Key.ACTIVE}), Key.RETIRED, replaces_keys, quiet=True, then=_retire,
         label=_l("Replace the keys")),
    Move("destroy", frozenset({Key.ACTIVE, Key.RETIRED}), Key.DESTROYED, destroys_keys, (round_is_over,),
         label=_l("Destroy the keys"), fields=("witness", "reason"), then=_destroy, tone="danger",
         warns=_l("Nobody can mend this: reports not opened yet, identities and replies stay sealed"
                  " for good.")),
])
CODES = Workflow("reporting_code", ReportingCode, [
    Move("withdraw", frozenset({Code.OPEN}), Code.WITHDRAWN, keeps_code, label=_l("Withdraw the code"),
         note="required", tone="danger"),
])
REPORTS = Workflow("sealed_report", SealedReport, [
    Move("open", frozenset({Report.SEALED}), Report.OPENED, opens, label=_l("Open the report"), then=_open,
         quiet=True),
    Move("empty", frozenset({Report.SEALED, Report.OPENED}), Report.EMPTIED, empties,
         (is_not_held, has_had_its_time), label=_l("Destroy the content"), then=_empty, tone="danger"),
])
QUESTIONNAIRES = Workflow("questionnaire", Questionnaire, [
    Move("publish", frozenset({Form.DRAFT}), Form.PUBLISHED, keeps_questionnaire,
         (has_questions, code_is_open), label=_l("Publish"), tone="primary"),
    Move("count", frozenset({Form.PUBLISHED, Form.COUNTED}), Form.COUNTED, counts, label=_l("Count"),
         then=_count, quiet=True),
    Move("withdraw", frozenset({Form.DRAFT, Form.PUBLISHED}), Form.WITHDRAWN, keeps_questionnaire,
         label=_l("Withdraw"), note="required", tone="danger"),
])
# fmt: on
