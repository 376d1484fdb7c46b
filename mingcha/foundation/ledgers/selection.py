"""What one person sees of a ledger at one address: the rows, the columns, the order, the filters in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.indicators import Indicator, Ratio, Scope
from mingcha.foundation.indicators import registry as indicators
from mingcha.foundation.indicators.figures import words_of
from mingcha.foundation.indicators.scope import DIMENSIONS, PREFIX
from mingcha.foundation.ledgers.columns import Chip, Column, clean, field_at, visible
from mingcha.foundation.ledgers.declaration import Ledger
from mingcha.foundation.ledgers.links import within as within_name
from mingcha.foundation.ledgers.params import Params

# What belongs to a place in the list, not to the list.
PLACE = ("after", "before", "view", "panel")


class Unknown(Exception):
    """The address names a record or an indicator that is not there for this person."""


@dataclass
class Selection:
    """One ledger as one person asked for it. Raises Unknown for a record that is not theirs to see."""

    ledger: Ledger
    params: Params
    user: User
    within: Any = None  # already found to be visible, when given

    def __post_init__(self) -> None:
        self.within = self.within if self.within is not None else self._within()
        self.indicator = self._indicator()

    # What is shown

    @cached_property
    def columns(self) -> list[Column]:
        """The columns asked for in `cols`, or those that are on by themselves."""
        names = [name for text in self.params.all("cols") for name in text.split(",")]
        asked = [column for name in dict.fromkeys(names) if (column := self.ledger.column(name))]
        return asked or self.usual

    @cached_property
    def usual(self) -> list[Column]:
        """The columns that are on by themselves. In a record's tab, those that repeat the record are off."""
        shown = [column for column in self.ledger.columns if not column.hidden]
        if self.within is None or not self.params.get("panel"):
            return shown
        path = str(self.ledger.within_path(self.within._meta.label)).removesuffix("_id")
        return [column for column in shown if column.link or not _repeats(column, path, self.within)]

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def sort(self) -> str:
        """The order in force: as asked, if that column can be sorted, else the ledger's own."""
        asked = self.params.get("sort")
        column = self.ledger.column(asked.removeprefix("-"))
        return asked if column is not None and column.order() is not None else self.ledger.sort

    def order(self) -> tuple[Any, bool]:
        """The expression sorted by, and whether it may be empty."""
        name = self.sort.removeprefix("-")
        column = self.ledger.column(name)
        if column is not None and (expression := column.order()) is not None:
            return expression, column.nullable
        found = field_at(self.ledger.model, name)
        return F(name), found is None or bool(found.null)

    # Which rows

    def rows(self) -> Any:
        """Every row that matches and that this person may see, not yet ordered."""
        rows = visible(self.ledger.model, self.user)
        if self.ledger.annotate:
            rows = rows.annotate(**self.ledger.annotate)
        for condition in self.conditions():
            rows = rows.filter(condition)
        if self.indicator:
            behind = self.indicator.rows_for(self.scope, self.user)
            rows = rows.filter(pk__in=behind.order_by().values("pk"))
        return rows

    def conditions(self) -> list[Q]:
        found = [column.condition(self.params) for column in self.ledger.columns if column.filterable]
        found += [self._holds(word) for word in self.params.get("q").split()] if self.ledger.search else []
        if self.within is not None:
            path = self.ledger.within_path(self.within._meta.label)
            found.append(Q(**{str(path): self.within.pk}))
        return [condition for condition in found if condition is not None]

    def _holds(self, word: str) -> Q:
        condition = Q()
        for path in self.ledger.search:
            condition |= Q(**{f"{path}__icontains": word})
        return condition

    def joined(self, rows: Any) -> Any:
        """The rows with all that the shown cells need, so that no cell asks for itself."""
        relations = {column.relations for column in self.columns} | set(self.ledger.select_related)
        rows = rows.select_related(*sorted(relations - {""})) if relations - {""} else rows
        return rows.prefetch_related(*self.ledger.prefetch_related)

    # What the address limits to

    def _within(self) -> Any:
        """The record the list is limited to: it must be one this person may see."""
        label, _colon, key = self.params.get("within").partition(":")
        if not label:
            return None
        if not self.ledger.within_path(label):
            raise Unknown
        model = apps.get_model(label)
        pk = clean(model._meta.pk, key)
        if pk is None or (record := visible(model, self.user).filter(pk=pk).first()) is None:
            raise Unknown
        return record

    def _indicator(self) -> Indicator | None:
        """The indicator whose rows are asked for (of a ratio, what is counted over)."""
        if not (code := self.params.get("indicator")):
            return None
        found = indicators.find(code)
        found = indicators.indicator(found.over) if isinstance(found, Ratio) else found
        if found is None or found.rows().model is not self.ledger.model:
            raise Unknown
        return found

    @cached_property
    def scope(self) -> Scope:
        """The indicator's scope; its names carry a prefix where a column has the same."""
        taken = {name for column in self.ledger.columns for name in column.names()}
        plain = self.params.only((set(DIMENSIONS) | {"since", "until"}) - taken)
        prefixed = [
            (name.removeprefix(PREFIX), value) for name, value in self.params if name.startswith(PREFIX)
        ]
        return Scope.from_pairs([*plain, *prefixed])

    # What is in force, in words

    def chips(self) -> list[Chip]:
        """Every filter in force."""
        found: list[Chip] = []
        if self.within is not None:
            name = str(self.within._meta.verbose_name)
            found.append(Chip(name, str(self.within), "within", within_name(self.within)))
        if self.indicator:
            text = "; ".join([str(self.indicator.name), *words_of(self.indicator, self.scope, self.user)])
            found.append(Chip(_("Figure"), text, "indicator", self.params.get("indicator")))
        if self.ledger.search and (text := self.params.get("q")):
            found.append(Chip(_("Search"), text, "q", text))
        for column in self.ledger.columns:
            found += column.chips(self.params, self.user) if column.filterable else []
        return found

    def dropped(self, chip: Chip) -> Params:
        """The address without one filter."""
        params = self.kept()
        if chip.name != "indicator":
            return params.without_pair(chip.name, chip.value)
        scopes = {name for name in params.names() if name.startswith(PREFIX)}
        return params.without("indicator", *scopes)

    def kept(self) -> Params:
        """The address without the place in the list, and with nothing in it that goes without saying."""
        typed = {name for name in self.params.names() if name.endswith("_typed")}
        params = self.params.without("cols", *PLACE, *typed)
        names = [column.name for column in self.columns]
        usual = [column.name for column in self.usual]
        return params if names == usual else params.having(cols=",".join(names))

    def carried(self, besides: Iterable[str] = ()) -> list[tuple[str, str]]:
        """What the filter form must send along unseen."""
        own = {name for column in self.ledger.columns for name in column.names()} | {"q", "cols", *besides}
        return [pair for pair in self.kept() if pair[0] not in own]


def _repeats(column: Column, path: str, record: Any) -> bool:
    """Whether every row within the record shows the same here: the record, or what the record points to."""
    if column.lookup == path or column.lookup.startswith(f"{path}__"):
        return True
    own, there = field_at(type(record), column.name), column.field
    if not own or not there or not there.many_to_one or isinstance(record, column.model):
        return False
    return bool(own.related_model is there.related_model)


def is_field(model: Any, name: str) -> bool:
    """Whether a model has a column of its own by this name."""
    try:
        return bool(model._meta.get_field(name).concrete)
    except FieldDoesNotExist:
        return False
