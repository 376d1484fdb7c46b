"""The charts: each is a series of indicators, and every bar opens the records it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.indicators import Indicator, Scope
from mingcha.foundation.indicators import Point as Counted
from mingcha.foundation.indicators.figures import rows_url
from mingcha.foundation.indicators.registry import indicator
from mingcha.foundation.ui import charts
from mingcha.oversee.statistics.queries.figures import ordered, url_at


@dataclass(frozen=True)
class Chart:
    """One chart with its title and unit; `tall` where there are many bars."""

    title: str
    unit: str
    option: charts.Option
    tall: bool = False

    @property
    def is_empty(self) -> bool:
        return not charts.table_of(self.option).rows


Address = Callable[[Indicator, Scope, str, Any], str]


def _opening(one: Indicator, scope: Scope, user: User, at: Address) -> Address:
    """Addresses of the rows, or none where this person counts what they may not open."""
    return at if one.readable(scope, user) != 0 else lambda *_asked: ""


def drawn(scope: Scope, user: User) -> list[Chart]:
    """All charts of one scope."""
    return [
        _bars(_("Problems found by round"), "problems", "round", scope, user),
        _bars(_("Problems found by sector"), "problems", "sector", scope, user),
        _bars(
            _("Problems found by section of the frame"), "problems", "frame_item", scope, user, at=_filtered
        ),
        _shares(_("Petitions by channel"), "petitions", "channel", scope, user),
        _grouped(_("Leads handed over by round"), ["leads", "leads_same_level"], "round", scope, user),
        _shares(_("Leads by way of disposal"), "leads", "way", scope, user),
        _bars(_("Leads by status"), "leads", "status", scope, user, at=_filtered),
        _grouped(_("Rectification by round"), ["items", "items_written_off"], "round", scope, user),
        _grouped(
            _("Coverage by sector"),
            ["organisations_in_scope", "organisations_covered", "organisations_effectively_covered"],
            "sector",
            scope,
            user,
        ),
    ]


def _narrowed(one: Indicator, scope: Scope, by: str, key: Any) -> str:
    return url_at(one, scope, by, key)


def _filtered(one: Indicator, scope: Scope, by: str, key: Any) -> str:
    """The ledger's own filter of that name, on top of the figure's rows."""
    url = rows_url(one, scope)
    return f"{url}&{by}={key}" if url and key not in (None, "") else ""


def _points(
    code: str, by: str, scope: Scope, user: User, at: Address
) -> tuple[Indicator, list[Counted], list[charts.Point]]:
    one = indicator(code)
    found = ordered(by, one.series(scope, user, by))
    at = _opening(one, scope, user, at)
    return one, found, [(point.label, float(point.value), at(one, scope, by, point.key)) for point in found]


def _bars(title: str, code: str, by: str, scope: Scope, user: User, at: Address = _narrowed) -> Chart:
    one, _found, points = _points(code, by, scope, user, at)
    long_labels = by in ("round", "frame_item")
    return Chart(
        title,
        str(one.unit),
        charts.bars(_whole(points), name=one.name, across=long_labels or len(points) > 6),
        tall=len(points) > 12,
    )


def _shares(title: str, code: str, by: str, scope: Scope, user: User) -> Chart:
    one, _found, points = _points(code, by, scope, user, _filtered)
    return Chart(title, str(one.unit), charts.shares(_whole(points), name=one.name))


def _grouped(title: str, codes: list[str], by: str, scope: Scope, user: User) -> Chart:
    """Several figures side by side over the same values, never stacked: they are not parts of one whole."""
    series = [(indicator(code), indicator(code).tally(scope, user, by)) for code in codes]
    first = series[0][0]
    keys = {key for _one, tally in series for key in tally}
    labels = first.labels(by, list(keys), user) if keys else {}
    points = ordered(by, [Counted(key, labels[key], 0) for key in keys])
    lines = []
    for one, tally in series:
        at = _opening(one, scope, user, _narrowed)
        numbers = [(p.label, int(tally.get(p.key, 0)), at(one, scope, by, p.key)) for p in points]
        lines.append((one.name, numbers))
    bars = len(points) * len(lines)
    option = charts.many([point.label for point in points], lines, across=bars > 12)
    return Chart(title, str(first.unit), option, tall=bars > 12)


def _whole(points: Iterable[charts.Point]) -> list[charts.Point]:
    """Whole numbers without a decimal point."""
    return [(label, int(value) if value == int(value) else value, url) for label, value, url in points]
