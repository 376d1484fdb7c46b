"""Excel in: template, upload, preview, import."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.foundation.ledgers import uploads, workbooks
from mingcha.foundation.ledgers.forms import UploadForm
from mingcha.foundation.ledgers.models import Upload
from mingcha.foundation.ledgers.params import Params
from mingcha.foundation.ledgers.selection import Selection
from mingcha.foundation.ledgers.sheets import Unreadable
from mingcha.foundation.ledgers.views.common import get_selection, selection_within
from mingcha.foundation.refusals import Refusal
from mingcha.foundation.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
def start(request: SignedInRequest, name: str) -> HttpResponse:
    """Download the template, upload it filled in."""
    selection = get_selection(request, name)
    uploads.importer_of(selection)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            upload = uploads.keep_upload(
                selection, given["file"], existing=given["existing"], by=request.user
            )
            return redirect(upload)
        except Unreadable as error:
            form.add_error("file", str(error))
    return _page(request, "ledgers/import.html", selection, form=form, status=422 if form.is_bound else 200)


@require_safe
def template(request: SignedInRequest, name: str) -> FileResponse:
    selection = get_selection(request, name)
    importer = uploads.importer_of(selection)
    content = workbooks.template(selection.ledger, importer, uploads.context_of(selection))
    filename = _("%(ledger)s template.xlsx") % {"ledger": selection.ledger.title}
    return FileResponse(content, as_attachment=True, filename=filename)


def _get_upload(request: SignedInRequest, name: str, pk: uuid.UUID) -> tuple[Upload, Selection]:
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk, ledger=name)
    return upload, selection_within(name, upload.within, request.user)


@require_http_methods(["GET", "POST"])
def preview(request: SignedInRequest, name: str, pk: uuid.UUID) -> HttpResponse:
    """What the file would do; POST does exactly that."""
    upload, selection = _get_upload(request, name, pk)
    if request.method != "POST":
        return _preview_page(request, upload, selection)
    try:
        outcome = uploads.import_upload(selection, upload, by=request.user)
    except Refusal as refusal:
        upload.refresh_from_db()
        return _preview_page(request, upload, selection, str(refusal), refusal.status_code)
    counts = {"created": outcome.created, "updated": outcome.updated, "skipped": outcome.skipped}
    messages.success(
        request, _("%(created)s new, %(updated)s changed, %(skipped)s left as they were.") % counts
    )
    return redirect(_back(selection))


def _preview_page(
    request: SignedInRequest, upload: Upload, selection: Selection, refusal: str = "", status: int = 200
) -> HttpResponse:
    form = UploadForm(initial={"existing": upload.existing})
    context = {"upload": upload, "report": upload.report, "form": form, "refusal": refusal}
    return _page(request, "ledgers/preview.html", selection, status=status, **context)


@require_safe
def marked(request: SignedInRequest, name: str, pk: uuid.UUID) -> FileResponse:
    """The uploaded file with its faults in red."""
    upload, selection = _get_upload(request, name, pk)
    plan = uploads.plan_again(selection, upload)
    filename = _("%(name)s, marked.xlsx") % {"name": upload.name.rpartition(".")[0] or upload.name}
    return FileResponse(workbooks.marked(plan.sheet), as_attachment=True, filename=filename)


def _back(selection: Selection) -> str:
    query = str(selection.params.only({"within"}))
    return reverse("ledgers:list", args=[selection.ledger.name]) + (f"?{query}" if query else "?view=all")


def _page(
    request: SignedInRequest, template: str, selection: Selection, *, status: int, **context: Any
) -> HttpResponse:
    filled = {
        "selection": selection,
        "ledger": selection.ledger,
        "title": _("Import: %(ledger)s") % {"ledger": selection.ledger.title},
        "within": str(Params(tuple(pair for pair in selection.params if pair[0] == "within"))),
        "back": _back(selection),
        **context,
    }
    return render(request, template, filled, status=status)
