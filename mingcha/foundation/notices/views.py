"""One's own notices."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mingcha.foundation.notices import actions
from mingcha.foundation.notices.models import Notice
from mingcha.foundation.requests import SignedInRequest


@require_safe
def notice_list(request: SignedInRequest) -> HttpResponse:
    notices = Notice.objects.visible_to(request.user)
    page = Paginator(notices, 50).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page})


@require_POST
def read(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Mark one read and go to what it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.mark_read(Notice.objects.filter(pk=pk), by=request.user)
    return redirect(notice.url or "notices:list")


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    actions.mark_read(Notice.objects.all(), by=request.user)
    return redirect("notices:list")
