"""The best answer, with a proven bound, by constraint programming (OR-Tools CP-SAT).

In two steps. First only who is chosen, with all teams taken as one: small, and its optimum is a bound that no
answer beats. Then whether these people can be seated without breaking a condition: if so, that is the
optimum. Where they cannot, the whole problem is searched, from the answer there is and with that bound. The
cost of a person hangs on one variable for each person rather than for each place: so the bound closes.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from ortools.sat.python import cp_model

from mingcha.prepare.forming.solving.checking import faults
from mingcha.prepare.forming.solving.choosing import Choice, choice_of, solver_for
from mingcha.prepare.forming.solving.problem import (
    EMPTY_SEAT,
    MISSING_SKILL,
    Person,
    Problem,
    Seat,
    Seats,
    Team,
    cost_of,
)
from mingcha.prepare.forming.solving.seating import seat_chosen

OPTIMAL, FEASIBLE, IMPOSSIBLE, UNKNOWN = "optimal", "feasible", "impossible", "unknown"
_STATUSES = {cp_model.OPTIMAL: OPTIMAL, cp_model.FEASIBLE: FEASIBLE, cp_model.INFEASIBLE: IMPOSSIBLE}
LOOK_EVERY = 0.25  # seconds


@dataclass(frozen=True, order=True)
class Condition:
    """One condition of the problem by name, so that a conflict can be told: `about` is a skill or level."""

    code: str
    team: str = ""
    person: str = ""
    about: str = ""


@dataclass
class Progress:
    """How far the search is."""

    seconds: float = 0.0
    cost: int | None = None
    bound: int | None = None
    course: list[tuple[float, int, int]] = field(default_factory=list)  # when, cost, bound


Watch = Callable[[Progress], bool]  # False asks the search to stop with what it has


@dataclass(frozen=True)
class Outcome:
    """What came of a search. `bound` is proven: no answer costs less."""

    status: str
    seats: Seats = ()
    cost: int = 0
    bound: int = 0
    seconds: float = 0.0
    course: tuple[tuple[float, int, int], ...] = ()

    @property
    def gap(self) -> float:
        """How much cheaper an answer could be at most, as a part of the cost."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0


class Model:
    """The problem as constraints. With `named`, every condition can be switched by a literal of its own."""

    def __init__(self, problem: Problem, *, named: bool = False) -> None:
        self.problem, self.named = problem, named
        self.cp = cp_model.CpModel()
        self.switches: dict[Condition, Any] = {}
        self.sits: dict[tuple[str, str], Any] = {}
        self.leads: dict[tuple[str, str], Any] = {}
        self.used: dict[str, Any] = {}
        self.lacks: list[tuple[Any, int, set[tuple[str, str]]]] = []  # how many, asked, places that count
        for team in problem.teams:
            for person in problem.people:
                self._place(person, team)
        self.of_team: dict[str, list[tuple[Person, Any]]] = defaultdict(list)
        self.of_person: dict[str, list[Any]] = defaultdict(list)
        for (person_key, team_key), sits in self.sits.items():
            self.of_team[team_key].append((problem.person[person_key], sits))
            self.of_person[person_key].append(sits)
        for places in self.of_person.values():
            self.cp.add_at_most_one(places)
        for team in problem.teams:
            self._bind(team)
        self._pin()

    def _when(self, code: str, team: str = "", person: str = "", about: str = "") -> list[Any]:
        """The literal that switches this condition on; none where conditions are not named."""
        if not self.named:
            return []
        condition = Condition(code, team, person, about)
        if condition not in self.switches:
            self.switches[condition] = self.cp.new_bool_var(str(condition))
        return [self.switches[condition]]

    def _forbid(self, literal: Any, when: list[Any]) -> None:
        self.cp.add(literal == 0).only_enforce_if(*when)

    def _place(self, person: Person, team: Team) -> None:
        """The variables of one person in one team; left out where they could only be false."""
        place, problem = (person.key, team.key), self.problem
        against = []
        if person.away:
            against.append(self._when("away", person=person.key))
        if problem.is_excluded(*place):
            against.append(self._when("excluded", person=person.key))
        if place in problem.barred:
            against.append(self._when("barred", team.key, person.key))
        if against and not self.named:
            return
        self.sits[place] = sits = self.cp.new_bool_var("")
        for when in against:
            self._forbid(sits, when)
        if not person.may_lead or (place in problem.barred_from_leading and not self.named):
            return
        self.leads[place] = leads = self.cp.new_bool_var("")
        self.cp.add_implication(leads, sits)
        if place in problem.barred_from_leading:
            self._forbid(leads, self._when("barred_from_leading", team.key, person.key))

    def _bind(self, team: Team) -> None:
        """The conditions of one team."""
        members = self.of_team[team.key]
        size = sum(sits for _person, sits in members)
        self.cp.add(size <= team.seats).only_enforce_if(*self._when("most", team.key))
        self.cp.add(size >= team.least).only_enforce_if(*self._when("least", team.key))
        leaders = [leads for (_person, key), leads in self.leads.items() if key == team.key]
        self.cp.add(sum(leaders) <= 1)
        self.cp.add(sum(leaders) >= 1).only_enforce_if(*self._when("leader", team.key))
        for skill in sorted(team.must):
            able = [sits for person, sits in members if skill in person.skills]
            asked = team.skills[skill]
            self.cp.add(sum(able) >= asked).only_enforce_if(*self._when("skill", team.key, about=skill))
        for level in sorted(team.levels):
            sent = [sits for person, sits in members if person.level == level]
            self.cp.add(sum(sent) >= 1).only_enforce_if(*self._when("level", team.key, about=level))
        self._cap(team, "unit", self.problem.unit_most)
        self._cap(team, "former", self.problem.former_most)

    def _cap(self, team: Team, name: str, most: int) -> None:
        """At most so many of one unit, or of one earlier team, beside each other."""
        groups: dict[str, list[Any]] = defaultdict(list)
        for person, sits in self.of_team[team.key]:
            if group := getattr(person, name):
                groups[group].append(sits)
        for group in groups.values():
            if len(group) > most:
                self.cp.add(sum(group) <= most).only_enforce_if(*self._when(name, team.key))

    def _pin(self) -> None:
        for pin in sorted(self.problem.pins, key=lambda one: (one.team, one.person)):
            place, when = (pin.person, pin.team), self._when("pin", pin.team, pin.person)
            for wanted, needed in ((self.sits, True), (self.leads, pin.leads)):
                if needed and place in wanted:
                    self.cp.add(wanted[place] == 1).only_enforce_if(*when)
                elif needed and self.named:
                    self.cp.add_bool_or([literal.negated() for literal in when])
                elif needed:
                    self.cp.add_bool_or([])

    def choose(self, chosen: Choice) -> None:
        """Seat exactly these people, and cost no more than the choice does."""
        for person, places in self.of_person.items():
            self.cp.add(sum(places) == (person in chosen.people))
        again = [self.problem.person[key].cost_to_lead * leads for (key, _team), leads in self.leads.items()]
        self.cp.add(sum(again) <= chosen.leading)
        wishes: list[Any] = []
        for team in self.problem.teams:
            for skill in sorted(set(team.skills) - team.must):
                able = [one for one, _sits in self.of_team[team.key] if skill in one.skills]
                wishes += self._lack(team.key, team.skills[skill], able, 1)
        self.cp.add(sum(wishes) <= chosen.missing)

    def price(self, *, at_least: int = 0) -> None:
        """The objective: empty seats, missing skills, days served, leading again."""
        terms: list[Any] = []
        for team in self.problem.teams:
            members = self.of_team[team.key]
            terms += self._lack(team.key, team.seats, [one for one, _sits in members], EMPTY_SEAT)
            for skill in sorted(set(team.skills) - team.must):
                able = [one for one, _sits in members if skill in one.skills]
                terms += self._lack(team.key, team.skills[skill], able, MISSING_SKILL)
        for person in self.problem.people:
            if person.cost and self.of_person[person.key]:
                self.used[person.key] = used = self.cp.new_bool_var("")
                self.cp.add(sum(self.of_person[person.key]) == used)
                terms.append(person.cost * used)
        for (key, _team), leads in self.leads.items():
            if again := self.problem.person[key].cost_to_lead:
                terms.append(again * leads)
        if at_least:
            self.cp.add(sum(terms) >= at_least)
        self.cp.minimize(sum(terms))

    def _lack(self, team: str, asked: int, people: list[Person], price: int) -> list[Any]:
        """What a team has too few of these people, at a price each."""
        places = {(one.key, team) for one in people}
        short = self.cp.new_int_var(0, asked, "")
        self.cp.add(short + sum(self.sits[place] for place in sorted(places)) >= asked)
        self.lacks.append((short, asked, places))
        return [price * short]

    def hint(self, seats: Iterable[Seat]) -> None:
        """Begin the search at an earlier answer, every variable of it."""
        seats = list(seats)
        sitting = {(one.person, one.team) for one in seats}
        leading = {(one.person, one.team) for one in seats if one.leads}
        busy = {one.person for one in seats}
        for place, sits in self.sits.items():
            self.cp.add_hint(sits, place in sitting)
        for place, leads in self.leads.items():
            self.cp.add_hint(leads, place in leading)
        for person, used in self.used.items():
            self.cp.add_hint(used, person in busy)
        for short, asked, places in self.lacks:
            self.cp.add_hint(short, max(0, asked - len(places & sitting)))

    def seats(self, value: Callable[[Any], int]) -> Seats:
        found = [
            Seat(team, person, bool((person, team) in self.leads and value(self.leads[person, team])))
            for (person, team), sits in self.sits.items()
            if value(sits)
        ]
        return tuple(sorted(found))


class _Listener(cp_model.CpSolverSolutionCallback):
    """Hears of every better answer, inside the search."""

    def __init__(self, progress: Progress, began: float) -> None:
        super().__init__()
        self.progress, self.began = progress, began

    def on_solution_callback(self) -> None:
        cost = round(self.objective_value)
        bound = max(self.progress.bound or 0, round(self.best_objective_bound))
        if self.progress.cost is not None and cost >= self.progress.cost:
            return
        self.progress.cost, self.progress.bound = cost, bound
        self.progress.course.append((time.monotonic() - self.began, cost, bound))


def solve(
    problem: Problem,
    *,
    seconds: float = 30.0,
    hint: Iterable[Seat] = (),
    watch: Watch | None = None,
    workers: int = 2,
    seed: int = 1,
) -> Outcome:
    """Search at most so many seconds. `watch` is asked in the caller's thread several times a second.

    A sound `hint` is the least that comes back.
    """
    search = _Search(problem, tuple(sorted(hint)), seconds, watch, workers, seed)
    choice = choice_of(problem, seconds=seconds / 4, workers=workers, seed=seed)
    if choice and choice.exact and search.seat(choice):
        return search.outcome(OPTIMAL)
    if search.stopped:
        return search.outcome(FEASIBLE if search.best else UNKNOWN)
    return search.outcome(search.whole(choice.bound if choice else 0))


class _Search:
    """One search: the best answer and the bound so far, and how much time is left."""

    def __init__(
        self, problem: Problem, hint: Seats, seconds: float, watch: Watch | None, workers: int, seed: int
    ) -> None:
        self.problem, self.seconds, self.watch = problem, seconds, watch
        self.workers, self.seed = workers, seed
        self.began, self.progress, self.stopped = time.monotonic(), Progress(), False
        self.best: Seats = ()
        if hint and not faults(problem, hint):
            self._found(hint)

    def _found(self, seats: Seats) -> None:
        cost = cost_of(self.problem, seats)
        if self.best and cost >= cost_of(self.problem, self.best):
            return
        self.best, self.progress.cost = seats, cost
        self.progress.course.append((self._spent(), cost, self.progress.bound or 0))

    def _spent(self) -> float:
        return time.monotonic() - self.began

    def seat(self, choice: Choice) -> bool:
        """Whether the choice can be seated, by exchanges or by search; then nothing is better."""
        self.progress.bound = choice.bound
        seats = seat_chosen(
            self.problem,
            choice.people,
            choice.leaders,
            missing=choice.missing,
            seconds=self.seconds / 3,
            goes_on=self._looked_at,
            seed=self.seed,
        )
        if seats:
            self._found(seats)
        if self.stopped or self.progress.cost == choice.bound:
            return self.progress.cost == choice.bound
        model = Model(self.problem)
        model.choose(choice)
        model.hint(self.best)
        solver = solver_for(max(1.0, (self.seconds - self._spent()) / 2), self.workers, self.seed)
        status = self._run(lambda: solver.solve(model.cp), solver)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._found(model.seats(solver.value))
        return self.progress.cost == choice.bound

    def whole(self, bound: int) -> str:
        """The whole problem, from the best answer so far."""
        model = Model(self.problem)
        model.price(at_least=bound)
        if self.best:
            model.hint(self.best)
        solver = solver_for(max(1.0, self.seconds - self._spent()), self.workers, self.seed)
        listener = _Listener(self.progress, self.began)
        status = self._run(lambda: solver.solve(model.cp, listener), solver)
        told = _STATUSES.get(status, UNKNOWN)
        if told in (OPTIMAL, FEASIBLE):
            self.progress.bound = max(bound, round(solver.best_objective_bound))
            self._found(model.seats(solver.value))
        return FEASIBLE if told == UNKNOWN and self.best else told

    def _looked_at(self) -> bool:
        """Lets whoever asked look at it; whether it may go on."""
        self.progress.seconds = self._spent()
        if self.watch and not self.watch(self.progress):
            self.stopped = True
        return not self.stopped

    def _run(self, work: Callable[[], Any], solver: Any) -> Any:
        """The search in a thread of its own, so that whoever asked may look at it and stop it."""
        if self.watch is None:
            return work()
        answer: list[Any] = []
        thread = Thread(target=lambda: answer.append(work()), daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(LOOK_EVERY)
            if not self._looked_at():
                solver.stop_search()
                thread.join()
        return answer[0]

    def outcome(self, status: str) -> Outcome:
        spent = self._spent()
        if not self.best or status == IMPOSSIBLE:
            return Outcome(status, seconds=spent)
        cost, bound = self.progress.cost or 0, self.progress.bound or 0
        course = (*self.progress.course, (spent, cost, bound))
        return Outcome(status, tuple(sorted(self.best)), cost, bound, spent, course)
