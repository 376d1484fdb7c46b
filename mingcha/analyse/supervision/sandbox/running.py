"""Running checked SQL in the locked process, and killing it at its bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _

from mingcha.analyse.supervision.sandbox.checking import checked
from mingcha.foundation.refusals import Invalid

_CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True)
class Bounds:
    """What one query may use: wall-clock seconds, DuckDB's memory, threads, rows given back."""

    seconds: int = 30
    memory: str = "1GB"
    threads: int = 1
    most_rows: int = 10_000


class TooMuch(Invalid):
    """The query passed one of its bounds and was stopped."""


class Wrong(Invalid):
    """The engine refused the query; the message is the engine's, with the place."""


BOUNDS = Bounds()


def run_sql(
    sql: str, tables: Mapping[str, pa.Table], values: Mapping[str, Any] | None = None, bounds: Bounds = BOUNDS
) -> pa.Table:
    """The rows. Raises NotReadOnly before anything runs; Wrong or TooMuch after."""
    ready = checked(sql, tables, values or ())
    streams = {name: _stream(table) for name, table in tables.items()}
    order = {
        "sql": ready,
        "values": dict(values or {}),
        "memory": bounds.memory,
        "threads": bounds.threads,
        "seconds": bounds.seconds,
        "most_rows": bounds.most_rows,
        "tables": [(name, len(stream)) for name, stream in streams.items()],
    }
    given = json.dumps(order, default=str).encode() + b"\n" + b"".join(streams.values())
    return _answer(_run(given, bounds), bounds)


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    answer: bytes = sink.getvalue().to_pybytes()
    return answer


def _run(given: bytes, bounds: Bounds) -> bytes:
    """An isolated interpreter (-I) with an empty environment; killed when the time is over."""
    command = [sys.executable, "-I", str(_CHILD)]
    try:
        done = subprocess.run(  # noqa: S603 — our own file, our own interpreter
            command, input=given, capture_output=True, timeout=bounds.seconds, env={}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        raise TooMuch(
            _("The query took longer than %(seconds)s seconds and was stopped.") % vars(bounds)
        ) from None
    if done.returncode:
        raise TooMuch(_("The query passed its bounds and was stopped."))
    return done.stdout


def _answer(output: bytes, bounds: Bounds) -> pa.Table:
    head, _newline, rest = output.partition(b"\n")
    told = json.loads(head)
    if told.get("error") == "memory":
        raise TooMuch(_("The query needs more memory than %(memory)s.") % vars(bounds))
    if "error" in told:
        raise Wrong(_("The SQL does not run: %(why)s") % {"why": told["error"]})
    if told["rows"] > bounds.most_rows:
        raise TooMuch(_("The query gives more than %(most_rows)s rows. Narrow it.") % vars(bounds))
    return pa.ipc.open_stream(pa.BufferReader(rest)).read_all()
