"""Reads of saved views, and of a record's ledgers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers import registry
from mingcha.foundation.ledgers.counting import counts
from mingcha.foundation.ledgers.declaration import Ledger
from mingcha.foundation.ledgers.links import within
from mingcha.foundation.ledgers.models import DefaultView, SavedView
from mingcha.foundation.ledgers.params import Params
from mingcha.foundation.ledgers.selection import Selection
from mingcha.foundation.ui.navigation import STAGES

TAB_COUNTED = 1_000
_STAGES = list(STAGES)


def views_of(ledger: Ledger, user: User) -> QuerySet[SavedView]:
    """The saved views this person may open here."""
    return SavedView.objects.visible_to(user).filter(ledger=ledger.name).select_related("owner")


def default_view(ledger: Ledger, user: User) -> SavedView | None:
    """The view this person wants first, if it is still shared with them."""
    chosen = DefaultView.objects.visible_to(user).filter(ledger=ledger.name).values("view")
    return SavedView.objects.visible_to(user).filter(pk__in=chosen).first()


@dataclass(frozen=True)
class Tab:
    """One ledger inside a record, with how many rows it has there."""

    ledger: Ledger
    selection: Selection
    count: int
    whole: bool

    @property
    def counted(self) -> str:
        return f"{self.count:,}" if self.whole else _("%(count)s+") % {"count": f"{self.count:,}"}


def _stage(ledger: Ledger) -> int:
    return _STAGES.index(ledger.stage) if ledger.stage in _STAGES else len(_STAGES)


def tabs_of(record: Any, user: User) -> Iterable[Tab]:
    """The ledgers this person may open within this record, in the order of the work."""
    asked = Params((("within", within(record)), ("panel", "1")))
    selections = [
        Selection(ledger, asked, user, record)
        for ledger in sorted(registry.ledgers_for(user), key=_stage)
        if ledger.within_path(record._meta.label)
    ]
    found = counts([selection.rows() for selection in selections], user, TAB_COUNTED)
    for selection, (number, whole) in zip(selections, found, strict=True):
        yield Tab(selection.ledger, selection, number, whole)
