"""A model's rule on each engine, from the Parquet files to a table of hits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from benchmarks.twins import TWINS

MEMORY = "4GB"  # what DuckDB may take, by hand as in the product
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

    def run() -> pa.Table:
        with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
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


ENGINES: dict[str, Callable[[str, dict[str, Path]], Work]] = {
    "model": by_model,
    "duckdb": by_duckdb,
    "polars": by_polars,
    "spark": by_spark,
}
