"""What a user reaches, as later stages work it out: foundation asks by name and imports nobody.

A name nobody registered gives the empty set, so everything that rests on it stays closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User

Scope = Callable[["User"], frozenset[UUID]]

_scopes: dict[str, Scope] = {}


def register(name: str, scope: Scope) -> None:
    """Called once, when the owning app is ready.

    Known: `offices` (one reads), `own_offices` (one serves in), `inspections` (one works on),
    `recused_inspections`, `recused_organisations` (one keeps away from), `teams` (one is in),
    `roles` (each post, with the office it is held in or beside).
    """
    _scopes[name] = scope


def get(name: str) -> Scope:
    return _scopes.get(name, _nothing)


def _nothing(user: User) -> frozenset[UUID]:
    return frozenset()
