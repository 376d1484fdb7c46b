"""The hits of a run, kept sealed in the installation's folder: personal, and only their clues are records."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from mingcha.analyse.supervision.evaluation import Hit
from mingcha.foundation.sealed import seal_bytes, unseal_bytes


def _path(run_id: UUID) -> Path:
    return Path(settings.STATE_DIR) / "data" / "runs" / f"{run_id}.sealed"


def written(hits: Iterable[Hit]) -> bytes:
    """The hits as JSON lines, in one order: the same hits give the same bytes."""
    lines = [
        {
            "subject_key": hit.subject_key,
            "subject_name": hit.subject_name,
            "score": hit.score,
            "evidence": {name: plain(value) for name, value in hit.evidence.items()},
            "keys": hit.keys,
        }
        for hit in hits
    ]
    return "\n".join(json.dumps(line, ensure_ascii=False, sort_keys=True) for line in lines).encode()


def plain(value: Any) -> Any:
    """A value of evidence as JSON keeps it: money and dates as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


def save(run_id: UUID, hits: Iterable[Hit]) -> str:
    """Keep them; their digest (SHA-256)."""
    content = written(hits)
    path = _path(run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(seal_bytes(content, about=run_id))
    partial.replace(path)
    return hashlib.sha256(content).hexdigest()


def kept(run_id: UUID) -> bool:
    """Whether the run's file is still there."""
    return _path(run_id).exists()


def forget(run_ids: Iterable[UUID]) -> None:
    """Remove the files of these runs; sealed, so without their key they tell nothing."""
    for run_id in run_ids:
        _path(run_id).unlink(missing_ok=True)


def load(run_id: UUID) -> list[dict[str, Any]]:
    """The hits again, values as JSON kept them; none where the run's file has been destroyed."""
    path = _path(run_id)
    if not path.exists():
        return []
    content = unseal_bytes(path.read_bytes(), about=run_id).decode()
    return [json.loads(line) for line in content.splitlines()]
