"""Kinds that one side owns: the other keeps a copy and never writes in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from mingcha.foundation.copying import upsert
from mingcha.foundation.exchange.batches import batched
from mingcha.foundation.exchange.kinds import AT_ONCE, Kind
from mingcha.foundation.exchange.packages.declarations import Item
from mingcha.foundation.exchange.rows import columns_of, links_of, set_links, set_value, value_of, weights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User
    from mingcha.foundation.exchange.models import Channel

Rows = Callable[["Channel"], QuerySet[Any]]


@dataclass(frozen=True)
class Mirror:
    """A table that goes as it is and overwrites the copy at the other side.

    `left_out` are fields that stay at home; `change` may alter what is sent of one record.
    """

    name: str
    model: Any
    rows: Rows
    order: int
    sent_to: str
    taken_from: str
    left_out: Sequence[str] = ()
    links: Sequence[str] = ()
    change: Callable[[dict[str, Any], Any, Channel], None] | None = None

    @property
    def kind(self) -> Kind:
        title = self.model._meta.verbose_name_plural
        to, taken_from = frozenset({self.sent_to}), frozenset({self.taken_from})
        return Kind(self.name, title, to, taken_from, self._collect, self._apply, self.order)

    def _collect(self, channel: Channel) -> Iterator[Item]:
        rows = weights_of(self.rows(channel))
        columns = columns_of(self.model, self.left_out)
        for weighed in batched(rows, AT_ONCE, weigh=lambda one: one[1]):
            batch = [key for key, _weight in weighed]
            linked = {link: links_of(self.model, link, batch) for link in self.links}
            for record in self.model._base_manager.filter(pk__in=batch).order_by("pk"):
                fields = {column.name: value_of(record, column) for column in columns}
                fields |= {link: found[record.pk] for link, found in linked.items()}
                if self.change:
                    self.change(fields, record, channel)
                yield Item(self.name, record.pk, fields)

    def _apply(self, items: Sequence[Item], *, channel: Channel, by: User) -> int:
        columns = columns_of(self.model, self.left_out)
        records = []
        for item in items:
            record = self.model(pk=item.id)
            for column in columns:
                if column.name in item.fields:
                    set_value(record, column, item.fields[column.name])
            records.append(record)
        upsert(self.model, records, [column.name for column in columns])
        for link in self.links:
            set_links(self.model, link, {item.id: item.fields[link] for item in items if link in item.fields})
        return len(records)
