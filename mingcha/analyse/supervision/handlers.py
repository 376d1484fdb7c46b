"""The page of a data set asks which models work on tables of its contract."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from mingcha.analyse.datasets.signals import using
from mingcha.analyse.supervision.library.catalogue import MODELS


@receiver(using)
def models_using(sender: Any, *, contract: str, **more: Any) -> list[tuple[str, str]]:
    """Those of the library, by code; an office's own models are shown with their data sets."""
    found = [model for model in MODELS.values() if contract in {one.name for one in model.inputs.values()}]
    return [(str(model), reverse("supervision:model", args=[model.code])) for model in found]
