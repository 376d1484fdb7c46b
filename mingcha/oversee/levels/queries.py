"""The offices of other levels that a person's own office exchanges with."""

from __future__ import annotations

from uuid import UUID

from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body
from mingcha.registry.bodies.queries import subordinate_offices, superior_offices


def offices_beside(user: User) -> list[tuple[UUID, str]]:
    """Those above and below one's own, by key and name."""
    own = rights_of(user).own_offices
    keys = (superior_offices(own) | subordinate_offices(own)) - own
    rows = Body.objects.offices().filter(pk__in=keys).order_by("level", "name").values_list("pk", "name")
    return [(key, name) for key, name in rows]
