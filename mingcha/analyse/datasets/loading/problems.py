"""What can be wrong with a cell or a row, and the sentence a person reads."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingcha.analyse.datasets.contracts.columns import Column
from mingcha.foundation.words import listed, told


class Problem(StrEnum):
    MISSING = "missing"
    ROUNDED = "rounded"
    LONG = "long"
    NUL = "nul"
    ERROR = "error"
    FORMULA = "formula"
    MERGED = "merged"
    WIDE = "wide"
    IDENTITY = "identity"
    CREDIT_CODE = "credit_code"
    PHONE = "phone"
    PLATE = "plate"
    CODE = "code"
    DATE = "date"
    MONTH = "month"
    MONTH_NUMBER = "month_number"
    MOMENT = "moment"
    FUTURE = "future"
    MONEY = "money"
    UNIT = "unit"
    CENTS = "cents"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"
    LOW = "low"
    HIGH = "high"
    BIG = "big"
    TOTAL = "total"
    NOTE = "note"
    REPEATED = "repeated"
    SAME_KEY = "same_key"


# The row stays, with a mark, whatever the person chooses.
MARKED = frozenset({Problem.PHONE, Problem.PLATE, Problem.FUTURE})
# The person chooses whether such rows are set aside or stay with a mark.
DAMAGED = frozenset({Problem.IDENTITY, Problem.CREDIT_CODE})

SENTENCES: dict[str, str | Promise] = {
    Problem.MISSING: _("is empty but must be filled in"),
    Problem.ROUNDED: _("was rounded by Excel: set the cells to text and type the number again"),
    Problem.LONG: _("is longer than 32,767 characters"),
    Problem.NUL: _("holds characters that are no text"),
    Problem.ERROR: _("is a formula that ends in an error"),
    Problem.FORMULA: _("is a formula without a result: open the file in Excel and save it again"),
    Problem.MERGED: _("is part of merged cells: unmerge them and fill in each cell"),
    Problem.WIDE: _("has more cells than there are headings"),
    Problem.IDENTITY: _(
        "is no valid identity number (length, day of birth or check digit): compare it with the card"
    ),
    Problem.CREDIT_CODE: _("is no valid unified credit code (length or check character)"),
    Problem.PHONE: _("does not look like a telephone number"),
    Problem.PLATE: _("does not look like a number plate"),
    Problem.CODE: _("is not one of the values allowed"),
    Problem.DATE: _("is not a date: write the day too, like 2026-01-05"),
    Problem.MONTH: _("is not a month: write it like 2026-01"),
    Problem.MONTH_NUMBER: _("is a number that means January or October: write it as text, like 2025-10"),
    Problem.MOMENT: _("is not a date and time: write it like 2026-01-05 08:30"),
    Problem.FUTURE: _("lies in the future"),
    Problem.MONEY: _("is not an amount in yuan: write digits only, like 1234.50"),
    Problem.UNIT: _("is in ten thousands (万): write the amount in yuan"),
    Problem.CENTS: _("has more than two decimals"),
    Problem.WHOLE: _("is not a whole number: write digits only"),
    Problem.NUMBER: _("is not a number: write digits only"),
    Problem.FLAG: _("is neither yes nor no"),
    Problem.LOW: _("is less than allowed"),
    Problem.HIGH: _("is more than allowed"),
    Problem.BIG: _("is too large to be stored"),
    Problem.TOTAL: _("is a row of totals and no data: nothing needs to be mended"),
    Problem.NOTE: _("is the only cell filled in: a note below the table needs no mending, a row does"),
    Problem.REPEATED: _("is the same row as an earlier one"),
    Problem.SAME_KEY: _("has the key of an earlier row but says something else"),
}


def sentence(problem: str, column: Column | None = None) -> str:
    """What is wrong and how to mend it; with the values allowed where the column has such."""
    text = str(SENTENCES[problem])
    allowed = _allowed(problem, column) if column else ""
    return told(text, allowed) if allowed else text


def _allowed(problem: str, column: Column) -> str:
    given: dict[str, object] = {
        Problem.CODE: listed(str(label) for label in column.codes.values()),
        Problem.LOW: column.low,
        Problem.HIGH: column.high,
    }
    return str(given.get(problem, ""))
