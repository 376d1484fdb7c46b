"""The CP-SAT model. Which team takes which organisation is decided area by area, as a flow.

`x[v, s]` says that visit v is in slot s. In a slot whose teams come from several places, `flow[a, h, s]` is
how many organisations of area a the teams from h take. Every visit takes one place, so a whole-number flow
can always be shared out to the teams afterwards, and the optimum over flows is the optimum over teams.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ortools.sat.python import cp_model

from mingcha.prepare.schedule.solving import problem as p
from mingcha.prepare.schedule.solving.cost import delay, left_out


class Built:
    """A model with the variables needed to read its solutions."""

    def __init__(self, problem: p.Problem, rules: Sequence[p.Condition], *, with_cost: bool = True) -> None:
        self.problem = problem
        self.model: Any = cp_model.CpModel()
        self.rules = tuple(rules)
        self.x: dict[tuple[str, str], Any] = {}
        self.flow: dict[tuple[str, str, str], Any] = {}
        self._of: dict[type, list[Any]] = defaultdict(list)
        for rule in self.rules:
            self._of[type(rule)].append(rule)
        self._costs: list[Any] = []
        self._weights: list[int] = []
        self._fixed = 0
        self._choose()
        self._share_out()
        self._keep_conditions()
        if with_cost:
            self._weigh()

    # Which slots a visit may take

    def _choose(self) -> None:
        shut = self._shut()
        must: set[str] = set()
        for rule in self._of[p.Covered]:
            must |= set(self.problem.visit) if rule.visits is None else rule.visits
        must |= {rule.visit for rule in self._of[p.Pinned]}
        self.in_slot: dict[str, list[tuple[p.Visit, Any]]] = {slot.key: [] for slot in self.problem.slots}
        self.choices: dict[str, list[Any]] = {}
        for visit in self.problem.visits:
            mine = []
            for slot in self.problem.slots:
                if visit.kind in slot.kinds and (visit.key, slot.key) not in shut:
                    var = self.model.new_bool_var("")
                    self.x[visit.key, slot.key] = var
                    self.in_slot[slot.key].append((visit, var))
                    mine.append(var)
            self.choices[visit.key] = mine
            (self.model.add_exactly_one if visit.key in must else self.model.add_at_most_one)(mine)
        self.must = must

    def _shut(self) -> set[tuple[str, str]]:
        """(visit, slot) that a rule about one visit alone rules out."""
        slots = self.problem.slots
        shut = {(rule.visit, rule.slot) for rule in self._of[p.Forbidden]}
        for rule in self._of[p.Pinned]:
            shut |= {(rule.visit, slot.key) for slot in slots if slot.key != rule.slot}
        for rule in self._of[p.NotBefore]:
            shut |= {(rule.visit, slot.key) for slot in slots if slot.starts < rule.day}
        for rule in self._of[p.NotAfter]:
            shut |= {(rule.visit, slot.key) for slot in slots if slot.starts > rule.day}
        for rule in self._of[p.Rest]:
            for visit in self.problem.visits:
                if visit.last:
                    until = visit.last + timedelta(days=rule.days)
                    shut |= {(visit.key, slot.key) for slot in slots if slot.starts < until}
        return shut

    # Teams

    def _share_out(self) -> None:
        full = {rule.slot for rule in self._of[p.Places]}
        crossing = {rule.slot for rule in self._of[p.Crossing]}
        for slot in self.problem.slots:
            inside = self.in_slot[slot.key]
            if slot.key in full:
                self.model.add(sum(var for _visit, var in inside) <= slot.places)
            homes: dict[str, int] = defaultdict(int)
            for crew in slot.crews:
                homes[crew.home] += crew.places
            bound = slot.key in crossing
            if len(homes) == 1 and not (bound and (slot.crossing or self._some_far(homes, inside))):
                self._travel_from(next(iter(homes)), inside)
            else:
                self._flow(slot, homes, full=slot.key in full, bound=bound)

    def _some_far(self, homes: Iterable[str], inside: list[tuple[p.Visit, Any]]) -> bool:
        return any(self.problem.far(home, visit.area) for home in homes for visit, _var in inside)

    def _travel_from(self, home: str, inside: list[tuple[p.Visit, Any]]) -> None:
        for visit, var in inside:
            self._add_cost(var, self.problem.weights.travel * self.problem.distance(home, visit.area))

    def _flow(self, slot: p.Slot, homes: dict[str, int], *, full: bool, bound: bool) -> None:
        areas: dict[str, list[Any]] = defaultdict(list)
        for visit, var in self.in_slot[slot.key]:
            areas[visit.area].append(var)
        leaving: dict[str, list[Any]] = defaultdict(list)
        for area, members in areas.items():
            arriving = []
            for home, places in homes.items():
                if bound and ((slot.crossing and home == area) or self.problem.far(home, area)):
                    continue
                most = min(places, len(members)) if full else len(members)
                var = self.model.new_int_var(0, most, "")
                self.flow[area, home, slot.key] = var
                arriving.append(var)
                leaving[home].append(var)
                self._add_cost(var, self.problem.weights.travel * self.problem.distance(home, area))
            self.model.add(sum(members) == sum(arriving))
        if full:
            for home, flows in leaving.items():
                self.model.add(sum(flows) <= homes[home])

    # Conditions over several visits

    def _keep_conditions(self) -> None:
        for rule in self._of[p.Together]:
            for slot in self.problem.slots:
                one, other = self._at(rule.one, slot.key), self._at(rule.other, slot.key)
                self.model.add(one == other)
        for rule in self._of[p.Apart]:
            for slot in self.problem.slots:
                self.model.add(self._at(rule.one, slot.key) + self._at(rule.other, slot.key) <= 1)
        for rule in self._of[p.SectorLimit]:
            chosen = [var for visit, var in self.in_slot[rule.slot] if visit.sector == rule.sector]
            self.model.add_linear_constraint(sum(chosen), rule.least, rule.most)
        for rule in self._of[p.Rest]:
            self._rest_between(timedelta(days=rule.days))

    def _at(self, visit: str, slot: str) -> Any:
        return self.x.get((visit, slot), 0)

    def _rest_between(self, rest: timedelta) -> None:
        """Two visits of one organisation: no two slots nearer than the rest."""
        by_organisation: dict[str, list[p.Visit]] = defaultdict(list)
        for visit in self.problem.visits:
            by_organisation[visit.organisation].append(visit)
        slots = self.problem.slots
        near = [
            (one.key, other.key)
            for one in slots
            for other in slots
            if max(one.starts, other.starts) < min(one.ends, other.ends) + rest
        ]
        for group in by_organisation.values():
            for place, first in enumerate(group):
                for second in group[place + 1 :]:
                    for one, other in near:
                        if (first.key, one) in self.x and (second.key, other) in self.x:
                            self.model.add_at_most_one(self.x[first.key, one], self.x[second.key, other])

    # What it costs

    def _weigh(self) -> None:
        problem = self.problem
        for (key, slot), var in self.x.items():
            visit = problem.visit[key]
            self._add_cost(var, delay(problem, visit, slot))
            if key not in self.must:
                self._add_cost(var, -left_out(problem, visit))
        self._fixed += sum(left_out(problem, visit) for visit in problem.visits if visit.key not in self.must)
        self._fixed += problem.weights.change * len(problem.current)
        for key, slot in problem.current.items():
            if (key, slot) in self.x:
                self._add_cost(self.x[key, slot], -problem.weights.change)
        if problem.weights.balance:
            self._balance()
        self.model.minimize(cp_model.LinearExpr.weighted_sum(self._costs, self._weights) + self._fixed)

    def _add_cost(self, var: Any, weight: int) -> None:
        if weight:
            self._costs.append(var)
            self._weights.append(weight)

    def _balance(self) -> None:
        for (slot, sector), (low, high) in self.problem.shares.items():
            chosen = [var for visit, var in self.in_slot[slot] if visit.sector == sector]
            most = max(low, len(chosen))
            beyond = self.model.new_int_var(0, most, "")
            self.model.add(beyond >= sum(chosen) - high)
            self.model.add(beyond >= low - sum(chosen))
            self._add_cost(beyond, self.problem.weights.balance)

    # Before and after

    def keep(self, sure: Mapping[int, int]) -> None:
        """Hint these variables alone, for a search that keeps to its hints."""
        self.model.clear_hints()
        for var in self.x.values():
            if var.index in sure:
                self.model.add_hint(var, sure[var.index])

    def hint(self, plan: p.Plan) -> None:
        """Start from a plan there is."""
        self.model.clear_hints()
        for (visit, slot), var in self.x.items():
            self.model.add_hint(var, plan.slot_of(visit) == slot)
        taken: dict[tuple[str, str, str], int] = defaultdict(int)
        for key, placed in plan.places.items():
            slot_made = self.problem.slot.get(placed.slot)
            home = (
                next((crew.home for crew in slot_made.crews if crew.key == placed.crew), "")
                if slot_made
                else ""
            )
            if key in self.problem.visit:
                taken[self.problem.visit[key].area, home, placed.slot] += 1
        for flow, var in self.flow.items():
            self.model.add_hint(var, taken[flow])

    def read(self, value: Any) -> p.Plan:
        """The plan of a solution; `value(var)` gives what a variable is."""
        chosen: dict[str, list[str]] = defaultdict(list)
        for (visit, slot), var in self.x.items():
            if value(var):
                chosen[slot].append(visit)
        places: dict[str, p.Placed] = {}
        for slot, visits in chosen.items():
            flows = {
                (area, home): int(value(var)) for (area, home, at), var in self.flow.items() if at == slot
            }
            places |= _to_crews(self.problem, slot, visits, flows)
        return p.Plan(places)


def _to_crews(
    problem: p.Problem, slot: str, visits: list[str], flows: dict[tuple[str, str], int]
) -> dict[str, p.Placed]:
    """Name the team of each visit: neighbours go to the same team as far as there is room."""
    by_area: dict[str, list[str]] = defaultdict(list)
    for key in visits:
        by_area[problem.visit[key].area].append(key)
    from_home: dict[str, list[str]] = defaultdict(list)
    crews = problem.slot[slot].crews
    for area in sorted(by_area):
        members = sorted(by_area[area])
        if not flows:
            from_home[crews[0].home] += members
            continue
        for (_area, home), count in sorted((key, n) for key, n in flows.items() if key[0] == area):
            from_home[home] += members[:count]
            members = members[count:]
    found: dict[str, p.Placed] = {}
    for home, members in from_home.items():
        room = [crew.key for crew in crews if crew.home == home for _place in range(crew.places)]
        room += [next(crew.key for crew in crews if crew.home == home)] * len(members)  # only where unlimited
        found |= {key: p.Placed(slot, crew) for key, crew in zip(members, room, strict=False)}
    return found
