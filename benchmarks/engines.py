"""A model's rule on each engine, from the Parquet files to a table of hits."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.twins import TWINS
from benchmarks.twins.others import OTHERS
from mingcha.analyse.supervision.declaration import KEYS

MEMORY = os.environ.get("MINGCHA_DUCKDB_MEMORY", "4GB")  # what DuckDB may take, by hand as in the product
SPILLED = (
    "spilled"  # in the folder of the data: what a twin's DuckDB puts on the disk; a model's puts nothing
)
Work = Callable[[], pa.Table]


def work(engine: str, code: str, files: dict[str, Path]) -> Work:
    """What is timed. `files` are by the names of the model's inputs."""
    return ENGINES[engine](code, files)


def files_of(code: str, folder: Path) -> dict[str, Path]:
    """The file of each input: files are named after contracts."""
    from mingcha.analyse.supervision.library.catalogue import MODELS

    return {name: folder / f"{contract.name}.parquet" for name, contract in MODELS[code].inputs.items()}


def by_model(code: str, files: dict[str, Path], engine: str = "duckdb") -> Work:
    from mingcha.analyse.supervision import engine as engines
    from mingcha.analyse.supervision.evaluation import table_of_hits
    from mingcha.analyse.supervision.library.catalogue import MODELS

    def run() -> pa.Table:
        with engines.opened(engine) as connection:
            tables = {name: engines.table_of_file(connection, path, name) for name, path in files.items()}
            return table_of_hits(connection, MODELS[code], tables)

    return run


def by_spark(code: str, files: dict[str, Path]) -> Work:
    return by_model(code, files, "local[2]")


def by_duckdb(code: str, files: dict[str, Path]) -> Work:
    import duckdb

    place = next(iter(files.values())).with_name(SPILLED)

    def run() -> pa.Table:
        with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(place)}) as connection:
            connection.execute("set enable_progress_bar = false")
            for name, path in files.items():
                connection.read_parquet(str(path)).create_view(name)
            return connection.sql(TWINS[code].sql).to_arrow_table()

    return run


def by_polars(code: str, files: dict[str, Path]) -> Work:
    import polars as pl

    twin = TWINS[code].polars
    if twin is None:
        raise SystemExit(f"{code} has no twin in Polars: {TWINS[code].without_polars}")

    def run() -> pa.Table:
        frames = {name: pl.scan_parquet(path) for name, path in files.items()}
        return twin(**frames).collect(engine="streaming").to_arrow()

    return run


def by_pandas(code: str, files: dict[str, Path]) -> Work:
    def run() -> pa.Table:
        frames = {name: in_cents(pq.read_table(path)).to_pandas() for name, path in files.items()}
        found = OTHERS[code].pandas(**frames)
        return in_yuan(code, found.astype(object).where(found.notna(), None).to_dict("records"))

    return run


def by_sqlite(code: str, files: dict[str, Path]) -> Work:
    """The tables are put into the database before, which is not timed: SQLite reads no Parquet."""
    base = sqlite3.connect(":memory:")
    for name, path in files.items():
        table = in_cents(pq.read_table(path))
        base.execute(f"create table {name} ({', '.join(table.column_names)})")
        rows = zip(*(column.to_pylist() for column in days_as_text(table).columns), strict=True)
        base.executemany(f"insert into {name} values ({', '.join('?' * table.num_columns)})", rows)

    def run() -> pa.Table:
        found = base.execute(OTHERS[code].sqlite)
        names = [one[0] for one in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found]
        for row in rows:
            row.update({name: json.loads(row[name]) for name in names if name.startswith(KEYS)})
        return in_yuan(code, rows)

    return run


def in_cents(table: pa.Table) -> pa.Table:
    """Money as whole cents."""
    for place, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            cents = pc.cast(pc.multiply(table.column(place), Decimal(100)), pa.int64())
            table = table.set_column(place, field.name, cents)
        elif pa.types.is_date(field.type):
            table = table.set_column(place, field.name, table.column(place).cast(pa.timestamp("s")))
    return table


def days_as_text(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            texts = pc.strftime(table.column(place), format="%Y-%m-%d")
            table = table.set_column(place, field.name, texts)
    return table


def in_yuan(code: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Hits as the model gives them: money in yuan, days as dates; what is empty stays so."""
    other = OTHERS[code]
    for row in rows:
        known = {name for name, value in row.items() if value is not None}
        row.update({name: Decimal(int(row[name])).scaleb(-2) for name in other.money if name in known})
        row.update({name: date.fromisoformat(str(row[name])[:10]) for name in other.days if name in known})
    return pa.Table.from_pylist(rows)


ENGINES: dict[str, Callable[[str, dict[str, Path]], Work]] = {
    "model": by_model,
    "duckdb": by_duckdb,
    "polars": by_polars,
    "spark": by_spark,
    "pandas": by_pandas,
    "sqlite": by_sqlite,
}
