"""The pages of organisations and their people. The lists are ledgers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.registry.organisations import actions
from mingcha.registry.organisations.forms import (
    EditOrganisationForm,
    EndForm,
    OrganisationForm,
    PersonForm,
    RepresentativeForm,
)
from mingcha.registry.organisations.models import Division, LeadingPerson, Organisation, Representative
from mingcha.registry.organisations.permissions import manages, may_create
from mingcha.registry.organisations.queries import ancestors_of

asks = require_http_methods(["GET", "POST"])


def _get(request: SignedInRequest, pk: uuid.UUID) -> Organisation:
    seen = Organisation.objects.visible_to(request.user).select_related("office", "division", "parent")
    return get_object_or_404(seen, pk=pk)


def _get_kept(request: SignedInRequest, pk: uuid.UUID) -> Organisation:
    """The organisation, for someone who keeps it."""
    organisation = _get(request, pk)
    _refuse_others(request, organisation)
    return organisation


def _refuse_others(request: SignedInRequest, organisation: Organisation) -> None:
    """Before asking with a form; the actions refuse too."""
    if not manages(request.user, organisation.office_id):
        raise NotAllowed(_("Only the responsible office and the offices above it keep its organisations."))


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    organisation = _get(request, pk)
    context: dict[str, Any] = {
        "ancestors": ancestors_of(organisation, request.user),
        "people": organisation.leading_persons.visible_to(request.user).in_force(),
        "representatives": organisation.representatives.visible_to(request.user)
        .in_force()
        .select_related("user"),
        "keeps": manages(request.user, organisation.office_id),
    }
    return record_page(request, organisation, "organisations/detail.html", **context)


@asks
def create(request: SignedInRequest) -> HttpResponse:
    if not may_create(request.user):
        raise NotAllowed(_("Only people of an inspection office keep organisations."))
    form = OrganisationForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.create_organisation(by=request.user, **form.cleaned_data))
    return form_page(request, form, title=_("New organisation"), back=ledger_url("organisations"))


@asks
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    organisation = _get_kept(request, pk)
    form = EditOrganisationForm(request.POST or None, instance=organisation, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.edit_organisation(organisation, by=request.user, **form.cleaned_data))
    return form_page(request, form, title=_("Edit organisation"), back=organisation.get_absolute_url())


@asks
def appoint(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    organisation = _get_kept(request, pk)
    form = PersonForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        actions.appoint_person(organisation, by=request.user, **form.cleaned_data)
        messages.success(request, _("The leading person is noted."))
        return redirect(organisation)
    title = _("Appoint a leading person of %(organisation)s") % {"organisation": organisation}
    return form_page(request, form, title=title, back=organisation.get_absolute_url())


@asks
def end_person(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    seen = LeadingPerson.objects.visible_to(request.user).select_related("organisation")
    person = get_object_or_404(seen, pk=pk)
    _refuse_others(request, person.organisation)
    form = EndForm(request.POST or None, since=person.since)
    if request.method == "POST" and form.is_valid():
        actions.end_person(person, until=form.cleaned_data["until"], by=request.user)
        return redirect(person.organisation)
    title = _("End the term: %(person)s") % {"person": person}
    return form_page(request, form, title=title, submit=_("End the term"), back=person.get_absolute_url())


@asks
def add_representative(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    organisation = _get_kept(request, pk)
    form = RepresentativeForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        user, since = form.cleaned_data["account"], form.cleaned_data["since"]
        actions.add_representative(organisation, user, since=since, by=request.user)
        messages.success(request, _("This account may now act for the organisation."))
        return redirect(organisation)
    title = _("Add a representative of %(organisation)s") % {"organisation": organisation}
    return form_page(request, form, title=title, back=organisation.get_absolute_url())


@asks
def end_representative(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    seen = Representative.objects.visible_to(request.user).select_related("organisation", "user")
    found = get_object_or_404(seen, pk=pk)
    _refuse_others(request, found.organisation)
    form = EndForm(request.POST or None, since=found.since)
    if request.method == "POST" and form.is_valid():
        actions.end_representative(found, until=form.cleaned_data["until"], by=request.user)
        return redirect(found.organisation)
    title = _("End the representation: %(person)s") % {"person": found}
    return form_page(request, form, title=title, submit=_("End"), back=found.get_absolute_url())


@require_safe
def division(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    seen = Division.objects.visible_to(request.user).select_related("parent__parent__parent")
    return record_page(request, get_object_or_404(seen, pk=pk), "organisations/division.html")
