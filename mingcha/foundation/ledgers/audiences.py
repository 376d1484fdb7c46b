"""Whom a saved view may be shared with: the offices, posts and teams a person is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mingcha.foundation import scopes

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User

# Scopes that the bodies and teams of later stages register; the first of each pair that gives any counts.
KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "office": (_("Everyone in my office"), ("own_offices", "offices")),
    "role": (_("Everyone with my post in my office"), ("roles",)),
    "team": (_("Everyone in my inspection team"), ("teams", "inspections")),
}


def members(user: User, kind: str) -> set[UUID]:
    """The offices (posts, teams) this person belongs to."""
    found = (scopes.get(name)(user) for name in KINDS[kind][1])
    return set(next((keys for keys in found if keys), frozenset()))


def audience_of(user: User) -> set[UUID]:
    """Everything a view may have been shared with that reaches this person."""
    return {key for kind in KINDS for key in members(user, kind)}


def choices_for(user: User) -> list[tuple[str, Any]]:
    """With whom this person can share: those kinds they belong to any of."""
    return [(kind, title) for kind, (title, _names) in KINDS.items() if members(user, kind)]
