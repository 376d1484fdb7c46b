"""Pages of working papers and their evidence."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.analyse.clues.models import Clue
from mingcha.conduct.findings import actions
from mingcha.conduct.findings.forms import EvidenceForm, OpinionForm, PaperForm
from mingcha.conduct.findings.models import Evidence, Finding, PaperVersion, WorkingPaper
from mingcha.conduct.findings.permissions import writes_for, writes_paper
from mingcha.conduct.findings.queries import attachments_of_evidence, differences, version_in_words
from mingcha.conduct.findings.views.choosing import choose_inspection, named_inspection, retyped
from mingcha.conduct.findings.workflow import PAPERS
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import NotAllowed, Refusal
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.foundation.ui.steps import steps_of

Status = WorkingPaper.Status
_DATES: dict[str, str] = {
    Status.LEADER_REVIEW: "reviewed_on",
    Status.SIGNED: "signed_on",
    Status.FILED: "filed_on",
}


def _get(request: SignedInRequest, pk: uuid.UUID) -> WorkingPaper:
    """The paper if this user may see it; otherwise it does not exist."""
    rows = WorkingPaper.objects.visible_to(request.user).with_grounds()
    people = ("organisation", "made_by", "reviewed_by", "signed_by", "filed_by", "reopen_asked_by")
    return get_object_or_404(rows.select_related(*people), pk=pk)


def _way(paper: WorkingPaper) -> list[str]:
    """The official steps; a request to reopen is shown while it lasts."""
    way = [Status.DRAFT, Status.DEPUTY_REVIEW, Status.LEADER_REVIEW, Status.SIGNED, Status.FILED]
    return [*way, *([paper.status] if paper.status not in way else [])]


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    paper = _get(request, pk)
    audit.read(paper, by=request.user)
    writes = writes_paper(request.user, paper)
    evidence = list(paper.evidence.select_related("file", "activity", "added_by"))
    files = attachments_of_evidence(evidence)
    return record_page(
        request,
        paper,
        "findings/paper.html",
        workflow=PAPERS,
        steps=steps_of(paper, _way(paper), _DATES),
        agents=paper.taking_part.select_related("user"),
        evidence=[(item, files.get(item.pk)) for item in evidence],
        activities=paper.activities.all(),
        petitions=paper.petitions.all(),
        clues=Clue.objects.visible_to(request.user).filter(papers=paper),
        findings=Finding.objects.visible_to(request.user).filter(papers=paper),
        versions=paper.versions.select_related("asked_by", "agreed_by"),
        may_write=writes and paper.status == Status.DRAFT,
        may_record_opinion=writes and paper.status in (Status.DRAFT, Status.DEPUTY_REVIEW),
        may_find=paper.is_signed and writes_for(request.user, paper.inspection),
    )


@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    inspection = named_inspection(request)
    if inspection is None:
        return choose_inspection(request, _("New working paper"))
    if not writes_for(request.user, inspection):
        raise NotAllowed(_("Only the team writes papers and findings; its leader signs and confirms them."))
    form = PaperForm(
        request.POST or None, inspection=inspection, user=request.user, initial={"agents": [request.user.pk]}
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.create_paper(inspection, by=request.user, **_values(form)))
        except Refusal as caught:
            refusal = caught
    back = inspection.get_absolute_url()
    return _paper_form(request, form, title=_("New working paper"), back=back, refusal=refusal)


def _values(form: PaperForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "revision"}


def _paper_form(request: SignedInRequest, form: PaperForm, **context: Any) -> HttpResponse:
    return form_page(request, form, template="findings/paper_form.html", **context)


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    paper = _get(request, pk)
    _refuse_readers(request, paper)
    if request.method == "POST":
        return _save(request, paper)
    form = PaperForm(instance=paper, inspection=paper.inspection, user=request.user)
    return _paper_form(request, form, title=_("Write the working paper"), back=paper.get_absolute_url())


def _save(request: SignedInRequest, paper: WorkingPaper) -> HttpResponse:
    """Save what was typed; if somebody saved meanwhile, show theirs beside it and keep both."""
    form = PaperForm(request.POST, instance=paper, inspection=paper.inspection, user=request.user)
    refusal, theirs = None, []
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            actions.edit_paper(paper, by=request.user, revision=revision, **_values(form))
            messages.success(request, _("The working paper is saved."))
            return redirect(paper)
        except Refusal as caught:
            refusal = caught
        stored = _get(request, paper.pk)
        if stored.revision != revision:
            theirs = differences(stored, _values(form))
        form.data = retyped(request, stored.revision)
    title, back = _("Write the working paper"), paper.get_absolute_url()
    return _paper_form(request, form, title=title, back=back, refusal=refusal, theirs=theirs)


def _refuse_readers(request: SignedInRequest, paper: WorkingPaper) -> None:
    if not writes_paper(request.user, paper):
        raise NotAllowed(_("Only its author and its agents write in a paper."))


@require_http_methods(["GET", "POST"])
def opinion(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    paper = _get(request, pk)
    _refuse_readers(request, paper)
    form = OpinionForm(request.POST or None, instance=paper)
    if request.method == "POST" and form.is_valid():
        actions.record_opinion(paper, by=request.user, **form.cleaned_data)
        messages.success(request, _("What the organisation says is recorded."))
        return redirect(paper)
    title = _("What the organisation says of the facts")
    return form_page(request, form, title=title, back=paper.get_absolute_url(), intro=paper.overview)


@require_http_methods(["GET", "POST"])
def add_evidence(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    paper = _get(request, pk)
    _refuse_readers(request, paper)
    form = EvidenceForm(request.POST or None, request.FILES or None, paper=paper)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_evidence(paper, by=request.user, **form.values())
            return redirect(f"{paper.get_absolute_url()}#evidence")
        except Refusal as caught:
            refusal = caught
    back = paper.get_absolute_url()
    return form_page(request, form, title=_("Add evidence"), back=back, refusal=refusal)


@require_POST
def remove_evidence(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    rows = Evidence.objects.visible_to(request.user).select_related("paper")
    item = get_object_or_404(rows, pk=pk)
    actions.remove_evidence(item, by=request.user)
    messages.success(request, _("“%(name)s” is removed.") % {"name": item})
    return redirect(f"{item.paper.get_absolute_url()}#evidence")


@require_safe
def version(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    rows = PaperVersion.objects.visible_to(request.user)
    kept = get_object_or_404(rows.select_related("paper", "asked_by", "agreed_by"), pk=pk)
    audit.read(kept.paper, by=request.user, version=kept.no)
    return record_page(request, kept, "findings/paper_version.html", content=version_in_words(kept))
