"""Workflows: which moves a record may make, who may make them, and what must be true first.

A workflow is one table with four readers: `perform` enforces it, pages draw their buttons from
`available`, `manage.py draw_workflows` draws the diagram, tests walk the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.records import rules_told, save_many
from mingcha.foundation.refusals import NotAllowed, NotNow

Who = Callable[[User, Any], bool]
Need = Callable[[Any], str | None]  # the reason it cannot happen yet, or None
Then = Callable[[Any, User, dict[str, Any]], None]


@dataclass(frozen=True)
class Move:
    """One row of the table.

    `note` says whether a reason is asked for: none, optional or required. `then` runs in the same
    transaction once the status is set (numbering, clocks). A `quiet` move has no button: an action
    of this or a later stage makes it; one that is `aside` too need not happen at all. `fields` names what
    the move's form must give. A `dated` move asks for its day before it is made: clocks run from it, or a
    paper is known by it. What `warns` says stands above the form of a move that can't be taken back.
    """

    name: str
    sources: frozenset[str]
    target: str
    who: Who
    needs: tuple[Need, ...] = ()
    label: str | Promise = ""
    note: str = "none"
    then: Then | None = None
    fields: tuple[str, ...] = ()
    dated: bool = False
    quiet: bool = False
    aside: bool = False
    tone: str = "normal"
    warns: str | Promise = ""

    def __str__(self) -> str:
        return str(self.label or self.name)

    @property
    def asks(self) -> bool:
        """Whether the move needs a form before it can be made."""
        return self.note == "required" or self.dated or bool(self.fields)

    def refusal(self, record: Any, user: User, *, note: str | None = None) -> NotAllowed | NotNow | None:
        """Why not, or None. `note` is judged only when given."""
        if record.status not in self.sources:
            names = {"move": str(self), "status": record.get_status_display()}
            return NotNow(_("“%(move)s” cannot be done while this is “%(status)s”.") % names)
        if not self.who(user, record):
            return NotAllowed(_("You may not do “%(move)s” here.") % {"move": str(self)})
        for need in self.needs:
            if missing := need(record):
                return NotNow(missing)
        if note is not None and self.note == "required" and not note.strip():
            return NotNow(_("Give a reason for “%(move)s”.") % {"move": str(self)})
        return None


@dataclass
class Outcome:
    """What a bulk move did: the records moved, and the others with the sentence that refused them."""

    done: list[Any] = field(default_factory=list)
    refused: list[tuple[Any, str]] = field(default_factory=list)


class Workflow:
    """The table of one model's moves. `name` begins the audit action: `finding.submit`."""

    def __init__(self, name: str, model: type[Model], moves: Iterable[Move]) -> None:
        self.name = name
        self.model: Any = model
        self.moves = {move.name: move for move in moves}

    def available(self, record: Any, user: User) -> list[Move]:
        """The moves this user could make now: exactly the buttons to show."""
        return [move for move in self.moves.values() if not move.quiet and move.refusal(record, user) is None]

    def blocked(self, record: Any, user: User) -> list[tuple[Move, str]]:
        """Moves that are this user's to make but lack something, with what is missing."""
        mine = [move for move in self.moves.values() if not move.quiet and record.status in move.sources]
        reasons = [(move, move.refusal(record, user)) for move in mine]
        return [(move, str(reason)) for move, reason in reasons if isinstance(reason, NotNow)]

    def ahead(self, record: Any, user: User) -> list[Move]:
        """The moves by which the record goes on and which are others' to make, or follow of themselves.

        What need not happen (`aside`) is no step ahead.
        """
        onward = [move for move in self.moves.values() if record.status in move.sources]
        onward = [move for move in onward if (move.quiet and not move.aside) or move.tone == "primary"]
        return [move for move in onward if move.quiet or not move.who(user, record)]

    @transaction.atomic
    def perform(
        self, record: Any, name: str, *, by: User, note: str = "", on: date | None = None, **fields: Any
    ) -> None:
        """Make one move, set `fields` with it, and log both. Unsaved changes on `record` are lost.

        `on` is the day it counts from where that is not today (a paper signed yesterday, entered now).
        Raises NotAllowed or NotNow.
        """
        # Lock and re-read first, so two people pressing two buttons cannot both win.
        record.refresh_from_db(from_queryset=self.model._base_manager.select_for_update())
        move = self.moves[name]
        if refusal := move.refusal(record, by, note=note):
            raise refusal
        source = record.status
        with rules_told():
            if own := _set(record, move, by, on, fields):
                record.save(update_fields=own)
        audit.record(f"{self.name}.{name}", record, by=by, **_facts(move, source, note, on, fields))

    @transaction.atomic
    def perform_many(
        self,
        records: Sequence[Any],
        name: str,
        *,
        by: User,
        note: str = "",
        on: date | None = None,
        **fields: Any,
    ) -> Outcome:
        """The same move on many records: same rules, same audit rows, few statements.

        The statuses are locked and re-read; what else the rules look at is read from `records`
        as given, so pass them fresh, with what the rules need prefetched.
        """
        move, outcome = self.moves[name], Outcome()
        rows = self.model._base_manager.select_for_update().filter(pk__in=[record.pk for record in records])
        statuses = dict(rows.order_by("pk").values_list("pk", "status"))
        facts, changed = [], set()
        for record in records:
            record.status = source = statuses[record.pk]
            if refusal := move.refusal(record, by, note=note):
                outcome.refused.append((record, str(refusal)))
                continue
            changed |= set(_set(record, move, by, on, fields))
            facts.append(_facts(move, source, note, on, fields))
            outcome.done.append(record)
        with rules_told():
            save_many(self.model, outcome.done, changed)
        audit.record_many(f"{self.name}.{name}", outcome.done, by=by, facts=facts)
        return outcome


@cache
def _columns(options: Any) -> dict[str, str]:
    """The names of a model's own fields by the names of their attributes, from its `_meta`."""
    return {column.attname: column.name for column in options.concrete_fields}


def _set(record: Any, move: Move, by: User, on: date | None, fields: dict[str, Any]) -> list[str]:
    """Set status and fields, run `then`; return the names of the record's own fields that changed."""
    columns = _columns(record._meta)
    before = dict(record.__dict__)
    record.status = move.target
    for name, value in fields.items():
        if name in columns or name in columns.values():
            setattr(record, name, value)
    if move.then:
        move.then(record, by, {**fields, "on": on or timezone.localdate()})
    return [name for attname, name in columns.items() if record.__dict__.get(attname) != before.get(attname)]


def _facts(move: Move, source: str, note: str, on: date | None, fields: dict[str, Any]) -> dict[str, Any]:
    """What the trail keeps of a move: which fields it gave, never what they say."""
    facts: dict[str, Any] = {"source": source, "target": move.target}
    if note:
        facts["note"] = note
    if on and on != timezone.localdate():
        facts["on"] = on.isoformat()
    return facts | ({"fields": sorted(fields)} if fields else {})


@cache
def declared() -> dict[str, Workflow]:
    """Every workflow of every app by its name: those made in the apps' `workflow.py`."""
    found: dict[str, Workflow] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("mingcha.") and find_spec(f"{app.name}.workflow"):
            made = vars(import_module(f"{app.name}.workflow")).values()
            found |= {one.name: one for one in made if isinstance(one, Workflow)}
    return found
