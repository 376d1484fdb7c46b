"""Starting, meeting and extending clocks. Called by the actions of the records they run on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.calendar.days import add_days
from mingcha.foundation.calendar.models import Deadline
from mingcha.foundation.refusals import Invalid, NotNow

_FIXED = ["title", "facts", "starts_on", "due_on", "basis", "office_id", "inspection_id", "url"]


def start_clock(
    record: Model,
    *,
    kind: str,
    title: str,
    facts: Mapping[str, object] | None = None,
    start: date,
    days: int,
    unit: str = "calendar",
    basis: str = "",
    by: User,
) -> Deadline:
    """Start a clock on a record; one of the same kind that still runs there is started anew.

    `title` is a text marked with gettext_noop, `facts` what its places name; `basis` a marked text as well,
    or what a rule set says.
    """
    fixed: dict[str, Any] = {"kind": kind, "title": title, "facts": facts, "days": days, "unit": unit}
    fixed["basis"] = basis
    return start_clocks([record], start=lambda each: start, by=by, **fixed)[0]


@transaction.atomic
def start_clocks(
    records: Sequence[Any],
    *,
    kind: str,
    title: str,
    facts: Mapping[str, object] | None = None,
    start: Callable[[Any], date],
    days: int,
    unit: str = "calendar",
    basis: str = "",
    by: User,
) -> list[Deadline]:
    """The same clock on many records of one kind, each counted from its own day."""
    running = {clock.subject_id: clock for clock in _open(records, kind)}
    made, clocks = [], []
    for record in records:
        clock = running.get(record.pk)
        if clock is None:
            made.append(
                clock := Deadline(subject_type=record._meta.label_lower, subject_id=record.pk, kind=kind)
            )
        clock.title, clock.basis, clock.starts_on = title, basis, start(record)
        clock.facts = {name: str(fact) for name, fact in (facts or {}).items()}
        clock.due_on = add_days(clock.starts_on, days, unit)
        _copy_place(record, clock)
        clocks.append(clock)
    Deadline.objects.bulk_create(made, batch_size=1000)
    Deadline.objects.bulk_update([clock for clock in clocks if clock.subject_id in running], _FIXED)
    told = [{"clock": kind, "due_on": clock.due_on.isoformat(), "basis": basis} for clock in clocks]
    audit.record_many("deadline.start", records, by=by, facts=told)
    return clocks


def meet(record: Model, kind: str, on: date) -> None:
    """What was due was done on that day. The move that did it is on the trail, so this writes no event."""
    meet_many([record], kind, lambda each: on)


@transaction.atomic
def meet_many(records: Sequence[Any], kind: str, on: Callable[[Any], date]) -> None:
    """The same for many records of one kind."""
    by_key = {record.pk: record for record in records}
    met = list(_open(records, kind))
    for clock in met:
        clock.met_on = on(by_key[clock.subject_id])
    Deadline.objects.bulk_update(met, ["met_on"], batch_size=1000)


@transaction.atomic
def extend(record: Model, kind: str, *, until: date, reason: str, by: User) -> Deadline:
    """Put off the day, with the reason on the trail. The caller has made sure that `by` may."""
    clock = next(iter(_open([record], kind)), None)
    if clock is None:
        raise NotNow(_("This deadline is not running."))
    if not reason.strip():
        raise Invalid(_("Give the reason for the extension."))
    if until <= clock.due_on:
        raise Invalid(_("The new day must be later than %(day)s.") % {"day": clock.due_on.isoformat()})
    before, clock.due_on = clock.due_on, until
    clock.save(update_fields=["due_on"])
    facts = {"clock": kind, "before": before.isoformat(), "due_on": until.isoformat(), "note": reason}
    audit.record("deadline.extend", record, by=by, **facts)
    return clock


def _open(records: Sequence[Any], kind: str) -> Iterable[Deadline]:
    if not records:
        return []
    found = Deadline.objects.select_for_update().open().order_by("pk")
    keys = [record.pk for record in records]
    return found.filter(subject_type=records[0]._meta.label_lower, subject_id__in=keys, kind=kind)


def _copy_place(record: Any, clock: Deadline) -> None:
    """An inspection has no `inspection_id` of its own: its key is the inspection's."""
    clock.office_id = getattr(record, "office_id", None)
    itself = record.pk if record._meta.model_name == "inspection" else None
    clock.inspection_id = getattr(record, "inspection_id", itself)
    clock.url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
