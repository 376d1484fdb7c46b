"""What part of the work a figure is asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext_lazy as _

# The dimensions a scope may limit, with their names.
DIMENSIONS: Mapping[str, Any] = {
    "office": _("Office"),
    "level": _("Level"),
    "term": _("Term"),
    "round": _("Round"),
    "kind": _("Kind of inspection"),
    "inspection": _("Inspection"),
    "sector": _("Sector"),
    "organisation": _("Inspected organisation"),
}
# Which keys lie below one key of a dimension: the app that knows says so when it is ready.
BELOW: dict[str, Callable[[Any], Collection[Any]]] = {}
# In a ledger's address the scope's names are told from the columns' filters by this.
PREFIX = "scope_"


@dataclass(frozen=True)
class Scope:
    """The dimensions and days that limit a figure; None is everything. Keys are those of the records.

    `below` takes the offices under the office named with it.
    """

    office: Any = None
    level: Any = None
    term: Any = None
    round: Any = None
    kind: Any = None
    inspection: Any = None
    sector: Any = None
    organisation: Any = None
    since: date | None = None
    until: date | None = None
    below: bool = False

    @classmethod
    def from_query(cls, query: str, *, prefix: str = "") -> Scope:
        """The scope an address names; what is no date or no dimension is left out."""
        return cls.from_pairs(parse_qsl(query), prefix=prefix)

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[str, str]], *, prefix: str = "") -> Scope:
        names = {one.name for one in fields(cls)}
        given: dict[str, Any] = {}
        for key, value in pairs:
            name = key.removeprefix(prefix)
            if key.startswith(prefix) and name in names and value:
                given[name] = _read(name, value)
        return cls(**given)

    def dimensions(self) -> dict[str, Any]:
        """The dimensions it limits, with their values (the key, where a record was given)."""
        asked = {name: getattr(self, name) for name in DIMENSIONS}
        return {name: getattr(value, "pk", value) for name, value in asked.items() if value not in (None, "")}

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The dimensions it limits, with the offices below spelt out where they are asked for."""
        found = self.dimensions()
        if self.below and "office" in found and (below := BELOW.get("office")):
            found["office"] = {found["office"], *below(found["office"])}
        return found

    def pairs(self, *, prefix: str = "") -> list[tuple[str, str]]:
        """As an address writes it."""
        days = {name: getattr(self, name) for name in ("since", "until")}
        given = self.dimensions() | {name: day.isoformat() for name, day in days.items() if day}
        given |= {"below": "yes"} if self.below else {}
        return [(prefix + name, str(value)) for name, value in given.items()]

    def query(self, *, prefix: str = "") -> str:
        return urlencode(self.pairs(prefix=prefix))

    def narrowed(self, **values: Any) -> Scope:
        return replace(self, **values)


def _read(name: str, text: str) -> Any:
    if name == "below":
        return text == "yes"
    return _day(text) if name in ("since", "until") else text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
