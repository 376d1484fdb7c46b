"""Planted rows, written one by one and added to the province a table at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.synthetic.province import Province, Sort

Number = int
Plant = Callable[["Sheets", Number], str]  # writes the rows of one case and gives its subject
Row = tuple[Sort, str, Plant]


class Sheets:
    """Rows by contract, each numbered within its table."""

    def __init__(self, province: Province, mark: str) -> None:
        self.province = province
        self.mark = mark
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.contracts: dict[str, Contract] = {}

    def row(self, contract: Contract, **values: Any) -> None:
        """One row. A key of a single column that is not given gets a number of its own."""
        rows = self.rows.setdefault(contract.name, [])
        self.contracts[contract.name] = contract
        if len(contract.keys) == 1:
            values.setdefault(contract.keys[0], f"{self.mark}{len(rows)}")
        rows.append(values)

    def plant(self, model: str, numbers: Iterable[Number], cases: Iterable[Row]) -> None:
        """Each case in turn on the next numbers, `many` of each sort."""
        given = iter(numbers)
        for sort, why, plant in cases:
            for _one in range(self.province.many):
                self.province.plant(model, sort, plant(self, next(given)), why)

    def done(self) -> None:
        for name, rows in self.rows.items():
            self.province.add_rows(self.contracts[name], rows)
