"""Counting days as Chinese offices do: public holidays are free, exchanged weekends (调休) are worked."""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import chinese_calendar

UNITS = ("working", "calendar", "months")
_DAY = timedelta(days=1)


@cache
def known_until() -> date:
    """The last day whose holidays are announced in the data; beyond, only weekends are known."""
    return date(max(chinese_calendar.holidays).year, 12, 31)


def is_estimate(day: date) -> bool:
    """Whether this day, or a count that ends on it, rests on weekends alone."""
    return day > known_until()


def is_working_day(day: date) -> bool:
    """Holidays by the State Council's yearly notice; beyond the known years, Monday to Friday."""
    if day in chinese_calendar.holidays:
        return False
    return day.weekday() < 5 or day in chinese_calendar.workdays


def add_days(start: date, n: int, unit: str = "calendar") -> date:
    """The last day of a term of `n` units. The first day is not counted (民法典 art. 201)."""
    if unit == "working":
        return _add_working_days(start, n)
    if unit == "months":
        return _add_months(start, n)
    if unit == "calendar":
        return start + n * _DAY
    raise ValueError(f"unknown unit {unit!r}")


def working_days_between(start: date, end: date) -> int:
    """Working days after `start`, up to and with `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + day * _DAY) for day in range(1, (end - start).days + 1))


def _add_working_days(start: date, n: int) -> date:
    step, left, day = (_DAY if n >= 0 else -_DAY), abs(n), start
    while left:
        day += step
        left -= is_working_day(day)
    return day


def _add_months(start: date, n: int) -> date:
    """The same day of the month, or its last day where it is shorter (民法典 art. 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
