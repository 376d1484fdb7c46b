"""The workbooks of an import: the empty template, and a file with its faults marked."""

from __future__ import annotations

from typing import IO, Any

from django.utils.translation import gettext as _

from mingcha.foundation.ledgers.declaration import Ledger
from mingcha.foundation.ledgers.exporting import Book, sheet_name
from mingcha.foundation.ledgers.importing import Context, Import
from mingcha.foundation.ledgers.sheets import Sheet, letters
from mingcha.foundation.ledgers.values import Reader, cleaned

_ROWS = 5_000  # rows of the template that are made ready


def template(ledger: Ledger, importer: Import, context: Context) -> IO[bytes]:
    """Headings, formats, lists to choose from; on the second sheet how to fill it in, and all values."""
    book = Book(streaming=False)
    sheet = book.book.add_worksheet(sheet_name(str(ledger.title)))
    about = book.book.add_worksheet(_("How to fill in"))
    readers = [Reader(cell, ledger.model, context) for cell in importer.cells]
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 24)
    for place, reader in enumerate(readers):
        mark = "*" if reader.cell.required else ""
        look = book.required if mark else book.heading
        sheet.set_column(place, place, max(12, min(40, len(reader.label) * 2 + 4)), _look(book, reader))
        book.write(sheet, 0, place, reader.label + mark, look)
    _write_about(book, about, readers)
    _offer_values(book, sheet, about, readers)
    return book.close()


def _look(book: Book, reader: Reader) -> Any:
    """Text columns stay text, so that Excel does not round long numbers; days look like days."""
    return {"text": book.text, "date": book.day}.get(reader.kind)


def _write_about(book: Book, about: Any, readers: list[Reader]) -> None:
    about.set_column(0, 0, 22)
    about.set_column(1, 2, 18)
    about.set_column(3, 3, 70)
    lines = [
        _("Fill in the first sheet, one record a row, from the second row on. Do not rename the headings."),
        _("Headings in red with * must be filled in. Do not merge cells; write values, not formulas."),
        _("Records that exist already, by the key columns, are left, changed or refused, as you choose."),
    ]
    for row, line in enumerate(lines):
        book.write(about, row, 0, line)
    for place, title in enumerate(
        (_("Column"), _("Kind of value"), _("Must be filled in"), _("How to write it"))
    ):
        book.write(about, len(lines) + 1, place, title, book.heading)
    for row, reader in enumerate(readers, start=len(lines) + 2):
        cell = reader.cell
        marks = [_("Yes") if cell.required else "", _("key column") if cell.key else ""]
        texts = (reader.label, kinds()[reader.kind], " ".join(filter(None, marks)), _how(reader))
        for place, text in enumerate(texts):
            book.write(about, row, place, text)


def kinds() -> dict[str, str]:
    return {
        "text": _("any text"),
        "integer": _("a whole number"),
        "decimal": _("a number"),
        "date": _("date, like 2026-01-05"),
        "flag": _("yes or no"),
        "choice": _("one of the values allowed"),
    }


def _how(reader: Reader) -> str:
    parts = [str(reader.cell.help)]
    if reader.cell.example:
        parts.append(_("Example: %(example)s") % {"example": reader.cell.example})
    most = getattr(reader.field, "max_length", None)
    if most and reader.kind == "text":
        parts.append(_("At most %(most)s characters.") % {"most": most})
    return " ".join(part for part in parts if part)


def _offer_values(book: Book, sheet: Any, about: Any, readers: list[Reader]) -> None:
    """Lists to choose from in the cells, kept on the second sheet to the right."""
    at = 5
    for place, reader in enumerate(readers):
        values = [_("Yes"), _("No")] if reader.kind == "flag" else reader.labels
        if not values:
            continue
        about.set_column(at, at, 24)
        book.write(about, 0, at, reader.label, book.heading)
        for row, value in enumerate(values, start=1):
            book.write(about, row, at, value)
        column = letters(at + 1)
        source = f"='{about.get_name()}'!${column}$2:${column}${len(values) + 1}"
        error = {"error_title": _("Not allowed"), "error_message": _("Choose a value from the list.")}
        sheet.data_validation(1, place, _ROWS, place, {"validate": "list", "source": source, **error})
        at += 1


def marked(sheet: Sheet) -> IO[bytes]:
    """The file as it was read, each faulty cell in red, its fault in a comment and in the last column."""
    book = Book(streaming=False)
    made = book.book.add_worksheet(sheet_name(sheet.name))
    faults: dict[int, dict[int, list[str]]] = {}
    for fault in sheet.faults:
        faults.setdefault(fault.row, {}).setdefault(max(fault.column, 1), []).append(fault.message)
    last = max([len(cells) for _number, cells in sheet.rows] + [fault.column for fault in sheet.faults])
    for number, cells in sheet.rows:
        own = faults.get(number, {})
        for place, value in enumerate(cells, start=1):
            book.write(made, number - 1, place - 1, cleaned(value), book.wrong if place in own else None)
    for number, places in faults.items():
        for place, messages in places.items():
            made.write_comment(number - 1, place - 1, "\n".join(messages), {"x_scale": 2})
        words = [f"{letters(place)}{number}: {text}" for place, texts in places.items() for text in texts]
        book.write(made, number - 1, last, "\n".join(words), book.wrong)
    made.set_column(0, last - 1, 18)
    made.set_column(last, last, 60)
    return book.close()
