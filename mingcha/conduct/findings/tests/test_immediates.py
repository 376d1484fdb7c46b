"""Immediate rectification from proposal to write-off: who does what, and what the organisation sees."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from mingcha.conduct.findings import actions
from mingcha.conduct.findings.handlers import nothing_unsigned
from mingcha.conduct.findings.models import ImmediateRectification
from mingcha.conduct.findings.workflow import IMMEDIATES
from mingcha.foundation.accounts.models import User
from mingcha.foundation.calendar.models import Deadline
from mingcha.foundation.notices.models import Notice
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.findings import FOUND, immediate_gives, make_finding, make_immediate, representative
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.registry import make_office, make_officer

pytestmark = pytest.mark.django_db

PEOPLE = ("member", "liaison", "leader", "office_staff", "group_head", "representative", "stranger")
ALLOWED: dict[str, dict[str, set[str]]] = {
    "proposed": {"leader": {"agree", "drop"}},
    "leader_approved": {"group_head": {"approve", "return"}},
    "group_approved": {"leader": {"issue"}, "office_staff": {"issue"}},
    "issued": {"representative": {"receipt"}},
    "receipted": {"representative": {"report"}},
    "done": {"liaison": {"verify", "send_back"}, "leader": {"verify", "send_back"}},
    "verified": {},
}


@pytest.fixture
def site() -> Site:
    return make_site()


def someone(site: Site, who: str) -> User:
    if who == "representative":
        return representative(site)
    return make_user() if who == "stranger" else site.person(who)


@pytest.mark.parametrize("status", ALLOWED)
def test_each_person_is_offered_exactly_the_moves_they_may_make(site: Site, status: str) -> None:
    immediate = make_immediate(site, status)
    offered = {
        who: {move.name for move in IMMEDIATES.available(immediate, someone(site, who))} for who in PEOPLE
    }
    assert offered == {who: ALLOWED[status].get(who, set()) for who in PEOPLE}


def test_issuing_numbers_it_starts_its_clock_and_tells_the_organisation(site: Site) -> None:
    user = representative(site)
    immediate = make_immediate(site, "issued")
    assert immediate.number.endswith("-立01号")
    assert Deadline.objects.get(subject_id=immediate.pk).due_on == immediate.due_on
    assert Notice.objects.filter(user=user).count() == 1
    assert make_immediate(site, "issued").number.endswith("-立02号")


def test_a_bulk_issue_numbers_each(site: Site) -> None:
    pair = [make_immediate(site, "group_approved"), make_immediate(site, "group_approved")]
    outcome = IMMEDIATES.perform_many(pair, "issue", by=site.staff)
    assert len({immediate.number for immediate in outcome.done}) == 2


@pytest.mark.parametrize("given", [{"result": ""}, {"proof_file": None}])
def test_a_result_comes_with_words_and_proof(site: Site, given: dict[str, object]) -> None:
    immediate = make_immediate(site, "receipted")
    with pytest.raises(Invalid):
        IMMEDIATES.perform(
            immediate, "report", by=representative(site), **(immediate_gives("report") | given)
        )


def test_a_result_sent_back_runs_again(site: Site) -> None:
    immediate = make_immediate(site, "done")
    assert Deadline.objects.get(subject_id=immediate.pk).met_on == FOUND
    IMMEDIATES.perform(immediate, "send_back", by=site.leader, note="退费不全")
    assert (immediate.status, immediate.returned_times, immediate.done_on) == ("receipted", 1, None)
    assert Deadline.objects.filter(subject_id=immediate.pk, met_on=None).count() == 1


def test_the_leading_group_returns_with_a_reason(site: Site) -> None:
    immediate = make_immediate(site, "leader_approved")
    with pytest.raises(NotNow):
        IMMEDIATES.perform(immediate, "return", by=site.person("group_head"))
    IMMEDIATES.perform(immediate, "return", by=site.person("group_head"), note="依据不足")
    assert immediate.status == "proposed"


def test_whoever_proposed_does_not_verify(site: Site) -> None:
    immediate = make_immediate(site, "done")
    with pytest.raises(NotAllowed):
        IMMEDIATES.perform(immediate, "verify", by=site.member)


def test_only_the_proposer_changes_a_proposal_and_only_before_it_is_agreed(site: Site) -> None:
    immediate = make_immediate(site)
    with pytest.raises(NotAllowed):
        actions.edit_immediate(immediate, by=site.person("liaison"), title="改")
    actions.edit_immediate(immediate, by=site.member, title="改", due_on=FOUND + timedelta(days=3))
    IMMEDIATES.perform(immediate, "agree", by=site.leader)
    with pytest.raises(NotNow):
        actions.edit_immediate(immediate, by=site.member, title="再改")


def test_who_may_propose_and_when(site: Site) -> None:
    values = {"title": "x", "issue": "x", "request": "x", "due_on": FOUND}
    for user in (site.leader, site.staff, representative(site), make_user()):
        with pytest.raises(NotAllowed):
            actions.propose_immediate(site.inspection, by=user, **values)
    with pytest.raises(Invalid):
        actions.propose_immediate(site.inspection, by=site.member, finding=make_finding(), **values)
    early = make_site("notified")
    with pytest.raises(NotNow):
        actions.propose_immediate(early.inspection, by=early.member, **values)


def test_the_organisation_sees_its_own_once_issued() -> None:
    province = make_office("province")
    site = make_site(office=make_office("city", parent=province))
    proposed = make_immediate(site)
    asked = make_immediate(site, "leader_approved")
    issued = make_immediate(site, "issued")
    other = representative(make_site(office=site.made.office))
    expected = [
        (site.member, {proposed, asked, issued}),
        (site.staff, {proposed, asked, issued}),
        (site.person("group_head"), {asked, issued}),
        (representative(site), {issued}),
        (make_officer(province), {issued}),
        (make_officer(make_office()), set()),
        (other, set()),
        (make_administrator("audit"), set()),
    ]
    for user, seen in expected:
        assert set(ImmediateRectification.objects.visible_to(user)) == seen, user


def test_the_archive_waits_for_open_ones(site: Site) -> None:
    immediate = make_immediate(site)
    assert len(nothing_unsigned(None, inspection=site.inspection)) == 1
    IMMEDIATES.perform(immediate, "drop", by=site.leader, note="不具备条件")
    assert nothing_unsigned(None, inspection=site.inspection) == []


def test_a_stored_file_may_be_the_proof(site: Site) -> None:
    from mingcha.foundation.files.actions import store_file

    immediate, user = make_immediate(site, "receipted"), representative(site)
    stored = store_file(ContentFile(b"x", name="x.txt"), by=user)
    IMMEDIATES.perform(immediate, "report", by=user, result="已改", proof=stored)
    assert immediate.proof == stored
