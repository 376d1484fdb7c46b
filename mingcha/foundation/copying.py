"""Many rows into a table at once, by PostgreSQL's COPY: a fraction of what INSERT with parameters takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from django.db import connection, models, transaction

FEW = 50  # rows below which an ordinary statement is quicker
# Fields whose values the driver takes as they are.
_PLAIN = (
    models.CharField,
    models.TextField,
    models.UUIDField,
    models.ForeignKey,
    models.BooleanField,
    models.IntegerField,
    models.DateField,
)


def insert(model: Any, records: Sequence[Any]) -> None:
    """Insert these rows, none of which is there yet. Raises IntegrityError as an INSERT would."""
    if len(records) < FEW:
        model._base_manager.bulk_create(records)
        return
    with transaction.atomic(savepoint=False):
        _copy(model._meta.db_table, _fields(model), records)


def update(model: Any, records: Sequence[Any], names: Iterable[str]) -> None:
    """Write these fields of rows that are there."""
    if len(records) < FEW:
        if records:
            model._base_manager.bulk_update(records, list(names))
        return
    key, fields = model._meta.pk, [model._meta.get_field(name) for name in names]
    with _staged(model, [key, *fields], records) as (cursor, staged):
        change = ", ".join(f"{one} = s.{one}" for one in map(_column, fields))
        table, pk = _quoted(model._meta.db_table), _column(key)
        cursor.execute(f"update {table} t set {change} from {staged} s where t.{pk} = s.{pk}")


def upsert(model: Any, records: Sequence[Any], names: Iterable[str], unique: Sequence[str] = ()) -> None:
    """Insert these rows; of those that are there already, by `unique` (the key), write the fields `names`."""
    unique, names = unique or [model._meta.pk.name], list(names)
    if len(records) < FEW:
        if records:
            model._base_manager.bulk_create(
                records, update_conflicts=True, unique_fields=unique, update_fields=names
            )
        return
    fields = _fields(model)
    with _staged(model, fields, records) as (cursor, staged):
        columns = _columns(fields)
        known = _columns(model._meta.get_field(name) for name in unique)
        change = ", ".join(
            f"{one} = excluded.{one}" for one in (_column(model._meta.get_field(name)) for name in names)
        )
        cursor.execute(
            f"insert into {_quoted(model._meta.db_table)} ({columns}) select {columns} from {staged} "
            f"on conflict ({known}) do update set {change}"
        )


@contextmanager
def _staged(
    model: Any, fields: Sequence[models.Field[Any, Any]], records: Sequence[Any]
) -> Iterator[tuple[Any, str]]:
    """These fields of the records in a table that nobody else sees, and a cursor that does."""
    table = f"staged_{model._meta.db_table}"
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            f"create temporary table {_quoted(table)} on commit drop "
            f"as select {_columns(fields)} from {_quoted(model._meta.db_table)} with no data"
        )
        _copy(table, fields, records)
        yield cursor, _quoted(table)
        cursor.execute(f"drop table {_quoted(table)}")


def _copy(table: str, fields: Sequence[models.Field[Any, Any]], records: Iterable[Any]) -> None:
    """COPY the records into a table of these fields."""
    values = attrgetter(*(field.attname for field in fields))
    special = [(place, field) for place, field in enumerate(fields) if not _is_plain(field)]
    statement = f"copy {_quoted(table)} ({_columns(fields)}) from stdin"
    with connection.cursor() as cursor, cursor.copy(statement) as into:
        for record in records:
            row = list(values(record))
            for place, field in special:
                row[place] = field.get_db_prep_save(field.pre_save(record, add=True), connection)
            into.write_row(row)


def _is_plain(field: Any) -> bool:
    return isinstance(field, _PLAIN) and not getattr(field, "auto_now_add", False)


def _fields(model: Any) -> list[models.Field[Any, Any]]:
    """All but a key that the database counts itself."""
    return [one for one in model._meta.concrete_fields if not isinstance(one, models.AutoField)]


def _columns(fields: Iterable[Any]) -> str:
    return ", ".join(map(_column, fields))


def _column(field: Any) -> str:
    return _quoted(field.column)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
