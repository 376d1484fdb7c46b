"""Pages of the use made of results. The simple entries share three pages."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.conduct.findings.models import Finding
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.resolve.results import actions
from mingcha.resolve.results.forms import ENTRIES, GatherForm, SuggestionForm, entry_form
from mingcha.resolve.results.models import CommonProblem, Suggestion
from mingcha.resolve.results.permissions import drafts, drafts_suggestions, keeps_for, keeps_somewhere
from mingcha.resolve.results.workflow import WORKFLOW

LISTS = {
    "supervisionact": "supervision_acts",
    "appointmentcorrection": "corrections",
    "commonproblem": "common_problems",
    "circular": "circulars",
    "accountability": "accountability",
}


def _model(kind: str) -> Any:
    if kind not in ENTRIES:
        raise Http404
    return ENTRIES[kind][0]


def _get_entry(request: SignedInRequest, kind: str, pk: uuid.UUID) -> Any:
    visible = _model(kind).objects.visible_to(request.user)
    related = ("office", "body", "round", "inspection__round", "inspection__organisation", "organisation")
    return get_object_or_404(visible.select_related(*related, "made_by"), pk=pk)


@require_safe
def entry(request: SignedInRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    found = _get_entry(request, kind, pk)
    fields = [found._meta.get_field(name) for name in ENTRIES[kind][1]]
    facts = [(field.verbose_name, _shown(found, field.name)) for field in fields if field.name != "text"]
    findings = Finding.objects.none()
    if isinstance(found, CommonProblem):
        findings = Finding.objects.visible_to(request.user).filter(common_problems=found)
    return record_page(
        request,
        found,
        "results/entry.html",
        kind=kind,
        facts=facts,
        findings=findings.select_related("organisation"),
        gathers=isinstance(found, CommonProblem),
        may_change=keeps_for(request.user, found.office_id, found.body_id),
    )


def _shown(record: Any, name: str) -> Any:
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    return _("Yes") if value is True else _("No") if value is False else value


@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest, kind: str) -> HttpResponse:
    model = _model(kind)
    if not keeps_somewhere(request.user):
        raise NotAllowed(_("Entries are kept by the office and the bodies that supervise rectification."))
    form = entry_form(kind)(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.keep(model, by=request.user, **form.cleaned_data))
    title = _("New entry: %(kind)s") % {"kind": model._meta.verbose_name}
    return form_page(request, form, title=title, back=f"/ledgers/{LISTS[kind]}/")


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    found = _get_entry(request, kind, pk)
    if not keeps_for(request.user, found.office_id, found.body_id):
        raise NotAllowed(_("Entries are kept by the office and the bodies that supervise rectification."))
    form = entry_form(kind)(request.POST or None, user=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_entry(found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return form_page(request, form, title=_("Correct the entry"), back=found.get_absolute_url())


@require_http_methods(["GET", "POST"])
def gather(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    problem: Any = get_object_or_404(CommonProblem.objects.visible_to(request.user), pk=pk)
    if not keeps_for(request.user, problem.office_id, problem.body_id):
        raise NotAllowed(_("Entries are kept by the office and the bodies that supervise rectification."))
    initial = {"findings": problem.findings.all()}
    form = GatherForm(request.POST or None, user=request.user, problem=problem, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.gather_findings(problem, list(form.cleaned_data["findings"]), by=request.user)
        return redirect(problem)
    return form_page(request, form, title=_("Findings behind the problem"), back=problem.get_absolute_url())


def _get_suggestion(request: SignedInRequest, pk: uuid.UUID) -> Suggestion:
    visible = Suggestion.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("office", "to_body", "round", "problem", "made_by"), pk=pk
    )


@require_safe
def suggestion(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_suggestion(request, pk)
    own = drafts(request.user, found)
    return record_page(
        request,
        found,
        "results/suggestion.html",
        workflow=WORKFLOW,
        from_inside=own,
        may_change=own and found.status == Suggestion.Status.DRAFT,
    )


@require_http_methods(["GET", "POST"])
def draft(request: SignedInRequest) -> HttpResponse:
    if not drafts_suggestions(request.user):
        raise NotAllowed(_("Only the office drafts suggestions."))
    form = SuggestionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        return redirect(actions.draft_suggestion(fields.pop("office"), by=request.user, **fields))
    return form_page(request, form, title=_("Draft a suggestion"), back="/ledgers/suggestions/")


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_suggestion(request, pk)
    if not drafts(request.user, found):
        raise NotAllowed(_("Only the office drafts suggestions."))
    form = SuggestionForm(request.POST or None, user=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_suggestion(found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return form_page(request, form, title=_("Change the suggestion"), back=found.get_absolute_url())
