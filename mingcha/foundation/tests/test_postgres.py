"""The launcher, on servers of its own."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from config.settings import _database
from mingcha.foundation import postgres


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """A folder the server's user can reach, which pytest's own are not when root runs the tests."""
    folder = Path("/tmp") / f"mingcha-launcher-{os.getpid()}-{time.monotonic_ns()}"
    yield folder
    postgres.remove(folder)
    shutil.rmtree(folder)


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    place = _database(url)
    host, name = str(place["HOST"]), str(place["NAME"])
    return psycopg.connect(host=host, port=str(place["PORT"]), user="postgres", dbname=name, autocommit=True)


def test_data_survive_a_kill_and_a_stop(state: Path) -> None:
    url = postgres.start(state)
    with connect(url) as database:
        database.execute("create table kept (n int); insert into kept values (7)")
    assert postgres.start(state) == url, "a second start attaches"
    postgres.kill(state)
    with connect(postgres.start(state)) as database:
        assert database.execute("select n from kept").fetchone() == (7,)
    postgres.stop(state)
    assert not postgres.is_running(state)
    with connect(postgres.start(state)) as database:
        assert database.execute("select n from kept").fetchone() == (7,)


def test_a_long_path_with_spaces_gets_a_short_socket(state: Path) -> None:
    deep = state / ("很深 的文件夹 " * 8) / "var"
    try:
        with connect(postgres.start(deep, quick=True)) as database:
            assert database.execute("select 1").fetchone() == (1,)
        assert not (deep / "socket").exists()
    finally:
        postgres.remove(deep)


def test_the_server_listens_on_no_network_port(state: Path) -> None:
    with connect(postgres.start(state, quick=True)) as database:
        assert database.execute("show listen_addresses").fetchone() == ("",)


def test_without_programs_it_says_what_to_do(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_places_of_programs", lambda: iter([]))
    with pytest.raises(postgres.CannotStart, match="PG_BIN"):
        postgres.start(state)


def test_tests_never_write_to_the_files_of_the_installation() -> None:
    assert str(settings.STATE_DIR) != str(settings.BASE_DIR / "var")
