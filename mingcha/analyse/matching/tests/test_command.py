"""`mingcha match` on files, and the page of measured accuracy."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from mingcha.testing.datasets import identity

LEFT = {"身份证号": [identity(1), identity(2)], "姓名": ["测试甲", "测试乙"], "编号": ["A1", "A2"]}
RIGHT = {"id_number": ["", identity(2)[:-1] + "0"], "name": ["别人", "测试乙"], "手机": ["10000000001", None]}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    for name, columns in (("left", LEFT), ("right", RIGHT)):
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    return str(tmp_path / "left.parquet"), str(tmp_path / "right.parquet")


def match(*arguments: Any, **options: Any) -> str:
    out = StringIO()
    call_command("match", *arguments, stdout=out, **options)
    return out.getvalue()


def test_two_files_are_matched(files: tuple[str, str]) -> None:
    told = json.loads(match("person", *files, "--json", "--left-key", "编号"))
    assert [(one["left"], one["right"], one["verdict"]) for one in told["pairs"]] == [("A2", 2, "same")]
    assert set(told["pairs"][0]["levels"]) == {"identity", "name"}
    assert told["expected_precision"] > 0.95
    assert match("person", *files).startswith("2\t2\t")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["person"], "Two Parquet files"),
        (["person", "no.parquet", "no.parquet"], "no such file"),
        (["person", "LEFT", "RIGHT", "--left-column", "name=no"], "no column “no” in the file. It has 身份"),
        (["person", "LEFT", "RIGHT", "--left-column", "nose=姓名"], "no field nose. Fields: name, identity"),
        (["score", "--scale", "0"], "--scale"),
        (["company", "LEFT", "RIGHT"], "no column looks like"),
        (["person", "LEFT", "RIGHT", "--left-key", "no"], "No column no to name rows by"),
        (["person", "LEFT", "RIGHT", "--lower", "1", "--upper", "0.5"], "--lower"),
    ],
)
def test_what_is_wrong_is_said(files: tuple[str, str], arguments: list[str], words: str) -> None:
    given = [{"LEFT": files[0], "RIGHT": files[1]}.get(one, one) for one in arguments]
    with pytest.raises(CommandError, match=words):
        match(*given)


def test_a_file_that_is_no_parquet_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"a,b\n1,2\n")
    with pytest.raises(CommandError, match="no Parquet file"):
        match("person", str(tmp_path / "a.parquet"), str(tmp_path / "a.parquet"))


def test_the_score_is_written_as_a_page(tmp_path: Path) -> None:
    told = json.loads(match("score", "--scale", "0.05", "--json", "--write", str(tmp_path / "page.md")))
    assert {one["kind"] for one in told} == {"person", "company"}
    text = (tmp_path / "page.md").read_text()
    assert "| 0.95 |" in text
    assert "同音字" in text
