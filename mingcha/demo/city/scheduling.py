"""The rest of the term planned: what weighs, an adopted schedule with its conditions, and a newer version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import ceil

from mingcha.demo.city.cast import Place
from mingcha.prepare.schedule.actions.conditions import add_condition, move_visit
from mingcha.prepare.schedule.actions.proposals import (
    add_look_backs,
    create_proposal,
    lay_out_rounds,
    save_round,
)
from mingcha.prepare.schedule.actions.solving import keep_schedule
from mingcha.prepare.schedule.actions.weighing import emphasise
from mingcha.prepare.schedule.models import PlannedVisit, Proposal
from mingcha.prepare.schedule.queries.problems import posed
from mingcha.prepare.schedule.queries.scope import inspected_in
from mingcha.prepare.schedule.solving.search import search
from mingcha.prepare.schedule.workflow import WORKFLOW
from mingcha.prepare.terms.models import Term

ROUNDS, DAYS, PAUSE, PLACES = 4, 60, 120, 2
SECONDS = 10  # at most; the demonstration's schedule is proven the best in less than one
POWER = {"财政局": 9, "自然资源局": 8, "住房城乡建设局": 8, "城市投资集团": 9, "中心医院": 7}


def plan_the_rest(place: Place, term: Term, today: date, tell: Callable[[str], None]) -> None:
    """Priorities, a schedule the leading group adopted, and a version the office is working on."""
    tell("届内排期")
    staff = place.one("office_staff")
    for entry in term.snapshots.latest("taken_on").entries.select_related("organisation"):
        for name, points in POWER.items():
            if name in entry.organisation.name:
                emphasise(
                    term, entry.organisation, by=staff, points=points, reason="权力集中、资金密集（示例）"
                )
    adopted = create_proposal(term, by=staff, name=f"{term.name}后续排期方案（第1版）", note="示例方案。")
    _lay_out(adopted, place, today)
    _set_conditions(adopted, place)
    _work_out(adopted, place)
    WORKFLOW.perform(adopted, "submit", by=place.one("office_head"))
    WORKFLOW.perform(adopted, "adopt", by=place.one("group_head"))
    newer = create_proposal(
        term, by=staff, name=f"{term.name}后续排期方案（第2版）", made_from=adopted, note="调整中的示例方案。"
    )
    _change(newer, place)


def _lay_out(proposal: Proposal, place: Place, today: date) -> None:
    staff = place.one("office_staff")
    first = (today + timedelta(days=100)).replace(day=1)
    teams = max(1, ceil(proposal.visits.count() * 1.2 / (ROUNDS * PLACES)))
    rows = lay_out_rounds(
        proposal, by=staff, first=first, count=ROUNDS, days=DAYS, pause=PAUSE, teams=teams, places=PLACES
    )
    save_round(proposal, planned=rows[-1], by=staff, look_backs=True)
    looked_at = list(inspected_in(proposal.term).order_by("code")[:2])
    add_look_backs(proposal, looked_at, by=staff, due=rows[-1].plan_from, reason="整改成效需复核（示例）")


def _set_conditions(proposal: Proposal, place: Place) -> None:
    staff, visits = place.one("office_staff"), _mains(proposal)
    rounds = list(proposal.rounds.all())
    add_condition(
        proposal, kind="pinned", visit=visits[0], planned_round=rounds[1], reason="与审计同步", by=staff
    )
    add_condition(
        proposal, kind="not_before", visit=visits[1], day=rounds[1].plan_from, reason="班子调整", by=staff
    )
    add_condition(
        proposal, kind="apart", visit=visits[2], other=visits[3], reason="业务关联，错开安排", by=staff
    )


def _mains(proposal: Proposal) -> list[PlannedVisit]:
    rows = proposal.visits.filter(kind=PlannedVisit.Kind.MAIN).select_related("organisation")
    return list(rows.order_by("organisation__code"))


def _work_out(proposal: Proposal, place: Place) -> None:
    found = search(posed(proposal).problem, seconds=SECONDS)
    keep_schedule(proposal, found, by=place.one("office_staff"))


def _change(proposal: Proposal, place: Place) -> None:
    """One organisation moved by hand and pinned, another kept out of a round."""
    staff, visits = place.one("office_staff"), _mains(proposal)
    rounds = list(proposal.rounds.all())
    moved = visits[-1]
    to = next(one for one in rounds if one.pk != moved.planned_round_id)
    move_visit(moved, to, by=staff, pin=True, reason="群众反映集中，提前安排")
    other = next(one for one in visits[4:] if one.pk != moved.pk and one.planned_round is not None)
    away = other.planned_round
    add_condition(proposal, by=staff, kind="forbidden", visit=other, planned_round=away, reason="机构改革期")
