"""The base of every table: a key that is unique across installations, and when the row was made."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from mingcha.foundation.refusals import Invalid


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562): grows with time, and never clashes between places that have not met."""
    return uuid7()


class Record(models.Model):
    """One row of the system's own data."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(_("Created at"), auto_now_add=True, editable=False)

    class Meta:
        abstract = True


@contextmanager
def rules_told() -> Iterator[None]:
    """What breaks a rule of a table that has words of its own is refused in these words.

    The transaction around it is lost, as after every refusal.
    """
    try:
        yield
    except IntegrityError as error:
        if not (words := _words_of(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))):
            raise
        raise Invalid(words) from error


def _words_of(name: str) -> str:
    rules = (rule for model in apps.get_models() for rule in model._meta.constraints)
    rule = next((one for one in rules if one.name == name), None)
    if rule is None or rule.violation_error_message == rule.default_violation_error_message:
        return ""
    return str(rule.get_violation_error_message())


def save_many(model: Any, records: Sequence[Any], names: Iterable[str], *, at_once: int = 500) -> None:
    """Write these fields of many records: one UPDATE for each batch, so that checks see whole rows.

    A field that is the same in a whole batch is written as a constant, the others by key.
    """
    fields = [model._meta.get_field(name) for name in names]
    for start in range(0, len(records) if fields else 0, at_once):
        batch = records[start : start + at_once]
        values = {field.name: _written(field, batch) for field in fields}
        model._base_manager.filter(pk__in=[record.pk for record in batch]).update(**values)


def _written(field: Any, batch: Sequence[Any]) -> Any:
    given = [getattr(record, field.attname) for record in batch]
    if all(value == given[0] for value in given):
        return given[0]
    cases = [
        When(pk=record.pk, then=Value(value, output_field=field))
        for record, value in zip(batch, given, strict=True)
    ]
    return Case(*cases, output_field=field)
