"""A proposal as the solver sees it, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from mingcha.prepare.schedule.models import Condition, PlannedRound, PlannedVisit, Proposal
from mingcha.prepare.schedule.queries.distances import COUNTY, distance
from mingcha.prepare.schedule.solving import problem as p
from mingcha.prepare.schedule.solving.check import Breach, breaches
from mingcha.prepare.schedule.solving.cost import Cost, Moved, cost_of, moved


@dataclass
class Posed:
    """A proposal with its rows, read in a handful of statements."""

    proposal: Proposal
    rounds: list[PlannedRound]
    visits: list[PlannedVisit]
    conditions: list[Condition]

    @cached_property
    def seat(self) -> str:
        return self.proposal.office.division_code[:COUNTY]

    @cached_property
    def round(self) -> dict[str, PlannedRound]:
        return {str(one.pk): one for one in self.rounds}

    @cached_property
    def visit(self) -> dict[str, PlannedVisit]:
        return {str(one.pk): one for one in self.visits}

    @cached_property
    def problem(self) -> p.Problem:
        visits = tuple(self._visit(one) for one in self.visits)
        slots = tuple(self._slot(one) for one in self.rounds)
        areas = {visit.area for visit in visits}
        homes = {crew.home for slot in slots for crew in slot.crews}
        return p.Problem(
            visits=visits,
            slots=slots,
            conditions=(*self._given(), *self._always()),
            weights=self._weights(),
            distances={(home, area): distance(home, area) for home in homes for area in areas},
            current={str(v.pk): str(v.planned_round_id) for v in self.visits if v.planned_round_id},
        )

    @cached_property
    def plan(self) -> p.Plan:
        """Where everything stands now. Someone without a team is with the first."""
        return p.Plan(
            {
                str(one.pk): p.Placed(str(one.planned_round_id), str(one.team or 1))
                for one in self.visits
                if one.planned_round_id
            }
        )

    @cached_property
    def breaches(self) -> list[Breach]:
        return breaches(self.problem, self.plan)

    @cached_property
    def cost(self) -> Cost:
        return cost_of(self.problem, self.plan)

    @property
    def left(self) -> list[PlannedVisit]:
        return [one for one in self.visits if one.planned_round_id is None]

    def moved(self, visit: PlannedVisit, to: PlannedRound | None) -> Moved:
        """What would be after one move, without solving anything."""
        return moved(self.problem, self.plan, str(visit.pk), str(to.pk) if to else None)

    def _visit(self, one: PlannedVisit) -> p.Visit:
        code = one.organisation.division.code if one.organisation.division else self.seat
        return p.Visit(
            key=str(one.pk),
            organisation=str(one.organisation_id),
            sector=one.organisation.sector,
            area=code[:COUNTY],
            priority=one.priority,
            kind=one.kind,
            last=one.last_ended_on,
        )

    def _slot(self, one: PlannedRound) -> p.Slot:
        homes = one.homes or [self.seat]
        crews = tuple(
            p.Crew(str(number), homes[(number - 1) % len(homes)], one.places)
            for number in range(1, one.teams + 1)
        )
        kinds = frozenset({p.MAIN, p.LOOK_BACK} if one.look_backs else {p.MAIN})
        return p.Slot(str(one.pk), one.plan_from, one.plan_to, crews, kinds, one.crossing)

    def _given(self) -> Iterable[p.Condition]:
        return (rule_of(one) for one in self.conditions)

    def _always(self) -> Iterable[p.Condition]:
        yield p.Rest(self.proposal.rest_days)
        if self.proposal.all_covered:
            yield p.Covered()
        else:  # a look-back that is due is not left out for want of room
            due = frozenset(str(one.pk) for one in self.visits if one.kind == PlannedVisit.Kind.LOOK_BACK)
            if due:
                yield p.Covered(due)

    def _weights(self) -> p.Weights:
        given = self.proposal
        return p.Weights(
            delay=given.delay_weight,
            travel=given.travel_weight,
            balance=given.balance_weight,
            change=given.change_weight,
        )


def posed(proposal: Proposal) -> Posed:
    """The proposal with all its rows."""
    conditions = proposal.conditions.select_related(
        "visit__organisation", "other__organisation", "planned_round", "by"
    )
    return Posed(
        proposal,
        list(proposal.rounds.select_related("round")),
        list(proposal.visits.select_related("organisation__division", "planned_round")),
        list(conditions),
    )


def rule_of(one: Condition) -> p.Condition:
    """A condition as the solver knows it."""
    visit, other, slot = str(one.visit_id), str(one.other_id), str(one.planned_round_id)
    kinds = Condition.Kind
    if one.kind in (kinds.NOT_BEFORE, kinds.NOT_AFTER):
        assert one.day  # noqa: S101 - the table's own rule
        return (p.NotBefore if one.kind == kinds.NOT_BEFORE else p.NotAfter)(visit, one.day)
    if one.kind == kinds.SECTOR:
        return p.SectorLimit(slot, one.sector, one.least or 0, one.most or 0)
    if one.kind in (kinds.TOGETHER, kinds.APART):
        return (p.Together if one.kind == kinds.TOGETHER else p.Apart)(visit, other)
    return (p.Pinned if one.kind == kinds.PINNED else p.Forbidden)(visit, slot)


def crowd(visits: Iterable[PlannedVisit]) -> Counter[str]:
    """How many visits each planned round has."""
    return Counter(str(one.planned_round_id) for one in visits if one.planned_round_id)
