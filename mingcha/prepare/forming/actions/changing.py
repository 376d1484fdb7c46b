"""Changing a proposal by hand: the effect is worked out first, told, and saved as it was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.permissions import forms
from mingcha.prepare.forming.queries import Sheet, fault_told, sheet_of
from mingcha.prepare.forming.solving.checking import Fault, faults
from mingcha.prepare.forming.solving.problem import Pin, Problem, Seat, Seats, cost_of
from mingcha.prepare.forming.solving.search import IMPOSSIBLE, solve

KINDS = ("pin", "lead", "shut", "leave_out", "swap")
QUICK_SECONDS = 5.0


@dataclass(frozen=True)
class Change:
    """One wish: put into a team (`pin`), to lead it (`lead`), not into it (`shut`), into none (`leave_out`),
    or `swap` places with another person, who may have none."""

    kind: str
    person: str
    team: str = ""
    other: str = ""


@dataclass(frozen=True)
class Effect:
    """What a change would do: the new answer, who moves where, what it costs, and what stands against it."""

    seats: Seats
    pins: frozenset[Pin]
    excluded: frozenset[tuple[str, str]]
    moves: tuple[tuple[str, str, str], ...] = ()  # person, team before, team after
    more: int = 0
    broken: tuple[Fault, ...] = ()
    impossible: bool = False
    undecided: bool = False

    @property
    def may_be_saved(self) -> bool:
        return not (self.broken or self.impossible or self.undecided)


def effect_of(proposal: TeamProposal, change: Change, sheet: Sheet | None = None) -> Effect:
    """Swaps are judged as they are; for everything else the rest of the answer is worked out again."""
    sheet = sheet or sheet_of(proposal)
    _refuse_odd(sheet, change)
    if change.kind == "swap":
        return _swap(sheet.problem, proposal, change)
    pins, excluded = _conditions(proposal, change)
    problem = replace(sheet.problem, pins=pins, excluded=excluded)
    outcome = solve(problem, seconds=QUICK_SECONDS, hint=proposal.answer, near=proposal.answer)
    if not outcome.seats:
        impossible = outcome.status == IMPOSSIBLE
        return Effect((), pins, excluded, impossible=impossible, undecided=not impossible)
    return _compared(problem, proposal, outcome.seats, pins, excluded)


def _refuse_odd(sheet: Sheet, change: Change) -> None:
    people, teams = sheet.problem.person, sheet.problem.team
    if change.kind not in KINDS or change.person not in people:
        raise Invalid(_("Choose what to change and whom."))
    if change.kind in ("pin", "lead", "shut") and change.team not in teams:
        raise Invalid(_("Choose the team."))
    if change.kind == "swap" and (change.other not in people or change.other == change.person):
        raise Invalid(_("Choose the person to change places with."))


def _conditions(proposal: TeamProposal, change: Change) -> tuple[frozenset[Pin], frozenset[tuple[str, str]]]:
    """The newest wish about a person replaces what stood against it."""
    pins = {one for one in proposal.pinned if one.person != change.person}
    shut = {one for one in proposal.shut_out if one[0] != change.person}
    if change.kind in ("pin", "lead"):
        if change.kind == "lead":
            pins = {one for one in pins if not (one.team == change.team and one.leads)}
        pins.add(Pin(change.person, change.team, change.kind == "lead"))
    elif change.kind == "shut":
        shut = {one for one in proposal.shut_out if one[0] != change.person or one[1]}
        shut.add((change.person, change.team))
    else:
        shut.add((change.person, ""))
    return frozenset(pins), frozenset(shut)


def _swap(problem: Problem, proposal: TeamProposal, change: Change) -> Effect:
    places = {one.person: one for one in proposal.answer}
    first, second = places.get(change.person), places.get(change.other)
    if first is None and second is None:
        raise Invalid(_("Neither of them has a place to give."))
    rest = [one for one in proposal.answer if one.person not in (change.person, change.other)]
    moved = []
    if first:
        moved.append(Seat(first.team, change.other, first.leads))
    if second:
        moved.append(Seat(second.team, change.person, second.leads))
    pins = {one for one in proposal.pinned if one.person not in (change.person, change.other)}
    pins |= {Pin(one.person, one.team, one.leads) for one in moved}
    shut = frozenset(one for one in proposal.shut_out if one[0] not in {seat.person for seat in moved})
    asked = replace(problem, pins=frozenset(pins), excluded=shut)
    return _compared(asked, proposal, tuple(sorted([*rest, *moved])), frozenset(pins), shut)


def _compared(
    problem: Problem,
    proposal: TeamProposal,
    seats: Seats,
    pins: frozenset[Pin],
    shut: frozenset[tuple[str, str]],
) -> Effect:
    before = {one.person: one.team for one in proposal.answer}
    after = {one.person: one.team for one in seats}
    changed = sorted(
        person for person in before.keys() | after.keys() if before.get(person) != after.get(person)
    )
    moves = tuple((person, before.get(person, ""), after.get(person, "")) for person in changed)
    known = [one for one in proposal.answer if one.person in problem.person]
    more = cost_of(problem, seats) - cost_of(problem, known)
    return Effect(seats, pins, shut, moves, more, tuple(faults(problem, seats)))


@transaction.atomic
def change_proposal(
    proposal: TeamProposal, change: Change, *, seats: Iterable[Seat], version: int, by: User
) -> TeamProposal:
    """Save a change with the answer that was told. Whoever saved second is told to look again."""
    _lock(proposal, by, version)
    sheet = sheet_of(proposal)
    _refuse_odd(sheet, change)
    seats = tuple(sorted(seats))
    if change.kind == "swap":
        effect = _swap(sheet.problem, proposal, change)
        pins, shut = effect.pins, effect.excluded
    else:
        pins, shut = _conditions(proposal, change)
    problem = replace(sheet.problem, pins=pins, excluded=shut)
    if found := faults(problem, seats):
        raise NotNow(" ".join(fault_told(sheet, one) for one in found[:5]))
    proposal.pins = sorted([one.person, one.team, one.leads] for one in pins)
    proposal.excluded = sorted([person, team] for person, team in shut)
    proposal.seats = [[one.team, one.person, one.leads] for one in seats]
    proposal.cost = cost_of(problem, seats)
    proposal.bound = min(proposal.bound or 0, proposal.cost)
    return _written(proposal, by, change.kind, person=sheet.name(change.person), team=change.team)


def unpin(proposal: TeamProposal, *, person: str, version: int, by: User) -> TeamProposal:
    """No longer by hand: the next search may put the person elsewhere."""
    return _relax(proposal, person, "unpin", version, by)


def allow_again(proposal: TeamProposal, *, person: str, version: int, by: User) -> TeamProposal:
    """No longer left out by hand."""
    return _relax(proposal, person, "allow", version, by)


@transaction.atomic
def _relax(proposal: TeamProposal, person: str, what: str, version: int, by: User) -> TeamProposal:
    """The answer stays sound with fewer conditions; what is best may have become better."""
    _lock(proposal, by, version)
    name = "pins" if what == "unpin" else "excluded"
    kept = [row for row in getattr(proposal, name) if row[0] != person]
    setattr(proposal, name, kept)
    proposal.bound = 0 if proposal.bound is not None else None
    return _written(proposal, by, what, person=person)


def _lock(proposal: TeamProposal, by: User, version: int) -> None:
    proposal.refresh_from_db(from_queryset=TeamProposal.objects.select_for_update())
    if not forms(by, proposal):
        raise NotAllowed(_("Only the office's staff form its teams."))
    if proposal.status != TeamProposal.Status.SOLVED:
        raise NotNow(_("A proposal is changed once it is worked out, before it is adopted or discarded."))
    if proposal.version != version:
        raise NotNow(_("Somebody changed this proposal meanwhile. Look at it again, then change it."))


def _written(proposal: TeamProposal, by: User, what: str, **facts: Any) -> TeamProposal:
    proposal.version += 1
    proposal.save(update_fields=["pins", "excluded", "seats", "cost", "bound", "version"])
    audit.record(f"team_proposal.{what}", proposal, by=by, **facts)
    return proposal
