"""Seating people who are chosen already: exchanges of two places, until nothing is broken.

Fast where the search by constraints is slow: hundreds of people, all of whom have a place somewhere. It
proves nothing; an answer it gives is judged by `checking` as any other.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

from mingcha.prepare.forming.solving.checking import faults
from mingcha.prepare.forming.solving.problem import Person, Problem, Seat, Seats, Team

BROKEN = 10  # how much worse a broken condition is than a wished skill that is lacking
WORSE_MAY = 0.002  # how often an exchange that makes things a little worse is taken, to get out of a corner
LOOK_EVERY = 2_000  # exchanges
PATIENCE, FEWEST = 400, 3_000  # exchanges without getting better, for each seat and at least


def seat_chosen(
    problem: Problem,
    people: frozenset[str],
    leaders: frozenset[str],
    *,
    missing: int,
    seconds: float,
    near: Seats = (),
    goes_on: Callable[[], bool] = lambda: True,
    seed: int = 1,
) -> Seats:
    """These people in the teams, these of them leading, lacking at most so many wished skills; or nothing.

    It begins with everybody where they sit in `near`, as far as they may.
    """
    seating = _Seating(problem, people, leaders, near, random.Random(seed))  # noqa: S311
    return seating.settle(missing, seconds, goes_on)


class _Seating:
    """Teams with a place for each seat; the first is the leader's, an empty one holds nobody."""

    def __init__(
        self,
        problem: Problem,
        people: frozenset[str],
        leaders: frozenset[str],
        near: Seats,
        chance: random.Random,
    ) -> None:
        self.problem, self.chance = problem, chance
        self.leading = [problem.person[key] for key in sorted(leaders)]
        rest = [problem.person[key] for key in sorted(people - leaders)]
        self.fixed: set[tuple[int, int]] = set()
        self.places: list[list[Person | None]] = [[None] * team.seats for team in problem.teams]
        self._pin(rest)
        self._leave(near, rest)
        chance.shuffle(self.leading)
        chance.shuffle(rest)
        for row in self.places:
            row[0] = row[0] or (self.leading.pop() if self.leading else None)
        free = [
            (number, place)
            for place in range(1, max((len(row) for row in self.places), default=1))
            for number, row in enumerate(self.places)
            if place < len(row) and row[place] is None
        ]
        self.homeless = rest[len(free) :]
        for (number, place), person in zip(free, rest, strict=False):
            self.places[number][place] = person
        self.prices = [self._price(number) for number in range(len(self.places))]

    def _pin(self, rest: list[Person]) -> None:
        """Whoever was put somewhere by hand stays there."""
        numbers = {team.key: number for number, team in enumerate(self.problem.teams)}
        for pin in sorted(self.problem.pins, key=lambda one: (one.team, not one.leads, one.person)):
            person, number = self.problem.person[pin.person], numbers[pin.team]
            row, group = self.places[number], self.leading if person in self.leading else rest
            open_ones = [place for place in range(1, len(row)) if row[place] is None]
            place = 0 if group is self.leading else (open_ones or [0])[0]
            if person in group and row[place] is None:
                row[place] = person
                self.fixed.add((number, place))
                group.remove(person)

    def _leave(self, near: Seats, rest: list[Person]) -> None:
        """Whoever has a seat keeps it where it is free and open to them; they may still be exchanged."""
        numbers = {team.key: number for number, team in enumerate(self.problem.teams)}
        for seat in near:
            number, person = numbers.get(seat.team), self.problem.person.get(seat.person)
            if number is None or person is None or self._is_barred(person, self.problem.teams[number]):
                continue
            row, group = self.places[number], self.leading if person in self.leading else rest
            free = [
                place
                for place in range(len(row))
                if row[place] is None and (place == 0) == (group is self.leading)
            ]
            if person in group and free:
                row[free[0]] = person
                group.remove(person)

    def settle(self, missing: int, seconds: float, goes_on: Callable[[], bool]) -> Seats:
        """Exchange until all is well, the time is over, or nothing has become better for long."""
        ends, turn, patience = time.monotonic() + seconds, 0, max(FEWEST, PATIENCE * self._size())
        best, since = sum(self.prices), 0
        while best > missing:
            turn += 1
            if turn - since > patience or (turn % LOOK_EVERY == 0 and self._is_over(ends, goes_on)):
                return ()
            self._exchange()
            if (now := sum(self.prices)) < best:
                best, since = now, turn
        seats = tuple(sorted(self._seats()))
        return seats if not self.homeless and not self.leading and not faults(self.problem, seats) else ()

    @staticmethod
    def _is_over(ends: float, goes_on: Callable[[], bool]) -> bool:
        return time.monotonic() > ends or not goes_on()

    def _size(self) -> int:
        return sum(len(row) for row in self.places)

    def _exchange(self) -> None:
        """One place of a team where something is wrong, and one like it of another team."""
        wrong = [number for number, price in enumerate(self.prices) if price]
        one, other = self.chance.choice(wrong), self.chance.randrange(len(self.places))
        first, second = self._places_alike(one, other)
        if one == other or {(one, first), (other, second)} & self.fixed:
            return
        before = self.prices[one] + self.prices[other]
        self._swap(one, first, other, second)
        prices = self._price(one), self._price(other)
        if sum(prices) <= before or self.chance.random() < WORSE_MAY:
            self.prices[one], self.prices[other] = prices
        else:
            self._swap(one, first, other, second)

    def _places_alike(self, one: int, other: int) -> tuple[int, int]:
        first = self.chance.randrange(len(self.places[one]))
        if first == 0 or len(self.places[other]) == 1:
            return 0, 0
        return first, self.chance.randrange(1, len(self.places[other]))

    def _swap(self, one: int, first: int, other: int, second: int) -> None:
        row, beside = self.places[one], self.places[other]
        row[first], beside[second] = beside[second], row[first]

    def _price(self, number: int) -> int:
        """What is wrong in one team: broken conditions, and wished skills that are lacking."""
        team, row = self.problem.teams[number], self.places[number]
        people = [one for one in row if one is not None]
        broken = (row[0] is None) + max(0, team.least - len(people))
        broken += sum(self._is_barred(one, team) for one in people)
        if row[0] is not None and (row[0].key, team.key) in self.problem.barred_from_leading:
            broken += 1
        broken += self._crowded([one.unit for one in people], self.problem.unit_most)
        broken += self._crowded([one.former for one in people], self.problem.former_most)
        broken += len(team.levels - {one.level for one in people})
        skills = Counter(skill for one in people for skill in one.skills)
        lacking = 0
        for skill, asked in team.skills.items():
            if (short := asked - skills[skill]) > 0:
                broken += short if skill in team.must else 0
                lacking += 0 if skill in team.must else short
        return BROKEN * broken + lacking

    def _is_barred(self, person: Person, team: Team) -> bool:
        place = (person.key, team.key)
        closed = place in self.problem.barred or place in self.problem.excluded
        return closed or self.problem.is_stranger(*place)

    @staticmethod
    def _crowded(names: list[str], most: int) -> int:
        return sum(max(0, count - most) for name, count in Counter(names).items() if name)

    def _seats(self) -> list[Seat]:
        return [
            Seat(team.key, person.key, place == 0)
            for team, row in zip(self.problem.teams, self.places, strict=True)
            for place, person in enumerate(row)
            if person is not None
        ]
