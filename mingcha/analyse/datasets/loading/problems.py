"""What can be wrong with a cell or a row, and the sentence a person reads."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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
    Problem.IDENTITY: _("is no valid identity number (length, day of birth or check digit)"),
    Problem.CREDIT_CODE: _("is no valid unified credit code (length or check character)"),
    Problem.PHONE: _("does not look like a telephone number"),
    Problem.PLATE: _("does not look like a number plate"),
    Problem.CODE: _("is not one of the values allowed"),
    Problem.DATE: _("is not a date"),
    Problem.MONTH: _("is not a month"),
    Problem.MOMENT: _("is not a date and time"),
    Problem.FUTURE: _("lies in the future"),
    Problem.MONEY: _("is not an amount in yuan"),
    Problem.UNIT: _("is in ten thousands (万): write the amount in yuan"),
    Problem.CENTS: _("has more than two decimals"),
    Problem.WHOLE: _("is not a whole number"),
    Problem.NUMBER: _("is not a number"),
    Problem.FLAG: _("is neither yes nor no"),
    Problem.LOW: _("is less than allowed"),
    Problem.HIGH: _("is more than allowed"),
    Problem.BIG: _("is too large to be stored"),
    Problem.REPEATED: _("is the same row as an earlier one"),
    Problem.SAME_KEY: _("has the key of an earlier row but says something else"),
}


def sentence(problem: str) -> str:
    return str(SENTENCES[problem])
