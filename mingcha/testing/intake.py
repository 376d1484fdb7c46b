"""Keys, codes, sealed reports and answers for the tests; the outer site's part is played here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from nacl.bindings import crypto_box_keypair
from nacl.signing import SigningKey

from mingcha.conduct.inspections.actions import arrange_inspection
from mingcha.conduct.intake.actions.arrival import receive_answers, receive_submissions
from mingcha.conduct.intake.actions.codes import make_code as put_out
from mingcha.conduct.intake.actions.keys import make_keys as share_out
from mingcha.conduct.intake.actions.keys import set_passphrase
from mingcha.conduct.intake.actions.questionnaires import make_questionnaire as draw_up
from mingcha.conduct.intake.actions.questions import SURVEY, parse
from mingcha.conduct.intake.actions.sealing import seal_json
from mingcha.conduct.intake.actions.unlocking import ask_to_unlock, contribute, put_together
from mingcha.conduct.intake.models import (
    KeyHolder,
    Questionnaire,
    ReportingCode,
    SealedReport,
    TeamKeys,
    Unlocking,
)
from mingcha.conduct.intake.workflow import QUESTIONNAIRES
from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.packages.declarations import Item
from mingcha.foundation.sealing.streams import seal
from mingcha.testing.conduct import Site


def passphrase_of(user: User) -> str:
    return f"{user.username} 的测试口令 曲水流觞"


def make_holder(user: User) -> KeyHolder:
    """A person with a passphrase."""
    known = KeyHolder.objects.filter(user=user).first()
    return known or set_passphrase(passphrase_of(user), by=user)


def make_keys(site: Site, *, needed: int = 2) -> TeamKeys:
    """Reports are opened by two of leader, deputy, member; identities by two of leader, deputy, head."""
    team = [make_holder(site.person(who)) for who in ("leader", "deputy", "member")]
    return share_out(
        site.inspection.team,
        report_holders=team,
        report_needed=needed,
        identity_holders=[*team[:2], make_holder(site.head)],
        identity_needed=2,
        by=site.staff,
    )


def make_code(site: Site, **fields: Any) -> ReportingCode:
    """An open code of the site's inspection, with keys behind it."""
    if not TeamKeys.objects.in_use().filter(team=site.inspection.team).exists():
        make_keys(site)
    until = timezone.localdate() + timedelta(days=30)
    arrange_inspection(site.inspection, by=site.staff, petition_until=until)
    site.inspection.refresh_from_db()
    given = {"accepts": "领导班子的问题", "refuses": "涉法涉诉问题", **fields}
    return put_out(site.inspection, by=site.staff, **given)


@dataclass
class Reporter:
    """What a reporter's phone keeps."""

    box_public: bytes
    box_private: bytes
    sign: SigningKey = field(default_factory=SigningKey.generate)

    @classmethod
    def new(cls) -> Reporter:
        return cls(*crypto_box_keypair())


def sealed(content: bytes, public: bytes) -> bytes:
    target = BytesIO()
    seal(BytesIO(content), target, to=[public])
    return target.getvalue()


def openers(files: Mapping[str, bytes]) -> dict[str, Any]:
    return {name: (lambda content=content: BytesIO(content)) for name, content in files.items()}


def submission(
    code: ReportingCode,
    text: str,
    *,
    reporter: Reporter,
    identity: Mapping[str, str] | None = None,
    files: Sequence[tuple[str, bytes]] = (),
    parent: UUID | None = None,
    kind: str = "report",
    **said: Any,
) -> Item:
    """What the outer site hands in for one report, addition or answer on satisfaction."""
    keys = code.keys
    told = [
        {"id": f"file-{no}", "name": name, "size": len(content), "cleaned": True, "found": ["gps"],
         "digest": hashlib.sha256(content).hexdigest()}
        for no, (name, content) in enumerate(files)
    ]  # fmt: skip
    body = {"v": 1, "kind": kind, "code": code.code, "text": text, "about": "conduct", "files": told, **said}
    sent = {"body": seal_json(body, to=bytes(keys.report_public))}
    if identity:
        sent["identity"] = seal_json({"v": 1, **identity}, to=bytes(keys.identity_public))
    for no, (_name, content) in enumerate(files):
        sent[f"file-{no}"] = sealed(content, bytes(keys.report_public))
    signature = ""
    if parent:
        digest = hashlib.sha256(sent["body"]).digest()
        signature = reporter.sign.sign(b"MCADD1\n" + parent.bytes + digest).signature.hex()
    fields = {
        "code": code.code,
        "day": timezone.localdate().isoformat(),
        "kind": kind,
        "parent": str(parent) if parent else None,
        "reporter_box": reporter.box_public.hex(),
        "reporter_sign": bytes(reporter.sign.verify_key).hex(),
        "signature": signature,
        "sealed_by": "browser",
    }
    return Item("intake.submission", uuid4(), fields, openers(sent))


def make_report(
    site: Site, text: str = "反映测试事项", *, reporter: Reporter | None = None, **more: Any
) -> SealedReport:
    """A report that arrived, as far as the office's staff can bring it: in the register, sealed."""
    code = ReportingCode.objects.filter(inspection=site.inspection, status="open").first() or make_code(site)
    item = submission(code, text, reporter=reporter or Reporter.new(), **more)
    receive_submissions([item], by=site.staff)
    return SealedReport.objects.get(pk=item.id)


def unlock(keys: TeamKeys, *, by: User, helped_by: User) -> tuple[Unlocking, bytes]:
    """A working session of `by`: the unlocking and what the browser keeps of it."""
    asked, token = ask_to_unlock(keys, by=by)
    for person in (by, helped_by):
        contribute(asked, passphrase_of(person), by=person)
    return asked, token


def key_of(site: Site, keys: TeamKeys) -> bytes:
    """The private key of reports, as the leader opens it with the deputy."""
    asked, token = unlock(keys, by=site.leader, helped_by=site.person("deputy"))
    return put_together(asked, token)


def make_questionnaire(site: Site, status: str = "draft", **fields: Any) -> Questionnaire:
    """A questionnaire by the site's code, published where asked for."""
    code = ReportingCode.objects.filter(inspection=site.inspection, status="open").first() or make_code(site)
    given = {"kind": "survey", "title": "测试问卷", "questions": parse(SURVEY), "ends_on": code.ends_on}
    made = draw_up(code, by=site.staff, **given | fields)
    if status == "published":
        QUESTIONNAIRES.perform(made, "publish", by=site.staff)
    return made


def answer(questionnaire: Questionnaire, *answers: Mapping[str, Any], by: User) -> None:
    """So many people answered; the outer site hands it in."""
    public = bytes(questionnaire.code.keys.report_public)
    items = [
        Item(
            "intake.answers",
            uuid4(),
            {"questionnaire": str(questionnaire.pk), "day": timezone.localdate().isoformat()},
            openers({"body": seal_json({"v": 1, "kind": "answers", "answers": dict(one)}, to=public)}),
        )
        for one in answers
    ]
    receive_answers(items, by=by)
