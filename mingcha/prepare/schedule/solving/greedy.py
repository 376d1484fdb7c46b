"""A careful greedy, and greedy from many random starts: what a good clerk would do, to measure against.

The most urgent first, each into the earliest slot that breaks no rule, with the nearest team that has room.
Pinned visits come before all, and those with the fewest slots before the rest of their priority.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from datetime import timedelta

from mingcha.prepare.schedule.solving import problem as p
from mingcha.prepare.schedule.solving.cost import cost_of, delay


class _Placing:
    """A plan as it grows."""

    def __init__(self, problem: p.Problem) -> None:
        self.problem = problem
        self.places: dict[str, p.Placed] = {}
        self.room = {(slot.key, crew.key): crew.places for slot in problem.slots for crew in slot.crews}
        self.count: Counter[tuple[str, str]] = Counter()
        self.by_organisation: dict[str, list[p.Slot]] = defaultdict(list)
        self.rest = timedelta(days=max((r.days for r in problem.rules if isinstance(r, p.Rest)), default=0))
        self.rules: dict[str, list[p.Condition]] = defaultdict(list)
        self.limits = {(r.slot, r.sector): r for r in problem.rules if isinstance(r, p.SectorLimit)}
        for rule in problem.conditions:
            for key in (getattr(rule, "visit", ""), getattr(rule, "one", ""), getattr(rule, "other", "")):
                self.rules[key].append(rule)

    def slots(self, visit: p.Visit) -> list[p.Slot]:
        return [slot for slot in self.problem.slots if visit.kind in slot.kinds and self.fits(visit, slot)]

    def fits(self, visit: p.Visit, slot: p.Slot) -> bool:
        limit = self.limits.get((slot.key, visit.sector))
        if limit and self.count[slot.key, visit.sector] >= limit.most:
            return False
        if visit.last and slot.starts < visit.last + self.rest:
            return False
        for other in self.by_organisation[visit.organisation]:
            if max(slot.starts, other.starts) < min(slot.ends, other.ends) + self.rest:
                return False
        return all(self._keeps(visit, slot, rule) for rule in self.rules[visit.key])

    def _keeps(self, visit: p.Visit, slot: p.Slot, rule: p.Condition) -> bool:
        match rule:
            case p.Pinned():
                return rule.slot == slot.key
            case p.Forbidden():
                return rule.slot != slot.key
            case p.NotBefore():
                return slot.starts >= rule.day
            case p.NotAfter():
                return slot.starts <= rule.day
            case p.Together() | p.Apart():
                other = self.places.get(rule.other if rule.one == visit.key else rule.one)
                return other is None or (other.slot == slot.key) == isinstance(rule, p.Together)
        return True

    def crew(self, visit: p.Visit, slot: p.Slot) -> str | None:
        """The nearest team with room that may go there."""
        open_to = [
            crew
            for crew in slot.crews
            if self.room[slot.key, crew.key] > 0
            and not (slot.crossing and crew.home == visit.area)
            and not self.problem.far(crew.home, visit.area)
        ]
        best = min(open_to, key=lambda crew: self.problem.distance(crew.home, visit.area), default=None)
        return best.key if best else None

    def put(self, visit: p.Visit, slot: p.Slot, crew: str) -> None:
        self.places[visit.key] = p.Placed(slot.key, crew)
        self.room[slot.key, crew] -= 1
        self.count[slot.key, visit.sector] += 1
        self.by_organisation[visit.organisation].append(slot)


def greedy(problem: p.Problem, noise: random.Random | None = None) -> p.Plan:
    """One pass. With `noise` the order and the choice of slots are shaken."""
    state = _Placing(problem)
    pinned = {rule.visit for rule in problem.conditions if isinstance(rule, p.Pinned)}
    tied = {
        key for rule in problem.conditions if isinstance(rule, p.Together) for key in (rule.one, rule.other)
    }
    shake = {visit.key: noise.gauss(0, 0.5) if noise else 0.0 for visit in problem.visits}
    free = {visit.key: len(state.slots(visit)) for visit in problem.visits}
    whole = len(problem.slots)

    def order(visit: p.Visit) -> tuple[bool, bool, bool, float, str]:
        narrow = free[visit.key] < whole / 2
        return (
            visit.key not in pinned,
            visit.key not in tied,
            not narrow,
            -visit.priority + shake[visit.key],
            visit.key,
        )

    for visit in sorted(problem.visits, key=order):
        _place(problem, state, visit)
    return p.Plan(state.places)


def _place(problem: p.Problem, state: _Placing, visit: p.Visit) -> None:
    best: tuple[int, p.Slot, str] | None = None
    for slot in state.slots(visit):
        if (crew := state.crew(visit, slot)) is None:
            continue
        home = next(one.home for one in slot.crews if one.key == crew)
        over = state.count[slot.key, visit.sector] >= problem.shares[slot.key, visit.sector][1]
        price = (
            delay(problem, visit, slot.key)
            + problem.weights.travel * problem.distance(home, visit.area)
            + problem.weights.balance * over
            + problem.weights.change * (problem.current.get(visit.key, slot.key) != slot.key)
        )
        if best is None or price < best[0]:
            best = (price, slot, crew)
    if best:
        state.put(visit, best[1], best[2])


def random_restarts(problem: p.Problem, *, seconds: float, seed: int) -> tuple[p.Plan, int]:
    """The cheapest of as many shaken greedy plans as the time allows, and how many there were."""
    noise = random.Random(seed)  # noqa: S311 - a search, not a secret
    until, best, tries = time.monotonic() + seconds, greedy(problem), 1
    price = cost_of(problem, best).total
    while time.monotonic() < until:
        plan = greedy(problem, noise)
        tries += 1
        if (found := cost_of(problem, plan).total) < price:
            best, price = plan, found
    return best, tries
