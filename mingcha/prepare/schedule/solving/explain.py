"""Why no schedule exists: a smallest set of rules that cannot all be kept, itself proven impossible.

Divide and conquer (Junker's QuickXplain), from both ends: what a person asked for first, and what always
holds first; the shorter answer is given. Smallest means that none of its rules can be left out; there may
be others.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from mingcha.foundation.solvers import solver_for
from mingcha.prepare.schedule.solving import problem as p
from mingcha.prepare.schedule.solving.model import Built

_BASIC = (p.Places, p.Crossing, p.Rest, p.Covered)  # what always holds
_FEW = 12  # visits named one by one in "must be covered"; beyond, all together


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot all be kept. `proven` alone; `minimal` where every one was shown to be needed."""

    rules: tuple[p.Condition, ...]
    proven: bool
    minimal: bool


class _Asking:
    """Asks the solver about sets of rules, within one time limit."""

    def __init__(self, problem: p.Problem, seconds: float, seed: int, workers: int) -> None:
        self.problem, self.until = problem, time.monotonic() + seconds
        self.seed, self.workers = seed, workers
        self.sure = True

    def about(self, part: p.Problem) -> _Asking:
        """The same for a part of the problem, within what is left of the time."""
        return _Asking(part, self.until - time.monotonic(), self.seed, self.workers)

    def impossible(self, rules: Sequence[p.Condition]) -> bool:
        """Whether these alone cannot be kept. Where time runs out: not shown, so False."""
        left = self.until - time.monotonic()
        if left <= 0:
            self.sure = False
            return False
        solver = solver_for(left, workers=self.workers, seed=self.seed)
        status = solver.solve(Built(self.problem, rules, with_cost=False).model)
        if status == cp_model.UNKNOWN:
            self.sure = False
        return bool(status == cp_model.INFEASIBLE)


def explain(problem: p.Problem, *, seconds: float = 60, seed: int = 1, workers: int = 2) -> Conflict | None:
    """The conflict of a problem that has no plan; None where it has one, or time ran out before a proof.

    The few organisations that conditions name are asked about first, then what always holds, then everything:
    each is quicker to answer than the next, and a conflict of a part is one of the whole.
    """
    whole = _Asking(problem, seconds, seed, workers)
    basic = [rule for rule in problem.rules if isinstance(rule, _BASIC)]
    for part, rules in ((_named_only(problem), None), (problem, basic), (problem, None)):
        asking = whole if part is problem else whole.about(part)
        asked = _given_first(part.rules if rules is None else rules)
        if asking.impossible(asked):
            core = min((_smallest(asking, [], [], order) for order in (asked, asked[::-1])), key=len)
            core = _name_the_covered(asking, core)
            return Conflict(tuple(core), whole.impossible(core), asking.sure and whole.sure)
    return None


def _named_only(problem: p.Problem) -> p.Problem:
    """The same problem for the visits that conditions name; the others need no place in it."""
    limited = {rule.sector for rule in problem.conditions if isinstance(rule, p.SectorLimit)}
    named = {key for rule in problem.conditions for key in _visits_of(rule)}
    visits = tuple(one for one in problem.visits if one.key in named or one.sector in limited)
    keys = frozenset(one.key for one in visits)
    rules: list[p.Condition] = []
    for rule in problem.conditions:
        if isinstance(rule, p.Covered):
            rules.append(p.Covered(keys if rule.visits is None else rule.visits & keys))
        else:
            rules.append(rule)
    return replace(problem, visits=visits, conditions=tuple(rules), current={})


def _given_first(rules: Sequence[p.Condition]) -> list[p.Condition]:
    """What a person asked for stands first: it is what they can change."""
    return sorted(rules, key=lambda rule: isinstance(rule, _BASIC))


def _smallest(
    asking: _Asking, kept: list[p.Condition], new: list[p.Condition], rules: list[p.Condition]
) -> list[p.Condition]:
    """The rules of `rules` that are needed, beside those kept already, to be impossible."""
    if new and asking.impossible(kept):
        return []
    if len(rules) <= 1:
        return rules
    half = len(rules) // 2
    left, right = rules[:half], rules[half:]
    from_right = _smallest(asking, kept + left, left, right)
    from_left = _smallest(asking, kept + from_right, from_right, left)
    return from_left + from_right


def _name_the_covered(asking: _Asking, core: list[p.Condition]) -> list[p.Condition]:
    """Where only a few of the organisations that must be covered cause it, name just those."""
    covers = [rule for rule in core if isinstance(rule, p.Covered)]
    if not covers:
        return core
    others = [rule for rule in core if rule not in covers]
    touched = {key for rule in others for key in _visits_of(rule)}
    if not 0 < len(touched) <= _FEW:
        return core
    singles: list[p.Condition] = [p.Covered(frozenset({key})) for key in sorted(touched)]
    if asking.impossible([*others, *singles]):
        return [*others, *_smallest(asking, others, others, singles)]
    return core


def _visits_of(rule: p.Condition) -> set[str]:
    found = {getattr(rule, name, "") for name in ("visit", "one", "other")}
    return found - {""}
