"""The pages of teams, recusals and authorisations. The lists are ledgers."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams import actions
from mingcha.prepare.teams.forms import (
    AppraiseForm,
    AssignForm,
    AuthoriseForm,
    DeclareForm,
    DeclareTieForm,
    EndMembershipForm,
    MemberForm,
    TeamForm,
)
from mingcha.prepare.teams.models import Authorisation, Membership, RecusalDeclaration, Team
from mingcha.prepare.teams.permissions import appraises, may_authorise, may_form
from mingcha.prepare.teams.queries import fixed_pairs, gaps_in, may_declare_for, to_declare
from mingcha.prepare.teams.workflow import AUTHORISATIONS, RECUSALS

asks = require_http_methods(["GET", "POST"])


def _get_round(request: SignedInRequest, pk: uuid.UUID) -> Round:
    """A round whose teams this person may form; others do not know it."""
    found = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if not may_form(request.user, found):
        raise NotAllowed(_("Only the office's staff form its teams."))
    return found


def _get_team(request: SignedInRequest, pk: uuid.UUID) -> Team:
    return get_object_or_404(Team.objects.visible_to(request.user).select_related("round", "office"), pk=pk)


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    team = _get_team(request, pk)
    forms_it = may_form(request.user, team)
    context: dict[str, Any] = {
        "members": team.memberships.in_order().select_related("user"),
        "tasks": team.tasks.visible_to(request.user).select_related("organisation"),
        "forms_it": forms_it and team.round.status in actions.OPEN,
        "warnings": fixed_pairs(team) if forms_it else [],
        "appraises": forms_it and team.round.entered_on is not None,
    }
    return record_page(request, team, "teams/detail.html", **context)


@asks
def create(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """A new team of the round, with its people."""
    found = _get_round(request, pk)
    form = TeamForm(request.POST or None, of=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            team = actions.form_team(found, name=form.cleaned_data["name"], by=request.user)
            people = form.people(form.cleaned_data)
            rows = [{"team": team, "user": user, "role": role} for role, user in people]
            actions.add_members_many(rows, by=request.user)
        return redirect(team)
    title = _("New team of %(round)s") % {"round": found}
    return form_page(request, form, title=title, submit=_("Form the team"), back=found.get_absolute_url())


@asks
def add_member(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    team = _get_team(request, pk)
    _get_round(request, team.round_id)
    form = MemberForm(request.POST or None, of=team)
    if request.method == "POST" and form.is_valid():
        actions.add_member(team, by=request.user, **form.cleaned_data)
        messages.success(request, _("Added. The person must declare any recusal before seeing anything."))
        return redirect(team)
    title = _("Add to %(team)s") % {"team": team}
    return form_page(request, form, title=title, submit=_("Add"), back=team.get_absolute_url())


@asks
def end_member(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    seen = Membership.objects.visible_to(request.user).select_related("team__round", "user")
    membership = get_object_or_404(seen, pk=pk)
    _get_round(request, membership.round_id)
    form = EndMembershipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_membership(membership, by=request.user, **form.cleaned_data)
        return redirect(membership.team)
    title = _("%(name)s leaves %(team)s") % {"name": membership.user, "team": membership.team}
    return form_page(request, form, title=title, back=membership.team.get_absolute_url())


@asks
def appraise(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """How somebody served, for their page in the pool."""
    seen = Membership.objects.visible_to(request.user).select_related("team", "round", "user")
    membership = get_object_or_404(seen, pk=pk)
    if not appraises(request.user, membership):
        raise NotAllowed(_("The office appraises those it sent, and nobody themselves."))
    before = {"grade": membership.appraisal, "note": membership.appraisal_note}
    form = AppraiseForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        actions.appraise(membership, by=request.user, **form.cleaned_data)
        return redirect(membership.team)
    title = _("Appraise %(name)s in %(team)s") % {"name": membership.user, "team": membership.team}
    return form_page(request, form, title=title, back=membership.team.get_absolute_url())


@asks
def assign(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give organisations of the round to a team."""
    found = _get_round(request, pk)
    form = AssignForm(request.POST or None, of=found, initial={"team": request.GET.get("team")})
    if request.method == "POST" and form.is_valid():
        team = form.cleaned_data["team"]
        actions.assign_team(list(form.cleaned_data["tasks"]), team, by=request.user)
        for warning in fixed_pairs(team):
            messages.warning(request, warning)
        return redirect(found)
    return form_page(request, form, title=_("Give organisations to a team"), back=found.get_absolute_url())


@asks
def declare(request: SignedInRequest) -> HttpResponse:
    """What I have to say of my ties with the organisations my team will inspect."""
    tasks = to_declare(request.user)
    made = RecusalDeclaration.objects.filter(user=request.user).select_related(
        "task__organisation", "task__round"
    )
    form = DeclareForm(request.POST or None, tasks=tasks)
    if request.method == "POST" and form.is_valid():
        rows = [{**row, "user": request.user} for row in form.rows(form.cleaned_data)]
        actions.declare_recusals_many(rows)
        messages.success(request, _("Your declarations are recorded."))
        return redirect("teams:declare")
    context = {
        "form": form,
        "tasks": tasks,
        "made": made,
        "others": may_declare_for(request.user).exists(),
        "title": _("My recusal declarations"),
    }
    return render(request, "teams/declare.html", context, status=422 if form.is_bound else 200)


@asks
def declare_tie(request: SignedInRequest) -> HttpResponse:
    """A tie with an organisation that one's office or leading group has to do with, in a team or not."""
    if not may_declare_for(request.user).exists():
        raise NotAllowed(_("Only the team, its office and its leading group declare for this organisation."))
    form = DeclareTieForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.declare_recusal(by=request.user, **form.cleaned_data)
        messages.success(request, _("Your declarations are recorded."))
        return redirect("teams:declare")
    intro = _("From now on you see nothing of this organisation, unless it is decided that you may.")
    return form_page(
        request,
        form,
        title=_("Declare a tie"),
        back=reverse("teams:declare"),
        submit=_("Hand in the declaration"),
        intro=intro,
    )


@require_safe
def recusal(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    seen = RecusalDeclaration.objects.visible_to(request.user)
    found = get_object_or_404(
        seen.select_related(
            "user", "task__organisation", "task__round", "task__team", "decided_by", "raised_by"
        ),
        pk=pk,
    )
    audit.read(found, by=request.user)
    return record_page(request, found, "teams/recusal.html", workflow=RECUSALS)


@asks
def authorise(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The one authorisation of a round's teams."""
    found = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if not may_authorise(request.user, found):
        raise NotAllowed(
            _("The leading group or the committee's clerk authorises, and nobody for themselves.")
        )
    form = AuthoriseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.authorise_round(found, by=request.user, **form.cleaned_data))
    return form_page(
        request,
        form,
        title=_("Authorise the teams of %(round)s") % {"round": found},
        submit=_("Authorise"),
        back=found.get_absolute_url(),
        template="teams/authorise.html",
        gaps=gaps_in(found),
        teams=_teams_of(request, found),
    )


@require_safe
def authorisation(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    seen = Authorisation.objects.visible_to(request.user).select_related("round", "office", "issued_by")
    found = get_object_or_404(seen, pk=pk)
    teams = _teams_of(request, found.round)
    return record_page(request, found, "teams/authorisation.html", workflow=AUTHORISATIONS, teams=teams)


def _teams_of(request: SignedInRequest, in_round: Round) -> QuerySet[Team]:
    """The teams with their people, and those of their organisations that this person may see."""
    seen = Task.objects.visible_to(request.user).select_related("organisation")
    people = Membership.objects.in_force().in_order().select_related("user")
    return in_round.teams.prefetch_related(Prefetch("memberships", people), Prefetch("tasks", seen))
