"""Two places gave the same number to two records: the office's stays, the laptop's gets another.

And what came in is numbered already: the series here go on after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Max

from mingcha.foundation.audit import actions as audit
from mingcha.foundation.exchange.models import Channel
from mingcha.foundation.numbering.actions import follow

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User
    from mingcha.foundation.exchange.sharing import Shared

Key = tuple[Any, ...]


def make_room(shared: Shared, channel: Channel, records: Sequence[Any], by: User) -> list[Any]:
    """Give one of each clashing pair another number; those of `records` that were changed.

    In the office the record that comes gets the new number; on the laptop the one that is there, which
    is written at once.
    """
    changed = {}
    for names in shared.numbered if records else ():
        found = _Numbers(shared.model, names, records)
        for record in records:
            if (holder := found.holder_beside(record)) is None:
                continue
            loser = record
            if channel.partner == Channel.Partner.OFFICE:
                loser = shared.model._base_manager.get(pk=holder)
            old = found.renumber(loser)
            if loser is record:
                changed[record.pk] = record
            else:
                loser.save(update_fields=[names[-1]])
            facts = {"old": old, "number": getattr(loser, names[-1])}
            audit.record(f"{shared.model._meta.model_name}.renumber", loser, by=by, **facts)
    return list(changed.values())


def follow_numbers(shared: Shared, records: Sequence[Any]) -> None:
    """The next numbers given here come after those of the records that came."""
    follow(each for record in records for each in shared.series(record))


class _Numbers:
    """Who has which number, among these records and those that are here."""

    def __init__(self, model: Any, names: Sequence[str], records: Sequence[Any]) -> None:
        self.model, self.names = model, names
        among = {f"{name}__in": {getattr(record, name) for record in records} for name in names}
        rows = model._base_manager.filter(**among).values_list("pk", *names)
        self.holders: dict[Key, UUID] = {tuple(row[1:]): row[0] for row in rows}

    def key(self, record: Any) -> Key:
        return tuple(getattr(record, name) for name in self.names)

    def holder_beside(self, record: Any) -> UUID | None:
        """Another record with the same number. From now on it is this one's."""
        key = self.key(record)
        holder = self.holders.get(key)
        self.holders[key] = record.pk
        return holder if key[-1] and holder != record.pk else None

    def renumber(self, record: Any) -> Any:
        """Give it a number that nobody has; the old one."""
        key = self.key(record)
        setattr(record, self.names[-1], self._free(key))
        self.holders[self.key(record)] = record.pk
        return key[-1]

    def _free(self, key: Key) -> Any:
        """The next number, or the same text with -2, -3, … behind it."""
        rows = self.model._base_manager.filter(**dict(zip(self.names[:-1], key[:-1], strict=True)))
        name, taken = self.names[-1], {one[-1] for one in self.holders if one[:-1] == key[:-1]}
        if isinstance(key[-1], int):
            return max(rows.aggregate(last=Max(name))["last"] or 0, *taken) + 1
        taken |= set(rows.filter(**{f"{name}__startswith": key[-1]}).values_list(name, flat=True))
        number = 2
        while f"{key[-1]}-{number}" in taken:
            number += 1
        return f"{key[-1]}-{number}"
