"""Many rows into a table at once, by PostgreSQL's COPY: a fraction of what INSERT with parameters takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from psycopg.sql import SQL, Composed, Identifier

if TYPE_CHECKING:
    Column = models.Field[Any, Any]
Row = Sequence[Any]
FEW = 10  # rows below which an ordinary statement is quicker
# Fields whose values the driver takes as they are.
_PLAIN = (
    models.BinaryField,
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
    fields = _fields(model)
    with transaction.atomic(savepoint=False):
        _copy(_table(model), fields, _rows(fields, records))


def insert_rows(model: Any, names: Sequence[str], rows: Sequence[Row]) -> None:
    """The same of rows that are values of all fields, in the order of `names`.

    Making records of many rows first would take longer than copying them.
    """
    if rows:
        with transaction.atomic(savepoint=False):
            _copy(_table(model), [model._meta.get_field(name) for name in names], rows)


def update(model: Any, records: Sequence[Any], names: Iterable[str]) -> None:
    """Write these fields of rows that are there."""
    key, fields = model._meta.pk, [model._meta.get_field(name) for name in names]
    if len(records) < FEW:
        if records and fields:
            model._base_manager.bulk_update(records, [field.name for field in fields])
        return
    with _staged(model, [key, *fields], _rows([key, *fields], records)) as (cursor, staged):
        change = SQL(", ").join(SQL("{0} = s.{0}").format(_column(field)) for field in fields)
        told = SQL("update {table} t set {change} from {staged} s where t.{key} = s.{key}")
        cursor.execute(told.format(table=_table(model), change=change, staged=staged, key=_column(key)))


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
    _merge(model, fields, _rows(fields, records), names, unique)


def upsert_rows(
    model: Any, given: Sequence[str], rows: Sequence[Row], names: Iterable[str], unique: Sequence[str]
) -> None:
    """The same of rows that are values of all fields, in the order of `given`."""
    if rows:
        _merge(model, [model._meta.get_field(name) for name in given], rows, list(names), unique)


def _merge(
    model: Any, fields: Sequence[Column], rows: Iterable[Row], names: Sequence[str], unique: Sequence[str]
) -> None:
    with _staged(model, fields, rows) as (cursor, staged):
        change = SQL(", ").join(
            SQL("{0} = excluded.{0}").format(_column(model._meta.get_field(name))) for name in names
        )
        told = SQL(
            "insert into {table} ({columns}) select {columns} from {staged} "
            "on conflict ({unique}) do update set {change}"
        )
        cursor.execute(
            told.format(
                table=_table(model),
                columns=_columns(fields),
                staged=staged,
                unique=_columns(model._meta.get_field(name) for name in unique),
                change=change,
            )
        )


@contextmanager
def _staged(model: Any, fields: Sequence[Column], rows: Iterable[Row]) -> Iterator[tuple[Any, Identifier]]:
    """These rows in a table that nobody else sees, and a cursor that does."""
    staged = Identifier(f"staged_{model._meta.db_table}")
    told = SQL("create temporary table {staged} on commit drop as select {columns} from {table} with no data")
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(told.format(staged=staged, columns=_columns(fields), table=_table(model)))
        _copy(staged, fields, rows)
        yield cursor, staged
        cursor.execute(SQL("drop table {}").format(staged))


def _rows(fields: Sequence[Column], records: Iterable[Any]) -> Iterator[Row]:
    """What these fields of the records hold, as an ordinary statement would write it."""
    values = attrgetter(*(field.attname for field in fields))
    set_late = [field for field in fields if type(field).pre_save is not models.Field.pre_save]
    for record in records:
        for field in set_late:
            field.pre_save(record, add=True)
        yield values(record)


def _copy(table: Identifier, fields: Sequence[Column], rows: Iterable[Row]) -> None:
    """COPY the rows into a table of these fields. What is the same in many rows is prepared once."""
    special = [(place, field) for place, field in enumerate(fields) if not _is_plain(field)]
    before: dict[int, tuple[Any, Any]] = {}
    told = SQL("copy {} ({}) from stdin").format(table, _columns(fields))
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(told) as into:
        for row in rows:
            written = list(row)
            for place, field in special:
                if place not in before or before[place][0] is not row[place]:
                    before[place] = (row[place], field.get_db_prep_save(row[place], connection))
                written[place] = before[place][1]
            into.write_row(written)


def _is_plain(field: Any) -> bool:
    return isinstance(field, _PLAIN) or getattr(field, "auto_now_add", False)


def _fields(model: Any) -> list[Column]:
    """All but a key that the database counts itself."""
    return [one for one in model._meta.concrete_fields if not isinstance(one, models.AutoField)]


def _table(model: Any) -> Identifier:
    return Identifier(model._meta.db_table)


def _columns(fields: Iterable[Any]) -> Composed:
    return SQL(", ").join(map(_column, fields))


def _column(field: Any) -> Identifier:
    return Identifier(field.column)
