"""What goes to the inner site and what comes from there, as packages."""

import json
import uuid
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from nacl.public import PrivateKey

from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.actions import bringing
from mingcha.foundation.exchange.keys import identity
from mingcha.foundation.exchange.models import Channel, Package
from mingcha.foundation.exchange.packages.declarations import Item
from mingcha.outer.codes.models import Code, today
from mingcha.outer.conftest import Team, published
from mingcha.outer.pages.apps import CARRIER, KEEPER, SITE
from mingcha.outer.reports import store
from mingcha.outer.reports.models import Reply, Submission
from mingcha.outer.reports.tests.sealed import Browser, sealed
from mingcha.outer.surveys.models import Answers, Survey
from mingcha.testing.exchange import Partner, bring

QUESTIONS = [
    {"id": "q1", "kind": "one", "text": "总体评价", "options": ["好", "一般", "差"], "required": True},
    {"id": "q2", "kind": "many", "text": "突出问题", "options": ["作风", "用人", "廉洁"]},
    {"id": "q3", "kind": "text", "text": "意见建议"},
]


@pytest.fixture
def inner(db: None) -> tuple[Channel, Partner, User]:
    """The inner site, played by the test, and our channel to it."""
    keeper = User.objects.create(username=KEEPER, full_name="管理", administration="system")
    by = User.objects.create(username=CARRIER, full_name="外网")
    actions.make_keys("外网站点", by=keeper, opens=False)
    peer = Partner()
    channel = actions.establish_channel(peer.public, name="内网", partner="inner", office=SITE, by=by)
    return channel, peer, by


def sent(channel: Channel, peer: Partner, by: User) -> tuple[list[Any], list[bytes], Package]:
    package = actions.write_package(channel, by=by)
    raw = actions.release_package(package, by=by).read_bytes()
    _head, records, files = peer.reads(raw)
    return records, files, package


def test_this_site_has_no_key_that_opens(inner: tuple[Channel, Partner, User]) -> None:
    assert identity().sealing is None
    assert identity().keys.sealing_sealed is None


def test_what_was_reported_goes_to_the_inner_site_sealed(
    inner: tuple[Channel, Partner, User], team: Team
) -> None:
    submission = Browser(team).report("只有巡察组能读。")
    records, files, _package = sent(*inner)
    assert str(submission.pk) in json.dumps(records, default=str)
    assert any("只有巡察组能读" in json.loads(team.opens(one))["text"] for one in files)
    assert not any("只有巡察组能读".encode() in one for one in files)


def test_what_the_inner_site_has_is_deleted_here(
    inner: tuple[Channel, Partner, User], team: Team, django_capture_on_commit_callbacks: Any
) -> None:
    """Not before its receipt was read; whoever has the receipt of the report still finds it."""
    browser = Browser(team)
    browser.report()
    channel, peer, by = inner
    _records, _files, package = sent(channel, peer, by)
    call_command("outer_tidy", stdout=StringIO())
    assert len(list(store.folder().iterdir())) == 1
    bringing.bring(BytesIO(peer.receipt(package)), name="receipt.json", by=by)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("outer_tidy", stdout=StringIO())
    assert list(store.folder().iterdir()) == []
    assert Submission.objects.get().forwarded
    assert Client().post("/return/", {"words": words_of(browser)}).status_code == 200


def words_of(browser: Browser) -> str:
    from mingcha.foundation.sealing import receipts

    return " ".join(receipts.words(browser.receipt))


def test_codes_questionnaires_replies_and_deadlines_come_from_there(
    inner: tuple[Channel, Partner, User], team: Team
) -> None:
    _channel, peer, by = inner
    browser = Browser(team)
    submission = browser.report()
    key = bytes(PrivateKey.generate().public_key).hex()
    ends = (today() + timedelta(days=9)).isoformat()
    reply = sealed(json.dumps({"v": 1, "text": "已核实。"}).encode(), browser.keys.box.public)
    code = {"code": "EFGH2345", "organisation": "某局", "report_key": key, "ends": ends, "state": "open"}
    survey = {"code": "EFGH2345", "title": "问卷", "questions": QUESTIONS, "ends": ends}
    items = [
        Item("intake.code", uuid.uuid4(), code),
        Item("intake.questionnaire", uuid.uuid4(), survey),
        Item(
            "intake.reply",
            uuid.uuid4(),
            {"submission": str(submission.pk), "day": ends},
            {"sealed": opener(reply)},
        ),
        Item(
            "intake.deadline",
            uuid.uuid4(),
            {"submission": str(submission.pk), "due": ends, "state": "handled", "revealed": "2026-01-02"},
        ),
    ]
    package = bring(peer.writes(items, sealed=False), by=by)
    assert package.outcome == Package.Outcome.APPLIED, package.reason
    assert Code.objects.get(code="EFGH2345").is_open
    assert Survey.objects.get().report_key == key
    page = Client().post("/return/", {"words": words_of(browser)}).content.decode()
    assert "已核实。" in page
    assert ends in page
    assert "2026-01-02" in page


def opener(content: bytes) -> Any:
    return lambda: BytesIO(content)


def test_a_code_with_a_wrong_key_refuses_the_package(inner: tuple[Channel, Partner, User]) -> None:
    _channel, peer, by = inner
    wrong = {"code": "EFGH2345", "organisation": "某局", "report_key": "abcd", "ends": "2030-01-01"}
    package = bring(peer.writes([Item("intake.code", uuid.uuid4(), wrong)], sealed=False), by=by)
    assert package.outcome == Package.Outcome.REFUSED
    assert not Code.objects.exists()


def test_a_reply_to_what_is_not_here_is_let_go(inner: tuple[Channel, Partner, User]) -> None:
    _channel, peer, by = inner
    fields = {"submission": str(uuid.uuid4()), "day": "2030-01-01"}
    item = Item("intake.reply", uuid.uuid4(), fields, {"sealed": opener(b"x")})
    assert bring(peer.writes([item], sealed=False), by=by).outcome == Package.Outcome.APPLIED
    assert not Reply.objects.exists()


def test_unfinished_uploads_and_used_challenges_are_forgotten(team: Team) -> None:
    Browser(team).begin({"body": 4394})
    Submission.objects.update(day=today() - timedelta(days=2))
    call_command("outer_tidy", stdout=StringIO())
    assert not Submission.objects.exists()


# Questionnaires


@pytest.fixture
def survey(team: Team) -> Survey:
    from mingcha.outer.surveys.actions import publish

    ends = (today() + timedelta(days=9)).isoformat()
    made = publish(
        uuid.uuid4(), {"code": team.code.code, "title": "满意度", "questions": QUESTIONS, "ends": ends}
    )
    assert made
    return made


def test_a_questionnaire_is_answered_without_javascript_and_sealed(team: Team, survey: Survey) -> None:
    assert "满意度" in Client().get(team.code.get_absolute_url()).content.decode()
    given = {"q1": "0", "q2": ["0", "2"], "q3": "多到基层。"}
    assert Client().post(f"/q/{survey.pk}/", given).status_code == 200
    body = json.loads(team.opens(bytes(Answers.objects.get().sealed)))
    assert body == {"v": 1, "kind": "answers", "answers": {"q1": 0, "q2": [0, 2], "q3": "多到基层。"}}


@pytest.mark.parametrize("given", [{}, {"q1": "7"}, {"q1": "0", "q2": ["9"]}, {"q1": "0", "q3": "x" * 3000}])
def test_a_wrong_answer_is_refused_and_the_others_are_kept(survey: Survey, given: dict[str, Any]) -> None:
    assert Client().post(f"/q/{survey.pk}/", given).status_code == 422
    assert not Answers.objects.exists()


def test_a_questionnaire_that_ended_takes_no_answers(survey: Survey) -> None:
    Survey.objects.update(ends=today() - timedelta(days=1))
    assert Client().post(f"/q/{survey.pk}/", {"q1": "0"}).status_code == 404


def test_a_questionnaire_of_an_unknown_code_is_not_shown(db: None) -> None:
    from mingcha.outer.surveys.actions import publish

    published("EFGH2345")
    assert (
        publish(uuid.uuid4(), {"code": "NONE2345", "title": "x", "questions": [], "ends": "2030-01-01"})
        is None
    )
