"""Drawing up, handing out and checking papers."""

import io
import uuid
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation.documents import actions, registry
from mingcha.foundation.documents.check import validate
from mingcha.foundation.documents.forms import CheckForm
from mingcha.foundation.documents.models import IssuedDocument
from mingcha.foundation.files.models import files_open_to
from mingcha.foundation.requests import SignedInRequest


@require_POST
def draw_up(request: SignedInRequest, label: str, pk: uuid.UUID, template: str) -> HttpResponse:
    """Back to the record, where the new paper is listed."""
    if registry.find(label, template) is None:
        raise Http404
    record = get_object_or_404(files_open_to(apps.get_model(label), request.user), pk=pk)
    made = actions.draw_up(template, record, by=request.user)
    messages.success(request, _("“%(document)s” is drawn up.") % {"document": made})
    return redirect(record)


@require_safe
def download(request: SignedInRequest, pk: uuid.UUID, form: str) -> FileResponse:
    document = get_object_or_404(IssuedDocument.objects.visible_to(request.user), pk=pk)
    stored, content = actions.release(document, form, by=request.user)
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=stored.name)


@require_http_methods(["GET", "POST"])
def check(request: SignedInRequest) -> HttpResponse:
    """Read an uploaded .docx against the national format; nothing is kept."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            upload: Any = request.FILES["document"]
            context |= {"checked": upload.name, "faults": validate(form.cleaned_data["document"])}
        else:
            status = 422
    return render(request, "documents/check.html", context, status=status)
