"""What each organisation weighs in a term, and what that is made of."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page
from mingcha.prepare.schedule.actions import weighing
from mingcha.prepare.schedule.forms import EmphasisForm, WeightsForm
from mingcha.prepare.schedule.permissions import may_plan_term
from mingcha.prepare.schedule.queries.priorities import COMPONENTS, Point, in_order, weights_of
from mingcha.prepare.schedule.queries.scope import scope_of
from mingcha.prepare.schedule.views.loading import asks, get_term, own_term
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.organisations.models import Organisation

ON_A_PAGE = 50


@require_safe
def priorities(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """All of the scope, the most urgent first; each number opens the rows it was counted from."""
    term = get_term(request, pk)
    organisations = list(Organisation.objects.filter(pk__in=scope_of(term).values("organisation")))
    recused = rights_of(request.user).recused_organisations
    ordered = [pair for pair in in_order(term, organisations) if pair[0].pk not in recused]
    chosen = request.GET.get("organisation", "")
    if chosen:
        ordered = [pair for pair in ordered if str(pair[0].pk) == chosen]
    page = Paginator(ordered, ON_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "title": _("Priorities of “%(term)s”") % {"term": term},
        "term": term,
        "keeps": may_plan_term(request.user, term) and term.status != "closed",
        "components": COMPONENTS,
        "weighing": weights_of(term),
        "versions": term.priority_rules.select_related("by"),
        "page": page,
        "rows": [(one, priority.value, list(_cells(one, priority.points))) for one, priority in page],
        "chosen": chosen,
    }
    return render(request, "schedule/priorities.html", context)


def _cells(one: Organisation, points: tuple[Point, ...]) -> Iterator[tuple[Point, str]]:
    for point in points:
        opens = point.ledger and point.value
        yield point, ledger_url(point.ledger, within=one, **point.filters) if opens else ""


def _back(pk: uuid.UUID) -> str:
    return reverse("schedule:priorities", args=[pk])


@asks
def set_weights(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    term = own_term(request, pk)
    form = WeightsForm(request.POST or None, of=term)
    if request.method == "POST" and form.is_valid():
        given = {"weights": form.weights, "full_at": form.full_at, "reason": form.cleaned_data["reason"]}
        weighing.set_weights(term, by=request.user, **given)
        messages.success(request, _("The new weights count from now; proposals made earlier keep theirs."))
        return redirect(_back(pk))
    return form_page(request, form, title=_("Weights of priority"), back=_back(pk))


@asks
def emphasise(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    term = own_term(request, pk)
    form = EmphasisForm(request.POST or None, of=term, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        weighing.emphasise(term, given.pop("organisation"), by=request.user, **given)
        return redirect(_back(pk))
    return form_page(request, form, title=_("Concentration of power"), back=_back(pk))
