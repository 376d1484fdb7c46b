"""What one person has before them now, read from the workflows themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers.links import ledger_url, within
from mingcha.oversee.workbench.queries.sources import DO, REVIEW, SOURCES, WAITING, Sent, Source
from mingcha.prepare.teams.queries import rights_of, to_declare
from mingcha.prepare.training.queries import to_prepare

SENT_BACK = ("return", "send_back", "return_report", "ask_again")
SHOWN = 4


@dataclass
class Entry:
    """One record that waits for somebody; `note` says why it came back, `begin` where the next is begun."""

    record: Any
    note: str = ""
    begin: str = ""

    @property
    def url(self) -> str:
        return self.begin or str(self.record.get_absolute_url())

    @property
    def due_on(self) -> Any:
        return getattr(self.record, "due_on", None)


@dataclass
class Pile:
    """Records of one station. `more` is set where there were more than were looked at."""

    label: Any
    entries: list[Entry]
    url: str
    more: bool = False

    @property
    def shown(self) -> list[Entry]:
        return self.entries[:SHOWN]

    @property
    def left(self) -> int:
        return len(self.entries) - SHOWN

    @property
    def count(self) -> str:
        return f"{len(self.entries)}+" if self.more else str(len(self.entries))


@dataclass
class Work:
    """All of it, in piles."""

    do: list[Pile] = field(default_factory=list)
    review: list[Pile] = field(default_factory=list)
    returned: list[Pile] = field(default_factory=list)
    waiting: list[Pile] = field(default_factory=list)
    undeclared: int = 0
    unprepared: int = 0  # rounds whose pledge or training is still open

    @property
    def counts(self) -> dict[str, str]:
        return {name: total(getattr(self, name)) for name in ("do", "review", "returned", "waiting")}

    @property
    def keys(self) -> list[Any]:
        """The records this person has to act on."""
        piles = (*self.do, *self.review, *self.returned)
        return [entry.record.pk for pile in piles for entry in pile.entries]


def total(piles: Iterable[Pile]) -> str:
    """How many there are in all, or at least."""
    piles = list(piles)
    count = sum(len(pile.entries) for pile in piles)
    return f"{count}+" if any(pile.more for pile in piles) else str(count)


def work_of(user: User) -> Work:
    """Read a bounded number of records for each station that can be this person's, and nothing for others."""
    found = [(source, pile) for source in SOURCES if (pile := _pile(source, user)).entries]
    piles = {kind: [pile for source, pile in found if source.kind == kind] for kind in (DO, REVIEW)}
    returned = _take_returned([(source, pile) for source, pile in found if source.kind == DO])
    in_team = bool(rights_of(user).teams)
    return Work(
        do=[pile for pile in piles[DO] if pile.entries],
        review=piles[REVIEW],
        returned=returned,
        waiting=_waiting(user, piles),
        undeclared=len(to_declare(user)) if in_team else 0,
        unprepared=to_prepare(user) if in_team else 0,
    )


def _pile(source: Source, user: User) -> Pile:
    url = ledger_url(source.ledger, status=source.statuses)
    whose = source.whose(user)
    if whose is None:
        return Pile(source.label, [], url)
    rows = source.workflow.model.objects.visible_to(user).filter(whose, status__in=source.statuses)
    rows = joined(rows, source.related).prefetch_related(*source.prefetched)
    looked_at = list(rows.order_by(source.order, "pk")[: source.most + 1])
    mine = [
        Entry(record, begin=_begin(source, record))
        for record in looked_at[: source.most]
        if source.is_for(user, record)
    ]
    return Pile(source.label, mine, url, more=len(looked_at) > source.most)


def joined(rows: QuerySet[Any], related: tuple[str, ...]) -> QuerySet[Any]:
    """With these relations and no other: without names Django would join all there are."""
    return rows.select_related(*related) if related else rows


def _begin(source: Source, record: Any) -> str:
    return f"{reverse(source.begins)}?within={within(record)}" if source.begins else ""


def _take_returned(found: list[tuple[Source, Pile]]) -> list[Pile]:
    """Move what came back out of the piles of work, with the reason given."""
    last = _last_moves(found)
    returned = []
    for source, pile in found:
        back = [entry for entry in pile.entries if _came_back(last.get(str(entry.record.pk)))]
        for entry in back:
            entry.note = last[str(entry.record.pk)].facts.get("note", "")
        if back:
            pile.entries = [entry for entry in pile.entries if entry not in back]
            returned.append(Pile(source.label, back, pile.url))
    return returned


def _came_back(event: Event | None) -> bool:
    return event is not None and event.action.rpartition(".")[2] in SENT_BACK


def _last_moves(found: list[tuple[Source, Pile]]) -> dict[str, Event]:
    """The last move of each record: a part of its own timeline, which is read with the record."""
    keys = [str(entry.record.pk) for _source, pile in found for entry in pile.entries]
    if not keys:
        return {}
    tables = {source.workflow for source, _pile in found}
    events = Event.objects.filter(
        subject_type__in={table.model._meta.label_lower for table in tables},
        subject_id__in=keys,
        action__in=[f"{table.name}.{move}" for table in tables for move in table.moves],
    )
    return {
        event.subject_id: event
        for event in events.order_by("subject_id", "-at", "-pk").distinct("subject_id")
    }


def _waiting(user: User, piles: dict[str, list[Pile]]) -> list[Pile]:
    """What one handed on, but for what one has to act on oneself."""
    own = {entry.record.pk for several in piles.values() for pile in several for entry in pile.entries}
    found = [_sent(sent, user, own) for sent in WAITING]
    return [pile for pile in found if pile.entries]


def _sent(sent: Sent, user: User, own: set[Any]) -> Pile:
    rows = sent.workflow.model.objects.visible_to(user).filter(
        **{sent.author: user}, status__in=sent.statuses
    )
    looked_at = list(joined(rows, sent.related).order_by("-created_at", "-pk")[:51])
    entries = [Entry(record) for record in looked_at[:50] if record.pk not in own]
    return Pile(sent.label, entries, ledger_url(sent.ledger, status=sent.statuses), more=len(looked_at) > 50)
