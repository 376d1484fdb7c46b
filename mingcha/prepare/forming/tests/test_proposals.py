"""Proposals from asking to adoption: the records behind them, changes by hand, and two at once."""

from datetime import date

import pytest
from django.test import Client

from mingcha.foundation.audit.models import Event
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.forming import actions
from mingcha.prepare.forming.actions import Change, effect_of
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.queries import default_teams, sheet_of, why_not_told
from mingcha.prepare.forming.solving.checking import faults
from mingcha.prepare.forming.solving.reasons import why_not
from mingcha.prepare.forming.workflow import PROPOSALS
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.models import Membership
from mingcha.registry.bodies.models import Role
from mingcha.registry.talent.actions import add_post_held
from mingcha.registry.talent.models import Talent
from mingcha.registry.talent.workflow import TALENTS
from mingcha.testing.forming import ASKED, make_forming_round, make_pool, make_team_proposal, staff_of
from mingcha.testing.foundation import make_user
from mingcha.testing.prepare import officer
from mingcha.testing.registry import keeper, make_office, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_round() -> Round:
    return make_forming_round(make_office())


def seated(proposal: TeamProposal) -> dict[str, str]:
    return {seat.person: seat.team for seat in proposal.answer}


def free_of(proposal: TeamProposal) -> str:
    """Somebody without a seat who is no leader."""
    taken = seated(proposal)
    plain = Talent.objects.in_force(proposal.round.plan_from).filter(pool="specialist", user__isnull=False)
    return next(str(one.pk) for one in plain.order_by("pk") if str(one.pk) not in taken)


def member_of(proposal: TeamProposal, team: str = "1") -> str:
    return next(seat.person for seat in proposal.answer if seat.team == team and not seat.leads)


# Working it out


def test_a_proposal_is_worked_out_in_the_background_and_may_be_adopted(in_round: Round) -> None:
    proposal = make_team_proposal(in_round, "asked")
    jobs.run(proposal.job_id)  # type: ignore[arg-type]
    proposal.refresh_from_db()
    assert proposal.status == "solved"
    assert proposal.is_optimal
    assert faults(sheet_of(proposal).problem, proposal.answer) == []
    job = proposal.job
    assert job is not None
    job.refresh_from_db()
    assert (job.status, job.result_url) == ("finished", proposal.get_absolute_url())
    PROPOSALS.perform(proposal, "adopt", by=staff_of(in_round))
    teams = in_round.teams.prefetch_related("tasks")
    assert [len(team.tasks.all()) for team in teams] == [1, 1]
    people = Membership.objects.filter(round=in_round)
    assert people.count() == len(proposal.answer)
    assert people.filter(role="leader").count() == people.filter(role="liaison").count() == 2


def test_what_cannot_be_had_is_said_in_words(in_round: Round) -> None:
    proposal = make_team_proposal(in_round, seats=9, least=9)
    assert proposal.status == "impossible"
    client = Client()
    client.force_login(staff_of(in_round))
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "至少9人" in page
    assert PROPOSALS.moves["adopt"].refusal(proposal, staff_of(in_round))


def test_a_job_asked_to_stop_keeps_the_best_so_far(in_round: Round) -> None:
    proposal = make_team_proposal(in_round, "asked")
    jobs.stop(proposal.job, by=staff_of(in_round))  # type: ignore[arg-type]
    jobs.run(proposal.job_id)  # type: ignore[arg-type]
    proposal.refresh_from_db()
    assert proposal.status == "asked"  # it never began
    outcome = actions.work_out(proposal, by=staff_of(in_round), watch=lambda progress: False)
    assert faults(sheet_of(proposal).problem, outcome.seats) == []
    assert proposal.status == "solved"


def test_only_people_of_the_pool_with_an_account_who_can_come_are_chosen(in_round: Round) -> None:
    office = in_round.office
    out, away = make_pool(office, 2)
    TALENTS.perform(out, "take_out", by=keeper(office), out_reason="post")
    Talent.objects.filter(pk=away.pk).update(away_from=date(2027, 4, 1), away_reason="脱产学习")
    other = make_team_proposal(make_forming_round(office, people=0), teams=1, seats=8, least=3)
    PROPOSALS.perform(other, "adopt", by=staff_of(in_round))
    proposal = make_team_proposal(in_round, teams=1, seats=3, least=3)
    sheet = sheet_of(proposal)
    assert str(out.pk) not in sheet.talents
    assert sheet.away[str(away.pk)] == "脱产学习"
    adopted = set(seated(other))
    assert adopted <= set(sheet.away)
    assert not adopted & set(seated(proposal))
    told = {one.person: why_not_told(sheet, one) for one in why_not(sheet.problem, proposal.answer)}
    assert "脱产学习" in told[str(away.pk)]


def test_who_served_much_is_spared(in_round: Round) -> None:
    first = make_team_proposal(in_round, "adopted", seats=3, least=3)
    later = make_forming_round(
        in_round.office, people=0, plan_from=date(2027, 9, 1), plan_to=date(2027, 11, 1)
    )
    second = make_team_proposal(later, teams=1, seats=3, least=3)
    assert not set(seated(first)) & set(seated(second))
    loads = {one.key: one.load for one in sheet_of(second).problem.people}
    assert all(loads[person] == 88 for person in seated(first))


def test_recusal_keeps_people_away_with_the_evidence(in_round: Round) -> None:
    task = in_round.tasks.select_related("organisation").order_by("entry_on", "pk")[0]
    for talent in Talent.objects.filter(office=in_round.office):
        if talent.pool == "specialist":
            add_post_held(
                talent,
                organisation=task.organisation,
                title="科长",
                since=date(2020, 1, 1),
                by=keeper(in_round.office),
            )
    proposal = make_team_proposal(in_round, seats=3, least=1, must=[], skills={})
    sheet = sheet_of(proposal)
    barred_from = next(key for key, tasks in sheet.tasks.items() if task in tasks)
    people = [sheet.talents[seat.person] for seat in proposal.answer if seat.team == barred_from]
    assert {one.pool for one in people} == {"leader"}
    assert all("科长" in told for told in sheet.problem.barred.values())


# By hand


def test_the_effect_of_a_pin_is_told_and_saved_as_told(in_round: Round) -> None:
    proposal, staff = make_team_proposal(in_round, seats=3, least=3), staff_of(in_round)
    person = free_of(proposal)
    effect = effect_of(proposal, Change("pin", person, "1"))
    assert effect.may_be_saved
    assert (person, "", "1") in effect.moves
    assert seated(proposal).get(person) is None
    change = Change("pin", person, "1")
    actions.change_proposal(proposal, change, seats=effect.seats, version=1, by=staff)
    proposal.refresh_from_db()
    assert seated(proposal)[person] == "1"
    assert [pin.person for pin in proposal.pinned] == [person]
    actions.unpin(proposal, person=person, version=2, by=staff)
    assert not proposal.pinned
    assert seated(proposal)[person] == "1"


def test_somebody_left_out_is_replaced_and_stays_out(in_round: Round) -> None:
    proposal, staff = make_team_proposal(in_round, seats=3, least=3), staff_of(in_round)
    person = member_of(proposal)
    change = Change("leave_out", person)
    effect = effect_of(proposal, change)
    actions.change_proposal(proposal, change, seats=effect.seats, version=1, by=staff)
    actions.ask_again(proposal, by=staff, seconds=5)
    actions.work_out(proposal, by=staff)
    assert person not in seated(proposal)
    sheet = sheet_of(proposal)
    told = {one.person: why_not_told(sheet, one) for one in why_not(sheet.problem, proposal.answer)}
    assert "人工指定" in told[person]


def test_a_swap_that_breaks_a_condition_is_told_and_not_saved(in_round: Round) -> None:
    proposal, staff = make_team_proposal(in_round, seats=3, least=3), staff_of(in_round)
    leader = next(seat.person for seat in proposal.answer if seat.leads)
    change = Change("swap", leader, other=free_of(proposal))
    effect = effect_of(proposal, change)
    assert {one.code for one in effect.broken} >= {"no_leader"}
    with pytest.raises(NotNow):
        actions.change_proposal(proposal, change, seats=effect.seats, version=1, by=staff)


def test_two_who_change_at_once_do_not_overwrite_each_other(in_round: Round) -> None:
    proposal, staff = make_team_proposal(in_round, seats=3, least=3), staff_of(in_round)
    change = Change("leave_out", member_of(proposal))
    seats = effect_of(proposal, change).seats
    actions.change_proposal(proposal, change, seats=seats, version=1, by=staff)
    with pytest.raises(NotNow):
        actions.change_proposal(proposal, change, seats=seats, version=1, by=staff)


def test_the_page_tells_first_and_saves_only_what_it_told(in_round: Round) -> None:
    proposal = make_team_proposal(in_round, seats=3, least=3)
    client, url = Client(), f"/forming/{proposal.pk}/change/"
    client.force_login(staff_of(in_round))
    asked = {"kind": "leave_out", "person": member_of(proposal), "version": 1}
    page = client.post(url, asked)
    assert page.status_code == 200
    proposal.refresh_from_db()
    assert proposal.version == 1
    sealed = page.context["sealed"]
    other = asked | {"person": member_of(proposal, "2"), "effect": sealed}
    assert client.post(url, other).status_code == 200  # told anew, not saved
    assert client.post(url, asked | {"effect": sealed}).status_code == 302
    proposal.refresh_from_db()
    assert asked["person"] not in seated(proposal)
    assert Event.objects.filter(action="team_proposal.leave_out", subject_id=str(proposal.pk)).count() == 1


def test_a_proposal_begins_with_what_was_set_by_hand_in_another(in_round: Round) -> None:
    first, staff = make_team_proposal(in_round, seats=3, least=3), staff_of(in_round)
    change = Change("pin", free_of(first), "1")
    actions.change_proposal(first, change, seats=effect_of(first, change).seats, version=1, by=staff)
    rows = default_teams(in_round, 2, **(ASKED | {"seats": 4}))
    second = actions.propose(in_round, name="方案二", teams=rows, based_on=first, by=staff)
    actions.work_out(second, by=staff)
    assert seated(second)[change.person] == "1"
    client = Client()
    client.force_login(staff)
    page = client.get(f"/forming/{first.pk}/beside/{second.pk}/")
    assert page.status_code == 200
    assert "方案二" in page.content.decode()


# Adoption


def test_a_proposal_is_adopted_as_the_records_stand_on_that_day(in_round: Round) -> None:
    proposal, staff = make_team_proposal(in_round, seats=3, least=3), staff_of(in_round)
    gone = Talent.objects.get(pk=member_of(proposal))
    TALENTS.perform(gone, "take_out", by=staff, out_reason="health")
    with pytest.raises(NotNow) as refusal:
        PROPOSALS.perform(proposal, "adopt", by=staff)
    assert "不在库" in str(refusal.value) or "已出库" in str(refusal.value)
    assert not in_round.teams.exists()


def test_of_two_proposals_of_a_round_one_is_adopted(in_round: Round) -> None:
    first, second = (make_team_proposal(in_round, seats=3, least=3) for _each in range(2))
    PROPOSALS.perform(first, "adopt", by=staff_of(in_round))
    with pytest.raises(NotNow):
        PROPOSALS.perform(second, "adopt", by=staff_of(in_round))


def test_only_the_office_proposes_and_only_sensible_teams(in_round: Round) -> None:
    rows = default_teams(in_round, 2, **ASKED)
    with pytest.raises(NotAllowed):
        actions.propose(in_round, name="甲", teams=rows, by=make_user())
    staff = staff_of(in_round)
    for wrong in (
        rows[:1],
        [dict(row, least=5) for row in rows],
        [dict(row, must=["legal"]) for row in rows],
    ):
        with pytest.raises(Invalid):
            actions.propose(in_round, name="甲", teams=wrong, by=staff)
    assert not TeamProposal.objects.exists()


def test_joint_teams_have_people_of_both_levels_and_crossing_ones_stay_away_from_home() -> None:
    city = make_office()
    county, beside = (make_office("county", parent=city) for _each in range(2))
    home = make_organisation(county)
    in_round = make_forming_round(city, joint=True, cross=True)
    make_pool(county, 4)
    make_pool(beside, 4)
    task = in_round.tasks.order_by("entry_on", "pk")[0]
    type(task).objects.filter(pk=task.pk).update(organisation=home)
    proposal = make_team_proposal(in_round, seats=4, least=3)
    sheet = sheet_of(proposal)
    for key in sheet.names:
        levels = {sheet.problem.person[seat.person].level for seat in proposal.answer if seat.team == key}
        offices = {sheet.talents[seat.person].office for seat in proposal.answer if seat.team == key}
        assert levels == {"own", "below"}
        if any(one.organisation == home for one in sheet.tasks[key]):
            assert offices == {city, beside}


def test_the_leading_group_reads_proposals_and_changes_nothing(in_round: Round) -> None:
    proposal = make_team_proposal(in_round)
    client = Client()
    client.force_login(officer(in_round.office, Role.GROUP_HEAD))
    assert client.get(proposal.get_absolute_url()).status_code == 200
    assert client.get(f"/forming/{proposal.pk}/change/").status_code == 403
    assert client.post(f"/forming/{proposal.pk}/again/").status_code == 403
