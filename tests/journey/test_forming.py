"""Teams of a round in the browser: proposed, one refused, one swapped, compared, adopted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.jobs.models import Job
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.rounds.models import Round
from mingcha.registry.talent.models import Talent
from mingcha.testing.forming import make_forming_round, staff_of
from mingcha.testing.registry import make_office
from tests.journey.steps import Desk, seat

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
