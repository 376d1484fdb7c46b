"""The stepper: where a record stands on its official way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Step:
    """One step: `done`, `current` or `todo`, and the day it was reached."""

    label: str | Promise
    state: str
    on: date | None = None


def steps_of(
    record: Any, statuses: Sequence[str] | None = None, dates: Mapping[str, str] | None = None
) -> list[Step]:
    """The statuses in order, as steps. `dates` names the record's date field of each status."""
    labels = dict(type(record).Status.choices)
    order = list(statuses or labels)
    here = order.index(record.status) if record.status in order else -1
    return [
        Step(labels[status], _state(place, here), _date(record, (dates or {}).get(status)))
        for place, status in enumerate(order)
    ]


def _state(place: int, here: int) -> str:
    if place == here:
        return "current"
    return "done" if place < here else "todo"


def _date(record: Any, field: str | None) -> date | None:
    return getattr(record, field) if field else None
