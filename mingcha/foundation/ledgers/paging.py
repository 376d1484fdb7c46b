"""Keyset paging: a page begins after a row, not after a count, so the last page costs what the first does."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q

from mingcha.foundation.ledgers.selection import Selection

SIZE = 50
KEY = "ledger_key"


@dataclass(frozen=True)
class Slice:
    """One page of records, and the tokens of its neighbours (empty at either end)."""

    records: list[Any]
    before: str = ""
    after: str = ""


def ordered(selection: Selection, *, backwards: bool = False) -> Any:
    """The rows by the sort column, then by key, so that ties stay put; empty values last."""
    expression, nullable = selection.order()
    down = selection.descending != backwards
    key = F(KEY)
    last = {"nulls_first": True} if backwards else {"nulls_last": True}
    order = (key.desc if down else key.asc)(**(last if nullable else {}))
    rows = selection.joined(selection.rows()).annotate(**{KEY: expression})
    return rows.order_by(order, "-pk" if down else "pk")


def page(selection: Selection, size: int = SIZE) -> Slice:
    """The page that the address names; the first where it names none or a place that makes no sense."""
    after, before = selection.params.get("after"), selection.params.get("before")
    backwards = bool(before) and not after
    rows = ordered(selection, backwards=backwards)
    condition = _beyond(selection, rows, before if backwards else after, backwards)
    found = list(rows.filter(condition)[: size + 1]) if condition else list(rows[: size + 1])
    more, records = len(found) > size, found[:size]
    if backwards:
        records.reverse()
        return _slice(records, has_before=more, has_after=True)
    return _slice(records, has_before=condition is not None, has_after=more)


def _slice(records: list[Any], *, has_before: bool, has_after: bool) -> Slice:
    if not records:
        return Slice([])
    return Slice(
        records,
        before=_token(records[0]) if has_before else "",
        after=_token(records[-1]) if has_after else "",
    )


def _token(record: Any) -> str:
    """A row's place: its sort value and its key."""
    value = getattr(record, KEY)
    plain = value.isoformat() if isinstance(value, date | datetime) else value
    plain = plain if isinstance(plain, str | int | float | bool | None) else str(plain)
    text = json.dumps([plain, str(record.pk)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _place(rows: Any, token: str) -> tuple[Any, Any] | None:
    """What a token says, or None if it says nothing."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        kind = rows.query.annotations[KEY].output_field
        return kind.to_python(value), rows.model._meta.pk.to_python(pk)
    except (ValueError, TypeError, ValidationError, binascii.Error):
        return None


def _beyond(selection: Selection, rows: Any, token: str, backwards: bool) -> Q | None:
    """The rows that come after the token's in the direction read. Empty values stand at the end."""
    place = _place(rows, token) if token else None
    if place is None:
        return None
    value, pk = place
    sign = "lt" if selection.descending != backwards else "gt"
    past, empty = Q(**{f"pk__{sign}": pk}), Q(**{f"{KEY}__isnull": True})
    if value is None:
        return empty & past | ~empty if backwards else empty & past
    # The first condition bounds the scan of an index on the column; the second settles ties.
    here = Q(**{f"{KEY}__{sign}e": value}) & (Q(**{f"{KEY}__{sign}": value}) | past)
    nullable = selection.order()[1]
    return here | empty if nullable and not backwards else here
