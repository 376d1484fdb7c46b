"""What models hear of data sets: which of them work on a contract, and that a data set is destroyed."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from mingcha.analyse.datasets.models import Dataset
from mingcha.analyse.datasets.signals import destroying, using
from mingcha.analyse.supervision import actions
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.foundation.accounts.models import User


@receiver(using)
def models_using(sender: Any, *, contract: str, **more: Any) -> list[tuple[str, str]]:
    """Those of the library, by code; an office's own models are shown with their data sets."""
    found = [model for model in MODELS.values() if contract in {one.name for one in model.inputs.values()}]
    return [(str(model), reverse("supervision:model", args=[model.code])) for model in found]


@receiver(destroying)
def wipe_hits(sender: Any, *, dataset: Dataset, by: User, **more: Any) -> None:
    actions.wipe_hits(dataset, by=by)
