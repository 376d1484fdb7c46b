"""Packages: bringing, taking in, taking away; receipts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.actions.bringing import bring
from mingcha.foundation.exchange.forms import BringForm
from mingcha.foundation.exchange.kinds import find
from mingcha.foundation.exchange.models import Package
from mingcha.foundation.exchange.permissions import exchanges
from mingcha.foundation.exchange.places import place_of
from mingcha.foundation.exchange.tasks import TAKE_IN
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page

AT_ONCE = 1000  # records that are taken in while the person waits


def get_package(request: SignedInRequest, pk: UUID) -> Package:
    seen = Package.objects.visible_to(request.user).select_related("channel", "by")
    return get_object_or_404(seen, pk=pk)


@require_http_methods(["GET", "POST"])
def package_bring(request: SignedInRequest) -> HttpResponse:
    """A file from the other side: it is verified at once; nothing is taken in yet."""
    if not exchanges(request.user):
        raise NotAllowed(_("Only offices and teams with a channel bring packages."))
    form = BringForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            brought = bring(upload.file, name=upload.name, by=request.user)
            if brought.told:
                messages.success(request, brought.told)
            return redirect(brought.package or brought.url)
        except (Invalid, NotNow) as refusal:
            form.add_error("file", str(refusal))
    title, back = _("Bring a package or a receipt"), ledger_url("packages")
    return form_page(request, form, title=title, submit=_("Verify"), back=back)


@require_safe
def package_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    package = get_package(request, pk)
    context: dict[str, Any] = {
        "lines": [
            (_title(name), count, package.changed.get(name)) for name, count in sorted(package.kinds.items())
        ],
        "may_take_in": package.outcome == Package.Outcome.VERIFIED,
        "may_fetch": not package.is_received and place_of(package).exists(),
        "has_receipt": bool(package.channel and package.is_received)
        and package.outcome in (Package.Outcome.APPLIED, Package.Outcome.REFUSED),
    }
    return record_page(request, package, "exchange/package.html", **context)


def _title(name: str) -> str:
    kind = find(name)
    return str(kind.title) if kind else name


@require_POST
def package_take_in(request: SignedInRequest, pk: UUID) -> HttpResponse:
    package = get_package(request, pk)
    if package.records > AT_ONCE or package.files:
        title = _("Take in %(package)s") % {"package": package}
        return redirect(jobs.enqueue(TAKE_IN, title=title, by=request.user, package=str(package.pk)))
    package = actions.apply_package(package, by=request.user)
    if package.outcome == Package.Outcome.APPLIED:
        messages.success(request, _("The package was taken in. Give the receipt to the other side."))
    return redirect(package)


@require_safe
def package_fetch(request: SignedInRequest, pk: UUID) -> FileResponse:
    package = get_package(request, pk)
    place = actions.release_package(package, by=request.user)
    return FileResponse(place.open("rb"), as_attachment=True, filename=package.file_name)


@require_safe
def package_receipt(request: SignedInRequest, pk: UUID) -> HttpResponse:
    package = get_package(request, pk)
    response = HttpResponse(actions.write_receipt(package, by=request.user), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{package.number:06}.json"'
    return response
