"""Handing out attached files, to whoever may see the record they belong to."""

import uuid

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from mingcha.foundation.files.actions import release
from mingcha.foundation.files.models import Attachment
from mingcha.foundation.requests import SignedInRequest


@require_safe
def download(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse | FileResponse:
    """The file, as a download, never run or shown in our own pages."""
    attachment = get_object_or_404(Attachment.objects.select_related("file"), pk=pk)
    if attachment.subject_visible_to(request.user) is None:
        raise Http404
    stored = release(attachment, by=request.user)
    return FileResponse(stored.content.open(), as_attachment=True, filename=stored.name)
