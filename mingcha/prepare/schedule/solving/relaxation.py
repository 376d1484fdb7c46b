"""The linear relaxation: a bound on every plan's cost, and the visits whose place it leaves no doubt of.

Apart from conditions between visits the model is a transportation problem, so its relaxation is nearly whole:
of 2,000 organisations all but a few dozen get one round outright. Those are kept, and the rest is searched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, inf
from typing import Any

from ortools.linear_solver.python import model_builder as linear

from mingcha.prepare.schedule.solving.model import Built

_FAR = 10**15  # beyond it a limit is none
_SURE = 0.999
_PRECISION = 1e-8  # of the linear solver, relative; its tolerances are 1e-7 on each variable


@dataclass(frozen=True)
class Relaxed:
    """`bound`: no plan costs less. `sure`: index of variable → the value it should keep."""

    bound: int
    sure: Mapping[int, int]


def relaxed(built: Built, seconds: float) -> Relaxed | None:
    """Solve the relaxation; None where it is not solved in time, or has no solution."""
    model, variables = _linear(built.model.proto)
    solver = linear.Solver("highs")
    solver.set_time_limit_in_seconds(seconds)
    if solver.solve(model) != linear.SolveStatus.OPTIMAL:
        return None
    cost = float(solver.objective_value)
    sure = {}
    for var in built.x.values():
        value = float(solver.value(variables[var.index]))
        if value >= _SURE:
            sure[var.index] = 1
    return Relaxed(ceil(cost - max(0.01, _PRECISION * abs(cost))), sure)


def _linear(proto: Any) -> tuple[Any, list[Any]]:
    """The same model with whole numbers let go."""
    model: Any = linear.Model()  # type: ignore[no-untyped-call]
    variables = [model.new_num_var(one.domain[0], one.domain[1], "") for one in proto.variables]

    def total(indices: Any, weights: Any = None) -> Any:
        chosen = [variables[index] for index in indices]
        if weights is None:
            return linear.LinearExpr.sum(chosen)
        return linear.LinearExpr.weighted_sum(chosen, list(weights))

    for rule in proto.constraints:
        if rule.has_exactly_one():
            model.add_linear_constraint(total(rule.exactly_one.literals), 1, 1)
        elif rule.has_at_most_one():
            model.add_linear_constraint(total(rule.at_most_one.literals), -inf, 1)
        else:
            least, most = rule.linear.domain[0], rule.linear.domain[1]
            expression = total(rule.linear.vars, rule.linear.coeffs)
            low, high = (least if least > -_FAR else -inf), (most if most < _FAR else inf)
            model.add_linear_constraint(expression, low, high)
    goal = proto.objective
    model.minimize(total(goal.vars, goal.coeffs) + goal.offset)
    return model, variables
