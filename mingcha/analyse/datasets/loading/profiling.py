"""The profile of a version: every column in numbers and one small picture, made once by DuckDB.

Of personal columns only counts are kept: neither values nor bounds.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from mingcha.analyse.datasets import store
from mingcha.analyse.datasets.contracts.columns import Column, Kind
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.loading.tables import Progress

BARS, TOP = 24, 6
_MEASURED = (Kind.MONEY, Kind.WHOLE, Kind.NUMBER, Kind.DATE, Kind.MONTH, Kind.MOMENT)
_TIMES = (Kind.DATE, Kind.MONTH, Kind.MOMENT)

# Nothing of what may be sealed is written to the disk, however large it is.
_ALONE: dict[str, Any] = {"memory_limit": "2GB", "threads": 2, "temp_directory": ""}

Profile = dict[str, Any]


def profile(contract: Contract, place: store.Place, progress: Progress | None = None) -> list[Profile]:
    """One entry for each column of the contract, in its order. One column at a time is in memory."""
    made = []
    with store.opened(place) as file, duckdb.connect(config=_ALONE) as base:
        base.execute(store.NO_BAR)
        held = pq.ParquetFile(pa.PythonFile(file, mode="r"))
        for number, column in enumerate(contract.columns):
            base.register("v", held.read([column.name]).rename_columns(["c"]))
            try:
                made.append(_of(base, column))
            except duckdb.OutOfMemoryException:
                made.append(_roughly(base, column))
            if progress:
                progress(number, len(contract.columns) + 1)
    return made


def _of(base: Any, column: Column) -> Profile:
    rows, missing, distinct = _one(base, "select count(*), count(*) - count(c), count(distinct c) from v")
    found: Profile = {"name": column.name, "rows": rows, "missing": missing, "distinct": distinct}
    if missing == rows:
        return found
    if column.is_personal:
        return found | {"repeats": _repeats(base)}
    if column.kind in _MEASURED:
        low, high = _one(base, "select min(c), max(c) from v")
        found |= {"low": _text(low), "high": _text(high), "bars": _bars(base, column)}
        if column.kind not in _TIMES:
            found["mean"] = _text(_one(base, "select round(avg(c), 2) from v")[0])
    top = base.execute(
        "select c, count(*) n from v where c is not null group by c order by n desc, c limit ?", [TOP]
    )
    found["top"] = [[_text(value), count] for value, count in top.fetchall()]
    return found


def _roughly(base: Any, column: Column) -> Profile:
    """Of a column that is too large to be counted exactly."""
    question = "select count(*), count(*) - count(c), approx_count_distinct(c) from v"
    rows, missing, distinct = _one(base, question)
    return {"name": column.name, "rows": rows, "missing": missing, "distinct": distinct}


def _one(base: Any, question: str) -> Any:
    return base.execute(question).fetchall()[0]  # all of it: the connection is busy until then


def _repeats(base: Any) -> list[list[Any]]:
    """How many values come once, twice, up to five, ten, and more often: no value is named."""
    counts = base.execute(
        "select case when n <= 2 then n when n <= 5 then 5 when n <= 10 then 10 else 11 end k, "
        "count(*) from (select count(*) n from v where c is not null group by c) group by k order by k"
    )
    return [list(row) for row in counts.fetchall()]


def _bars(base: Any, column: Column) -> list[int]:
    """How the values spread between least and greatest, in equal steps."""
    value = "epoch(c)" if column.kind in _TIMES else "c::double"
    spread = base.execute(
        f"with x as (select {value} x from v where c is not null), "  # noqa: S608
        "b as (select min(x) low, max(x) high from x) "
        "select case when high > low then least(floor((x - low) / (high - low) * ?), ? - 1) else 0 end::int k"
        ", count(*) from x, b group by k order by k",
        [BARS, BARS],
    ).fetchall()
    found = dict(spread)
    return [found.get(place, 0) for place in range(BARS if len(found) > 1 else 1)]


def _text(value: Any) -> Any:
    if isinstance(value, Decimal | date):
        return str(value)
    return value[:80] if isinstance(value, str) else value
