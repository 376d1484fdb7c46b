"""On a generated province every model gives the same hits on DuckDB and on a real Spark."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from mingcha.analyse.supervision import engine, evaluation
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.synthetic.catalogue import province

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]

SCALE = 10_000
CONTRACTS = {one.name: one for model in MODELS.values() for one in model.inputs.values()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One Parquet file for each contract."""
    made, place = province(SCALE), tmp_path_factory.mktemp("province")
    for name, contract in CONTRACTS.items():
        pq.write_table(made.table(contract), place / f"{name}.parquet")
    return place


def hits(connection: Any, code: str, folder: Path) -> list[Any]:
    model = MODELS[code]
    tables = {
        name: engine.table_of_file(connection, folder / f"{one.name}.parquet", f"of_{one.name}")
        for name, one in model.inputs.items()
    }
    return [_rounded(one) for one in evaluation.run(connection, model, tables)]


def _rounded(hit: evaluation.Hit) -> Any:
    """All of a hit; engines add up floats in different orders."""
    evidence = {name: round(one, 9) if isinstance(one, float) else one for name, one in hit.evidence.items()}
    return hit.subject_key, hit.subject_name, hit.score, evidence, hit.keys


@pytest.mark.parametrize("code", MODELS)
def test_both_engines_give_the_same_hits(duckdb: Any, spark: Any, folder: Path, code: str) -> None:
    here = hits(duckdb, code, folder)
    assert here
    assert hits(spark, code, folder) == here
