"""How well the pairs are found, on lists whose doubles are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mingcha.analyse.matching.linking.inventing import Lists, invented
from mingcha.analyse.matching.linking.pairs import Found, expected_precision, find_pairs
from mingcha.analyse.matching.linking.weights import Weights

UPPER, LOWER = 0.95, 0.2  # where a matching starts


@dataclass(frozen=True)
class At:
    """What one threshold gives: pairs found, how many are true, what the weights expected."""

    threshold: float
    found: int
    true: int
    planted: int
    expected: float | None

    @property
    def recall(self) -> float:
        return self.true / self.planted if self.planted else 0.0

    @property
    def precision(self) -> float | None:
        return self.true / self.found if self.found else None


@dataclass(frozen=True)
class Score:
    """One kind of record: sizes, measures by threshold, and recall by what was damaged."""

    kind: str
    left: int
    right: int
    lookalikes: int
    at: list[At]
    by_damage: dict[str, tuple[int, int]]  # planted, found at the upper threshold
    doubted: int  # true pairs between the thresholds
    doubts: int  # pairs between the thresholds


def score(kind: str, count: int, seed: int = 1, weights: Weights | None = None) -> Score:
    """Match two invented lists and compare with what is known of them."""
    lists = invented(kind, count, seed)
    return scored(kind, lists, find_pairs(kind, lists.left, lists.right, weights))


def scored(kind: str, lists: Lists, found: Sequence[Found]) -> Score:
    sure = {(one.left, one.right) for one in found if one.probability >= UPPER}
    between = {(one.left, one.right) for one in found if LOWER <= one.probability < UPPER}
    planted = Counter(lists.true.values())
    taken = Counter(how for pair, how in lists.true.items() if pair in sure)
    return Score(
        kind=kind,
        left=len(lists.left),
        right=len(lists.right),
        lookalikes=lists.lookalikes,
        at=[_at(lists, found, one) for one in (0.5, 0.8, 0.9, UPPER, 0.99)],
        by_damage={how: (planted[how], taken[how]) for how in sorted(planted)},
        doubted=len(between & set(lists.true)),
        doubts=len(between),
    )


def _at(lists: Lists, found: Sequence[Found], threshold: float) -> At:
    above = {(one.left, one.right) for one in found if one.probability >= threshold}
    true = len(above & set(lists.true))
    return At(threshold, len(above), true, len(lists.true), expected_precision(found, threshold))
