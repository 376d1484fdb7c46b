"""The rows behind a clue, what else there is about the same subject, who may take it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from mingcha.analyse.clues.models import AreaDuty, Clue, Explanation, combined
from mingcha.analyse.datasets.contracts import units
from mingcha.analyse.datasets.contracts.columns import Column
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.queries import in_words
from mingcha.analyse.supervision.declaration import Evidence
from mingcha.analyse.supervision.evaluation import Hit, shown
from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Role
from mingcha.registry.bodies.queries import holders

MOST_ROWS = 500
YUAN = "元"  # of evidence kept as text, lest it lose fen


@dataclass(frozen=True)
class Rows:
    """The rows of one input behind a clue; `gone` when their data set has been destroyed."""

    contract: Contract
    rows: list[list[Any]]
    gone: bool = False

    @property
    def title(self) -> str:
        return str(self.contract)

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.contract.columns

    @property
    def told(self) -> list[dict[str, Any]]:
        """Each row by the names of its columns."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def only(self, keys: Collection[str]) -> Rows:
        """Those of these keys."""
        at = [column.name for column in self.columns].index(self.contract.keys[0])
        return Rows(self.contract, [row for row in self.rows if str(row[at]) in keys], self.gone)

    @property
    def lines(self) -> list[list[str]]:
        """The cells as people read them."""
        return [
            [in_words(column, value) or "—" for column, value in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]


def others_on(clue: Clue, user: User) -> list[Clue]:
    """Other clues of the office about the same person, company or thing, the strongest first."""
    same = Clue.objects.visible_to(user).filter(office_id=clue.office_id, subject_kind=clue.subject_kind)
    return list(same.filter(subject_key=clue.subject_key).exclude(pk=clue.pk).order_by("-score")[:20])


def combined_score(clues: list[Clue]) -> float:
    """Of those not set aside."""
    return combined([(one.score, one.attested) for one in clues if one.status != Clue.Status.DISMISSED])


def evidence_of(clue: Clue) -> list[tuple[str, str]]:
    """The evidence in words, in the model's order: label, and value with its unit."""
    known = {one.name: one for one in clue.model.evidence} if clue.model else {}
    given = clue.evidence
    names = [*(name for name in known if name in given), *(name for name in given if name not in known)]
    return [(str(known.get(name, name)), _with_unit(known.get(name), given[name])) for name in names]


def _with_unit(evidence: Evidence | None, value: Any) -> str:
    if value is None or evidence is None:
        return "—" if value is None else str(value)
    if evidence.month:
        return str(value)[:7]
    kept = Decimal(value) if evidence.unit == YUAN and isinstance(value, str) else value
    return f"{shown(kept, evidence)} {units.told(evidence.unit)}".strip()


def tasks_for(clue: Clue, user: User) -> QuerySet[Task]:
    """Inspections of the office that a clue may be handed to: those not over."""
    tasks = Task.objects.visible_to(user).filter(office_id=clue.office_id)
    tasks = tasks.exclude(round__status__in=("archived", "stopped", "to_archive"))
    return tasks.exclude(pk__in=rights_of(user).recused_inspections).select_related("round", "organisation")


def duties_of(clue: Clue) -> QuerySet[AreaDuty]:
    """Who is in charge of which area in the clue's office, of those who still serve there."""
    serving = holders(clue.office_id, Role.OFFICE_HEAD, Role.OFFICE_STAFF)
    return AreaDuty.objects.filter(office_id=clue.office_id, person__in=serving).select_related("person")


# What a run's hits are to what is known


@dataclass(frozen=True)
class Known:
    """What the office knows of a model's subjects already."""

    by_fingerprint: Mapping[str, Clue]
    open_by_subject: Mapping[str, Clue]
    explained: frozenset[str]


def known_of(office_id: UUID, code: str, hits: list[Hit]) -> Known:
    """Three statements whatever the number of hits."""
    keys = [hit.subject_key for hit in hits]
    clues = list(Clue.objects.filter(office_id=office_id, model_code=code, subject_key__in=keys))
    explained = Explanation.objects.in_force().filter(office_id=office_id, model_code=code)
    return Known(
        by_fingerprint={clue.fingerprint: clue for clue in clues},
        open_by_subject={
            clue.subject_key: clue
            for clue in clues
            if clue.status in (Clue.Status.RAISED, Clue.Status.ASSIGNED)
        },
        explained=frozenset(explained.filter(subject_key__in=keys).values_list("subject_key", flat=True)),
    )
