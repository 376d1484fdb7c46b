"""The best answer, with a proven bound, by constraint programming (OR-Tools CP-SAT).

In two steps. First only who is chosen, with all teams taken as one: small, and its optimum is a bound that no
answer beats. Then whether these people can be seated without breaking a condition: if so, that is the
optimum. Where they cannot, the whole problem is searched, from the answer there is and with that bound.

Where an earlier answer is given to stay near, a last step asks for the answer of that cost which changes
least of it: first the cost, then the changes, never one against the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from ortools.sat.python import cp_model

from mingcha.foundation.solvers import solver_for
from mingcha.prepare.forming.solving.checking import faults
from mingcha.prepare.forming.solving.choosing import Choice, choice_of
from mingcha.prepare.forming.solving.model import Model
from mingcha.prepare.forming.solving.problem import Problem, Seat, Seats, changes_between, cost_of
from mingcha.prepare.forming.solving.seating import seat_chosen

OPTIMAL, FEASIBLE, IMPOSSIBLE, UNKNOWN = "optimal", "feasible", "impossible", "unknown"
_STATUSES = {cp_model.OPTIMAL: OPTIMAL, cp_model.FEASIBLE: FEASIBLE, cp_model.INFEASIBLE: IMPOSSIBLE}
LOOK_EVERY = 0.25  # seconds
SETTLING = 2.0  # seconds at least for staying near, however much the search has taken


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
    near: Iterable[Seat] = (),
    watch: Watch | None = None,
    workers: int = 2,
    seed: int = 1,
) -> Outcome:
    """Search at most so many seconds. `watch` is asked in the caller's thread several times a second.

    A sound `hint` is the least that comes back. Of answers that cost the same, the one that changes least of
    `near` is sought.
    """
    search = _Search(problem, tuple(sorted(hint)), seconds, watch, workers, seed)
    search.near = tuple(sorted(near))
    status = search.run()
    if status in (OPTIMAL, FEASIBLE) and not search.stopped:
        search.settle()
    return search.outcome(status)


class _Search:
    """One search: the best answer and the bound so far, and how much time is left."""

    def __init__(
        self, problem: Problem, hint: Seats, seconds: float, watch: Watch | None, workers: int, seed: int
    ) -> None:
        self.problem, self.seconds, self.watch = problem, seconds, watch
        self.workers, self.seed = workers, seed
        self.began, self.progress, self.stopped = time.monotonic(), Progress(), False
        self.best: Seats = ()
        self.near: Seats = ()
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

    def run(self) -> str:
        """The best answer, whatever it changes."""
        choice = choice_of(
            self.problem, seconds=self.seconds / 4, near=self.near, workers=self.workers, seed=self.seed
        )
        if choice and choice.exact and self.seat(choice):
            return OPTIMAL
        if self.stopped:
            return FEASIBLE if self.best else UNKNOWN
        return self.whole(choice.bound if choice else 0)

    def settle(self) -> None:
        """Of the answers of this cost, the one nearest to the earlier answer."""
        if not self.near or not self.best or not changes_between(self.near, self.best):
            return
        model = Model(self.problem)
        model.stay_near(self.near, at_most=cost_of(self.problem, self.best))
        model.hint(self.best)
        left = max(SETTLING, self.seconds - self._spent())
        solver = self._solver(left)
        status = self._run(lambda: solver.solve(model.cp), solver)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            found = model.seats(solver.value)
            self.best = min(self.best, found, key=lambda seats: changes_between(self.near, seats))
            self.progress.cost = cost_of(self.problem, self.best)

    def seat(self, choice: Choice) -> bool:
        """Whether the choice can be seated, by exchanges or by search; then nothing is better."""
        self.progress.bound = choice.bound
        seats = seat_chosen(
            self.problem,
            choice.people,
            choice.leaders,
            missing=choice.missing,
            seconds=self.seconds / 3,
            near=self.near,
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
        solver = self._solver(max(1.0, (self.seconds - self._spent()) / 2))
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
        solver = self._solver(max(1.0, self.seconds - self._spent()))
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

    def _solver(self, seconds: float) -> cp_model.CpSolver:
        return solver_for(seconds, workers=self.workers, seed=self.seed)

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
