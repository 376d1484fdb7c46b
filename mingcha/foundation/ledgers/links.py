"""Addresses of ledgers, for other apps' pages."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse


def ledger_url(name: str, **params: Any) -> str:
    """The list with these filters. `within` takes a record; a list gives several values; None none."""
    pairs: list[tuple[str, str]] = []
    for key, value in params.items():
        several = isinstance(value, Iterable) and not isinstance(value, str | Model)
        pairs += [(key, _text(key, one)) for one in (value if several else [value]) if one not in (None, "")]
    query = f"?{urlencode(pairs)}" if pairs else ""
    return reverse("ledgers:list", args=[name]) + query


def _text(key: str, value: Any) -> str:
    if isinstance(value, Model):
        return within(value) if key == "within" else str(value.pk)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def within(record: Model) -> str:
    """How an address names the record a list is limited to."""
    return f"{record._meta.label_lower}:{record.pk}"
