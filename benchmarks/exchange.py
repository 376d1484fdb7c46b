"""How fast a package is taken in and merged, against a bare COPY of the same rows in the same run.

Petitions of one inspection, as a laptop hands them in: first all new, then each changed at both sides in
different fields. The yardstick is COPY of the very rows into an empty table of the same columns, without
indexes or checks. Beside it another writer leaves one event on the audit trail after the other, and tells how
long it waited at most for its place in the chain. Run: python -m benchmarks.exchange [how many, 200000]
"""

import contextlib
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.large_package import peak_memory

HERE = Path(__file__).resolve().parent.parent
DEFAULT = 200_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["FAST_PASSWORDS"] = "1"
    with tempfile.TemporaryDirectory() as state:
        os.environ["STATE"] = state
        (Path(state) / "static").mkdir()
        from mingcha.foundation.postgres import start

        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = start(
                HERE / "var" / "test-postgres" / socket.gethostname(), quick=True
            )
        import django

        django.setup()
        from mingcha.testing.databases import own_database

        with own_database("benchmark", _Open()):
            measure(count, Path(state))


class _Open:
    """Databases need no unblocking outside pytest."""

    @contextlib.contextmanager
    def unblock(self) -> Iterator[None]:
        yield


def measure(count: int, place: Path) -> None:
    from mingcha.conduct.petitions.models import Petition
    from mingcha.testing.conduct import make_petition, make_site
    from mingcha.testing.exchange import make_channel

    site = make_site()
    pattern = make_petition(site.inspection, by=site.member)
    given = {"inspection": site.inspection.pk, "name": "单机版"}
    channel, partner = make_channel(site.inspection.office_id, by=site.staff, partner="laptop", **given)
    Petition.objects.all().delete()
    first = place / "first.mcx"
    written(partner, pattern, count, first)
    with neighbour(site.leader) as waits:
        new = Cost.of(lambda: taken_in(first, site.staff))
    bare, whole = Cost.of(lambda: copied("bare")), Cost.of(lambda: copied("whole", "including all"))
    told("COPY of the same rows, bare table", count, bare, bare)
    told("COPY of the same rows, with indexes and checks", count, whole, bare)
    told("new records taken in", count, new, bare)
    print(f"another writer meanwhile: {len(waits):,} events, waited {max(waits):.2f} s at most", flush=True)
    Petition.objects.update(summary="办公室写的摘要")
    second = place / "second.mcx"
    rewritten(partner, second)
    merged = Cost.of(lambda: taken_in(second, site.staff))
    kept = Petition.objects.filter(summary="办公室写的摘要", result="单机版写的结果").count()
    assert kept == count, kept
    told("changed at both sides and merged", count, merged, bare)
    told("written for the other side", count, Cost.of(lambda: sent(channel, site.staff)), bare)


@contextlib.contextmanager
def neighbour(by: Any) -> Iterator[list[float]]:
    """Somebody else writes events, twenty a second at most; the seconds that each took until it was kept."""
    waits: list[float] = []
    ended = threading.Event()

    def write() -> None:
        from django.db import connection

        from mingcha.foundation.audit import actions as audit

        while not ended.wait(0.05):
            began = time.perf_counter()
            audit.record("benchmark.write", by, by=by)
            waits.append(time.perf_counter() - began)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield waits
    finally:
        ended.set()
        thread.join()


@dataclass(frozen=True)
class Cost:
    """Seconds on the wall, and of the processor: here and in the database's process for this connection."""

    wall: float
    python: float
    database: float

    @classmethod
    def of(cls, work: Any) -> "Cost":
        before = (time.perf_counter(), time.thread_time(), database_seconds())
        work()
        after = (time.perf_counter(), time.thread_time(), database_seconds())
        return cls(*(late - early for early, late in zip(before, after, strict=True)))

    @property
    def processor(self) -> float:
        return self.python + self.database


def database_seconds() -> float:
    """What the server's process behind this connection has worked so far (it runs on this machine)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (pid,) = cursor.fetchone()
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def told(what: str, count: int, cost: Cost, yard: Cost) -> None:
    print(
        f"{what}: {count:,} rows; processor {cost.processor:.2f} s (Python {cost.python:.2f}, database "
        f"{cost.database:.2f}), {count / cost.processor:,.0f} rows a second, ratio "
        f"{cost.processor / yard.processor:.1f}; wall {cost.wall:.1f} s, ratio {cost.wall / yard.wall:.1f}; "
        f"load {os.getloadavg()[0]:.0f}; peak {peak_memory()} MB",
        flush=True,
    )


def written(partner: Any, pattern: Any, count: int, place: Path) -> None:
    """The first package: `count` petitions like the pattern, none of which the office knows."""
    from mingcha.conduct.petitions.exchanging import PETITIONS
    from mingcha.foundation.exchange.merging import Author, Past
    from mingcha.foundation.exchange.packages.declarations import Item
    from mingcha.foundation.records import new_id

    values = PETITIONS.own(pattern) | {"activities": []}
    author = Author("laptop", "测试", "2026-03-01")

    def items() -> Iterator[Item]:
        for number in range(count):
            past = Past()
            past.note(values | {"number": f"L{number:06}", "content": f"反映第{number}件事" * 10}, author)
            yield Item("field.petition", new_id(), {"past": past.as_json()})

    _write(partner, items(), place)


def rewritten(partner: Any, place: Path) -> None:
    """The second package: each of them with a result, which the office does not know either."""
    from mingcha.foundation.exchange.merging import Author
    from mingcha.foundation.exchange.models import Copy
    from mingcha.foundation.exchange.packages.declarations import Item
    from mingcha.foundation.exchange.pasts import past_of

    author = Author("laptop", "测试", "2026-03-05")

    def items() -> Iterator[Item]:
        for copy in Copy.objects.filter(kind="field.petition").iterator(chunk_size=1000):
            past = past_of(copy)
            past.note({"result": "单机版写的结果"}, author)
            yield Item("field.petition", copy.record, {"past": past.as_json()})

    _write(partner, items(), place)


def _write(partner: Any, items: Any, place: Path) -> None:
    from mingcha.foundation.exchange.keys import identity, public_keys
    from mingcha.foundation.exchange.packages.declarations import Head
    from mingcha.foundation.exchange.packages.writing import Content, write_package

    ours = public_keys(identity().keys)
    partner.number += 1
    head = Head("渠道", partner.id, ours.id, partner.number, partner.digest, "2026-03-01")
    with Content() as content, place.open("wb") as target:
        content.extend(items)
        partner.digest = write_package(target, head, content, sign=partner.signing, to=ours.sealing).digest


def taken_in(path: Path, by: Any) -> None:
    from mingcha.foundation.exchange import actions

    with path.open("rb") as source:
        package = actions.receive_package(source, name=path.name, by=by)
    package = actions.apply_package(package, by=by)
    assert package.outcome == "applied", package.reason


def sent(channel: Any, by: Any) -> None:
    from mingcha.foundation.exchange import actions

    assert actions.write_package(channel, by=by).records


def copied(table: str, like: str = "") -> None:
    """The same rows through COPY, into a new table."""
    from django.db import connection

    with connection.cursor() as cursor, tempfile.TemporaryFile() as spool:
        cursor.execute(f"create table {table} (like petitions_petition {like})")
        with cursor.copy("copy petitions_petition to stdout (format binary)") as out:
            for piece in out:
                spool.write(piece)
        spool.seek(0)
        with cursor.copy(f"copy {table} from stdin (format binary)") as into:
            while piece := spool.read(1 << 16):
                into.write(piece)


if __name__ == "__main__":
    main()
