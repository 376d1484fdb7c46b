"""The problem as constraints for CP-SAT: one variable for each person in each team, and one for leading it.

The cost of a person hangs on one variable for each person rather than for each place: so the bound closes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from mingcha.prepare.forming.solving.choosing import Choice
from mingcha.prepare.forming.solving.problem import (
    EMPTY_SEAT,
    MISSING_SKILL,
    Person,
    Problem,
    Seat,
    Seats,
    Team,
)


@dataclass(frozen=True, order=True)
class Condition:
    """One condition of the problem by name, so that a conflict can be told: `about` is a skill or level."""

    code: str
    team: str = ""
    person: str = ""
    about: str = ""


class Model:
    """The problem as constraints. With `named`, every condition can be switched by a literal of its own."""

    def __init__(self, problem: Problem, *, named: bool = False) -> None:
        self.problem, self.named = problem, named
        self.cp = cp_model.CpModel()
        self.switches: dict[Condition, Any] = {}
        self.sits: dict[tuple[str, str], Any] = {}
        self.leads: dict[tuple[str, str], Any] = {}
        self.used: dict[str, Any] = {}
        self.lacks: list[tuple[Any, int, set[tuple[str, str]]]] = []  # how many, asked, places that count
        for team in problem.teams:
            for person in problem.people:
                self._place(person, team)
        self.of_team: dict[str, list[tuple[Person, Any]]] = defaultdict(list)
        self.of_person: dict[str, list[Any]] = defaultdict(list)
        for (person_key, team_key), sits in self.sits.items():
            self.of_team[team_key].append((problem.person[person_key], sits))
            self.of_person[person_key].append(sits)
        for places in self.of_person.values():
            self.cp.add_at_most_one(places)
        for team in problem.teams:
            self._bind(team)
        self._pin()

    def _when(self, code: str, team: str = "", person: str = "", about: str = "") -> list[Any]:
        """The literal that switches this condition on; none where conditions are not named."""
        if not self.named:
            return []
        condition = Condition(code, team, person, about)
        if condition not in self.switches:
            self.switches[condition] = self.cp.new_bool_var(str(condition))
        return [self.switches[condition]]

    def _forbid(self, literal: Any, when: list[Any]) -> None:
        self.cp.add(literal == 0).only_enforce_if(*when)

    def _against(self, person: Person, team: Team) -> list[list[Any]]:
        """What keeps a person out of a team, each with the literal that switches it on."""
        place, problem, against = (person.key, team.key), self.problem, []
        if person.away:
            against.append(self._when("away", person=person.key))
        if problem.is_excluded(*place):
            against.append(self._when("excluded", person=person.key))
        if problem.is_stranger(*place):
            against.append(self._when("elsewhere", team.key, person.key))
        if place in problem.barred:
            against.append(self._when("barred", team.key, person.key))
        return against

    def _place(self, person: Person, team: Team) -> None:
        """The variables of one person in one team; left out where they could only be false."""
        place, problem = (person.key, team.key), self.problem
        against = self._against(person, team)
        if against and not self.named:
            return
        self.sits[place] = sits = self.cp.new_bool_var("")
        for when in against:
            self._forbid(sits, when)
        if not person.may_lead or (place in problem.barred_from_leading and not self.named):
            return
        self.leads[place] = leads = self.cp.new_bool_var("")
        self.cp.add_implication(leads, sits)
        if place in problem.barred_from_leading:
            self._forbid(leads, self._when("barred_from_leading", team.key, person.key))

    def _bind(self, team: Team) -> None:
        """The conditions of one team."""
        members = self.of_team[team.key]
        size = sum(sits for _person, sits in members)
        self.cp.add(size <= team.seats).only_enforce_if(*self._when("most", team.key))
        self.cp.add(size >= team.least).only_enforce_if(*self._when("least", team.key))
        leaders = [leads for (_person, key), leads in self.leads.items() if key == team.key]
        self.cp.add(sum(leaders) <= 1)
        self.cp.add(sum(leaders) >= 1).only_enforce_if(*self._when("leader", team.key))
        for skill in sorted(team.must):
            able = [sits for person, sits in members if skill in person.skills]
            asked = team.skills[skill]
            self.cp.add(sum(able) >= asked).only_enforce_if(*self._when("skill", team.key, about=skill))
        for level in sorted(team.levels):
            sent = [sits for person, sits in members if person.level == level]
            self.cp.add(sum(sent) >= 1).only_enforce_if(*self._when("level", team.key, about=level))
        self._cap(team, "unit", self.problem.unit_most)
        self._cap(team, "former", self.problem.former_most)

    def _cap(self, team: Team, name: str, most: int) -> None:
        """At most so many of one unit, or of one earlier team, beside each other."""
        groups: dict[str, list[Any]] = defaultdict(list)
        for person, sits in self.of_team[team.key]:
            if group := getattr(person, name):
                groups[group].append(sits)
        for group in groups.values():
            if len(group) > most:
                self.cp.add(sum(group) <= most).only_enforce_if(*self._when(name, team.key))

    def _pin(self) -> None:
        for pin in sorted(self.problem.pins, key=lambda one: (one.team, one.person)):
            place, when = (pin.person, pin.team), self._when("pin", pin.team, pin.person)
            for wanted, needed in ((self.sits, True), (self.leads, pin.leads)):
                if needed and place in wanted:
                    self.cp.add(wanted[place] == 1).only_enforce_if(*when)
                elif needed and self.named:
                    self.cp.add_bool_or([literal.negated() for literal in when])
                elif needed:
                    self.cp.add_bool_or([])

    def choose(self, chosen: Choice) -> None:
        """Seat exactly these people, and cost no more than the choice does."""
        for person, places in self.of_person.items():
            self.cp.add(sum(places) == (person in chosen.people))
        again = [self.problem.person[key].cost_to_lead * leads for (key, _team), leads in self.leads.items()]
        self.cp.add(sum(again) <= chosen.leading)
        wishes: list[Any] = []
        for team in self.problem.teams:
            for skill in sorted(set(team.skills) - team.must):
                able = [one for one, _sits in self.of_team[team.key] if skill in one.skills]
                wishes += self._lack(team.key, team.skills[skill], able, 1)
        self.cp.add(sum(wishes) <= chosen.missing)

    def price(self, *, at_least: int = 0) -> None:
        """The objective: empty seats, missing skills, days served, leading again."""
        terms = self._costs()
        if at_least:
            self.cp.add(sum(terms) >= at_least)
        self.cp.minimize(sum(terms))

    def stay_near(self, before: Seats, *, at_most: int) -> None:
        """The objective instead: at most this cost, and as few changes to an earlier answer as possible."""
        self.cp.add(sum(self._costs()) <= at_most)
        kept = [self.sits[place] for one in before if (place := (one.person, one.team)) in self.sits]
        came = [self.sits[place] for place in self.sits if place[0] not in {one.person for one in before}]
        led = [
            self.leads[key] for one in before if one.leads and (key := (one.person, one.team)) in self.leads
        ]
        self.cp.minimize(sum(came) - sum(kept) - sum(led))

    def _costs(self) -> list[Any]:
        terms: list[Any] = []
        for team in self.problem.teams:
            members = self.of_team[team.key]
            terms += self._lack(team.key, team.seats, [one for one, _sits in members], EMPTY_SEAT)
            for skill in sorted(set(team.skills) - team.must):
                able = [one for one, _sits in members if skill in one.skills]
                terms += self._lack(team.key, team.skills[skill], able, MISSING_SKILL)
        for person in self.problem.people:
            if person.cost and self.of_person[person.key]:
                self.used[person.key] = used = self.cp.new_bool_var("")
                self.cp.add(sum(self.of_person[person.key]) == used)
                terms.append(person.cost * used)
        for (key, _team), leads in self.leads.items():
            if again := self.problem.person[key].cost_to_lead:
                terms.append(again * leads)
        return terms

    def _lack(self, team: str, asked: int, people: list[Person], price: int) -> list[Any]:
        """What a team has too few of these people, at a price each."""
        places = {(one.key, team) for one in people}
        short = self.cp.new_int_var(0, asked, "")
        self.cp.add(short + sum(self.sits[place] for place in sorted(places)) >= asked)
        self.lacks.append((short, asked, places))
        return [price * short]

    def hint(self, seats: Iterable[Seat]) -> None:
        """Begin the search at an earlier answer, every variable of it."""
        seats = list(seats)
        sitting = {(one.person, one.team) for one in seats}
        leading = {(one.person, one.team) for one in seats if one.leads}
        busy = {one.person for one in seats}
        for place, sits in self.sits.items():
            self.cp.add_hint(sits, place in sitting)
        for place, leads in self.leads.items():
            self.cp.add_hint(leads, place in leading)
        for person, used in self.used.items():
            self.cp.add_hint(used, person in busy)
        for short, asked, places in self.lacks:
            self.cp.add_hint(short, max(0, asked - len(places & sitting)))

    def seats(self, value: Callable[[Any], int]) -> Seats:
        found = [
            Seat(team, person, bool((person, team) in self.leads and value(self.leads[person, team])))
            for (person, team), sits in self.sits.items()
            if value(sits)
        ]
        return tuple(sorted(found))
