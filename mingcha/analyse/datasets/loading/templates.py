"""The empty workbook of a contract, for the department that is asked for the data."""

from __future__ import annotations

from typing import IO

from django.utils.translation import gettext as _

from mingcha.analyse.datasets.contracts import units
from mingcha.analyse.datasets.contracts.columns import Column, Kind
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.foundation.ledgers.exporting import Book, sheet_name
from mingcha.foundation.words import listed

_DAYS = (Kind.DATE, Kind.MOMENT)
_AS_TYPED = (Kind.MONEY, Kind.WHOLE, Kind.NUMBER, *_DAYS)
_ROWS = 5_000


def template_of(contract: Contract) -> IO[bytes]:
    """Headings in the first row, required ones in red; on the second sheet what each column holds."""
    book = Book(streaming=False)
    sheet = book.book.add_worksheet(sheet_name(str(contract)))
    about = book.book.add_worksheet(_("How to fill in"))
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 24)
    for place, column in enumerate(contract.columns):
        look = book.day if column.kind in _DAYS else None if column.kind in _AS_TYPED else book.text
        sheet.set_column(place, place, max(14, min(40, len(str(column)) * 2 + 4)), look)
        book.write(sheet, 0, place, str(column), book.required if column.required else book.heading)
        if column.codes:
            offered = {"validate": "list", "source": [str(label) for label in column.codes.values()]}
            sheet.data_validation(1, place, _ROWS, place, offered)
    about.set_column(0, 3, 22)
    about.set_column(3, 3, 70)
    heads = (_("Column"), _("Kind of value"), _("Must be filled in"), _("How to write it"))
    for place, head in enumerate(heads):
        book.write(about, 0, place, head, book.heading)
    for row, column in enumerate(contract.columns, start=1):
        marks = _("Yes") if column.required else ""
        for place, text in enumerate((str(column), kind_title(column), marks, told(column))):
            book.write(about, row, place, text)
    return book.close()


def kind_title(column: Column) -> str:
    return {
        Kind.TEXT: _("text"),
        Kind.IDENTITY: _("identity number"),
        Kind.CREDIT_CODE: _("unified credit code"),
        Kind.PHONE: _("telephone number"),
        Kind.ACCOUNT: _("account number"),
        Kind.PLATE: _("number plate"),
        Kind.CODE: _("one of a list"),
        Kind.DATE: _("date"),
        Kind.MONTH: _("month"),
        Kind.MOMENT: _("date and time"),
        Kind.MONEY: _("amount in yuan"),
        Kind.WHOLE: _("whole number"),
        Kind.NUMBER: _("number"),
        Kind.FLAG: _("yes or no"),
    }[column.kind]


def told(column: Column) -> str:
    """What a column takes, in words: unit, bounds, list, how it is written."""
    bounds = [(_("unit: %(it)s"), units.told(column.unit)), (_("at least %(it)s"), column.low)]
    bounds += [(_("at most %(it)s"), column.high), (_("also called %(it)s"), listed(column.also))]
    parts = [words % {"it": it} for words, it in bounds if it not in (None, "")]
    parts += [listed(str(label) for label in column.codes.values())] if column.codes else []
    return "；".join([*parts, *_shapes(column.kind)])


def _shapes(kind: Kind) -> list[str]:
    if kind == Kind.MONTH:
        return [_("like 2026-01")]
    if kind in _DAYS:
        return [_("like 2026-01-05")]
    if kind in (Kind.IDENTITY, Kind.CREDIT_CODE):
        return [_("18 signs, as text; the check sign is verified")]
    return []
