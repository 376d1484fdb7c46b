"""Running one model: its expression, its output held to the contract, its hits in one order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import ibis
import pyarrow as pa
import sqlglot
from ibis.expr.operations import DatabaseTable, InMemoryTable
from sqlglot import exp
from sqlglot.optimizer.eliminate_subqueries import eliminate_subqueries

from mingcha.analyse.supervision.declaration import FIXED, KEYS, Evidence, Model
from mingcha.analyse.supervision.engine import DUCKDB, table_of_rows
from mingcha.analyse.supervision.parameters import settled

MOST_UNJUDGED = 1000
WORTH_KEEPING = (exp.Join, exp.Group, exp.AggFunc, exp.Window, exp.Distinct, exp.SetOperation, exp.Unnest)


class BadOutput(Exception):
    """A model broke the output contract: the fault is the model's, not the data's."""


@dataclass(frozen=True)
class Hit:
    """One hit: about whom or what, how strong, what a person reads, and the keys of the rows behind it."""

    subject_key: str
    subject_name: str
    score: float
    evidence: dict[str, Any]
    keys: dict[str, tuple[str, ...]]

    def sentence(self, model: Model) -> str:
        told = {one.name: shown(self.evidence[one.name], one) for one in model.evidence}
        return model.sentence.format(subject_key=self.subject_key, subject_name=self.subject_name, **told)


def shown(value: Any, evidence: Evidence) -> str:
    """As people write it: money without needless digits, shares in per cent, months and days as dates."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return f"{value:%Y-%m}" if evidence.month else value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    if isinstance(value, float) and evidence.share:
        return f"{value * 100:,.2f}".rstrip("0").rstrip(".") + "%"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return "—" if value is None else str(value)


def expression(model: Model, tables: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> Any:
    """The model's expression over these tables; optional inputs left out count as empty. Raises Invalid."""
    found = model.hits(**_arguments(model, tables, given))
    _refuse_unfit(model, found)
    return found


def _arguments(model: Model, tables: Mapping[str, Any], given: Mapping[str, Any] | None) -> dict[str, Any]:
    filled = {
        name: tables[name] if name in tables else table_of_rows(contract.schema, [])
        for name, contract in model.inputs.items()
        if name in tables or name in model.optional
    }
    return filled | settled(model.parameters, given or {})


def unjudged(
    connection: Any, model: Model, tables: Mapping[str, Any], given: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """Those the model could not judge, by name, and the code of why; none for a model that judges all."""
    if model.unjudged is None:
        return {}
    found = model.unjudged(**_arguments(model, tables, given)).order_by("subject_name").limit(MOST_UNJUDGED)
    return {row["subject_name"]: row["why"] for row in connection.to_pyarrow(found).to_pylist()}


def run(
    connection: Any, model: Model, tables: Mapping[str, Any], given: Mapping[str, Any] | None = None
) -> list[Hit]:
    """The hits, by subject. The same inputs give the same list whatever the engine."""
    return from_rows(model, table_of_hits(connection, model, tables, given).to_pylist())


def table_of_hits(
    connection: Any, model: Model, tables: Mapping[str, Any], given: Mapping[str, Any] | None = None
) -> pa.Table:
    """The hits as the model gives them, in no order. DuckDB over its own tables takes the SQL kept for it."""
    if connection.name != DUCKDB or any(table.op().find(InMemoryTable) for table in tables.values()):
        return connection.to_pyarrow(expression(model, tables, given))
    schemas = tuple((name, table.schema()) for name, table in sorted(tables.items()))
    kept = _kept(model, schemas, tuple(sorted(settled(model.parameters, given or {}).items())))
    for name, table in tables.items():
        if not isinstance(table.op(), DatabaseTable) or table.op().name != name:
            connection.create_view(name, table, overwrite=True)
    for name, rows in kept.constants.items():
        connection.con.register(name, rows)
    return connection.con.sql(kept.sql).to_arrow_table().cast(kept.schema)


@dataclass(frozen=True)
class Kept:
    """A model's SQL for DuckDB, over tables named after its inputs; the constants in it; what comes out."""

    sql: str
    constants: Mapping[str, pa.Table]
    schema: pa.Schema


@lru_cache(maxsize=256)
def _kept(model: Model, schemas: tuple[tuple[str, Any], ...], values: tuple[tuple[str, Any], ...]) -> Kept:
    """Building and translating an expression takes longer than many a query: once in a process is enough."""
    found = expression(model, {name: ibis.table(schema, name) for name, schema in schemas}, dict(values))
    constants = {rows.name: rows.data.to_pyarrow(rows.schema) for rows in found.op().find(InMemoryTable)}
    return Kept(_shared(str(ibis.to_sql(found, dialect=DUCKDB))), constants, found.schema().to_pyarrow())


def _shared(sql: str) -> str:
    """With what is used several times named, so that DuckDB works it out once; Ibis writes it out anew.

    What only reads, filters and reckons row by row is not kept: reading a file again costs less than a copy.
    """
    query = eliminate_subqueries(sqlglot.parse_one(sql, dialect=DUCKDB))
    kept: set[str] = set()
    for part in query.find_all(exp.CTE):
        sources = {source.name for source in part.this.find_all(exp.Table)}
        if sources & kept or part.this.find(*WORTH_KEEPING):
            kept.add(part.alias)
        else:
            part.set("materialized", False)
    return query.sql(dialect=DUCKDB)


def from_rows(model: Model, found: Iterable[dict[str, Any]]) -> list[Hit]:
    """Rows of the output contract as hits in order. Raises BadOutput where one breaks it."""
    hits = sorted((_hit(model, row) for row in found), key=_order)
    if twice := [
        one.subject_key for one, next_one in zip(hits, hits[1:], strict=False) if _same(one, next_one)
    ]:
        raise BadOutput(f"{model.code}: the same hit twice: {twice[:3]}")
    return hits


def _order(hit: Hit) -> Any:
    return hit.subject_key, str(sorted(hit.keys.items()))


def _same(one: Hit, other: Hit) -> bool:
    return one.subject_key == other.subject_key and one.keys == other.keys


def _hit(model: Model, row: dict[str, Any]) -> Hit:
    keys = {name.removeprefix(KEYS): _keys(row[name]) for name in row if name.startswith(KEYS)}
    score = row["score"]
    if row["subject_key"] is None or score is None or not 0 <= score <= 1:
        raise BadOutput(f"{model.code}: a hit without subject or with score {score}")
    if not any(keys.values()):
        raise BadOutput(f"{model.code}: the hit on {row['subject_key']} names no rows")
    evidence = {one.name: row[one.name] for one in model.evidence}
    return Hit(row["subject_key"], row["subject_name"] or "", round(score, 6), evidence, keys)


def _keys(values: Any) -> tuple[str, ...]:
    return tuple(sorted({str(value) for value in values or () if value is not None}))


def _refuse_unfit(model: Model, found: Any) -> None:
    columns = dict(found.schema().items())
    if missing := [name for name in model.columns if name not in columns]:
        raise BadOutput(f"{model.code}: missing columns {missing}")
    arrays = [name for name in columns if name.startswith(KEYS)]
    if not arrays or {name.removeprefix(KEYS) for name in arrays} - set(model.inputs):
        raise BadOutput(f"{model.code}: keys of rows for no input: {arrays}")
    if extra := set(columns) - set(model.columns) - set(arrays):
        raise BadOutput(f"{model.code}: undeclared columns {sorted(extra)}")
    if not all(columns[name].is_string() for name in FIXED[:2]) or not columns["score"].is_floating():
        raise BadOutput(f"{model.code}: subjects are text and scores are floats")
