"""An analyst's SQL reads the granted tables and reaches nothing else, however it is written."""

import pyarrow as pa
import pytest

from mingcha.analyse.supervision.sandbox import Bounds, NotReadOnly, TooMuch, Wrong, checked, run_sql, running
from mingcha.foundation.refusals import Invalid

PEOPLE = pa.table({"person_id": ["a", "b", "b"], "amount": [1, 2, 3]})
TABLES = {"people": PEOPLE}


def test_a_query_gives_its_rows() -> None:
    sums = "select person_id, sum(amount) as total from people group by all"
    sql = f"with sums as ({sums}) select * from sums where total > $low order by 1"
    assert run_sql(sql, TABLES, {"low": 2}).to_pylist() == [{"person_id": "b", "total": 5}]


ESCAPES = {
    "two statements": "select 1; select 2",
    "no query": "drop table people",
    "insert": "insert into people values ('c', 1)",
    "create": "create table x as select * from people",
    "copy out": "copy people to '/tmp/x.csv'",
    "copy a query": "copy (select * from people) to 'x'",
    "a file": "select * from 'x.csv'",
    "a file by function": "select * from read_csv('/etc/passwd')",
    "any file": "select * from read_text('/etc/passwd')",
    "a blob": "select * from read_blob('/etc/*')",
    "glob": "select * from glob('/etc/*')",
    "parquet": "select * from parquet_scan('x.parquet')",
    "the network": "select * from 'https://example.com/x.parquet'",
    "attach": "attach 'x.db' as y",
    "attach within": "with a as (select 1) attach 'x.db'",
    "install": "install httpfs",
    "load": "load httpfs",
    "a setting": "set memory_limit = '100GB'",
    "a pragma": "pragma database_list",
    "a setting read": "select current_setting('home_directory')",
    "the surroundings": "select getenv('SECRET_KEY')",
    "the catalogue": "select * from duckdb_settings()",
    "information schema": "select * from information_schema.tables",
    "a schema": "select * from main.people",
    "another data set": "select * from payments",
    "another data set within": "select * from people where exists (select 1 from payments)",
    "another data set in a join": "select * from people join payments using (person_id)",
    "a query in a text": "select * from query('select 1')",
    "a table by name": "select * from query_table('payments')",
    "into": "select * into x from people",
    "explain": "explain select * from people",
    "call": "call duckdb_functions()",
    "export": "export database 'x'",
    "python": "select * from PEOPLE_FRAME",
    "an unknown parameter": "select * from people where amount > $other",
    "not SQL": "hello there (",
    "nothing": "",
    "far too long": "select " + "1," * 20_000 + "1",
    "deeply nested": "select " + "(" * 5000 + "1" + ")" * 5000,
}


@pytest.mark.parametrize("name", ESCAPES)
def test_every_way_out_is_refused_before_anything_runs(name: str) -> None:
    with pytest.raises(NotReadOnly):
        checked(ESCAPES[name], TABLES)


BEHIND = [
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from glob('/*')",
    "copy people to '/tmp/mingcha-escape.csv'",
    "set memory_limit = '100GB'",
    "attach '/tmp/mingcha-escape.db' as other",
    "install httpfs",
    "select * from 'https://example.com/x.parquet'",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "pragma enable_profiling",
    "select * from given",
]


@pytest.mark.parametrize("sql", BEHIND)
def test_the_locked_process_refuses_them_by_itself(sql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "checked", lambda sql, tables, values: sql)
    with pytest.raises(Invalid):
        run_sql(sql, TABLES)


def test_a_parameter_that_is_not_used_is_told_by_name() -> None:
    with pytest.raises(NotReadOnly, match="limit"):
        checked("select person_id from people", TABLES, ["limit"])


def test_what_the_engine_says_is_told_as_its_answer() -> None:
    with pytest.raises(Wrong, match="^SQL 语句无法运行：Binder Error"):
        run_sql("select person_id as key, nope from people", TABLES)


def test_the_process_has_no_secret_in_its_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "never")
    monkeypatch.setattr(running, "checked", lambda sql, tables, values: sql)
    with pytest.raises(Invalid):
        run_sql("select getenv('SECRET_KEY')", TABLES)


def test_time_memory_and_rows_are_bounded() -> None:
    many = "select a.amount from people a, people b, people c"
    with pytest.raises(TooMuch, match="3"):
        run_sql(many, TABLES, bounds=Bounds(most_rows=3))
    cross = "with recursive r as (select 1 as n union all select n + 1 from r) select max(n) from r"
    with pytest.raises(TooMuch):
        run_sql(cross, TABLES, bounds=Bounds(seconds=3))
    wide = pa.table({"person_id": [str(one) * 50 for one in range(20_000)], "amount": list(range(20_000))})
    hungry = "select list(a.person_id || b.person_id) from people a, people b"
    with pytest.raises(TooMuch):
        run_sql(hungry, {"people": wide}, bounds=Bounds(seconds=20, memory="100MB"))


def test_a_mistake_is_told_with_its_place() -> None:
    with pytest.raises(Wrong, match="nowhere"):
        run_sql("select nowhere from people", TABLES)
