"""Sealed reports: arriving, opening, files, identity, leave, replies, additions, the end of the content."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from nacl.bindings import crypto_box_keypair

from mingcha.conduct.intake.actions.arrival import receive_submissions
from mingcha.conduct.intake.actions.opening import (
    grant_opening,
    open_file,
    open_report,
    opened_text,
    reveal_identity,
    revoke_opening,
)
from mingcha.conduct.intake.actions.replying import empty_report, hold, overdue_content, reply_to_reporter
from mingcha.conduct.intake.actions.sealing import open_json
from mingcha.conduct.intake.actions.unlocking import ask_for_identity, contribute, put_together
from mingcha.conduct.intake.models import Part, SealedReport, Submission, Unlocking
from mingcha.conduct.intake.queries import openings_of
from mingcha.conduct.intake.workflow import keep_until
from mingcha.conduct.petitions.forms import PetitionForm
from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.queries import likely_repeats
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.calendar.queries import deadlines_of, open_deadlines
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.teams import actions as teams
from mingcha.prepare.teams.models import Authorisation
from mingcha.prepare.teams.queries import forget_rights
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.intake import (
    Reporter,
    key_of,
    make_code,
    make_report,
    passphrase_of,
    submission,
)

pytestmark = pytest.mark.django_db
WHO = {"name": "测试举报人", "phone": "00000000000", "address": "测试地址", "other": ""}


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def fresh(user: User) -> User:
    forget_rights(user)
    return user


# Arriving


def test_a_report_arrives_in_the_register_and_says_nothing_there(site: Site) -> None:
    report = make_report(site, "某某在工程招标中收受好处", identity=WHO)
    petition = report.petition
    assert petition.channel == Petition.Channel.QR
    assert petition.inspection == site.inspection
    assert petition.named
    assert "好处" not in petition.content
    assert report.status == "sealed"
    assert [clock.kind for clock in deadlines_of(report)] == ["reply"]
    for part in Part.objects.all():
        with part.content.open("rb") as stream:
            content = stream.read()
        assert "好处".encode() not in content
        assert WHO["name"].encode() not in content


def test_the_same_package_twice_changes_nothing(site: Site) -> None:
    item = submission(make_code(site), "一件", reporter=Reporter.new())
    assert receive_submissions([item, item], by=site.staff) == {"taken": 1, "known": 1}
    assert receive_submissions([item], by=site.staff) == {"known": 1}
    assert Petition.objects.filter(channel="qr").count() == 1


def test_what_does_not_fit_is_refused_and_says_why(site: Site) -> None:
    code, reporter = make_code(site), Reporter.new()
    wrong_code = submission(code, "x", reporter=reporter)
    wrong_code.fields["code"] = "22222222"
    to_others = submission(code, "x", reporter=reporter)
    stranger, _private = crypto_box_keypair()
    to_others.files["body"] = lambda: BytesIO(_sealed_to(stranger))  # type: ignore[index]
    plain = submission(code, "x", reporter=reporter)
    plain.files["body"] = lambda: BytesIO(b'{"v":1,"text":"open"}')  # type: ignore[index]
    orphan = submission(code, "x", reporter=reporter, kind="addition", parent=uuid4())
    no_key = submission(code, "x", reporter=reporter)
    no_key.fields["reporter_box"] = "abc"
    for item in (wrong_code, to_others, plain, orphan, no_key):
        with pytest.raises(Invalid, match=str(item.id)):
            receive_submissions([item], by=site.staff)
    assert not SealedReport.objects.exists()
    assert not Petition.objects.exists()


def _sealed_to(public: bytes) -> bytes:
    from mingcha.testing.intake import sealed

    return sealed(b"{}", public)


def test_only_the_office_takes_packages_in(site: Site) -> None:
    item = submission(make_code(site), "一件", reporter=Reporter.new())
    for who in (site.leader, site.person("group_head"), make_site("on_site").staff):
        with pytest.raises(NotAllowed):
            receive_submissions([item], by=who)


# Opening


def test_the_leader_opens_with_the_key_and_it_is_on_the_trail(site: Site) -> None:
    report = make_report(site, "说的话", files=[("照片.jpg", b"\xff\xd8jpeg")])
    opened, replies = open_report(report, key_of(site, report.keys), by=site.leader)
    assert (opened[0].text, opened[0].about, replies) == ("说的话", "conduct", [])
    assert [(file.name, file.cleaned, file.found) for file in opened[0].files] == [
        ("照片.jpg", True, ["gps"])
    ]
    report.refresh_from_db()
    assert (report.status, report.opened_on) == ("opened", timezone.localdate())
    assert [event.action for event in openings_of(report)] == ["sealed_report.read"]
    told, content = open_file(opened[0].files[0].part, key_of(site, report.keys), by=site.leader)
    assert (told.name, content.read()) == ("照片.jpg", b"\xff\xd8jpeg")
    assert openings_of(report)[0].facts["name"] == "照片.jpg"


def test_others_open_only_with_leave_and_no_longer_once_it_is_taken_back(site: Site) -> None:
    report, member = make_report(site), site.member
    key = key_of(site, report.keys)
    for who in (member, site.staff, site.head, site.person("group_head")):
        with pytest.raises(NotAllowed):
            open_report(report, key, by=who)
    with pytest.raises(NotAllowed):
        grant_opening(report, member, by=site.person("deputy"))
    leave = grant_opening(report, member, by=site.leader)
    assert open_report(report, key, by=member)[0][0].text == "反映测试事项"
    revoke_opening(leave, by=site.leader)
    with pytest.raises(NotAllowed):
        open_report(report, key, by=member)


def test_a_member_with_a_tie_can_neither_see_nor_be_given_leave(site: Site) -> None:
    report, member = make_report(site), site.member
    grant_opening(report, member, by=site.leader)
    recuse(site, member)
    assert not SealedReport.objects.visible_to(fresh(member)).exists()
    with pytest.raises(NotAllowed):
        open_report(report, key_of(site, report.keys), by=member)
    other = make_report(site)
    with pytest.raises(Invalid):
        grant_opening(other, member, by=site.leader)


def recuse(site: Site, member: User) -> None:
    """As if the tie had come out during the stay."""
    from mingcha.prepare.teams.models import RecusalDeclaration

    RecusalDeclaration.objects.filter(user=member, task=site.inspection.pk).delete()
    teams.declare_recusal(site.inspection.task, relation="kin", statement="近亲属", by=member)
    forget_rights(member)


def test_leave_ends_with_the_authorisation_of_the_round(site: Site) -> None:
    report, member = make_report(site), site.member
    grant_opening(report, member, by=site.leader)
    key = key_of(site, report.keys)
    standing = Authorisation.objects.get(round=site.made.round)
    teams.end_authorisation(standing, reason="提前结束", by=site.person("group_head"))
    for who in (member, site.leader):
        with pytest.raises(NotAllowed):
            open_report(report, key, by=fresh(who))


def test_the_key_of_another_team_opens_nothing(site: Site) -> None:
    report, other = make_report(site), make_site("on_site")
    theirs = key_of(other, make_report(other).keys)
    opened, _replies = open_report(report, theirs, by=site.leader)
    assert opened[0].text == ""
    assert opened[0].fault


def test_a_damaged_part_is_told_and_the_rest_is_shown(site: Site) -> None:
    reporter = Reporter.new()
    report = make_report(site, "原话", reporter=reporter)
    addition = submission(report.code, "补充", reporter=reporter, kind="addition", parent=report.pk)
    receive_submissions([addition], by=site.staff)
    part = Part.objects.get(submission_id=addition.id, name="body")
    with open(part.content.path, "r+b") as stream:
        stream.seek(-3, 2)
        stream.write(b"\0\0\0")
    opened, _replies = open_report(report, key_of(site, report.keys), by=site.leader)
    assert [(one.text, bool(one.fault)) for one in opened] == [("原话", False), ("", True)]


# Additions and replies


def test_an_addition_is_proven_by_the_receipt_or_marked(site: Site) -> None:
    reporter = Reporter.new()
    report = make_report(site, reporter=reporter)
    true = submission(report.code, "补充", reporter=reporter, kind="addition", parent=report.pk)
    false = submission(report.code, "冒充", reporter=Reporter.new(), kind="addition", parent=report.pk)
    receive_submissions([true, false], by=site.staff)
    assert Submission.objects.get(pk=true.id).proven
    assert not Submission.objects.get(pk=false.id).proven
    assert Petition.objects.filter(channel="qr").count() == 1


def test_a_reply_opens_with_the_receipt_only_and_meets_the_deadline(site: Site) -> None:
    reporter = Reporter.new()
    report = make_report(site, reporter=reporter)
    made = reply_to_reporter(report, "已收到，正在了解。", by=site.leader)
    said = open_json(BytesIO(bytes(made.sealed)), key=reporter.box_private)
    assert said["text"] == "已收到，正在了解。"
    key = key_of(site, report.keys)
    with pytest.raises(NotNow):
        open_json(BytesIO(bytes(made.sealed)), key=key)
    assert open_report(report, key, by=site.leader)[1][0].text == "已收到，正在了解。"
    report.refresh_from_db()
    report.petition.refresh_from_db()
    assert report.answered_on == report.petition.replied_on == timezone.localdate()
    assert not [clock for clock in deadlines_of(report) if clock.met_on is None]


def test_only_who_may_open_may_reply_and_not_with_nothing(site: Site) -> None:
    report = make_report(site)
    with pytest.raises(NotAllowed):
        reply_to_reporter(report, "答复", by=site.staff)
    with pytest.raises(Invalid):
        reply_to_reporter(report, "  ", by=site.leader)


# Identity


def test_an_identity_takes_a_reason_and_a_second_person_and_is_seen_once(site: Site) -> None:
    report, leader = make_report(site, identity=WHO), site.leader
    with pytest.raises(NotNow):
        ask_for_identity(report, reason=" ", by=leader)
    asked, token = ask_for_identity(report, reason="需当面核实", by=leader)
    contribute(asked, passphrase_of(leader), by=leader)
    with pytest.raises(NotNow):
        reveal_identity(asked, token, by=leader)
    contribute(asked, passphrase_of(site.head), by=site.head)
    with pytest.raises(NotAllowed):
        reveal_identity(asked, token, by=site.head)
    assert reveal_identity(asked, token, by=leader) == WHO
    with pytest.raises(NotNow):
        reveal_identity(asked, token, by=leader)
    actions = [event.action for event in openings_of(report)]
    assert actions == [f"sealed_report.{name}" for name in ("reveal", "approve_identity", "ask_identity")]
    assert Event.objects.get(action="sealed_report.reveal").facts["reason"] == "需当面核实"


@pytest.mark.parametrize("tells", [True, False])
def test_the_reporter_is_told_that_the_identity_was_opened_unless_the_law_forbids_it(
    site: Site, tells: bool
) -> None:
    report, leader = make_report(site, identity=WHO), site.leader
    asked, token = ask_for_identity(report, reason="需当面核实", by=leader, tells=tells)
    for holder in (leader, site.head):
        contribute(asked, passphrase_of(holder), by=holder)
    report.refresh_from_db()
    assert report.revealed_on is None
    reveal_identity(asked, token, by=leader)
    report.refresh_from_db()
    assert report.revealed_on == (timezone.localdate() if tells else None)
    assert Event.objects.get(action="sealed_report.ask_identity").facts["tells"] is tells


def test_the_office_sees_the_clock_of_a_report_and_who_opened_it_but_not_what_it_says(site: Site) -> None:
    report = make_report(site, "招标中收受好处")
    open_report(report, key_of(site, report.keys), by=site.leader)
    client = Client()
    client.force_login(site.head)
    page = client.get(report.get_absolute_url()).content.decode()
    assert report.due_on
    assert report.due_on.isoformat() in page
    assert str(site.leader) in page
    assert "开启了举报" in page
    assert "收受好处" not in page
    assert [clock.subject_id for clock in open_deadlines(site.head) if clock.kind == "reply"] == [report.pk]


def test_the_key_of_reports_opens_no_identity(site: Site) -> None:
    report = make_report(site, identity=WHO)
    with pytest.raises(NotNow):
        opened_text(Part.objects.get(name="identity"), key_of(site, report.keys))


def test_a_holder_with_a_tie_gives_no_share_for_an_identity(site: Site) -> None:
    report, deputy = make_report(site, identity=WHO), site.person("deputy")
    recuse(site, deputy)
    asked, _token = ask_for_identity(report, reason="需当面核实", by=site.leader)
    with pytest.raises(NotAllowed):
        contribute(asked, passphrase_of(deputy), by=deputy)


def test_an_anonymous_report_has_no_identity_to_ask_for(site: Site) -> None:
    with pytest.raises(NotNow):
        ask_for_identity(make_report(site), reason="需当面核实", by=site.leader)
    assert not Unlocking.objects.exists()


# Retention


def test_content_goes_when_its_time_has_come_and_the_counts_stay(
    site: Site, django_capture_on_commit_callbacks: object
) -> None:
    report = make_report(site, identity=WHO, files=[("a.txt", b"a")])
    reply_to_reporter(report, "答复", by=site.leader)
    places = [part.content.name for part in Part.objects.all()]
    with pytest.raises(NotNow):
        empty_report(report, by=site.head)
    rest(report)
    report = SealedReport.objects.get(pk=report.pk)
    hold(report, reason="涉及在办线索", by=site.head)
    with pytest.raises(NotNow, match="在办线索"):
        empty_report(report, by=site.head)
    hold(report, reason="", by=site.head)
    with pytest.raises(NotAllowed):
        empty_report(report, by=site.staff)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        empty_report(report, by=site.head)
    assert not Part.objects.exists()
    assert not any(default_storage.exists(str(place)) for place in places)
    report.refresh_from_db()
    assert (report.status, bytes(report.reporter_box), report.petition.channel) == ("emptied", b"", "qr")
    assert bytes(report.replies.get().sealed) == b""
    with pytest.raises(NotNow):
        open_report(report, put_together_for(site, report), by=site.leader)


def put_together_for(site: Site, report: SealedReport) -> bytes:
    from mingcha.testing.intake import unlock

    asked, token = unlock(report.keys, by=site.leader, helped_by=site.member)
    return put_together(asked, token)


def rest(report: SealedReport, days: int = 400) -> None:
    """The petition was kept for reference, so many days ago."""
    then = timezone.localdate() - timedelta(days=days)
    Petition.objects.filter(pk=report.petition_id).update(status="kept", classified_on=then)


def test_the_rules_of_the_round_say_how_long_content_is_kept(site: Site) -> None:
    """A rule set made before there was such a rule leaves it to the standard of the level: 90 days."""
    report, today = make_report(site), timezone.localdate()
    rest(report, 0)
    assert keep_until(SealedReport.objects.get()) == today + timedelta(days=90)
    rules = site.made.round.rule_set
    rules.values["sealed_keep_filed"] = {"value": 30, "unit": "calendar", "basis": "本级规定"}
    rules.save()
    rest(report, 29)
    with pytest.raises(NotNow, match=(today + timedelta(days=1)).isoformat()):
        empty_report(SealedReport.objects.get(), by=site.head)
    assert overdue_content(today) == []
    rest(report, 30)
    assert overdue_content(today) == [report]
    empty_report(SealedReport.objects.get(), by=site.head)


def test_the_register_keeps_a_sealed_report_without_asking_who_it_is_from(site: Site) -> None:
    """Its form asks for no identity, and two of them are not taken for repeats because both say nothing."""
    first, second = make_report(site, identity=WHO), make_report(site, identity=WHO)
    assert likely_repeats(second.petition, site.leader) == []
    form = {
        "channel": "qr",
        "received_on": first.day,
        "letters": 1,
        "persons": 1,
        "named": True,
        "content": "密封",
    }
    given = PetitionForm({**form, "reflected": "某某"}, instance=first.petition, user=site.member)
    assert given.is_valid(), given.errors
