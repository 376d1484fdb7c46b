"""Every write to rounds and tasks."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds import signals
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.rounds.permissions import may_plan
from mingcha.prepare.rounds.queries import offices_within
from mingcha.prepare.rounds.workflow import FOLLOWING, STATIONS, WORKFLOW
from mingcha.registry.bodies.models import Body
from mingcha.registry.organisations.models import Organisation

BEFORE_ENTRY = (*Round.PLANNED, Round.Status.FORMING, Round.Status.READY)
_FLAGS = {Round.Kind.JOINT: "joint", Round.Kind.CROSS: "cross", Round.Kind.UPGRADED: "upgraded"}


@transaction.atomic
def create_round(*, office: Body, by: User, covers: Iterable[Round] = (), **fields: Any) -> Round:
    """A round in draft. It keeps the frame and the rule set it is given here to its end."""
    made = Round(office=office, made_by=by, **fields)
    if not may_plan(by, made):
        raise NotAllowed(_("Only the office's staff plan its rounds."))
    _settle(made)
    made.save(force_insert=True)
    _set_covers(made, covers)
    audit.record("round.create", made, by=by, name=made.name, kind=made.kind, number=made.number)
    return made


@transaction.atomic
def edit_round(in_round: Round, *, by: User, covers: Iterable[Round] | None = None, **fields: Any) -> None:
    """Change the plan of a round that is still being drafted. Frame and rule set stay."""
    _lock_plan(in_round, by)
    if {"frame", "rule_set", "status", "office"} & set(fields):
        raise Invalid(_("A round keeps the frame and the rule set it began with."))
    for name, value in fields.items():
        setattr(in_round, name, value)
    _settle(in_round)
    in_round.save()
    if covers is not None:
        _set_covers(in_round, covers)
    audit.record("round.edit", in_round, by=by, fields=sorted(fields))


def _settle(in_round: Round) -> None:
    """What the kind implies, and the rules of the table."""
    if flag := _FLAGS.get(Round.Kind(in_round.kind)):
        setattr(in_round, flag, True)
    if in_round.term.office_id != in_round.office_id:
        raise Invalid(_("The term belongs to another office."))
    _clean(in_round)


def _set_covers(in_round: Round, covers: Iterable[Round]) -> None:
    covers = list(covers)
    if covers and in_round.kind != Round.Kind.LOOK_BACK:
        raise Invalid(_("Only a look-back looks back on other rounds."))
    if any(other.office_id != in_round.office_id or other.pk == in_round.pk for other in covers):
        raise Invalid(_("A look-back looks back on earlier rounds of the same office."))
    in_round.covers.set(covers)


def _lock_plan(in_round: Round, by: User) -> None:
    """Lock the round; only its office may plan it, and only while it is a draft."""
    in_round.refresh_from_db(from_queryset=Round.objects.select_for_update())
    if not may_plan(by, in_round):
        raise NotAllowed(_("Only the office's staff plan its rounds."))
    if in_round.status != Round.Status.DRAFT:
        raise NotNow(_("The round has been submitted; its plan can no longer change."))


@transaction.atomic
def add_tasks(
    in_round: Round, organisations: Iterable[Organisation], *, by: User, **fields: Any
) -> list[Task]:
    """Put organisations into a draft round. `fields`: mode, counts_to_coverage, entry_on, leave_on."""
    return add_tasks_many(in_round, [{"organisation": one, **fields} for one in organisations], by=by)


@transaction.atomic
def add_tasks_many(in_round: Round, rows: Sequence[dict[str, Any]], *, by: User) -> list[Task]:
    """Many tasks at once. Each row: `organisation`, and any of the fields of `add_tasks`."""
    _lock_plan(in_round, by)
    _refuse_unfit(in_round, [row["organisation"] for row in rows])
    made = [Task(round=in_round, office_id=in_round.office_id, **row) for row in rows]
    for task in made:
        _clean_dates(task)
    Task.objects.bulk_create(made, batch_size=1000)
    audit.record_many(
        "task.add", made, by=by, facts=[{"organisation": str(one.organisation)} for one in made]
    )
    return made


def _refuse_unfit(in_round: Round, organisations: list[Organisation]) -> None:
    within = offices_within(in_round)
    keys = [organisation.pk for organisation in organisations]
    present = set(in_round.tasks.filter(organisation__in=keys).values_list("organisation_id", flat=True))
    seen: set[UUID] = set()
    for organisation in organisations:
        if organisation.pk in present or organisation.pk in seen:
            raise Invalid(_("“%(name)s” is in this round already.") % {"name": organisation})
        if organisation.office_id not in within or not organisation.is_active:
            raise Invalid(
                _("“%(name)s” is not an organisation this round may inspect.") % {"name": organisation}
            )
        seen.add(organisation.pk)


@transaction.atomic
def remove_task(task: Task, *, by: User) -> None:
    """Take an organisation out of a draft round."""
    _lock_plan(task.round, by)
    audit.record("task.remove", task, by=by, organisation=str(task.organisation), round=str(task.round))
    task.delete()


@transaction.atomic
def plan_tasks(in_round: Round, tasks: Sequence[Task], *, by: User, **fields: Any) -> None:
    """Set dates, mode or counting of tasks that no team has entered."""
    in_round.refresh_from_db(from_queryset=Round.objects.select_for_update())
    if not may_plan(by, in_round):
        raise NotAllowed(_("Only the office's staff plan its rounds."))
    if in_round.status not in BEFORE_ENTRY or any(task.entered_on for task in tasks):
        raise NotNow(_("The team has entered; the plan of this task can no longer change."))
    for task in tasks:
        if task.round_id != in_round.pk:
            raise Invalid(_("The task belongs to another round."))
        for name, value in fields.items():
            setattr(task, name, value)
        _clean_dates(task)
    Task.objects.bulk_update(tasks, list(fields), batch_size=500)
    audit.record_many("task.plan", tasks, by=by, facts={name: str(value) for name, value in fields.items()})


@transaction.atomic
def set_team(in_round: Round, tasks: Sequence[Task], team_id: UUID | None, *, by: User) -> None:
    """Write a task's team. Call `teams.actions.assign_team`, which asks the rules of teams first."""
    if in_round.status != Round.Status.FORMING or any(task.entered_on for task in tasks):
        raise NotNow(_("Tasks are given to teams while the teams are being formed."))
    for task in tasks:
        task.team_id = team_id
    Task.objects.bulk_update(tasks, ["team"], batch_size=500)
    audit.record_many("task.assign", tasks, by=by, facts={"team": str(team_id or "")})


def note_entered(task: Task, *, on: date, by: User) -> None:
    """The team has entered. The inspection calls this; the first entry takes the round on site."""
    note_entered_many([task], on=on, by=by)


def note_concluded(task: Task, *, on: date, by: User) -> None:
    """The result was fed back: from now on the coverage is effective. The inspection calls this."""
    note_concluded_many([task], on=on, by=by)


@transaction.atomic
def note_entered_many(tasks: Sequence[Task], *, on: date, by: User) -> None:
    """Several entries on one day."""
    rounds = _lock_rounds(tasks)
    if any(in_round.status not in (Round.Status.READY, Round.Status.ON_SITE) for in_round in rounds):
        raise NotNow(_("The round is not ready for its teams to enter."))
    answers = [answer for _to, answer in signals.entering.send(Task, tasks=tasks) if answer]
    if gaps := [sentence for answer in answers for sentence in answer]:
        raise NotNow(" ".join(gaps))
    _note(tasks, "entered_on", on)
    audit.record_many("task.enter", tasks, by=by, facts={"on": str(on)})
    for in_round in rounds:
        advance_round(in_round, "enter", by=by, on=on)


@transaction.atomic
def note_concluded_many(tasks: Sequence[Task], *, on: date, by: User) -> None:
    """Several conclusions on one day."""
    _lock_rounds(tasks)
    if any(task.entered_on is None or task.entered_on > on for task in tasks):
        raise NotNow(_("An inspection cannot be concluded before it is entered."))
    _note(tasks, "concluded_on", on)
    audit.record_many("task.conclude", tasks, by=by, facts={"on": str(on)})


def _lock_rounds(tasks: Sequence[Task]) -> list[Round]:
    found = Round.objects.select_for_update().filter(pk__in={task.round_id for task in tasks})
    return list(found.order_by("pk"))


def _note(tasks: Sequence[Task], name: str, on: date) -> None:
    for task in tasks:
        setattr(task, name, on)
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(**{name: on})


def advance_round(in_round: Round, move: str, *, by: User, on: date | None = None) -> bool:
    """Follow the inspections: enter, withdraw, decide, feed_back or rectify.

    True if the round moved now, False if it is that far already. Refuses with what is still open.
    """
    if move not in FOLLOWING:
        raise Invalid(_("The inspections cannot move a round in that way."))
    in_round.refresh_from_db()
    target = WORKFLOW.moves[move].target
    if in_round.status in STATIONS and STATIONS.index(in_round.status) >= STATIONS.index(target):
        return False
    WORKFLOW.perform(in_round, move, by=by, on=on)
    return True


@transaction.atomic
def catch_up(in_round: Round, *, by: User, on: date | None = None) -> bool:
    """The office brings the round to where its inspections stand: one move, if they are that far."""
    if not may_plan(by, in_round):
        raise NotAllowed(_("Only the office's staff move its rounds on."))
    if (move := following_move(in_round)) is None:
        raise NotNow(_("The round does not wait for its inspections now."))
    return advance_round(in_round, move, by=by, on=on or timezone.localdate())


def following_move(in_round: Round) -> str | None:
    """The move that waits for the inspections, where the round stands now."""
    return next((name for name in FOLLOWING if in_round.status in WORKFLOW.moves[name].sources), None)


def _clean(record: Round) -> None:
    try:
        record.full_clean()
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from error


def _clean_dates(task: Task) -> None:
    if task.entry_on and task.leave_on and task.leave_on < task.entry_on:
        raise Invalid(_("The team cannot leave before it enters."))
