"""A run has its hits: raise the clues; and what clues tell when priorities are weighed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from mingcha.analyse.clues.actions import raise_clues
from mingcha.analyse.clues.models import Clue
from mingcha.analyse.supervision.evaluation import Hit
from mingcha.analyse.supervision.models import Run
from mingcha.analyse.supervision.signals import run_finished
from mingcha.prepare.schedule.signals import Told, counted, weighing


@receiver(run_finished)
def on_run_finished(sender: Any, *, run: Run, hits: list[Hit], **more: Any) -> None:
    raise_clues(run, hits)


@receiver(weighing, dispatch_uid="clues_about_organisations")
def clues_about_organisations(sender: Any, organisations: Sequence[UUID], **more: Any) -> Told:
    """Clues of each organisation's inspections that were not put aside."""
    rows = Clue.objects.filter(task__organisation__in=organisations).exclude(status=Clue.Status.DISMISSED)
    return counted("clues", rows, "task__organisation_id", "clues")
