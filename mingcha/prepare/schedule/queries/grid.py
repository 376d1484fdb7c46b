"""A proposal as a board: sectors down, rounds across; and what moving one organisation would do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from mingcha.prepare.schedule.models import Condition, PlannedRound, PlannedVisit
from mingcha.prepare.schedule.queries.problems import Posed
from mingcha.prepare.schedule.queries.words import breach_told, parts
from mingcha.registry.organisations.models import Organisation

MOST_CHIPS = 400  # organisations drawn one by one; beyond, a sector must be chosen


@dataclass
class Chip:
    """One organisation on the board."""

    visit: PlannedVisit
    pinned: bool = False
    broken: bool = False


@dataclass
class Column:
    """One planned round with how full it is; without a round, what is not placed."""

    planned: PlannedRound | None
    taken: int = 0

    @property
    def full(self) -> bool:
        return self.planned is not None and self.taken >= self.planned.capacity

    @property
    def over(self) -> bool:
        return self.planned is not None and self.taken > self.planned.capacity


@dataclass
class Cell:
    column: Column
    count: int = 0
    chips: list[Chip] = field(default_factory=list)


@dataclass
class Row:
    sector: str
    label: str
    cells: list[Cell]

    @property
    def total(self) -> int:
        return sum(cell.count for cell in self.cells)


@dataclass
class Grid:
    columns: list[Column]
    rows: list[Row]
    sector: str = ""
    whole: bool = True  # every organisation is drawn

    @property
    def sectors(self) -> list[tuple[str, str]]:
        return [(row.sector, row.label) for row in self.rows]

    @property
    def shown(self) -> list[Row]:
        return [row for row in self.rows if not self.sector or row.sector == self.sector]


def grid_of(now: Posed, sector: str = "") -> Grid:
    """The board; organisations one by one where they are few enough or one sector is chosen."""
    taken = Counter(one.planned_round_id for one in now.visits)
    columns = [Column(one, taken[one.pk]) for one in now.rounds]
    columns.append(Column(None, taken[None]))
    whole = len(now.visits) <= MOST_CHIPS
    pinned = {one.visit_id for one in now.conditions if one.kind == Condition.Kind.PINNED}
    broken = {key for breach in now.breaches for key in breach.visits if breach.rule is not None}
    there: dict[tuple[str, object], list[Chip]] = defaultdict(list)
    for one in now.visits:
        chip = Chip(one, one.pk in pinned, one.planned_round_id is not None and str(one.pk) in broken)
        there[one.organisation.sector, one.planned_round_id].append(chip)
    present = {one.organisation.sector for one in now.visits}
    rows = []
    for code, label in Organisation.Sector.choices:
        if code not in present:
            continue
        cells = []
        for column in columns:
            chips = there[code, column.planned.pk if column.planned else None]
            drawn = whole or code == sector
            cells.append(Cell(column, len(chips), chips if drawn else []))
        rows.append(Row(code, str(label), cells))
    return Grid(columns, rows, sector if sector in present else "", whole)


@dataclass
class Preview:
    """What one move would do: what it costs more, part by part, and what it newly breaks."""

    to: PlannedRound | None
    more: int
    parts: list[tuple[str, int]]
    broken: list[str]
    team: str = ""
    here: bool = False


def preview(now: Posed, visit: PlannedVisit, to: PlannedRound | None) -> Preview:
    after = now.moved(visit, to)
    placed = after.plan.places.get(str(visit.pk))
    return Preview(
        to,
        after.more.total,
        [(name, value) for name, value in parts(after.more) if value],
        [breach_told(now, breach) for breach in after.broken],
        placed.crew if placed else "",
        (to.pk if to else None) == visit.planned_round_id,
    )


def alternatives(now: Posed, visit: PlannedVisit) -> Iterator[Preview]:
    """Every place it could have, its own among them."""
    for to in [*now.rounds, None]:
        yield preview(now, visit, to)
