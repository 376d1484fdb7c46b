"""Mid-term comments and work prompts."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.conduct.inspections import actions
from mingcha.conduct.inspections.forms import CommentForm, NewPromptForm, PromptForm
from mingcha.conduct.inspections.models import Inspection, MidTermComment, Prompt
from mingcha.conduct.inspections.permissions import gives_comment, gives_prompt
from mingcha.conduct.inspections.queries import asked_within, commentable, promptable
from mingcha.conduct.inspections.views.inspections import inspection_of
from mingcha.conduct.inspections.workflow import COMMENTS, PROMPTS
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.prepare.rounds.models import Round


def _comment(request: SignedInRequest, pk: UUID) -> MidTermComment:
    seen = MidTermComment.objects.visible_to(request.user)
    known = seen.select_related("inspection__organisation", "inspection__round", "hearing", "made_by")
    return get_object_or_404(known, pk=pk)


def _prompt(request: SignedInRequest, pk: UUID) -> Prompt:
    seen = Prompt.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("round", "team", "office", "made_by"), pk=pk)


@require_safe
def comment_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    comment = _comment(request, pk)
    may_edit = comment.status == comment.Status.DRAFT and gives_comment(request.user, comment)
    return record_page(request, comment, "inspections/comment.html", workflow=COMMENTS, may_edit=may_edit)


@require_safe
def choose_comment(request: SignedInRequest) -> HttpResponse:
    """Which inspection, for those who come from the list of all."""
    within = asked_within(request.GET.get("within", ""), Inspection)
    found = [one for one in commentable(request.user) if within in (None, one.pk)]
    if len(found) == 1:
        return redirect("inspections:create_comment", found[0].pk)
    context = {"title": _("New comment"), "choices": found, "url": "inspections:create_comment"}
    return render(request, "inspections/choose.html", context)


@require_http_methods(["GET", "POST"])
def comment_create(request: SignedInRequest, pk: UUID) -> HttpResponse:
    inspection = inspection_of(request, pk)
    form = CommentForm(request.POST or None, inspection=inspection, user=request.user)
    if form.is_bound and form.is_valid():
        return redirect(actions.create_comment(inspection, by=request.user, **form.cleaned_data))
    return form_page(request, form, title=_("New comment"), back=inspection.get_absolute_url())


@require_http_methods(["GET", "POST"])
def comment_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    comment = _comment(request, pk)
    form = CommentForm(
        request.POST or None, instance=comment, inspection=comment.inspection, user=request.user
    )
    if form.is_bound and form.is_valid():
        actions.edit_comment(comment, by=request.user, **form.cleaned_data)
        return redirect(comment)
    return form_page(request, form, title=str(comment), back=comment.get_absolute_url())


@require_safe
def prompt_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    prompt = _prompt(request, pk)
    may_edit = prompt.status == prompt.Status.DRAFT and gives_prompt(request.user, prompt)
    return record_page(request, prompt, "inspections/prompt.html", workflow=PROMPTS, may_edit=may_edit)


@require_safe
def choose_prompt(request: SignedInRequest) -> HttpResponse:
    """Which round, for those who come from the list of all."""
    within = asked_within(request.GET.get("within", ""), Round)
    found = [one for one in promptable(request.user) if within in (None, one.pk)]
    if len(found) == 1:
        return redirect("inspections:create_prompt", found[0].pk)
    context = {"title": _("New prompt"), "choices": found, "url": "inspections:create_prompt"}
    return render(request, "inspections/choose.html", context)


@require_http_methods(["GET", "POST"])
def prompt_create(request: SignedInRequest, pk: UUID) -> HttpResponse:
    in_round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    form = NewPromptForm(request.POST or None, in_round=in_round)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        teams = given.pop("teams")
        rows = [{**given, "round": in_round, "team": team} for team in teams]
        made = actions.create_prompts_many(rows, by=request.user)
        return redirect(made[0] if len(made) == 1 else ledger_url("prompts", within=in_round))
    return form_page(request, form, title=_("New prompt"), back=in_round.get_absolute_url())


@require_http_methods(["GET", "POST"])
def prompt_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    prompt = _prompt(request, pk)
    form = PromptForm(request.POST or None, instance=prompt)
    if form.is_bound and form.is_valid():
        actions.edit_prompt(prompt, by=request.user, **form.cleaned_data)
        return redirect(prompt)
    return form_page(request, form, title=str(prompt), back=prompt.get_absolute_url())
