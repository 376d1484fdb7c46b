"""Every write to an inspection and to what hangs on it. Pages, imports and the demonstration call these."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingcha.conduct.inspections.models import (
    Activity,
    ActivityInspector,
    Inspection,
    MidTermComment,
    Prompt,
)
from mingcha.conduct.inspections.permissions import (
    gives_comment,
    gives_prompt,
    may_arrange,
    may_keep_activity,
)
from mingcha.conduct.inspections.queries import last_numbers, rule_of
from mingcha.conduct.inspections.workflow import ACTIVITIES, COMMENTS, PROMPTS, WORKFLOW
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.calendar.days import add_days
from mingcha.foundation.calendar.models import Deadline
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.workflow import Outcome
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.queries import rights_of

ARRANGED = (
    "planned_entry_on",
    "planned_leave_on",
    "petition_until",
    "phone",
    "phone_hours",
    "mailbox",
    "post_box",
    "conduct_phone",
)
BEFORE_LEAVING = (Inspection.Status.PREPARING, Inspection.Status.NOTIFIED, Inspection.Status.ON_SITE)
RECORDING = (Inspection.Status.NOTIFIED, Inspection.Status.ON_SITE, Inspection.Status.REPORTING)


# Inspections


@transaction.atomic
def open_inspections(in_round: Round, *, by: User) -> list[Inspection]:
    """One inspection for each task of the round that has a team and no inspection yet."""
    if in_round.office_id not in rights_of(by).own_offices:
        raise NotAllowed(_("Only the office of the round opens its inspections."))
    if in_round.status not in (Round.Status.READY, Round.Status.ON_SITE):
        raise NotNow(_("Inspections are opened once the round is ready to enter."))
    waiting = Task.objects.filter(round=in_round, team__isnull=False, inspection__isnull=True)
    tasks = waiting.select_for_update(of=("self",)).select_related("team").order_by("pk")
    inspections = [_inspection_of(task) for task in tasks]
    Inspection.objects.bulk_create(inspections, batch_size=500)
    audit.record_many("inspection.open", inspections, by=by)
    for inspection in inspections:
        if inspection.planned_entry_on:
            _start_notice_clock(inspection, by=by)
    return inspections


def _inspection_of(task: Task) -> Inspection:
    return Inspection(
        task=task,
        round_id=task.round_id,
        organisation_id=task.organisation_id,
        office_id=task.office_id,
        team=task.team,
        planned_entry_on=task.entry_on,
        planned_leave_on=task.leave_on,
    )


@transaction.atomic
def arrange_inspection(inspection: Inspection, *, by: User, **values: Any) -> None:
    """Fill in dates, phone, mailbox: what the notice and the announcement name."""
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if not may_arrange(by, inspection):
        raise NotAllowed(_("Only the office and the team arrange an inspection."))
    if inspection.status not in BEFORE_LEAVING:
        raise NotNow(_("The team has left the site; this can no longer change."))
    if unknown := set(values) - set(ARRANGED):
        raise Invalid(_("These cannot be arranged: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    entry_before = inspection.planned_entry_on
    for name, value in values.items():
        setattr(inspection, name, value)
    if _leaves_early(inspection):
        raise Invalid(_("The team cannot leave before it enters."))
    inspection.save(update_fields=list(values))
    audit.record("inspection.arrange", inspection, by=by, **values)
    if inspection.status == Inspection.Status.PREPARING and inspection.planned_entry_on != entry_before:
        _start_notice_clock(inspection, by=by)


def _leaves_early(inspection: Inspection) -> bool:
    enters, leaves = inspection.planned_entry_on, inspection.planned_leave_on
    return bool(enters and leaves and leaves < enters)


def _start_notice_clock(inspection: Inspection, *, by: User) -> None:
    """The notice is due so many days before the planned entry."""
    rule, entry = rule_of(inspection, "notice_days"), inspection.planned_entry_on
    if rule and entry:
        clocks.start_clock(
            inspection,
            kind="notice",
            title=gettext_noop("Notice to the organisation"),
            start=add_days(entry, -rule.value, rule.unit),
            days=0,
            unit="calendar",
            basis=rule.basis,
            by=by,
        )


@transaction.atomic
def extend_stay(in_round: Round, until: date, *, by: User) -> None:
    """The leading group gave the teams on site more time: their last day and its deadline move with it."""
    on_site = Inspection.objects.filter(round=in_round, status=Inspection.Status.ON_SITE)
    rows = list(on_site.select_for_update().exclude(planned_leave_on__gte=until))
    Inspection.objects.filter(pk__in=[one.pk for one in rows]).update(planned_leave_on=until)
    audit.record_many("inspection.arrange", rows, by=by, facts={"planned_leave_on": until.isoformat()})
    running = Deadline.objects.open().filter(kind="on_site", due_on__lt=until)
    late = set(running.filter(inspection_id__in=on_site.values("pk")).values_list("subject_id", flat=True))
    reason = _("The stay of the round is extended.")
    for inspection in on_site.filter(pk__in=late):
        clocks.extend(inspection, "on_site", until=until, reason=reason, by=by)


def advance_inspections(inspections: Sequence[Inspection], move: str, *, by: User, on: date) -> Outcome:
    """Move inspections on together. Later stages call it for the quiet moves: decide, feed_back, rectify."""
    return WORKFLOW.perform_many(inspections, move, by=by, on=on)


def advance_inspection(inspection: Inspection, move: str, *, by: User, on: date | None = None) -> None:
    """Move one inspection on, or refuse with the reason."""
    WORKFLOW.perform(inspection, move, by=by, on=on)


# Activities


def create_activity(
    inspection: Inspection, *, by: User, inspectors: Iterable[User] = (), **values: Any
) -> Activity:
    """One record of an activity, as a draft. The team's own, or the office's for a mid-term hearing."""
    row = {"inspection": inspection, "inspectors": list(inspectors), **values}
    return create_activities_many([row], by=by)[0]


@transaction.atomic
def create_activities_many(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[Activity]:
    """Many records at once, as drafts, numbered by inspection and kind.

    Each row holds `inspection`, `kind`, `title`, `held_on`, and any other field of Activity;
    `inspectors` lists the inspectors present. Confirm them with `ACTIVITIES.perform_many`.
    """
    inspections = {row["inspection"].pk for row in rows}
    locked = Inspection.objects.select_for_update().filter(pk__in=inspections).order_by("pk")
    statuses = dict(locked.values_list("pk", "status"))
    last = last_numbers(inspections)
    made = [_activity(row, statuses, last, by) for row in rows]
    Activity.objects.bulk_create(made, batch_size=500)
    present = [
        ActivityInspector(activity=activity, user=user)
        for activity, row in zip(made, rows, strict=True)
        for user in dict.fromkeys(row.get("inspectors", ()))
    ]
    ActivityInspector.objects.bulk_create(present, batch_size=1000)
    facts = [{"kind": activity.kind, "number": activity.number} for activity in made]
    audit.record_many("activity.create", made, by=by, facts=facts)
    return made


def _activity(
    row: Mapping[str, Any], statuses: dict[UUID, str], last: dict[tuple[UUID, str], int], by: User
) -> Activity:
    inspection = row["inspection"]
    values = {name: value for name, value in row.items() if name != "inspectors"}
    activity = Activity(office_id=inspection.office_id, made_by=by, **values)
    key = (inspection.pk, activity.kind)
    last[key] = activity.number = last.get(key, 0) + 1
    _may_record(activity, statuses[inspection.pk], by)
    _check(activity)
    return activity


def _check(activity: Activity) -> None:
    try:
        activity.clean_fields(exclude=["inspection", "office", "made_by", "recorder"])
        activity.clean()
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from None


def _may_record(activity: Activity, status: str, by: User) -> None:
    if not may_keep_activity(by, activity):
        raise NotAllowed(_("Only the team keeps records of its activities."))
    if status == Inspection.Status.PREPARING:
        raise NotNow(_("The organisation has not been notified yet."))
    if status not in RECORDING:
        raise NotNow(_("The report has been decided; no activity can be added."))


@transaction.atomic
def edit_activity(
    activity: Activity, *, by: User, inspectors: Iterable[User] | None = None, **values: Any
) -> None:
    """Change a draft record. A confirmed one is locked."""
    activity.refresh_from_db(from_queryset=Activity._base_manager.select_for_update())
    if not may_keep_activity(by, activity):
        raise NotAllowed(_("Only the team keeps records of its activities."))
    if activity.status != Activity.Status.DRAFT:
        raise NotNow(_("A confirmed record is locked. The team leader may unlock it."))
    for name, value in values.items():
        setattr(activity, name, value)
    _check(activity)
    activity.save()
    if inspectors is not None:
        activity.inspectors.set(inspectors)
    audit.record("activity.edit", activity, by=by, fields=sorted(values))


def confirm_activity(activity: Activity, *, by: User, on: date | None = None) -> None:
    ACTIVITIES.perform(activity, "confirm", by=by, on=on)


# Mid-term comments


def create_comment(inspection: Inspection, *, by: User, **values: Any) -> MidTermComment:
    """A comment on the team's work, as a draft; numbered when issued."""
    return create_comments_many([{"inspection": inspection, **values}], by=by)[0]


@transaction.atomic
def create_comments_many(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[MidTermComment]:
    """Many comments at once, as drafts. Each row: `inspection`, `text`, `given_on`, `due_on`, `hearing`."""
    comments = [MidTermComment(office_id=row["inspection"].office_id, made_by=by, **row) for row in rows]
    if not all(gives_comment(by, comment) for comment in comments):
        raise NotAllowed(_("Comments are given by the leading group and its office."))
    MidTermComment.objects.bulk_create(comments, batch_size=500)
    audit.record_many("comment.create", comments, by=by)
    return comments


@transaction.atomic
def edit_comment(comment: MidTermComment, *, by: User, **values: Any) -> None:
    _edit_draft(comment, gives_comment(by, comment), values)
    audit.record("comment.edit", comment, by=by, fields=sorted(values))


def answer_comment(comment: MidTermComment, *, by: User, answer: str, on: date | None = None) -> None:
    COMMENTS.perform(comment, "answer", by=by, on=on, answer=answer)


# Prompts


def create_prompt(*, by: User, **values: Any) -> Prompt:
    """A prompt to a team of the round, as a draft; numbered when issued."""
    return create_prompts_many([values], by=by)[0]


@transaction.atomic
def create_prompts_many(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[Prompt]:
    """Many prompts at once, as drafts. Each row: `round`, `team`, `title`, `text`, `given_on`, `due_on`."""
    prompts = [Prompt(office_id=row["round"].office_id, made_by=by, **row) for row in rows]
    if not all(gives_prompt(by, prompt) for prompt in prompts):
        raise NotAllowed(_("Prompts are sent by the office of the round."))
    if any(prompt.team.round_id != prompt.round_id for prompt in prompts):
        raise Invalid(_("The team belongs to another round."))
    Prompt.objects.bulk_create(prompts, batch_size=500)
    audit.record_many("prompt.create", prompts, by=by)
    return prompts


@transaction.atomic
def edit_prompt(prompt: Prompt, *, by: User, **values: Any) -> None:
    _edit_draft(prompt, gives_prompt(by, prompt), values)
    audit.record("prompt.edit", prompt, by=by, fields=sorted(values))


def answer_prompt(prompt: Prompt, *, by: User, answer: str, on: date | None = None) -> None:
    PROMPTS.perform(prompt, "answer", by=by, on=on, answer=answer)


def _edit_draft(record: MidTermComment | Prompt, allowed: bool, values: dict[str, Any]) -> None:
    """Lock, check and save; what was issued can no longer change."""
    locked: Any = type(record)._base_manager.select_for_update()
    record.refresh_from_db(from_queryset=locked)
    if not allowed:
        raise NotAllowed(_("Only those who give it may change it."))
    if record.status != record.Status.DRAFT:
        raise NotNow(_("It has been issued and can no longer change."))
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=list(values))
