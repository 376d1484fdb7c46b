"""Effective coverage: whether an inspection got what inspections of its kind get.

An inspection whose result was fed back is effective when at least two of its three measures (findings
confirmed, talks held, working papers signed) reach half the median of its peers: the inspections of the same
term and sector, or of the whole term where the sector has fewer than three.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _l

from mingcha.prepare.rounds.models import Task
from mingcha.prepare.schedule.signals import measuring, told_by

SHARE = 0.5  # of the median
NEEDED = 2  # measures out of three
FEWEST = 3  # peers that make a median worth having
MEASURES: dict[str, Any] = {
    "findings": _l("Findings confirmed"),
    "talks": _l("Talks held"),
    "papers": _l("Working papers signed"),
}


@dataclass(frozen=True)
class Measured:
    """One inspection's measures beside what was asked of it."""

    values: Mapping[str, int]
    medians: Mapping[str, float]

    @property
    def reached(self) -> list[str]:
        return [name for name, value in self.values.items() if value >= SHARE * self.medians[name]]

    @property
    def effective(self) -> bool:
        return len(self.reached) >= NEEDED


@dataclass(frozen=True)
class Effect:
    """The measures of all inspections fed back, and the medians by sector ("" for the whole term)."""

    by_task: Mapping[UUID, Measured] = field(default_factory=dict)
    medians: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def effect_of(tasks: Iterable[Task]) -> Effect:
    """What the inspections fed back among these tasks got, in as many statements as there are measures."""
    done = [task for task in tasks if task.concluded_on]
    if not done:
        return Effect()
    values = {told.component: told.values for told in told_by(measuring, tasks=[task.pk for task in done])}
    own = {task.pk: {name: values.get(name, {}).get(task.pk, 0) for name in MEASURES} for task in done}
    peers: dict[str, list[dict[str, int]]] = defaultdict(list)
    for task in done:
        peers[task.organisation.sector].append(own[task.pk])
    everyone = _medians(list(own.values()))
    medians = {sector: _medians(rows) for sector, rows in peers.items() if len(rows) >= FEWEST}
    by_task = {
        task.pk: Measured(own[task.pk], medians.get(task.organisation.sector, everyone)) for task in done
    }
    return Effect(by_task, {"": everyone, **medians})


def _medians(rows: list[dict[str, int]]) -> dict[str, float]:
    return {name: float(median(row[name] for row in rows)) for name in MEASURES}
