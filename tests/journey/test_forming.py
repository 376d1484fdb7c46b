"""Teams of a round in the browser: proposed, changed by hand, compared, adopted; then up to entry."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from mingcha.conduct.inspections.actions import arrange_inspection, open_inspections
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.workflow import WORKFLOW as INSPECTIONS
from mingcha.foundation.accounts.models import User
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.jobs.models import Job
from mingcha.prepare.briefs.actions import ask_many
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.actions import declare_recusals_many
from mingcha.prepare.teams.models import Team
from mingcha.prepare.training import actions as training
from mingcha.registry.bodies.models import Role
from mingcha.registry.talent.models import Talent
from mingcha.testing.forming import make_forming_round, make_team_proposal, staff_of
from mingcha.testing.prepare import officer
from mingcha.testing.registry import make_office
from tests.journey.steps import Desk, Sit, day, seat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def in_round() -> Round:
    return make_forming_round(make_office(), organisations=2, people=12)


@pytest.fixture
def desk(browser: Browser, live_server: Any, in_round: Round, tmp_path: Path) -> Iterator[Desk]:
    one = seat(browser, live_server.url, staff_of(in_round), tmp_path)
    yield one
    assert one.complaints == []
    one.page.context.close()


def propose(desk: Desk, in_round: Round, **asked: Any) -> TeamProposal:
    """Ask on the round's page; the worker does its part."""
    desk.open(in_round.get_absolute_url())
    if not in_round.team_proposals.exists():
        desk.follow("/forming/of/")
    else:
        desk.open(f"/forming/of/{in_round.pk}/new/")
    desk.save(count=2, seats=4, least=3, must=["审计"], seconds=20, **asked)
    jobs.run(Job.objects.latest("created_at").pk)
    made = TeamProposal.objects.latest("created_at")
    desk.open(made.get_absolute_url())
    return made


def test_teams_are_proposed_changed_compared_and_adopted(desk: Desk, in_round: Round) -> None:
    first = propose(desk, in_round, name="方案一")
    desk.sees("最优，已证明")
    desk.shoot("teams-1-proposal")
    refused = next(one for one in first.answer if not one.leads)
    desk.open(f"/forming/{first.pk}/change/?person={refused.person}")
    desk.save(kind="leave_out")
    desk.sees("调整后的变化")
    desk.shoot("teams-2-effect")
    desk._go(desk.page.get_by_role("button", name="保存这一调整"))
    desk.sees("人工指定不抽调")
    first.refresh_from_db()
    assert refused.person not in {one.person for one in first.answer}
    _swap(desk, first)
    second = propose(desk, in_round, name="方案二")
    desk.follow(f"/beside/{first.pk}/")
    desk.sees("仅此方案")
    desk.shoot("teams-3-compared")
    desk.open(first.get_absolute_url())
    desk.move("adopt")
    assert in_round.teams.count() == 2
    members = set(in_round.memberships.values_list("user__talents", flat=True))
    assert {str(one) for one in members} == {
        one.person for one in TeamProposal.objects.get(pk=first.pk).answer
    }
    desk.open(second.get_absolute_url())
    desk.lacks("adopt")


def _swap(desk: Desk, proposal: TeamProposal) -> None:
    """Two members of different teams change places; the effect is told, then saved."""
    one, other = (next(s for s in proposal.answer if s.team == team and not s.leads) for team in ("1", "2"))
    desk.open(f"/forming/{proposal.pk}/change/")
    desk.fill(kind="swap", person=one.person, other=other.person)
    desk.send()
    desk.sees(Talent.objects.get(pk=one.person).name)
    desk._go(desk.page.get_by_role("button", name="保存这一调整"))
    proposal.refresh_from_db()
    places = {seat.person: seat.team for seat in proposal.answer}
    assert (places[one.person], places[other.person]) == ("2", "1")


# From the adopted teams to entry


def test_adopted_teams_declare_pledge_train_and_enter(sit: Sit, in_round: Round) -> None:
    make_team_proposal(in_round, "adopted", seats=3)
    staff, group = sit(staff_of(in_round)), sit(officer(in_round.office, Role.GROUP_HEAD))
    team = in_round.teams.order_by("number")[0]
    leader, last = (team.memberships.filter(role=role)[0].user for role in ("leader", "liaison"))
    _declare(in_round, sit(last))
    group.open(in_round.get_absolute_url())
    group.follow("/authorise/")
    group.send()
    _ask_and_answer(in_round, sit)
    _train(in_round, staff, besides=last)
    staff.open(in_round.get_absolute_url())
    staff.waits(last.full_name)  # the only one who has neither signed nor passed
    _pledge_and_pass(sit(last))
    staff.move_at(in_round.get_absolute_url(), "prepare")
    staff.is_at(Round.Status.READY)
    _enter(in_round, sit(leader), team)


def _declare(in_round: Round, desk: Desk) -> None:
    """One says at the screen that there is nothing to declare; the others have said so already."""
    others = in_round.memberships.exclude(user=desk.user).select_related("user", "team")
    declare_recusals_many(
        [
            {"user": one.user, "task": task, "relation": "nothing"}
            for one in others
            for task in one.team.tasks.all()
        ]
    )
    desk.open("/")
    desk.sees("回避申报")
    desk.open("/teams/declare/")
    name = desk.page.locator('main select[name^="relation_"]').get_attribute("name")
    desk.save(**{str(name): "nothing"})


def _ask_and_answer(in_round: Round, sit: Sit) -> None:
    """The discipline body's list comes back before anybody enters."""
    staff, case = sit(staff_of(in_round)), sit(officer(in_round.office, Role.CASE_MANAGER))
    body = case.user.posts.get().body
    due = date.today() + timedelta(days=9)
    tasks = list(in_round.tasks.all())
    [request] = ask_many(
        in_round, [(body, "information")], tasks=tasks, period="近三年", due_on=due, by=staff.user
    )
    staff.open(request.get_absolute_url())
    staff.move("send")
    case.open(request.get_absolute_url())
    case.press("/nothing/")
    case.move("answer", signed_by="主任卯")
    staff.open(request.get_absolute_url())
    staff.move("accept")


def _train(in_round: Round, staff: Desk, *, besides: User) -> None:
    """A training with a test; everyone but one has signed, and passed."""
    staff.open(in_round.get_absolute_url())
    staff.follow("/training/of/")
    staff.save(
        title="进驻前培训", held_on=day(date.today()), questions="谈话至少几人参加？\n- 一人\n* 两人\n"
    )
    session = in_round.trainings.get()
    people = [one.user for one in in_round.memberships.select_related("user")]
    training.note_attendance(session, people, by=staff.user)
    right = {str(one.pk): one.answer for one in session.questions.all()}
    for user in people:
        if user != besides:
            training.sign_pledge(in_round, text="严守保密纪律", by=user)
            training.take_test(session, right, by=user)
    staff.shoot("teams-4-training")


def _pledge_and_pass(desk: Desk) -> None:
    """Reminded on the start page, the last one signs, fails the test once, then passes it."""
    desk.open("/")
    desk.sees("承诺书")
    desk.follow("/training/mine/")
    desk.follow("/pledge/")
    desk.save(agree=True)
    for answer in ("一人", "两人"):
        desk.follow("/test/")
        desk.page.get_by_label(answer).check()
        desk.send()
    desk.open("/training/mine/")
    desk.sees("合格")


def _enter(in_round: Round, leader: Desk, team: Team) -> None:
    """The notice is issued; the leader enters, and the pool shows where they serve."""
    staff = User.objects.get(pk=staff_of(in_round).pk)
    rounds = Round.objects.get(pk=in_round.pk)
    inspection = next(one for one in open_inspections(rounds, by=staff) if one.team_id == team.pk)
    arrange_inspection(
        inspection,
        by=staff,
        planned_entry_on=date.today(),
        planned_leave_on=date.today() + timedelta(days=60),
        petition_until=date.today() + timedelta(days=50),
        phone="0000-0000001",
        phone_hours="工作日 8:00—18:00",
        mailbox="测试市0001号信箱",
    )
    INSPECTIONS.perform(inspection, "notify", by=staff, on=date.today())
    leader.open(inspection.get_absolute_url())
    leader.move("enter")
    leader.is_at(Inspection.Status.ON_SITE)
    leader.open(Talent.objects.get(user=leader.user).get_absolute_url())
    leader.sees(str(in_round))
    leader.shoot("teams-5-service")
