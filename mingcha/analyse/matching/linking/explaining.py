"""Why a pair is likely: each comparison in words, how much it tells, and where two texts differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import log2

from mingcha.analyse.matching.linking import texts
from mingcha.analyse.matching.linking.weights import NAMES, Weights, bits
from mingcha.foundation.words import Words

# The field whose values a comparison looks at; parts of a company's name show none of their own.
FIELD_OF = {"trade_name": "name", "region": "", "trade": ""}
FULL = 24  # bits at which a bar is as long as it gets
_EMPTY = Words("有一方为空，不作比较", "empty on one side, not compared")


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether the other side has something else there."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Reason:
    """One comparison: both values, what it says, and how many doublings of the odds that is worth."""

    title: str
    left: list[Piece]
    right: list[Piece]
    words: str
    bits: float
    shows: bool  # values of its own

    @property
    def told(self) -> str:
        return f"{self.bits:+.1f}" if self.bits else "0"

    @property
    def width(self) -> int:
        """Of a bar whose half is 50."""
        return round(min(abs(self.bits), FULL) / FULL * 50)

    @property
    def start(self) -> int:
        return 50 if self.bits >= 0 else 50 - self.width


def reasons(
    levels: Mapping[str, int], weights: Weights, left: Mapping[str, str], right: Mapping[str, str]
) -> list[Reason]:
    """In the order they are compared; what is empty on one side tells nothing."""
    found = []
    for name, known in weights.in_force.items():
        field = FIELD_OF.get(name, name)
        ours, theirs = marked(left.get(field, ""), right.get(field, ""))
        label, m, u = known[levels[name]] if name in levels else (_EMPTY, 1.0, 1.0)
        found.append(Reason(str(NAMES[name]), ours, theirs, str(label), bits(m, u), bool(field)))
    return found


def starting_bits(prior: float) -> float:
    """How much speaks against any two records before anything is compared."""
    return log2(prior / (1 - prior))


def marked(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, those marked that the other has not."""
    if texts.plain(left) == texts.plain(right) or not left or not right:
        return [Piece(left, False)], [Piece(right, False)]
    ours, theirs = list[Piece](), list[Piece]()
    for what, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        ours += [Piece(left[a:b], what != "equal")] if b > a else []
        theirs += [Piece(right[c:d], what != "equal")] if d > c else []
    return ours, theirs


def told_levels(kind: str, levels: Mapping[str, int]) -> dict[str, dict[str, str | float]]:
    """Each comparison's level in words and what it tells by the starting weights, for programs."""
    known = Weights(kind).in_force
    return {
        name: {"words": str(known[name][at][0]), "bits": round(bits(*known[name][at][1:]), 1)}
        for name, at in levels.items()
    }
