"""Reads over the pools: who is entered twice, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from mingcha.foundation.accounts.models import User
from mingcha.registry.talent.models import Talent

# What a person chooses between when two entries become one.
COMPARED = (
    "user", "pool", "born_on", "unit", "post", "grade", "organisation", "skills", "native_place",
    "away_from", "away_until", "away_reason", "expires_on",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One field of two entries side by side."""

    name: str
    label: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        return self.left != self.right


def twins_of(user: User) -> list[list[Talent]]:
    """Entries of one pool with the same name, as the person may see them: the same person, perhaps."""
    seen = Talent.objects.visible_to(user).exclude(status=Talent.Status.OUT)
    names = seen.order_by().values("office", "name").annotate(times=Count("pk")).filter(times__gt=1)
    pairs = {(row["office"], row["name"]) for row in names}
    found: dict[tuple[UUID, str], list[Talent]] = {}
    rows = seen.filter(name__in={name for _office, name in pairs}) if pairs else seen.none()
    for one in rows.select_related("office", "organisation", "native_place", "user").order_by("created_at"):
        if (one.office_id, one.name) in pairs:
            found.setdefault((one.office_id, one.name), []).append(one)
    return list(found.values())


def twins_beside(talent: Talent) -> list[Talent]:
    """Other entries of the same name in the pools of the same office."""
    found = Talent.objects.filter(office_id=talent.office_id, name=talent.name).exclude(pk=talent.pk)
    return list(found.exclude(status=Talent.Status.OUT).order_by("created_at"))


def side_by_side(left: Talent, right: Talent) -> list[Difference]:
    """Every field that a merge decides on, as people read it."""
    rows = []
    for name in COMPARED:
        label = str(Talent._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        rows.append(Difference(name, label, text_of(left, name), text_of(right, name)))
    return rows


def text_of(talent: Talent, name: str) -> str:
    if name == "skills":
        return talent.skill_names
    shown: Any = getattr(talent, f"get_{name}_display", lambda: getattr(talent, name))()
    return "" if shown is None else str(shown)
