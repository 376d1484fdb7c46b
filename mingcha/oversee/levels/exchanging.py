"""What an office tells the level above, and what that tells the office: only what the other may read.

Up go plans, figures, confirmed problems that were fed back, and problems several organisations share; never
petitions, talks, working papers or leads. Down go the notes of guidance meant for that office.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.utils import timezone

from mingcha.conduct.findings.models import Finding
from mingcha.foundation.copying import upsert
from mingcha.foundation.exchange.kinds import Kind
from mingcha.foundation.exchange.models import Channel
from mingcha.foundation.exchange.packages.declarations import Item
from mingcha.foundation.indicators.declaration import INSTALLATION
from mingcha.foundation.indicators.registry import all_indicators
from mingcha.foundation.indicators.scope import Scope
from mingcha.foundation.refusals import Invalid
from mingcha.oversee.guidance.models import GuidanceNote
from mingcha.oversee.levels.models import LevelPaper
from mingcha.prepare.rounds.models import Round
from mingcha.registry.bodies.models import Body
from mingcha.resolve.results.models import CommonProblem

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User

Lines = list[list[str]]
UP, DOWN = Channel.Partner.UPPER.value, Channel.Partner.LOWER.value
_NOT_YET = (Round.Status.DRAFT, Round.Status.FOR_GROUP, Round.Status.FOR_COMMITTEE)


def _item(kind: str, key: UUID, title: str, on: date, lines: Lines) -> Item:
    return Item(f"level.{kind}", key, {"title": title[:300], "on": str(on), "lines": lines})


def _line(record: Any, *names: str) -> Lines:
    """Fields of a record with their headings, as people read them."""
    lines = []
    for name in names:
        shown = getattr(record, f"get_{name}_display", None)
        value = shown() if shown else getattr(record, name)
        lines += [[str(record._meta.get_field(name).verbose_name), str(value)]] if value else []
    return lines


def plans(channel: Channel) -> Iterator[Item]:
    """Approved rounds with the organisations they inspect."""
    rounds = Round.objects.filter(office=channel.office).exclude(status__in=_NOT_YET)
    for one in rounds.prefetch_related("tasks__organisation"):
        lines = _line(one, "kind", "status", "plan_from", "plan_to", "purpose")
        lines += [[str(task.organisation), str(task.get_mode_display())] for task in one.tasks.all()]
        yield _item("plan", one.pk, one.name, one.approved_on or one.plan_from, lines)


def tallies(channel: Channel) -> Iterator[Item]:
    """The office's figures as they stand today: one paper a day."""
    office = Body.objects.filter(pk=channel.office).first()
    if office is None:
        return
    scope, today = Scope(office=office.pk), timezone.localdate()
    told = [(one, one.value(scope, INSTALLATION)) for one in all_indicators()]
    lines = [[str(one.name), f"{value} {one.unit}".strip()] for one, value in told if value is not None]
    yield _item("tally", uuid5(channel.pk, str(today)), f"{office} {today}", today, lines)


def ledgers(channel: Channel) -> Iterator[Item]:
    """Confirmed findings whose feedback was served."""
    rows = Finding.objects.filter(office=channel.office, status=Finding.Status.CONFIRMED)
    for one in rows.filter(inspection__fed_back_on__isnull=False).select_related(
        "organisation", "issue_class"
    ):
        lines = [[str(one._meta.get_field("organisation").verbose_name), str(one.organisation)]]
        lines += _line(one, "title", "text", "issue_class", "severity", "amount")
        yield _item("ledger", one.pk, f"{one.organisation} · {one.title}", one.found_on, lines)


def problems(channel: Channel) -> Iterator[Item]:
    """What several organisations share, raised to the level above."""
    rows: Iterable[Any] = CommonProblem.objects.filter(office=channel.office)
    for one in rows:
        on = timezone.localdate(one.created_at)
        yield _item("problem", one.pk, str(one), on, _line(one, "title", "text"))


def prompts(channel: Channel) -> Iterator[Item]:
    """Notes of guidance for the office on the other side."""
    notes = GuidanceNote.objects.filter(visit__office=channel.office, visit__to_office=channel.peer_office)
    for one in notes.select_related("visit"):
        lines = _line(one, "kind", "text", "answer")
        yield _item("prompt", one.pk, str(one), one.visit.held_on, lines)


def _apply(items: Sequence[Item], *, channel: Channel, by: User) -> int:
    foreign = LevelPaper.objects.filter(pk__in=[item.id for item in items]).exclude(channel=channel)
    if foreign.exists():
        raise Invalid(str(LevelPaper._meta.verbose_name))
    papers = [_paper(item, channel) for item in items]
    upsert(LevelPaper, papers, ["title", "stated_on", "lines", "sender"])
    return len(papers)


def _paper(item: Item, channel: Channel) -> LevelPaper:
    lines = [[str(heading), str(text)] for heading, text in item.fields["lines"]]
    return LevelPaper(
        pk=item.id,
        office_id=channel.office,
        channel=channel,
        sender=channel.name,
        kind=item.kind.removeprefix("level."),
        title=str(item.fields["title"])[:300],
        stated_on=date.fromisoformat(item.fields["on"]),
        lines=lines,
    )


def _kind(kind: str, collect: Callable[[Channel], Iterable[Item]], to: str, order: int) -> Kind:
    taken_from = DOWN if to == UP else UP
    label = LevelPaper.Kind(kind).label
    return Kind(f"level.{kind}", label, frozenset({to}), frozenset({taken_from}), collect, _apply, order)


KINDS = [
    _kind("plan", plans, UP, 200),
    _kind("tally", tallies, UP, 201),
    _kind("ledger", ledgers, UP, 202),
    _kind("problem", problems, UP, 203),
    _kind("prompt", prompts, DOWN, 204),
]
