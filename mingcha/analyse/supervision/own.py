"""An office's own model in the shape of the library's, and its hits by the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.supervision.declaration import (
    FIXED,
    KEYS,
    Evidence,
    Model,
    Severity,
    Standing,
    Subject,
)
from mingcha.analyse.supervision.evaluation import BadOutput, Hit, from_rows
from mingcha.analyse.supervision.parameters import Parameter
from mingcha.analyse.supervision.sandbox import Bounds, run_sql
from mingcha.foundation.words import Words

BOUNDS = Bounds(seconds=120, memory="2GB", threads=2, most_rows=100_000)
PREVIEW = Bounds(seconds=20, memory="512MB", most_rows=1_000)
SAMPLE = 10_000  # rows of each table that a preview sees
LOWEST, HIGHEST = -1e12, 1e12


def own_as_model(own: Any) -> Model:
    """Evidence are the columns its last preview gave; every parameter is a number."""
    words, evidence = Words(own.title, own.title), evidence_in(own.columns)
    return Model(
        code=own.code,
        version=own.version,
        words=words,
        area=Area(own.area),
        subject=Subject(own.subject_kind),
        severity=Severity.MEDIUM,
        standing=Standing.PRACTICE,
        looks_for=Words(own.looks_for, own.looks_for),
        basis=(Words("巡察办自建，经第二人复核", "The office's own, reviewed by a second person"),),
        inputs={name: CONTRACTS[name] for name in own.contracts if name in CONTRACTS},
        evidence=tuple(Evidence(name, Words(name, name)) for name in evidence),
        sentence=_sentence(own.looks_for, evidence),
        to_check=Words(own.to_check, own.to_check),
        hits=lambda **given: None,
        cases=(),
        parameters=tuple(
            Parameter(name, Words(name, name), float(default), LOWEST, HIGHEST, float)
            for name, default in own.parameters.items()
        ),
        owner=Words(str(own.author), str(own.author)),
    )


def _sentence(looks_for: str, evidence: list[str]) -> Words:
    """What the model looks for, with the evidence as its author called it."""
    said = looks_for.translate({ord("{"): "{{", ord("}"): "}}"})
    told = [f"{name} {{{name}}}" for name in evidence if name.isidentifier()]
    zh = f"（{'，'.join(told)}）" if told else ""
    en = f" ({', '.join(told)})" if told else ""
    return Words(f"{{subject_name}}：{said}{zh}", f"{{subject_name}}: {said}{en}")


def evidence_in(columns: list[str]) -> list[str]:
    return [name for name in columns if name not in FIXED and not name.startswith(KEYS)]


def own_hits(
    model: Model, sql: str, tables: Mapping[str, pa.Table], values: Mapping[str, Any], bounds: Bounds = BOUNDS
) -> list[Hit]:
    """The hits of an own model, held to the same contract as the library's."""
    return from_rows(model, rows_of(run_sql(sql, tables, values, bounds), model.inputs))


def rows_of(found: pa.Table, inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of the SELECT as the output contract has them. Raises BadOutput for what is missing."""
    names = found.column_names
    keys = [name for name in names if name.startswith(KEYS)]
    if "subject_key" not in names:
        raise BadOutput("subject_key")
    if not keys or {name.removeprefix(KEYS) for name in keys} - set(inputs):
        raise BadOutput(f"{KEYS}<table>")
    return [_row(row, keys) for row in found.to_pylist()]


def _row(row: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    """A single key may stand for a list of one; score is 0.5 unless given."""
    lists = {name: row[name] if isinstance(row[name], list) else [row[name]] for name in keys}
    subject = None if row["subject_key"] is None else str(row["subject_key"])
    score = row.get("score", 0.5)
    named = row.get("subject_name") or subject
    return {
        **row,
        **lists,
        "subject_key": subject,
        "subject_name": named,
        "score": None if score is None else float(score),
    }
