"""What two places said of one record, side by side; a person chooses field by field."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.forms import SettleForm
from mingcha.foundation.exchange.merging import REMOVED
from mingcha.foundation.exchange.models import Copy
from mingcha.foundation.exchange.sharing import shared_by_name
from mingcha.foundation.exchange.sides import past_lines, questions
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.foundation.requests import SignedInRequest


@never_cache
@require_http_methods(["GET", "POST"])
def conflict(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Both sides, the last common version, and everything that was ever said; POST writes what was chosen."""
    copy = get_object_or_404(Copy.objects.visible_to(request.user), pk=pk)
    model = shared_by_name(copy.kind).model
    record = get_object_or_404(model.objects.visible_to(request.user), pk=copy.record)
    past = actions.open_past(copy, by=request.user)
    form = SettleForm(request.POST or None, questions=questions(copy, past))
    if form.is_bound and form.is_valid():
        try:
            settled = actions.settle_conflicts(copy, form.chosen, by=request.user)
            messages.success(request, _("Written: %(count)s fields.") % {"count": len(settled)})
            stays = model._base_manager.filter(pk=copy.record).exists()
            return redirect(copy if stays else ledger_url("conflicts", conflicts_min=1))
        except (Invalid, NotNow) as refusal:
            form.add_error(None, str(refusal))
    context: dict[str, Any] = {
        "title": str(record),
        "copy": copy,
        "record_url": record.get_absolute_url(),
        "kind": model._meta.verbose_name,
        "form": form,
        "removed": any(one.name == REMOVED for one in form.questions),
        "lines": past_lines(copy, past),
        "back": ledger_url("conflicts", conflicts_min=1),
    }
    return render(request, "exchange/conflict.html", context, status=422 if form.is_bound else 200)
