"""What inspections answer when their round asks whether it may move on, and do when its stay is extended."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.utils.translation import ngettext

from mingcha.conduct.inspections.actions import extend_stay
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.inspections.queries import behind
from mingcha.foundation.accounts.models import User
from mingcha.foundation.files.queries import attachments_of
from mingcha.prepare.briefs.signals import showing
from mingcha.prepare.rounds import signals
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.schedule.signals import Told, counted, measuring

Status = Inspection.Status
# How far every inspection of the round must have come before the round makes each move.
REACHED = {
    "withdraw": Status.REPORTING,
    "decide": Status.AWAITING_FEEDBACK,
    "feed_back": Status.FED_BACK,
    "rectify": Status.RECTIFYING,
    "conclude": Status.EVALUATING,
}


def _answer(in_round: Round, status: str) -> str | None:
    count = behind(in_round, status)
    if not count:
        return None
    text = ngettext(
        "%(count)s inspection has not come to “%(status)s” yet.",
        "%(count)s inspections have not come to “%(status)s” yet.",
        count,
    )
    return text % {"count": count, "status": Status(status).label}


@receiver(signals.advancing, dispatch_uid="inspections_have_come_that_far")
def inspections_have_come_that_far(sender: Any, move: str, **given: Any) -> str | None:
    status = REACHED.get(move)
    return _answer(given["round"], status) if status else None


@receiver(signals.archiving, dispatch_uid="inspections_are_archived")
def inspections_are_archived(sender: Any, **given: Any) -> str | None:
    return _answer(given["round"], Status.ARCHIVED)


@receiver(signals.extended, dispatch_uid="inspections_stay_longer")
def inspections_stay_longer(sender: Any, by: User, until: date, **given: Any) -> None:
    extend_stay(given["round"], until, by=by)


@receiver(measuring, dispatch_uid="talks_of_tasks")
def talks_of_tasks(sender: Any, tasks: Sequence[UUID], **given: Any) -> Told:
    """How many talks each inspection held; an inspection has the key of its task."""
    return counted("talks", Activity.objects.talks().filter(inspection__in=tasks), "inspection_id")


@receiver(showing, dispatch_uid="activities_and_files_show_it")
def activities_and_files_show_it(sender: Any, task: Task, user: User, **given: Any) -> list[Any]:
    """What may stand as proof of a checklist item: the inspection's activities and the files on it."""
    inspection = Inspection.objects.working(user).filter(pk=task.pk).first()
    if inspection is None:
        return []
    activities = Activity.objects.visible_to(user).filter(inspection=inspection)
    return [*activities.order_by("kind", "number"), *attachments_of(inspection)]
