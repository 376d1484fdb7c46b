"""Which column of the file is which column of the contract: suggested, and checked as a person gives it."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from mingcha.analyse.datasets.contracts.columns import Column, Kind
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.loading.tables import MOST_COLUMNS, Row, Table
from mingcha.analyse.datasets.loading.values import Reader
from mingcha.foundation.ledgers.sheets import Unreadable
from mingcha.foundation.ledgers.values import cleaned, folded

_TOP, _LOOKED = 15, 200
FIRST = _TOP + _LOOKED  # rows are enough for a look
# What says by its shape alone what it is.
_TELLING = (
    Kind.IDENTITY,
    Kind.CREDIT_CODE,
    Kind.MONTH,
    Kind.DATE,
    Kind.MOMENT,
    Kind.MONEY,
    Kind.PHONE,
    Kind.PLATE,
)
_SURE = (Kind.IDENTITY, Kind.CREDIT_CODE)
ROW_NUMBER = -1  # in the place of a column: the number that the row has in the file
_EXACT, _NEARLY, _ALIKE, _LEAST = 100, 90, 60, 50


@dataclass(frozen=True)
class Look:
    """The beginning of a table: in which row the headings stand, the headings, and the first rows below."""

    header: int
    headings: list[str]
    rows: list[list[Any]] = field(default_factory=list)

    @property
    def signature(self) -> str:
        """Stands for these headings in this order."""
        text = "\x1f".join(folded(heading) for heading in self.headings)
        return hashlib.sha256(text.encode()).hexdigest()

    def samples(self, place: int, most: int = 3) -> list[str]:
        """The first different values below a heading."""
        values = (shown(row[place]) for row in self.rows if place < len(row))
        return list(islice(dict.fromkeys(value for value in values if value), most))


def shown(value: Any) -> str:
    """A cell as it is shown while a mapping is chosen."""
    text = str(cleaned(value)) if value is not None else ""
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    return text if len(text) <= 60 else f"{text[:60]}…"


def look_at(table: Table, contract: Contract, header: int | None = None) -> Look:
    """The headings stand in the row told, or in the one most like headings. Raises Unreadable."""
    first = list(islice(table.rows, FIRST))
    known = set().union(*(names_of(column) for column in contract.columns))
    candidates = [(number, cells) for number, cells in first[:_TOP] if any(map(_filled, cells))]
    if not candidates:
        raise Unreadable(_("“%(sheet)s” is empty.") % {"sheet": table.name})
    header = _header(candidates, known, header)[0]
    headings = _headings(table, dict(candidates), header)
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(_("The table has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    rows = [cells for number, cells in first if number > header and any(map(_filled, cells))]
    if not rows:
        raise Unreadable(_("“%(sheet)s” has headings but no rows below them.") % {"sheet": table.name})
    return Look(header, [heading[:120] for heading in headings], rows)


def _headings(table: Table, rows: dict[int, list[Any]], header: int) -> list[str]:
    """The cells of a row; where one is empty but merged with one above, what stands there."""
    cells = list(rows[header])
    for top, left, bottom, _right in table.merged:
        if top < header <= bottom and top in rows and left <= len(rows[top]):
            cells += [None] * (left - len(cells))
            cells[left - 1] = rows[top][left - 1]
    return [str(cleaned(cell)) if _filled(cell) else "" for cell in cells]


def _header(candidates: list[Row], known: set[str], wanted: int | None) -> Row:
    if wanted is not None:
        found = next((row for row in candidates if row[0] == wanted), None)
        if found is None:
            raise Unreadable(
                _("Row %(row)s is empty or too far down to hold the headings.") % {"row": wanted}
            )
        return found
    best = max(candidates, key=lambda row: (_known(row[1], known), -row[0]))
    return best if _known(best[1], known) else max(candidates, key=lambda row: (_words(row[1]), -row[0]))


def _filled(cell: Any) -> bool:
    return bool(cleaned(cell)) if isinstance(cell, str) else cell is not None


def _known(cells: list[Any], known: set[str]) -> int:
    return len(known & {folded(cell) for cell in cells if isinstance(cell, str) and len(cell) < 200})


def _words(cells: list[Any]) -> int:
    return sum(isinstance(cell, str) and bool(cell.strip()) for cell in cells)


def names_of(column: Column) -> set[str]:
    """What the column may be headed."""
    return {folded(name) for name in (column.name, column.words.zh, column.words.en, *column.also)}


def known_headings(contract: Contract, look: Look) -> int:
    """How many headings are those of the contract, word for word."""
    return _known(look.headings, set().union(*(names_of(column) for column in contract.columns)))


Suggested = dict[str, int | None]


def suggest(contract: Contract, look: Look, remembered: Mapping[str, int | None] | None = None) -> Suggested:
    """The place of each column: as the same headings were mapped before, else by names and values."""
    found: Suggested = dict.fromkeys((column.name for column in contract.columns), None)
    if remembered:
        kept = {name: place for name, place in remembered.items() if name in found}
        return found | {name: place for name, place in kept.items() if _within(place, look)}
    taken: set[int] = set()
    for _score, name, place in sorted(_scores(contract, look), key=lambda one: (-one[0], one[2])):
        if found[name] is None and place not in taken:
            found[name] = place
            taken.add(place)
    return found


def _within(place: int | None, look: Look) -> bool:
    return place in (None, ROW_NUMBER) or 0 <= place < len(look.headings)


def may_be_numbered(contract: Contract, column: Column) -> bool:
    """Whether the row's number may stand for it: the number of a record that no person writes by hand."""
    return contract.keys == (column.name,) and column.kind == Kind.TEXT and not column.personal


def _scores(contract: Contract, look: Look) -> Iterator[tuple[float, str, int]]:
    several = [column.kind for column in contract.columns]
    for column in contract.columns:
        names = names_of(column)
        for place, heading in enumerate(look.headings):
            score = _likeness(names, folded(heading))
            fit = _fit(column, look, place) if column.kind in _TELLING else None
            if fit is not None and score < _EXACT:
                score += 30 if fit > 0.8 else -40 if fit < 0.2 else 0
            if fit is not None and fit > 0.8 and column.kind in _SURE and several.count(column.kind) == 1:
                score = max(score, _LEAST + 5)
            if score >= _LEAST:
                yield score, column.name, place


def _on(name: str) -> str:
    """死亡时间 is headed as 死亡日期 as often."""
    return name.replace("时间", "日期")


def _likeness(names: set[str], heading: str) -> float:
    if not heading:
        return 0
    if heading in names:
        return _EXACT
    names, heading = {_on(name) for name in names}, _on(heading)
    if heading in names:
        return _NEARLY
    if any(len(name) > 1 and (name in heading or heading in name) and len(heading) > 1 for name in names):
        return _ALIKE
    return max(difflib.SequenceMatcher(None, name, heading).ratio() for name in names) * 50


def _fit(column: Column, look: Look, place: int) -> float | None:
    """Which share of the values below a heading the column would take; None where there are none."""
    reader = Reader(column, today=date.max)
    found = [reader.read(row[place]) for row in look.rows if place < len(row) and _filled(row[place])]
    return sum(problem is None for _value, problem in found) / len(found) if found else None


def faults_of(contract: Contract, look: Look, chosen: Mapping[str, int | None]) -> dict[str, str]:
    """What stands against a mapping, by column."""
    places = [place for place in chosen.values() if place is not None]
    faults: dict[str, str] = {}
    for column in contract.columns:
        place = chosen.get(column.name)
        if place is None:
            fault = _fault_of_none(contract, column)
        elif place == ROW_NUMBER:
            fault = (
                "" if may_be_numbered(contract, column) else _("The row number cannot stand for this column.")
            )
        elif places.count(place) > 1:
            fault = _("This column of the file is chosen twice.")
        else:
            fault = _fault_of_heading(column, look.headings[place])
        if fault:
            faults[column.name] = fault
    return faults


def _fault_of_none(contract: Contract, column: Column) -> str:
    if not column.required and column.name not in contract.keys:
        return ""
    told = _("“%(column)s” must be filled in: choose its column.")
    if may_be_numbered(contract, column):
        told = _("“%(column)s” must be filled in: choose its column, or the number of the row.")
    return told % {"column": column}


def _fault_of_heading(column: Column, heading: str) -> str:
    if column.kind == Kind.MONEY and "万" in heading:
        return _("The heading says ten thousands (万). Write the amounts in yuan in the file.")
    return ""
