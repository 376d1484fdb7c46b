"""Rounds whose teams are to be formed, people to form them of, and proposals as far along as asked."""

from datetime import date
from typing import Any

from mingcha.foundation.accounts.models import User
from mingcha.prepare.forming.actions import propose, work_out
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.queries import default_teams
from mingcha.prepare.forming.workflow import PROPOSALS
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.registry.bodies.models import Body, Role
from mingcha.registry.talent.models import Talent
from mingcha.testing.prepare import make_round_with_people, officer
from mingcha.testing.registry import make_officer
from mingcha.testing.talent import make_leader, make_talent

ASKED: dict[str, Any] = {"seats": 4, "least": 3, "skills": {"audit": 1}, "must": ["audit"]}


def make_pool(office: Body, people: int = 9) -> list[Talent]:
    """So many people with accounts in the pool, every third of them a leader."""
    makers = [make_leader if number % 3 == 0 else make_talent for number in range(people)]
    return [make(office, user=make_officer(office, Role.DEPARTMENT_OFFICER)) for make in makers]


def make_forming_round(office: Body, *, organisations: int = 2, people: int = 9, **fields: Any) -> Round:
    """A round that waits for its teams, at a time of its own, and a pool to form them of."""
    given = {"plan_from": date(2027, 3, 1), "plan_to": date(2027, 5, 28)} | fields
    made = make_round_with_people("approved", office=office, organisations=organisations, **given)
    ROUNDS.perform(made.round, "form", by=made.people["office_head"])
    make_pool(office, people)
    return made.round


def staff_of(in_round: Round) -> User:
    return officer(in_round.office, Role.OFFICE_STAFF)


def make_team_proposal(
    in_round: Round, status: str = "solved", *, teams: int = 2, **asked: Any
) -> TeamProposal:
    """A proposal of so many equal teams, worked out unless only asked for."""
    staff = staff_of(in_round)
    rows = default_teams(in_round, teams, **(ASKED | asked))
    proposal = propose(in_round, name="方案一", teams=rows, seconds=20, by=staff)
    if status != "asked":
        work_out(proposal, by=staff)
    if status == "adopted":
        PROPOSALS.perform(proposal, "adopt", by=staff)
    return proposal
