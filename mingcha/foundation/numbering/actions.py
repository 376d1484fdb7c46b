"""Giving numbers. Gapless: a transaction that fails gives its numbers back."""

from django.db import connection, transaction

_TAKE = """
    insert into numbering_series as series (name, last) values (%s, %s)
    on conflict (name) do update set last = series.last + excluded.last
    returning series.last
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
