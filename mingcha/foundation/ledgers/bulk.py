"""A move on many rows, shown before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers.columns import clean, visible
from mingcha.foundation.ledgers.declaration import Bulk
from mingcha.foundation.ledgers.paging import ordered
from mingcha.foundation.ledgers.selection import Selection
from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.foundation.workflow import Outcome

MOST = 2_000


@dataclass(frozen=True)
class Judged:
    """One row, and why the move cannot be made on it; empty where it can."""

    record: Any
    refusal: str


@dataclass(frozen=True)
class Preview:
    """The rows chosen for a move, each judged."""

    selection: Selection
    bulk: Bulk
    rows: list[Judged]

    @property
    def ready(self) -> list[Judged]:
        return [row for row in self.rows if not row.refusal]

    @property
    def refused(self) -> list[Judged]:
        return [row for row in self.rows if row.refusal]

    def perform(self, *, by: User, note: str = "", on: Any = None, **fields: Any) -> Outcome:
        """Make the move on every chosen row; those that may not are told with the reason."""
        records = [row.record for row in self.rows]
        return self.bulk.workflow.perform_many(records, self.bulk.move, by=by, note=note, on=on, **fields)


def preview(selection: Selection, bulk: Bulk, keys: list[str], all_matching: bool) -> Preview:
    """Judge the ticked rows, or all that match; only rows this person may see count."""
    if all_matching:
        records = list(ordered(selection)[: MOST + 1])
    else:
        own = selection.ledger.model._meta.pk
        wanted = [pk for pk in (clean(own, key) for key in keys[: MOST + 1]) if pk is not None]
        records = list(
            selection.joined(visible(selection.ledger.model, selection.user).filter(pk__in=wanted))
        )
    if not records:
        raise Invalid(_("Tick at least one row first."))
    if len(records) > MOST or len(keys) > MOST:
        most = {"most": f"{MOST:,}"}
        raise NotNow(_("At most %(most)s rows may be moved at once. Narrow the filters first.") % most)
    move, user = bulk.row, selection.user
    return Preview(selection, bulk, [Judged(one, str(move.refusal(one, user) or "")) for one in records])
