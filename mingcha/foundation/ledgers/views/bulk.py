"""One move on many rows: first what it would do, then doing it."""

from typing import Any

from django.forms import modelform_factory
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingcha.foundation.ledgers.bulk import Preview, preview
from mingcha.foundation.ledgers.declaration import Bulk
from mingcha.foundation.ledgers.forms import BulkForm
from mingcha.foundation.ledgers.selection import Selection
from mingcha.foundation.ledgers.views.common import get_selection
from mingcha.foundation.requests import SignedInRequest


def _find(selection: Selection, move: str, request: SignedInRequest) -> Bulk:
    found = next((one for one in selection.ledger.bulk if one.name == move), None)
    if found is None or not found.who(request.user):
        raise Http404
    return found


@require_POST
def bulk(request: SignedInRequest, name: str, move: str) -> HttpResponse:
    """Without `confirm` the preview; with it the move, and what became of each row."""
    selection = get_selection(request, name)
    found = preview(
        selection, _find(selection, move, request), request.POST.getlist("row"), "all" in request.POST
    )
    confirmed = "confirm" in request.POST
    forms = _forms(found.bulk, request.POST if confirmed else None)
    if not confirmed or any(form.errors for form in forms):
        return _page(request, "ledgers/bulk.html", found, 422 if confirmed else 200, forms=forms)
    asked, *own = [form.cleaned_data for form in forms]
    outcome = found.perform(
        by=request.user, **asked, **{key: value for each in own for key, value in each.items()}
    )
    return _page(request, "ledgers/bulk_done.html", found, 200, outcome=outcome)


def _forms(bulk: Bulk, data: Any) -> list[Any]:
    """The day and the reason, and what the move itself needs: its own form, or its fields of the model."""
    own = bulk.form
    if own is None and bulk.row.fields:
        own = modelform_factory(bulk.workflow.model, fields=bulk.row.fields)
    return [BulkForm(bulk.row.note, data), *([own(data)] if own else [])]


def _page(
    request: SignedInRequest, template: str, found: Preview, status: int, **context: Any
) -> HttpResponse:
    kept = str(found.selection.kept())
    back = reverse("ledgers:list", args=[found.selection.ledger.name]) + (f"?{kept}" if kept else "?view=all")
    filled = {"preview": found, "title": str(found.bulk.row), "back": back, **context}
    return render(request, template, filled, status=status)
