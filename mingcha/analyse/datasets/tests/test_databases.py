"""Loading by a query from another database: one SELECT, its address kept nowhere."""

from typing import Any

import psycopg
import pytest
from django.conf import settings

from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.loading import databases
from mingcha.analyse.datasets.models import Dataset
from mingcha.analyse.datasets.tests.places import nothing_changes
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers.sheets import Unreadable
from mingcha.foundation.refusals import NotAllowed
from mingcha.testing.datasets import (
    HEADINGS,
    payments,
)

pytestmark = pytest.mark.django_db


# Other databases


WRITES = (
    "delete from accounts_user",
    "select 1; select 2",
    "select * into x from accounts_user",
    "with x as (delete from accounts_user returning *) select * from x",
    "select * from accounts_user for update",
    "copy accounts_user to '/tmp/x'",
    "set session characteristics as transaction read write",
    "drop table accounts_user",
    "values (1",
    "",
)


@pytest.mark.parametrize("query", WRITES)
def test_only_one_select_is_asked(query: str) -> None:
    with pytest.raises(Unreadable):
        databases.refuse_unless_select(query)


def test_a_select_may_be_as_rich_as_one_likes() -> None:
    databases.refuse_unless_select(
        "with x as (select 1 a) select a, count(*) over () from x union all select 2, 3;"
    )


ADDRESSES = (
    "",
    "mysql://a:b@c/d",
    "postgresql:///d",
    "postgresql://c",
    "postgresql://%2Ftmp/d",
    "postgresql://c:x/d",
)


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_names_a_host_and_a_database(url: str) -> None:
    with pytest.raises(Unreadable):
        list(databases.lines_of(url, "select 1"))


def test_loading_from_a_database_is_off_unless_switched_on(staff: User, dataset: Dataset) -> None:
    with pytest.raises(NotAllowed):
        actions.bring_from_database(dataset, url="postgresql://a:b@localhost/c", query="select 1", by=staff)


def test_a_database_that_does_not_answer_is_told_without_its_address(
    staff: User, dataset: Dataset, settings: Any
) -> None:
    settings.ALLOW_DATABASE_LOADS = True
    with nothing_changes(), pytest.raises(Unreadable) as found:
        actions.bring_from_database(
            dataset, url="postgresql://who:secret@127.0.0.1:1/x", query="select 1", by=staff
        )
    assert "secret" not in str(found.value)
    assert "127.0.0.1" not in str(found.value)


class Cursor:
    """As psycopg's, with three rows."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows, self.description = rows, [type("C", (), {"name": name})() for name in HEADINGS]

    def __enter__(self) -> "Cursor":
        return self

    def __exit__(self, *given: Any) -> None: ...

    def execute(self, query: str) -> None:
        self.query = query

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        found, self.rows = self.rows, []
        return found


def test_a_query_becomes_a_version_and_its_address_is_kept_nowhere(
    staff: User, dataset: Dataset, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLOW_DATABASE_LOADS = True
    asked: dict[str, Any] = {}

    class Base(Cursor):
        read_only = False

        def cursor(self, name: str) -> Cursor:
            return self

    def connect(**given: Any) -> Base:
        asked.update(given)
        return Base([tuple(row) for row in payments()])

    monkeypatch.setattr(psycopg, "connect", connect)
    url, query = "postgresql://who:s3cret@db.example:5433/money?host=/tmp", "select * from payments"
    load = actions.bring_from_database(dataset, url=url, query=query, by=staff)
    actions.plan_load(load, columns=load.plan["columns"], keep_damaged=False, by=staff)
    actions.check_load(load, by=staff)
    version = actions.load_version(load, by=staff)
    assert (version.rows, version.source_kind, version.lineage["query"]) == (3, "database", query)
    assert (asked["host"], asked["port"], asked["dbname"]) == ("db.example", 5433, "money")
    assert "read_only=on" in asked["options"]
    kept = str([*Event.objects.values_list("facts", flat=True), version.lineage, version.report])
    assert "s3cret" not in kept
    assert "db.example" not in kept


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own PostgreSQL, which listens on a socket that no address may name."""
    place = settings.DATABASES["default"]
    account = {"user": place["USER"], "password": place["PASSWORD"] or None, "dbname": place["NAME"]}
    where = {"host": place["HOST"] or None, "port": place["PORT"] or None}
    monkeypatch.setattr(databases, "_place", lambda url: where | account)


def test_a_real_database_is_asked_in_parts(own: None, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = b"".join(databases.lines_of("", "select 1 as a, null as b, 'x,y' as c, date '2025-01-05' as d;"))
    assert lines.decode() == 'a,b,c,d\n1,,"x,y",2025-01-05\n'
    monkeypatch.setattr(databases, "_AT_ONCE", 10)
    assert b"".join(databases.lines_of("", "select * from generate_series(1, 95) as n")).count(b"\n") == 96
    monkeypatch.setattr(databases, "_MOST_ROWS", 50)
    with pytest.raises(Unreadable, match="五百万"):
        list(databases.lines_of("", "select * from generate_series(1, 95) as n"))


NEVER = (
    "select * from no_such_table",
    "select lo_create(0)",
    "select nextval('procrastinate_jobs_id_seq')",
    "select set_config('transaction_read_only', 'off', true), lo_create(0)",
)


@pytest.mark.parametrize("query", NEVER)
def test_a_real_database_refuses_what_writes_or_is_not_there(own: None, query: str) -> None:
    with pytest.raises(Unreadable, match="数据库拒绝"):
        list(databases.lines_of("", query))


def test_a_query_that_takes_too_long_is_ended(own: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_SECONDS", 1)
    with pytest.raises(Unreadable, match="两分钟"):
        list(databases.lines_of("", "select pg_sleep(30)"))
