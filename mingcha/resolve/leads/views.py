"""Pages of leads and of the letters that hand them over."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.audit.queries import timeline
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.resolve.leads import actions
from mingcha.resolve.leads.forms import LeadForm, ProposeForm, ResultForm, TransferForm
from mingcha.resolve.leads.models import Lead, LeadResult, LeadTransfer
from mingcha.resolve.leads.permissions import (
    follows_results,
    from_inside,
    may_edit,
    may_supervise,
    proposes_somewhere,
    receives,
    sends,
    transfers_somewhere,
)
from mingcha.resolve.leads.workflow import TRANSFERS, WORKFLOW

LIST = "/ledgers/leads/"
_OPEN_TO_RECEIVERS = ("send", "sign_for", "propose_way", "dispose", "change_way", "close", "reopen")
SINCE_SENT = {f"lead.{verb}" for verb in (*_OPEN_TO_RECEIVERS, "report_result", "change_result")}


def _get(request: SignedInRequest, pk: uuid.UUID) -> Lead:
    visible = Lead.objects.visible_to(request.user).select_related(
        "inspection__round",
        "inspection__organisation",
        "organisation",
        "office",
        "to_body",
        "transfer__to_body",
        "finding",
        "petition",
        "proposed_by",
    )
    return get_object_or_404(visible, pk=pk)


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    lead = _get(request, pk)
    audit.read(lead, by=request.user)
    follows = follows_results(request.user, lead)
    inside = from_inside(request.user, lead)
    # The receiving body's work on a lead is not the team's to read, nor is what went before the body's.
    more: dict[str, Any] = {} if follows else {"timeline": ()}
    if not inside:
        more["timeline"] = [event for event in timeline(lead) if event.action in SINCE_SENT]
    return record_page(
        request,
        lead,
        "leads/detail.html",
        workflow=WORKFLOW,
        result=LeadResult.objects.filter(lead=lead).first() if follows else None,
        from_inside=inside,
        may_edit=may_edit(request.user, lead) and lead.status == Lead.Status.PROPOSED,
        may_report=receives(request.user, lead) and lead.status == Lead.Status.DISPOSING,
        may_supervise=may_supervise(request.user, lead),
        **more,
    )


@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    if not proposes_somewhere(request.user):
        raise NotAllowed(_("Only a team on an inspection proposes leads."))
    kind, _sep, pk = request.GET.get("within", "").partition(":")
    initial = {"inspection": pk} if kind == Inspection._meta.label_lower else {}
    form = ProposeForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        return redirect(actions.propose_lead(fields.pop("inspection"), by=request.user, **fields))
    return form_page(request, form, title=_("Propose a lead"), back=LIST)


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    lead = _get(request, pk)
    if not may_edit(request.user, lead):
        raise NotAllowed(_("Only the team of this inspection changes its leads."))
    audit.read(lead, by=request.user)
    form = LeadForm(request.POST or None, instance=lead, user=request.user, initial={"person": lead.person})
    if request.method == "POST" and form.is_valid():
        actions.edit_lead(lead, by=request.user, **form.cleaned_data)
        return redirect(lead)
    return form_page(request, form, title=_("Change the lead"), back=lead.get_absolute_url())


@require_POST
def supervise(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    lead = _get(request, pk)
    actions.supervise_lead(lead, by=request.user)
    return redirect(lead)


@require_http_methods(["GET", "POST"])
def report(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    lead = _get(request, pk)
    if not receives(request.user, lead):
        raise NotAllowed(_("Only the body it was sent to reports what came of a lead."))
    there = LeadResult.objects.filter(lead=lead).first()
    form = ResultForm(request.POST or None, instance=there, initial={"reported_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        if there:
            actions.change_result(there, by=request.user, **form.cleaned_data)
        else:
            actions.report_result(lead, by=request.user, **form.cleaned_data)
        return redirect(lead)
    return form_page(request, form, title=_("What came of the lead"), back=lead.get_absolute_url())


def _get_transfer(request: SignedInRequest, pk: uuid.UUID) -> LeadTransfer:
    visible = LeadTransfer.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("office", "to_body", "round", "made_by"), pk=pk)


@require_safe
def transfer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    letter = _get_transfer(request, pk)
    audit.read(letter, by=request.user)
    leads = Lead.objects.visible_to(request.user).filter(transfer=letter).select_related("organisation")
    return record_page(
        request,
        letter,
        "leads/transfer.html",
        workflow=TRANSFERS,
        leads=leads.order_by("number"),
        may_take_off=sends(request.user, letter) and letter.status == LeadTransfer.Status.DRAFT,
    )


@require_http_methods(["GET", "POST"])
def make_transfer(request: SignedInRequest) -> HttpResponse:
    if not transfers_somewhere(request.user):
        raise NotAllowed(_("Only the office transfers its leads."))
    form = TransferForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        letter = actions.make_transfer(
            given["office"].pk,
            given["to_body"],
            given["leads"].select_related("inspection"),
            by=request.user,
        )
        return redirect(letter)
    return form_page(
        request, form, title=_("Put a letter of transfer together"), back="/ledgers/lead_transfers/"
    )


@require_POST
def take_off(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    lead = _get(request, pk)
    letter = get_object_or_404(LeadTransfer.objects.visible_to(request.user), pk=lead.transfer_id)
    actions.take_off(lead, by=request.user)
    return redirect(letter)
