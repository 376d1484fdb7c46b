"""Field editions: making one, its page, carrying it away, and where an inspection shows its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.conduct.field import actions
from mingcha.conduct.field.forms import EditionForm
from mingcha.conduct.field.models import Edition
from mingcha.conduct.field.permissions import makes_editions
from mingcha.conduct.field.shelf import kept_at, packed_at
from mingcha.conduct.field.tasks import PACK
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import Panel, form_page, record_page


def get_edition(request: SignedInRequest, pk: UUID) -> Edition:
    seen = Edition.objects.visible_to(request.user).select_related(
        "inspection__organisation", "inspection__round", "channel", "made_by", "office"
    )
    return get_object_or_404(seen, pk=pk)


@require_safe
def edition_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    edition = get_edition(request, pk)
    packages = edition.channel.packages.select_related("by", "channel")[:20]
    hands_out = makes_editions(request.user, edition.inspection) and edition.wiped_on is None
    context: dict[str, Any] = {
        "may_fetch": hands_out and packed_at(edition).exists(),
        "may_pack": hands_out and kept_at(edition).exists() and not packed_at(edition).exists(),
    }
    return record_page(
        request, edition, "field/edition.html", channel=edition.channel, packages=packages, **context
    )


@require_http_methods(["GET", "POST"])
def edition_create(request: SignedInRequest, inspection: UUID) -> HttpResponse:
    """A passphrase, then the working copy is packed in the background."""
    found = get_object_or_404(Inspection.objects.visible_to(request.user), pk=inspection)
    actions.refuse_outsider(found, request.user)
    form = EditionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        edition = actions.begin_edition(
            found, passphrase=given["passphrase"], suite=given["suite"], by=request.user
        )
        return _packing(request, edition)
    title = _("Make a field edition")
    return form_page(request, form, title=title, submit=title, back=found.get_absolute_url())


@require_POST
def edition_pack(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Again, where packing was stopped or failed."""
    edition = get_edition(request, pk)
    actions.refuse_outsider(edition.inspection, request.user)
    return _packing(request, edition)


def _packing(request: SignedInRequest, edition: Edition) -> HttpResponse:
    title = _("Pack the field edition %(edition)s") % {"edition": edition}
    return redirect(jobs.enqueue(PACK, title=title, by=request.user, edition=str(edition.pk)))


@require_safe
def edition_fetch(request: SignedInRequest, pk: UUID) -> FileResponse:
    """The packed edition, to be carried to the laptop."""
    edition = get_edition(request, pk)
    packed = actions.hand_out(edition, by=request.user)
    name = _("field edition %(on)s.zip") % {"on": edition.made_on.isoformat()}
    return FileResponse(packed.open("rb"), as_attachment=True, filename=name)


def panels_for(request: SignedInRequest, record: Any) -> Iterable[Panel]:
    """An inspection names the laptops that its team works on, and leads to a new one."""
    if not isinstance(record, Inspection) or not makes_editions(request.user, record):
        return
    editions = list(Edition.objects.visible_to(request.user).filter(inspection=record))
    may_make = record.archived_on is None
    if editions or may_make:
        context = {"editions": editions, "may_make": may_make, "inspection": record}
        yield Panel("editions", _("Field editions"), "field/_panel.html", context)
