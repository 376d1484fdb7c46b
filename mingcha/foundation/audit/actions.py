"""Writing the trail. Call these inside the transaction that makes the change."""

from collections.abc import Sequence
from itertools import repeat
from typing import Any

from django.db.models import Model
from django.utils import timezone

from mingcha.foundation import copying
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.records import new_id

_COLUMNS = ["id", "created_at", "at", "action", "by", "subject_type", "subject_id", "facts"]


def record(action: str, subject: Model, *, by: User, **facts: Any) -> Event:
    """Write one event."""
    event = _event(action, subject, by, facts)
    event.save(force_insert=True)
    return event


def record_many(action: str, subjects: Sequence[Any], *, by: User, facts: Any = None) -> None:
    """One event a subject. `facts` is one dictionary for all, or a list with one for each."""
    given = facts if isinstance(facts, list) else None
    told = repeat(_told(facts or {}), len(subjects)) if given is None else map(_told, given)
    now = timezone.now()
    rows = [
        (new_id(), now, now, action, by.pk, subject._meta.label_lower, str(subject.pk), own)
        for subject, own in zip(subjects, told, strict=True)
    ]
    copying.insert_rows(Event, _COLUMNS, rows)


def read(subject: Model, *, by: User, **facts: Any) -> None:
    """Note that a sensitive record was looked at."""
    record(f"{subject._meta.model_name}.read", subject, by=by, **facts)


def _event(action: str, subject: Model, by: User, facts: dict[str, Any]) -> Event:
    return Event(
        at=timezone.now(),
        action=action,
        by=by,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        facts=_told(facts),
    )


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    """What JSON can hold; anything else as its text."""
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
