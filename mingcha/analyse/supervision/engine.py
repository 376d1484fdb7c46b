"""The engine that models run on: DuckDB in the process, or Apache Spark where `MINGCHA_ENGINE` names one.

`MINGCHA_ENGINE=duckdb` (the default), `spark://host:port`, `local[2]`, `local-cluster[2,1,1024]`.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from mingcha.analyse.datasets import store

DUCKDB = "duckdb"
_MEMORY = os.environ.get("MINGCHA_DUCKDB_MEMORY", "4GB")
_sessions: dict[str, Any] = {}


def chosen() -> str:
    return os.environ.get("MINGCHA_ENGINE") or DUCKDB


@contextmanager
def opened(engine: str | None = None, *, spill: bool = False) -> Iterator[Any]:
    """An Ibis connection. DuckDB is made anew; a Spark session is kept for the life of the process.

    What does not fit in DuckDB's memory is an error, unless it may `spill` to the disk in plain.
    """
    engine = engine or chosen()
    if engine != DUCKDB:
        yield _spark(engine)
        return
    place: dict[str, str] = {} if spill else {"temp_directory": ""}
    connection = ibis.duckdb.connect(memory_limit=_MEMORY, **place)
    connection.raw_sql(store.NO_BAR)
    try:
        yield connection
    finally:
        connection.disconnect()


def _spark(master: str) -> Any:
    if master not in _sessions:
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(master).appName("mingcha")
        settings = {
            "spark.ui.enabled": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.ansi.enabled": "true",
            "spark.sql.shuffle.partitions": os.environ.get("MINGCHA_SPARK_PARTITIONS", "4"),
            "spark.driver.memory": os.environ.get("MINGCHA_SPARK_MEMORY", "2g"),
            "spark.log.level": "ERROR",
            "spark.ui.showConsoleProgress": "false",
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        connection: Any = ibis.pyspark.connect(builder.getOrCreate())
        connection._register_in_memory_table = partial(_give_rows, connection)
        _sessions[master] = connection
        atexit.register(close)  # left to the JVM, executors die first and are started again and again
    return _sessions[master]


def _give_rows(connection: Any, given: Any) -> None:
    """Rows in memory to Spark as Arrow. Ibis takes them through pandas, which fails on money left empty."""
    frame = connection._session.createDataFrame(given.data.to_pyarrow(given.schema))
    frame.createOrReplaceTempView(given.name)


def close() -> None:
    """End the Spark sessions of this process."""
    for connection in _sessions.values():
        connection.disconnect()
    _sessions.clear()


def table_of_rows(schema: Mapping[str, str], rows: list[dict[str, Any]]) -> Any:
    """Rows in memory as a table of exactly this schema; what a row leaves out is empty.

    Dates and moments may be ISO texts. Raises ValueError for a column that is not in the schema.
    """
    if unknown := {name for row in rows for name in row} - set(schema):
        raise ValueError(f"no such columns: {sorted(unknown)}")
    given = ibis.schema(schema).to_pyarrow()
    columns = [pa.array([_read(row.get(one.name), one.type) for row in rows], type=one.type) for one in given]
    return ibis.memtable(pa.table(columns, schema=given))


def _read(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, str) and pa.types.is_date(kind):
        return date.fromisoformat(value)
    if isinstance(value, str) and pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value)
    return value


def table_of_file(connection: Any, path: Path | str, name: str) -> Any:
    """A Parquet file (or folder of them) as a table."""
    return connection.read_parquet(str(path), table_name=name)
