"""What is asked: people, teams, and the conditions no answer may break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

# The price of what an answer lacks or strains, in days of service. A seat left empty costs more than any
# one person's load, so that no seat stays empty while somebody could sit on it.
EMPTY_SEAT = 5_000
MISSING_SKILL = 2_500
LED_BEFORE = 60  # each time somebody led a team in the last rounds
MOST_DAYS = 300


@dataclass(frozen=True)
class Person:
    """Somebody who may be chosen. `load` is days served in the year before, `led` teams led lately."""

    key: str
    unit: str = ""
    level: str = ""  # whose pool they come from, for teams formed by several levels
    home: str = ""  # the place they come from, for teams that cross
    skills: frozenset[str] = frozenset()
    may_lead: bool = False
    load: int = 0
    led: int = 0
    former: str = ""  # the team they were in last time
    away: bool = False

    @property
    def cost(self) -> int:
        """Grows faster than the load, so that service is spread: 20 days cost 24, 200 days 600."""
        days = min(self.load, MOST_DAYS)
        return days + days * days // 100

    @property
    def cost_to_lead(self) -> int:
        return LED_BEFORE * self.led


@dataclass(frozen=True)
class Team:
    """One team to be formed: at most `seats` people, at least `least`, and the skills asked for.

    A skill in `must` is a condition; the others are wishes. `levels` are pools that must each send somebody.
    `homes` are the places its people come from; empty for any.
    """

    key: str
    seats: int
    least: int
    skills: Mapping[str, int] = field(default_factory=dict)
    must: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pin:
    """A person whom somebody put into a team by hand."""

    person: str
    team: str
    leads: bool = False


@dataclass(frozen=True)
class Problem:
    """All of it. `barred` and `barred_from_leading` hold (person, team) with the reason in words.

    `excluded` holds (person, team), or (person, "") for every team. `unit_most` people of one unit may sit in
    one team, `former_most` of one earlier team.
    """

    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    barred: Mapping[tuple[str, str], str] = field(default_factory=dict)
    barred_from_leading: Mapping[tuple[str, str], str] = field(default_factory=dict)
    pins: frozenset[Pin] = frozenset()
    excluded: frozenset[tuple[str, str]] = frozenset()
    unit_most: int = 2
    former_most: int = 2

    @cached_property
    def person(self) -> dict[str, Person]:
        return {one.key: one for one in self.people}

    @cached_property
    def team(self) -> dict[str, Team]:
        return {one.key: one for one in self.teams}

    def is_excluded(self, person: str, team: str) -> bool:
        return (person, "") in self.excluded or (person, team) in self.excluded

    def is_stranger(self, person: str, team: str) -> bool:
        """Whether the team comes from one place and the person from another."""
        homes = self.team[team].homes
        return bool(homes) and self.person[person].home not in homes

    def may_lead(self, person: Person, team: str) -> bool:
        return person.may_lead and (person.key, team) not in self.barred_from_leading


@dataclass(frozen=True, order=True)
class Seat:
    """One person in one team."""

    team: str
    person: str
    leads: bool = False


Seats = tuple[Seat, ...]


def changes_between(before: Iterable[Seat], after: Iterable[Seat]) -> int:
    """How much of an answer another one changes: people whose team is another, and teams whose leader is."""
    old, new = list(before), list(after)
    sat, sit = {one.person: one.team for one in old}, {one.person: one.team for one in new}
    led, lead = (
        {one.team: one.person for one in old if one.leads},
        {one.team: one.person for one in new if one.leads},
    )
    moved = sum(sat.get(person) != sit.get(person) for person in sat.keys() | sit.keys())
    return moved + sum(lead.get(team) != person for team, person in led.items())


def cost_of(problem: Problem, seats: Iterable[Seat]) -> int:
    """What an answer costs: empty seats and missing skills first, then days served, then leading again."""
    teams: dict[str, list[Seat]] = {team.key: [] for team in problem.teams}
    for seat in seats:
        teams[seat.team].append(seat)
    return sum(team_cost(problem, team, teams[team.key]) for team in problem.teams)


def team_cost(problem: Problem, team: Team, seats: Sequence[Seat]) -> int:
    """The part of one team."""
    members = [problem.person[one.person] for one in seats]
    total = EMPTY_SEAT * max(0, team.seats - len(members))
    for skill, asked in team.skills.items():
        if skill not in team.must:
            total += MISSING_SKILL * max(0, asked - sum(skill in one.skills for one in members))
    total += sum(one.cost for one in members)
    return total + sum(problem.person[one.person].cost_to_lead for one in seats if one.leads)
