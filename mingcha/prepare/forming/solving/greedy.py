"""The yardstick: what a careful person does by hand, from many random beginnings.

The scarcest first: leaders, then the skills without which a team is not formed, then levels, then whoever
has served least. Nobody is put where a condition would break.
"""

from __future__ import annotations

import random
import time
from collections import Counter

from mingcha.prepare.forming.solving.checking import faults
from mingcha.prepare.forming.solving.problem import Person, Problem, Seat, Seats, Team, cost_of


def form_by_hand(
    problem: Problem, *, seconds: float = 10.0, restarts: int = 1_000_000, seed: int = 1
) -> Seats:
    """The cheapest sound answer found in the time; empty where none was."""
    ends, chance = time.monotonic() + seconds, random.Random(seed)  # noqa: S311
    best: Seats = ()
    least = -1
    for turn in range(restarts):
        seats = _Hand(problem, chance if turn else None).form()
        if not faults(problem, seats):
            cost = cost_of(problem, seats)
            if least < 0 or cost < least:
                best, least = seats, cost
        if time.monotonic() >= ends:
            break
    return best


class _Hand:
    """One attempt. Without chance, strictly by cost."""

    def __init__(self, problem: Problem, chance: random.Random | None) -> None:
        self.problem, self.chance = problem, chance
        self.teams: dict[str, list[Seat]] = {team.key: [] for team in problem.teams}
        self.free = {person.key: person for person in problem.people if not person.away}

    def form(self) -> Seats:
        for pin in self.problem.pins:
            self._sit(self.problem.team[pin.team], self.problem.person[pin.person], leads=pin.leads)
        order = list(self.problem.teams)
        if self.chance:
            self.chance.shuffle(order)
        for step in (self._find_leader, self._find_must, self._find_levels, self._find_wishes):
            for team in order:
                step(team)
        self._fill(order)
        return tuple(sorted(seat for seats in self.teams.values() for seat in seats))

    def _sit(self, team: Team, person: Person, *, leads: bool = False) -> None:
        self.teams[team.key].append(Seat(team.key, person.key, leads))
        self.free.pop(person.key, None)

    def _find_leader(self, team: Team) -> None:
        if any(seat.leads for seat in self.teams[team.key]):
            return
        self._take(team, lambda one: self.problem.may_lead(one, team.key), leads=True)

    def _find_must(self, team: Team) -> None:
        self._find_skills(team, team.must)

    def _find_wishes(self, team: Team) -> None:
        self._find_skills(team, frozenset(team.skills))

    def _fill(self, order: list[Team]) -> None:
        """One seat after another, team by team, so that no team is left with the rest."""
        for place in range(max((team.seats for team in order), default=0)):
            for team in order:
                if len(self.teams[team.key]) <= place:
                    self._take(team, lambda one: True)

    def _find_skills(self, team: Team, skills: frozenset[str]) -> None:
        for skill in sorted(skills):
            have = sum(skill in one.skills for one in self._members(team))
            for _more in range(team.skills[skill] - have):
                self._take(team, lambda one, wanted=skill: wanted in one.skills)

    def _find_levels(self, team: Team) -> None:
        for level in sorted(team.levels - {one.level for one in self._members(team)}):
            self._take(team, lambda one, wanted=level: one.level == wanted)

    def _members(self, team: Team) -> list[Person]:
        return [self.problem.person[seat.person] for seat in self.teams[team.key]]

    def _take(self, team: Team, fits: object, *, leads: bool = False) -> None:
        """The cheapest who fits; with chance, one of the five cheapest. Leaders are spared for leading."""
        if len(self.teams[team.key]) >= team.seats:
            return
        beside = self._members(team)
        units, formers = Counter(one.unit for one in beside), Counter(one.former for one in beside)
        able = [
            one
            for one in self.free.values()
            if fits(one)  # type: ignore[operator]
            and (one.key, team.key) not in self.problem.barred
            and not self.problem.is_excluded(one.key, team.key)
            and not self.problem.is_stranger(one.key, team.key)
            and (not one.unit or units[one.unit] < self.problem.unit_most)
            and (not one.former or formers[one.former] < self.problem.former_most)
        ]
        if not able:
            return
        able.sort(key=lambda one: (one.may_lead and not leads, one.cost + one.cost_to_lead * leads, one.key))
        chosen = self.chance.choice(able[:5]) if self.chance else able[0]
        self._sit(team, chosen, leads=leads)
