"""Schedule proposals for the tests, made through the actions, as far along as asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingcha.prepare.schedule.actions.proposals import create_proposal, save_round
from mingcha.prepare.schedule.actions.solving import keep_schedule
from mingcha.prepare.schedule.models import PlannedRound, Proposal
from mingcha.prepare.schedule.queries.problems import posed
from mingcha.prepare.schedule.solving.search import search
from mingcha.prepare.schedule.workflow import WORKFLOW
from mingcha.prepare.terms.actions import take_snapshot
from mingcha.prepare.terms.models import Term
from mingcha.prepare.terms.queries import current_term
from mingcha.registry.bodies.models import Body, Role
from mingcha.testing.prepare import make_term, officer
from mingcha.testing.registry import make_office, make_organisation

FIRST_ROUND = date(2027, 3, 1)
SECONDS = 10


def make_proposal(
    status: str = "draft",
    *,
    office: Body | None = None,
    organisations: int = 3,
    rounds: int = 2,
    solved: bool | None = None,
    **fields: Any,
) -> Proposal:
    """A proposal over new organisations of the office's current term, two places in each of its rounds.

    Beyond `draft`, or with `solved`, the schedule is worked out.
    """
    office = office or make_office()
    term = current_term(office.pk) or make_term(office)
    staff = officer(office, Role.OFFICE_STAFF)
    for _each in range(organisations):
        make_organisation(office)
    take_snapshot(term, by=staff)
    made = create_proposal(Term.objects.get(pk=term.pk), by=staff, name="排期方案", **fields)
    for number in range(rounds):
        plan_round(made, number, places=max(2, made.visits.count()))
    if solved or (solved is None and status != "draft"):
        work_out(made)
    _walk(made, status)
    return made


def plan_round(proposal: Proposal, number: int = 0, *, places: int = 2, **fields: Any) -> PlannedRound:
    """The round of this number, half a year after the one before."""
    begins = FIRST_ROUND.replace(year=FIRST_ROUND.year + number // 2, month=3 + 6 * (number % 2))
    given: dict[str, Any] = {
        "name": f"计划第{number + 1}轮",
        "plan_from": begins,
        "plan_to": begins.replace(month=begins.month + 2),
        "teams": 1,
        "places": places,
    }
    staff = officer(proposal.office, Role.OFFICE_STAFF)
    return save_round(proposal, by=staff, **(given | fields))


def work_out(proposal: Proposal) -> None:
    """The schedule found in this process."""
    proposal.refresh_from_db()
    found = search(posed(proposal).problem, seconds=SECONDS, workers=1)
    keep_schedule(proposal, found, by=officer(proposal.office, Role.OFFICE_STAFF))


def _walk(proposal: Proposal, status: str) -> None:
    office = proposal.office
    if status == "dropped":
        WORKFLOW.perform(proposal, "drop", by=officer(office, Role.OFFICE_STAFF))
    if status in ("for_group", "adopted"):
        WORKFLOW.perform(proposal, "submit", by=officer(office, Role.OFFICE_HEAD))
    if status == "adopted":
        WORKFLOW.perform(proposal, "adopt", by=officer(office, Role.GROUP_HEAD))
