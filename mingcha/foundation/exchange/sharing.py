"""Kinds that both sides write in: every field has its past, and pasts are merged (see `merging`)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.audit import actions as audit
from mingcha.foundation.audit.models import Event
from mingcha.foundation.exchange.keys import identity
from mingcha.foundation.exchange.kinds import AT_ONCE, Kind
from mingcha.foundation.exchange.merging import Author, Past
from mingcha.foundation.exchange.models import Channel, Copy
from mingcha.foundation.exchange.numbers import make_room
from mingcha.foundation.exchange.packages.declarations import Item
from mingcha.foundation.exchange.rows import columns_of, links_of, set_links, set_value, upsert, value_of
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.sealed import seal_bytes, unseal_bytes

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User

_shared: dict[str, Shared] = {}
BOTH = frozenset({Channel.Partner.LAPTOP.value, Channel.Partner.OFFICE.value})


@dataclass(frozen=True)
class Shared:
    """A table whose rows a team writes in, in the office and on its laptop.

    `rows` are those of one channel: nothing else is sent or may be written by the other side.
    `together` are groups of fields that say one thing (a status and who set it): they change as one.
    `links` are many-to-many fields and `sets` fields that hold a list without order. `secret` are fields
    sealed with the key of this place: they travel as what they say, and are sealed anew at the other.
    `numbered` names the fields of each unique number, the number last. `place` gives office and inspection.
    """

    name: str
    model: Any
    rows: Callable[[Channel], QuerySet[Any]]
    order: int
    together: Sequence[Sequence[str]] = ()
    links: Sequence[str] = ()
    sets: Sequence[str] = ()
    secret: Sequence[str] = ()
    left_out: Sequence[str] = ()
    numbered: Sequence[Sequence[str]] = ()
    place: Callable[[Any], tuple[UUID, UUID | None]] = lambda record: (record.office_id, record.inspection_id)

    def __post_init__(self) -> None:
        _shared[self.name] = self

    @property
    def kind(self) -> Kind:
        title = self.model._meta.verbose_name_plural
        return Kind(self.name, title, BOTH, BOTH, self._collect, self._apply, self.order)

    # Values

    def groups(self) -> dict[str, list[str]]:
        """The names of fields by the name under which they have a past: a group's is its first."""
        grouped = {name: list(group) for group in self.together for name in group}
        names = [column.name for column in columns_of(self.model, self.left_out)]
        return {grouped.get(name, [name])[0]: grouped.get(name, [name]) for name in names}

    def values(self, records: Sequence[Any]) -> dict[UUID, dict[str, Any]]:
        """What each record says now, by the names of its pasts."""
        keys = [record.pk for record in records]
        linked = {link: links_of(self.model, link, keys) for link in self.links}
        return {
            record.pk: self._own(record) | {link: found[record.pk] for link, found in linked.items()}
            for record in records
        }

    def _own(self, record: Any) -> dict[str, Any]:
        values = {}
        for name, group in self.groups().items():
            said = {one: self._said(record, one) for one in group}
            values[name] = said if len(group) > 1 else said[name]
        return values

    def _said(self, record: Any, name: str) -> Any:
        value = value_of(record, self.model._meta.get_field(name))
        if name in self.secret and value is not None:
            return unseal_bytes(bytes.fromhex(value), about=record.pk).decode()
        return sorted(value) if name in self.sets and value is not None else value

    def put(self, record: Any, values: Mapping[str, Any]) -> None:
        """Set a record's fields from the values of its pasts. Links are set apart (`set_links`)."""
        for name, group in self.groups().items():
            if name not in values:
                continue
            said = values[name] if len(group) > 1 else {name: values[name]}
            for one in group:
                self._put_one(record, one, said[one])

    def _put_one(self, record: Any, name: str, value: Any) -> None:
        if name in self.secret and value is not None:
            value = seal_bytes(str(value).encode(), about=record.pk).hex()
        set_value(record, self.model._meta.get_field(name), value)

    # Sending

    def _collect(self, channel: Channel) -> Iterator[Item]:
        keys = list(self.rows(channel).order_by("pk").values_list("pk", flat=True).distinct())
        for start in range(0, len(keys), AT_ONCE):
            batch = list(self.model._base_manager.filter(pk__in=keys[start : start + AT_ONCE]).order_by("pk"))
            pasts = Pasts.of(self, [record.pk for record in batch])
            pasts.note(batch)
            pasts.save(batch)
            for record in batch:
                yield Item(self.name, record.pk, {"past": pasts.found[record.pk].as_json()})

    # Taking in

    def _apply(self, items: Sequence[Item], *, channel: Channel, by: User) -> int:
        keys = [item.id for item in items]
        here = self.model._base_manager.select_for_update().filter(pk__in=keys).in_bulk()
        self._refuse_foreign(channel, list(here))
        pasts = Pasts.of(self, keys)
        pasts.note(list(here.values()))
        before = {key: pasts.found[key].shown() for key in here}
        for item in items:
            pasts.found[item.id].merge(Past.parsed(item.fields["past"]))
            for name in (*self.links, *self.sets):
                if name in pasts.found[item.id].fields:
                    pasts.found[item.id].unite(name)
        changed = [key for key in keys if pasts.found[key].shown() != before.get(key)]
        self._write(channel, changed, here, pasts, by)
        self._refuse_foreign(channel, keys)
        pasts.save(self.model._base_manager.filter(pk__in=keys))
        return len(changed)

    def _refuse_foreign(self, channel: Channel, keys: Sequence[UUID]) -> None:
        """The other side writes only what belongs on this channel, before and after."""
        if self.rows(channel).filter(pk__in=keys).values("pk").distinct().count() != len(set(keys)):
            told = _("The package writes in records that do not belong on this channel (%(kind)s).")
            raise Invalid(told % {"kind": self.model._meta.verbose_name_plural})

    def _write(
        self, channel: Channel, keys: Sequence[UUID], here: Mapping[UUID, Any], pasts: Pasts, by: User
    ) -> None:
        """First what is here already, so that numbers it gives up are free for what is new."""
        names = [column.name for column in columns_of(self.model, self.left_out)]
        for known in (True, False):
            records = [here.get(key) or self.model(pk=key) for key in keys if (key in here) == known]
            for record in records:
                self.put(record, pasts.found[record.pk].shown())
            for record in make_room(self, channel, records, by):
                pasts.note_one(record)
            upsert(self.model, records, names)
            for link in self.links:
                shown_links = {one.pk: pasts.found[one.pk].shown().get(link, []) for one in records}
                set_links(self.model, link, shown_links)
            facts = [{"channel": channel.name} for _record in records]
            audit.record_many(f"{self.model._meta.model_name}.exchange", records, by=by, facts=facts)
        if any(one.name == "revision" for one in self.model._meta.fields):
            self.model._base_manager.filter(pk__in=[*here]).update(revision=F("revision") + 1)


@dataclass
class Pasts:
    """The pasts of one batch of records, and the rows that keep them."""

    shared: Shared
    found: dict[UUID, Past]
    rows: dict[UUID, Copy]
    written: dict[UUID, str] = field(default_factory=dict)

    @classmethod
    def of(cls, shared: Shared, keys: Sequence[UUID]) -> Pasts:
        rows = {row.record: row for row in Copy.objects.filter(kind=shared.name, record__in=keys)}
        kept = {key: past_of(rows[key]) if key in rows else Past() for key in keys}
        return cls(shared, kept, rows, {key: _text(past) for key, past in kept.items() if key in rows})

    def note(self, records: Sequence[Any]) -> None:
        """Take down what changed here since last time, in the name of who last wrote."""
        values = self.shared.values(records)
        news = [record for record in records if self._says_news(record.pk, values[record.pk])]
        authors = _authors(self.shared.model, [record.pk for record in news])
        for record in news:
            self.found[record.pk].note(values[record.pk], authors.get(str(record.pk)) or _nobody())

    def _says_news(self, key: UUID, values: Mapping[str, Any]) -> bool:
        past = self.found[key]
        shown = past.shown()
        return any(name not in shown or shown[name] != value for name, value in values.items())

    def note_one(self, record: Any) -> None:
        """What was changed here while it was taken in (another number)."""
        values = self.shared._own(record)
        self.found[record.pk].note(values, _nobody())

    def save(self, records: Any) -> None:
        """Keep those that changed, with how many fields wait for a person."""
        changed = []
        for record in records:
            past = self.found[record.pk]
            if (text := _text(past)) == self.written.get(record.pk):
                continue
            row = self.rows.get(record.pk) or Copy(kind=self.shared.name, record=record.pk)
            row.office, row.inspection = self.shared.place(record)
            row.title, row.conflicts = str(record)[:300], len(past.conflicts())
            row.past = seal_bytes(zlib.compress(text.encode(), 1), about=record.pk)
            changed.append(row)
        upsert(Copy, changed, ["title", "office", "inspection", "past", "conflicts"])


def shared_by_name(name: str) -> Shared:
    return _shared[name]


def past_of(copy: Copy) -> Past:
    """A record's past, opened."""
    return Past.parsed(json.loads(zlib.decompress(unseal_bytes(bytes(copy.past), about=copy.record))))


def _text(past: Past) -> str:
    return json.dumps(past.as_json(), ensure_ascii=False, separators=(",", ":"))


def _nobody() -> Author:
    return Author(identity().site, "", str(timezone.localdate()))


def _authors(model: Any, keys: Sequence[UUID]) -> dict[str, Author]:
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
