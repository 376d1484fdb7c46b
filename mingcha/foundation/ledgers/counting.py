"""How many rows there are, counted no further than anyone reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import IntegerField, Subquery

from mingcha.foundation.accounts.models import User

COUNTED = 10_000  # beyond this a count is told as “10,000+”


class _Rows(Subquery):
    """How many rows a query gives."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def count(rows: Any, most: int = COUNTED) -> tuple[int, bool]:
    """How many rows, and whether that is all of them: beyond `most` nobody counts."""
    return _told(rows.order_by()[: most + 1].count(), most)


def counts(lists: Sequence[Any], user: User, most: int) -> list[tuple[int, bool]]:
    """`count` of each of the lists this person reads, in one statement however many they are."""
    if not lists:
        return []
    each = {
        f"list_{place}": _Rows(rows.order_by().values("pk")[: most + 1]) for place, rows in enumerate(lists)
    }
    [found] = User.objects.filter(pk=user.pk).annotate(**each).values_list(*each)
    return [_told(number, most) for number in found]


def _told(found: int, most: int) -> tuple[int, bool]:
    return min(found, most), found <= most
