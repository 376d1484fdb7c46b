"""Every model's own cases, on DuckDB and on Spark."""

from collections.abc import Iterator
from typing import Any

import pytest

from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.checking import check
from mingcha.analyse.supervision.library.catalogue import MODELS

CLUSTER = "local-cluster[2,1,1024]"  # two executors, each a process of its own


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Any]:
    with engine.opened("duckdb") as connection:
        yield connection


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with engine.opened(CLUSTER) as connection:
        yield connection
    engine.close()


@pytest.mark.parametrize("code", MODELS)
def test_a_model_hits_what_its_cases_say_and_nothing_else(duckdb: Any, code: str) -> None:
    assert [one for one in check(duckdb, [MODELS[code]]) if one.faults] == []


@pytest.mark.spark
@pytest.mark.parametrize("code", MODELS)
def test_spark_gives_the_same(spark: Any, code: str) -> None:
    assert [one for one in check(spark, [MODELS[code]]) if one.faults] == []
