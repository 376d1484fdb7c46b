"""Parquet files that others made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.utils.translation import gettext as _

from mingcha.analyse.datasets.loading.tables import MOST_COLUMNS, MOST_ROWS, Row, Table
from mingcha.foundation.ledgers.sheets import Unreadable

_INFLATED = 64 * 2**30
_BATCH = 5_000
_BROKEN = (pa.ArrowException, OSError, ValueError, OverflowError)


def parquet_table(file: IO[bytes], name: str) -> Table:
    """The table in the file; its headings count as row 1. Raises Unreadable, also while its rows are read."""
    file.seek(0)
    try:
        held = pq.ParquetFile(pa.PythonFile(file, mode="r"))
        schema, facts = held.schema_arrow, held.metadata
        sizes = sum(facts.row_group(number).total_byte_size for number in range(facts.num_row_groups))
    except _BROKEN:
        raise _damaged() from None
    _refuse_unfit(schema, facts.num_rows, sizes)
    return Table("parquet", name, _rows(held, schema), total=facts.num_rows)


def _refuse_unfit(schema: pa.Schema, rows: int, sizes: int) -> None:
    if rows > MOST_ROWS or sizes > _INFLATED or len(schema) > MOST_COLUMNS:
        raise Unreadable(_("The file says it holds more rows or columns than can be loaded. Split it."))
    for one in schema:
        kind = one.type.value_type if pa.types.is_dictionary(one.type) else one.type
        if pa.types.is_nested(kind):
            message = _(
                "The column “%(column)s” holds lists or records, not single values. Spread it out first."
            )
            raise Unreadable(message % {"column": one.name})
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
            message = _("The column “%(column)s” holds bytes, not text. Write it as text.")
            raise Unreadable(message % {"column": one.name})


def _damaged() -> Unreadable:
    return Unreadable(_("The Parquet file is damaged or only half there. Write it anew."))


def _rows(held: pq.ParquetFile, schema: pa.Schema) -> Iterator[Row]:
    yield 1, list(schema.names)
    number = 1
    try:
        for batch in held.iter_batches(batch_size=_BATCH):
            for cells in zip(*(_cells(column) for column in batch.columns), strict=True):
                number += 1
                yield number, list(cells)
    except _BROKEN:
        raise _damaged() from None


def _cells(column: Any) -> list[Any]:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
    elif pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    elif pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    values: list[Any] = column.to_pylist()
    return [_local(value) for value in values] if pa.types.is_timestamp(kind) and kind.tz else values


def _local(value: datetime | None) -> datetime | None:
    return value.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None) if value else None
