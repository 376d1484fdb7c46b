"""Rows of a table as JSON and back, whole batches at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Coalesce
from psycopg.sql import SQL, Identifier

from mingcha.foundation.copying import insert

# Set anew at each place: when the row was made there, and how often it was saved there.
LOCAL = frozenset({"id", "created_at", "revision"})
_TEXTS = (models.CharField, models.TextField)
_LARGE = (models.TextField, models.BinaryField)
_SIMPLE = frozenset({str, int, bool, float, type(None)})
_NOTHING, _AS_TEXT = frozenset({type(None)}), frozenset({type(None), str})
_AGAIN = 1_000  # texts of one field whose values are kept


def columns_of(model: Any, left_out: Iterable[str] = ()) -> list[models.Field[Any, Any]]:
    """The fields of a table that travel, without its key."""
    gone = LOCAL | set(left_out)
    return [one for one in model._meta.concrete_fields if not one.primary_key and one.name not in gone]


def value_of(record: Any, field: models.Field[Any, Any]) -> Any:
    """What JSON can hold: numbers, truth values, lists and JSON as they are, everything else as text."""
    value = getattr(record, field.attname)
    return value if type(value) in _SIMPLE else _plain(value)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float | dict):
        return value
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def set_value(record: Any, field: models.Field[Any, Any], value: Any) -> None:
    """Set it from what JSON held. Raises ValidationError where it is none of the field's values."""
    setattr(record, field.attname, parser_of(field)(value))


@cache
def parser_of(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """What makes a field's value of what JSON held. Texts that come again and again are parsed once."""
    if isinstance(field, models.BinaryField):
        return lambda value: None if value is None else bytes.fromhex(value)
    parse: Any = field.target_field.to_python if isinstance(field, models.ForeignKey) else field.to_python
    simple = _AS_TEXT if isinstance(field, _TEXTS) else _NOTHING
    again = lru_cache(_AGAIN)(parse)

    def parsed(value: Any) -> Any:
        kind = type(value)
        return value if kind in simple else again(value) if kind is str else parse(value)

    return parsed


def weights_of(rows: models.QuerySet[Any]) -> list[tuple[UUID, int]]:
    """The keys of these rows, in order, each with the bytes of its texts, which are not read for it."""
    number = models.IntegerField()
    weight: Any = models.Value(0)
    for one in rows.model._meta.concrete_fields:
        if isinstance(one, _LARGE):
            weight += Coalesce(models.Func(one.name, function="octet_length", output_field=number), 0)
    return list(rows.order_by("pk").annotate(weight_of=weight).values_list("pk", "weight_of").distinct())


def links_of(model: Any, name: str, keys: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Each record's linked keys through one many-to-many field, sorted."""
    field = model._meta.get_field(name)
    mine, theirs = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = field.remote_field.through._base_manager.filter(**{f"{mine}__in": keys})
    for key, linked in rows.values_list(mine, theirs):
        found[key].append(str(linked))
    return {key: sorted(found[key]) for key in keys}


def set_links(model: Any, name: str, wanted: Mapping[UUID, Sequence[str]]) -> None:
    """Make the links exactly these, for a whole batch."""
    field = model._meta.get_field(name)
    through = field.remote_field.through
    mine, theirs = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    now = links_of(model, name, list(wanted)) if wanted else {}
    gone = Q()
    for key, linked in wanted.items():
        if given_up := set(now[key]) - set(linked):
            gone |= Q(**{mine: key, f"{theirs}__in": given_up})
    if gone:
        through._base_manager.filter(gone).delete()
    new = [
        through(**{mine: key, theirs: one})
        for key, linked in wanted.items()
        for one in sorted(set(linked) - set(now[key]))
    ]
    insert(through, new)


def check_links() -> None:
    """Ask the database now whether every row that is referred to exists. Raises IntegrityError.

    The links of the audit trail's chain are left for the end of the transaction: from the first of them on
    every other writer waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("select distinct conname from pg_constraint where condeferrable and contype <> 't'")
        names = SQL(", ").join(Identifier(name) for (name,) in cursor.fetchall())
        cursor.execute(SQL("set constraints {} immediate").format(names))
        cursor.execute(SQL("set constraints {} deferred").format(names))
