"""Sealed reporting in the running round: keys, codes, reports that arrived, one answered, a form counted.

The outer site's part is played here: what a phone would have sealed is sealed with keys made and forgotten.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Any
from uuid import uuid4

from django.utils import timezone
from nacl.bindings import crypto_box_keypair, crypto_sign_keypair

from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.intake.actions.arrival import receive_answers, receive_submissions
from mingcha.conduct.intake.actions.codes import make_code
from mingcha.conduct.intake.actions.keys import make_keys, set_passphrase
from mingcha.conduct.intake.actions.opening import grant_opening, open_report
from mingcha.conduct.intake.actions.questionnaires import count_answers, make_questionnaire
from mingcha.conduct.intake.actions.questions import SURVEY, parse
from mingcha.conduct.intake.actions.replying import reply_to_reporter
from mingcha.conduct.intake.actions.unlocking import ask_to_unlock, contribute, end_unlocking, put_together
from mingcha.conduct.intake.documents.poster import accepted, refused
from mingcha.conduct.intake.models import KeyHolder, ReportingCode, SealedReport, TeamKeys
from mingcha.conduct.intake.workflow import QUESTIONNAIRES
from mingcha.demo.city.preparing import Running, Squad
from mingcha.demo.city.texts import SEALED_REPORTS
from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.packages.declarations import Item
from mingcha.foundation.sealing.streams import seal

PASSPHRASE = "示例口令 山高水长 风清月明"
_ANSWERS, _INVITED, _SEED = 46, 60, 11


def report(running: Running, today: date) -> None:
    """Keys and a code for every team and inspection; reports and answers for the first."""
    staff, head = running.place.one("office_staff"), running.place.one("office_head")
    for squad in running.squads:
        keys = _make_keys(squad, staff, head)
        for inspection in squad.inspections:
            _make_code(inspection, staff)
        if squad is running.squads[0]:
            # From the first organisation the liaison officer of this team is recused.
            code = ReportingCode.objects.get(inspection=squad.inspections[-1])
            _send_reports(code, staff, today)
            key = _unlocked(keys, squad)
            _work_on(code, squad, key)
            _ask(code, squad, staff, key, today)


def _holder(user: User) -> KeyHolder:
    return KeyHolder.objects.filter(user=user).first() or set_passphrase(PASSPHRASE, by=user)


def _make_keys(squad: Squad, staff: User, head: User) -> TeamKeys:
    team = [_holder(squad.one(role)) for role in ("leader", "deputy", "member")]
    return make_keys(
        squad.team,
        report_holders=team,
        report_needed=2,
        identity_holders=[*team[:2], _holder(head)],
        identity_needed=2,
        by=staff,
    )


def _make_code(inspection: Inspection, staff: User) -> None:
    make_code(inspection, accepts="\n".join(accepted("巡察")), refuses="\n".join(refused()), by=staff)


def _sealed(content: dict[str, Any], public: bytes) -> Any:
    target = BytesIO()
    seal(BytesIO(json.dumps(content, ensure_ascii=False).encode()), target, to=[public])
    return lambda: BytesIO(target.getvalue())


def _send_reports(code: ReportingCode, staff: User, today: date) -> None:
    keys, items = code.keys, []
    for no, (about, text, identity) in enumerate(SEALED_REPORTS):
        body = {"v": 1, "kind": "report", "code": code.code, "about": about, "text": text, "files": []}
        files = {"body": _sealed(body, bytes(keys.report_public))}
        if identity:
            files["identity"] = _sealed({"v": 1, **identity}, bytes(keys.identity_public))
        fields = {
            "code": code.code,
            "day": (today - timedelta(days=9 - no)).isoformat(),
            "kind": "report",
            "parent": None,
            "reporter_box": crypto_box_keypair()[0].hex(),
            "reporter_sign": crypto_sign_keypair()[0].hex(),
            "signature": "",
            "sealed_by": "server" if no == 3 else "browser",
        }
        items.append(Item("intake.submission", uuid4(), fields, files))
    receive_submissions(items, by=staff)


def _unlocked(keys: TeamKeys, squad: Squad) -> bytes:
    """The leader and the deputy open the key together; the session is ended at once."""
    asked, token = ask_to_unlock(keys, by=squad.one("leader"))
    for role in ("leader", "deputy"):
        contribute(asked, PASSPHRASE, by=squad.one(role))
    key = put_together(asked, token)
    end_unlocking(asked)
    return key


def _work_on(code: ReportingCode, squad: Squad, key: bytes) -> None:
    """Two reports opened, one of them answered, one member let in."""
    leader = squad.one("leader")
    first, second = SealedReport.objects.filter(code=code).order_by("day")[:2]
    for one in (first, second):
        open_report(one, key, by=leader)
    grant_opening(first, squad.one("member"), by=leader)
    reply_to_reporter(first, "（示例）您反映的问题已收到，正在了解核实，结果将在此答复。", by=leader)


def _ask(code: ReportingCode, squad: Squad, staff: User, key: bytes, today: date) -> None:
    """A questionnaire answered by most of those invited, and counted."""
    random = Random(_SEED)
    made = make_questionnaire(
        code,
        by=staff,
        kind="survey",
        title="干部职工调查问卷（示例）",
        intro="请如实填写，答卷不记名。",
        questions=parse(SURVEY),
        invited=_INVITED,
        ends_on=min(code.ends_on or today, today + timedelta(days=10)),
    )
    QUESTIONNAIRES.perform(made, "publish", by=staff)
    public = bytes(code.keys.report_public)
    items = [_answer(made.pk, public, random) for _each in range(_ANSWERS)]
    receive_answers(items, by=staff)
    count_answers(made, key, by=squad.one("leader"))


def _answer(questionnaire: Any, public: bytes, random: Random) -> Item:
    answers: dict[str, Any] = {
        "q1": random.choices([0, 1, 2], [3, 12, 30])[0],
        "q2": random.choices(range(4), [20, 14, 6, 3])[0],
        "q3": random.choices(range(4), [16, 15, 9, 4])[0],
    }
    if random.random() < 0.6:
        answers["q4"] = sorted(random.sample(range(5), random.randrange(1, 3)))
    if random.random() < 0.15:
        answers["q5"] = "（示例）希望加强财务公开。"
    fields = {"questionnaire": str(questionnaire), "day": timezone.localdate().isoformat()}
    body = {"v": 1, "kind": "answers", "answers": answers}
    return Item("intake.answers", uuid4(), fields, {"body": _sealed(body, public)})
