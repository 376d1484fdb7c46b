"""Teams formed from generated people: no answer breaks a condition, whoever finds it; a conflict is one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingcha.prepare.forming.solving.checking import faults
from mingcha.prepare.forming.solving.choosing import choice_of
from mingcha.prepare.forming.solving.conflicts import conflict, is_impossible
from mingcha.prepare.forming.solving.greedy import form_by_hand
from mingcha.prepare.forming.solving.problem import (
    EMPTY_SEAT,
    Person,
    Pin,
    Problem,
    Seat,
    Team,
    changes_between,
    cost_of,
)
from mingcha.prepare.forming.solving.reasons import why_not, why_short
from mingcha.prepare.forming.solving.search import IMPOSSIBLE, OPTIMAL, Progress, solve

SKILLS = ["audit", "legal", "discipline"]
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def person(number: int, **fields: Any) -> Person:
    return Person(f"p{number}", **fields)


def people(draw: Any, count: int) -> tuple[Person, ...]:
    return tuple(
        person(
            number,
            unit=draw(st.sampled_from(["", "甲局", "乙局"])),
            level=draw(st.sampled_from(["up", "down"])),
            skills=frozenset(draw(st.sets(st.sampled_from(SKILLS), max_size=2))),
            may_lead=draw(st.booleans()),
            load=draw(st.integers(0, 250)),
            led=draw(st.integers(0, 3)),
            former=draw(st.sampled_from(["", "一组", "二组"])),
            away=draw(st.integers(0, 9)) == 0,
        )
        for number in range(count)
    )


@st.composite
def problems(draw: Any) -> Problem:
    """A handful of people and one to three teams, with every kind of condition; often impossible."""
    everyone = people(draw, draw(st.integers(3, 12)))
    teams = []
    for number in range(draw(st.integers(1, 3))):
        seats = draw(st.integers(1, 5))
        skills = dict.fromkeys(draw(st.sets(st.sampled_from(SKILLS), max_size=2)), 1)
        must = (
            frozenset(draw(st.sets(st.sampled_from(sorted(skills)), max_size=1))) if skills else frozenset()
        )
        levels = frozenset(["up", "down"]) if draw(st.integers(0, 4)) == 0 else frozenset()
        teams.append(Team(f"t{number}", seats, draw(st.integers(1, seats)), skills, must, levels))
    place = st.tuples(st.sampled_from(everyone), st.sampled_from(teams)).map(
        lambda one: (one[0].key, one[1].key)
    )
    barred = draw(st.dictionaries(place, st.just("曾任职"), max_size=6))
    no_lead = draw(st.dictionaries(place, st.just("上轮任组长"), max_size=3))
    excluded = draw(st.sets(place, max_size=2))
    pins = {Pin(who, where, draw(st.booleans())) for who, where in draw(st.sets(place, max_size=1))}
    return Problem(
        everyone, tuple(teams), barred, no_lead, frozenset(pins), frozenset(excluded),
        unit_most=draw(st.integers(1, 3)), former_most=draw(st.integers(1, 3)),
    )  # fmt: skip


@SLOW
@given(problems())
def test_no_answer_breaks_a_condition_and_the_cost_is_what_it_costs(problem: Problem) -> None:
    outcome = solve(problem, seconds=10, workers=1)
    assert outcome.status in (OPTIMAL, IMPOSSIBLE)
    if outcome.status == OPTIMAL:
        assert faults(problem, outcome.seats) == []
        assert cost_of(problem, outcome.seats) == outcome.cost == outcome.bound


@SLOW
@given(problems())
def test_what_is_done_by_hand_is_sound_and_never_cheaper_than_the_bound(problem: Problem) -> None:
    seats = form_by_hand(problem, seconds=5, restarts=20)
    outcome = solve(problem, seconds=10, workers=1)
    if seats:
        assert faults(problem, seats) == []
        assert outcome.bound <= cost_of(problem, seats)
    if outcome.status == IMPOSSIBLE:
        assert not seats


@SLOW
@given(problems())
def test_the_conditions_named_are_impossible_alone_and_each_of_them_is_needed(problem: Problem) -> None:
    outcome = solve(problem, seconds=10, workers=1)
    found = conflict(problem)
    assert (found is not None) == (outcome.status == IMPOSSIBLE)
    if found:
        assert found.minimal
        assert is_impossible(problem, found.conditions)
        for one in found.conditions:
            assert not is_impossible(problem, [other for other in found.conditions if other != one])


@SLOW
@given(problems())
def test_a_seat_stays_empty_only_where_nobody_free_could_take_it(problem: Problem) -> None:
    outcome = solve(problem, seconds=10, workers=1)
    if outcome.status != OPTIMAL:
        return
    told = why_not(problem, outcome.seats)
    seated = {seat.person for seat in outcome.seats}
    assert {one.person for one in told} == {one.key for one in problem.people} - seated
    for one in told:
        assert not one.room
        assert one.dearer is None or one.dearer >= 0
    for short in why_short(problem, outcome.seats):
        if not short.skill:
            assert "dearer" not in dict(short.kept_out)


# Each condition by itself: the checker finds exactly what was broken


TEAM = Team("t0", 3, 2, {"audit": 1}, frozenset({"audit"}), frozenset({"up", "down"}))
GOOD = (
    person(0, may_lead=True, unit="甲局", level="up", former="一组"),
    person(1, skills=frozenset({"audit"}), unit="甲局", level="down", former="一组"),
    person(2, unit="乙局", level="down"),
    person(3, unit="甲局", level="down", former="一组"),
)
SEATS = [Seat("t0", "p0", True), Seat("t0", "p1"), Seat("t0", "p2")]
SOUND = Problem(GOOD, (TEAM,))
BREAKING: dict[str, Callable[[], tuple[Problem, list[Seat]]]] = {
    "unknown": lambda: (SOUND, [*SEATS[:2], Seat("t0", "somebody")]),
    "twice": lambda: (
        replace(SOUND, teams=(TEAM, Team("t1", 1, 1))),
        [*SEATS, Seat("t1", "p0", True)],
    ),
    "most": lambda: (replace(SOUND, unit_most=9, former_most=9), [*SEATS, Seat("t0", "p3")]),
    "least": lambda: (replace(SOUND, teams=(replace(TEAM, least=3),)), SEATS[:2]),
    "leader": lambda: (SOUND, [Seat("t0", "p0"), *SEATS[1:]]),
    "no_leader": lambda: (SOUND, [Seat("t0", "p0"), Seat("t0", "p1", True), SEATS[2]]),
    "skill": lambda: (SOUND, [SEATS[0], SEATS[2]]),
    "level": lambda: (replace(SOUND, people=tuple(replace(one, level="down") for one in GOOD)), SEATS),
    "unit": lambda: (replace(SOUND, unit_most=1), SEATS),
    "former": lambda: (replace(SOUND, former_most=1), SEATS),
    "away": lambda: (replace(SOUND, people=(*GOOD[:2], replace(GOOD[2], away=True), GOOD[3])), SEATS),
    "barred": lambda: (replace(SOUND, barred={("p2", "t0"): "近亲属在该单位任职"}), SEATS),
    "barred_from_leading": lambda: (replace(SOUND, barred_from_leading={("p0", "t0"): "上轮任组长"}), SEATS),
    "excluded": lambda: (replace(SOUND, excluded=frozenset({("p2", "")})), SEATS),
    "pin": lambda: (replace(SOUND, pins=frozenset({Pin("p3", "t0")})), SEATS),
}


@pytest.mark.parametrize("code", BREAKING)
def test_the_checker_finds_what_is_broken(code: str) -> None:
    assert faults(SOUND, SEATS) == []
    problem, seats = BREAKING[code]()
    assert {fault.code for fault in faults(problem, seats)} == {code}


# What is preferred


def test_who_has_served_least_is_chosen_and_leaders_are_rotated() -> None:
    rested, tired = person(0, may_lead=True, led=0, load=10), person(1, may_lead=True, led=3, load=10)
    busy, idle = person(2, load=200), person(3, load=0)
    outcome = solve(Problem((rested, tired, busy, idle), (Team("t0", 2, 2),)), workers=1)
    assert outcome.seats == (Seat("t0", "p0", True), Seat("t0", "p3"))
    told = {
        one.person: one
        for one in why_not(Problem((rested, tired, busy, idle), (Team("t0", 2, 2),)), outcome.seats)
    }
    assert told["p2"].dearer == busy.cost - idle.cost
    assert told["p2"].instead_of == "p3"


def test_a_wish_that_cannot_be_met_leaves_a_gap_with_its_reason() -> None:
    everyone = (person(0, may_lead=True), person(1, skills=frozenset({"audit"})), person(2))
    team = Team("t0", 4, 2, {"audit": 1})
    problem = Problem(everyone, (team,), barred={("p1", "t0"): "曾任职"})
    outcome = solve(problem, workers=1)
    assert outcome.cost == cost_of(problem, outcome.seats) > 2 * EMPTY_SEAT
    short = {one.skill: one for one in why_short(problem, outcome.seats)}
    assert short[""].missing == 2
    assert short["audit"].kept_out == (("barred", 1),)


def cramped() -> Problem:
    """Those who strain least cannot sit together: both idle people are kept from the first team."""
    everyone = (
        person(0, may_lead=True),
        person(1, may_lead=True),
        person(2, load=10),
        person(3, load=10),
        person(4, load=200),
    )
    barred = {("p2", "t0"): "曾任职", ("p3", "t0"): "曾任职"}
    return Problem(everyone, (Team("t0", 2, 2), Team("t1", 2, 2)), barred)


def test_where_the_cheapest_cannot_be_seated_the_whole_problem_is_searched() -> None:
    outcome = solve(cramped(), workers=1)
    assert outcome.status == OPTIMAL
    assert {seat.person for seat in outcome.seats if seat.team == "t0"} >= {"p4"}
    assert outcome.cost == outcome.bound > choice_of(cramped(), seconds=5).bound  # type: ignore[union-attr]


def test_a_search_goes_on_from_a_hint_and_keeps_it_when_told_to_stop() -> None:
    problem = cramped()
    hint = form_by_hand(problem, seconds=1, restarts=50)
    looks: list[float] = []

    def watch(progress: Progress) -> bool:
        looks.append(progress.seconds)
        return False

    outcome = solve(problem, hint=hint, watch=watch, seconds=60)
    assert len(looks) >= 1
    assert faults(problem, outcome.seats) == []
    assert outcome.cost <= cost_of(problem, hint)


def test_hundreds_of_people_are_seated_at_the_proven_optimum() -> None:
    everyone = tuple(
        person(
            number, may_lead=number % 5 == 0, load=number * 7 % 200, skills=frozenset({SKILLS[number % 3]})
        )
        for number in range(150)
    )
    teams = tuple(
        Team(f"t{number}", 7, 5, dict.fromkeys(SKILLS, 1), frozenset(SKILLS)) for number in range(18)
    )
    outcome = solve(Problem(everyone, teams), workers=1)
    assert outcome.status == OPTIMAL
    assert faults(Problem(everyone, teams), outcome.seats) == []


# Staying near an earlier answer


def every_answer(problem: Problem) -> Iterator[tuple[Seat, ...]]:
    """All sound answers of a small problem, by trying everything."""
    teams = [team.key for team in problem.teams]
    for places in product(["", *teams], repeat=len(problem.people)):
        sitting = [(one.key, team) for one, team in zip(problem.people, places, strict=True) if team]
        members = [[who for who, team in sitting if team == key] for key in teams]
        for leaders in product(*members):
            seats = tuple(
                Seat(team, who, who == leader)
                for team, own, leader in zip(teams, members, leaders, strict=True)
                for who in own
            )
            if not faults(problem, seats):
                yield seats


def smaller(problem: Problem) -> Problem:
    people, teams = problem.people[:5], problem.teams[:2]
    return replace(problem, people=people, teams=teams, pins=frozenset())


@SLOW
@given(problems(), st.integers(0, 4), st.integers(0, 1), st.booleans())
def test_of_equally_good_answers_the_nearest_is_given(
    whole: Problem, number: int, team: int, leads: bool
) -> None:
    """Held against trying everything: a pin more, and as little else as possible changes."""
    problem = smaller(whole)
    before = solve(problem, seconds=10, workers=1).seats
    who, where = problem.people[number % len(problem.people)], problem.teams[team % len(problem.teams)]
    asked = replace(problem, pins=frozenset({Pin(who.key, where.key, leads)}))
    after = solve(asked, seconds=10, near=before, workers=1)
    answers = list(every_answer(asked))
    assert bool(answers) == (after.status == OPTIMAL)
    if answers and before:
        cheapest = min(cost_of(asked, one) for one in answers)
        nearest = min(changes_between(before, one) for one in answers if cost_of(asked, one) == cheapest)
        assert (after.cost, changes_between(before, after.seats)) == (cheapest, nearest)


def test_the_cost_goes_before_the_changes() -> None:
    tired, rested = person(1, load=50), person(2, load=0)
    problem = Problem((person(0, may_lead=True), tired, rested), (Team("t0", 2, 2),))
    before = (Seat("t0", "p0", True), Seat("t0", "p1"))
    after = solve(problem, near=before, workers=1)
    assert {seat.person for seat in after.seats} == {"p0", "p2"}
    assert changes_between(before, after.seats) == 2  # one went, one came


def test_among_hundreds_only_those_concerned_move() -> None:
    """Ninety equal people: somebody who had no seat is put into a team, so one comes and one goes."""
    everyone = tuple(person(number, may_lead=number % 5 == 0) for number in range(100))
    problem = Problem(everyone, tuple(Team(f"t{number}", 6, 6) for number in range(15)))
    before = solve(problem, workers=1).seats
    free = next(one.key for one in everyone if one.key not in {seat.person for seat in before})
    after = solve(replace(problem, pins=frozenset({Pin(free, "t7")})), near=before, workers=1)
    assert changes_between(before, after.seats) == 2


def test_the_same_question_gets_the_same_answer() -> None:
    problem = replace(SOUND, teams=(replace(TEAM, seats=3, least=3),))
    assert solve(problem, workers=1).seats == solve(problem, workers=1).seats
