"""Pages of findings."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.conduct.findings import actions
from mingcha.conduct.findings.forms import FindingForm
from mingcha.conduct.findings.models import Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.findings.permissions import writes_finding, writes_for
from mingcha.conduct.findings.queries import differences, duplicates_of, similar_findings
from mingcha.conduct.findings.views.choosing import choose_inspection, named_inspection, retyped
from mingcha.conduct.findings.workflow import DECIDED, FINDINGS
from mingcha.foundation.refusals import NotAllowed, Refusal
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page


def _get(request: SignedInRequest, pk: uuid.UUID) -> Finding:
    rows = Finding.objects.visible_to(request.user).with_grounds()
    more = ("organisation", "frame_item", "issue_class", "made_by", "confirmed_by")
    return get_object_or_404(rows.select_related(*more), pk=pk)


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The finding; its papers only for those who may see papers."""
    finding, user = _get(request, pk), request.user
    writes = writes_finding(user, finding)
    return record_page(
        request,
        finding,
        "findings/finding.html",
        workflow=FINDINGS,
        papers=WorkingPaper.objects.visible_to(user).filter(findings=finding),
        immediates=ImmediateRectification.objects.visible_to(user).filter(finding=finding),
        similar=similar_findings(finding, user),
        duplicates=duplicates_of(finding) if finding.status == Finding.Status.DRAFT else [],
        may_write=writes and finding.status == Finding.Status.DRAFT,
        may_propose=writes and finding.inspection.status not in DECIDED,
    )


@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    inspection = named_inspection(request)
    if inspection is None:
        return choose_inspection(request, _("New finding"))
    if not writes_for(request.user, inspection):
        raise NotAllowed(_("Only the team writes papers and findings; its leader signs and confirms them."))
    initial = {"papers": request.GET.getlist("paper")}
    form = FindingForm(request.POST or None, inspection=inspection, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            finding = actions.create_finding(inspection, by=request.user, **form.values())
        except Refusal as caught:
            refusal = caught
        else:
            return _saved(request, finding)
    back = inspection.get_absolute_url()
    return form_page(request, form, title=_("New finding"), back=back, refusal=refusal)


def _saved(request: SignedInRequest, finding: Finding) -> HttpResponse:
    """Say at once if another finding of the inspection says nearly the same."""
    messages.success(request, _("The finding is saved."))
    for one in duplicates_of(finding)[:3]:
        text = _("Finding %(number)s says nearly the same (%(percent)s %%).")
        messages.warning(request, text % {"number": one.finding.number, "percent": one.percent})
    return redirect(finding)


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    finding = _get(request, pk)
    if not writes_finding(request.user, finding):
        raise NotAllowed(_("Only the team writes papers and findings; its leader signs and confirms them."))
    if request.method == "POST":
        return _save(request, finding)
    form = FindingForm(instance=finding, inspection=finding.inspection)
    return form_page(request, form, title=_("Change the finding"), back=finding.get_absolute_url())


def _save(request: SignedInRequest, finding: Finding) -> HttpResponse:
    form = FindingForm(request.POST, instance=finding, inspection=finding.inspection)
    refusal, theirs = None, []
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            actions.edit_finding(finding, by=request.user, revision=revision, **form.values())
            return _saved(request, finding)
        except Refusal as caught:
            refusal = caught
        stored = _get(request, finding.pk)
        if stored.revision != revision:
            theirs = differences(stored, form.values())
        form.data = retyped(request, stored.revision)
    title, back = _("Change the finding"), finding.get_absolute_url()
    template = "findings/finding_form.html"
    return form_page(request, form, title=title, back=back, template=template, refusal=refusal, theirs=theirs)
