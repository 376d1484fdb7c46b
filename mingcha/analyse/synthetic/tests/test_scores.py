"""On the generated province every model finds every plain case, and nothing among the ordinary rows."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import numpy as np
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
    import pyarrow.parquet as pq

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


def test_every_model_of_the_catalogue_is_there() -> None:
    assert {f"M{number:02}" for number in range(1, 59)} <= set(MODELS)
    assert {f"S{number:02}" for number in range(1, 9)} <= set(MODELS)
    assert {"R01", "R02", "R03"} <= set(MODELS)


def test_the_docs_list_every_model() -> None:
    text = (Path(__file__).parents[4] / "docs" / "models.md").read_text(encoding="utf-8")
    assert [code for code in MODELS if f"| {code} " not in text] == []
