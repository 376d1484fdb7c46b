"""Keys in shares: made, opened together, lost, shared anew, replaced, destroyed: the drill."""

from typing import Any

import pytest
from django.db import connection

from mingcha.conduct.intake.actions.keys import (
    destroy_keys,
    forget_passphrase,
    make_keys,
    set_passphrase,
    share_anew,
)
from mingcha.conduct.intake.actions.opening import open_report, reveal_identity
from mingcha.conduct.intake.actions.sealing import public_of
from mingcha.conduct.intake.actions.unlocking import (
    ask_for_identity,
    ask_to_share_anew,
    ask_to_unlock,
    contribute,
    end_unlocking,
    forget_run_out,
    put_together,
)
from mingcha.conduct.intake.models import (
    Contribution,
    KeyHolder,
    KeyShare,
    SealedReport,
    TeamKeys,
    Unlocking,
)
from mingcha.conduct.intake.tasks import remind_of_keys
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.notices.models import Notice
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.intake import (
    key_of,
    make_code,
    make_holder,
    make_report,
    passphrase_of,
    unlock,
)
from mingcha.testing.intake import make_keys as keys_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def test_two_of_three_open_and_one_alone_does_not(site: Site) -> None:
    keys = keys_of(site)
    asked, token = ask_to_unlock(keys, by=site.leader)
    contribute(asked, passphrase_of(site.leader), by=site.leader)
    with pytest.raises(NotNow):
        put_together(asked, token)
    contribute(asked, passphrase_of(site.member), by=site.member)
    assert public_of(put_together(asked, token)) == bytes(keys.report_public)


def test_another_browser_gets_nothing_from_the_same_request(site: Site) -> None:
    asked, token = unlock(keys_of(site), by=site.leader, helped_by=site.member)
    for other in (b"", bytes(32), token[::-1]):
        with pytest.raises(NotNow):
            put_together(asked, other)


def test_a_wrong_passphrase_gives_no_share(site: Site) -> None:
    keys = keys_of(site)
    asked, _token = ask_to_unlock(keys, by=site.leader)
    with pytest.raises(Invalid):
        contribute(asked, "不对的口令不对的口令一二", by=site.leader)
    assert not asked.contributions.exists()


def test_nobody_gives_a_share_twice_or_without_holding_one(site: Site) -> None:
    asked, _token = ask_to_unlock(keys_of(site), by=site.leader)
    contribute(asked, passphrase_of(site.leader), by=site.leader)
    with pytest.raises(NotNow):
        contribute(asked, passphrase_of(site.leader), by=site.leader)
    make_holder(site.person("liaison"))
    with pytest.raises(NotAllowed):
        contribute(asked, passphrase_of(site.person("liaison")), by=site.person("liaison"))


def test_only_the_team_unlocks_reports(site: Site) -> None:
    keys = keys_of(site)
    for who in (site.staff, site.head, site.person("group_head")):
        with pytest.raises(NotAllowed):
            ask_to_unlock(keys, by=who)


def test_a_session_that_has_run_out_or_was_locked_opens_nothing(site: Site) -> None:
    asked, token = unlock(keys_of(site), by=site.leader, helped_by=site.member)
    end_unlocking(asked)
    with pytest.raises(NotNow):
        put_together(asked, token)
    later, token = unlock(asked.keys, by=site.leader, helped_by=site.member)
    Unlocking.objects.filter(pk=later.pk).update(expires_at=later.created_at)
    later.refresh_from_db()
    with pytest.raises(NotNow):
        put_together(later, token)
    assert forget_run_out() == 2
    assert not Contribution.objects.exists()


def test_the_whole_database_holds_nothing_that_opens_the_key(site: Site) -> None:
    """Neither a private key, nor a share, nor the browser's secret stands anywhere in any column."""
    keys = keys_of(site)
    asked, token = unlock(keys, by=site.leader, helped_by=site.member)
    private = put_together(asked, token)
    for table in ("intake_keyholder", "intake_teamkeys", "intake_keyshare", "intake_unlocking",
                  "intake_contribution", "django_session", "audit_event"):  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(f"select t::text from {table} t")
            rows = " ".join(row[0] for row in cursor.fetchall())
        assert rows or table == "django_session"
        assert private.hex() not in rows
        assert token.hex() not in rows


def test_at_least_two_are_needed_for_either_key(site: Site) -> None:
    holders = [make_holder(site.leader), make_holder(site.member)]
    both: dict[str, Any] = {"report_holders": holders, "identity_holders": holders}
    for reports, identities in ((1, 2), (2, 1)):
        needed: dict[str, Any] = {"report_needed": reports, "identity_needed": identities}
        with pytest.raises(Invalid):
            make_keys(site.inspection.team, by=site.staff, **both, **needed)
    with pytest.raises(Invalid):
        make_keys(site.inspection.team, by=site.staff, report_needed=3, identity_needed=2, **both)
    assert not TeamKeys.objects.exists()


def test_only_the_office_makes_keys_and_only_for_its_people(site: Site) -> None:
    holders = [make_holder(site.leader), make_holder(site.member)]
    given: dict[str, Any] = {"report_needed": 2, "identity_needed": 2, "identity_holders": holders}
    with pytest.raises(NotAllowed):
        make_keys(site.inspection.team, by=site.leader, report_holders=holders, **given)
    stranger = make_holder(make_site("on_site").leader)
    with pytest.raises(Invalid, match=str(stranger)):
        make_keys(site.inspection.team, by=site.staff, report_holders=[*holders, stranger], **given)


def test_a_new_passphrase_keeps_the_shares_and_a_forgotten_one_loses_them(site: Site) -> None:
    keys, leader = keys_of(site), site.leader
    with pytest.raises(Invalid):
        set_passphrase("另一个口令一二三四五六七", old="不是原来的口令一二三四五", by=leader)
    set_passphrase("另一个口令一二三四五六七", old=passphrase_of(leader), by=leader)
    asked, _token = ask_to_unlock(keys, by=leader)
    contribute(asked, "另一个口令一二三四五六七", by=leader)
    forget_passphrase("第三个口令一二三四五六七", by=leader)
    assert not KeyShare.objects.filter(holder__user=leader).exists()
    assert Event.objects.filter(action="keys.lose_share", subject_id=str(keys.pk)).count() == 2


@pytest.mark.parametrize("short", ["短", "一一一一一一一一一一一一一一", "abcdef12345"])
def test_weak_passphrases_are_refused(site: Site, short: str) -> None:
    with pytest.raises(Invalid):
        set_passphrase(short, by=site.leader)
    assert not KeyHolder.objects.exists()


def test_the_drill_a_holder_is_lost_the_key_recovered_replaced_and_destroyed(site: Site) -> None:
    """A bad year: the right person does each step, and reports stay readable to the end."""
    keys, leader, deputy, member = keys_of(site), site.leader, site.person("deputy"), site.member
    report = make_report(site, "第一件")
    # The member's passphrase is forgotten: the other two still open.
    forget_passphrase("忘了以后新设的口令一二三四", by=member)
    assert open_report(report, key_of(site, keys), by=leader)[0][0].text == "第一件"
    # They open the key for the office, which shares it anew; the lost share's successor works.
    with pytest.raises(NotAllowed):
        ask_to_share_anew(keys, "report", reason="一名保管人遗忘口令", by=leader)
    asked, token = ask_to_share_anew(keys, "report", reason="一名保管人遗忘口令", by=site.staff)
    for person in (leader, deputy):
        contribute(asked, passphrase_of(person), by=person)
    again = [KeyHolder.objects.get(user=person) for person in (deputy, member)]
    share_anew(keys, "report", put_together(asked, token), holders=again, needed=2, by=site.staff)
    session, token = ask_to_unlock(keys, by=deputy)
    contribute(session, passphrase_of(deputy), by=deputy)
    contribute(session, "忘了以后新设的口令一二三四", by=member)
    assert public_of(put_together(session, token)) == bytes(keys.report_public)
    with pytest.raises(NotAllowed):
        contribute(session, passphrase_of(leader), by=leader)
    # New keys: what comes from now on is sealed to them, what came before opens with the old.
    set_passphrase(passphrase_of(member), old="忘了以后新设的口令一二三四", by=member)
    fresh = keys_of(site)
    keys.refresh_from_db()
    assert keys.status == "retired"
    assert make_report(site, "第二件").keys == fresh
    # At the end of the round, and not before, they are destroyed: nobody opens anything any more.
    with pytest.raises(NotNow):
        destroy_keys(fresh, witness="监销人", reason="本轮结束", by=site.head)
    ROUNDS.perform(site.made.round, "stop", by=site.person("group_head"), note="提前结束")
    for one in (keys, fresh):
        one.refresh_from_db()
        destroy_keys(one, witness="监销人", reason="本轮结束", by=site.head)
    assert not KeyShare.objects.exists()
    assert not Contribution.objects.exists()


def test_holders_are_told_that_they_hold_a_share_and_of_which_key(site: Site) -> None:
    keys = keys_of(site)
    for purpose, told in (("report", "内容密钥的保管人"), ("identity", "身份密钥的保管人")):
        holders = set(keys.shares.filter(purpose=purpose).values_list("holder__user", flat=True))
        assert set(Notice.objects.filter(text__contains=told).values_list("user", flat=True)) == holders


def test_the_head_is_told_once_to_destroy_the_keys_when_the_round_is_over(site: Site) -> None:
    keys = keys_of(site)
    remind_of_keys(0)
    assert not Notice.objects.filter(text__contains="销毁").exists()
    ROUNDS.perform(site.made.round, "stop", by=site.person("group_head"), note="提前结束")
    for _day in range(2):
        remind_of_keys(0)
    told = Notice.objects.get(text__contains="销毁")
    assert (told.user, told.url) == (site.head, keys.get_absolute_url())


def test_the_drill_for_who_reported_a_holder_is_lost_and_the_key_shared_anew(site: Site) -> None:
    """As for reports: the others open it for the office, which shares it anew; then too many are lost."""
    keys, leader, deputy, head = keys_of(site), site.leader, site.person("deputy"), site.head
    report = make_report(site, identity={"name": "测试举报人"})
    forget_passphrase("忘了以后新设的口令一二三四", by=head)
    assert named(report, leader, leader, deputy) == "测试举报人"
    asked, token = ask_to_share_anew(keys, "identity", reason="一名保管人遗忘口令", by=site.staff)
    for person in (leader, deputy):
        contribute(asked, passphrase_of(person), by=person)
    again = [KeyHolder.objects.get(user=person) for person in (deputy, head)]
    share_anew(keys, "identity", put_together(asked, token), holders=again, needed=2, by=site.staff)
    set_passphrase(passphrase_of(head), old="忘了以后新设的口令一二三四", by=head)
    assert named(report, leader, deputy, head) == "测试举报人"
    assert KeyShare.objects.filter(keys=keys, purpose="report").count() == 3  # the other key is as it was
    forget_passphrase("再次忘了以后新设的口令一二", by=head)
    asked, token = ask_to_share_anew(keys, "identity", reason="又一名保管人遗忘口令", by=site.staff)
    contribute(asked, passphrase_of(deputy), by=deputy)
    with pytest.raises(NotAllowed):
        contribute(asked, "再次忘了以后新设的口令一二", by=head)
    with pytest.raises(NotNow):
        put_together(asked, token)


def named(report: SealedReport, asking: User, *holders: User) -> str:
    """The reporter's name, as these holders open it together."""
    asked, token = ask_for_identity(report, reason="需当面核实", by=asking)
    for person in holders:
        contribute(asked, passphrase_of(person), by=person)
    return str(reveal_identity(asked, token, by=asking)["name"])


def test_codes_seal_to_the_new_keys_once_they_are_replaced(site: Site) -> None:
    code = make_code(site)
    fresh = keys_of(site)
    code.refresh_from_db()
    assert code.keys == fresh
    assert Event.objects.filter(action="reporting_code.rekey", subject_id=str(code.pk)).exists()
