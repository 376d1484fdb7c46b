"""Profiles, reports and samples, ready for a page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.datasets.contracts import units
from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.contracts.columns import Column
from mingcha.analyse.datasets.loading.problems import sentence
from mingcha.analyse.datasets.loading.profiling import BARS, TOP
from mingcha.analyse.datasets.models import Dataset, Load, Version
from mingcha.analyse.datasets.queries.values import in_words
from mingcha.foundation.sealed import unseal
from mingcha.foundation.ui import charts
from mingcha.foundation.ui.steps import Step
from mingcha.foundation.words import listed

WIDTH, HEIGHT, _GAP = 96, 28, 1
_STEPS = (_l("Bring the file"), _l("Say which column is which"), _l("Look at the check"), _l("Loaded"))
_REPEATS = {1: _l("once"), 2: _l("twice"), 5: _l("3 to 5 times"), 10: _l("6 to 10 times")}


@dataclass(frozen=True)
class Bar:
    """One bar of a picture, in its own units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """One column's profile as a row of the table. Of a personal column, only counts."""

    title: str
    kind: str
    unit: str
    personal: bool
    missing: int
    missing_percent: str
    distinct: int
    low: str = ""
    high: str = ""
    mean: str = ""
    top: list[tuple[str, int, str]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    all_different: bool = False
    picture: str = ""  # what the picture shows, in words


def lines_of(one: Version | Load) -> list[Line]:
    contract = CONTRACTS.get(one.dataset.contract)
    by_name = contract.by_name if contract else {}
    return [_line(by_name[each["name"]], each) for each in one.profile if each["name"] in by_name]


def _line(column: Column, given: dict[str, Any]) -> Line:
    rows, missing = given["rows"], given["missing"]
    pairs, words = _pictured(column, given)
    top = given.get("top", [])
    return Line(
        title=str(column),
        kind=str(column.kind),
        unit=units.told(column.unit),
        personal=column.is_personal,
        missing=missing,
        missing_percent=percent(missing, rows),
        distinct=given["distinct"],
        low=_shown(column, given.get("low")),
        high=_shown(column, given.get("high")),
        mean=_shown(column, given.get("mean")),
        top=[(_shown(column, value), count, percent(count, rows)) for value, count in top],
        all_different=1 < given["distinct"] == rows - missing,
        bars=bars_of([count for _label, count in pairs], BARS if "bars" in given else TOP + 1),
        picture=words,
    )


def _pictured(column: Column, given: dict[str, Any]) -> tuple[list[tuple[str, int]], str]:
    """The counts of the picture and the sentence that says the same."""
    if not {"repeats", "bars", "top"} & set(given):
        return [], ""
    if "repeats" in given:
        pairs = [
            (str(_REPEATS.get(times, _l("more than 10 times"))), count) for times, count in given["repeats"]
        ]
        told = listed(_("%(count)s values %(times)s") % {"count": n, "times": label} for label, n in pairs)
        return pairs, _("How often a value comes: %(told)s") % {"told": told}
    if "bars" in given:
        ends = {"low": _shown(column, given.get("low")), "high": _shown(column, given.get("high"))}
        return [("", count) for count in given["bars"]], _("Spread from %(low)s to %(high)s") % ends
    top = [(_shown(column, value), count) for value, count in given.get("top", [])]
    if top and top[0][1] == 1 < given["distinct"]:  # nothing to be seen where every value is another
        return [], ""
    rest = given["rows"] - given["missing"] - sum(count for _label, count in top)
    told = listed(f"{label} {count}" for label, count in top[:3])
    return top + ([(_("others"), rest)] if rest else []), _("Commonest values: %(told)s") % {"told": told}


def bars_of(counts: list[int], slots: int) -> list[Bar]:
    """Bars side by side in so many places, the highest as high as the picture."""
    most = max(counts, default=0)
    if not most:
        return []
    width = WIDTH / max(slots, len(counts))
    heights = [max(1.0, count / most * HEIGHT) if count else 0.0 for count in counts]
    return [
        Bar(
            round(place * width, 2),
            round(HEIGHT - height, 2),
            round(max(width - _GAP, 1), 2),
            round(height, 2),
        )
        for place, height in enumerate(heights)
    ]


def percent(part: int, whole: int) -> str:
    if not whole or not part:
        return "0%"
    share = part / whole * 100
    return "<0.1%" if share < 0.1 else f"{share:.1f}%".replace(".0%", "%")


def _shown(column: Column, value: Any) -> str:
    return in_words(column, value, digits=2)


def _column(contract: str, name: str) -> Column | None:
    found = CONTRACTS.get(contract)
    return found.by_name.get(name) if found else None


def _title(contract: str, name: str) -> str:
    return str(_column(contract, name) or _("(whole row)"))


def fault_lines(contract: str, report: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Column, what is wrong, how often; the commonest first."""
    found = [
        (_title(contract, name), sentence(problem, _column(contract, name)), count)
        for name, problem, count in report.get("counts", [])
    ]
    return sorted(found, key=lambda line: -line[2])


def places_of(contract: str, report: dict[str, Any]) -> list[tuple[str, str, str, str, bool]]:
    """Place, column, what is wrong, the value with a person's masked, and whether the row stays."""
    return [
        (place, _title(contract, name), sentence(problem, _column(contract, name)), value, kept)
        for place, name, problem, value, kept in report.get("places", [])
    ]


def lineage_lines(version: Version) -> list[tuple[str, str]]:
    """Which column of the file became which column of the contract."""
    given, contract = version.lineage.get("columns", {}), CONTRACTS.get(version.dataset.contract)
    names = [name for name in (contract.by_name if contract else given) if name in given]
    return [(str(_column(version.dataset.contract, name) or name), given[name]) for name in names]


def sample_rows(load: Load) -> list[list[str]]:
    """The first rows of the file, which only who brought it sees."""
    if load.sample is None:
        return []
    rows: list[list[str]] = json.loads(unseal(load.sample, about=load.pk))
    return rows


def sample_values(rows: list[list[str]], at: str) -> list[str]:
    """The first different values of one column of the file."""
    if not str(at).isdigit():
        return []
    values = [row[int(at)] for row in rows if int(at) < len(row) and row[int(at)]]
    return list(dict.fromkeys(values))[:3]


def quality_chart(dataset: Dataset) -> charts.Option | None:
    """What share was set aside, marked and missing, version by version; nothing for fewer than two."""
    versions = list(dataset.versions.order_by("number"))
    if len(versions) < 2:
        return None
    labels = [_("Version %(number)s") % {"number": one.number} for one in versions]
    urls = [one.get_absolute_url() for one in versions]
    shares = {
        _("Set aside"): [_share(one.set_aside, one.rows + one.set_aside) for one in versions],
        _("Kept with a mark"): [_share(one.marked, one.rows) for one in versions],
        _("Missing cells"): [_missing(one) for one in versions],
    }
    series = [(name, list(zip(labels, values, urls, strict=True))) for name, values in shares.items()]
    return charts.many(labels, series, kind="line")


def _missing(version: Version) -> float:
    cells = sum(one["rows"] for one in version.profile)
    return _share(sum(one["missing"] for one in version.profile), cells)


def _share(part: int, whole: int) -> float:
    return round(part / whole * 100, 2) if whole else 0.0


def steps(current: int) -> list[Step]:
    """Where a load stands."""
    states = ["done"] * current + ["current"] + ["todo"] * (len(_STEPS) - current - 1)
    return [Step(label, state) for label, state in zip(_STEPS, states, strict=True)]
