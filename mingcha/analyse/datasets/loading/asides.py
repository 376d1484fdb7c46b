"""The rows that were set aside or marked: kept with every reason, never dropped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from mingcha.analyse.datasets import store
from mingcha.analyse.datasets.loading.values import LONGEST

_SCHEMA = pa.schema(
    [("row", pa.int64()), ("kept", pa.bool_()), ("problems", pa.string()), ("cells", pa.string())]
)
_AT_ONCE = 5_000
Problems = list[tuple[int, str, str]]  # column of the file from 1 (0: the row), column's name, what is wrong


@dataclass(frozen=True)
class Aside:
    """One row of the file as it was, with what is wrong; `kept` rows are in the version too."""

    row: int
    kept: bool
    problems: Problems
    cells: list[Any]


class AsideWriter:
    """Written row by row, beside the table itself, sealed as it is."""

    def __init__(self, place: store.Place, headings: list[str]) -> None:
        self._file = store.created(place.aside)
        schema = _SCHEMA.with_metadata({"headings": json.dumps(headings, ensure_ascii=False)})
        self._writer = pq.ParquetWriter(pa.PythonFile(self._file, mode="w"), schema, compression="zstd")
        self._schema, self._rows = schema, list[Aside]()

    def add(self, one: Aside) -> None:
        self._rows.append(one)
        if len(self._rows) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        columns = [
            [one.row for one in self._rows],
            [one.kept for one in self._rows],
            [json.dumps(one.problems) for one in self._rows],
            [json.dumps([plain(cell) for cell in one.cells], ensure_ascii=False) for one in self._rows],
        ]
        self._writer.write_batch(pa.record_batch(columns, schema=self._schema))
        self._rows.clear()

    def close(self) -> None:
        if self._rows:
            self._flush()
        self._writer.close()
        self._file.close()

    def drop(self) -> None:
        self._writer.is_open = False
        getattr(self._file, "drop", self._file.close)()


def aside_heads() -> list[str]:
    """What stands before the headings of the file in the workbook of these rows, in the reader's language."""
    return [_("Row"), _("What became of it"), _("What is wrong")]


def plain(value: Any) -> Any:
    """A cell as JSON keeps it; a very long text is cut."""
    if isinstance(value, str):
        return value[:LONGEST].encode("utf-8", "replace").decode()
    if value is None or isinstance(value, bool | int | float):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def headings_in(place: store.Place) -> list[str]:
    held = store.parquet(place.aside)
    found: list[str] = json.loads(held.schema_arrow.metadata[b"headings"])
    return found


def asides_in(place: store.Place) -> Iterator[Aside]:
    """All of them, in parts."""
    for batch in store.parquet(place.aside).iter_batches(batch_size=_AT_ONCE):
        for row in batch.to_pylist():
            problems = [tuple(one) for one in json.loads(row["problems"])]
            yield Aside(row["row"], row["kept"], problems, json.loads(row["cells"]))
