"""What a plan costs, part by part, and what one move would change, without solving anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from mingcha.prepare.schedule.solving import problem as p
from mingcha.prepare.schedule.solving.check import Breach, breaches


@dataclass(frozen=True)
class Cost:
    """The parts of what a plan costs."""

    delay: int = 0
    travel: int = 0
    balance: int = 0
    change: int = 0
    left: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, part.name) for part in fields(self))

    def __sub__(self, other: Cost) -> Cost:
        return Cost(**{one.name: getattr(self, one.name) - getattr(other, one.name) for one in fields(self)})


def cost_of(problem: p.Problem, plan: p.Plan) -> Cost:
    """What the whole plan costs."""
    weights = problem.weights
    inside = Counter((placed.slot, problem.visit[key].sector) for key, placed in plan.places.items())
    return Cost(
        delay=sum(delay(problem, problem.visit[key], each.slot) for key, each in plan.places.items()),
        travel=weights.travel * sum(distance(problem, key, each) for key, each in plan.places.items()),
        balance=weights.balance
        * sum(beyond(inside[key], low, high) for key, (low, high) in problem.shares.items()),
        change=weights.change * sum(plan.slot_of(visit) != slot for visit, slot in problem.current.items()),
        left=sum(left_out(problem, visit) for visit in problem.visits if visit.key not in plan.places),
    )


def delay(problem: p.Problem, visit: p.Visit, slot: str) -> int:
    """Months waited, weighed by priority: the more urgent, the dearer each month."""
    return problem.weights.delay * visit.priority * problem.months[slot]


def left_out(problem: p.Problem, visit: p.Visit) -> int:
    return problem.weights.delay * max(visit.priority, 10) * problem.left_months


def beyond(count: int, low: int, high: int) -> int:
    """How far a number is outside its limits."""
    return max(0, low - count, count - high)


def distance(problem: p.Problem, visit: str, placed: p.Placed) -> int:
    home = next(crew.home for crew in problem.slot[placed.slot].crews if crew.key == placed.crew)
    return problem.distance(home, problem.visit[visit].area)


@dataclass(frozen=True)
class Moved:
    """What a plan would be after one move: itself, what it costs more, and which rules it newly breaks."""

    plan: p.Plan
    more: Cost
    broken: list[Breach]


def moved(problem: p.Problem, plan: p.Plan, visit: str, slot: str | None) -> Moved:
    """Put one visit into another slot (None: leave it out), with the nearest team that has room."""
    places = {key: placed for key, placed in plan.places.items() if key != visit}
    if slot is not None:
        places[visit] = p.Placed(slot, _nearest(problem, places.items(), visit, slot))
    after = p.Plan(places)
    before = {(each.rule, each.visits) for each in breaches(problem, plan)}
    new = [each for each in breaches(problem, after) if (each.rule, each.visits) not in before]
    return Moved(after, cost_of(problem, after) - cost_of(problem, plan), new)


def _nearest(problem: p.Problem, places: Iterable[tuple[str, p.Placed]], visit: str, slot: str) -> str:
    one = problem.slot[slot]
    taken = Counter(placed.crew for _key, placed in places if placed.slot == slot)
    area = problem.visit[visit].area

    def order(crew: p.Crew) -> tuple[bool, bool, int, int]:
        home = one.crossing and crew.home == area
        return (
            taken[crew.key] >= crew.places,
            home or problem.far(crew.home, area),
            problem.distance(crew.home, area),
            taken[crew.key] - crew.places,
        )

    return min(one.crews, key=order).key
