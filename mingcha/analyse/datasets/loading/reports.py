"""What a check found, as it is shown and kept: counts, and the first places of each kind of fault."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from mingcha.analyse.datasets.contracts.columns import Column

_EACH, _ALL = 10, 400


def masked(value: Any, column: Column | None) -> str:
    """Enough of a value to find it by; of a person's only the ends."""
    text = "" if value is None else str(value)
    if column is not None and column.is_personal:
        return f"{text[:3]}***{text[-2:]}" if len(text) > 8 else f"{text[:1]}**" if text else ""
    return text if len(text) <= 40 else f"{text[:40]}…"


@dataclass
class Tally:
    """Counts by column and kind of fault, and their first places."""

    before: int = 0  # rows of the version that is added to; the other counts are of the file
    rows: int = 0
    good: int = 0
    aside: int = 0
    marked: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    places: list[list[Any]] = field(default_factory=list)

    def note(self, place: str, column: Column | None, problem: str, value: Any, *, kept: bool) -> None:
        key = (column.name if column else "", str(problem))
        self.counts[key] += 1
        if self.counts[key] <= _EACH and len(self.places) < _ALL:
            self.places.append([place, *key, masked(value, column), kept])

    def report(self) -> dict[str, Any]:
        return {
            "before": self.before,
            "rows": self.rows,
            "good": self.good,
            "aside": self.aside,
            "marked": self.marked,
            "counts": [[*key, count] for key, count in sorted(self.counts.items())],
            "places": self.places,
        }
