"""The independent checker: whether a plan keeps every hard rule. It shares no code with the model.

It walks the finished plan once for each rule and reads nothing but the problem's facts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from mingcha.prepare.schedule.solving import problem as p


@dataclass(frozen=True)
class Breach:
    """One hard rule that a plan breaks, with the visits concerned."""

    rule: p.Condition | None  # None: the plan itself makes no sense
    visits: tuple[str, ...]
    what: str = ""


def breaches(problem: p.Problem, plan: p.Plan, rules: Iterable[p.Condition] | None = None) -> list[Breach]:
    """Every hard rule the plan breaks; none for a sound plan. `rules` limits which are asked."""
    found = list(_nonsense(problem, plan))
    if found:
        return found
    for rule in problem.rules if rules is None else rules:
        found.extend(Breach(rule, visits) for visits in _broken(problem, plan, rule))
    return found


def _nonsense(problem: p.Problem, plan: p.Plan) -> Iterator[Breach]:
    slots = {slot.key: slot for slot in problem.slots}
    kinds = {visit.key: visit.kind for visit in problem.visits}
    for key, placed in plan.places.items():
        slot = slots.get(placed.slot)
        if key not in kinds or slot is None:
            yield Breach(None, (key,), "unknown")
        elif placed.crew not in {crew.key for crew in slot.crews}:
            yield Breach(None, (key,), "no such crew")
        elif kinds[key] not in slot.kinds:
            yield Breach(None, (key,), "wrong kind")


def _broken(problem: p.Problem, plan: p.Plan, rule: p.Condition) -> Iterable[tuple[str, ...]]:
    """The visits that break one rule, group by group."""
    if isinstance(rule, p.Pinned | p.Forbidden | p.NotBefore | p.NotAfter):
        return [(rule.visit,)] if _one_is_wrong(problem, plan, rule) else []
    if isinstance(rule, p.Together | p.Apart):
        return [(rule.one, rule.other)] if _pair_is_wrong(plan, rule) else []
    if isinstance(rule, p.Places):
        return _crowded(problem, plan, rule.slot)
    if isinstance(rule, p.Crossing):
        return _at_home(problem, plan, rule.slot)
    if isinstance(rule, p.SectorLimit):
        return _out_of_limits(problem, plan, rule)
    return _too_soon(problem, plan, rule.days) if isinstance(rule, p.Rest) else _missing(problem, plan, rule)


def _one_is_wrong(
    problem: p.Problem, plan: p.Plan, rule: p.Pinned | p.Forbidden | p.NotBefore | p.NotAfter
) -> bool:
    slot = plan.slot_of(rule.visit)
    if isinstance(rule, p.Pinned):
        return slot != rule.slot
    if slot is None:
        return False
    if isinstance(rule, p.Forbidden):
        return slot == rule.slot
    starts = next(one.starts for one in problem.slots if one.key == slot)
    return starts < rule.day if isinstance(rule, p.NotBefore) else starts > rule.day


def _pair_is_wrong(plan: p.Plan, rule: p.Together | p.Apart) -> bool:
    one, other = plan.slot_of(rule.one), plan.slot_of(rule.other)
    return one != other if isinstance(rule, p.Together) else one is not None and one == other


def _missing(problem: p.Problem, plan: p.Plan, rule: p.Covered) -> Iterator[tuple[str, ...]]:
    wanted = {visit.key for visit in problem.visits} if rule.visits is None else rule.visits
    if missing := sorted(wanted - set(plan.places)):
        yield tuple(missing)


def _out_of_limits(problem: p.Problem, plan: p.Plan, rule: p.SectorLimit) -> Iterator[tuple[str, ...]]:
    inside = tuple(
        visit.key
        for visit in problem.visits
        if visit.sector == rule.sector and plan.slot_of(visit.key) == rule.slot
    )
    if not rule.least <= len(inside) <= rule.most:
        yield inside


def _crowded(problem: p.Problem, plan: p.Plan, slot: str) -> Iterator[tuple[str, ...]]:
    room = {crew.key: crew.places for one in problem.slots if one.key == slot for crew in one.crews}
    taken = Counter(placed.crew for placed in plan.places.values() if placed.slot == slot)
    for crew, count in taken.items():
        if count > room[crew]:
            yield tuple(
                key for key, placed in plan.places.items() if placed.slot == slot and placed.crew == crew
            )


def _at_home(problem: p.Problem, plan: p.Plan, slot: str) -> Iterator[tuple[str, ...]]:
    one = next(each for each in problem.slots if each.key == slot)
    homes = {crew.key: crew.home for crew in one.crews}
    areas = {visit.key: visit.area for visit in problem.visits}
    wrong = []
    for key, placed in plan.places.items():
        if placed.slot != slot:
            continue
        home, area = homes[placed.crew], areas[key]
        if (one.crossing and home == area) or problem.distance(home, area) > problem.reach:
            wrong.append(key)
    if wrong:
        yield tuple(wrong)


def _too_soon(problem: p.Problem, plan: p.Plan, days: int) -> Iterator[tuple[str, ...]]:
    slots = {slot.key: slot for slot in problem.slots}
    rest = timedelta(days=days)
    stays: dict[str, list[tuple[p.Slot, str]]] = defaultdict(list)
    for visit in problem.visits:
        if (placed := plan.places.get(visit.key)) is None:
            continue
        slot = slots[placed.slot]
        if visit.last and slot.starts < visit.last + rest:
            yield (visit.key,)
        stays[visit.organisation].append((slot, visit.key))
    for here in stays.values():
        here.sort(key=lambda stay: (stay[0].starts, stay[0].ends))
        for (before, one), (after, other) in zip(here, here[1:], strict=False):
            if after.starts < before.ends + rest:
                yield (one, other)
