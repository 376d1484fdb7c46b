"""How a ledger's Excel import is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User

# What to do with a row whose record is there already.
EXISTING = ("skip", "update", "stop")

Row = dict[str, Any]
Context = dict[str, Any]  # {"user": the person, "within": the record it is imported into, or None}


class CellError(Exception):
    """One cell of one row is wrong; `column` is the cell's name. The message says how to mend it."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


@dataclass(frozen=True)
class ImportOutcome:
    """How many records an import made, changed and left."""

    created: int = 0
    updated: int = 0
    skipped: int = 0


@dataclass(frozen=True)
class Cell:
    """One column of the workbook.

    `kind` is text, integer, decimal, date, flag or choice; where not given it follows the model field
    of the same name, as do label, choices and greatest length. The `key` cells together tell a record
    from others.
    `choices` are pairs, a Choices class, or a function of the context that returns pairs.
    """

    name: str
    required: bool = False
    key: bool = False
    kind: str = ""
    choices: Iterable[Any] | Callable[[Context], Iterable[Any]] | None = None
    label: str | Promise | None = None
    help: str | Promise = ""
    example: str | Promise = ""


class Save(Protocol):
    """The app's bulk action. It runs inside one transaction."""

    def __call__(self, rows: list[Row], *, by: User, existing: str, context: Context) -> ImportOutcome: ...


@dataclass(frozen=True)
class Import:
    """The import of a ledger: its cells, how a row becomes values, and the action that keeps them.

    `existing(keys, context)` finds the records that are there already, by the tuple of their key values;
    without it they are looked up among the records the person may see, by the model fields named like
    the key cells.
    """

    cells: list[Cell]
    save: Save
    who: Callable[[User], bool]
    resolve: Callable[[Row, Context], Row] | None = None
    needs_within: str | None = None
    existing: Callable[[list[tuple[Any, ...]], Context], dict[tuple[Any, ...], Any]] | None = None
