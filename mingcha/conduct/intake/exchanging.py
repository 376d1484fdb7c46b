"""What goes to and from the outer site: reports and answers in; codes, replies, deadlines, questions out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from io import BytesIO

from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.intake.actions.arrival import receive_answers, receive_submissions
from mingcha.conduct.intake.models import Questionnaire, Reply, ReportingCode, SealedReport
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.kinds import Kind
from mingcha.foundation.exchange.models import Channel
from mingcha.foundation.exchange.packages.declarations import Item

OUTER = frozenset({"outer"})
_AT_REST = {Petition.Status.CLOSED: "closed", Petition.Status.PASSED_ON: "passed_on"}
_WAITING = (Petition.Status.REGISTERED, Petition.Status.SUMMARISED, Petition.Status.CLASSIFIED)


def state_of(petition: Petition) -> str:
    """As much as the reporter is told of how it stands: received, handled, passed_on or closed."""
    status = Petition.Status(petition.status)
    return _AT_REST.get(status) or ("received" if status in _WAITING else "handled")


def collect_codes(channel: Channel) -> Iterator[Item]:
    """Every code of the office, also those that ended: the outer site says so of them."""
    rows = ReportingCode.objects.filter(office_id=channel.office)
    for code in rows.select_related("keys", "office", "inspection__organisation", "inspection__team"):
        inspection, keys = code.inspection, code.keys
        fields = {
            "code": code.code,
            "organisation": str(inspection.organisation.party),
            "round": str(inspection.round),
            "team": str(inspection.team),
            "office": code.office.name,
            "scope_in": code.accepts.splitlines(),
            "scope_out": code.refuses.splitlines(),
            "hours": inspection.phone_hours,
            "phone": inspection.phone,
            "ends": code.ends_on.isoformat() if code.ends_on else "",
            "report_key": bytes(keys.report_public).hex(),
            "identity_key": bytes(keys.identity_public).hex() if code.takes_names else None,
            "state": code.state(),
            "withdrawn": code.status != ReportingCode.Status.OPEN,
        }
        yield Item("intake.code", code.pk, fields)


def collect_questionnaires(channel: Channel) -> Iterator[Item]:
    """What is published; what was withdrawn since is told so."""
    rows = Questionnaire.objects.filter(office_id=channel.office).exclude(status=Questionnaire.Status.DRAFT)
    for one in rows.select_related("code__keys"):
        fields = {
            "code": one.code.code,
            "kind": one.kind,
            "title": one.title,
            "intro": one.intro,
            "questions": one.questions,
            "ends": one.ends_on.isoformat(),
            "invited": one.invited,
            "report_key": bytes(one.code.keys.report_public).hex(),
            "withdrawn": one.status == Questionnaire.Status.WITHDRAWN,
        }
        yield Item("intake.questionnaire", one.pk, fields)


def collect_replies(channel: Channel) -> Iterator[Item]:
    """Sealed to the reporters' receipts."""
    rows = Reply.objects.filter(report__office_id=channel.office).exclude(sealed=b"")
    for reply in rows.iterator():
        fields = {"submission": str(reply.report_id), "day": reply.day.isoformat()}
        yield Item("intake.reply", reply.pk, fields, {"sealed": partial(BytesIO, bytes(reply.sealed))})


def collect_deadlines(channel: Channel) -> Iterator[Item]:
    """Until when a reply is due, how the matter stands, in one word, and whether the identity was opened."""
    rows = SealedReport.objects.filter(office_id=channel.office).exclude(due_on=None)
    for report in rows.select_related("petition").iterator():
        due = report.due_on.isoformat() if report.due_on else ""
        revealed = report.revealed_on.isoformat() if report.revealed_on else ""
        state = state_of(report.petition)
        fields = {"submission": str(report.pk), "due": due, "state": state, "revealed": revealed}
        yield Item("intake.deadline", report.pk, fields)


def take_submissions(items: Sequence[Item], *, channel: Channel, by: User) -> int:
    return receive_submissions(items, by=by)["taken"]


def take_answers(items: Sequence[Item], *, channel: Channel, by: User) -> int:
    return receive_answers(items, by=by)["taken"]


KINDS = [
    Kind("intake.code", _l("Reporting codes"), sent_to=OUTER, collect=collect_codes, order=10),
    Kind(
        "intake.questionnaire", _l("Questionnaires"), sent_to=OUTER, collect=collect_questionnaires, order=20
    ),
    Kind("intake.reply", _l("Replies"), sent_to=OUTER, collect=collect_replies, order=30),
    Kind("intake.deadline", _l("Deadlines of replies"), sent_to=OUTER, collect=collect_deadlines, order=40),
    Kind("intake.submission", _l("Sealed reports"), taken_from=OUTER, apply=take_submissions, order=50),
    Kind("intake.answers", _l("Answers to questionnaires"), taken_from=OUTER, apply=take_answers, order=60),
]
