"""On the generated province every model finds every plain case, and nothing among the ordinary rows."""

from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from mingcha.analyse.datasets.loading.numbers import identity_check
from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.synthetic import identities
from mingcha.analyse.synthetic.catalogue import province
from mingcha.analyse.synthetic.province import Province, Sort
from mingcha.analyse.synthetic.scoring import Score, score

SCALE = 20_000


@pytest.fixture(scope="module")
def scores() -> Iterator[dict[str, Score]]:
    with engine.opened("duckdb") as connection:
        yield {one.code: one for one in score(connection, MODELS.values(), province(SCALE))}


@pytest.mark.parametrize("code", MODELS)
def test_a_model_finds_every_plain_case_and_no_ordinary_row(scores: dict[str, Score], code: str) -> None:
    found = scores[code]
    assert found.planted[Sort.PLAIN] > 0
    assert found.planted[Sort.HARD] > 0
    assert found.recall_plain == 1.0
    assert found.background == 0


def test_the_same_seed_gives_the_same_rows() -> None:
    one, other = province(SCALE, seed=3), province(SCALE, seed=3)
    assert one.planted == other.planted
    for contract in one.contracts.values():
        assert one.table(contract).equals(other.table(contract)), contract.name


def test_invented_numbers_are_valid_and_all_differ() -> None:
    rng = np.random.default_rng(1)
    found = identities.identity_numbers(rng, 5000)
    assert len(set(found)) == 5000
    assert all(one[17] == identity_check(str(one[:17])) for one in found[:200])


def test_a_province_too_small_says_so() -> None:
    with pytest.raises(ValueError, match="too small"):
        Province(100).take(60)


def run(*options: str) -> str:
    out = StringIO()
    call_command("models", *options, stdout=out)
    return out.getvalue()


def test_the_command_lists_checks_and_runs(tmp_path: Path) -> None:
    assert len(run().splitlines()) == len(MODELS)
    assert '"faults": []' in run("check", "M01", "--json")
    made = Province(3000)
    from mingcha.analyse.synthetic import people, subsidies

    for fill in (people.fill, subsidies.fill):
        fill(made)
    for name, contract in MODELS["M01"].inputs.items():
        pq.write_table(made.table(contract), tmp_path / f"{name}.parquet")
    assert '"subject"' in run("run", "M01", "--data", str(tmp_path), "--json")
    with pytest.raises(CommandError, match="M99"):
        run("check", "M99")
    with pytest.raises(CommandError, match="parquet is missing"):
        run("run", "M08", "--data", str(tmp_path))
    with pytest.raises(CommandError):
        run("run", "M01", "--data", str(tmp_path), "--set", "grace=99")


BROKEN = {
    "no Parquet file": b"not parquet",
    "lacks payment_id, person_id, item, month, amount": {"a": [1]},
    "the column amount holds text; subsidy_payments says numbers": {
        "payment_id": ["1"], "person_id": ["1"], "item": ["x"], "month": ["2024-01"], "amount": ["many"],
    },
}  # fmt: skip


@pytest.mark.parametrize("told", BROKEN)
def test_a_file_that_does_not_fit_its_contract_is_told(tmp_path: Path, told: str) -> None:
    given, path = BROKEN[told], tmp_path / "payments.parquet"
    if isinstance(given, bytes):
        path.write_bytes(given)
    else:
        frame = pa.table(given)
        if "month" in given:
            frame = frame.set_column(3, "month", pa.array([date(2024, 1, 1)]))
        pq.write_table(frame, path)
    with pytest.raises(CommandError, match=told):
        run("run", "M01", "--data", str(tmp_path))


def test_columns_that_a_contract_does_not_require_may_be_left_out(tmp_path: Path) -> None:
    case = next(one for one in MODELS["M01"].cases if one.hits)
    for name, contract in MODELS["M01"].inputs.items():
        given = {column for row in case.rows[name] for column in row}
        given |= {one.name for one in contract.columns if one.required} | set(contract.keys)
        schema = {column: contract.schema[column] for column in sorted(given)}
        rows = engine.table_of_rows(schema, case.rows[name]).to_pyarrow()
        pq.write_table(rows, tmp_path / f"{name}.parquet")
    assert all(key in run("run", "M01", "--data", str(tmp_path), "--json") for key in case.hits)


def test_a_folder_that_is_not_there_and_a_province_too_small_are_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        run("run", "M01", "--data", str(tmp_path / "none"))
    with pytest.raises(CommandError, match="--scale 10000 is enough"):
        run("score", "M01", "--scale", "100")
    with pytest.raises(CommandError, match="No engine sparky: duckdb, spark"):
        run("check", "M01", "--engine", "sparky")


def test_every_model_of_the_catalogue_is_there() -> None:
    assert {f"M{number:02}" for number in range(1, 59)} <= set(MODELS)
    assert {f"S{number:02}" for number in range(1, 9)} <= set(MODELS)
    assert {"R01", "R02", "R03"} <= set(MODELS)


def test_the_docs_list_every_model() -> None:
    text = (Path(__file__).parents[4] / "docs" / "models.md").read_text(encoding="utf-8")
    assert [code for code in MODELS if f"| {code} " not in text] == []
