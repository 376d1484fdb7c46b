"""What does not fit in memory never lies on the disk in plain, unless its data do."""

from typing import Any

import duckdb
import pytest

from mingcha.analyse.supervision import engine

HUNGRY = "select count(distinct range || repeat('x', 200)) from range(2000000)"


def place(connection: Any) -> str:
    return str(connection.con.execute("select current_setting('temp_directory')").fetchone()[0])


def test_duckdb_spills_only_where_the_data_are_not_sealed() -> None:
    with engine.opened(engine.DUCKDB) as connection:
        assert place(connection) == ""
    with engine.opened(engine.DUCKDB, spill=True) as connection:
        assert place(connection) != ""


def test_what_does_not_fit_is_refused_rather_than_spilled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_MEMORY", "64MB")
    with engine.opened(engine.DUCKDB) as connection, pytest.raises(duckdb.OutOfMemoryException):
        connection.con.execute(HUNGRY)
