"""Codes come from the inner site and are never made here."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from mingcha.outer.codes.models import Code

_TEXTS = ("code", "organisation", "round", "team", "hours", "phone")


@transaction.atomic
def publish(pk: UUID, fields: Mapping[str, Any]) -> Code:
    """Show this code as the inner site now says it is."""
    values: dict[str, Any] = {name: str(fields.get(name) or "") for name in _TEXTS}
    values |= {name: list(fields.get(name) or []) for name in ("scope_in", "scope_out")}
    values |= {
        "ends": date.fromisoformat(str(fields["ends"])[:10]) if fields.get("ends") else None,
        "report_key": _key(fields["report_key"]),
        "identity_key": _key(fields["identity_key"]) if fields.get("identity_key") else "",
        "texts": dict(fields.get("texts") or {}),
        "state": _state(fields),
    }
    return Code.objects.update_or_create(pk=pk, defaults=values)[0]


def _state(fields: Mapping[str, Any]) -> str:
    """As said; where nothing is said, withdrawn or open."""
    said = str(fields.get("state") or ("withdrawn" if fields.get("withdrawn") else "open"))
    return Code.State(said).value


def _key(text: str) -> str:
    """A public key, checked: a wrong one would make reports that nobody ever opens."""
    if len(bytes.fromhex(text)) != 32:
        raise ValueError("A public key has 32 bytes.")
    return text.lower()
