"""Who is best chosen, with all teams taken as one: small, and its optimum is a bound that no answer beats."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from mingcha.foundation.solvers import solver_for
from mingcha.prepare.forming.solving.problem import EMPTY_SEAT, MISSING_SKILL, Person, Problem, Seats


@dataclass(frozen=True)
class Choice:
    """Who is best chosen where all teams are taken as one. No answer costs less than `bound`."""

    people: frozenset[str]
    leaders: frozenset[str]
    leading: int  # what the leaders' repeated leading costs
    missing: int  # wished skills that are lacking
    bound: int
    exact: bool  # whether the bound is that of these people


def choice_of(
    problem: Problem, *, seconds: float, near: Seats = (), workers: int = 2, seed: int = 1
) -> Choice | None:
    """The first step; None where there is no choice at all, or no time to find one.

    Of equally good choices the one that leaves most of `near` in place: changes weigh less than any cost.
    """
    cp, teams = cp_model.CpModel(), problem.teams
    free = [one for one in problem.people if _has_a_place(problem, one)]
    used = {one.key: cp.new_bool_var("") for one in free}
    leads = {one.key: cp.new_bool_var("") for one in free if one.may_lead}
    for key, literal in leads.items():
        cp.add_implication(literal, used[key])
    cp.add(sum(leads.values()) == len(teams))
    seats = sum(team.seats for team in teams)
    empty = cp.new_int_var(0, seats, "")
    cp.add(empty + sum(used.values()) == seats)
    cp.add(sum(used.values()) >= sum(team.least for team in teams))
    missing = _ask_skills(cp, problem, free, used)
    _cap_units(cp, problem, free, used)
    _pin(cp, problem, used, leads)
    again = sum(problem.person[key].cost_to_lead * literal for key, literal in leads.items())
    days = sum(one.cost * used[one.key] for one in free)
    cost = EMPTY_SEAT * empty + MISSING_SKILL * sum(missing) + days + again
    changes = _changes(near, used, leads)
    unit = len(changes) + 1
    cp.minimize(unit * cost + sum(changes))
    solver = solver_for(seconds, workers=workers, seed=seed)
    if solver.solve(cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    bound = -(-(round(solver.best_objective_bound) - len(changes)) // unit)
    return Choice(
        _true(solver, used),
        _true(solver, leads),
        int(solver.value(again)),
        sum(solver.value(short) for short in missing),
        bound,
        bound == solver.value(cost),
    )


def _pin(cp: Any, problem: Problem, used: dict[str, Any], leads: dict[str, Any]) -> None:
    """Whoever was placed by hand is chosen, and leads where that was said."""
    for pin in problem.pins:
        if pin.person in used:
            cp.add(used[pin.person] == 1)
        if pin.leads and pin.person in leads:
            cp.add(leads[pin.person] == 1)


def _true(solver: Any, literals: dict[str, Any]) -> frozenset[str]:
    return frozenset(key for key, literal in literals.items() if solver.value(literal))


def _changes(near: Seats, used: dict[str, Any], leads: dict[str, Any]) -> list[Any]:
    """One for each person who comes or goes, and each who no longer leads; none without an answer before."""
    if not near:
        return []
    sat = {one.person for one in near}
    moved = [literal.negated() if key in sat else literal for key, literal in used.items()]
    return moved + [leads[one.person].negated() for one in near if one.leads and one.person in leads]


def _ask_skills(cp: Any, problem: Problem, free: list[Person], used: dict[str, Any]) -> list[Any]:
    """What all teams together must have; the variables of what they lack of their wishes."""
    teams, missing = problem.teams, []
    for skill in sorted({skill for team in teams for skill in team.skills}):
        able = sum(used[one.key] for one in free if skill in one.skills)
        asked = sum(team.skills.get(skill, 0) for team in teams)
        must = sum(team.skills[skill] for team in teams if skill in team.must)
        cp.add(able >= must)
        short = cp.new_int_var(0, asked - must, "")
        cp.add(short + able >= asked)
        missing.append(short)
    return missing


def _has_a_place(problem: Problem, person: Person) -> bool:
    """Whether any team is open to this person."""
    if person.away or (person.key, "") in problem.excluded:
        return False
    places = [(person.key, team.key) for team in problem.teams]
    closed = problem.barred.keys() | problem.excluded
    return any(place not in closed and not problem.is_stranger(*place) for place in places)


def _cap_units(cp: Any, problem: Problem, free: list[Person], used: dict[str, Any]) -> None:
    """Of one unit, or one earlier team, no more than all teams together may take."""
    for name, most in (("unit", problem.unit_most), ("former", problem.former_most)):
        groups: dict[str, list[Any]] = defaultdict(list)
        for one in free:
            if group := getattr(one, name):
                groups[group].append(used[one.key])
        for group in groups.values():
            if len(group) > most * len(problem.teams):
                cp.add(sum(group) <= most * len(problem.teams))
