"""The schedule solver against a checker that shares no code with it, and against trying everything."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.prepare.schedule.solving import problem as p
from mingcha.prepare.schedule.solving.check import breaches
from mingcha.prepare.schedule.solving.cost import cost_of, moved
from mingcha.prepare.schedule.solving.explain import explain
from mingcha.prepare.schedule.solving.greedy import greedy, random_restarts
from mingcha.prepare.schedule.solving.search import Result, Sight, search
from mingcha.prepare.schedule.tests.problems import (
    AREAS,
    FIRST,
    by_trying_everything,
    problems,
    slot,
    visit,
)

tried = settings(max_examples=40, deadline=None, derandomize=True)


@tried
@given(problems())
def test_no_proposal_breaks_a_hard_rule_and_none_is_cheaper(problem: p.Problem) -> None:
    found, best = search(problem, seconds=10, workers=1), by_trying_everything(problem)
    if best is None:
        assert found.result is Result.IMPOSSIBLE
        assert found.plan is None
        return
    assert found.result is Result.OPTIMAL
    assert found.plan is not None
    assert found.cost is not None
    assert breaches(problem, found.plan) == []
    assert found.cost.total == found.bound == best


@tried
@given(problems())
def test_what_cannot_be_is_explained_by_rules_that_cannot_be_kept_even_alone(problem: p.Problem) -> None:
    conflict = explain(problem, seconds=20, workers=1)
    if by_trying_everything(problem) is not None:
        assert conflict is None
        return
    assert conflict is not None
    assert conflict.proven
    assert conflict.minimal
    assert by_trying_everything(problem, conflict.rules) is None
    for left_out in conflict.rules:
        fewer = tuple(rule for rule in conflict.rules if rule != left_out)
        assert by_trying_everything(problem, fewer) is not None, f"{left_out} is not needed"


@tried
@given(problems(), st.integers(0, 5))
def test_the_greedy_plan_breaks_no_rule_but_what_it_leaves_out(problem: p.Problem, seed: int) -> None:
    soft = (p.Covered, p.Pinned, p.Together)
    rules = [rule for rule in problem.rules if not isinstance(rule, soft)]
    rules = [
        p.SectorLimit(rule.slot, rule.sector, 0, rule.most) if isinstance(rule, p.SectorLimit) else rule
        for rule in rules
    ]
    best, tries = random_restarts(problem, seconds=0.02, seed=seed)
    assert breaches(problem, best, rules) == []
    assert tries >= 1
    assert cost_of(problem, best).total <= cost_of(problem, greedy(problem)).total


@tried
@given(problems(), st.data())
def test_a_move_costs_what_the_whole_plan_costs_after_it(problem: p.Problem, data: st.DataObject) -> None:
    plan = greedy(problem)
    key = data.draw(st.sampled_from([one.key for one in problem.visits]))
    to = data.draw(st.sampled_from([None, *(one.key for one in problem.slots)]))
    after = moved(problem, plan, key, to)
    assert after.plan.slot_of(key) == to
    assert after.more.total == cost_of(problem, after.plan).total - cost_of(problem, plan).total
    assert {breach.rule for breach in after.broken} <= {b.rule for b in breaches(problem, after.plan)}


TWO = (slot(1), slot(2))


def of(*visits: p.Visit, slots: tuple[p.Slot, ...] = TWO, rules: tuple[p.Condition, ...] = ()) -> p.Problem:
    return p.Problem(visits, slots, rules)


def test_the_more_urgent_goes_first() -> None:
    late, early = visit(1, priority=10), visit(2, priority=90)
    problem = of(late, early, slots=(slot(1, p.Crew("1", AREAS[0], 1)), slot(2)))
    plan = search(problem, seconds=10).plan
    assert plan is not None
    assert (plan.slot_of("v1"), plan.slot_of("v2")) == ("s2", "s1")


def test_too_few_places_are_named_round_by_round() -> None:
    problem = of(*(visit(number) for number in range(1, 6)), rules=(p.Covered(),))
    conflict = explain(problem)
    assert conflict is not None
    assert set(conflict.rules) == {p.Covered(), p.Places("s1"), p.Places("s2")}


def test_of_many_conditions_only_those_that_conflict_are_named() -> None:
    many = [p.Forbidden(f"v{number}", "s1") for number in range(2, 5)]
    two: list[p.Condition] = [p.Pinned("v1", "s1"), p.NotBefore("v1", FIRST + timedelta(days=30))]
    rules = (*many, *two, p.Covered())
    everyone = tuple(visit(number) for number in range(1, 5))
    for crew_places in (4, 2):  # with two places the forbidden ones conflict too, but by more rules
        slots = (slot(1), slot(2, p.Crew("1", AREAS[0], crew_places)))
        conflict = explain(of(*everyone, slots=slots, rules=rules))
        assert conflict is not None
        assert set(conflict.rules) == set(two)


def test_an_organisation_shut_out_everywhere_is_named_itself() -> None:
    rules = (p.Forbidden("v1", "s1"), p.NotAfter("v1", FIRST), p.Covered())
    conflict = explain(of(visit(1), visit(2), rules=rules))
    assert conflict is not None
    assert set(conflict.rules) == {rules[0], rules[1], p.Covered(frozenset({"v1"}))}


def test_a_crossing_round_sends_no_team_home() -> None:
    crews = (p.Crew("1", AREAS[0], 2), p.Crew("2", AREAS[1], 2))
    problem = of(visit(1), visit(2, area=AREAS[1]), slots=(slot(1, *crews, crossing=True),))
    plan = search(problem, seconds=10).plan
    assert plan is not None
    assert {key: placed.crew for key, placed in plan.places.items()} == {"v1": "2", "v2": "1"}


def test_a_stop_keeps_the_best_so_far() -> None:
    visits = tuple(visit(n, priority=n % 100, area=AREAS[n % 3], sector=f"k{n % 7}") for n in range(900))
    crews = tuple(p.Crew(str(n), AREAS[n % 3], 5) for n in range(30))
    slots = tuple(slot(n, *crews, crossing=True) for n in range(1, 8))
    seen: list[Sight] = []

    def watch(sight: Sight) -> bool:
        seen.append(sight)
        return sight.cost is not None

    found = search(p.Problem(visits, slots), seconds=60, watch=watch)
    assert seen
    assert found.plan is not None
    assert found.stopped or found.result is Result.OPTIMAL
    assert found.seconds < 40


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = of(*(visit(n, priority=50, area=AREAS[n % 3]) for n in range(1, 5)))
    first, second = (search(problem, seconds=10, seed=3, workers=1) for _each in range(2))
    assert first.plan == second.plan


def test_what_is_there_stays_where_it_costs_to_move() -> None:
    visits = (visit(1, priority=10), visit(2, priority=10))
    free = p.Problem(visits, TWO, current={"v1": "s2"})
    dear = p.Problem(visits, TWO, current={"v1": "s2"}, weights=p.Weights(change=10_000))
    plans = [search(each, seconds=10).plan for each in (free, dear)]
    assert [plan and plan.slot_of("v1") for plan in plans] == ["s1", "s2"]
