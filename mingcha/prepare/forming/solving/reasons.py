"""Why somebody was not chosen, and why a seat stayed empty. Found by trying, not by asking the solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mingcha.prepare.forming.solving.checking import Fault, team_faults
from mingcha.prepare.forming.solving.problem import Person, Problem, Seat, Team, team_cost


@dataclass(frozen=True)
class WhyNot:
    """Why one person has no seat.

    `away` and `excluded` hold for all teams. Else `barred` are the teams closed to them with the reason, and
    `dearer` is what the cheapest exchange with somebody seated would add to the cost; None where every
    exchange would break a condition, `broken` says which most often.
    """

    person: str
    away: bool = False
    excluded: bool = False
    barred: tuple[tuple[str, str], ...] = ()
    dearer: int | None = None
    instead_of: str = ""
    broken: str = ""
    room: str = ""  # a team with an empty seat they could take: the search had no time to see it


@dataclass(frozen=True)
class Short:
    """Empty seats of one team, or a skill it lacks; how many free people which reason kept out."""

    team: str
    missing: int
    skill: str = ""
    kept_out: tuple[tuple[str, int], ...] = ()


def why_not(problem: Problem, seats: Iterable[Seat]) -> list[WhyNot]:
    """One reason for each person without a seat."""
    teams = _by_team(problem, seats)
    seated = {seat.person for members in teams.values() for seat in members}
    return [_of(problem, teams, person) for person in problem.people if person.key not in seated]


def _by_team(problem: Problem, seats: Iterable[Seat]) -> dict[str, list[Seat]]:
    teams: dict[str, list[Seat]] = {team.key: [] for team in problem.teams}
    for seat in seats:
        teams[seat.team].append(seat)
    return teams


def _of(problem: Problem, teams: dict[str, list[Seat]], person: Person) -> WhyNot:
    if person.away:
        return WhyNot(person.key, away=True)
    if all(problem.is_excluded(person.key, key) for key in teams):
        return WhyNot(person.key, excluded=True)
    closed = tuple(
        (key, problem.barred[person.key, key]) for key in teams if (person.key, key) in problem.barred
    )
    for team in problem.teams:
        members = teams[team.key]
        if len(members) < team.seats and not _new_faults(problem, team, members, person, None):
            return WhyNot(person.key, barred=closed, room=team.key)
    exchanges, broken = _tried(problem, teams, person)
    if exchanges:
        more, instead_of = min(exchanges)
        return WhyNot(person.key, barred=closed, dearer=more, instead_of=instead_of)
    return WhyNot(person.key, barred=closed, broken=broken.most_common(1)[0][0] if broken else "")


def _tried(
    problem: Problem, teams: dict[str, list[Seat]], person: Person
) -> tuple[list[tuple[int, str]], Counter[str]]:
    """Every exchange with somebody seated: what it adds to the cost, or the condition it breaks."""
    exchanges: list[tuple[int, str]] = []
    broken: Counter[str] = Counter()
    for team in problem.teams:
        members = teams[team.key]
        price = team_cost(problem, team, members)
        for seat in members:
            if found := _new_faults(problem, team, members, person, seat):
                broken[found[0].code] += 1
            else:
                after = team_cost(problem, team, _exchanged(team, members, person, seat))
                exchanges.append((after - price, seat.person))
    return exchanges, broken


def _exchanged(team: Team, members: list[Seat], person: Person, seat: Seat | None) -> list[Seat]:
    """The team with the person on this seat, or on an empty one."""
    rest = [one for one in members if one != seat]
    return [*rest, Seat(team.key, person.key, bool(seat and seat.leads))]


def _new_faults(
    problem: Problem, team: Team, members: list[Seat], person: Person, seat: Seat | None
) -> list[Fault]:
    """What would be wrong, were the person on this seat."""
    if seat and any(pin.person == seat.person and pin.team == team.key for pin in problem.pins):
        return [Fault("pin", team.key, seat.person)]
    before = set(team_faults(problem, team, members))
    return [
        one
        for one in team_faults(problem, team, _exchanged(team, members, person, seat))
        if one not in before
    ]


def why_short(problem: Problem, seats: Iterable[Seat]) -> list[Short]:
    """Every team with an empty seat or without a skill it wished for."""
    teams = _by_team(problem, seats)
    seated = {seat.person for members in teams.values() for seat in members}
    free = [person for person in problem.people if person.key not in seated]
    found = []
    for team in problem.teams:
        members = teams[team.key]
        if missing := team.seats - len(members):
            found.append(Short(team.key, missing, "", _kept_out(problem, team, members, free)))
        people = [problem.person[seat.person] for seat in members]
        for skill, asked in sorted(team.skills.items()):
            if (lack := asked - sum(skill in one.skills for one in people)) > 0:
                able = [person for person in free if skill in person.skills]
                found.append(Short(team.key, lack, skill, _kept_out(problem, team, members, able)))
    return found


def _kept_out(
    problem: Problem, team: Team, members: list[Seat], people: list[Person]
) -> tuple[tuple[str, int], ...]:
    """How many of these people which condition keeps from this team."""
    counts: Counter[str] = Counter()
    for person in people:
        found = _new_faults(problem, team, members, person, None)
        counts[found[0].code if found else "dearer"] += 1
    return tuple(counts.most_common())
