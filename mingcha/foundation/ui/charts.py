"""Charts as plain ECharts options, and the table that says the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Option = dict[str, Any]
Point = tuple[Any, float, str]  # label, value, address of the records behind it (or "")


@dataclass(frozen=True)
class Cell:
    """A number of the table, with the address of its records."""

    value: Any
    url: str = ""


@dataclass(frozen=True)
class Table:
    head: list[str]
    rows: list[tuple[str, list[Cell]]]


def bars(points: Iterable[Point], *, name: Any = "", across: bool = False) -> Option:
    """One bar for each point; `across` lays them down, for long labels."""
    found = list(points)
    axes = _axes([label for label, _value, _url in found], across)
    return {**axes, "series": [{"type": "bar", "name": str(name), "data": _items(found)}]}


def many(
    labels: Sequence[Any],
    series: Iterable[tuple[Any, Sequence[Point]]],
    *,
    kind: str = "bar",
    stack: bool = False,
    across: bool = False,
) -> Option:
    """Several series over the same labels: grouped or stacked bars, or lines. `across` as for `bars`."""
    more: Option = {"stack": "all"} if stack else {}
    drawn = [
        {"type": kind, "name": str(name), "data": _items(list(points)), **more} for name, points in series
    ]
    return {**_axes(labels, across), "series": drawn}


def _axes(labels: Iterable[Any], across: bool) -> Option:
    categories = {"type": "category", "data": [str(label) for label in labels]}
    values = {"type": "value", "minInterval": 1}
    if across:
        return {"xAxis": values, "yAxis": {**categories, "inverse": True}}
    return {"xAxis": categories, "yAxis": values}


def lines(points: Iterable[Point], *, name: Any = "") -> Option:
    """One line, for a development over time."""
    found = list(points)
    return many([label for label, _value, _url in found], [(name, found)], kind="line")


def shares(points: Iterable[Point], *, name: Any = "") -> Option:
    """A ring, for the parts of a whole."""
    data = [{"name": str(label), "value": value, "url": url} for label, value, url in points]
    return {"series": [{"type": "pie", "radius": ["48%", "72%"], "name": str(name), "data": data}]}


def _items(points: Sequence[Point]) -> list[Option]:
    return [{"value": value, "url": url} for _label, value, url in points]


def table_of(option: Option) -> Table:
    """The same numbers as rows: one for each category or slice, one column for each series."""
    series = option.get("series", [])
    if series and series[0].get("type") == "pie":
        rows = [(str(item.get("name", "")), [_cell(item)]) for item in series[0]["data"]]
    else:
        columns = [[_cell(item) for item in one["data"]] for one in series]
        # A series may be shorter than the axis.
        rows = [
            (label, [column[place] if place < len(column) else Cell("") for column in columns])
            for place, label in enumerate(_categories(option))
        ]
    return Table([str(one.get("name", "")) for one in series], rows)


def _categories(option: Option) -> list[str]:
    for axis in (option.get("xAxis"), option.get("yAxis")):
        if isinstance(axis, dict) and "data" in axis:
            return [str(label) for label in axis["data"]]
    return []


def _cell(item: Any) -> Cell:
    if isinstance(item, dict):
        return Cell(item.get("value", ""), item.get("url", ""))
    return Cell(item)
