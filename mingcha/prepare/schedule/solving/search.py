"""Searching: the best plan in the time given, with a proven bound, how it came about, and a way to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil
from typing import Any

from ortools.sat.python import cp_model

from mingcha.foundation.solvers import solver_for
from mingcha.prepare.schedule.solving import problem as p
from mingcha.prepare.schedule.solving.check import Breach, breaches
from mingcha.prepare.schedule.solving.cost import Cost, cost_of
from mingcha.prepare.schedule.solving.greedy import greedy
from mingcha.prepare.schedule.solving.model import Built
from mingcha.prepare.schedule.solving.relaxation import Relaxed, relaxed

_SECONDS_BETWEEN_LOOKS = 0.2
_LARGE = 2000  # choices beyond which the relaxation pays
_FAR = 10**15  # a bound beyond it is none


class Result(StrEnum):
    OPTIMAL = "optimal"  # proven: nothing is cheaper
    FEASIBLE = "feasible"  # a sound plan, and how far from the best it can be at most
    IMPOSSIBLE = "impossible"  # proven: no plan keeps all the rules
    UNKNOWN = "unknown"  # nothing found in the time given


@dataclass(frozen=True)
class Sight:
    """How far the search is: seconds since it began, the cheapest plan so far, the proven bound."""

    seconds: float
    cost: int | None
    bound: int | None

    @property
    def gap(self) -> float | None:
        """How much dearer than the bound, as a share of the cost; None while there is no plan."""
        return gap_of(self.cost, self.bound)


def gap_of(cost: int | None, bound: int | None) -> float | None:
    if cost is None or bound is None:
        return None
    return max(0.0, (cost - bound) / cost) if cost > 0 else 0.0


@dataclass
class Outcome:
    """What came of a search."""

    result: Result
    plan: p.Plan | None = None
    cost: Cost | None = None
    bound: int | None = None
    seconds: float = 0.0
    trail: list[Sight] = field(default_factory=list)
    stopped: bool = False

    @property
    def gap(self) -> float | None:
        return gap_of(self.cost.total if self.cost else None, self.bound)

    @property
    def first_after(self) -> float | None:
        """Seconds to the first plan."""
        return next((sight.seconds for sight in self.trail if sight.cost is not None), None)

    def within(self, share: float) -> float | None:
        """Seconds until the plan in hand was within this share of the final bound."""
        near = (s.seconds for s in self.trail if (g := gap_of(s.cost, self.bound)) is not None and g <= share)
        return next(near, None)


class Unsound(Exception):
    """The model gave a plan that the independent checker refuses: a fault of ours, never kept."""

    def __init__(self, found: list[Breach]) -> None:
        super().__init__(f"{len(found)} rules broken, first {found[0]}")


Watch = Callable[[Sight], bool]  # told now and then how far it is; True asks to stop


def search(
    problem: p.Problem,
    *,
    seconds: float = 60,
    seed: int = 1,
    workers: int = 2,
    start: p.Plan | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """The best plan found in `seconds`, with a bound proven by the search.

    It begins with `start`, else the greedy plan; a large problem is relaxed first, and what the relaxation
    leaves no doubt of is kept for a first search before the whole is searched.
    """
    return _Search(problem, seconds, seed, workers, watch).run(start)


class _Watching(cp_model.CpSolverSolutionCallback):
    def __init__(self, told: Callable[[int], None]) -> None:
        super().__init__()
        self.told = told

    def on_solution_callback(self) -> None:
        self.told(round(self.objective_value))


class _Search:
    """One search from its beginning to its end."""

    def __init__(
        self, problem: p.Problem, seconds: float, seed: int, workers: int, watch: Watch | None
    ) -> None:
        self.problem, self.seconds, self.seed, self.workers = problem, seconds, seed, workers
        self.watch, self.stopped = watch, False
        self.began = time.monotonic()
        self.bound: int | None = None
        self.plan: p.Plan | None = None
        self.price: int | None = None  # of the plan in hand
        self.cost: int | None = None  # of the cheapest heard of, which may still be in the solver
        self.trail: list[Sight] = []

    @property
    def gone(self) -> float:
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        return max(0.1, self.seconds - self.gone)

    @property
    def _proven(self) -> bool:
        """The plan in hand costs no more than the bound: there is nothing left to search for."""
        return self.price is not None and self.bound is not None and self.price <= self.bound

    def run(self, start: p.Plan | None) -> Outcome:
        built = Built(self.problem, self.problem.rules)
        first = start if start and start.places else greedy(self.problem)
        if not breaches(self.problem, first):
            self._better(first, cost_of(self.problem, first).total)
        if len(built.x) >= _LARGE and (sure := self._relax(built)):
            built.keep(sure.sure)
            self._solve(built, self.left / 2, kept=True)
        result = Result.UNKNOWN
        if not self.stopped and not self._proven:
            built.hint(self.plan or first)
            result = self._solve(built, self.left)
        return self._outcome(result)

    def _relax(self, built: Built) -> Relaxed | None:
        found: Relaxed | None = self._aside(lambda: relaxed(built, self.left / 2))
        if found is None or self.stopped:
            return None
        self.bound = found.bound
        return found

    def _solve(self, built: Built, seconds: float, *, kept: bool = False) -> Result:
        """Search with what was kept, or the whole; the bound of the first holds for nothing else."""
        solver = solver_for(seconds, workers=self.workers, seed=self.seed)
        solver.parameters.fix_variables_to_their_hinted_value = kept
        watching = _Watching(self._heard)
        status = self._aside(lambda: solver.solve(built.model, watching), solver.stop_search)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._take(built.read(solver.value))
        if kept:
            return Result.FEASIBLE
        if status == cp_model.INFEASIBLE:
            return Result.IMPOSSIBLE
        if status == cp_model.OPTIMAL:
            self.bound = self.price
            return Result.OPTIMAL
        self._raise_bound(solver.best_objective_bound)
        return Result.FEASIBLE if self.plan else Result.UNKNOWN

    def _raise_bound(self, found: float) -> None:
        if found > -_FAR:
            self.bound = max(ceil(found - 1e-6), self.bound or 0)

    def _take(self, plan: p.Plan) -> None:
        """Only what the independent checker finds sound is ever kept."""
        if found := breaches(self.problem, plan):
            raise Unsound(found)
        cost = cost_of(self.problem, plan).total
        if self.price is None or cost < self.price:
            self._better(plan, cost)

    def _better(self, plan: p.Plan, cost: int) -> None:
        self.plan, self.price = plan, cost
        self._heard(cost)

    def _heard(self, cost: int) -> None:
        if self.cost is None or cost < self.cost:
            self.cost = cost
            self.trail.append(Sight(self.gone, cost, self.bound))

    def _aside(self, work: Callable[[], Any], stop: Callable[[], None] | None = None) -> Any:
        """Work in a thread; look at it from this one, which may write to the database."""
        answer: list[Any] = []
        thread = threading.Thread(target=lambda: answer.append(work()), daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(_SECONDS_BETWEEN_LOOKS)
            if self.watch and not self.stopped and self.watch(Sight(self.gone, self.cost, self.bound)):
                self.stopped = True
            if self.stopped and stop:
                stop()
        if not answer:
            raise RuntimeError("the solver ended without an answer")
        return answer[0]

    def _outcome(self, result: Result) -> Outcome:
        if result is Result.IMPOSSIBLE or self.plan is None:
            return Outcome(result, seconds=self.gone, trail=self.trail, stopped=self.stopped)
        cost = cost_of(self.problem, self.plan)
        if result is Result.UNKNOWN:  # stopped before the whole was searched
            result = Result.FEASIBLE
        if self._proven:
            result = Result.OPTIMAL
        return Outcome(result, self.plan, cost, self.bound, self.gone, self.trail, self.stopped)
