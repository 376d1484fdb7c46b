"""Data sets: their page, registering, granting, keeping longer."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.forms import DatasetForm, ExtendForm, FactsForm, GrantForm
from mingcha.analyse.datasets.models import Grant
from mingcha.analyse.datasets.permissions import heads, keeps, sees_datasets
from mingcha.analyse.datasets.queries import (
    grants_of,
    newest_version,
    open_loads,
    rounds_to_grant,
    users_of_contract,
)
from mingcha.analyse.datasets.queries.profiles import lines_of, quality_chart
from mingcha.analyse.datasets.views.common import get_dataset, round_within
from mingcha.analyse.datasets.workflow import WORKFLOW
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page


@require_safe
def dataset_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    dataset = get_dataset(request, pk)
    version = newest_version(dataset)
    kept = keeps(request.user, dataset) and dataset.is_open
    return record_page(
        request,
        dataset,
        "datasets/detail.html",
        workflow=WORKFLOW,
        contract=dataset.declared,
        version=version,
        lines=lines_of(version) if version else [],
        quality=quality_chart(dataset),
        grants=grants_of(dataset),
        loads=open_loads(dataset, request.user) if dataset.is_open else [],
        users=users_of_contract(dataset.contract),
        may_keep=kept,
        may_grant=kept and rounds_to_grant(dataset).exists(),
        may_extend=dataset.is_open and heads(request.user, dataset),
        may_query=settings.ALLOW_DATABASE_LOADS,
    )


@require_http_methods(["GET", "POST"])
def dataset_create(request: SignedInRequest) -> HttpResponse:
    """From a contract, which is shown in full beside the form."""
    if not sees_datasets(request.user):
        raise NotAllowed(_("Only the office, and its teams while authorised, register data sets."))
    asked, in_round = request.GET.get("contract", ""), round_within(request)
    form = DatasetForm(request.POST or None, user=request.user, contract=asked, in_round=in_round)
    if form.is_bound and form.is_valid():
        try:
            return redirect(actions.register_dataset(by=request.user, **form.cleaned_data))
        except Invalid as refusal:
            form.add_error(None, str(refusal))
    contract = CONTRACTS.get(form.data.get("contract", "") if form.is_bound else asked)
    title, back = _("Register a data set"), "/ledgers/datasets/"
    template = "datasets/create.html"
    return form_page(request, form, title=title, back=back, template=template, contract=contract)


@require_http_methods(["GET", "POST"])
def dataset_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    dataset = get_dataset(request, pk)
    if not keeps(request.user, dataset):
        raise NotAllowed(_("Only the office that was given the data may do this."))
    form = FactsForm(request.POST or None, instance=dataset)
    if form.is_bound and form.is_valid():
        actions.edit_dataset(dataset, by=request.user, **form.cleaned_data)
        return redirect(dataset)
    return form_page(request, form, title=_("Edit the data set"), back=dataset.get_absolute_url())


@require_http_methods(["GET", "POST"])
def grant(request: SignedInRequest, pk: UUID) -> HttpResponse:
    dataset = get_dataset(request, pk)
    if not keeps(request.user, dataset):
        raise NotAllowed(_("Only the office that was given the data may do this."))
    form = GrantForm(request.POST or None, dataset=dataset)
    if form.is_bound and form.is_valid():
        actions.grant_round(dataset, form.cleaned_data["in_round"], by=request.user)
        return redirect(dataset)
    title = _("Let a round's teams use it")
    return form_page(request, form, title=title, submit=_("Grant"), back=dataset.get_absolute_url())


@require_http_methods(["GET", "POST"])
def revoke(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Asked once, since the teams lose the data at once."""
    seen = Grant.objects.visible_to(request.user).select_related("dataset", "round")
    found = get_object_or_404(seen, pk=pk)
    if request.method == "POST":
        actions.revoke_grant(found, by=request.user)
        messages.success(request, _("The teams of %(round)s no longer use it.") % {"round": found.round})
        return redirect(found.dataset)
    if not keeps(request.user, found.dataset):
        raise NotAllowed(_("Only the office that was given the data may do this."))
    return render(request, "datasets/revoke.html", {"title": _("Take the grant back"), "grant": found})


@require_http_methods(["GET", "POST"])
def extend(request: SignedInRequest, pk: UUID) -> HttpResponse:
    dataset = get_dataset(request, pk)
    if not heads(request.user, dataset):
        raise NotAllowed(_("Only the head of the office decides how long the data are kept."))
    form = ExtendForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.extend_retention(dataset, by=request.user, **form.cleaned_data)
            return redirect(dataset)
        except Invalid as refusal:
            form.add_error("until", str(refusal))
    return form_page(request, form, title=_("Keep it longer"), back=dataset.get_absolute_url())
