"""Giving numbers. Gapless: a transaction that fails gives its numbers back."""

from collections.abc import Iterable

from django.db import connection, transaction

from mingcha.foundation.numbering.models import Series

_TAKE = """
    insert into numbering_series as series (name, last) values (%s, %s)
    on conflict (name) do update set last = series.last + excluded.last
    returning series.last
"""
_FOLLOW = """
    insert into numbering_series as series (name, last) values (%s, %s)
    on conflict (name) do update set last = greatest(series.last, excluded.last)
"""


def next_number(series: str) -> int:
    """The next number. Others wait for this series until the caller's transaction ends."""
    return next_numbers(series, 1)[0]


@transaction.atomic
def next_numbers(series: str, how_many: int) -> list[int]:
    """The next `how_many` numbers, in order."""
    if not how_many:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [series, how_many])
        (last,) = cursor.fetchone()
    return list(range(last - how_many + 1, last + 1))


@transaction.atomic
def follow(given: Iterable[tuple[str, int]]) -> None:
    """These numbers (series, number) came from elsewhere and are taken: the next ones come after them.

    Only series that are behind are written, since whoever draws from one waits for this transaction.
    """
    highest: dict[str, int] = {}
    for name, number in given:
        highest[name] = max(number, highest.get(name, 0))
    known = dict(Series.objects.filter(name__in=highest).values_list("name", "last")) if highest else {}
    behind = sorted((name, last) for name, last in highest.items() if known.get(name, 0) < last)
    with connection.cursor() as cursor:
        for name, last in behind:
            cursor.execute(_FOLLOW, [name, last])
