"""When there is no answer: the fewest conditions that cannot be had together."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from mingcha.foundation.solvers import solver_for
from mingcha.prepare.forming.solving.model import Condition, Model
from mingcha.prepare.forming.solving.problem import Problem


@dataclass(frozen=True)
class Conflict:
    """Conditions that contradict each other. `minimal`: without any one of them there is an answer."""

    conditions: tuple[Condition, ...]
    minimal: bool


def is_impossible(problem: Problem, conditions: Sequence[Condition], *, seconds: float = 20.0) -> bool | None:
    """Whether these conditions alone admit no answer; None where time did not suffice to know."""
    model = Model(problem, named=True)
    status, _core = _try(model, conditions, seconds)
    return {cp_model.INFEASIBLE: True, cp_model.OPTIMAL: False, cp_model.FEASIBLE: False}.get(status)


def conflict(problem: Problem, *, seconds: float = 30.0) -> Conflict | None:
    """The conditions behind an impossible problem; None where it is possible or time did not suffice.

    First what the solver's own proof used, then one condition after another is left out: what is
    impossible without it was not needed.
    """
    ends = time.monotonic() + seconds
    model = Model(problem, named=True)
    status, core = _try(model, sorted(model.switches), seconds)
    if status != cp_model.INFEASIBLE:
        return None
    kept, minimal = list(core), True
    for condition in core:
        left = ends - time.monotonic()
        if left <= 0:
            minimal = False
            break
        fewer = [one for one in kept if one != condition]
        status, smaller = _try(model, fewer, left)
        if status == cp_model.INFEASIBLE:
            kept = [one for one in fewer if one in smaller]
        elif status == cp_model.UNKNOWN:
            minimal = False
    return Conflict(tuple(sorted(kept)), minimal)


def _try(
    model: Model, conditions: Sequence[Condition], seconds: float
) -> tuple[cp_model.CpSolverStatus, list[Condition]]:
    """Solve with these conditions switched on, and the part of them that the proof used."""
    model.cp.clear_assumptions()
    model.cp.add_assumptions([model.switches[one] for one in conditions])
    solver = solver_for(max(0.5, seconds), workers=1)
    status = solver.solve(model.cp)
    if status != cp_model.INFEASIBLE:
        return status, []
    by_index = {model.switches[one].index: one for one in conditions}
    core = [
        by_index[index] for index in solver.sufficient_assumptions_for_infeasibility() if index in by_index
    ]
    return status, core or list(conditions)
