"""Operations that DuckDB and Spark do differently, written so that both give the same. Models use these.

Left alone because both agree: comparison, joins, grouping, `count`, `nunique`, `min`, `max`, `sum` of whole
numbers and decimals, `like`, `length`, `substr`, windows with a full order, `year()`, `month()`, `day()`.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir


def months_between(earlier: Any, later: Any) -> Any:
    """Whole calendar months from one date to another: 31 January to 1 February is 1."""
    return (later.year() - earlier.year()) * 12 + (later.month() - earlier.month())


def days_between(earlier: Any, later: Any) -> Any:
    """Days from one date to another."""
    return later.delta(earlier, unit="day").cast("int64")


def ratio(part: Any, whole: Any) -> Any:
    """A share as a float, empty where there is nothing under: neither engine divides by zero alike."""
    return part.cast("float64") / whole.cast("float64").nullif(0.0)


def quotient(part: Any, whole: Any, places: int = 0) -> Any:
    """Part ÷ whole of whole numbers not below 0, to so many decimals, a half going up; a float.

    By whole numbers throughout: a share that lies on a half, as 141 ÷ 160 = 0.88125, is rounded by each
    engine its own way once it is a float. Nothing may stand under but a number from 1 on.
    """
    scale = 10**places
    return ratio((part.cast("int64") * (2 * scale) + whole) // (whole * 2), ibis.literal(scale))


def capped(value: Any) -> Any:
    """A score: as given, kept within 0 and 1."""
    return ibis.least(ibis.greatest(value.cast("float64"), ibis.literal(0.0)), ibis.literal(1.0))


def yuan(value: Any) -> Any:
    """Money as decimal(18, 2): sums come out wider, and wider differently."""
    return value.cast("decimal(18, 2)")


def keys(column: Any, where: Any = None) -> Any:
    """The keys of the rows behind a hit, as an array. The reader sorts it: no engine promises an order."""
    return column.cast("string").collect(where=where)


def weekday(day: Any) -> Any:
    """1 for Monday to 7 for Sunday."""
    return (day.day_of_week.index() + 1).cast("int64")


def minutes_between(earlier: Any, later: Any) -> Any:
    """Minutes on the clock from one moment to another, seconds left aside; below 0 if it is the earlier."""
    days = days_between(earlier.date(), later.date())
    clock = (later.hour() * 60 + later.minute()) - (earlier.hour() * 60 + earlier.minute())
    return days * 1440 + clock.cast("int64")


def days_in_month(day: Any) -> Any:
    """28 to 31: how many days the month of this date has."""
    year, month = day.year(), day.month()
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    february = ibis.cases((leap, 29), else_=28)
    length = ibis.cases((month == 2, february), (month.isin([4, 6, 9, 11]), 30), else_=31)
    return length.cast("int64")


def total(column: Any, where: Any = None) -> Any:
    """The sum of areas or weights to four decimals: floats add up differently by the order of the rows."""
    return column.cast("decimal(18, 4)").sum(where=where).cast("float64")


def beside(left: ir.Table, right: ir.Table, *on: str) -> ir.Table:
    """All of `left` with what `right` has for the same keys; the keys come once, which Ibis leaves to us."""
    joined = left.left_join(right, list(on))
    return joined.drop(*[f"{one}_right" for one in on])


def recurring(table: ir.Table, *columns: str) -> ir.Table:
    """A sieve before a grouping: the rows whose values in these columns occur together in another row too.

    A few others may come through, for only a hash of the columns is grouped and looked up, which costs far
    less than grouping by long texts. What comes through is to be grouped and counted by the columns again.
    """
    marked = table.mutate(mark=reduce(_hash, (table[one] for one in columns)))
    marks = marked.group_by("mark").agg(times=marked.count())
    return marked.semi_join(marks.filter(marks.times > 1), "mark").drop("mark")


def ticks(numbers: Any) -> Any:
    """Aggregate: whole numbers from 0 to 29, ticked off as the bits of one number."""
    return _bit_or(ibis.literal(1, "int64") << numbers)


def ticked(ticks: Any) -> Any:
    """How many different numbers are ticked off."""
    return _bit_count(ticks)


def _of_one(value: Any) -> Any:
    """Stands for a function of one value that both engines have and Ibis does not offer for both."""


def _of_two(one: Any, other: Any) -> Any:
    """Stands for such a function of two values."""


# The hash has 64 bits by DuckDB and 32 by Spark: it is another number on each and nothing to be shown.
_hash: Any = ibis.udf.scalar.builtin(_of_two, name="hash", signature=((None, None), "int64"))
_bit_or: Any = ibis.udf.agg.builtin(_of_one, name="bit_or", signature=((None,), "int64"))
_bit_count: Any = ibis.udf.scalar.builtin(_of_one, name="bit_count", signature=((None,), "int64"))
