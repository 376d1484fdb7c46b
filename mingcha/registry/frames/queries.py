"""Reads that other apps ask for: which dictionary is current for an office."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingcha.foundation.words import listed
from mingcha.registry.bodies.models import Body
from mingcha.registry.frames.models import CodeList, CodeValue, Frame, IssueClass, Rule, RuleSet


def current_rule_set(office: Body) -> RuleSet | None:
    """The rule set in force for an office: its own, else the standard one of its level."""
    return RuleSet.objects.for_office(office).first()


def frames_for(level: str) -> QuerySet[Frame]:
    """The current frames of a level."""
    return Frame.objects.filter(level=level, is_current=True)


def issue_classes() -> QuerySet[IssueClass]:
    """The current taxonomy, in its own order."""
    return IssueClass.objects.filter(is_current=True).order_by("path")


def values_of(code: str) -> QuerySet[CodeValue]:
    """The values in use of one code list."""
    return CodeValue.objects.filter(code_list__code=code, is_active=True).order_by("order", "code")


def choices_of(code: str) -> list[tuple[str, str]]:
    """The values in use of one code list, as a form wants them."""
    return list(values_of(code).values_list("code", "name"))


def code_lists(codes: Iterable[str]) -> QuerySet[CodeList]:
    return CodeList.objects.filter(code__in=list(codes)).prefetch_related("values")


# The longest that makes sense in each unit.
_MOST = {"working": 500, "calendar": 4000, "months": 60, "percent": 100}
_CLOCK = re.compile(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")


def rule_fault(key: str, given: Mapping[str, Any]) -> str | None:
    """What is wrong with one value of a rule set, or nothing."""
    units = dict(RuleSet.units_for(key))
    value, unit = given.get("value"), given.get("unit")
    if unit not in units:
        return _("Choose one of: %(units)s.") % {"units": listed(units.values())}
    if not str(given.get("basis") or "").strip():
        return _("Say what it rests on.")
    if unit == RuleSet.Unit.HOURS:
        times = str(value).replace("，", ",").split(",")
        if all(_CLOCK.match(time.strip()) for time in times):
            return None
        return _("Write hours like 08:00-12:00, several with commas.")
    if unit == RuleSet.Unit.SWITCH:
        return None if value in (0, 1) else _("Write 1 for yes or 0 for no.")
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST[unit]:
        return _("Write a whole number from 1 to %(most)s.") % {"most": _MOST[unit]}
    return None


DATA = Path(__file__).resolve().parent / "data"


@cache
def standard_values(level: str) -> dict[str, dict[str, Any]]:
    """The standard rules of a level, as they come with this version of the product."""
    given = json.loads((DATA / "rules.json").read_text(encoding="utf-8"))
    return {**given["values"], **given["by_level"].get(level, {})}


@dataclass(frozen=True)
class Line:
    """One rule of a rule set, as the page shows it."""

    key: str
    label: str
    value: Any
    unit: str
    basis: str
    local: bool
    unverified: bool
    changed: bool = False


def lines_of(rule_set: RuleSet, earlier: RuleSet | None = None) -> list[Line]:
    """The rules with their words; those that differ from an earlier version are marked."""
    units = dict(RuleSet.Unit.choices)
    lines = []
    for key, label in Rule.choices:
        if not (given := rule_set.values.get(key)):
            continue
        basis = given.get("basis", "")
        changed = bool(earlier) and earlier is not None and earlier.values.get(key) != given
        unit = str(units.get(given.get("unit"), given.get("unit", "")))
        marks = ("（地方）" in basis, "未核实" in basis)
        lines.append(Line(key, str(label), given.get("value"), unit, basis, *marks, changed))
    return lines


def earlier_version(rule_set: RuleSet) -> RuleSet | None:
    """The version before this one: the office's own, else the standard one of the level."""
    if rule_set.office_id is None:
        return RuleSet.objects.filter(
            level=rule_set.level, office__isnull=True, version__lt=rule_set.version
        ).first()
    before = RuleSet.objects.filter(office_id=rule_set.office_id, version__lt=rule_set.version)
    standard = RuleSet.objects.filter(level=rule_set.level, office__isnull=True)
    return before.order_by("-version").first() or standard.order_by("-version").first()
