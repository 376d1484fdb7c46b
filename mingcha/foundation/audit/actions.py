"""Writing the trail. Call these inside the transaction that makes the change."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils import timezone

from mingcha.foundation import copying
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event


def record(action: str, subject: Model, *, by: User, **facts: Any) -> Event:
    """Write one event."""
    event = _event(action, subject, by, facts)
    event.save(force_insert=True)
    return event


def record_many(action: str, subjects: Sequence[Any], *, by: User, facts: Any = None) -> None:
    """One event a subject. `facts` is one dictionary for all, or a list with one for each."""
    each = facts if isinstance(facts, list) else [facts or {}] * len(subjects)
    events = [_event(action, subject, by, own) for subject, own in zip(subjects, each, strict=True)]
    copying.insert(Event, events)


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
        facts={name: _plain(value) for name, value in facts.items()},
    )


def _plain(value: Any) -> Any:
    """What JSON can hold; anything else as its text."""
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
