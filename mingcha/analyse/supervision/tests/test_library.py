"""Every model's own cases on DuckDB; on Spark one that hits, of every model."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.checking import check
from mingcha.analyse.supervision.library.catalogue import MODELS

CLUSTER = "local-cluster[2,1,1024]"  # two executors, each a process of its own
# For a handful of rows, compiling a plan costs more than running it.
FOR_A_HANDFUL = {"spark.sql.codegen.wholeStage": "false", "spark.sql.adaptive.enabled": "false"}


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Any]:
    with engine.opened("duckdb") as connection:
        yield connection


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINGCHA_SPARK_PARTITIONS", "1")  # a handful of rows
        with engine.opened(CLUSTER) as connection:
            for name, value in FOR_A_HANDFUL.items():
                connection._session.conf.set(name, value)
            yield connection
        engine.close()


@pytest.mark.parametrize("code", MODELS)
def test_a_model_hits_what_its_cases_say_and_nothing_else(duckdb: Any, code: str) -> None:
    assert [one for one in check(duckdb, [MODELS[code]]) if one.faults] == []


# `mingcha models check --engine spark` runs all of them; on one worker, for a cluster is enough.
@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("code", MODELS)
def test_spark_gives_the_same(spark: Any, code: str) -> None:
    model = MODELS[code]
    hitting = next(case for case in model.cases if case.hits)
    assert [one for one in check(spark, [replace(model, cases=(hitting,))]) if one.faults] == []
