"""Sums of areas and joins that keep the keys once, on DuckDB and on Spark."""

from collections.abc import Iterator
from typing import Any

import pytest

from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.portable import beside, total

AREAS = {"village": "string", "area": "float64"}


@pytest.fixture(
    params=[
        "duckdb",
        pytest.param("local-cluster[2,1,1024]", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")]),
    ]
)
def connection(request: pytest.FixtureRequest) -> Iterator[Any]:
    with engine.opened(request.param) as opened:
        yield opened
    engine.close()


@pytest.mark.parametrize("order", [1, -1])
def test_areas_add_up_the_same_in_any_order(connection: Any, order: int) -> None:
    areas = [0.1, 0.2, 0.3, 1e9, None][::order]
    table = engine.table_of_rows(AREAS, [{"village": "甲", "area": area} for area in areas])
    found = connection.to_pyarrow(table.aggregate(area=total(table.area))).to_pylist()
    assert found == [{"area": 1_000_000_000.6}]


def test_every_row_is_kept_and_the_key_comes_once(connection: Any) -> None:
    left = engine.table_of_rows(AREAS, [{"village": one, "area": 1.0} for one in ("甲", "乙")])
    right = engine.table_of_rows({"village": "string", "tillable": "float64"}, [{"village": "甲"}])
    both = beside(beside(left, right.mutate(seen=True), "village"), right.select("village"), "village")
    found = connection.to_pyarrow(both.order_by("village")).to_pylist()
    assert [(row["village"], row["seen"]) for row in found] == [("乙", None), ("甲", True)]
    assert list(found[0]) == ["village", "area", "tillable", "seen"]
