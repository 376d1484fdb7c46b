"""Days of a month, on DuckDB and on Spark."""

import pytest

from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.portable import days_in_month

LENGTHS = {
    "2024-02-10": 29,
    "2023-02-01": 28,
    "2000-02-29": 29,
    "1900-02-01": 28,
    "2024-04-30": 30,
    "2024-12-31": 31,
}


@pytest.mark.parametrize(
    "chosen",
    [
        "duckdb",
        pytest.param("local-cluster[2,1,1024]", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")]),
    ],
)
def test_a_month_has_its_days_whatever_the_engine(chosen: str) -> None:
    given = [{"day": day} for day in LENGTHS]
    with engine.opened(chosen) as connection:
        table = engine.table_of_rows({"day": "date"}, given)
        found = connection.to_pyarrow(table.select("day", days=days_in_month(table.day))).to_pylist()
    engine.close()
    assert {str(row["day"]): row["days"] for row in found} == LENGTHS
