"""The columns of a ledger. A column knows its label, its cell, its filter and its order."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mingcha.foundation.ledgers.params import EMPTY, Params
from mingcha.foundation.ledgers.plain import as_text, between

# The fields that name a record to people, in the order they are looked for.
NAMING = ("name", "title", "full_name", "number", "username", "code")


@dataclass(frozen=True)
class Chip:
    """One filter in force, as words, with the address of the list without it."""

    label: str
    text: str
    name: str
    value: str


@dataclass
class Column:
    """One column, of plain text unless a subclass says otherwise.

    `path` is the way to the value, `a__b` over relations or a function of the record; the latter
    can be neither sorted nor filtered. A `hidden` column is off until the reader asks for it.
    """

    name: str
    label: str | Promise | None = None
    path: str | Callable[[Any], Any] | None = None
    link: bool = False
    wide: bool = False
    hidden: bool = False
    sortable: bool = True
    model: Any = field(default=None, repr=False)
    annotated: bool = field(default=False, repr=False)

    kind: ClassVar[str] = "text"

    def bound(self, model: Any, annotations: Iterable[str] = ()) -> Column:
        """This column as one of `model`'s, whose rows carry these annotations."""
        mine = copy.copy(self)
        mine.model = model
        mine.annotated = mine.lookup in annotations
        return mine

    @property
    def in_database(self) -> bool:
        """Whether the database can filter and sort by it."""
        return self.annotated or (bool(self.lookup) and self.field is not None)

    @property
    def lookup(self) -> str:
        """The way to the value as the ORM writes it; empty when it is a function."""
        return "" if callable(self.path) else (self.path or self.name)

    @cached_property
    def field(self) -> Any:
        """The model field at the end of the path, or None."""
        return field_at(self.model, self.lookup) if self.lookup else None

    @property
    def title(self) -> str:
        if self.label is not None:
            return str(self.label)
        own = field_at(self.model, self.name) or self.field
        return str(getattr(own, "verbose_name", self.name.replace("_", " ")))

    @property
    def filterable(self) -> bool:
        return False

    @property
    def relations(self) -> str:
        """What to join so that the cell costs no query of its own."""
        steps, model = [], self.model
        for step in self.lookup.split("__") if self.lookup else []:
            found = field_at(model, step)
            if found is None or not found.is_relation or not (found.many_to_one or found.one_to_one):
                break
            steps.append(found.name)
            model = found.related_model
        return "__".join(steps)

    def value(self, record: Any) -> Any:
        """The cell as a Python value; None where any step of the path is empty."""
        if callable(self.path):
            return self.path(record)
        value = record
        for step in self.lookup.split("__"):
            value = getattr(value, step, None)
        return value

    def text(self, record: Any) -> str:
        """The cell as people read it."""
        return as_text(self.value(record))

    def order(self) -> Any:
        """The expression to sort by, or None."""
        return F(self.lookup) if self.sortable and self.in_database else None

    @property
    def nullable(self) -> bool:
        """Whether any step of the path may be empty, so that the order must place nulls."""
        model = self.model
        for step in self.lookup.split("__"):
            found = field_at(model, step)
            if found is None or found.null or not getattr(found, "concrete", False):
                return True
            model = found.related_model or model
        return False

    def names(self) -> list[str]:
        """The names this column's filter takes in the address."""
        return [self.name] if self.filterable else []

    def condition(self, params: Params) -> Q | None:
        return None

    def chips(self, params: Params, user: Any) -> list[Chip]:
        return []


def field_at(model: Any, path: str) -> Any:
    """The model field a path leads to, or None."""
    found: Any = None
    for step in path.split("__"):
        if model is None:
            return None
        try:
            found = model._meta.get_field(step)
        except FieldDoesNotExist:
            found = next((one for one in model._meta.concrete_fields if one.attname == step), None)
            if found is None:
                return None
        model = found.related_model if found.is_relation else None
    return found


def reachable(model: Any, path: str) -> bool:
    """Whether a path leads anywhere: over relations to a field, or to an attribute of the last record."""
    first, _under, rest = path.partition("__")
    found = field_at(model, first)
    if found is None:
        return hasattr(model, first)
    return not rest or not found.is_relation or reachable(found.related_model, rest)


@dataclass
class Choice(Column):
    """A code with a label. The filter takes several; the order is that of the list of choices."""

    choices: Iterable[Any] | Callable[[], Iterable[Any]] | None = None

    kind: ClassVar[str] = "choice"

    @property
    def filterable(self) -> bool:
        return self.in_database

    def options(self) -> list[tuple[str, str]]:
        """The codes and their labels."""
        given = self.choices() if callable(self.choices) else self.choices
        if given is None:
            given = getattr(self.field, "flatchoices", ())
        pairs = [
            (str(code) if code is not None else "", str(label))
            for code, label in getattr(given, "choices", given)
        ]
        return [(code or EMPTY, label) for code, label in pairs]

    @cached_property
    def _labels(self) -> dict[str, str | Promise]:
        """Of a field's own choices, asked for in every row; told in the language of whoever reads."""
        return {str(code or EMPTY): label for code, label in getattr(self.field, "flatchoices", ())}

    def text(self, record: Any) -> str:
        value = self.value(record)
        code = "" if value is None else str(value)
        labels = self._labels if self.choices is None else dict(self.options())
        return str(labels.get(code or EMPTY, code))

    def order(self) -> Any:
        if not self.sortable or not self.in_database:
            return None
        cases = [
            When(**{self.lookup: "" if code == EMPTY else code, "then": Value(place)})
            for place, (code, _label) in enumerate(self.options())
        ]
        return (
            Case(*cases, default=Value(len(cases)), output_field=models.IntegerField())
            if cases
            else F(self.lookup)
        )

    @property
    def nullable(self) -> bool:
        return False

    def condition(self, params: Params) -> Q | None:
        codes = params.all(self.name)
        if not codes:
            return None
        wanted = Q(**{f"{self.lookup}__in": [code for code in codes if code != EMPTY]})
        if EMPTY not in codes:
            return wanted
        empty = Q(**{f"{self.lookup}__isnull": True})
        if isinstance(self.field, models.CharField | models.TextField):
            empty |= Q(**{self.lookup: ""})
        return wanted | empty

    def chips(self, params: Params, user: Any) -> list[Chip]:
        labels = dict(self.options())
        return [
            Chip(self.title, labels.get(code, _("(empty)") if code == EMPTY else code), self.name, code)
            for code in params.all(self.name)
        ]


@dataclass
class Reference(Column):
    """Another record. The filter completes as one types, among the records the reader may see."""

    kind: ClassVar[str] = "reference"

    @property
    def filterable(self) -> bool:
        return bool(self.lookup) and self.related is not None

    @property
    def related(self) -> Any:
        """The model of the records referred to."""
        return self.field.related_model if self.field is not None and self.field.is_relation else None

    @property
    def naming(self) -> str:
        """The related record's field that names it, or nothing."""
        return naming_field(self.related) if self.related is not None else ""

    def order(self) -> Any:
        return F(f"{self.lookup}__{self.naming}") if self.sortable and self.naming else None

    def condition(self, params: Params) -> Q | None:
        asked = params.all(self.name)
        keys = [key for key in (clean(self.related._meta.pk, value) for value in asked) if key is not None]
        if not keys and EMPTY not in asked:
            return None
        wanted = Q(**{f"{self.lookup}__in": keys})
        return wanted | Q(**{f"{self.lookup}__isnull": True}) if EMPTY in asked else wanted

    def chips(self, params: Params, user: Any) -> list[Chip]:
        return [Chip(self.title, label, self.name, key) for key, label in self.chosen(params, user)]

    def chosen(self, params: Params, user: Any) -> list[tuple[str, str]]:
        """The records the filter names, as the reader may see them."""
        asked = params.all(self.name)
        keys = [key for key in (clean(self.related._meta.pk, value) for value in asked) if key is not None]
        known = (
            {str(one.pk): str(one) for one in visible(self.related, user).filter(pk__in=keys)} if keys else {}
        )
        empty = [(EMPTY, _("(empty)"))] if EMPTY in asked else []
        return empty + [(str(key), known.get(str(key), _("(not visible to you)"))) for key in keys]

    def suggestions(self, text: str, user: Any, most: int = 20) -> list[tuple[str, str]]:
        """Records whose name holds the text."""
        found = visible(self.related, user)
        if self.naming:
            found = found.filter(**{f"{self.naming}__icontains": text}) if text else found
            found = found.order_by(self.naming)
        return [(str(one.pk), str(one)) for one in found[:most]]


def naming_field(model: Any) -> str:
    """The field by which people know this model's records."""
    names = {one.name for one in model._meta.concrete_fields}
    return next((name for name in NAMING if name in names), "")


def visible(model: Any, user: Any) -> Any:
    """The records of a model this person may see; none if the model has no rule."""
    manager = model._default_manager
    rule = getattr(manager, "visible_to", None)
    return rule(user) if rule else manager.none()


def clean(of: Any, value: str) -> Any:
    """The value as the field holds it, or None when it is not one."""
    try:
        return of.to_python(value)
    except (ValidationError, ValueError, TypeError):
        return None


@dataclass
class Dates(Column):
    """A day or a moment. The filter is from and to, both days included."""

    kind: ClassVar[str] = "dates"

    @property
    def filterable(self) -> bool:
        return self.in_database

    def names(self) -> list[str]:
        return [f"{self.name}_from", f"{self.name}_to"] if self.filterable else []

    def _days(self, params: Params) -> tuple[date | None, date | None]:
        since, until = (clean(models.DateField(), params.get(name)) for name in self.names())
        return since, until

    def condition(self, params: Params) -> Q | None:
        return between(self.lookup, self.field, *self._days(params))

    def chips(self, params: Params, user: Any) -> list[Chip]:
        words = (_("from %(day)s"), _("to %(day)s"))
        found = zip(self.names(), words, self._days(params), strict=True)
        return [
            Chip(self.title, text % {"day": day}, name, params.get(name)) for name, text, day in found if day
        ]


@dataclass
class Flag(Column):
    """Yes or no."""

    kind: ClassVar[str] = "flag"

    @property
    def filterable(self) -> bool:
        return self.in_database

    def options(self) -> list[tuple[str, str]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def condition(self, params: Params) -> Q | None:
        asked = params.get(self.name)
        return Q(**{self.lookup: asked == "yes"}) if asked in ("yes", "no") else None

    def chips(self, params: Params, user: Any) -> list[Chip]:
        asked = params.get(self.name)
        return [Chip(self.title, label, self.name, code) for code, label in self.options() if code == asked]


@dataclass
class Number(Column):
    """A quantity, set to the right. The filter is least and most."""

    kind: ClassVar[str] = "number"

    @property
    def filterable(self) -> bool:
        return self.in_database

    def names(self) -> list[str]:
        return [f"{self.name}_min", f"{self.name}_max"] if self.filterable else []

    def _bounds(self, params: Params) -> list[Decimal | None]:
        return [_decimal(params.get(name)) for name in self.names()]

    def condition(self, params: Params) -> Q | None:
        condition = Q()
        for operator, bound in zip(("gte", "lte"), self._bounds(params), strict=True):
            if bound is not None:
                condition &= Q(**{f"{self.lookup}__{operator}": bound})
        return condition or None

    def chips(self, params: Params, user: Any) -> list[Chip]:
        found = zip(self.names(), ("≥", "≤"), self._bounds(params), strict=True)
        return [
            Chip(self.title, f"{sign} {as_text(bound)}", name, params.get(name))
            for name, sign, bound in found
            if bound is not None
        ]


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
