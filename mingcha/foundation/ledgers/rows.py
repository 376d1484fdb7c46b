"""A page of a ledger as the template draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers import paging
from mingcha.foundation.ledgers.columns import Column
from mingcha.foundation.ledgers.counting import count
from mingcha.foundation.ledgers.params import Params
from mingcha.foundation.ledgers.selection import Selection


@dataclass(frozen=True)
class Shown:
    """One cell. `code` is set where the cell is a status."""

    column: Column
    text: str
    code: str = ""


@dataclass(frozen=True)
class Line:
    """One record of the page."""

    record: Any
    url: str
    cells: list[Shown]


@dataclass(frozen=True)
class Heading:
    """A column's heading: where a click leads, and how the list is sorted by it now."""

    column: Column
    query: str
    direction: str


@dataclass
class Listing:
    """One page of a selection."""

    selection: Selection
    panel: bool = False

    @property
    def ledger(self) -> Any:
        return self.selection.ledger

    @property
    def address(self) -> str:
        return reverse("ledgers:list", args=[self.ledger.name])

    @cached_property
    def slice(self) -> paging.Slice:
        return paging.page(self.selection)

    @cached_property
    def lines(self) -> list[Line]:
        columns = self.selection.columns
        return [
            Line(one, _url(one), [_shown(column, one) for column in columns]) for one in self.slice.records
        ]

    @cached_property
    def counted(self) -> tuple[int, bool]:
        return count(self.selection.rows())

    @property
    def count(self) -> str:
        found, whole = self.counted
        return f"{found:,}" if whole else _("%(count)s+") % {"count": f"{found:,}"}

    @property
    def plain(self) -> str:
        """The list's own address without its place in it."""
        return self.query(self.selection.kept())

    def query(self, params: Params) -> str:
        return str(params.having(panel="1") if self.panel else params)

    @property
    def own_address(self) -> str:
        """This page's address, with nothing empty in it."""
        params = self.selection.params
        place = params.only({"after", "before", "view"})
        return f"{self.address}?{str(Params(self.selection.kept().pairs + place.pairs)) or 'view=all'}"

    @property
    def typed(self) -> str:
        """What is searched for."""
        return self.selection.params.get("q")

    @property
    def before(self) -> str:
        token = self.slice.before
        return self.query(self.selection.kept().having(before=token)) if token else ""

    @property
    def after(self) -> str:
        token = self.slice.after
        return self.query(self.selection.kept().having(after=token)) if token else ""

    @property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.selection.columns]

    def _heading(self, column: Column) -> Heading:
        if column.order() is None:
            return Heading(column, "", "")
        sorted_by = self.selection.sort.removeprefix("-") == column.name
        down = sorted_by and self.selection.descending
        sort = column.name if not sorted_by or down else f"-{column.name}"
        direction = ("descending" if down else "ascending") if sorted_by else ""
        return Heading(column, self.query(self.selection.kept().having(sort=sort)), direction)

    @property
    def chips(self) -> list[tuple[Any, str]]:
        """Each filter in force with the address that is without it."""
        mine = self.selection
        return [
            (chip, self.query(mine.dropped(chip))) for chip in mine.chips() if not self._is_own(chip.name)
        ]

    def _is_own(self, name: str) -> bool:
        """In a record's tab, the record itself is no filter to take away."""
        return self.panel and name == "within"

    @property
    def cleared(self) -> str:
        """The list with no filter but the columns and the order."""
        keep = {"sort", "cols"} | ({"within"} if self.panel else set())
        return self.query(self.selection.kept().only(keep))

    @property
    def filters(self) -> list[Filter]:
        found = [Filter(column, self.selection) for column in self.ledger.columns if column.filterable]
        return [one for one in found if one.column.kind != "text"]

    @property
    def all_columns(self) -> list[tuple[Column, bool]]:
        """Those shown in their order, then the others."""
        shown = self.selection.columns
        others = [column for column in self.ledger.columns if column not in shown]
        return [(column, True) for column in shown] + [(column, False) for column in others]

    @property
    def may_create(self) -> str:
        """The address of the form for a new record, or nothing."""
        if self.ledger.create is None or not self._may(self.ledger.create[1]):
            return ""
        within = self.selection.params.get("within")
        return reverse(self.ledger.create[0]) + (f"?within={within}" if within else "")

    @property
    def may_import(self) -> str:
        """The address of the import, where this person may import here."""
        importer, within = self.ledger.importer, self.selection.within
        if importer is None or not self._may(importer.who):
            return ""
        label = within._meta.label_lower if within is not None else ""
        if importer.needs_within and importer.needs_within.lower() != label:
            return ""
        query = self.selection.params.get("within")
        return reverse("ledgers:import", args=[self.ledger.name]) + (f"?within={query}" if query else "")

    @property
    def bulk(self) -> list[Any]:
        return [] if self.panel else [one for one in self.ledger.bulk if self._may(one.who)]

    def _may(self, who: Callable[[User], bool]) -> bool:
        """Whether the reader is one of these people: asked once for a page, which asks for every row."""
        if who not in self._told:
            self._told[who] = who(self.selection.user)
        return self._told[who]

    @cached_property
    def _told(self) -> dict[Callable[[User], bool], bool]:
        return {}


@dataclass
class Filter:
    """One column's filter as the form draws it."""

    column: Column
    selection: Selection

    @property
    def values(self) -> list[str]:
        return self.selection.params.all(self.column.name)

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        given: Any = self.column
        return [(code, label, code in self.values) for code, label in given.options()]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        given: Any = self.column
        return list(given.chosen(self.selection.params, self.selection.user))

    @property
    def bounds(self) -> list[tuple[str, str]]:
        return [(name, self.selection.params.get(name)) for name in self.column.names()]

    @property
    def is_set(self) -> bool:
        return any(self.selection.params.get(name) for name in self.column.names())


def _url(record: Any) -> str:
    address = getattr(record, "get_absolute_url", None)
    return str(address()) if address else ""


def _shown(column: Column, record: Any) -> Shown:
    code = (
        str(column.value(record) or "")
        if column.kind == "choice" and column.lookup.endswith("status")
        else ""
    )
    return Shown(column, column.text(record), code)
