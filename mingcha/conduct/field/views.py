"""A field edition's page, and where an inspection shows its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.conduct.field.models import Edition
from mingcha.conduct.field.permissions import makes_editions
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import Panel, record_page


@require_safe
def edition_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    seen = Edition.objects.visible_to(request.user).select_related(
        "inspection", "channel", "made_by", "office"
    )
    edition = get_object_or_404(seen, pk=pk)
    packages = edition.channel.packages.select_related("by", "channel")[:20]
    return record_page(request, edition, "field/edition.html", channel=edition.channel, packages=packages)


def panels_for(request: SignedInRequest, record: Any) -> Iterable[Panel]:
    """An inspection names the laptops that its team works on."""
    if not isinstance(record, Inspection) or not makes_editions(request.user, record):
        return
    editions = list(Edition.objects.visible_to(request.user).filter(inspection=record))
    if editions:
        yield Panel("editions", _("Field editions"), "field/_panel.html", {"editions": editions})
