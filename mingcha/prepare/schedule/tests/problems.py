"""Small schedules for the tests, by hand and by Hypothesis, and the answer by trying everything."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from hypothesis import strategies as st

from mingcha.prepare.schedule.solving import problem as p
from mingcha.prepare.schedule.solving.check import breaches
from mingcha.prepare.schedule.solving.cost import cost_of

FIRST = date(2026, 3, 1)
AREAS = ("220502", "220503", "220521")


def slot(number: int, *crews: p.Crew, **given: object) -> p.Slot:
    """The round of this number: three months each, a month between."""
    starts = FIRST + timedelta(days=120 * (number - 1))
    made = crews or (p.Crew("1", AREAS[0], 2),)
    return p.Slot(f"s{number}", starts, starts + timedelta(days=90), made, **given)  # type: ignore[arg-type]


def visit(number: int, **given: object) -> p.Visit:
    fields = {"organisation": f"o{number}", "sector": "departments", "area": AREAS[0]} | given
    return p.Visit(f"v{number}", **fields)  # type: ignore[arg-type]


_small = st.integers(1, 4)
_visits = st.integers(1, 4).map(lambda number: f"v{number}")
_slots = st.integers(1, 3).map(lambda number: f"s{number}")
_days = st.integers(-60, 400).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def conditions(draw: st.DrawFn) -> tuple[p.Condition, ...]:
    one = st.one_of(
        st.builds(p.Pinned, _visits, _slots),
        st.builds(p.Forbidden, _visits, _slots),
        st.builds(p.NotBefore, _visits, _days),
        st.builds(p.NotAfter, _visits, _days),
        st.builds(p.Together, _visits, _visits).filter(lambda rule: rule.one != rule.other),
        st.builds(p.Apart, _visits, _visits).filter(lambda rule: rule.one != rule.other),
        st.builds(
            p.SectorLimit, _slots, st.sampled_from(["departments", "townships"]), st.integers(0, 1), _small
        ),
    )
    found = draw(st.lists(one, max_size=4, unique_by=lambda rule: rule.key))
    if draw(st.booleans()):
        found.append(p.Rest(draw(st.sampled_from([0, 60, 200]))))
    if draw(st.booleans()):
        found.append(p.Covered())
    return tuple(found)


@st.composite
def problems(draw: st.DrawFn) -> p.Problem:
    """Up to four visits in three rounds of one or two teams, with whatever conditions."""
    slots = []
    for number in range(1, 4):
        crews = [
            p.Crew(str(place), draw(st.sampled_from(AREAS)), draw(st.integers(1, 2)))
            for place in range(1, draw(st.integers(1, 2)) + 1)
        ]
        kinds = draw(st.sampled_from([{p.MAIN}, {p.MAIN, p.LOOK_BACK}]))
        slots.append(slot(number, *crews, kinds=frozenset(kinds), crossing=draw(st.booleans())))
    visits = [
        visit(
            number,
            organisation=draw(st.sampled_from(["o1", f"o{number}"])),
            sector=draw(st.sampled_from(["departments", "townships"])),
            area=draw(st.sampled_from(AREAS)),
            priority=draw(st.integers(0, 100)),
            kind=draw(st.sampled_from([p.MAIN, p.MAIN, p.LOOK_BACK])),
            last=draw(st.one_of(st.none(), _days.map(lambda day: day - timedelta(days=200)))),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    keys = {one.key for one in visits}
    rules = tuple(
        rule
        for rule in draw(conditions())
        if {getattr(rule, name, "v1") for name in ("visit", "one", "other")} <= keys
    )
    current = {one.key: draw(_slots) for one in visits if draw(st.booleans())}
    weights = p.Weights(change=draw(st.sampled_from([0, 500])))
    distances = {(a, b): 1 + abs(AREAS.index(a) - AREAS.index(b)) for a in AREAS for b in AREAS if a != b}
    reach = draw(st.sampled_from([1, 10]))
    return p.Problem(tuple(visits), tuple(slots), rules, weights, distances, reach, current)


def by_trying_everything(problem: p.Problem, rules: tuple[p.Condition, ...] | None = None) -> int | None:
    """The lowest cost of any plan that keeps the rules; None where there is no such plan."""
    places = [None, *(p.Placed(one.key, crew.key) for one in problem.slots for crew in one.crews)]
    costs = []
    for chosen in product(places, repeat=len(problem.visits)):
        plan = p.Plan({v.key: placed for v, placed in zip(problem.visits, chosen, strict=True) if placed})
        if not breaches(problem, plan, rules):
            costs.append(cost_of(problem, plan).total)
    return min(costs, default=None)
