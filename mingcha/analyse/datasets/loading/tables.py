"""What every kind of file becomes: numbered rows of cells, with the faults that values do not show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mingcha.analyse.datasets.loading.problems import Problem
from mingcha.foundation.ledgers.sheets import letters

MOST_ROWS = 50_000_000
MOST_COLUMNS = 500

Row = tuple[int, list[Any]]  # its number in the file, from 1, and its cells
Progress = Callable[[int, int], None]  # done and total; raises what stops the work


@dataclass
class Table:
    """One table of a file. `done` says how far its rows have been read, in the unit of `total`."""

    kind: str
    name: str
    rows: Iterator[Row]
    total: int = 0
    done: Callable[[], int] = int
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right from 1
    faults: dict[int, list[tuple[int, Problem]]] = field(default_factory=dict)  # by row: column and fault

    def place(self, row: int, column: int) -> str:
        """`Sheet1!C17`; columns count from 1, none where the whole row is meant."""
        return f"{self.name}!{letters(column)}{row}"
