"""Every case of every model, on DuckDB and on a real Spark."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from mingcha.analyse.supervision.checking import check
from mingcha.analyse.supervision.library.catalogue import MODELS

# A case has a handful of rows: compiling its plan and spreading it out cost far more than working it out.
# The generated province (synthetic/tests/test_engines.py) runs with everything as it is in use.
FOR_A_HANDFUL = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.leafNodeDefaultParallelism": "1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
}


@pytest.fixture(scope="module")
def handful(spark: Any) -> Any:
    for name, value in FOR_A_HANDFUL.items():
        spark._session.conf.set(name, value)
    return spark


@pytest.mark.parametrize("code", MODELS)
def test_a_model_hits_what_its_cases_say_and_nothing_else(duckdb: Any, code: str) -> None:
    assert [one for one in check(duckdb, [MODELS[code]]) if one.faults] == []


# On one worker of the run, for a cluster is enough; two cases at a time, for it has two executors.
@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("code", MODELS)
def test_spark_gives_the_same(handful: Any, code: str) -> None:
    models = [replace(MODELS[code], cases=(case,)) for case in MODELS[code].cases]
    with ThreadPoolExecutor(2) as threads:
        checked = [one for some in threads.map(lambda one: check(handful, [one]), models) for one in some]
    assert len(checked) == len(models)
    assert [one for one in checked if one.faults] == []
