"""Pages of immediate rectification, for the team and for the organisation."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.conduct.findings import actions
from mingcha.conduct.findings.forms import ImmediateForm
from mingcha.conduct.findings.models import Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.findings.permissions import proposed, sees_inside, writes_for
from mingcha.conduct.findings.views.choosing import choose_inspection, named_inspection
from mingcha.conduct.findings.workflow import IMMEDIATES
from mingcha.foundation.refusals import NotAllowed, Refusal
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.foundation.ui.steps import steps_of

Status = ImmediateRectification.Status
_WAY = [status for status in Status if status != Status.DROPPED]
_DATES: dict[str, str] = {
    Status.GROUP_APPROVED: "approved_on",
    Status.ISSUED: "issued_on",
    Status.RECEIPTED: "receipted_on",
    Status.DONE: "done_on",
    Status.VERIFIED: "closed_on",
}


def _get(request: SignedInRequest, pk: uuid.UUID) -> ImmediateRectification:
    rows = ImmediateRectification.objects.visible_to(request.user)
    more = ("organisation", "inspection__round", "inspection__team", "proposed_by", "receipted_by")
    return get_object_or_404(rows.select_related(*more, "verified_by", "proof"), pk=pk)


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The same page for all; what the team and its office keep to themselves is left out for others."""
    immediate, user = _get(request, pk), request.user
    inside = sees_inside(user, immediate)
    hidden: dict[str, list[object]] = {} if inside else {"timeline": []}
    return record_page(
        request,
        immediate,
        "findings/immediate.html",
        workflow=IMMEDIATES,
        steps=steps_of(immediate, _WAY, _DATES),
        inside=inside,
        finding=Finding.objects.visible_to(user).filter(immediates=immediate).first(),
        paper=WorkingPaper.objects.visible_to(user).filter(immediates=immediate).first(),
        may_edit=proposed(user, immediate) and immediate.status == immediate.Status.PROPOSED,
        **hidden,
    )


@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    inspection = named_inspection(request)
    if inspection is None:
        return choose_inspection(request, _("Propose immediate rectification"))
    if not writes_for(request.user, inspection):
        raise NotAllowed(_("Only the team proposes immediate rectification; its leader agrees to it."))
    initial = {name: request.GET.get(name) for name in ("finding", "paper")}
    form = ImmediateForm(request.POST or None, inspection=inspection, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.propose_immediate(inspection, by=request.user, **form.cleaned_data))
        except Refusal as caught:
            refusal = caught
    title, back = _("Propose immediate rectification"), inspection.get_absolute_url()
    return form_page(request, form, title=title, back=back, refusal=refusal)


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    immediate = _get(request, pk)
    if not proposed(request.user, immediate):
        raise NotAllowed(_("Only whoever proposed it changes it."))
    form = ImmediateForm(request.POST or None, instance=immediate, inspection=immediate.inspection)
    if request.method == "POST" and form.is_valid():
        actions.edit_immediate(immediate, by=request.user, **form.cleaned_data)
        return redirect(immediate)
    return form_page(request, form, title=_("Change the proposal"), back=immediate.get_absolute_url())
