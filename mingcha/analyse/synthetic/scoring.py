"""How well each model finds what was planted: recall on plain and hard cases, precision over all hits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import ibis

from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.supervision.engine import table_of_rows
from mingcha.analyse.supervision.evaluation import run
from mingcha.analyse.synthetic.province import Province, Sort


@dataclass(frozen=True)
class Score:
    """Counts for one model; shares are None where nothing was planted or hit.

    `background` are hits on what nobody planted: false, as far as the generator knows.
    """

    code: str
    planted: dict[Sort, int]
    found: dict[Sort, int]
    background: int

    @property
    def recall_plain(self) -> float | None:
        return self._recall(Sort.PLAIN)

    @property
    def recall_hard(self) -> float | None:
        return self._recall(Sort.HARD)

    @property
    def precision(self) -> float | None:
        true = self.found[Sort.PLAIN] + self.found[Sort.HARD]
        hits = true + self.found[Sort.INNOCENT] + self.background
        return true / hits if hits else None

    def _recall(self, sort: Sort) -> float | None:
        return self.found[sort] / self.planted[sort] if self.planted[sort] else None


def score(connection: Any, models: Iterable[Model], province: Province) -> list[Score]:
    """Every model on the province's tables."""
    tables = {name: ibis.memtable(province.table(one)) for name, one in province.contracts.items()}
    return [_scored(connection, model, tables, province) for model in models]


def _scored(connection: Any, model: Model, tables: dict[str, Any], province: Province) -> Score:
    given = {
        name: tables.get(contract.name, table_of_rows(contract.schema, []))
        for name, contract in model.inputs.items()
    }
    hit = {one.subject_key for one in run(connection, model, given)}
    labels = province.labels(model.code)
    planted = {sort: sum(one.sort == sort for one in labels.values()) for sort in Sort}
    found = {sort: sum(one.sort == sort and key in hit for key, one in labels.items()) for sort in Sort}
    return Score(model.code, planted, found, len(hit - set(labels)))
