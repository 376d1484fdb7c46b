"""The register of petitions: registering, reading, linking, and opening an identity."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.queries import asked_within
from mingcha.conduct.petitions import actions
from mingcha.conduct.petitions.forms import LinkForm, PetitionForm, RevealForm
from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.permissions import keeps, may_reveal
from mingcha.conduct.petitions.queries import (
    activities_for,
    likely_repeats,
    open_registers,
    own_registers,
    repeats_of,
)
from mingcha.conduct.petitions.workflow import MERGEABLE, WORKFLOW
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import NotAllowed, NotNow
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.registry.bodies.models import Body


def _petition(request: SignedInRequest, pk: UUID) -> Petition:
    seen = Petition.objects.visible_to(request.user)
    known = seen.select_related(
        "office", "organisation", "inspection__round", "inspection__organisation", "duplicate_of"
    )
    return get_object_or_404(known, pk=pk)


@require_safe
def petition_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    petition = _petition(request, pk)
    user = request.user
    audit.read(petition, by=user)
    kept = keeps(user, petition) and petition.status != Petition.Status.CLOSED
    return record_page(
        request,
        petition,
        "petitions/detail.html",
        workflow=WORKFLOW,
        may_edit=kept,
        may_reveal=petition.has_identity and may_reveal(user, petition),
        likely=likely_repeats(petition, user) if kept and petition.status in MERGEABLE else [],
        repeats=repeats_of(petition, user),
        activities=activities_for(petition, user),
    )


@require_safe
def petition_create(request: SignedInRequest) -> HttpResponse:
    """In which register: that of an inspection, or that of the office."""
    within = asked_within(request.GET.get("within", ""), Inspection)
    inspections = [one for one in open_registers(request.user) if within in (None, one.pk)]
    offices = own_registers(request.user) if within is None else []
    if len(inspections) + len(offices) == 1:
        place = "inspection" if inspections else "office"
        return redirect(f"petitions:create_for_{place}", (inspections or offices)[0].pk)
    context = {"title": _("Register a petition"), "inspections": inspections, "offices": offices}
    return render(request, "petitions/choose.html", context)


@require_http_methods(["GET", "POST"])
def create_for_inspection(request: SignedInRequest, pk: UUID) -> HttpResponse:
    inspection = get_object_or_404(Inspection.objects.working(request.user), pk=pk)
    form = PetitionForm(request.POST or None, user=request.user, inspection=inspection)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        return redirect(actions.register_petition(by=request.user, inspection=inspection, **given))
    return form_page(request, form, title=_("Register a petition"), back=inspection.get_absolute_url())


@require_http_methods(["GET", "POST"])
def create_for_office(request: SignedInRequest, pk: UUID) -> HttpResponse:
    office = get_object_or_404(Body.objects.visible_to(request.user), pk=pk)
    form = PetitionForm(request.POST or None, user=request.user)
    if form.is_bound and form.is_valid():
        return redirect(actions.register_petition(by=request.user, office=office, **form.cleaned_data))
    return form_page(request, form, title=_("Register a petition"), back="/ledgers/petitions/")


@require_http_methods(["GET", "POST"])
def petition_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    petition = _petition(request, pk)
    form = PetitionForm(
        request.POST or None, instance=petition, user=request.user, inspection=petition.inspection
    )
    if form.is_bound and form.is_valid():
        actions.edit_petition(petition, by=request.user, **form.cleaned_data)
        return redirect(petition)
    return form_page(request, form, title=petition.number, back=petition.get_absolute_url())


@require_http_methods(["GET", "POST"])
def link_activities(request: SignedInRequest, pk: UUID) -> HttpResponse:
    petition = _petition(request, pk)
    form = LinkForm(request.POST or None, petition=petition, user=request.user)
    if form.is_bound and form.is_valid():
        actions.link_activities(petition, list(form.cleaned_data["activities"]), by=request.user)
        return redirect(petition)
    return form_page(request, form, title=_("Link activities"), back=petition.get_absolute_url())


@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Who complained: asked for with a reason, shown once, never kept by the browser."""
    petition = _petition(request, pk)
    if not may_reveal(request.user, petition):
        raise NotAllowed(_("Only the team leader and the head of the office may see who complained."))
    if not petition.has_identity:
        raise NotNow(_("No identity is kept with this petition."))
    form = RevealForm(request.POST or None)
    if form.is_bound and form.is_valid():
        identity = actions.reveal_complainant(petition, by=request.user, reason=form.cleaned_data["reason"])
        context = {"title": petition.number, "petition": petition, "identity": identity}
        return render(request, "petitions/revealed.html", context)
    title = _("Who complained")
    return form_page(request, form, title=title, submit=_("Show once"), back=petition.get_absolute_url())


@require_http_methods(["GET", "POST"])
def merge_with(request: SignedInRequest, pk: UUID, original: UUID) -> HttpResponse:
    """Merge with a likely original, from the list of suggestions."""
    petition = _petition(request, pk)
    first = _petition(request, original)
    if request.method == "POST":
        actions.merge_petition(petition, first, by=request.user)
        messages.success(request, _("Merged into %(number)s.") % {"number": first.number})
        return redirect(petition)
    context = {"title": _("Merge as a duplicate"), "petition": petition, "original": first}
    return render(request, "petitions/merge.html", context)
