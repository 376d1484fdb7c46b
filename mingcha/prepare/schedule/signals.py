"""What later stages know of organisations and tasks, counted for the whole office and told as numbers.

`weighing` is sent with `organisations`, a list of keys; `measuring` with `tasks`. A receiver returns a
`Told`, a list of them, or nothing. Numbers are counted over all records; who opens a list sees only
their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.dispatch import Signal


@dataclass(frozen=True)
class Told:
    """One component (`petitions`, `leads` …) by organisation or task, and the ledger its rows stand in."""

    component: str
    values: Mapping[UUID, int]
    ledger: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)


def counted(component: str, rows: QuerySet[Any], by: str, ledger: str = "", **filters: Any) -> Told:
    """These rows counted by the key in `by`: one statement for all."""
    found = rows.order_by().values_list(by).annotate(number=Count("pk"))
    return Told(component, dict(found), ledger, filters)


weighing = Signal()
measuring = Signal()


def told_by(signal: Signal, **given: Any) -> Iterator[Told]:
    """What all receivers answer."""
    for _receiver, answer in signal.send(None, **given):
        if isinstance(answer, Told):
            yield answer
        elif answer:
            yield from (one for one in answer if isinstance(one, Told))
