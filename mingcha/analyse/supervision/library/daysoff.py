"""Days off, for the rules on weekends and holidays: public holidays, and weekends that are not worked."""

from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.supervision.portable import weekday

SATURDAY = 6


def with_day_off(table: ir.Table, holidays: ir.Table) -> ir.Table:
    """The rows of a table that has a `day`, with `is_off`. Without a calendar, weekends alone are off."""
    calendar = holidays.group_by("day").agg(off_kind=holidays.kind.max())
    joined = table.left_join(calendar, "day").drop("day_right")
    off: Any = ibis.cases(
        (joined.off_kind == "off", True),
        (joined.off_kind == "work", False),
        else_=weekday(joined.day) >= SATURDAY,
    )
    return joined.mutate(is_off=off).drop("off_kind")
