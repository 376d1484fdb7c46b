"""Sums of areas, joins that keep the keys once, sieves and numbers ticked off, on DuckDB and on Spark."""

from collections.abc import Iterator
from typing import Any

import pytest

from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.portable import beside, recurring, ticked, ticks, total

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


def test_rows_alike_in_all_columns_come_through_the_sieve(connection: Any) -> None:
    given = [("甲", 1.0), ("甲", 2.0), ("乙", 1.0), ("甲", 1.0), ("丙", None), ("丙", None)]
    table = engine.table_of_rows(AREAS, [{"village": one, "area": area} for one, area in given])
    found = connection.to_pyarrow(recurring(table, "village", "area").order_by("village")).to_pylist()
    assert [tuple(row.values()) for row in found] == [("丙", None)] * 2 + [("甲", 1.0)] * 2


def test_each_number_is_ticked_off_once(connection: Any) -> None:
    given = [{"village": "甲", "number": number} for number in (0, 29, 29, 7)]
    table = engine.table_of_rows({"village": "string", "number": "int64"}, given)
    blocks = table.group_by("village").agg(ticks=ticks(table.number))
    found = connection.to_pyarrow(blocks.select(count=ticked(blocks.ticks))).to_pylist()
    assert found == [{"count": 3}]
