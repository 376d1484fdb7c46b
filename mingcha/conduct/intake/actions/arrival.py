"""What the outer site hands in: reports into the register of petitions, answers to their questionnaires."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from os import SEEK_END
from pathlib import Path
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.queries import told_of
from mingcha.conduct.intake.models import (
    Answer,
    Part,
    Questionnaire,
    ReportingCode,
    SealedReport,
    Submission,
    TeamKeys,
)
from mingcha.conduct.intake.permissions import receives
from mingcha.conduct.intake.queries import code_named
from mingcha.conduct.intake.workflow import REPLY
from mingcha.conduct.petitions.actions import register_petition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.calendar.days import add_days
from mingcha.foundation.exchange.packages.declarations import Item, Opener, opened
from mingcha.foundation.notices.actions import notify
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.foundation.sealing.fronts import LONGEST, looks_sealed

REPLY_DAYS = 15  # working days to a reply, as for petitions in real name
_ADDITION = b"MCADD1\n"


def receive_submissions(items: Iterable[Item], *, by: User) -> Counter[str]:
    """Take in `intake.submission` items; one that is known already changes nothing."""
    counts: Counter[str] = Counter()
    for item in items:
        counts["taken" if _receive(item, by) else "known"] += 1
    return counts


@transaction.atomic
def _receive(item: Item, by: User) -> bool:
    if Submission.objects.filter(pk=item.id).exists():
        return False
    kind = str(item.fields.get("kind", ""))
    if kind not in Submission.Kind.values:
        raise Invalid(_("Submission %(id)s is of a kind unknown here.") % {"id": item.id})
    if "body" not in item.files:
        raise Invalid(_("Submission %(id)s brings no text.") % {"id": item.id})
    if kind == Submission.Kind.REPORT:
        report, proven = _register(item, by), True
    else:
        report, proven = _parent(item, by), _is_proven(item)
    made = Submission.objects.create(
        pk=item.id,
        report=report,
        kind=kind,
        day=_day(item),
        sealed_by=item.fields.get("sealed_by", Submission.SealedBy.SERVER),
        proven=proven,
    )
    for name, opener in item.files.items():
        _keep_part(made, name, opener)
    action = "arrive" if kind == Submission.Kind.REPORT else "add"
    audit.record(f"sealed_report.{action}", report, by=by, kind=kind, files=len(item.files), proven=proven)
    if kind != Submission.Kind.REPORT:
        text = _("Something was added to report %(number)s.") % {"number": report.petition.number}
        notify(told_of(report.inspection), text, record=report)
    return True


def _day(item: Item) -> date:
    try:
        given = date.fromisoformat(str(item.fields["day"]))
    except (KeyError, ValueError) as error:
        raise Invalid(_("Submission %(id)s names no day.") % {"id": item.id}) from error
    return min(given, timezone.localdate())


def _register(item: Item, by: User) -> SealedReport:
    """A petition in the register that says only that something came, and the sealed report beside it."""
    code = code_named(str(item.fields.get("code", "")))
    if code is None:
        raise Invalid(_("Submission %(id)s names a code that was never put out here.") % {"id": item.id})
    if not receives(by, code.office_id):
        raise NotAllowed(_("Only the office takes in what came from the outer site."))
    keys, day, named = _keys_of(item, code), _day(item), "identity" in item.files
    inspection = code.inspection
    shut = inspection.status in (Inspection.Status.PREPARING, Inspection.Status.ARCHIVED)
    petition = register_petition(
        by=by,
        channel="qr",
        sealed=True,
        received_on=day,
        named=named,
        content=_("Sealed report by code %(code)s. What it says is opened on its own page.")
        % {"code": code.code},
        organisation=inspection.organisation,
        **({"office": code.office} if shut else {"inspection": inspection}),
    )
    report = SealedReport.objects.create(
        pk=item.id,
        petition=petition,
        code=code,
        keys=keys,
        inspection=inspection,
        office=code.office,
        day=day,
        named=named,
        reporter_box=_hex(item, "reporter_box"),
        reporter_sign=_hex(item, "reporter_sign"),
        due_on=add_days(day, REPLY_DAYS, "working"),
    )
    _start_clock(report, petition.number, day, by)
    text = _("A sealed report arrived: %(number)s.") % {"number": petition.number}
    notify(told_of(inspection), text, record=report)
    return report


def _start_clock(report: SealedReport, number: str, day: date, by: User) -> None:
    clocks.start_clock(
        report,
        kind=REPLY,
        title=gettext_noop("Reply to report %(number)s"),
        facts={"number": number},
        start=day,
        days=REPLY_DAYS,
        unit="working",
        by=by,
    )


def _hex(item: Item, name: str) -> bytes:
    try:
        key = bytes.fromhex(str(item.fields.get(name, "")))
    except ValueError:
        key = b""
    if len(key) != 32:
        raise Invalid(_("Submission %(id)s brings no key to reply to.") % {"id": item.id})
    return key


def _keys_of(item: Item, code: ReportingCode) -> TeamKeys:
    """Those it is sealed to: the code's keys of today, or those they replaced."""
    with opened(item.files["body"]) as stream:
        start, size = stream.read(LONGEST), stream.seek(0, SEEK_END)
    for keys in TeamKeys.objects.filter(team=code.inspection.team_id).order_by("-made_on"):
        if looks_sealed(size, start, to=[bytes(keys.report_public)]):
            return keys
    raise Invalid(_("The text of submission %(id)s is not sealed to this team's keys.") % {"id": item.id})


def _parent(item: Item, by: User) -> SealedReport:
    rows = SealedReport.objects.select_related("petition", "inspection").select_for_update(of=("self",))
    report = rows.filter(pk=str(item.fields.get("parent") or UUID(int=0))).first()
    if report is None:
        raise Invalid(_("Submission %(id)s adds to a report that is not here.") % {"id": item.id})
    if not receives(by, report.office_id):
        raise NotAllowed(_("Only the office takes in what came from the outer site."))
    return report


def _is_proven(item: Item) -> bool:
    """Whether it is signed with the receipt of the report that it adds to."""
    parent = SealedReport.objects.get(pk=str(item.fields["parent"]))
    digest = hashlib.sha256()
    with opened(item.files["body"]) as stream:
        while chunk := stream.read(2**20):
            digest.update(chunk)
    try:
        signature = bytes.fromhex(str(item.fields.get("signature") or ""))
        VerifyKey(bytes(parent.reporter_sign)).verify(
            _ADDITION + parent.pk.bytes + digest.digest(), signature
        )
    except (BadSignatureError, ValueError):
        return False
    return True


def _keep_part(submission: Submission, name: str, source: Path | Opener) -> None:
    with opened(source) as stream:
        part = Part(submission=submission, name=name[:60])
        part.content.save(name, File(stream), save=False)
        part.size = part.content.size
        part.save(force_insert=True)


# Answers


def receive_answers(items: Iterable[Item], *, by: User) -> Counter[str]:
    """Take in `intake.answers` items; known ones change nothing, those of no questionnaire are refused."""
    counts: Counter[str] = Counter()
    new: dict[Questionnaire, list[Answer]] = {}
    given = list(items)
    known = set(Answer.objects.filter(pk__in=[item.id for item in given]).values_list("pk", flat=True))
    found = Questionnaire.objects.in_bulk({UUID(str(item.fields["questionnaire"])) for item in given})
    for item in given:
        questionnaire = found.get(UUID(str(item.fields["questionnaire"])))
        if questionnaire is None:
            raise Invalid(_("Answer %(id)s belongs to no questionnaire of this office.") % {"id": item.id})
        if not receives(by, questionnaire.office_id):
            raise NotAllowed(_("Only the office takes in what came from the outer site."))
        if item.id in known or questionnaire.status == Questionnaire.Status.WITHDRAWN:
            counts["known" if item.id in known else "late"] += 1
            continue
        with opened(item.files["body"]) as stream:
            answer = Answer(pk=item.id, questionnaire=questionnaire, day=_day(item), sealed=stream.read())
        new.setdefault(questionnaire, []).append(answer)
        counts["taken"] += 1
    _keep_answers(new, by)
    return counts


@transaction.atomic
def _keep_answers(new: Mapping[Questionnaire, list[Answer]], by: User) -> None:
    for questionnaire, answers in new.items():
        Answer.objects.bulk_create(answers, batch_size=500)
        audit.record("questionnaire.receive", questionnaire, by=by, count=len(answers))
