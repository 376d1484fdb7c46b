"""The pasts of many records at once: read, continued, merged and kept in few statements a batch."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from mingcha.foundation.audit.models import Event
from mingcha.foundation.copying import insert_rows, update
from mingcha.foundation.exchange.keys import identity
from mingcha.foundation.exchange.merging import GONE, REMOVED, Author, Past
from mingcha.foundation.exchange.models import Channel, Copy
from mingcha.foundation.records import new_id
from mingcha.foundation.sealed import seal_bytes, unseal_bytes

if TYPE_CHECKING:
    from mingcha.foundation.exchange.sharing import Shared

_KEPT = ["title", "office", "inspection", "past", "conflicts"]
_COLUMNS = ["id", "created_at", "kind", "record", *_KEPT]


@dataclass
class Pasts:
    """The pasts of one batch of records, and the rows that keep them, locked until the transaction ends.

    `shown` is what each record says as far as is known here, by the names of its fields; `changed` are the
    records whose past is not the one that is kept.
    """

    shared: Shared
    found: dict[UUID, Past]
    rows: dict[UUID, Copy]
    shown: dict[UUID, dict[str, Any]]
    changed: dict[UUID, None] = field(default_factory=dict)

    @classmethod
    def of(cls, shared: Shared, keys: Sequence[UUID]) -> Pasts:
        kept = Copy.objects.select_for_update().filter(kind=shared.name, record__in=keys)
        rows = {row.record: row for row in kept}
        found = {key: past_of(rows[key]) if key in rows else Past() for key in keys}
        return cls(shared, found, rows, {key: past.shown() for key, past in found.items()})

    def note(self, records: Sequence[Any]) -> None:
        """Take down what changed here since last time, in the name of who last wrote."""
        if not records:
            return
        values = self.shared.values(records)
        news = [record.pk for record in records if self._says_news(record.pk, values[record.pk])]
        authors = authors_of(self.shared.model, news) if news else {}
        for key in news:
            self._note(key, values[key], authors.get(str(key)) or nobody())

    def _says_news(self, key: UUID, values: Mapping[str, Any]) -> bool:
        shown = self.shown[key]
        return any(name not in shown or shown[name] != value for name, value in values.items())

    def note_removed(self, keys: Iterable[UUID]) -> None:
        """These records were exchanged before and are no longer here: somebody removed them."""
        for key in keys:
            if self.found[key].fate() != GONE:
                self.found[key].remove(nobody())
                self.changed[key] = None

    def note_needed(self, key: UUID) -> None:
        """The other side removed it; here it may not be removed now."""
        self.found[key].object(nobody())
        self.changed[key] = None

    def note_renumbered(self, record: Any) -> None:
        """What was changed here while it was taken in."""
        self._note(record.pk, self.shared.own(record), nobody())

    def _note(self, key: UUID, values: Mapping[str, Any], author: Author) -> None:
        if self.found[key].note(values, author):
            self.changed[key] = None
            self.shown[key] |= values

    def merge(self, key: UUID, other: Past) -> dict[str, Any]:
        """Take in what the other side knows of one record; what the record says otherwise than before.

        Sets are united; everything else may differ until a person has chosen.
        """
        past, before = self.found[key], self.shown[key]
        news = past.merge(other)
        for name in self.shared.united.intersection(news):
            past.unite(name)
        if not news:
            return {}
        self.changed[key] = None
        now = past.said(name for name in news if name != REMOVED)
        told = {name: value for name, value in now.items() if name not in before or before[name] != value}
        before |= told
        return told

    def settle(self, key: UUID, chosen: Mapping[str, str], author: Author) -> None:
        """A person chose for these fields (field → version id). Raises KeyError for what is no head."""
        past = self.found[key]
        for name, version in chosen.items():
            past.settle(name, version, author)
        self.shown[key] = past.shown()
        self.changed[key] = None

    def save(self, records: Mapping[UUID, Any], channel: Channel | None = None) -> None:
        """Keep those that changed, with how many fields wait for a person. What is gone stays as it was."""
        known = [self.rows[key] for key in self.changed if key in self.rows]
        for row in known:
            record = records.get(row.record)
            if record is not None:
                row.title, (row.office, row.inspection) = str(record)[:300], self.shared.place(record)
            row.past, row.conflicts = self._kept(row.record)
        update(Copy, known, _KEPT)
        new = [key for key in self.changed if key not in self.rows]
        insert_rows(Copy, _COLUMNS, [self._new_row(key, records.get(key), channel) for key in new])
        self.changed.clear()

    def _new_row(self, key: UUID, record: Any, channel: Channel | None) -> tuple[Any, ...]:
        """In the order of `_COLUMNS`. A record that is gone already belongs where its channel does."""
        title, place = "", (channel.office, channel.inspection) if channel else (None, None)
        if record is not None:
            title, place = str(record)[:300], self.shared.place(record)
        return new_id(), timezone.now(), self.shared.name, key, title, *place, *self._kept(key)

    def _kept(self, key: UUID) -> tuple[bytes, int]:
        past = self.found[key]
        return _sealed(past, key), len(past.conflicts())


def past_of(copy: Copy) -> Past:
    """A record's past, opened."""
    return Past.read(zlib.decompress(unseal_bytes(bytes(copy.past), about=copy.record)))


def _sealed(past: Past, key: UUID) -> bytes:
    """Compressed in a small window: setting up a large one would take longer than the compressing."""
    packing = zlib.compressobj(1, zlib.DEFLATED, 12, 5)
    return seal_bytes(packing.compress(past.as_text()) + packing.flush(), about=key)


def nobody() -> Author:
    return Author(identity().site, "", str(timezone.localdate()))


def authors_of(model: Any, keys: Iterable[UUID]) -> dict[str, Author]:
    """Who last wrote in each record here, from the trail."""
    site = identity().site
    events = Event.objects.filter(
        subject_type=model._meta.label_lower, subject_id__in=[str(key) for key in keys]
    )
    last = events.exclude(action__endswith=".read").order_by("subject_id", "-at").distinct("subject_id")
    return {
        event.subject_id: Author(site, event.by.full_name, str(timezone.localdate(event.at)))
        for event in last.select_related("by")
    }
