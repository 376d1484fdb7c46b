"""Two versions of a schedule side by side."""

from __future__ import annotations

from dataclasses import dataclass

from mingcha.prepare.schedule.models import PlannedVisit, Proposal
from mingcha.prepare.schedule.queries.problems import Posed, posed
from mingcha.prepare.schedule.queries.words import conditions_told, parts_of
from mingcha.registry.organisations.models import Organisation


@dataclass(frozen=True)
class Side:
    """One version in numbers."""

    proposal: Proposal
    now: Posed

    @property
    def parts(self) -> list[tuple[str, int]]:
        return parts_of(self.now)

    @property
    def total(self) -> int:
        return sum(value for _name, value in self.parts)

    @property
    def placed(self) -> int:
        return len(self.now.plan.places)

    @property
    def left(self) -> int:
        return len(self.now.left)

    @property
    def sentences(self) -> list[str]:
        return [told.sentence for told in conditions_told(self.now)]


@dataclass(frozen=True)
class Difference:
    """One organisation that the two versions place differently; "" where one does not have it."""

    organisation: Organisation
    kind: str
    one: str
    other: str


@dataclass(frozen=True)
class Comparison:
    one: Side
    other: Side
    differences: list[Difference]
    same: int

    @property
    def only_in_one(self) -> list[str]:
        return [sentence for sentence in self.one.sentences if sentence not in self.other.sentences]

    @property
    def only_in_other(self) -> list[str]:
        return [sentence for sentence in self.other.sentences if sentence not in self.one.sentences]

    @property
    def rows(self) -> list[tuple[str, int, int]]:
        """The parts of what each costs."""
        return [
            (name, value, other)
            for (name, value), (_same, other) in zip(self.one.parts, self.other.parts, strict=True)
        ]


def compare(one: Proposal, other: Proposal) -> Comparison:
    """What the two place differently, the most urgent first. Rounds are the same where name and days are."""
    sides = Side(one, posed(one)), Side(other, posed(other))
    there = [{(row.organisation_id, row.kind): row for row in side.now.visits} for side in sides]
    found, same = [], 0
    for key in dict.fromkeys([*there[0], *there[1]]):
        rows = there[0].get(key), there[1].get(key)
        labels = [_label(row) for row in rows]
        some = rows[0] or rows[1]
        assert some is not None  # noqa: S101
        if labels[0] == labels[1]:
            same += 1
        else:
            found.append(Difference(some.organisation, some.get_kind_display(), *labels))
    return Comparison(*sides, found, same)


def _label(row: PlannedVisit | None) -> str:
    planned = row.planned_round if row else None
    return f"{planned.name}（{planned.plan_from:%Y-%m}）" if planned else ""
