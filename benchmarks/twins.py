"""The same rules as the models', written by hand for each engine: the yardsticks of `benchmarks.models`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Work = Callable[[], int]

M01_SQL = """
with dead as (select person_id, min(died_on) as died_on from deaths group by person_id)
select p.person_id, max(p.name), dead.died_on, count(distinct p.month), sum(p.amount),
       min(p.month), max(p.month), list(p.payment_id)
from payments p join dead using (person_id)
where (year(p.month) - year(dead.died_on)) * 12 + month(p.month) - month(dead.died_on) > 1
group by p.person_id, dead.died_on
"""
M08_SQL = """
with terms as (
  select person_id, from_on, coalesce(min(to_on), date '2999-12-31') as to_on, max(record_id) as record_id
  from prisoners group by person_id, from_on),
paid as (
  select p.*, terms.record_id, terms.from_on, terms.to_on from payments p join terms using (person_id)
  where not (item like '%耕地%' or item like '%种粮%' or item like '%退耕%' or item like '%农机%'
             or item like '%公益林%' or item like '%草原%')
    and (year(month) - year(from_on)) * 12 + month(month) - month(from_on) > 1
    and (year(to_on) - year(month)) * 12 + month(to_on) - month(month) > 0)
select person_id, max(name), count(distinct month), sum(amount), min(month), max(month),
       list(distinct payment_id), list(distinct record_id)
from paid group by person_id
"""
DUPLICATES_SQL = """
select payee, payee_account, amount, day, count(*), list(payment_id)
from payments group by payee, payee_account, amount, day having count(*) > 1
"""


def m01_polars(place: Path) -> int:
    import polars as pl

    payments = pl.scan_parquet(place / "subsidy_payments.parquet")
    deaths = pl.scan_parquet(place / "deaths.parquet").group_by("person_id").agg(pl.col("died_on").min())
    both = payments.join(deaths, on="person_id")
    months = (pl.col("month").dt.year() - pl.col("died_on").dt.year()) * 12 + (
        pl.col("month").dt.month().cast(pl.Int32) - pl.col("died_on").dt.month().cast(pl.Int32)
    )
    late = both.filter(months > 1)
    found = late.group_by("person_id", "died_on").agg(
        pl.col("name").max(),
        months=pl.col("month").n_unique(),
        amount=pl.col("amount").sum(),
        first=pl.col("month").min(),
        last=pl.col("month").max(),
        keys=pl.col("payment_id"),
    )
    return found.collect(engine="streaming").height


def m08_polars(place: Path) -> int:
    import polars as pl

    land = "耕地|种粮|退耕|农机|公益林|草原"
    payments = pl.scan_parquet(place / "subsidy_payments.parquet")
    terms = (
        pl.scan_parquet(place / "prisoners.parquet")
        .group_by("person_id", "from_on")
        .agg(pl.col("to_on").min().fill_null(pl.date(2999, 12, 31)), pl.col("record_id").max())
    )
    both = payments.filter(~pl.col("item").str.contains(land)).join(terms, on="person_id")

    def months(later: str, earlier: str) -> Any:
        years = pl.col(later).dt.year() - pl.col(earlier).dt.year()
        return (
            years * 12 + pl.col(later).dt.month().cast(pl.Int32) - pl.col(earlier).dt.month().cast(pl.Int32)
        )

    held = both.filter((months("month", "from_on") > 1) & (months("to_on", "month") > 0))
    found = held.group_by("person_id").agg(
        pl.col("name").max(), pl.col("month").n_unique().alias("months"), pl.col("payment_id").unique()
    )
    return found.collect(engine="streaming").height


SQL = {"M01": M01_SQL, "M08": M08_SQL}
POLARS: dict[str, Callable[[Path], int]] = {"M01": m01_polars, "M08": m08_polars}
TWINS = tuple(SQL)


def work(engine: str, code: str, place: Path) -> Work:
    """What is timed: from the files to the number of hits."""
    made = {
        "ibis": ibis_work,
        "duckdb": duckdb_work,
        "polars": lambda code, place: lambda: POLARS[code](place),
        "pandas": pandas_work,
        "sqlite": sqlite_work,
        "spark": spark_work,
    }
    return made[engine](code, place)


def _model(code: str) -> Any:
    from mingcha.analyse.supervision.library.catalogue import MODELS

    return MODELS[code]


def _files(code: str, place: Path) -> dict[str, Path]:
    """The file of each input: files are named after contracts."""
    files = {name: place / f"{contract.name}.parquet" for name, contract in _model(code).inputs.items()}
    return {name: path for name, path in files.items() if path.exists()}


def ibis_work(code: str, place: Path, name: str = "duckdb") -> Work:
    from mingcha.analyse.supervision import engine
    from mingcha.analyse.supervision.evaluation import expression

    def run() -> int:
        with engine.opened(name) as connection:
            files = _files(code, place)
            tables = {one: engine.table_of_file(connection, path, one) for one, path in files.items()}
            return int(connection.to_pyarrow(expression(_model(code), tables)).num_rows)

    return run


def spark_work(code: str, place: Path) -> Work:
    return ibis_work(code, place, "local[2]")


def duckdb_work(code: str, place: Path) -> Work:
    import duckdb

    def run() -> int:
        connection = duckdb.connect(config={"memory_limit": "4GB"})
        for name, path in _files(code, place).items():
            connection.execute(f"create view {name} as select * from read_parquet('{path}')")
        return int(connection.execute(SQL[code]).to_arrow_table().num_rows)

    return run


def pandas_work(code: str, place: Path) -> Work:
    import pandas as pd

    def m01() -> int:
        payments = pd.read_parquet(place / "subsidy_payments.parquet")
        deaths = (
            pd.read_parquet(place / "deaths.parquet").groupby("person_id", as_index=False)["died_on"].min()
        )
        both = payments.merge(deaths, on="person_id")
        month, died = pd.to_datetime(both["month"]), pd.to_datetime(both["died_on"])
        late = both[(month.dt.year - died.dt.year) * 12 + month.dt.month - died.dt.month > 1]
        found = late.groupby(["person_id", "died_on"]).agg(
            {"name": "max", "month": "nunique", "amount": "sum", "payment_id": list}
        )
        return len(found)

    if code != "M01":
        raise SystemExit(f"{code} has no twin in pandas")
    return m01


def sqlite_work(code: str, place: Path) -> Work:
    """Loading is left out: SQLite reads no Parquet."""
    import sqlite3

    import pyarrow.parquet as pq

    connection = sqlite3.connect(":memory:")
    for name, path in _files(code, place).items():
        table = pq.read_table(path)
        names = ", ".join(table.column_names)
        connection.execute(f"create table {name} ({names})")
        marks = ", ".join("?" for _each in table.column_names)
        for batch in table.to_batches(100_000):
            rows = ([None if one is None else str(one) for one in row.values()] for row in batch.to_pylist())
            connection.executemany(f"insert into {name} values ({marks})", rows)
    sql = SQL[code].replace("list(", "group_concat(").replace("year(", "strftime('%Y', ")
    sql = sql.replace("month(", "strftime('%m', ")

    def run() -> int:
        return len(connection.execute(sql).fetchall())

    return run
