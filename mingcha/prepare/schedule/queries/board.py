"""The board of a term: every organisation in scope under the round that inspects it, and how it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _l

from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.schedule.models import PlannedVisit, Proposal
from mingcha.prepare.schedule.queries.effect import Effect, Measured, effect_of
from mingcha.prepare.schedule.queries.scope import scope_of
from mingcha.prepare.terms.models import ScopeEntry, Term
from mingcha.registry.organisations.models import Organisation

LATE = 90  # days before the term's end after which a planned entry is at risk
LITTLE = 365  # days left of the term below which what is in no round is at risk

EFFECTIVE, THIN, ENTERED, PLANNED, RISK, LEFT = "effective", "thin", "entered", "planned", "risk", "left"
STATES: dict[str, Any] = {
    EFFECTIVE: _l("Fed back, effective"),
    THIN: _l("Fed back, below its peers"),
    ENTERED: _l("Entered, not fed back"),
    PLANNED: _l("Planned, not entered yet"),
    RISK: _l("At risk"),
    LEFT: _l("In no round yet"),
}


@dataclass
class Place:
    """One organisation in scope: the round it is in, how it stands, and what opens it."""

    organisation: Organisation
    sector: str
    level: str
    state: str
    column: str
    url: str
    on: date | None = None
    measured: Measured | None = None

    @property
    def label(self) -> Any:
        return STATES[self.state]

    @property
    def level_label(self) -> str:
        return str(dict(Organisation.Level.choices).get(self.level, self.level))

    @property
    def sector_label(self) -> str:
        return str(dict(Organisation.Sector.choices).get(self.sector, self.sector))


@dataclass(frozen=True)
class Heading:
    """A column: a round, a planned round, or none yet."""

    key: str
    name: str
    starts: date | None = None
    planned: bool = False
    url: str = ""


@dataclass
class Spot:
    """One cell of the map: a sector's organisations in one round."""

    column: str
    places: list[Place] = field(default_factory=list)


@dataclass
class Line:
    """One sector of the map."""

    sector: str
    label: str
    spots: list[Spot]

    @cached_property
    def states(self) -> Counter[str]:
        return Counter(place.state for spot in self.spots for place in spot.places)

    @property
    def total(self) -> int:
        return sum(len(spot.places) for spot in self.spots)

    @property
    def entered(self) -> int:
        return sum(self.states[state] for state in (EFFECTIVE, THIN, ENTERED))

    @property
    def rate(self) -> float:
        return percent(self.entered, self.total)


def percent(part: float, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


@dataclass
class Board:
    term: Term
    on: date
    places: list[Place]
    headings: list[Heading]
    effect: Effect
    adopted: Proposal | None = None

    @cached_property
    def states(self) -> Counter[str]:
        return Counter(place.state for place in self.places)

    @property
    def total(self) -> int:
        return len(self.places)

    @property
    def entered(self) -> int:
        return sum(self.states[state] for state in (EFFECTIVE, THIN, ENTERED))

    @property
    def fed_back(self) -> int:
        return self.states[EFFECTIVE] + self.states[THIN]

    @property
    def formal_rate(self) -> float:
        return percent(self.entered, self.total)

    @property
    def effective_rate(self) -> float:
        return percent(self.states[EFFECTIVE], self.total)

    @property
    def planned_in_time(self) -> int:
        """Planned to be entered before the term ends."""
        ahead = [place for place in self.places if place.state in (PLANNED, RISK) and place.on]
        return sum(place.on is not None and place.on <= self.term.ends_on for place in ahead)

    @property
    def forecast(self) -> float:
        """The rate at the term's end if everything planned takes place in time."""
        return percent(self.entered + self.planned_in_time, self.total)

    @property
    def at_this_pace(self) -> float:
        """The rate at the term's end if the rest of the term goes as it went so far."""
        gone = (min(self.on, self.term.ends_on) - self.term.starts_on).days
        whole = (self.term.ends_on - self.term.starts_on).days
        return min(100.0, percent(self.entered * whole / gone, self.total)) if gone > 0 else 0.0

    def lines(self, places: Iterable[Place]) -> list[Line]:
        """The map: a line a sector, a spot a round."""
        there: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in places:
            there[place.sector, place.column].append(place)
        present = {sector for sector, _column in there}
        return [
            Line(code, str(label), [Spot(one.key, there[code, one.key]) for one in self.headings])
            for code, label in Organisation.Sector.choices
            if code in present
        ]


def board_of(term: Term, on: date | None = None) -> Board:
    """The board as it stands, in a fixed number of statements."""
    on = on or timezone.localdate()
    tasks = _counted_tasks(term)
    adopted = term.proposals.filter(status=Proposal.Status.ADOPTED).first()
    visits = _planned(adopted) if adopted else {}
    effect = effect_of(tasks)
    furthest = _furthest(tasks)
    entries = scope_of(term).select_related("organisation").order_by("sector", "organisation__code")
    places = [
        _place(
            entry, furthest.get(entry.organisation_id), visits.get(entry.organisation_id), effect, term, on
        )
        for entry in entries
    ]
    used = {place.column for place in places}
    return Board(term, on, places, _headings(tasks, visits.values(), used), effect, adopted)


def without_names(places: Iterable[Place], recused: Collection[UUID]) -> None:
    """What the reader is recused from stays counted; its square says nothing and opens nothing."""
    for place in places:
        if place.organisation.pk in recused:
            place.organisation, place.url = Organisation(name=gettext("(you are recused)")), ""


def _counted_tasks(term: Term) -> list[Task]:
    rows = Task.objects.filter(round__term=term, counts_to_coverage=True)
    rows = rows.exclude(round__status=Round.Status.STOPPED, entered_on__isnull=True)
    return list(rows.select_related("round", "organisation"))


def _planned(adopted: Proposal) -> dict[Any, PlannedVisit]:
    rows = adopted.visits.filter(kind=PlannedVisit.Kind.MAIN, planned_round__isnull=False)
    return {row.organisation_id: row for row in rows.select_related("planned_round")}


def _furthest(tasks: list[Task]) -> dict[Any, Task]:
    """Of several tasks of one organisation the one that has come furthest, the earliest of those."""

    def order(task: Task) -> tuple[bool, bool, date]:
        return (task.concluded_on is None, task.entered_on is None, task.round.plan_from)

    found: dict[Any, Task] = {}
    for task in sorted(tasks, key=order):
        found.setdefault(task.organisation_id, task)
    return found


def _place(
    entry: ScopeEntry,
    task: Task | None,
    visit: PlannedVisit | None,
    effect: Effect,
    term: Term,
    on: date,
) -> Place:
    place = Place(
        entry.organisation, entry.sector, entry.level, LEFT, "", entry.organisation.get_absolute_url()
    )
    if task is not None:
        place.column, place.url = str(task.round_id), task.get_absolute_url()
        place.on = task.entered_on or task.entry_on or task.round.plan_from
        place.measured = effect.by_task.get(task.pk)
        place.state = _state_of(task, place.measured)
    elif visit is not None and visit.planned_round is not None:
        place.column, place.url = str(visit.planned_round_id), visit.get_absolute_url()
        place.on, place.state = visit.planned_round.plan_from, PLANNED
    if place.state == PLANNED and place.on and place.on > term.ends_on - timedelta(days=LATE):
        place.state = RISK
    if place.state == LEFT and (term.ends_on - on).days < LITTLE:
        place.state = RISK
    return place


def _state_of(task: Task, measured: Measured | None) -> str:
    if task.concluded_on:
        return EFFECTIVE if measured and measured.effective else THIN
    return ENTERED if task.entered_on else PLANNED


def _headings(tasks: list[Task], visits: Iterable[PlannedVisit], used: set[str]) -> list[Heading]:
    """The rounds that hold somebody, in the order of their days; last what is in none."""
    found = {
        str(task.round_id): Heading(
            str(task.round_id), task.round.name, task.round.plan_from, url=task.round.get_absolute_url()
        )
        for task in tasks
    }
    for visit in visits:
        if row := visit.planned_round:
            found[str(row.pk)] = Heading(
                str(row.pk), row.name, row.plan_from, planned=True, url=row.get_absolute_url()
            )
    inside = [one for key, one in found.items() if key in used]
    inside.sort(key=lambda one: (one.starts or date.max, one.name))
    return [*inside, *([Heading("", str(STATES[LEFT]))] if "" in used else [])]
