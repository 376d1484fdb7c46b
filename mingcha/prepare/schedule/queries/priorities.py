"""The priority of an organisation: which things count, how much, and where its points come from.

Each component is a number (months since the last inspection, petitions, …). It counts in proportion up to
the value at which it counts in full, times its weight; the sum over all weights is the priority, 0 to 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _l

from mingcha.prepare.rounds.models import Task
from mingcha.prepare.schedule.models import Emphasis, PriorityRule
from mingcha.prepare.schedule.signals import told_by, weighing
from mingcha.prepare.terms.models import Term
from mingcha.registry.organisations.models import Organisation

NEVER = 60  # months an organisation counts as waiting that was never inspected: a whole term


@dataclass(frozen=True)
class Component:
    """One thing that counts, with the weight and the full value a term begins with."""

    name: str
    title: Any
    unit: Any
    weight: int
    full_at: int
    rule: Any


COMPONENTS = [
    Component("waiting", _l("Months since the last inspection"), _l("months"), 30, 60,
              _l("Counted from the day the last team left; never inspected counts as 60 months")),
    Component("petitions", _l("Petitions"), _l("items"), 15, 10,
              _l("Petitions about it on record, those of earlier rounds too")),
    Component("leads", _l("Leads"), _l("items"), 15, 5, _l("Leads about it, whatever came of them")),
    Component("clues", _l("Clues from data"), _l("items"), 10, 10,
              _l("Clues of its inspections that were not ruled out")),
    Component("rectification", _l("Rectification not finished"), _l("items"), 15, 10,
              _l("Items of its last rectification that are not written off yet")),
    Component("power", _l("Concentration of power"), _l("points"), 15, 10,
              _l("Power, funds and resources gathered there, as the office judges")),
]  # fmt: skip


@dataclass(frozen=True)
class Point:
    """What one component gives one organisation, and the list its rows stand in."""

    component: Component
    value: int
    full_at: int
    weight: int
    share: float  # of the priority, in points
    ledger: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Priority:
    """An organisation's priority, and what it is made of."""

    organisation_id: UUID
    points: tuple[Point, ...]

    @property
    def value(self) -> int:
        return round(sum(point.share for point in self.points))


@dataclass(frozen=True)
class Weighing:
    """The weights in force."""

    weights: Mapping[str, int]
    full_at: Mapping[str, int]
    version: PriorityRule | None = None


def weights_of(term: Term) -> Weighing:
    """The newest version of the term, or what every term begins with."""
    rule = term.priority_rules.select_related("by").order_by("-number").first()
    weights = {one.name: one.weight for one in COMPONENTS}
    full_at = {one.name: one.full_at for one in COMPONENTS}
    if rule is None:
        return Weighing(weights, full_at)
    return Weighing(weights | rule.weights, full_at | rule.full_at, rule)


def last_ended(organisations: Iterable[UUID]) -> dict[UUID, date]:
    """The day the last inspection of each ended: fed back, else entered."""
    rows = Task.objects.filter(organisation_id__in=list(organisations), entered_on__isnull=False)
    found = rows.values("organisation_id").annotate(fed_back=Max("concluded_on"), entered=Max("entered_on"))
    return {
        row["organisation_id"]: max(day for day in (row["fed_back"], row["entered"]) if day)
        for row in found.order_by()
    }


def priorities(term: Term, organisations: Iterable[UUID], on: date | None = None) -> dict[UUID, Priority]:
    """The priority of each organisation, in as many statements as there are components."""
    keys, on = list(organisations), on or timezone.localdate()
    weighing_now = weights_of(term)
    ended = last_ended(keys)
    values: dict[str, Mapping[UUID, int]] = {
        "waiting": {key: _months(ended.get(key), on) for key in keys},
        "power": dict(
            Emphasis.objects.filter(term=term, organisation_id__in=keys).values_list(
                "organisation_id", "points"
            )
        ),
    }
    places: dict[str, tuple[str, Mapping[str, Any]]] = {"waiting": ("tasks", {})}
    for told in told_by(weighing, organisations=keys):
        values[told.component] = told.values
        places[told.component] = (told.ledger, told.filters)
    return {key: Priority(key, _points(key, weighing_now, values, places)) for key in keys}


def _months(last: date | None, on: date) -> int:
    return NEVER if last is None else max(0, (on.year - last.year) * 12 + on.month - last.month)


def _points(
    key: UUID,
    weighing_now: Weighing,
    values: Mapping[str, Mapping[UUID, int]],
    places: Mapping[str, tuple[str, Mapping[str, Any]]],
) -> tuple[Point, ...]:
    whole = sum(weighing_now.weights.values()) or 1
    found = []
    for component in COMPONENTS:
        value = values.get(component.name, {}).get(key, 0)
        full, weight = weighing_now.full_at[component.name] or 1, weighing_now.weights[component.name]
        share = 100 * weight / whole * min(value / full, 1)
        ledger, filters = places.get(component.name, ("", {}))
        found.append(Point(component, value, full, weight, share, ledger, filters))
    return tuple(found)


def in_order(term: Term, organisations: list[Organisation]) -> list[tuple[Organisation, Priority]]:
    """The most urgent first."""
    found = priorities(term, [one.pk for one in organisations])
    return sorted(
        ((one, found[one.pk]) for one in organisations), key=lambda pair: (-pair[1].value, pair[0].code)
    )
