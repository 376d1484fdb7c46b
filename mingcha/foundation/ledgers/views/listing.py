"""The list itself, its options as one types, and its copy as a workbook."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from mingcha.foundation.ledgers import exporting
from mingcha.foundation.ledgers.actions import export_later, note_export, note_listing
from mingcha.foundation.ledgers.columns import Reference
from mingcha.foundation.ledgers.forms import ViewForm
from mingcha.foundation.ledgers.params import Params
from mingcha.foundation.ledgers.queries import default_view, views_of
from mingcha.foundation.ledgers.rows import Listing
from mingcha.foundation.ledgers.views.common import get_ledger, get_selection
from mingcha.foundation.requests import SignedInRequest


@require_safe
@vary_on_headers("HX-Request")
def listing(request: SignedInRequest, name: str) -> HttpResponse:
    """The list; only its changing part where htmx asks for it."""
    selection = get_selection(request, name)
    if not request.META.get("QUERY_STRING") and (first := default_view(selection.ledger, request.user)):
        return redirect(first)
    listing = Listing(selection, panel=bool(selection.params.get("panel")))
    if request.htmx and not request.htmx.history_restore_request and not request.htmx.boosted:
        template = "ledgers/_panel.html" if listing.panel else "ledgers/_list.html"
    else:
        template, listing.panel = "ledgers/list.html", False
    context: dict[str, Any] = {
        "listing": listing,
        "title": selection.ledger.title,
        "view_form": ViewForm(request.user),
    }
    if not listing.panel:
        context["saved"] = views_of(selection.ledger, request.user)
        context["current_view"] = selection.params.get("view")
    note_listing(selection, len(listing.lines), by=request.user)
    response = render(request, template, context)
    if request.htmx and not listing.panel:
        response["HX-Push-Url"] = listing.own_address
    return response


@require_safe
def options(request: SignedInRequest, name: str, column: str) -> HttpResponse:
    """The records a reference filter offers for what was typed so far."""
    found = get_ledger(name, request.user).column(column)
    if not isinstance(found, Reference) or not found.filterable:
        raise Http404
    params = Params.parse(request.META.get("QUERY_STRING", ""))
    chosen = found.chosen(params, request.user)
    offered = found.suggestions(params.get(f"{column}_typed").strip(), request.user)
    context = {"column": found, "chosen": chosen, "options": [one for one in offered if one not in chosen]}
    return render(request, "ledgers/_options.html", context)


@require_POST
def export(request: SignedInRequest, name: str) -> HttpResponse | FileResponse:
    """Exactly the rows and columns of this address, in its order, as a workbook; a long one by a job."""
    selection = get_selection(request, name)
    exporting.refuse_too_many(selection)
    if exporting.takes_long(selection):
        return redirect(export_later(selection, by=request.user))
    content, rows = exporting.workbook(selection)
    note_export(selection, rows, by=request.user)
    filename = f"{selection.ledger.title} {timezone.localdate():%Y%m%d}.xlsx"
    messages.success(request, _("%(rows)s rows were exported.") % {"rows": f"{rows:,}"})
    return FileResponse(content, as_attachment=True, filename=filename)
