"""Every write to meetings."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.conclude.meetings.models import Decision, Meeting, NamedMatter
from mingcha.conclude.meetings.permissions import may_minute, minutes_for
from mingcha.conduct.findings.models import Finding
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds.models import Round
from mingcha.registry.bodies.models import Body


@transaction.atomic
def minute_meeting(
    *,
    office: Body,
    kind: str,
    held_on: date,
    chair: str,
    by: User,
    in_round: Round | None = None,
    **fields: Any,
) -> Meeting:
    """Begin a meeting's record. `fields`: number, place, attendees, agenda, minutes."""
    if not minutes_for(by, office.pk):
        raise NotAllowed(_("Only the office and the committee's clerk minute these meetings."))
    if in_round and in_round.office_id != office.pk:
        raise Invalid(_("The round belongs to another office."))
    meeting = Meeting.objects.create(
        office=office, round=in_round, kind=kind, held_on=held_on, chair=chair, minuted_by=by, **fields
    )
    audit.record("meeting.minute", meeting, by=by, kind=kind, held_on=held_on)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, by: User, **fields: Any) -> None:
    """Change minutes that are not on record yet."""
    refuse_unless_open(meeting, by)
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save(update_fields=list(fields))
    audit.record("meeting.change", meeting, by=by, fields=sorted(fields))


@transaction.atomic
def refuse_unless_open(meeting: Meeting, by: User) -> None:
    """Lock the minutes; raise NotAllowed or NotNow where this person may not write in them."""
    if not may_minute(by, meeting):
        raise NotAllowed(_("Only the office and the committee's clerk minute these meetings."))
    if Meeting.objects.select_for_update().get(pk=meeting.pk).status != Meeting.Status.DRAFT:
        raise NotNow(_("The minutes are on record and cannot be changed."))


@transaction.atomic
def decide(
    meeting: Meeting, inspection: Inspection, *, text: str, owner: str, by: User, due_on: date | None = None
) -> Decision:
    """Write down what the meeting decided on one inspection of its office."""
    return decide_many(meeting, [(inspection, text)], owner=owner, by=by, due_on=due_on)[0]


@transaction.atomic
def decide_many(
    meeting: Meeting,
    decisions: list[tuple[Inspection, str]],
    *,
    owner: str,
    by: User,
    due_on: date | None = None,
) -> list[Decision]:
    """Several decisions of one meeting."""
    refuse_unless_open(meeting, by)
    _refuse_foreign(meeting, [inspection for inspection, _text in decisions])
    made = Decision.objects.bulk_create(
        Decision(
            meeting=meeting,
            office_id=meeting.office_id,
            inspection=inspection,
            text=text,
            owner=owner,
            due_on=due_on,
        )
        for inspection, text in decisions
    )
    audit.record_many("decision.make", made, by=by)
    return made


def _refuse_foreign(meeting: Meeting, inspections: list[Inspection]) -> None:
    if any(inspection.office_id != meeting.office_id for inspection in inspections):
        raise Invalid(_("The meeting may decide only on inspections of its own office."))


@transaction.atomic
def name_matter(
    meeting: Meeting,
    inspection: Inspection,
    *,
    kind: str,
    name: str,
    decision: str,
    carried_out_by: str,
    by: User,
    finding: Finding | None = None,
) -> NamedMatter:
    """A person or matter named by the meeting (点人点事)."""
    refuse_unless_open(meeting, by)
    _refuse_foreign(meeting, [inspection])
    made = NamedMatter.objects.create(
        meeting=meeting,
        office_id=meeting.office_id,
        inspection=inspection,
        kind=kind,
        name=name,
        decision=decision,
        carried_out_by=carried_out_by,
        finding=finding,
    )
    audit.record("named_matter.name", made, by=by, kind=kind)
    return made


@transaction.atomic
def finish_decision(decision: Decision, *, on: date, by: User) -> None:
    """The office notes that a decision was carried out."""
    if not may_minute(by, decision.meeting):
        raise NotAllowed(_("Only the office notes that a decision was carried out."))
    decision.done_on = on
    decision.save(update_fields=["done_on"])
    audit.record("decision.finish", decision, by=by, on=on)
