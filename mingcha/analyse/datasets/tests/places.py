"""What must not change where a file is refused."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings

from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.models import Dataset, Load, Version
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers.sheets import Unreadable
from mingcha.foundation.refusals import Invalid
from mingcha.testing.datasets import (
    HEADINGS,
    upload,
)


def state() -> tuple[Any, ...]:
    """What must not change where a file is refused."""
    files = sorted(str(path) for path in (Path(settings.STATE_DIR) / "data").rglob("*.parquet*"))
    return Version.objects.count(), Load.objects.count(), Event.objects.count(), files


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = state()
    yield
    assert state() == before


def refused(dataset: Dataset, content: bytes, name: str, by: User) -> str:
    """The message with which the file is refused when it is brought."""
    with nothing_changes(), pytest.raises((Unreadable, Invalid)) as found:
        actions.bring_file(dataset, upload(content, name), by=by)
    return str(found.value)


def parquet(rows: list[list[Any]], **columns: Any) -> bytes:
    out = io.BytesIO()
    given = dict(zip(HEADINGS, map(list, zip(*rows, strict=True)), strict=True))
    pq.write_table(pa.table(given | columns), out)
    return out.getvalue()
