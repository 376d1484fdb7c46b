"""The whole trail, for the audit administrator."""

import json
from collections.abc import Iterator

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.permissions import reads_trail
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers import Choice, Column, Dates, Ledger


def kinds() -> Iterator[tuple[str, str]]:
    """Every kind of record the product keeps, by the name people know."""
    for model in apps.get_models():
        if model.__module__.startswith("mingcha."):
            yield model._meta.label_lower, str(model._meta.verbose_name)


# What the trail may show to someone who sees no business data; of the rest, only that it is there.
PLAIN = (
    "source",
    "target",
    "on",
    "fields",
    "username",
    "digest",
    "size",
    "marking",
    "count",
    "rows",
    "ledger",
    "version",
)


def facts_of(event: Event) -> str:
    shown = {name: value if name in PLAIN else "…" for name, value in event.facts.items()}
    return json.dumps(shown, ensure_ascii=False) if shown else ""


EVENTS = Ledger(
    name="events",
    model=Event,
    title=_("Audit trail"),
    stage="system",
    order=20,
    columns=[
        Dates("at"),
        Column("by", path="by__full_name"),
        Column("account", path="by__username", label=_("Account"), hidden=True),
        Column("action"),
        Choice("subject_type", choices=kinds),
        Column("subject_id"),
        Column("facts", path=facts_of, wide=True),
    ],
    search=("by__username", "by__full_name", "action", "subject_id"),
    sort="-at",
    select_related=("by",),
    who=reads_trail,
    empty=_("Nothing is on the trail yet."),
)
