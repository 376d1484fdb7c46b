"""Indicators and ratios: what is counted, how, and along which dimensions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured, ValidationError
from django.db.models import Count, DateTimeField, F, Q, Sum
from django.db.models.functions import TruncMonth, TruncYear
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mingcha.foundation.indicators.scope import DIMENSIONS, Scope

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User

Quantity = int | Decimal


class Installation:
    """The installation itself as a reader: it counts every row. For commands run on the machine only."""


INSTALLATION = Installation()
Reader: TypeAlias = "User | Installation"
PERIODS: Mapping[str, Any] = {"month": TruncMonth, "year": TruncYear}


@dataclass(frozen=True)
class Point:
    """One value of a series: the dimension's key, its name, and the figure there."""

    key: Any
    label: str
    value: Quantity


@dataclass(frozen=True, eq=False)
class Indicator:
    """A figure over rows: always counted from the rows that count for the reader, never kept.

    Those are the rows they may see. Where the queryset has a method `counted_for`, it is those of
    `counted_for`: an office counts what the offices below it hold without reading it.

    `measure` is `count`, `sum:<field>` or `distinct:<field>`; `rule` is the wording of what counts (口径);
    `date` the field a period limits; `dimensions` the paths from a row to each dimension's key; `splits`
    further paths a series may go by, each under the name of the ledger's column.
    """

    code: str
    name: str | Promise
    rows: Callable[[], Any]
    unit: str | Promise = ""
    rule: str | Promise = ""
    measure: str = "count"
    date: str | None = None
    ledger: str | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    splits: Mapping[str, str] = field(default_factory=dict)
    published: tuple[str, ...] = ()
    section: str = ""

    def __post_init__(self) -> None:
        if self.measure.partition(":")[0] not in ("count", "sum", "distinct"):
            raise ImproperlyConfigured(f"Indicator {self.code}: no such measure: {self.measure}")
        if unknown := set(self.dimensions) - set(DIMENSIONS):
            raise ImproperlyConfigured(f"Indicator {self.code}: no such dimensions: {sorted(unknown)}")

    def applies(self, scope: Scope) -> bool:
        """Whether the figure can be told for this scope at all."""
        dated = scope.since is None and scope.until is None or self.date is not None
        return dated and set(scope.dimensions()) <= set(self.dimensions)

    def rows_for(self, scope: Scope, user: User) -> Any:
        """The rows behind the figure that this person may see; none where it does not apply."""
        return self._limited(self.rows().visible_to(user), scope)

    def counted_for(self, scope: Scope, user: Reader) -> Any:
        """The rows the figure counts for this reader: those they see, and those they only count."""
        rows = self.rows()
        if not isinstance(user, Installation):
            rows = rows.counted_for(user) if self.counts_unread else rows.visible_to(user)
        return self._limited(rows, scope)

    @property
    def counts_unread(self) -> bool:
        """Whether the figure may hold records that the reader cannot open."""
        return hasattr(self.rows(), "counted_for")

    def _limited(self, rows: Any, scope: Scope) -> Any:
        if not self.applies(scope):
            return rows.none()
        try:
            for name, value in scope.chosen.items():
                several = isinstance(value, list | tuple | set | frozenset)
                rows = rows.filter(**{self.dimensions[name] + ("__in" if several else ""): value})
        except (ValidationError, ValueError):
            return rows.none()
        period = self._period(rows.model, scope)
        return rows.filter(period) if period else rows

    def value(self, scope: Scope, user: Reader) -> Quantity | None:
        """The figure, or None where it does not apply."""
        return self.told(scope, user)[0]

    def told(self, scope: Scope, user: Reader) -> tuple[Quantity | None, int]:
        """The figure and how many rows it is counted from; None and 0 where it does not apply."""
        if not self.applies(scope):
            return None, 0
        counted = self.counted_for(scope, user).order_by()
        found = counted.aggregate(value=self._measured(), rows=Count("pk"))
        return found["value"] or 0, found["rows"]

    def readable(self, scope: Scope, user: Reader) -> int | None:
        """How many of the counted rows the reader can open; None where that is all of them by rule."""
        if isinstance(user, Installation) or not self.counts_unread:
            return None
        return int(self.rows_for(scope, user).order_by().count())

    def series(self, scope: Scope, user: Reader, by: str) -> list[Point]:
        """The figure for each value of a dimension or split, month or year; empty where it does not apply."""
        found = self.tally(scope, user, by)
        labels = self.labels(by, list(found), user) if found else {}
        return [Point(key, labels[key], value) for key, value in found.items()]

    def tally(self, scope: Scope, user: Reader, by: str) -> dict[Any, Quantity]:
        """The same by key alone."""
        if by in PERIODS and not self.date or by not in PERIODS and by not in self._paths:
            return {}
        path = PERIODS[by](self.date) if by in PERIODS else F(self._paths[by])
        grouped = self.counted_for(scope, user).order_by().values(point=path).annotate(value=self._measured())
        return {_day_of(row["point"]): row["value"] or 0 for row in grouped.order_by("point")}

    @property
    def _paths(self) -> dict[str, str]:
        return {**self.splits, **self.dimensions}

    def labels(self, by: str, keys: list[Any], user: Reader) -> dict[Any, str]:
        """What people call these values of a dimension."""
        if by in PERIODS:
            return {key: key.strftime("%Y-%m" if by == "month" else "%Y") if key else "—" for key in keys}
        at = field_at(self.rows().model, self._paths[by])
        model = at.model if at.primary_key else at.related_model
        if model:
            named = model._default_manager.all()
            named = named if isinstance(user, Installation) else named.visible_to(user)
            seen = named.filter(pk__in=[key for key in keys if key])
            names = {str(one.pk): str(one) for one in seen}
        else:
            names = {str(code): str(label) for code, label in at.flatchoices}
        unknown = _("not stated")
        return {
            key: unknown if key in (None, "") else names.get(str(key), "—" if model else str(key))
            for key in keys
        }

    def _measured(self) -> Any:
        measure, _colon, name = self.measure.partition(":")
        if measure == "sum":
            return Sum(name)
        return Count(name, distinct=True) if measure == "distinct" else Count("pk")

    def _period(self, model: Any, scope: Scope) -> Q:
        """The days asked for, both included; indexable for days and moments."""
        if self.date is None:
            return Q()
        moment = isinstance(field_at(model, self.date), DateTimeField)
        period = Q()
        if scope.since:
            period &= Q(**{f"{self.date}__gte": _start(scope.since, moment)})
        if scope.until:
            period &= Q(**{f"{self.date}__lt": _start(scope.until + timedelta(days=1), moment)})
        return period


def _day_of(key: Any) -> Any:
    """The beginning of a period as a day, whether days or moments were counted."""
    return timezone.localtime(key).date() if isinstance(key, datetime) else key


def _start(day: date, moment: bool) -> Any:
    return timezone.make_aware(datetime.combine(day, time.min)) if moment else day


def field_at(model: Any, path: str) -> Any:
    """The model field a dimension's path leads to."""
    found: Any = None
    for step in path.split("__"):
        try:
            found = model._meta.get_field(step)
        except FieldDoesNotExist:
            found = next(one for one in model._meta.concrete_fields if one.attname == step)
        model = found.related_model
    return found


@dataclass(frozen=True, eq=False)
class Ratio:
    """One indicator over another, both kept so that neither can be misread."""

    code: str
    name: str | Promise
    over: str
    under: str
    unit: str | Promise = "%"
    rule: str | Promise = ""
    published: tuple[str, ...] = ()
    section: str = ""

    def value(self, scope: Scope, user: Reader) -> Decimal | None:
        """In the unit given (per cent unless said); None where either does not apply or nothing is under."""
        return self.divide(*self.parts(scope, user))

    def divide(self, over: Quantity | None, under: Quantity | None) -> Decimal | None:
        if over is None or not under:
            return None
        return (Decimal(over) * (100 if self.unit == "%" else 1) / Decimal(under)).quantize(Decimal("0.01"))

    def parts(self, scope: Scope, user: Reader) -> tuple[Quantity | None, Quantity | None]:
        """Numerator and denominator."""
        from mingcha.foundation.indicators import registry

        return registry.indicator(self.over).value(scope, user), registry.indicator(self.under).value(
            scope, user
        )
