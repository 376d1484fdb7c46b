"""A package from the outer site brings reports in; one to it takes codes, questions and replies out."""

from uuid import uuid4

import pytest
from django.utils import timezone

from mingcha.conduct.intake.actions.replying import reply_to_reporter
from mingcha.conduct.intake.actions.sealing import open_json
from mingcha.conduct.intake.exchanging import state_of
from mingcha.conduct.intake.models import SealedReport
from mingcha.conduct.intake.workflow import CODES
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.exchange.kinds import find, sent_on, taken_on
from mingcha.foundation.exchange.models import Channel, Package
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.exchange import Partner, bring, make_channel
from mingcha.testing.intake import Reporter, make_code, make_questionnaire, make_report, submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


@pytest.fixture
def channel(site: Site) -> tuple[Channel, Partner]:
    return make_channel(site.inspection.office_id, by=site.staff, partner="outer", name="外网站点")


def collected(channel: Channel) -> dict[str, list[dict[str, object]]]:
    return {
        kind.name: [dict(item.fields) for item in kind.collect(channel)]
        for kind in sent_on(channel)
        if kind.collect and kind.name.startswith("intake.")
    }


def test_a_package_brings_reports_in_and_again_changes_nothing(
    site: Site, channel: tuple[Channel, Partner]
) -> None:
    _ours, outer = channel
    reporter = Reporter.new()
    item = submission(make_code(site), "一件", reporter=reporter, files=[("a.txt", b"abc")])
    assert bring(outer.writes([item]), by=site.staff).outcome == Package.Outcome.APPLIED
    assert SealedReport.objects.get().pk == item.id
    assert bring(outer.writes([item]), by=site.staff).outcome == Package.Outcome.APPLIED
    assert Petition.objects.filter(channel="qr").count() == 1


def test_one_bad_report_refuses_the_whole_package(site: Site, channel: tuple[Channel, Partner]) -> None:
    _ours, outer = channel
    code, reporter = make_code(site), Reporter.new()
    good = submission(code, "一件", reporter=reporter)
    bad = submission(code, "补充", reporter=reporter, kind="addition", parent=uuid4())
    package = bring(outer.writes([good, bad]), by=site.staff)
    assert package.outcome == Package.Outcome.REFUSED
    assert not SealedReport.objects.exists()


def test_only_what_the_outer_site_needs_goes_out(site: Site, channel: tuple[Channel, Partner]) -> None:
    ours, _outer = channel
    reporter = Reporter.new()
    report = make_report(site, "不应出去的话", reporter=reporter, identity={"name": "不应出去的名字"})
    make_questionnaire(site, "published")
    make_questionnaire(site, "draft", title="未发布")
    reply_to_reporter(report, "已收到", by=site.leader)
    out = collected(ours)
    (code,) = out["intake.code"]
    assert (code["state"], code["report_key"]) == ("open", bytes(report.keys.report_public).hex())
    assert [one["title"] for one in out["intake.questionnaire"]] == ["测试问卷"]
    assert out["intake.deadline"] == [
        {
            "submission": str(report.pk),
            "due": report.due_on.isoformat() if report.due_on else "",
            "state": "received",
            "revealed": "",
        }
    ]
    assert "不应出去" not in str(out)
    kind = find("intake.reply")
    assert kind
    assert kind.collect
    (reply,) = kind.collect(ours)
    opener = reply.files["sealed"]
    assert callable(opener)
    assert open_json(opener(), key=reporter.box_private)["text"] == "已收到"
    assert reply.fields == {"submission": str(report.pk), "day": timezone.localdate().isoformat()}


def test_a_withdrawn_code_is_told_and_another_offices_is_not(
    site: Site, channel: tuple[Channel, Partner]
) -> None:
    ours, _outer = channel
    code = make_code(site)
    make_code(make_site("on_site"))
    CODES.perform(code, "withdraw", by=site.staff, note="海报被覆盖")
    assert [(one["code"], one["state"]) for one in collected(ours)["intake.code"]] == [
        (code.code, "withdrawn")
    ]


def test_nothing_of_the_kind_is_taken_from_anyone_but_the_outer_site(site: Site) -> None:
    upper, _peer = make_channel(site.inspection.office_id, by=site.staff, partner="upper")
    assert not [kind for kind in (*taken_on(upper), *sent_on(upper)) if kind.name.startswith("intake.")]


@pytest.mark.parametrize(
    ("status", "state"),
    [("registered", "received"), ("verifying", "handled"), ("passed_on", "passed_on"), ("closed", "closed")],
)
def test_a_reporter_is_told_in_one_word_how_it_stands(status: str, state: str) -> None:
    assert state_of(Petition(status=status)) == state
