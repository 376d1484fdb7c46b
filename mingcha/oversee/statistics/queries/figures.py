"""Figures put together: by section, compared along a dimension, checked against their parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mingcha.foundation.accounts.models import User
from mingcha.foundation.indicators import Indicator, Point, Ratio, Scope, registry
from mingcha.foundation.indicators.declaration import Quantity
from mingcha.foundation.indicators.figures import Figure, figures, rows_url
from mingcha.foundation.ui.navigation import STAGES
from mingcha.prepare.rounds.models import Round
from mingcha.registry.bodies.models import Level
from mingcha.registry.organisations.models import Organisation

SECTIONS = ("prepare", "conduct", "conclude", "resolve", "oversee")
HEADLINES = (
    "rounds",
    "organisations_inspected",
    "coverage_rate",
    "problems",
    "leads",
    "leads_same_level",
    "items_rate",
)
# Two wholes of different scope: stated as two, never added (domain §13.4).
NEVER_ADDED = ("leads", "leads_same_level")
Declared = Indicator | Ratio


def section_of(one: Declared) -> str:
    """Where it is shown: a ratio without a section of its own stands with what it is of."""
    if isinstance(one, Ratio) and not one.section:
        return registry.indicator(one.under).section
    return one.section


@dataclass(frozen=True)
class Section:
    """The figures of one stage of the work."""

    code: str
    title: Any
    figures: list[Figure]

    @property
    def tells_leads(self) -> bool:
        """Whether the two lead figures stand here."""
        return {one.code for one in self.figures} >= set(NEVER_ADDED)


def in_sections(told: dict[str, Figure]) -> list[Section]:
    """All figures in the order of the work."""
    where = {one.code: section_of(one) for one in registry.all_indicators()}
    found = [
        Section(code, STAGES[code], [figure for figure in told.values() if where[figure.code] == code])
        for code in SECTIONS
    ]
    return [section for section in found if section.figures]


def all_figures(scope: Scope, user: User) -> dict[str, Figure]:
    """Every figure of this scope, by code."""
    return figures(registry.all_indicators(), scope, user)


# Whether wholes and parts agree


@dataclass(frozen=True)
class Check:
    """A whole and its parts: a sum must come out; a part alone is never more than the whole."""

    whole: Figure
    parts: list[Figure]
    is_sum: bool

    @property
    def total(self) -> Quantity:
        return sum(part.value or 0 for part in self.parts)

    @property
    def holds(self) -> bool:
        whole = self.whole.value or 0
        return whole == self.total if self.is_sum else self.total <= whole


def checks(told: dict[str, Figure]) -> list[Check]:
    """Every sum, and the parts that are more than their whole."""
    known = {code for code, figure in told.items() if figure.applies}
    found = [
        Check(told[whole], [told[part] for part in parts], is_sum=True)
        for whole, parts in registry.sums.items()
        if {whole, *parts} <= known
    ]
    alone = [
        Check(told[whole], [told[part]], is_sum=False)
        for part, whole in registry.parts.items()
        if {whole, part} <= known
    ]
    return found + [check for check in alone if not check.holds]


# Side by side


@dataclass(frozen=True)
class Cell:
    """One figure of a comparison; no value where it does not apply."""

    value: Any = None
    url: str = ""


@dataclass(frozen=True)
class Row:
    declared: Declared
    cells: list[Cell]
    whole: Figure


@dataclass(frozen=True)
class Comparison:
    """One row for each figure, one column for each value of the dimension."""

    heads: list[str]
    sections: list[tuple[Any, list[Row]]]


def comparison(scope: Scope, user: User, by: str, told: dict[str, Figure]) -> Comparison:
    """The figures that can be told by this dimension; those of nothing but noughts are left out."""
    counted = {
        one.code: (one, tally)
        for one in registry.all_indicators()
        if isinstance(one, Indicator) and (tally := one.tally(scope, user, by))
    }
    keys, heads = _columns(counted.values(), user, by)
    sections: dict[str, list[Row]] = {code: [] for code in SECTIONS}
    for one in registry.all_indicators():
        if cells := _cells(one, counted, keys, scope, by):
            sections[section_of(one)].append(Row(one, cells, told[one.code]))
    return Comparison(heads, [(STAGES[code], rows) for code, rows in sections.items() if rows])


Tallies = dict[str, tuple[Indicator, dict[Any, Quantity]]]


def _columns(counted: Iterable[tuple[Indicator, dict[Any, Quantity]]], user: User, by: str) -> Any:
    """The keys met anywhere, in their own order, and what people call them."""
    labels: dict[Any, str] = {}
    for indicator, tally in counted:
        if unknown := [key for key in tally if key not in labels]:
            labels |= indicator.labels(by, unknown, user)
    points = ordered(by, [Point(key, label, 0) for key, label in labels.items() if key not in (None, "")])
    return [point.key for point in points], [point.label for point in points]


def ordered(by: str, points: list[Point]) -> list[Point]:
    """Choices as the model has them; rounds, terms and years as they came; the rest by name."""
    choices: dict[str, Any] = {"level": Level, "kind": Round.Kind, "sector": Organisation.Sector}
    if by in choices:
        places = {code: place for place, code in enumerate(choices[by].values)}
        return sorted(points, key=lambda point: places.get(point.key, len(places)))
    if by in ("round", "term", "year"):
        return sorted(points, key=lambda point: (point.key is not None, point.key or 0))
    return sorted(points, key=lambda point: point.label)


def _cells(one: Declared, counted: Tallies, keys: list[Any], scope: Scope, by: str) -> list[Cell]:
    if isinstance(one, Ratio):
        return _shares(one, counted, keys, scope, by)
    if one.code not in counted:
        return []
    return [Cell(counted[one.code][1].get(key, 0), url_at(one, scope, by, key)) for key in keys]


def _shares(ratio: Ratio, counted: Tallies, keys: list[Any], scope: Scope, by: str) -> list[Cell]:
    if ratio.under not in counted:
        return []
    under, over = counted[ratio.under][1], counted.get(ratio.over, (None, {}))[1]
    cells = []
    for key in keys:
        value = ratio.divide(over.get(key, 0), under.get(key))
        cells.append(Cell() if value is None else Cell(f"{value}{ratio.unit}"))
    return cells


def url_at(indicator: Indicator, scope: Scope, by: str, key: Any) -> str:
    """The rows of one column; a year or a column without a key has none."""
    if by == "year":
        return (
            rows_url(indicator, scope.narrowed(since=key, until=key.replace(month=12, day=31))) if key else ""
        )
    if key in (None, ""):
        return ""
    below = {} if by != "office" else {"below": False}
    return rows_url(indicator, scope.narrowed(**{by: key}, **below))
