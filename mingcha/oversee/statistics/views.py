"""The pages of figures and of charts. Both take their scope from the address."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.oversee.statistics.forms import ScopeForm
from mingcha.oversee.statistics.permissions import reads_figures
from mingcha.oversee.statistics.queries import figures as queries
from mingcha.oversee.statistics.queries.charts import drawn


def _form(request: SignedInRequest) -> ScopeForm:
    if not reads_figures(request.user):
        raise NotAllowed(_("Statistics are for offices and leading groups."))
    return ScopeForm(request.GET, user=request.user)


@require_safe
def figures_page(request: SignedInRequest) -> HttpResponse:
    form = _form(request)
    context: dict[str, Any] = {"title": _("Statistics"), "form": form, "query": request.GET.urlencode()}
    if form.is_valid():
        scope, by = form.scope(), form.cleaned_data["by"]
        told = queries.all_figures(scope, request.user)
        context |= {
            "headlines": [told[code] for code in queries.HEADLINES if code in told],
            "sections": queries.in_sections(told),
            "checks": queries.checks(told),
            "comparison": queries.comparison(scope, request.user, by, told) if by else None,
            "by": form.label_of(by),
        }
    return render(request, "statistics/figures.html", context)


@require_safe
def charts_page(request: SignedInRequest) -> HttpResponse:
    form = _form(request)
    charts = drawn(form.scope(), request.user) if form.is_valid() else []
    context = {"title": _("Charts"), "form": form, "query": request.GET.urlencode()}
    return render(request, "statistics/charts.html", context | {"charts": charts})
