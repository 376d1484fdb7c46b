"""Opening the rows of a version, each time on the trail where they tell of persons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

import ibis
from django.utils.translation import gettext as _

from mingcha.analyse.datasets import store
from mingcha.analyse.datasets.contracts.columns import Column
from mingcha.analyse.datasets.loading import problems
from mingcha.analyse.datasets.loading.asides import aside_heads, asides_in, headings_in
from mingcha.analyse.datasets.models import Load, Version
from mingcha.analyse.datasets.permissions import may_use_version
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.ledgers.exporting import Book
from mingcha.foundation.refusals import NotAllowed, NotNow

MOST_ASIDE = 200_000


def open_version(
    connection: Any, version: Version, *, by: User, purpose: str, source_rows: bool = False
) -> Any:
    """The version as an Ibis table with exactly the columns of its contract.

    `connection` is an Ibis connection of any engine; `purpose` goes on the trail. With `source_rows` the
    table also says in which row of the file each row stood.
    """
    _refuse_unless_kept(version, by)
    place, contract = version.place, version.dataset.declared
    store.refuse_changed(place, version.digest)
    table = store.table(connection, place, f"v_{version.pk.hex}")
    if contract is None:
        raise NotNow(_("The data contract of this data set no longer exists."))
    if contract.is_personal:
        facts = {"purpose": purpose, "number": version.number, "rows": version.rows}
        audit.record("dataset.query", version, by=by, **facts)
    wanted = dict(contract.schema) | ({store.SOURCE_ROW: "int64"} if source_rows else {})
    return table.select(
        **{
            name: table[name] if name in table.columns else ibis.null(kind)  # a column of a later contract
            for name, kind in wanted.items()
        }
    )


def _refuse_unless_kept(version: Version, by: User) -> None:
    if not may_use_version(by, version):
        raise NotAllowed(_("You may not use this data set."))
    if not version.is_kept:
        raise NotNow(_("The rows of this version have been destroyed."))


def aside_workbook(one: Version | Load, *, by: User) -> IO[bytes]:
    """The rows that were set aside or marked, as a workbook: as they were, with place and reason."""
    if isinstance(one, Version):
        _refuse_unless_kept(one, by)
        audit.record("dataset.aside", one, by=by, rows=one.set_aside + one.marked)
    elif one.by_id != by.pk:
        raise NotAllowed(_("Only who brought the file goes on with it."))
    if not one.place.aside.path.exists():
        raise NotNow(_("Nothing was set aside."))
    return _workbook(one)


def _workbook(one: Version | Load) -> IO[bytes]:
    book = Book()
    sheet = book.book.add_worksheet(_("Set aside"))
    headings = headings_in(one.place)
    columns = one.dataset.declared.by_name if one.dataset.declared else {}
    heads = [*aside_heads(), *headings]
    sheet.freeze_panes(1, 3)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 60)
    sheet.set_column(3, len(heads), 18)
    for place, head in enumerate(heads):
        book.write(sheet, 0, place, head, book.heading)
    for number, aside in enumerate(asides_in(one.place), start=1):
        if number > MOST_ASIDE:
            book.write(
                sheet, number, 2, _("And more: only the first %(most)s rows are here.") % {"most": MOST_ASIDE}
            )
            break
        reasons = [_reason(headings, columns, *one) for one in aside.problems]
        book.write(sheet, number, 0, aside.row)
        book.write(sheet, number, 1, _("kept with a mark") if aside.kept else _("set aside"))
        book.write(sheet, number, 2, "；".join(reasons))
        wrong = {at for at, _name, _problem in aside.problems}
        for place, cell in enumerate(aside.cells):
            book.write(sheet, number, place + 3, cell, book.wrong if place + 1 in wrong else None)
    return book.close()


def _reason(headings: list[str], columns: Mapping[str, Column], at: int, name: str, problem: str) -> str:
    heading = " ".join(headings[at - 1].split()) if 0 < at <= len(headings) else ""
    told = problems.sentence(problem, columns.get(name))
    return f"“{heading}” {told}" if heading else told
