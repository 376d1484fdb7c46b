from datetime import date

import pytest

from mingcha.foundation.calendar.days import (
    add_days,
    is_estimate,
    is_working_day,
    known_until,
    working_days_between,
)


def test_holidays_are_free_and_exchanged_weekends_are_worked() -> None:
    assert not is_working_day(date(2025, 10, 1))
    assert is_working_day(date(2025, 10, 11)), "a Saturday worked for the National Day"
    assert not is_working_day(date(2025, 10, 18)), "an ordinary Saturday"


@pytest.mark.parametrize(
    ("start", "n", "unit", "end"),
    [
        (date(2025, 9, 28), 3, "working", date(2025, 10, 9)),
        (date(2025, 9, 29), 15, "calendar", date(2025, 10, 14)),
        (date(2025, 1, 31), 1, "months", date(2025, 2, 28)),
        (date(2025, 11, 30), 3, "months", date(2026, 2, 28)),
        (date(2025, 10, 9), -2, "working", date(2025, 9, 29)),
        (date(2025, 10, 9), 0, "working", date(2025, 10, 9)),
    ],
)
def test_terms_end_where_the_rules_say(start: date, n: int, unit: str, end: date) -> None:
    assert add_days(start, n, unit) == end


def test_counting_back_gives_the_term_again() -> None:
    start = date(2025, 9, 1)
    for n in range(1, 60):
        assert working_days_between(start, add_days(start, n, "working")) == n
    assert working_days_between(date(2025, 10, 9), date(2025, 9, 28)) == -3


def test_beyond_the_announced_years_weekends_alone_count_and_it_is_said() -> None:
    unknown = date(known_until().year + 3, 10, 1)
    assert is_working_day(unknown) == (unknown.weekday() < 5)
    assert is_estimate(unknown)
    assert not is_estimate(known_until())


def test_an_unknown_unit_is_an_error() -> None:
    with pytest.raises(ValueError, match="fortnights"):
        add_days(date(2025, 1, 1), 1, "fortnights")
