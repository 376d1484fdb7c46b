"""Searching: the best plan in the time given, with a proven bound, how it came about, and a way to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from ortools.sat.python import cp_model

from mingcha.prepare.schedule.solving import problem as p
from mingcha.prepare.schedule.solving.check import Breach, breaches
from mingcha.prepare.schedule.solving.cost import Cost, cost_of
from mingcha.prepare.schedule.solving.greedy import greedy
from mingcha.prepare.schedule.solving.model import Built

_SECONDS_BETWEEN_LOOKS = 0.5


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


class _Watching(cp_model.CpSolverSolutionCallback):
    def __init__(self, began: float) -> None:
        super().__init__()
        self.began, self.trail = began, list[Sight]()

    def on_solution_callback(self) -> None:
        self.trail.append(
            Sight(
                time.monotonic() - self.began, round(self.objective_value), round(self.best_objective_bound)
            )
        )


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
    """The best plan found in `seconds`. It starts from `start`, else from the greedy plan."""
    began = time.monotonic()
    built = Built(problem, problem.rules)
    built.hint(start if start and start.places else greedy(problem))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = workers
    watching = _Watching(began)
    status, stopped = _run(solver, built, watching, watch, began)
    return _outcome(problem, built, solver, status, watching.trail, began, stopped)


def _run(
    solver: cp_model.CpSolver, built: Built, watching: _Watching, watch: Watch | None, began: float
) -> tuple[cp_model.CpSolverStatus, bool]:
    """Solve in a thread; look at it from this one, which may write to the database."""
    answer: list[cp_model.CpSolverStatus] = []
    thread = threading.Thread(target=lambda: answer.append(solver.solve(built.model, watching)), daemon=True)
    thread.start()
    stopped = False
    while thread.is_alive():
        thread.join(_SECONDS_BETWEEN_LOOKS)
        last = watching.trail[-1] if watching.trail else Sight(0, None, None)
        sight = Sight(time.monotonic() - began, last.cost, last.bound)
        if watch and not stopped and watch(sight):
            stopped = True
            solver.stop_search()
    if not answer:
        raise RuntimeError("the solver ended without an answer")
    return answer[0], stopped


def _outcome(
    problem: p.Problem,
    built: Built,
    solver: cp_model.CpSolver,
    status: cp_model.CpSolverStatus,
    trail: list[Sight],
    began: float,
    stopped: bool,
) -> Outcome:
    seconds = time.monotonic() - began
    if status == cp_model.INFEASIBLE:
        return Outcome(Result.IMPOSSIBLE, seconds=seconds, stopped=stopped)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome(Result.UNKNOWN, seconds=seconds, trail=trail, stopped=stopped)
    plan = built.read(solver.value)
    if found := breaches(problem, plan):
        raise Unsound(found)
    result = Result.OPTIMAL if status == cp_model.OPTIMAL else Result.FEASIBLE
    cost = cost_of(problem, plan)
    bound = cost.total if result is Result.OPTIMAL else round(solver.best_objective_bound)
    return Outcome(result, plan, cost, bound, seconds, trail, stopped)
