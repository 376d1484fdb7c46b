"""A test database for each process, copied from a template that is migrated only when migrations change."""

import contextlib
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

_LOCK = 7216222
_A_DAY = 24 * 3600
_PREFIX = "mingcha_test"
_UNFINISHED = "_x"  # names of databases have 63 bytes at most


@contextlib.contextmanager
def own_database(worker: str, blocker: Any) -> Iterator[None]:
    """Point Django at a fresh database while this lasts, then drop it."""
    name = f"{_PREFIX}_{int(time.time())}_{worker}"
    with blocker.unblock(), _server() as server:
        server.execute("select pg_advisory_lock(%s)", [_LOCK])
        _drop_old(server)
        template = _template(server)
        _create(server, name, template)
        server.execute("select pg_advisory_unlock(%s)", [_LOCK])
        _use(name)
    yield
    with blocker.unblock(), _server() as server:
        connections.close_all()
        _drop(server, name)


def _server() -> psycopg.Connection[Any]:
    """A connection beside Django's, to the database that always exists."""
    place: dict[str, Any] = settings.DATABASES["default"]
    return psycopg.connect(
        host=place["HOST"] or None,
        port=place["PORT"] or None,
        user=place["USER"],
        password=place["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    )


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _create(server: psycopg.Connection[Any], name: str, template: str) -> None:
    server.execute(
        sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
    )


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _names(server: psycopg.Connection[Any]) -> list[str]:
    found = server.execute("select datname from pg_database where datname like %s", [f"{_PREFIX}%"])
    return [str(row[0]) for row in found]


def _drop_old(server: psycopg.Connection[Any]) -> None:
    """Runs that were killed leave their databases: a template in the making now, others after a day."""
    for name in _names(server):
        made = int(name.removeprefix(f"{_PREFIX}_").partition("_")[0])
        if name.endswith(_UNFINISHED) or time.time() - made > _A_DAY:
            _drop(server, name)


def _template(server: psycopg.Connection[Any]) -> str:
    """The migrated database for the migrations as they are now: it has its name once it is whole."""
    suffix = f"template_{_state_of_migrations()}"
    for name in _names(server):
        if name.endswith(suffix):
            return name
    name = f"{_PREFIX}_{int(time.time())}_{suffix}"
    unfinished = f"{name}{_UNFINISHED}"
    _create(server, unfinished, "template1")
    _migrate(unfinished)
    server.execute(
        sql.SQL("alter database {} rename to {}").format(sql.Identifier(unfinished), sql.Identifier(name))
    )
    return name


def _migrate(name: str) -> None:
    _use(name)
    call_command("migrate", verbosity=0, run_syncdb=True, interactive=False)
    with connection.cursor() as cursor:  # a test that commits must be able to empty the tables
        for table in ("audit_event", "audit_link"):
            cursor.execute(f"alter table {table} disable trigger audit_keep_all")
    connection.close()


def _state_of_migrations() -> str:
    root = Path(settings.BASE_DIR)
    files = [root / "requirements.lock", *sorted((root / "mingcha").glob("*/*/migrations/*.py"))]
    digest = hashlib.sha256(" ".join(settings.INSTALLED_APPS).encode())
    for path in files:
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]
