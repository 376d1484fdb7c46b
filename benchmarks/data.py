"""The tables that are measured: counties of 100,000 persons side by side, as Parquet files.

One county is the generated province with its planted cases. The others are copies of it in which whoever and
whatever has a key is somebody else, so that cases stay within their county and their number grows with it.
"""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from benchmarks.engines import SPILLED
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.supervision.library.catalogue import MODELS

COUNTY = 100_000  # persons
PAYMENTS = 10 * COUNTY  # of each table of payments in a county
PAYMENT_TABLES = ("subsidy_payments", "payments")
IDENTITIES = frozenset(
    [
        "unit",
        "account",
        "account_no",
        "company_code",
        "company",
        "payee",
        "payer",
        "payer_code",
        "village",
        "town",
        "household",
        "plate",
        "serial",
        "engine_no",
        "station",
        "plant",
        "owner",
        "owner_code",
        "agent",
        "winner_code",
        "winner",
        "parent_code",
        "taxpayer_code",
        "phone",
        "address",
        "photo_hash",
        "output",
        "meter",
        "hospital_code",
        "hospital",
        "visitor_unit",
        "sender",
        "holder",
        "swapped_to",
        "ip",
        "mac",
        "disk",
        "ca",
        "tool_key",
        "value",
    ]
)
PLAIN = {("subsidy_payments", "payee")}  # a name, which is compared with names


def contracts() -> dict[str, Contract]:
    """Every contract that a model reads, by name."""
    return {one.name: one for model in MODELS.values() for one in model.inputs.values()}


def prepared(folder: Path, persons: int, payments: int) -> float:
    """Makes the files if they are not there; how many seconds it took. Sizes are rounded to counties."""
    done = folder / "made"
    if done.exists():
        return 0.0
    start = time.perf_counter()
    county = folder / "county"
    county.mkdir(parents=True, exist_ok=True)
    _one_county(county, min(persons, COUNTY))
    counties, of_payments = max(1, persons // COUNTY), max(1, payments // PAYMENTS)
    with duckdb.connect(config={"memory_limit": "6GB"}) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"set temp_directory = '{folder / SPILLED}'")
        connection.execute("set preserve_insertion_order = false")  # written as it comes, not from memory
        for name, contract in contracts().items():
            copies = of_payments if name in PAYMENT_TABLES else counties
            _side_by_side(connection, contract, county, folder, copies, counties)
    done.touch()
    return time.perf_counter() - start


def _one_county(folder: Path, persons: int) -> None:
    from mingcha.analyse.synthetic.catalogue import province

    made = province(persons)
    for name, contract in contracts().items():
        pq.write_table(made.table(contract), folder / f"{name}.parquet")


def _side_by_side(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    county: Path,
    folder: Path,
    copies: int,
    counties: int,
) -> None:
    """A table as often as there are counties; one without anybody's key, as a calendar, only once."""
    source, target = county / f"{contract.name}.parquet", folder / f"{contract.name}.parquet"
    if copies == 1 or not any(_identifies(contract, one) for one in contract.keys):
        source.replace(target)
        return
    # With more payments than persons the ledger's units are new, the persons those of the counties in turn.
    ledger = contract.name == "payments"
    columns = []
    for name in contract.schema:
        if not _identifies(contract, name):
            columns.append(f'"{name}"')
            continue
        own = name in contract.keys or ledger
        columns.append(f"""\"{name}" || '-' || {"copy" if own else f"copy % {counties}"} as "{name}\"""")
    connection.execute(
        f"copy (select {', '.join(columns)} from read_parquet('{source}'), range({copies}) as copies(copy)) "
        f"to '{target}' (format parquet, row_group_size 1000000)"
    )


def _identifies(contract: Contract, column: str) -> bool:
    named = column.endswith("_id") or column in IDENTITIES
    return named and contract.schema[column] == "string" and (contract.name, column) not in PLAIN
