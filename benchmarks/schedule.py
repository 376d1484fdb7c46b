"""Schedules of a term against a proven bound, a careful greedy and random restarts, in one run.

    python -m benchmarks.schedule [--seconds 120] [--seed 1] [--write] [city province …]

`city`: 2,000 organisations, 10 rounds, 40 teams, crossing every other round.
`province`: 5,000 organisations and 10,684 villages of 1,100 townships. Villages go with their township
(镇村一体巡): each task takes up to twelve villages of one township, so they are 1,400-odd tasks of one place.
Each search has the same time as the random restarts; every plan passes the independent checker.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from mingcha.prepare.schedule.queries.distances import distance
from mingcha.prepare.schedule.solving import problem as p
from mingcha.prepare.schedule.solving.check import breaches
from mingcha.prepare.schedule.solving.cost import cost_of
from mingcha.prepare.schedule.solving.greedy import greedy, random_restarts
from mingcha.prepare.schedule.solving.search import Outcome, search

FIRST = date(2026, 3, 1)
SECTORS = ("counties", "departments", "state_owned", "universities", "institutions", "townships", "other")
SHARES = (2, 30, 14, 4, 24, 20, 6)
PAGE = Path(__file__).with_name("SCHEDULE.md")
IN_ONE_TASK = 12  # villages of one township that one task takes


def crews(areas: list[str], count: int, places: int) -> tuple[p.Crew, ...]:
    return tuple(p.Crew(str(number), areas[number % len(areas)], places) for number in range(count))


def rounds(count: int, areas: list[str], teams: int, places: int) -> tuple[p.Slot, ...]:
    """Two a year; every other one crosses; look-backs from the third year."""
    found = []
    for number in range(count):
        starts = FIRST + timedelta(days=182 * number)
        kinds = frozenset({p.MAIN, p.LOOK_BACK} if number >= count // 2 else {p.MAIN})
        made = crews(areas, teams, places)
        ends = starts + timedelta(days=120)
        found.append(p.Slot(f"r{number}", starts, ends, made, kinds, crossing=number % 2 == 1))
    return tuple(found)


def organisations(count: int, areas: list[str], dice: random.Random) -> list[p.Visit]:
    """Real-looking: most urgent few, a third inspected in the last two years."""
    found = []
    for number in range(count):
        recent = dice.random() < 0.33
        found.append(
            p.Visit(
                key=f"v{number}",
                organisation=f"o{number}",
                sector=dice.choices(SECTORS, SHARES)[0],
                area=dice.choice(areas),
                priority=min(100, int(dice.betavariate(2, 4) * 110)),
                last=FIRST - timedelta(days=dice.randrange(30, 700)) if recent else None,
            )
        )
    return found


def conditions(visits: list[p.Visit], slots: tuple[p.Slot, ...], dice: random.Random) -> list[p.Condition]:
    """One in twenty organisations has a condition of its own, of every kind."""
    found: list[p.Condition] = [p.Rest(365), p.Covered()]
    mains = [visit for visit in visits if visit.kind == p.MAIN and visit.last is None]
    chosen = dice.sample(mains, len(visits) // 20)
    for number, visit in enumerate(chosen[:-1]):
        slot, other = dice.choice(slots), chosen[number + 1]
        middle = slots[len(slots) // 2].starts
        kind = number % 6
        if kind == 0:
            found.append(p.Pinned(visit.key, slot.key))
        elif kind == 1:
            found.append(p.Forbidden(visit.key, slot.key))
        elif kind == 2:
            found.append(p.NotBefore(visit.key, middle))
        elif kind == 3 and number + 1 < len(chosen):
            found.append(p.NotAfter(visit.key, middle))
        elif kind == 4:
            found.append(p.Apart(visit.key, other.key))
        else:
            found.append(p.Together(visit.key, mains[-1 - number].key) if mains[-1 - number] not in chosen
                         else p.Apart(visit.key, other.key))  # fmt: skip
    return found


def look_backs(visits: list[p.Visit], count: int, slots: tuple[p.Slot, ...], dice: random.Random) -> tuple[
    list[p.Visit], list[p.Condition]
]:  # fmt: skip
    """Organisations inspected just before the term, to be looked at again by its fourth year."""
    recent = [visit for visit in visits if visit.last]
    chosen = dice.sample(recent, count)
    made = [
        p.Visit(f"b{visit.key}", visit.organisation, visit.sector, visit.area, visit.priority, p.LOOK_BACK)
        for visit in chosen
    ]
    due = slots[-2].starts
    return made, [p.NotAfter(visit.key, due) for visit in made]


def city(seed: int) -> p.Problem:
    dice = random.Random(seed)
    areas = [f"2201{number:02}" for number in range(1, 17)]
    slots = rounds(10, areas, 40, 6)
    visits = organisations(2000, areas, dice)
    back, due = look_backs(visits, 100, slots, dice)
    rules = conditions(visits, slots, dice)
    return posed([*visits, *back], slots, [*rules, *due], areas)


def province(seed: int) -> p.Problem:
    """Teams are pooled by county; no team goes beyond its own city."""
    dice = random.Random(seed)
    areas = [f"22{place:02}{county:02}" for place in range(1, 14) for county in range(1, 9)]
    slots = rounds(10, areas, 416, 2)
    visits = organisations(5000, areas, dice)
    visits += villages(10_684, 1_100, areas, dice)
    return posed(visits, slots, conditions(visits, slots, dice), areas, reach=3)


def villages(count: int, townships: int, areas: list[str], dice: random.Random) -> list[p.Visit]:
    """Villages dealt to townships, and those to tasks of up to a dozen."""
    sizes = [count // townships + (number < count % townships) for number in range(townships)]
    for _each in range(townships):  # some are far larger than others
        one, other = dice.randrange(townships), dice.randrange(townships)
        shift = min(sizes[one] - 1, dice.randrange(6))
        sizes[one], sizes[other] = sizes[one] - shift, sizes[other] + shift
    found = []
    for number, size in enumerate(sizes):
        area, priority = areas[number % len(areas)], min(100, int(dice.betavariate(2, 4) * 110))
        for part in range(-(-size // IN_ONE_TASK)):
            key = f"t{number}.{part}"
            found.append(p.Visit(key, key, "villages", area, priority))
    return found


def posed(
    visits: list[p.Visit],
    slots: tuple[p.Slot, ...],
    rules: list[p.Condition],
    areas: list[str],
    reach: int = 1_000_000,
) -> p.Problem:
    distances = {(one, other): distance(one, other) for one in areas for other in areas}
    return p.Problem(tuple(visits), slots, tuple(rules), distances=distances, reach=reach)


PROBLEMS: dict[str, Callable[[int], p.Problem]] = {"city": city, "province": province}


def measure(name: str, seconds: float, seed: int) -> str:
    """One problem solved in all three ways, as lines of a report."""
    problem = PROBLEMS[name](seed)
    places = sum(slot.places for slot in problem.slots)
    size = f"{len(problem.visits):,} visits, {len(problem.slots)} rounds, {len(problem.slots[0].crews)} teams"
    print(f"{name}: {size}, {places:,} places, {len(problem.conditions):,} conditions", flush=True)
    began = time.monotonic()
    first = greedy(problem)
    took = time.monotonic() - began
    restarts, tries = random_restarts(problem, seconds=seconds, seed=seed)
    found = search(problem, seconds=seconds, seed=seed)
    assert found.plan is not None, found.result
    assert breaches(problem, found.plan) == []
    bound = found.bound or 0
    lines = [
        f"## {name}: {size}",
        "",
        f"{places:,} places, {len(problem.conditions):,} conditions; bound proven by the search: {bound:,}.",
        "",
        "| way | cost | above the bound | rules broken or organisations left out | seconds |",
        "|---|---:|---:|---:|---:|",
        _row("greedy", problem, first, bound, took),
        _row(f"greedy from {tries:,} random starts", problem, restarts, bound, seconds),
        _row(f"CP-SAT, {found.result}", problem, found.plan, bound, found.seconds),
        "",
        _times(found),
        "",
    ]
    print("\n".join(lines), flush=True)
    return "\n".join(lines)


def _row(way: str, problem: p.Problem, plan: p.Plan, bound: int, seconds: float) -> str:
    cost = cost_of(problem, plan).total
    wrong = sum(len(breach.visits) for breach in breaches(problem, plan))
    above = f"{100 * (cost - bound) / bound:.2f} %" if bound else "—"
    return f"| {way} | {cost:,} | {above} | {wrong} | {seconds:.1f} |"


def _times(found: Outcome) -> str:
    def told(seconds: float | None) -> str:
        return "not reached" if seconds is None else f"{seconds:.1f} s"

    near = told(found.within(0.01))
    return f"First plan after {told(found.first_after)}, within 1 % of the bound after {near}."


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("names", nargs="*", default=list(PROBLEMS))
    asked.add_argument("--seconds", type=float, default=120)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--write", action="store_true", help="into benchmarks/SCHEDULE.md")
    given = asked.parse_args()
    parts = [measure(name, given.seconds, given.seed) for name in given.names]
    if given.write:
        load = os.getloadavg()[2]
        head = (
            "# Schedules of a term, measured\n\n"
            "Written by `python -m benchmarks.schedule "
            f"--seconds {given.seconds:g} --seed {given.seed} --write`. "
            f"Two workers, {os.cpu_count()} cores, Python {platform.python_version()}.\n"
            f"The machine did other work meanwhile (load {load:.0f} of {os.cpu_count()} cores), so times are "
            "too long. Every way had the same time.\nThe bound is proven in the same run. What things cost: "
            "[docs/planning.md](../docs/planning.md).\n\n"
        )
        PAGE.write_text(head + "\n".join(parts))


if __name__ == "__main__":
    main()
