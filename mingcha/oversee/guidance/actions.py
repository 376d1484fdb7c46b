"""Every write to guidance."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.oversee.guidance.models import GuidanceNote, GuidanceVisit
from mingcha.oversee.guidance.permissions import guides, may_answer, may_write


@transaction.atomic
def enter_visit(*, by: User, **values: Any) -> GuidanceVisit:
    """Enter one visit. `values`: fields of GuidanceVisit."""
    visit = GuidanceVisit(made_by=by, **values)
    if not guides(by, visit.office_id, visit.to_office_id):
        raise NotAllowed(_("An office guides the offices below it."))
    if visit.until and visit.until < visit.held_on:
        raise Invalid(_("A visit cannot end before it begins."))
    visit.save(force_insert=True)
    audit.record("guidancevisit.enter", visit, by=by, to=visit.to_office)
    return visit


def add_note(visit: GuidanceVisit, *, kind: str, text: str, by: User) -> GuidanceNote:
    return add_notes_many(visit, [{"kind": kind, "text": text}], by=by)[0]


@transaction.atomic
def add_notes_many(
    visit: GuidanceVisit, rows: Sequence[Mapping[str, Any]], *, by: User
) -> list[GuidanceNote]:
    """Problems, opinions, practices and advice from one visit."""
    if not may_write(by, visit):
        raise NotAllowed(_("Only the office that guides writes this down."))
    notes = GuidanceNote.objects.bulk_create(GuidanceNote(visit=visit, **row) for row in rows)
    audit.record_many("guidancenote.add", notes, by=by)
    return notes


@transaction.atomic
def answer_note(note: GuidanceNote, *, answer: str, by: User, on: date | None = None) -> None:
    """The office guided says what it did."""
    if not may_answer(by, note):
        raise NotAllowed(_("Only the office guided answers."))
    note.answer, note.answered_on = answer, on or timezone.localdate()
    note.save(update_fields=["answer", "answered_on"])
    audit.record("guidancenote.answer", note, by=by)
