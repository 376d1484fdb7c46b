"""What is asked of a schedule, as plain facts.

A *visit* is one organisation to be inspected once; a *slot* one planned round; a *crew* one team of that
round with the area it comes from and how many organisations it takes. Days are dates, rest is in days,
areas are division codes, costs are whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

MAIN, LOOK_BACK = "main", "look_back"
_MONTH = 30


@dataclass(frozen=True)
class Crew:
    """One team of a slot."""

    key: str
    home: str
    places: int


@dataclass(frozen=True)
class Slot:
    """One planned round. In a `crossing` one no team inspects its own area. `kinds` it takes."""

    key: str
    starts: date
    ends: date
    crews: tuple[Crew, ...]
    kinds: frozenset[str] = frozenset({MAIN})
    crossing: bool = False

    @property
    def places(self) -> int:
        return sum(crew.places for crew in self.crews)


@dataclass(frozen=True)
class Visit:
    """One inspection to be placed. `priority` 0–100; `last` the day its last inspection ended."""

    key: str
    organisation: str
    sector: str
    area: str
    priority: int = 50
    kind: str = MAIN
    last: date | None = None


# Conditions. Each can be named in an explanation by its `key`.


@dataclass(frozen=True)
class Pinned:
    visit: str
    slot: str

    @property
    def key(self) -> str:
        return f"pinned:{self.visit}:{self.slot}"


@dataclass(frozen=True)
class Forbidden:
    visit: str
    slot: str

    @property
    def key(self) -> str:
        return f"forbidden:{self.visit}:{self.slot}"


@dataclass(frozen=True)
class NotBefore:
    """The round may not begin before this day."""

    visit: str
    day: date

    @property
    def key(self) -> str:
        return f"not_before:{self.visit}:{self.day}"


@dataclass(frozen=True)
class NotAfter:
    """The round must have begun by this day."""

    visit: str
    day: date

    @property
    def key(self) -> str:
        return f"not_after:{self.visit}:{self.day}"


@dataclass(frozen=True)
class Together:
    """Both in the same round."""

    one: str
    other: str

    @property
    def key(self) -> str:
        return f"together:{self.one}:{self.other}"


@dataclass(frozen=True)
class Apart:
    """Never in the same round."""

    one: str
    other: str

    @property
    def key(self) -> str:
        return f"apart:{self.one}:{self.other}"


@dataclass(frozen=True)
class SectorLimit:
    """So many organisations of a sector in a round, at least and at most."""

    slot: str
    sector: str
    least: int
    most: int

    @property
    def key(self) -> str:
        return f"sector:{self.slot}:{self.sector}"


@dataclass(frozen=True)
class Places:
    """No team of the round takes more organisations than it has places."""

    slot: str

    @property
    def key(self) -> str:
        return f"places:{self.slot}"


@dataclass(frozen=True)
class Crossing:
    """No team of the round inspects the area it comes from, or one beyond its reach."""

    slot: str

    @property
    def key(self) -> str:
        return f"crossing:{self.slot}"


@dataclass(frozen=True)
class Rest:
    """So many days between the end of one inspection of an organisation and the beginning of the next."""

    days: int

    @property
    def key(self) -> str:
        return "rest"


@dataclass(frozen=True)
class Covered:
    """Every one of these visits takes place within the slots given."""

    visits: frozenset[str] | None = None  # None: all

    @property
    def key(self) -> str:
        return "covered" if self.visits is None else "covered:" + ",".join(sorted(self.visits))


Condition = (
    Pinned | Forbidden | NotBefore | NotAfter | Together | Apart
    | SectorLimit | Places | Crossing | Rest | Covered
)  # fmt: skip


@dataclass(frozen=True)
class Weights:
    """What each thing costs. Costs are added up, so only their proportion matters.

    delay: a month's wait at priority 100 costs 100 × delay. travel: each unit of distance. balance: each
    organisation of a sector above or below its share of a round. change: each visit moved from the plan
    there was. left: a visit left out costs a year more than the last round, this many times over.
    """

    delay: int = 1
    travel: int = 20
    balance: int = 100
    change: int = 0
    left: int = 3


@dataclass(frozen=True)
class Problem:
    """Everything asked at once. `distances` holds (home, area) → units; the same area is 0, any other 10."""

    visits: tuple[Visit, ...]
    slots: tuple[Slot, ...]
    conditions: tuple[Condition, ...] = ()
    weights: Weights = Weights()
    distances: Mapping[tuple[str, str], int] = field(default_factory=dict)
    reach: int = 1_000_000
    current: Mapping[str, str] = field(default_factory=dict)  # visit → slot it is in now

    def distance(self, home: str, area: str) -> int:
        return 0 if home == area else self.distances.get((home, area), 10)

    def far(self, crew_home: str, area: str) -> bool:
        return self.distance(crew_home, area) > self.reach

    @cached_property
    def visit(self) -> dict[str, Visit]:
        return {one.key: one for one in self.visits}

    @cached_property
    def slot(self) -> dict[str, Slot]:
        return {one.key: one for one in self.slots}

    @cached_property
    def standing(self) -> tuple[Condition, ...]:
        """What holds for every schedule, beside the conditions given."""
        return tuple(rule(slot.key) for slot in self.slots for rule in (Places, Crossing))

    @cached_property
    def rules(self) -> tuple[Condition, ...]:
        """All hard rules, those a person gave first."""
        return (*self.conditions, *self.standing)

    @cached_property
    def months(self) -> dict[str, int]:
        """Slot → whole months from the first slot's beginning to its own."""
        first = min((slot.starts for slot in self.slots), default=None)
        return {slot.key: (slot.starts - first).days // _MONTH for slot in self.slots if first}

    @cached_property
    def left_months(self) -> int:
        """What waiting beyond the last slot counts as."""
        return (max(self.months.values(), default=0) + 12) * self.weights.left

    @cached_property
    def shares(self) -> dict[tuple[str, str], tuple[int, int]]:
        """(slot, sector) → how many would be in proportion, rounded down and up."""
        places = sum(slot.places for slot in self.slots) or 1
        sectors: dict[str, int] = {}
        for visit in self.visits:
            sectors[visit.sector] = sectors.get(visit.sector, 0) + 1
        wanted = min(len(self.visits), places)
        found = {}
        for slot in self.slots:
            for sector, count in sectors.items():
                top, bottom = count * slot.places * wanted, places * (len(self.visits) or 1)
                found[slot.key, sector] = (top // bottom, -(-top // bottom))
        return found


@dataclass(frozen=True)
class Placed:
    """Where one visit goes."""

    slot: str
    crew: str


@dataclass(frozen=True)
class Plan:
    """A schedule: visit → slot and crew. A visit that is not in it is left out."""

    places: Mapping[str, Placed] = field(default_factory=dict)

    def slot_of(self, visit: str) -> str | None:
        found = self.places.get(visit)
        return found.slot if found else None
