"""Whether a model does what its own file says: every case of every model, on any engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mingcha.analyse.supervision import evaluation
from mingcha.analyse.supervision.declaration import Case, Model
from mingcha.analyse.supervision.engine import table_of_rows


@dataclass(frozen=True)
class Checked:
    """One case and what was wrong with it; nothing is good."""

    model: str
    case: str
    faults: tuple[str, ...]


def check(connection: Any, models: Iterable[Model]) -> list[Checked]:
    """Every case of these models."""
    return [_checked(connection, model, case) for model in models for case in model.cases]


def _checked(connection: Any, model: Model, case: Case) -> Checked:
    tables = {
        name: table_of_rows(contract.schema, case.rows.get(name, []))
        for name, contract in model.inputs.items()
    }
    hits = {hit.subject_key: hit for hit in evaluation.run(connection, model, tables, case.parameters)}
    faults = [f"not hit: {key}" for key in case.hits if key not in hits]
    faults += [f"hit: {key}" for key in hits if key not in case.hits]
    for key, wanted in case.hits.items():
        if key in hits:
            faults += _differences(hits[key], wanted)
            hits[key].sentence(model)
    faults += _lost_keys(model, case, hits.values())
    if (left := evaluation.unjudged(connection, model, tables, case.parameters)) != case.unjudged:
        faults.append(f"not judged: {left}")
    return Checked(model.code, case.name, tuple(faults))


def _lost_keys(model: Model, case: Case, hits: Iterable[evaluation.Hit]) -> list[str]:
    """Keys are of the first key column of their table, so that a clue's page finds the rows behind it."""
    known = {
        name: {str(row.get(model.inputs[name].keys[0])) for row in rows} for name, rows in case.rows.items()
    }
    return [
        f"{hit.subject_key}: no row of {name} has the key {key}"
        for hit in hits
        for name, keys in hit.keys.items()
        for key in keys
        if name in known and key not in known[name]
    ]


def _differences(hit: evaluation.Hit, wanted: Any) -> list[str]:
    """What of the evidence (or `score`, `keys`) is not as the case says."""
    found = {**hit.evidence, "score": hit.score, "keys": hit.keys}
    return [
        f"{hit.subject_key}: {name} is {found[name]!r}, not {value!r}"
        for name, value in wanted.items()
        if not _equal(found[name], value)
    ]


def _equal(found: Any, wanted: Any) -> bool:
    if isinstance(found, float) or isinstance(wanted, float):
        return found is not None and abs(float(found) - float(wanted)) < 1e-6
    if isinstance(found, Decimal):
        return found == Decimal(str(wanted))
    return bool(found == wanted)
