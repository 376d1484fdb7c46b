"""Pages of feedback: the opinion as the office writes it and as the organisation reads it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.conclude.feedback import actions
from mingcha.conclude.feedback.forms import DraftForm, IssueForm, OpinionForm
from mingcha.conclude.feedback.models import FeedbackIssue, FeedbackOpinion
from mingcha.conclude.feedback.permissions import drafts_somewhere, knows_the_findings, may_edit
from mingcha.conclude.feedback.workflow import WORKFLOW
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page


def _get(request: SignedInRequest, pk: uuid.UUID) -> FeedbackOpinion:
    visible = FeedbackOpinion.objects.visible_to(request.user).select_related(
        "inspection__round", "organisation", "office", "drafted_by", "receipted_by"
    )
    return get_object_or_404(visible, pk=pk)


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    opinion = _get(request, pk)
    inside = knows_the_findings(request.user, opinion)
    # How the words came about is not the organisation's to read.
    more = {} if inside else {"timeline": ()}
    return record_page(
        request,
        opinion,
        "feedback/detail.html",
        workflow=WORKFLOW,
        issues=opinion.issues.select_related("frame_item", "finding").order_by("order"),
        may_edit=may_edit(request.user, opinion) and opinion.status == FeedbackOpinion.Status.DRAFT,
        knows_findings=inside,
        **more,
    )


@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    if not drafts_somewhere(request.user):
        raise NotAllowed(_("Only the team and its office draft the feedback opinion."))
    kind, _sep, pk = request.GET.get("within", "").partition(":")
    initial = {"inspection": pk} if kind == Inspection._meta.label_lower else {}
    form = DraftForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.draft_opinion(form.cleaned_data["inspection"], by=request.user))
    return form_page(request, form, title=_("Draft a feedback opinion"), back="/ledgers/feedback/")


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    opinion = _get(request, pk)
    if not may_edit(request.user, opinion):
        raise NotAllowed(_("Only the team and its office write the feedback opinion."))
    form = OpinionForm(request.POST or None, instance=opinion)
    if request.method == "POST" and form.is_valid():
        actions.write_opinion(opinion, by=request.user, **form.cleaned_data)
        return redirect(opinion)
    return form_page(request, form, title=_("Write the opinion"), back=opinion.get_absolute_url())


@require_http_methods(["GET", "POST"])
def reword(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    visible = FeedbackIssue.objects.visible_to(request.user).select_related("opinion__inspection")
    issue = get_object_or_404(visible, pk=pk)
    if not may_edit(request.user, issue.opinion):
        raise NotAllowed(_("Only the team and its office write the feedback opinion."))
    form = IssueForm(request.POST or None, instance=issue)
    if request.method == "POST" and form.is_valid():
        actions.reword_issue(issue, text=form.cleaned_data["text"], by=request.user)
        return redirect(issue.opinion)
    return form_page(request, form, title=_("Reword the issue"), back=issue.get_absolute_url())
