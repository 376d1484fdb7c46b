"""Planting cases: rows written one by one, kept by contract, and added to the province at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.synthetic import identities
from mingcha.analyse.synthetic.province import Province, Sort

Firm = dict[str, str]  # a company as rows name it
Write = Callable[["Bed", int], Any]  # writes the rows of one case on this index, gives its subject


@dataclass
class Bed:
    """The rows of one model's planted cases: `row` as often as needed, `done` once."""

    province: Province
    model: str
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)

    def row(self, contract: Contract, **columns: Any) -> None:
        self.contracts[contract.name] = contract
        self.rows.setdefault(contract.name, []).append(columns)

    def persons(self, sort: Sort, why: str, write: Write) -> None:
        """As many cases as the province plants of each sort, each on a person of its own."""
        self.each(self.province.take(self.province.many), sort, why, write)

    def numbers(self, sort: Sort, why: str, write: Write) -> None:
        """The same, on running numbers, for subjects that are neither persons nor companies."""
        self.each(range(self.province.many), sort, why, write)

    def each(self, indices: Iterable[int], sort: Sort, why: str, write: Write) -> None:
        for index in indices:
            self.province.plant(self.model, sort, write(self, index), why)

    def done(self) -> None:
        for name, rows in self.rows.items():
            self.province.add_rows(self.contracts[name], rows)


def who(province: Province, index: int) -> dict[str, str]:
    """A person as rows name them."""
    return {"person_id": str(province.persons[index]), "name": str(province.names[index])}


def newcomers(model: str, count: int) -> Iterator[Firm]:
    """Companies that are in no register, each model's different from all others."""
    serial = np.char.zfill(np.arange(count).astype(str), 5)
    codes = identities.with_check(np.char.add(f"91990102MA{model[-2:]}", serial))
    for number, code in enumerate(codes):
        yield {"company_code": str(code), "company": f"示例新{model[-2:]}{number}号公司"}


def numbered(prefix: str, count: int) -> Any:
    """`count` running keys: `numbered("A", 3)` is A0, A1, A2."""
    return np.char.add(prefix, np.arange(count).astype(str))


def on(day: str, later: int = 0) -> np.datetime64:
    """A day, or so many days after it."""
    return np.datetime64(day) + np.timedelta64(later, "D")


def at(day: Any, hour: int, minute: int = 0) -> np.datetime64:
    """A moment of a day."""
    clock = np.timedelta64(hour * 60 + minute, "m")
    moment: np.datetime64 = np.datetime64(day).astype("datetime64[us]") + clock
    return moment
