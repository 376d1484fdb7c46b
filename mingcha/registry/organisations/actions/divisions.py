"""Loading the country's administrative divisions from the files in `data/`."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.records import new_id
from mingcha.foundation.refusals import NotAllowed
from mingcha.registry.organisations.models import Division
from mingcha.registry.organisations.permissions import may_load_divisions

DATA = Path(__file__).resolve().parent.parent / "data"
# File, level, and the column that names the division above.
FILES = (
    ("provinces.csv", Division.Level.PROVINCE, ""),
    ("cities.csv", Division.Level.CITY, "provinceCode"),
    ("areas.csv", Division.Level.COUNTY, "cityCode"),
    ("streets.csv", Division.Level.TOWNSHIP, "areaCode"),
)
_INCOMING = """
    create temporary table incoming_divisions
    (id uuid, code text, name text, level text, parent text, path text) on commit drop
"""
_COPY = "copy incoming_divisions (id, code, name, level, parent, path) from stdin"
_KEEP = """
    insert into organisations_division (id, created_at, code, name, level, path, parent_id)
    select i.id, now(), i.code, i.name, i.level, i.path, coalesce(above.id, new_above.id)
    from incoming_divisions i
    left join organisations_division above on above.code = i.parent
    left join incoming_divisions new_above on new_above.code = i.parent
    on conflict (code) do update
    set name = excluded.name, level = excluded.level, path = excluded.path, parent_id = excluded.parent_id
    where (organisations_division.name, organisations_division.level, organisations_division.path,
           organisations_division.parent_id)
        is distinct from (excluded.name, excluded.level, excluded.path, excluded.parent_id)
"""


@transaction.atomic
def load_divisions(*, by: User) -> dict[str, int]:
    """Load or renew all divisions, and count them by level. Loading twice changes nothing."""
    if not may_load_divisions(by):
        raise NotAllowed(_("Only the system or security administrator loads the divisions."))
    counts: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists incoming_divisions")
        cursor.execute(_INCOMING)
        with cursor.copy(_COPY) as copy:
            for row in _rows():
                copy.write_row((new_id(), *row))
                counts[row[2]] += 1
        cursor.execute("analyze incoming_divisions")
        cursor.execute(_KEEP)
    audit.record("division.load", by, by=by, **counts)
    return dict(counts)


def _rows() -> Iterator[tuple[str, str, str, str, str]]:
    """Code, name, level, the code above, path; the divisions above come first."""
    paths: dict[str, str] = {"": ""}
    for name, level, above in FILES:
        with (DATA / name).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                parent = row[above] if above else ""
                paths[row["code"]] = f"{paths[parent]}{row['code']}/"
                yield row["code"], row["name"], str(level), parent, paths[row["code"]]
