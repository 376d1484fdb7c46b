"""Judging an answer, whoever made it. Knows nothing of how answers are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mingcha.prepare.forming.solving.problem import Problem, Seat, Team


@dataclass(frozen=True)
class Fault:
    """One condition an answer breaks. `told` is the reason in words, where the problem carries one."""

    code: str
    team: str = ""
    person: str = ""
    about: str = ""  # the skill, unit, earlier team or level
    told: str = ""


def faults(problem: Problem, seats: Iterable[Seat]) -> list[Fault]:
    """Every condition that these seats break; none for an answer that may be used."""
    seats = list(seats)
    found = [Fault("unknown", one.team, one.person) for one in seats if not _known(problem, one)]
    if found:
        return found
    times = Counter(one.person for one in seats)
    found += [Fault("twice", person=person) for person, count in times.items() if count > 1]
    for team in problem.teams:
        found += team_faults(problem, team, [one for one in seats if one.team == team.key])
    placed = {(one.person, one.team): one.leads for one in seats}
    for pin in problem.pins:
        leads = placed.get((pin.person, pin.team))
        if leads is None or (pin.leads and not leads):
            found.append(Fault("pin", pin.team, pin.person))
    return found


def _known(problem: Problem, seat: Seat) -> bool:
    return seat.team in problem.team and seat.person in problem.person


def team_faults(problem: Problem, team: Team, seats: list[Seat]) -> list[Fault]:
    """What one team breaks: its size, leader, skills and levels, its people, and who sits beside whom."""
    found = [fault for one in seats for fault in _of_person(problem, team, one)]
    if len(seats) > team.seats:
        found.append(Fault("most", team.key))
    if len(seats) < team.least:
        found.append(Fault("least", team.key))
    if sum(one.leads for one in seats) != 1:
        found.append(Fault("leader", team.key))
    return found + list(_of_company(problem, team, seats))


def _of_person(problem: Problem, team: Team, seat: Seat) -> Iterator[Fault]:
    person, place = problem.person[seat.person], (seat.person, team.key)
    if person.away:
        yield Fault("away", team.key, person.key)
    if problem.is_excluded(*place):
        yield Fault("excluded", team.key, person.key)
    if problem.is_stranger(*place):
        yield Fault("elsewhere", team.key, person.key)
    if told := problem.barred.get(place):
        yield Fault("barred", team.key, person.key, told=told)
    if seat.leads and not person.may_lead:
        yield Fault("no_leader", team.key, person.key)
    if seat.leads and (told := problem.barred_from_leading.get(place)):
        yield Fault("barred_from_leading", team.key, person.key, told=told)


def _of_company(problem: Problem, team: Team, seats: list[Seat]) -> Iterator[Fault]:
    members = [problem.person[one.person] for one in seats]
    skills = Counter(skill for one in members for skill in one.skills)
    for skill in team.must:
        if skills[skill] < team.skills[skill]:
            yield Fault("skill", team.key, about=skill)
    for unit, count in Counter(one.unit for one in members if one.unit).items():
        if count > problem.unit_most:
            yield Fault("unit", team.key, about=unit)
    for former, count in Counter(one.former for one in members if one.former).items():
        if count > problem.former_most:
            yield Fault("former", team.key, about=former)
    for level in team.levels - {one.level for one in members}:
        yield Fault("level", team.key, about=level)
