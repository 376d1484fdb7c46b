"""A paper from another level."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import record_page
from mingcha.oversee.levels.models import LevelPaper


@require_safe
def paper(request: SignedInRequest, pk: UUID) -> HttpResponse:
    seen = LevelPaper.objects.visible_to(request.user).select_related("office")
    return record_page(request, get_object_or_404(seen, pk=pk), "levels/paper.html")
