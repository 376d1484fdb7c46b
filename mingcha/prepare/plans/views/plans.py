"""Reading, writing, reviewing a paper, and two of its versions side by side."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import NotAllowed, NotNow, Refusal
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.foundation.ui.steps import steps_of
from mingcha.prepare.plans import actions
from mingcha.prepare.plans.forms import AnswerForm, CommentForm, DraftForm, PartFormSet, Parts
from mingcha.prepare.plans.models import PlanComment, WorkPlan
from mingcha.prepare.plans.permissions import drafts_for, reviews, shut_out, writes
from mingcha.prepare.plans.queries import paragraphs_for, paragraphs_of, side_by_side, versions_for
from mingcha.prepare.plans.workflow import WORKFLOW
from mingcha.prepare.rounds.models import Round

asks_with = require_http_methods(["GET", "POST"])
STATIONS = ("draft", "in_review", "approved", "sent")
DATES = {"in_review": "submitted_on", "approved": "approved_on", "sent": "sent_on"}


def _get(request: SignedInRequest, pk: uuid.UUID) -> WorkPlan:
    seen = WorkPlan.objects.visible_to(request.user)
    return get_object_or_404(
        seen.select_related("office", "round", "reviewer", "drafted_by", "approved_by", "template"), pk=pk
    )


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    plan = _get(request, pk)
    audit.read(plan, by=request.user)
    versions = versions_for(plan, request.user)
    writing, reviewing = writes(request.user, plan), reviews(request.user, plan)
    closed = shut_out(request.user, plan.round_id)
    paragraphs = paragraphs_for(versions[0], closed)
    made = plan.comments.select_related("by", "answered_by").order_by("created_at")
    comments = [one for one in made if not any(name in f"{one.text}{one.answer}" for name in closed)]
    standing = {paragraph.key for paragraph in paragraphs}
    in_review = plan.status == WorkPlan.Status.IN_REVIEW
    return record_page(
        request,
        plan,
        "plans/detail.html",
        workflow=WORKFLOW,
        tabs=[],  # its comments stand beside their paragraphs
        steps=steps_of(plan, STATIONS, DATES) if plan.status in STATIONS else [],
        version=versions[0],
        versions=versions,
        paragraphs=paragraphs,
        comments=comments,
        # Those on the whole paper, and on paragraphs it no longer has.
        loose=[one for one in comments if one.key not in standing],
        may_write=writing and plan.status in WorkPlan.WRITABLE,
        may_answer=writing,
        may_comment=reviewing and in_review,
        may_settle=reviewing,
    )


@asks_with
def draft(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin a paper of this round."""
    in_round = get_object_or_404(Round.objects.visible_to(request.user).select_related("office"), pk=pk)
    if not drafts_for(request.user, in_round):
        raise NotAllowed(_("Only the office and the teams of the round write its plan."))
    form = DraftForm(request.POST or None, of=in_round, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.draft_plan(in_round, by=request.user, **form.cleaned_data))
    back = in_round.get_absolute_url()
    return form_page(
        request, form, title=_("Begin a work plan or handbook"), back=back, submit=_("Begin writing")
    )


@asks_with
def write(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    plan = _get(request, pk)
    if not writes(request.user, plan):
        raise NotAllowed(_("Only the office and the teams of the round write its plan."))
    if plan.status not in WorkPlan.WRITABLE:
        raise NotNow(
            _("The paper is under review or approved. It can be written in again once it is returned.")
        )
    if request.method == "POST":
        return _save(request, plan)
    version = plan.current
    rows = [{"heading": one.heading, "text": one.text, "key": one.key} for one in paragraphs_of(version)]
    return _editor(request, plan, Parts(initial=rows), str(version.revision))


def _editor(
    request: SignedInRequest, plan: WorkPlan, parts: PartFormSet, revision: str, *, problem: str = ""
) -> HttpResponse:
    context = {
        "plan": plan,
        "parts": parts,
        "revision": revision,
        "problem": problem,
        "comments": plan.comments.open().select_related("by").order_by("created_at"),
        "overtaken": problem and revision != str(plan.current.revision),
    }
    return render(request, "plans/write.html", context, status=422 if parts.is_bound else 200)


def _save(request: SignedInRequest, plan: WorkPlan) -> HttpResponse:
    """Save the editor's paragraphs; whatever goes wrong, what was typed is shown again."""
    parts, revision = Parts(request.POST), request.POST.get("revision", "")
    if not parts.is_valid() or not revision.isdecimal():
        return _editor(request, plan, parts, revision, problem=_("Some paragraphs need mending."))
    try:
        actions.write_plan(plan, parts.parts(), revision=int(revision), by=request.user)
    except Refusal as refusal:
        return _editor(request, plan, parts, revision, problem=str(refusal))
    messages.success(request, _("The paper is saved."))
    return redirect(plan)


@require_safe
def compare(request: SignedInRequest, pk: uuid.UUID, old: int, new: int) -> HttpResponse:
    """Two versions side by side, letter by letter."""
    plan = _get(request, pk)
    audit.read(plan, by=request.user, compared=[old, new])
    versions = {version.no: version for version in versions_for(plan, request.user)}
    if old not in versions or new not in versions:
        raise Http404
    closed = shut_out(request.user, plan.round_id)
    pairs = side_by_side(versions[old], versions[new], closed)
    context = {
        "title": _("Versions compared"),
        "plan": plan,
        "old": versions[old],
        "new": versions[new],
        "pairs": pairs,
        "same": all(pair.same for pair in pairs),
    }
    return render(request, "plans/compare.html", context)


@asks_with
def comment(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    plan = _get(request, pk)
    if not reviews(request.user, plan):
        raise NotAllowed(_("Only the level above comments on this paper."))
    if plan.status != WorkPlan.Status.IN_REVIEW:
        raise NotNow(_("The paper is not under review now."))
    initial = {"paragraph": request.GET.get("paragraph")}
    form = CommentForm(request.POST or None, version=plan.current, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.comment(plan, by=request.user, **form.cleaned_data)
        return redirect(plan)
    return form_page(request, form, title=_("Comment on the paper"), back=plan.get_absolute_url())


def _get_comment(request: SignedInRequest, pk: uuid.UUID) -> PlanComment:
    seen = PlanComment.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("plan", "by"), pk=pk)


@asks_with
def answer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    made = _get_comment(request, pk)
    if not writes(request.user, made.plan):
        raise NotAllowed(_("Only those who write the paper answer comments."))
    form = AnswerForm(request.POST or None, initial={"answer": made.answer})
    if request.method == "POST" and form.is_valid():
        actions.answer_comment(made, by=request.user, **form.cleaned_data)
        return redirect(made.plan)
    back = made.plan.get_absolute_url()
    return form_page(request, form, title=_("Answer the comment"), back=back, intro=made.text)


@require_POST
def settle(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    made = _get_comment(request, pk)
    actions.settle_comment(made, by=request.user)
    return redirect(made.plan)
