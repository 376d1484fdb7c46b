"""Values of columns as people read them."""

from typing import Any

from django.utils.translation import gettext as _

from mingcha.analyse.datasets.contracts.columns import Column, Kind

UNGROUPED = 10_000  # shorter whole numbers are written without commas: they may be years
DIGITS = 6  # behind the point, for measured numbers


def in_words(column: Column, value: Any, *, digits: int = DIGITS) -> str:
    """A code by its word, a flag as yes or no, a month without its day, numbers without needless digits.

    `value` is what the data set holds, or its text (money is kept as text in profiles). Nothing is "".
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column.kind == Kind.CODE:
        return str(column.codes.get(str(value), value))
    if column.kind == Kind.MONTH:
        return str(value)[:7]
    if column.kind == Kind.WHOLE and abs(float(value)) < UNGROUPED:
        return f"{float(value):.{digits}f}".rstrip("0").removesuffix(".")
    if column.kind == Kind.MONEY:
        return f"{float(value):,.2f}".removesuffix(".00")
    if isinstance(value, float | int):
        return f"{float(value):,.{digits}f}".rstrip("0").removesuffix(".")
    return str(value)
