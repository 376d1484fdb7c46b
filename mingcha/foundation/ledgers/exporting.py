"""Excel out: exactly the rows and columns a person sees, with a second sheet that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.core.files.temp import NamedTemporaryFile
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.ledgers.columns import Column
from mingcha.foundation.ledgers.paging import ordered
from mingcha.foundation.ledgers.selection import Selection
from mingcha.foundation.refusals import NotNow

MOST = 500_000
AT_ONCE = 5_000  # a longer list is written in the background
LONGEST = 32_767  # characters in one cell, Excel's own limit
# What makes a spreadsheet take text for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Book:
    """A workbook written row by row to a file of its own, with the few formats ledgers use."""

    def __init__(self, *, streaming: bool = True) -> None:
        self.content: IO[bytes] = NamedTemporaryFile(suffix=".xlsx")
        options = {
            "constant_memory": streaming,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        }
        self.book = xlsxwriter.Workbook(self.content, options)
        self.book.set_properties({"author": "", "created": datetime(2000, 1, 1)})
        look = {"bold": True, "bg_color": "#EEF1F5", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        self.heading = self.book.add_format(look)
        self.required = self.book.add_format(look | {"font_color": "#A61B1B"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.text = self.book.add_format({"num_format": "@"})
        # The mark Excel itself sets when one types an apostrophe: the cell stays text when edited.
        self.guarded = self.book.add_format({"quote_prefix": True})
        self.wrong = self.book.add_format({"bg_color": "#FBD5D5", "border": 1, "border_color": "#A61B1B"})

    def write(self, sheet: Any, row: int, column: int, value: Any, look: Any = None) -> None:
        """One cell, with its own kind; text is never taken for a formula, a link or a number."""
        if value is None or value == "":
            if look:
                sheet.write_blank(row, column, None, look)
        elif isinstance(value, bool):
            sheet.write_string(row, column, _("Yes") if value else _("No"), look)
        elif isinstance(value, int | float | Decimal):
            _write_number(sheet, row, column, value, look)
        elif isinstance(value, datetime):
            moment = timezone.localtime(value) if timezone.is_aware(value) else value
            sheet.write_datetime(row, column, moment.replace(tzinfo=None), look or self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, look or self.day)
        else:
            text = str(value)[:LONGEST]
            sheet.write_string(
                row, column, text, look or (self.guarded if text.startswith(FORMULA) else None)
            )

    def close(self) -> IO[bytes]:
        self.book.close()
        self.content.seek(0)
        return self.content


def _write_number(sheet: Any, row: int, column: int, value: int | float | Decimal, look: Any) -> None:
    """As a number where Excel keeps all its digits, else as text."""
    if not -(10**15) < value < 10**15:
        sheet.write_string(row, column, str(value), look)
    else:
        sheet.write_number(row, column, value, look)


def refuse_too_many(selection: Selection) -> None:
    """Raises NotNow where a workbook could not hold the list."""
    if ordered(selection)[MOST : MOST + 1].exists():
        most = {"most": f"{MOST:,}"}
        raise NotNow(_("More than %(most)s rows match. Narrow the filters, then export again.") % most)


def takes_long(selection: Selection) -> bool:
    return bool(ordered(selection)[AT_ONCE : AT_ONCE + 1].exists())


def workbook(
    selection: Selection, progress: Callable[[int, int], None] | None = None
) -> tuple[IO[bytes], int]:
    """The list as a workbook, and how many rows are in it. `progress` hears how far it is."""
    refuse_too_many(selection)
    rows = ordered(selection)
    total = selection.rows().count() if progress else 0
    book = Book()
    sheet = book.book.add_worksheet(sheet_name(str(selection.ledger.title)))
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(selection.columns):
        sheet.set_column(place, place, _width(column))
        book.write(sheet, 0, place, column.title, book.heading)
    written = 0
    for written, record in enumerate(rows.iterator(chunk_size=1000), start=1):
        for place, column in enumerate(selection.columns):
            book.write(sheet, written, place, cell(column, record))
        if progress:
            progress(min(written, total), total)
    if written:
        sheet.autofilter(0, 0, written, len(selection.columns) - 1)
    _write_about(book, selection, written)
    return book.close(), written


def cell(column: Column, record: Any) -> Any:
    """A cell's value: days and numbers as themselves, all else as its words on the page."""
    value = column.value(record)
    as_itself = isinstance(value, date | Decimal | int | float) and not isinstance(value, bool)
    return value if as_itself and column.kind not in ("choice", "reference") else column.text(record)


def _write_about(book: Book, selection: Selection, rows: int) -> None:
    """The second sheet: who took what, when, with which filters."""
    sheet = book.book.add_worksheet(_("About this list"))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 60)
    facts = [
        (_("Ledger"), str(selection.ledger.title)),
        (_("Exported by"), f"{selection.user.full_name} ({selection.user.username})"),
        (_("Exported at"), timezone.localtime().strftime("%Y-%m-%d %H:%M")),
        (_("Rows"), rows),
        (_("Sorted by"), _order(selection)),
        *_filters(selection),
    ]
    for row, (label, value) in enumerate(facts):
        book.write(sheet, row, 0, label, book.heading)
        book.write(sheet, row, 1, value)


def _filters(selection: Selection) -> Iterator[tuple[str, str]]:
    found = selection.chips()
    if not found:
        yield _("Filters"), _("no filters")
    for chip in found:
        yield _("Filters"), f"{chip.label}: {chip.text}"


def _order(selection: Selection) -> str:
    column = selection.ledger.column(selection.sort.removeprefix("-"))
    title = column.title if column else selection.sort.removeprefix("-")
    return f"{title} {'↓' if selection.descending else '↑'}"


def _width(column: Column) -> int:
    if column.wide:
        return 48
    return {"dates": 18, "flag": 8, "number": 14}.get(column.kind, 22)


def sheet_name(title: str) -> str:
    """A title as Excel allows it on a sheet's tab."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "Sheet1"
