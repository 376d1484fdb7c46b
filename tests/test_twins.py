"""The rules written by hand for the benchmarks give the hits of the models: else they measure nothing."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks import engines
from benchmarks.agreement import differences
from benchmarks.data import contracts
from benchmarks.twins import TWINS
from benchmarks.twins.others import OTHERS
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.synthetic.catalogue import province

SCALE = 10_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place, made = tmp_path_factory.mktemp("twins"), province(SCALE)
    for name, contract in contracts().items():
        pq.write_table(made.table(contract), place / f"{name}.parquet")
    return place


def hits(engine: str, code: str, folder: Path) -> pa.Table:
    return engines.work(engine, code, engines.files_of(code, folder))()


def test_every_model_has_a_twin_and_says_why_it_has_none_in_polars() -> None:
    assert set(TWINS) == set(MODELS)
    assert [code for code, twin in TWINS.items() if (twin.polars is None) != bool(twin.without_polars)] == []


@pytest.mark.parametrize("code", MODELS)
def test_the_twins_give_the_hits_of_the_model(folder: Path, code: str) -> None:
    ours = hits("model", code, folder)
    assert ours.num_rows > 0
    assert differences(MODELS[code], ours, hits("duckdb", code, folder)) == []
    if TWINS[code].polars is not None:
        assert differences(MODELS[code], ours, hits("polars", code, folder)) == []


@pytest.mark.parametrize("code", OTHERS)
def test_pandas_and_sqlite_give_the_hits_of_the_model(folder: Path, code: str) -> None:
    ours = hits("model", code, folder)
    for engine in ("pandas", "sqlite"):
        assert differences(MODELS[code], ours, hits(engine, code, folder)) == []


def test_a_twin_that_misses_a_hit_or_a_key_is_found(folder: Path) -> None:
    ours = hits("duckdb", "M01", folder)
    fewer = ours.slice(1)
    assert "only of the model" in differences(MODELS["M01"], ours, fewer)[0]
    place = ours.schema.get_field_index("keys_payments")
    other = ours.set_column(place, ours.schema.field(place), pa.array([["P0"]] * ours.num_rows))
    assert "keys is" in differences(MODELS["M01"], ours, other)[0]
