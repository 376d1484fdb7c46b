"""The pages of terms and of coverage. The lists are the ledgers `terms` and `scope`."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui import charts
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.terms import actions
from mingcha.prepare.terms.forms import EditTermForm, SnapshotForm, TermForm
from mingcha.prepare.terms.models import Term
from mingcha.prepare.terms.permissions import may_create_any, may_keep, sees_coverage
from mingcha.prepare.terms.queries import Coverage, coverage
from mingcha.prepare.terms.workflow import WORKFLOW

asks = require_http_methods(["GET", "POST"])


def _get_term(request: SignedInRequest, pk: uuid.UUID) -> Term:
    return get_object_or_404(Term.objects.visible_to(request.user).select_related("office"), pk=pk)


def _get_own(request: SignedInRequest, pk: uuid.UUID) -> Term:
    term = _get_term(request, pk)
    if not may_keep(request.user, term):
        raise NotAllowed(_("Only the office's staff keep its terms."))
    return term


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    term = _get_term(request, pk)
    context = {
        "keeps": may_keep(request.user, term) and term.status != Term.Status.CLOSED,
        "snapshots": term.snapshots.select_related("by"),
        "coverage": coverage(term, request.user),
    }
    return record_page(request, term, "terms/detail.html", workflow=WORKFLOW, **context)


@asks
def create(request: SignedInRequest) -> HttpResponse:
    if not may_create_any(request.user):
        raise NotAllowed(_("Only the office's staff keep its terms."))
    form = TermForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.create_term(by=request.user, **form.cleaned_data))
    return form_page(request, form, title=_("New term"), back=ledger_url("terms"))


@asks
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    term = _get_own(request, pk)
    form = EditTermForm(request.POST or None, instance=Term.objects.get(pk=pk), user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.edit_term(term, by=request.user, **form.cleaned_data)
        return redirect(term)
    return form_page(request, form, title=_("Edit term"), back=term.get_absolute_url())


@asks
def take_snapshot(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    term = _get_own(request, pk)
    form = SnapshotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        taken = actions.take_snapshot(term, by=request.user, **form.cleaned_data)
        count = taken.entries.count()
        messages.success(request, _("%(count)s organisations are in scope.") % {"count": count})
        return redirect(term)
    title, back = _("Take the scope"), term.get_absolute_url()
    return form_page(request, form, title=title, submit=_("Take the scope"), back=back)


@require_safe
def coverage_page(request: SignedInRequest) -> HttpResponse:
    if not sees_coverage(request.user):
        raise NotAllowed(_("Coverage is for offices, leading groups and committees."))
    terms = list(
        Term.objects.visible_to(request.user).select_related("office").order_by("office", "-starts_on")
    )
    own = rights_of(request.user).own_offices
    terms.sort(key=lambda each: each.office_id not in own)  # one's own office first
    term = _chosen(terms, request.GET.get("term", ""))
    on = _day(request.GET.get("on", ""))
    found = coverage(term, request.user, on) if term else None
    context: dict[str, Any] = {"title": _("Coverage"), "terms": terms, "term": term, "coverage": found}
    if found and found.snapshot:
        context |= {
            "chart": _chart(found),
            "left_url": _ledger(found),
            "ledger": _ledger(found, entered=None),
        }
    return render(request, "terms/coverage.html", context)


def _chosen(terms: list[Term], key: str) -> Term | None:
    """The term asked for; else the current one, first of those one sees."""
    asked = next((term for term in terms if str(term.pk) == key), None)
    current = next((term for term in terms if term.status == Term.Status.CURRENT), None)
    return asked or current or (terms[0] if terms else None)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _ledger(found: Coverage, entered: bool | None = False, **filters: Any) -> str:
    """The organisations counted, in the ledger."""
    return ledger_url("scope", within=found.snapshot, entered=entered, **filters)


def _chart(found: Coverage) -> charts.Option:
    """Inspected and left, by sector; each bar opens its organisations."""
    rows = found.sectors
    labels = [row.sector_label for row in rows]
    done = [
        (row.sector_label, float(row.concluded), _ledger(found, None, concluded=True, sector=row.sector))
        for row in rows
    ]
    going = [
        (
            row.sector_label,
            float(row.entered - row.concluded),
            _ledger(found, True, concluded=False, sector=row.sector),
        )
        for row in rows
    ]
    left = [(row.sector_label, float(row.left), _ledger(found, False, sector=row.sector)) for row in rows]
    series = [(_("Fed back"), done), (_("Entered, not fed back"), going), (_("Not yet inspected"), left)]
    return charts.many(labels, series, stack=True)
