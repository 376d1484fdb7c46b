"""Reading a workbook or a text table into rows, refusing with its place whatever would be read wrongly."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from mingcha.foundation.ledgers.scanning import Scan, Swollen, scan

MOST_BYTES = 20 * 2**20
MOST_ROWS = 50_000
LONGEST = 32_767  # characters in one cell
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls, and any workbook with a password


class Unreadable(Exception):
    """The file as a whole cannot be read. The message says how to mend it."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell. Rows and columns count from 1."""

    row: int
    column: int
    message: str


@dataclass
class Sheet:
    """The rows of one sheet with their numbers; blank rows are left out."""

    name: str
    rows: list[tuple[int, list[Any]]]
    faults: list[Fault] = field(default_factory=list)

    def place(self, row: int, column: int) -> str:
        return f"{self.name}!{letters(column)}{row}"


def letters(column: int) -> str:
    """1 → A, 27 → AA; nothing for no column."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def read(content: bytes, name: str, wanted: str = "") -> Sheet:
    """The rows of the sheet called `wanted`, or of the first. Raises Unreadable."""
    if not content:
        raise Unreadable(_("The file is empty. Download the template, fill it in and upload it."))
    if len(content) > MOST_BYTES:
        raise Unreadable(
            _("The file is larger than 20 MB. Split it into several and upload them one by one.")
        )
    if content.startswith(_OLE):
        raise Unreadable(_("The file is an old .xls or has a password. Save it as .xlsx without a password."))
    if content.startswith(b"PK"):
        sheet = _workbook(content, wanted)
    elif name.lower().endswith((".csv", ".txt")):
        sheet = _table(content, name)
    else:
        raise Unreadable(
            _("The file is neither .xlsx nor .csv. Open it in Excel or WPS and save it as .xlsx.")
        )
    return _checked(sheet)


def _checked(sheet: Sheet) -> Sheet:
    """Blank rows dropped, and the limits kept."""
    sheet.rows = [(number, cells) for number, cells in sheet.rows if any(map(_filled, cells))]
    if not sheet.rows:
        raise Unreadable(_("The sheet “%(sheet)s” is empty. Fill in the template.") % {"sheet": sheet.name})
    if len(sheet.rows) > MOST_ROWS + 1:
        raise Unreadable(_("The sheet has more than 50,000 rows. Split it into several files."))
    for number, cells in sheet.rows:
        for place, cell in enumerate(cells, start=1):
            if isinstance(cell, str) and len(cell) > LONGEST:
                message = _("The text has %(length)s characters; 32,767 is the most. Shorten it.")
                sheet.faults.append(Fault(number, place, message % {"length": f"{len(cell):,}"}))
    return sheet


def _filled(cell: Any) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


# .xlsx


def _workbook(content: bytes, wanted: str) -> Sheet:
    broken = _(
        "The file is damaged or only half there. Open it in Excel or WPS, save it anew, and upload that."
    )
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            name = wanted if wanted in book.sheet_names else book.sheet_names[0]
            found = scan(content, name)
            rows = [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    except PasswordError:
        raise Unreadable(_("The file has a password. Remove it, and upload the file again.")) from None
    except Swollen as error:
        raise Unreadable(str(error)) from None
    except (CalamineError, zipfile.BadZipFile, ValueError, KeyError, IndexError, OSError, EOFError):
        raise Unreadable(broken) from None
    return Sheet(name, list(enumerate(rows, start=1)), list(_faults(found)))


def _faults(found: Scan) -> Iterator[Fault]:
    """What the cells' values do not show: merged cells, errors, formulas nobody has worked out."""
    for row, column, text in found.merged:
        message = _("Cells %(cells)s are merged. Unmerge them and fill in each cell.")
        yield Fault(row, column, message % {"cells": text})
    for row, column, text in found.errors:
        message = _("The formula ends in the error %(error)s. Mend it, or write the value itself.")
        yield Fault(row, column, message % {"error": text})
    for row, column in found.unknown:
        yield Fault(
            row,
            column,
            _("The formula has no stored result. Open the file in Excel, save it, upload it again."),
        )


# .csv


def _table(content: bytes, name: str) -> Sheet:
    text = _decoded(content)
    if "\0" in text:
        raise Unreadable(_("The file is not a text table. Open it in Excel or WPS and save it as .xlsx."))
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    title = name.rpartition(".")[0] or name
    rows: list[tuple[int, list[Any]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(islice(reader, MOST_ROWS + 100), start=1):
            rows.append((number, list(cells)))
    except csv.Error:
        message = _(
            "Line %(line)s cannot be read: a quotation mark is missing or a cell is too long. "
            "Mend the line, or save the table as .xlsx."
        )
        raise Unreadable(message % {"line": reader.line_num}) from None
    return Sheet(title, rows)


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or GB 18030: what Excel and WPS write."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    codes = ["utf-16"] if wide else ["utf-8-sig", "gb18030"]
    for code in codes:
        try:
            return content.decode(code)
        except UnicodeDecodeError as error:
            at = error.start
    line = content[:at].count(b"\n") + 1
    message = _("Line %(line)s is in no known encoding. Save the file as “CSV UTF-8” or as .xlsx.")
    raise Unreadable(message % {"line": line})
