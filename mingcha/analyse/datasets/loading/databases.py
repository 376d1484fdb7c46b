"""The result of one query of a PostgreSQL database, as the lines of a text table.

The address is typed by a person each time. It is kept nowhere, and no message repeats it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import sqlglot
from django.utils.translation import gettext as _
from sqlglot import expressions as sql

from mingcha.foundation.ledgers.sheets import Unreadable

_SECONDS = 120
_MOST_ROWS = 5_000_000
_AT_ONCE = 2_000
_WRITES = (sql.Into, sql.Insert, sql.Update, sql.Delete, sql.Merge, sql.Lock, sql.Command, sql.DDL)


def lines_of(url: str, query: str) -> Iterator[bytes]:
    """The headings, then the rows, as UTF-8 lines of a CSV. Raises Unreadable."""
    place = _place(url)
    refuse_unless_select(query)
    options = (
        f"-c default_transaction_read_only=on -c statement_timeout={_SECONDS}s -c idle_session_timeout=60s"
    )
    try:
        with psycopg.connect(**place, connect_timeout=10, options=options) as base:
            base.read_only = True
            yield from _rows(base, query)
    except psycopg.OperationalError:
        raise Unreadable(
            _("The database does not answer, refuses the account, or took longer than two minutes.")
        ) from None
    except psycopg.Error as error:
        said = error.diag.message_primary or type(error).__name__
        raise Unreadable(_("The database refuses the query: %(said)s") % {"said": said[:300]}) from None


def _place(url: str) -> dict[str, Any]:
    """Only host, port, account and name are taken from the address: no files, no services, no sockets."""
    wrong = Unreadable(_("Write the address as postgresql://account:password@host:5432/database."))
    try:
        parts = urlsplit(url.strip())
        port = parts.port or 5432
    except ValueError:
        raise wrong from None
    name = unquote(parts.path.lstrip("/"))
    if (
        parts.scheme not in ("postgresql", "postgres")
        or not parts.hostname
        or not name
        or "/" in parts.hostname
    ):
        raise wrong
    return {
        "host": parts.hostname,
        "port": port,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": name,
    }


def refuse_unless_select(query: str) -> None:
    """One SELECT and nothing that writes. The database is told the same by a read-only transaction."""
    try:
        found = [one for one in sqlglot.parse(query, dialect="postgres") if one is not None]
    except sqlglot.errors.SqlglotError:
        raise Unreadable(_("The query cannot be read as SQL.")) from None
    if len(found) != 1 or not isinstance(found[0], sql.Select | sql.SetOperation):
        raise Unreadable(_("Only one SELECT may be asked."))
    if next(found[0].find_all(*_WRITES), None) is not None:
        raise Unreadable(_("Only one SELECT may be asked."))


def _rows(base: psycopg.Connection[Any], query: str) -> Iterator[bytes]:
    with base.cursor(name="mingcha_load") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(query.strip().rstrip(";"))
        first = cursor.fetchmany(_AT_ONCE)
        yield _lines([[column.name for column in cursor.description or ()]])
        taken = len(first)
        while first:
            yield _lines(first)
            first = cursor.fetchmany(_AT_ONCE)
            taken += len(first)
            if taken > _MOST_ROWS:
                raise Unreadable(_("The query gives more than five million rows. Ask for less at a time."))


def _lines(rows: Any) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[_text(value) for value in row] for row in rows])
    return out.getvalue().replace("\0", "").encode()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date) else str(value)
