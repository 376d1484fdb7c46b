"""The life of a working paper: who may, what must be there, and what is kept."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from mingcha.conduct.findings import actions
from mingcha.conduct.findings.models import WorkingPaper
from mingcha.conduct.findings.workflow import PAPERS
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.workflow import Move
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.findings import (
    FOUND,
    make_evidence,
    make_finding,
    make_paper,
    make_signed_paper,
    paper_values,
    representative,
)
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import make_member

pytestmark = pytest.mark.django_db

PEOPLE = (
    "member",
    "liaison",
    "deputy",
    "leader",
    "office_staff",
    "office_head",
    "group_head",
    "representative",
    "stranger",
    "administrator",
)
# Who may make which moves at each status; whoever is not listed may make none.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "draft": {"member": {"submit", "drop"}, "liaison": {"submit", "drop"}, "leader": {"drop"}},
    "deputy_review": {"deputy": {"pass", "return"}},
    "leader_review": {"leader": {"sign", "return"}},
    "signed": {"office_staff": {"file", "return"}, "office_head": {"file", "return"}},
    "filed": {"leader": {"ask_reopen"}},
    "reopening": {"office_head": {"agree_reopen", "decline_reopen"}},
    "dropped": {},
}


@pytest.fixture
def site() -> Site:
    return make_site()


def someone(site: Site, who: str) -> User:
    if who == "representative":
        return representative(site)
    if who == "stranger":
        return make_user()
    return make_administrator("system") if who == "administrator" else site.person(who)


@pytest.mark.parametrize("status", ALLOWED)
def test_each_person_is_offered_exactly_the_moves_they_may_make(site: Site, status: str) -> None:
    paper = make_paper(site, status)
    offered = {who: {move.name for move in PAPERS.available(paper, someone(site, who))} for who in PEOPLE}
    assert offered == {who: ALLOWED[status].get(who, set()) for who in PEOPLE}


def test_every_status_is_walked() -> None:
    assert set(ALLOWED) == {str(status) for status in WorkingPaper.Status}


def test_an_outsider_is_refused_by_every_move(site: Site) -> None:
    paper = make_paper(site)
    for move in PAPERS.moves.values():
        paper.status = next(iter(move.sources))
        assert isinstance(move.refusal(paper, make_user()), NotAllowed)


# Gates


@pytest.mark.parametrize("base", ["facts", "policy_basis", "responsibility_basis"])
def test_a_paper_without_one_of_its_bases_cannot_be_submitted(site: Site, base: str) -> None:
    paper = make_paper(site, **{base: "  "})
    with pytest.raises(NotNow):
        PAPERS.perform(paper, "submit", by=site.member)


def test_a_paper_needs_two_agents(site: Site) -> None:
    paper = make_paper(site, agents=[site.member])
    with pytest.raises(NotNow):
        PAPERS.perform(paper, "submit", by=site.member)


def test_a_paper_needs_evidence(site: Site) -> None:
    paper = make_paper(site, evidence=False)
    with pytest.raises(NotNow):
        PAPERS.perform(paper, "submit", by=site.member)


def test_evidence_without_digest_does_not_count(site: Site) -> None:
    paper = make_paper(site)
    paper.evidence.update(digest="")
    with pytest.raises(NotNow):
        PAPERS.perform(paper, "submit", by=site.member)


def test_nobody_is_named_without_evidence_on_them(site: Site) -> None:
    paper = make_paper(site, persons_named="测试己")
    with pytest.raises(NotNow):
        PAPERS.perform(paper, "submit", by=site.member)
    make_evidence(paper, by=site.member, on_persons=True)
    PAPERS.perform(paper, "submit", by=site.member)
    assert paper.status == "deputy_review"


@pytest.mark.parametrize(
    "missing",
    [
        {"organisation_opinion": "none"},
        {"opinion_on": None},
        {"organisation_opinion": "disagree", "opinion_reason": ""},
        {"opinion_by": "", "opinion_refused": ""},
    ],
)
def test_the_organisation_is_heard_before_the_leader(site: Site, missing: dict[str, Any]) -> None:
    paper = make_paper(site, "deputy_review", **missing)
    with pytest.raises(NotNow):
        PAPERS.perform(paper, "pass", by=site.person("deputy"))


def test_a_refused_signature_needs_its_reason_only(site: Site) -> None:
    paper = make_paper(site, opinion_by="", opinion_refused="负责人出差")
    PAPERS.perform(paper, "submit", by=site.member)
    PAPERS.perform(paper, "pass", by=site.person("deputy"))
    assert paper.status == "leader_review"


def test_signing_records_what_the_team_meeting_said(site: Site) -> None:
    paper = make_paper(site, "leader_review")
    with pytest.raises(Invalid):
        PAPERS.perform(paper, "sign", by=site.leader)
    assert WorkingPaper.objects.get(pk=paper.pk).number == ""


def test_a_return_needs_a_reason_and_clears_the_signatures(site: Site) -> None:
    paper = make_paper(site, "leader_review")
    with pytest.raises(NotNow):
        PAPERS.perform(paper, "return", by=site.leader)
    PAPERS.perform(paper, "return", by=site.leader, note="事实不清")
    assert (paper.status, paper.reviewed_by, paper.returned_times) == ("draft", None, 1)


# Nobody who did the work judges it


def test_a_deputy_who_is_an_agent_does_not_review(site: Site) -> None:
    second = make_member(site.made.team, "deputy")
    paper = make_paper(site, "deputy_review", agents=[site.member, site.person("deputy")])
    with pytest.raises(NotAllowed):
        PAPERS.perform(paper, "pass", by=site.person("deputy"))
    PAPERS.perform(paper, "pass", by=second)
    assert paper.reviewed_by == second


def test_a_deputy_must_be_left_to_review(site: Site) -> None:
    with pytest.raises(Invalid):
        make_paper(site, agents=[site.member, site.person("deputy")])


def test_the_leader_neither_writes_nor_is_an_agent(site: Site) -> None:
    with pytest.raises(NotAllowed):
        actions.create_paper(site.inspection, by=site.leader, **paper_values())
    with pytest.raises(Invalid):
        make_paper(site, agents=[site.member, site.leader])


def test_an_author_who_becomes_leader_may_not_sign_their_own_paper(site: Site) -> None:
    paper = make_paper(site, "leader_review")
    WorkingPaper.objects.filter(pk=paper.pk).update(writers=[site.member.pk, site.leader.pk])
    with pytest.raises(NotAllowed):
        PAPERS.perform(paper, "sign", by=site.leader, meeting_opinion="同意")


def test_the_reviewer_does_not_sign(site: Site) -> None:
    paper = make_paper(site, "leader_review")
    WorkingPaper.objects.filter(pk=paper.pk).update(reviewed_by=site.leader)
    with pytest.raises(NotAllowed):
        PAPERS.perform(paper, "sign", by=site.leader, meeting_opinion="同意")


def test_agents_are_of_the_team(site: Site) -> None:
    with pytest.raises(Invalid):
        make_paper(site, agents=[site.member, make_user()])


# Numbers


def test_a_number_is_given_only_at_signing_and_without_gaps(site: Site) -> None:
    first, second = make_paper(site, "leader_review"), make_paper(site, "leader_review")
    assert [first.number, second.number] == ["", ""]
    assert [first.pre_number, second.pre_number] == ["预001", "预002"]
    for paper in (second, first):
        PAPERS.perform(paper, "sign", by=site.leader, meeting_opinion="同意")
    in_round, team = site.made.round, site.made.team
    start = f"〔{in_round.year}〕{in_round.number}巡-{team.number}组-"
    assert [second.number, first.number] == [f"{start}01号", f"{start}02号"]


def test_signing_many_numbers_only_those_signed(site: Site) -> None:
    papers = [make_paper(site, "leader_review"), make_paper(site), make_paper(site, "leader_review")]
    outcome = actions.sign_papers_many(papers, by=site.leader, meeting_opinion="同意", on=FOUND)
    assert [paper.number[-3:] for paper in outcome.done] == ["01号", "02号"]
    assert [paper.pk for paper, _why in outcome.refused] == [papers[1].pk]
    assert make_signed_paper(site).number.endswith("-03号")


def test_signing_many_takes_few_statements(site: Site, django_assert_max_num_queries: Any) -> None:
    papers = [make_paper(site, "leader_review") for _each in range(6)]
    with django_assert_max_num_queries(24):
        actions.sign_papers_many(papers, by=site.leader, meeting_opinion="同意")


def test_a_bulk_move_of_the_list_numbers_each_paper(site: Site) -> None:
    for _each in range(2):
        make_paper(site, "leader_review")
    papers = list(WorkingPaper.objects.filter(status="leader_review").with_grounds())
    outcome = PAPERS.perform_many(papers, "sign", by=site.leader, meeting_opinion="同意")
    assert sorted(paper.number[-3:] for paper in outcome.done) == ["01号", "02号"]


@pytest.mark.parametrize(
    ("move", "status", "who"), [("submit", "draft", "member"), ("pass", "deputy_review", "deputy")]
)
def test_moving_many_does_not_ask_for_each(
    site: Site, move: str, status: str, who: str, django_assert_max_num_queries: Any
) -> None:
    for _each in range(6):
        make_paper(site, status)
    papers = list(WorkingPaper.objects.filter(status=status).with_grounds())
    with django_assert_max_num_queries(12):
        outcome = PAPERS.perform_many(papers, move, by=site.person(who))
    assert len(outcome.done) == 6


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_give_one_number() -> None:
    site = make_site()
    paper = make_paper(site, "leader_review")
    other = make_paper(site, "leader_review")

    def press(_turn: int) -> str:
        try:
            own = WorkingPaper.objects.get(pk=paper.pk)
            PAPERS.perform(own, "sign", by=User.objects.get(pk=site.leader.pk), meeting_opinion="同意")
            return "signed"
        except NotNow:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(press, range(2))) == ["refused", "signed"]
    paper.refresh_from_db()
    assert paper.number.endswith("-01号")
    PAPERS.perform(other, "sign", by=site.leader, meeting_opinion="同意")
    assert other.number.endswith("-02号")
    assert Event.objects.filter(action="paper.sign", subject_id=str(paper.pk)).count() == 1
    assert connection.is_usable()


# Reopening


def test_leader_and_head_together_reopen_a_filed_paper_and_keep_the_old_one(site: Site) -> None:
    paper = make_paper(site, "reopening")
    number, facts = paper.number, paper.facts
    PAPERS.perform(paper, "agree_reopen", by=site.head)
    assert (paper.status, paper.number, paper.signed_by) == ("draft", number, None)
    actions.edit_paper(paper, by=site.member, revision=paper.revision, facts="新的事实")
    kept = paper.versions.get()
    assert kept.content["facts"] == facts
    assert (kept.asked_by, kept.agreed_by, kept.reason) == (site.leader, site.head, "补充事实")
    actions.record_opinion(
        paper, by=site.member, organisation_opinion="agree", opinion_on=FOUND, opinion_by="测试戊"
    )
    for move, who in (("submit", "member"), ("pass", "deputy"), ("sign", "leader")):
        PAPERS.perform(paper, move, by=site.person(who))
    assert paper.number == number


def test_one_person_cannot_do_both_halves_of_reopening(site: Site) -> None:
    paper = make_paper(site, "reopening")
    WorkingPaper.objects.filter(pk=paper.pk).update(reopen_asked_by=site.head)
    with pytest.raises(NotAllowed):
        PAPERS.perform(paper, "agree_reopen", by=site.head)


def test_the_head_may_keep_it_closed(site: Site) -> None:
    paper = make_paper(site, "reopening")
    PAPERS.perform(paper, "decline_reopen", by=site.head, note="无必要")
    assert (paper.status, paper.reopen_asked_by, paper.reopen_reason) == ("filed", None, "")


def test_the_office_does_not_send_back_a_paper_that_carries_a_confirmed_finding(site: Site) -> None:
    paper = make_signed_paper(site)
    make_finding(site, paper=paper)
    with pytest.raises(NotNow):
        PAPERS.perform(paper, "return", by=site.staff, note="格式")


def test_a_numbered_paper_is_never_dropped(site: Site) -> None:
    paper = make_signed_paper(site)
    PAPERS.perform(paper, "return", by=site.staff, note="格式")
    with pytest.raises(NotNow):
        PAPERS.perform(paper, "drop", by=site.member, note="不要了")


def test_every_move_has_a_button_text() -> None:
    moves: list[Move] = list(PAPERS.moves.values())
    assert all(str(move) != move.name for move in moves)
