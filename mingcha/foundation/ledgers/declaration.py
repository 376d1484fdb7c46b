"""What an app writes in its `ledger.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from mingcha.foundation.ledgers.columns import Column, field_at, reachable
from mingcha.foundation.ledgers.importing import Import

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User
    from mingcha.foundation.workflow import Move, Workflow

# Names the address keeps for itself; no column may be called so.
RESERVED = frozenset(
    {"q", "sort", "cols", "within", "indicator", "after", "before", "view", "panel", "filters"}
)


@dataclass(frozen=True)
class Bulk:
    """A workflow's move that may be made on many rows at once.

    `form` asks what the move's fields need; `who` hides it from people who never make this move.
    """

    workflow: Workflow
    move: str
    form: Any = None
    who: Callable[[User], bool] = lambda user: True

    @property
    def name(self) -> str:
        return f"{self.workflow.name}.{self.move}"

    @property
    def row(self) -> Move:
        return self.workflow.moves[self.move]


def everyone(user: User) -> bool:
    return True


@dataclass
class Ledger:
    """A list of one model's records, with all that people do to lists.

    `within` maps a model's label to the field that holds its key here: the list then opens inside
    that record, and the record's page has a tab with it. The menu opens it with the filters `opens`.
    Whoever opens a `sensitive` list is on the trail.
    """

    name: str
    model: Any
    title: str | Promise
    columns: Sequence[Column]
    stage: str = "foundation"
    order: int = 100
    nav: bool = True
    search: Sequence[str] = ()
    sort: str = "-created_at"
    within: Mapping[str, str] = field(default_factory=dict)
    opens: Mapping[str, Any] = field(default_factory=dict)
    select_related: Sequence[str] = ()
    prefetch_related: Sequence[Any] = ()
    annotate: Mapping[str, Any] = field(default_factory=dict)
    bulk: Sequence[Bulk] = ()
    pages: Sequence[str] = ()  # beginnings of further addresses that stand under this list
    create: tuple[str, Callable[[User], bool]] | None = None
    importer: Import | None = None
    who: Callable[[User], bool] = everyone
    empty: str | Promise = ""
    sensitive: bool = False

    def __post_init__(self) -> None:
        self.columns = [column.bound(self.model, self.annotate) for column in self.columns]
        names = [column.name for column in self.columns]
        if wrong := [name for name in names if name in RESERVED or names.count(name) > 1]:
            raise ImproperlyConfigured(f"Ledger {self.name}: column names reserved or twice: {wrong}")
        if missing := [one.move for one in self.bulk if one.move not in one.workflow.moves]:
            raise ImproperlyConfigured(f"Ledger {self.name}: no such moves: {missing}")

    def faults(self) -> list[str]:
        """Paths that lead nowhere, told at start rather than on a page."""
        shown = [column.lookup for column in self.columns if column.lookup]
        lost = [path for path in shown if path not in self.annotate and not reachable(self.model, path)]
        asked = [*self.search, *self.within.values()]
        asked += [] if self.column(self.sort.lstrip("-")) else [self.sort.lstrip("-")]
        lost += [path for path in asked if path != "pk" and field_at(self.model, path) is None]
        return [f"Ledger {self.name}: {self.model.__name__} has no “{path}”" for path in lost]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def within_path(self, label: str) -> str | None:
        """The field that ties rows to a record of this model."""
        labels = {known.lower(): path for known, path in self.within.items()}
        return labels.get(label.lower())
