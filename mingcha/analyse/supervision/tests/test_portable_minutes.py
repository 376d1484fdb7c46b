"""Minutes between moments, on DuckDB and on Spark."""

import pytest

from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.portable import minutes_between

MOMENTS = {
    ("2024-05-01T10:00:59", "2024-05-01T10:30:00"): 30,
    ("2024-05-01T10:30:00", "2024-05-01T10:00:00"): -30,
    ("2024-02-28T23:50:00", "2024-03-01T00:10:00"): 1460,
    ("2023-12-31T23:59:59", "2024-01-01T00:00:00"): 1,
}


@pytest.mark.parametrize(
    "chosen",
    [
        "duckdb",
        pytest.param("local-cluster[2,1,1024]", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")]),
    ],
)
def test_minutes_are_those_of_the_clock_whatever_the_engine(chosen: str) -> None:
    given = [{"key": str(pair), "a": pair[0], "b": pair[1]} for pair in MOMENTS]
    with engine.opened(chosen) as connection:
        table = engine.table_of_rows({"key": "string", "a": "timestamp", "b": "timestamp"}, given)
        found = table.select("key", minutes=minutes_between(table.a, table.b))
        rows = connection.to_pyarrow(found).to_pylist()
    engine.close()
    assert {row["key"]: row["minutes"] for row in rows} == {str(pair): one for pair, one in MOMENTS.items()}
