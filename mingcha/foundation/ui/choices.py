"""What may be chosen in a field of a form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet


def offer(form: forms.BaseForm, name: str, what: QuerySet[Any] | Iterable[tuple[Any, Any]]) -> Any:
    """Lets the field `name` offer these and no others: records, or pairs of a value and its words.

    Returns the field. Raises KeyError if the form has no such field.
    """
    field: Any = form.fields[name]
    if isinstance(what, QuerySet):
        field.queryset = what
    else:
        field.choices = what
    return field
