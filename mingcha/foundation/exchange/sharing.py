"""Kinds that both sides write in: every field has its past, and pasts are merged (see `merging`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from mingcha.foundation.audit import actions as audit
from mingcha.foundation.copying import insert, update
from mingcha.foundation.exchange.batches import batched
from mingcha.foundation.exchange.kinds import AT_ONCE, Kind
from mingcha.foundation.exchange.merging import GONE, PASTS, Past
from mingcha.foundation.exchange.models import Channel, Copy
from mingcha.foundation.exchange.numbers import follow_numbers, make_room
from mingcha.foundation.exchange.packages.declarations import Item
from mingcha.foundation.exchange.pasts import Pasts
from mingcha.foundation.exchange.rows import columns_of, links_of, parser_of, set_links, value_of, weights_of
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
    `numbered` names the fields of each unique number, the number last; `series` tells the series that a
    record's numbers were drawn from, and how far each had come. `place` gives office and inspection;
    `related` are the records that these look at. `stays` tells which may not be removed now, although the
    other side removed them.
    """

    name: str
    model: Any
    rows: Callable[[Channel], models.QuerySet[Any]]
    order: int
    together: Sequence[Sequence[str]] = ()
    links: Sequence[str] = ()
    sets: Sequence[str] = ()
    secret: Sequence[str] = ()
    left_out: Sequence[str] = ()
    numbered: Sequence[Sequence[str]] = ()
    series: Callable[[Any], Iterable[tuple[str, int]]] = lambda record: ()
    place: Callable[[Any], tuple[UUID, UUID | None]] = lambda record: (record.office_id, record.inspection_id)
    related: Sequence[str] = ()
    stays: Callable[[Any], bool] = lambda record: False

    def __post_init__(self) -> None:
        _shared[self.name] = self

    @property
    def kind(self) -> Kind:
        title = self.model._meta.verbose_name_plural
        said = dict[str, PASTS]
        return Kind(self.name, title, BOTH, BOTH, self._collect, self._apply, self.order, said)

    # Values

    @cached_property
    def columns(self) -> dict[str, models.Field[Any, Any]]:
        """The fields of the table that travel, by name."""
        return {column.name: column for column in columns_of(self.model, self.left_out)}

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The names of fields by the name under which they have a past: a group's is its first."""
        grouped = {name: list(group) for group in self.together for name in group}
        return {grouped.get(name, [name])[0]: grouped.get(name, [name]) for name in self.columns}

    @cached_property
    def united(self) -> frozenset[str]:
        """Fields that hold a set."""
        return frozenset((*self.links, *self.sets))

    def values(self, records: Sequence[Any]) -> dict[UUID, dict[str, Any]]:
        """What each record says now, by the names of its pasts."""
        keys = [record.pk for record in records]
        linked = {link: links_of(self.model, link, keys) for link in self.links}
        return {
            record.pk: self.own(record) | {link: found[record.pk] for link, found in linked.items()}
            for record in records
        }

    def own(self, record: Any) -> dict[str, Any]:
        """The same without links."""
        said = {name: value_of(record, column) for name, column in self.columns.items()}
        for name in self.secret:
            if said[name] is not None:
                said[name] = unseal_bytes(bytes.fromhex(said[name]), about=record.pk).decode()
        for name in self.sets:
            if said[name] is not None:
                said[name] = sorted(said[name])
        return {
            name: {one: said[one] for one in group} if len(group) > 1 else said[name]
            for name, group in self.groups.items()
        }

    def put(self, record: Any, values: Mapping[str, Any]) -> None:
        """Set fields of a record from values of its pasts. Links are set apart (`set_links`)."""
        for name, value in self._parsed(record.pk, values).items():
            setattr(record, name, value)

    def made(self, key: UUID, values: Mapping[str, Any]) -> Any:
        """A new record that says this, and what is usual where nothing is said."""
        given = self._parsed(key, values) | {self.model._meta.pk.attname: key}
        return self.model(*(given[name] if name in given else usual() for name, usual in self._usual.items()))

    @cached_property
    def _usual(self) -> dict[str, Callable[[], Any]]:
        return {one.attname: one.get_default for one in self.model._meta.concrete_fields}

    @cached_property
    def _parsers(self) -> dict[str, tuple[str, Callable[[Any], Any]]]:
        """Where each field's value is kept in a record, and what makes it of what JSON held."""
        return {name: (column.attname, parser_of(column)) for name, column in self.columns.items()}

    def _parsed(self, key: UUID, values: Mapping[str, Any]) -> dict[str, Any]:
        """Attributes of the record with this key, from values of its pasts."""
        told: dict[str, Any] = {}
        for name, value in values.items():
            group = self.groups.get(name, ())
            if len(group) == 1:
                told[name] = value
            else:
                told.update((one, value[one]) for one in group)
        for name in self.secret:
            if told.get(name) is not None:
                told[name] = seal_bytes(str(told[name]).encode(), about=key).hex()
        parsers = self._parsers
        return {parsers[name][0]: parsers[name][1](value) for name, value in told.items()}

    # Sending

    def _collect(self, channel: Channel) -> Iterator[Item]:
        here = weights_of(self.rows(channel))
        gone = [(key, 0) for key in self._removed(channel)]
        for weighed in batched([*here, *gone], AT_ONCE, weigh=lambda one: one[1]):
            batch = [key for key, _weight in weighed]
            records = self.model._base_manager.in_bulk(batch)
            models.prefetch_related_objects(list(records.values()), *self.related)
            pasts = Pasts.of(self, batch)
            pasts.note(list(records.values()))
            pasts.note_removed(key for key in batch if key not in records)
            pasts.save(records)
            for key in batch:
                yield Item(self.name, key, {"past": pasts.found[key].as_json()})

    def _removed(self, channel: Channel) -> list[UUID]:
        """What went over this channel once and is no longer here."""
        here = self.model._base_manager.filter(pk=models.OuterRef("record"))
        known = Copy.objects.filter(kind=self.name, office=channel.office, inspection=channel.inspection)
        return list(known.filter(~models.Exists(here)).order_by("record").values_list("record", flat=True))

    # Taking in

    def _apply(self, items: Sequence[Item], *, channel: Channel, by: User) -> int:
        keys = list(dict.fromkeys(item.id for item in items))
        here = self.model._base_manager.select_for_update().in_bulk(keys)
        pasts = Pasts.of(self, keys)
        self._refuse_foreign(channel, list(here), pasts)
        pasts.note(list(here.values()))
        pasts.note_removed(key for key in pasts.rows if key not in here)
        changes: dict[UUID, dict[str, Any]] = {}
        for item in items:
            if told := pasts.merge(item.id, Past.of(item.fields["past"])):
                changes.setdefault(item.id, {}).update(told)
        gone = self._remove(here, pasts, channel, by)
        back = {key for key in keys if key not in here and pasts.found[key].fate() != GONE}
        changes = {key: told for key, told in changes.items() if key in here and key not in gone}
        changes |= {key: pasts.shown[key] for key in back}
        new = {key: self.made(key, changes[key]) for key in back}
        self._write(channel, changes, here, new, pasts, by)
        records = {key: one for key, one in here.items() if key not in gone} | new
        self._refuse_foreign(channel, list(records), pasts)
        models.prefetch_related_objects(list(records.values()), *self.related)
        follow_numbers(self, self._numbered({key: records[key] for key in changes}, changes))
        pasts.save(records, channel)
        return len(changes) + len(gone)

    def _remove(self, here: Mapping[UUID, Any], pasts: Pasts, channel: Channel, by: User) -> set[UUID]:
        """Remove what the other side removed, but what is needed here now: for that a person is asked."""
        records = [record for key, record in here.items() if pasts.found[key].fate() == GONE]
        models.prefetch_related_objects(records, *self.related)
        needed = [record for record in records if self.stays(record)]
        for record in needed:
            pasts.note_needed(record.pk)
        gone = [record for record in records if record not in needed]
        facts = [{"channel": channel.name, "title": str(record)[:300]} for record in gone]
        audit.record_many(f"{self.model._meta.model_name}.exchange_remove", gone, by=by, facts=facts)
        keys = {record.pk for record in gone}
        self.model._base_manager.filter(pk__in=keys).delete()
        return keys

    def _refuse_foreign(self, channel: Channel, keys: Sequence[UUID], pasts: Pasts) -> None:
        """The other side writes only what belongs on this channel, before and after."""
        place = (channel.office, channel.inspection)
        foreign = any((row.office, row.inspection) != place for row in pasts.rows.values())
        found = self.rows(channel).filter(pk__in=keys).values("pk").distinct().count() if keys else 0
        if foreign or found != len(keys):
            told = _("The package writes in records that do not belong on this channel (%(kind)s).")
            raise Invalid(told % {"kind": self.model._meta.verbose_name_plural})

    def _write(
        self,
        channel: Channel,
        changes: Mapping[UUID, dict[str, Any]],
        here: Mapping[UUID, Any],
        new: Mapping[UUID, Any],
        pasts: Pasts,
        by: User,
    ) -> None:
        """First what is here already, so that numbers it gives up are free for what is new."""
        known = {key: here[key] for key in changes if key in here}
        for key, record in known.items():
            self.put(record, changes[key])
        for records in (known, new):
            for record in make_room(self, channel, self._numbered(records, changes), by):
                pasts.note_renumbered(record)
            if records is new:
                insert(self.model, list(records.values()))
            else:
                update(self.model, list(records.values()), self._written(changes, records))
        for link in self.links:
            set_links(self.model, link, {key: told[link] for key, told in changes.items() if link in told})
        facts = {"channel": channel.name}
        written = [*known.values(), *new.values()]
        audit.record_many(f"{self.model._meta.model_name}.exchange", written, by=by, facts=facts)

    def _numbered(self, records: Mapping[UUID, Any], changes: Mapping[UUID, dict[str, Any]]) -> list[Any]:
        """Those of which something changed that a unique number is made of."""
        names = {name for group in self.numbered for name in group}
        pasts = {past for past, group in self.groups.items() if names.intersection(group)}
        return [record for key, record in records.items() if not pasts.isdisjoint(changes[key])]

    def _written(self, changes: Mapping[UUID, dict[str, Any]], records: Mapping[UUID, Any]) -> list[str]:
        """The fields to be written of records that are here."""
        told = {name for key in records for name in changes[key]}
        names = [one for name, group in self.groups.items() if name in told for one in group]
        numbers = [group[-1] for group in self.numbered]
        return list(dict.fromkeys([*names, *numbers, *self.revised(list(records.values()))]))

    def revised(self, records: Sequence[Any]) -> list[str]:
        """Whoever has one of these open in a form is told that it changed meanwhile."""
        if not any(one.name == "revision" for one in self.model._meta.fields):
            return []
        for record in records:
            record.revision += 1
        return ["revision"]


def shared_by_name(name: str) -> Shared:
    return _shared[name]
