"""Whether a twin gives the same hits as its model: the same subjects, keys, evidence and scores."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa

from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.supervision.evaluation import Hit, from_rows

SLIGHT = 1e-6  # what sums of floats may be off by


def differences(model: Model, ours: pa.Table, theirs: pa.Table, most: int = 3) -> list[str]:
    """What is unlike, in words; nothing if the two are the same. Raises BadOutput for a table out of form."""
    mine, others = from_rows(model, ours.to_pylist()), from_rows(model, theirs.to_pylist())
    if len(mine) != len(others):
        mine_keys, other_keys = ({one.subject_key for one in hits} for hits in (mine, others))
        only = sorted(mine_keys - other_keys)[:most], sorted(other_keys - mine_keys)[:most]
        return [
            f"{len(mine)} hits and {len(others)}; only of the model {only[0]}, only of the twin {only[1]}"
        ]
    unlike = (_unlike(one, other) for one, other in zip(mine, others, strict=True))
    return [found for found in unlike if found][:most]


def _unlike(one: Hit, other: Hit) -> str:
    left, right = _facts(one), _facts(other)
    return "; ".join(
        f"{one.subject_key}: {name} is {left[name]!r}, of the twin {right.get(name)!r}"
        for name in left
        if not _alike(left[name], right.get(name))
    )


def _facts(hit: Hit) -> dict[str, Any]:
    whole = {"subject": hit.subject_key, "name": hit.subject_name, "score": hit.score}
    return {**whole, "keys": {name: keys for name, keys in hit.keys.items() if keys}, **hit.evidence}


def _alike(one: Any, other: Any) -> bool:
    numbers = (int, float, Decimal)
    if isinstance(one, numbers) and isinstance(other, numbers):
        return abs(float(one) - float(other)) <= SLIGHT * max(1.0, abs(float(one)))
    return bool(one == other)
