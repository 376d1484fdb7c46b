"""The province: its people, households, companies and villages, and the tables that areas add."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.synthetic import identities

BEGIN, END = np.datetime64("2023-01-01"), np.datetime64("2025-12-31")
AS_OF = np.datetime64("2025-12-31")


class Sort(StrEnum):
    """What was planted: a plain case, a hard one, or an innocent that looks like a case."""

    PLAIN = "plain"
    HARD = "hard"
    INNOCENT = "innocent"


@dataclass(frozen=True)
class Planted:
    """One label: this subject is (or is not) a case for this model, and why."""

    model: str
    subject: str
    sort: Sort
    why: str = ""


@dataclass
class Province:
    """`scale` is the number of persons; the rest follows from it. The same seed gives the same rows."""

    scale: int
    seed: int = 1
    tables: dict[str, list[pa.Table]] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        count, rng = self.scale, self.rng
        self.born = np.datetime64("1935-01-01") + rng.integers(0, 25_500, count).astype("timedelta64[D]")
        self.persons = identities.identity_numbers(rng, count, self.born)
        self.names = identities.names(rng, count)
        self.households = np.char.add("H", (np.arange(count) // 3).astype(str))
        self.villages = np.array([f"第{one + 1}村" for one in range(max(5, count // 1000))])
        self.village_of = np.arange(count) // 3 % len(self.villages)
        self.phones = identities.phones(rng, count)
        self.accounts = identities.accounts(rng, count)
        companies = max(60, count // 50)
        self.companies = identities.credit_codes(rng, companies)
        self.company_names = np.array([f"示例{one}号有限公司" for one in range(companies)])
        self._next_person = count
        self._next_company = companies

    @property
    def many(self) -> int:
        """How many of each planted sort: a handful in a small province, more in a large one."""
        return max(4, min(200, self.scale // 2500))

    def take(self, count: int) -> list[int]:
        """Persons (by index) that nobody else's planted cases use, and that the background leaves alone."""
        self._next_person -= count
        if self._next_person < self.scale // 2:
            raise ValueError(f"A province of {self.scale} is too small for what is planted in it.")
        return list(range(self._next_person, self._next_person + count))

    def take_companies(self, count: int) -> list[int]:
        """Companies (by index) for planted cases, likewise."""
        self._next_company -= count
        if self._next_company < len(self.companies) // 3:
            more = max(count, 60)
            self.companies = np.concatenate([self.companies, identities.credit_codes(self.rng, more)])
            start = len(self.company_names)
            added = [f"示例{start + one}号有限公司" for one in range(more)]
            self.company_names = np.concatenate([self.company_names, np.array(added)])
            self._next_company = len(self.companies) - count
        return list(range(self._next_company, self._next_company + count))

    def background(self, count: int) -> Any:
        """Indices of ordinary persons for background rows: never those that cases are planted on."""
        return self.rng.integers(0, self.scale // 2, count)

    def background_companies(self, count: int) -> Any:
        return self.rng.integers(0, max(20, self.scale // 50) // 3, count)

    def add(self, contract: Contract, columns: Mapping[str, Any]) -> None:
        """Background rows: arrays by column; columns left out are empty."""
        schema = ibis.schema(contract.schema).to_pyarrow()
        length = len(next(iter(columns.values())))
        arrays = [
            _array(columns[one.name], one.type) if one.name in columns else pa.nulls(length, one.type)
            for one in schema
        ]
        if unknown := set(columns) - set(schema.names):
            raise ValueError(f"{contract.name}: no such columns: {sorted(unknown)}")
        self._keep(contract, pa.table(arrays, schema=schema))

    def add_rows(self, contract: Contract, rows: Sequence[Mapping[str, Any]]) -> None:
        """Planted rows, written out one by one."""
        schema = ibis.schema(contract.schema).to_pyarrow()
        if unknown := {name for row in rows for name in row} - set(schema.names):
            raise ValueError(f"{contract.name}: no such columns: {sorted(unknown)}")
        arrays = [pa.array([_plain(row.get(one.name)) for row in rows], type=one.type) for one in schema]
        self._keep(contract, pa.table(arrays, schema=schema))

    def _keep(self, contract: Contract, table: pa.Table) -> None:
        self.contracts[contract.name] = contract
        self.tables.setdefault(contract.name, []).append(table)

    def plant(self, model: str, sort: Sort, subject: Any, why: str = "") -> None:
        self.planted.append(Planted(model, str(subject), sort, why))

    def table(self, contract: Contract) -> pa.Table:
        """All rows under one contract; none if no area added any."""
        given = self.tables.get(contract.name)
        if not given:
            return ibis.schema(contract.schema).to_pyarrow().empty_table()
        return pa.concat_tables(given)

    def labels(self, model: str) -> dict[str, Planted]:
        return {one.subject: one for one in self.planted if one.model == model}


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    """Money may be whole numbers or floats; it is rounded to fen."""
    if pa.types.is_decimal(kind):
        return pa.array(np.round(np.asarray(values, dtype=float), 2)).cast(kind)
    return pa.array(values).cast(kind)


def _plain(value: Any) -> Any:
    """What pyarrow takes: numpy's days, numbers and texts as Python's."""
    if isinstance(value, np.datetime64):
        return value.astype("datetime64[us]").item() if value.dtype != "datetime64[D]" else value.item()
    return value.item() if isinstance(value, np.generic) else value


Fill = Callable[[Province], None]
