"""Finding what an address names, among what the person may see."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from mingcha.analyse.datasets.models import Dataset, Load, Version
from mingcha.foundation.requests import SignedInRequest
from mingcha.prepare.rounds.models import Round


def get_dataset(request: SignedInRequest, pk: UUID) -> Dataset:
    seen = Dataset.objects.visible_to(request.user).select_related("office", "made_by", "destroyed_by")
    return get_object_or_404(seen, pk=pk)


def get_version(request: SignedInRequest, pk: UUID) -> Version:
    seen = Version.objects.visible_to(request.user).select_related("dataset__office", "loaded_by")
    return get_object_or_404(seen, pk=pk)


def get_load(request: SignedInRequest, pk: UUID) -> Load:
    return get_object_or_404(Load.objects.visible_to(request.user).select_related("dataset"), pk=pk)


def round_within(request: SignedInRequest) -> Round | None:
    """The round that a list was limited to when its “new” button was pressed."""
    label, _colon, key = request.GET.get("within", "").partition(":")
    if label.lower() != Round._meta.label_lower:
        return None
    try:
        return Round.objects.visible_to(request.user).filter(pk=UUID(key)).first()
    except ValueError:
        return None
