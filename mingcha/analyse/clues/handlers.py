"""A run has its hits: raise the clues."""

from typing import Any

from django.dispatch import receiver

from mingcha.analyse.clues.actions import raise_clues
from mingcha.analyse.supervision.evaluation import Hit
from mingcha.analyse.supervision.models import Run
from mingcha.analyse.supervision.signals import run_finished


@receiver(run_finished)
def on_run_finished(sender: Any, *, run: Run, hits: list[Hit], **more: Any) -> None:
    raise_clues(run, hits)
