"""The pages of trainings, tests and pledges. The lists are ledgers."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.foundation.refusals import NotAllowed, NotNow
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import Panel, form_page, record_page
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.training import actions, queries
from mingcha.prepare.training.documents import wording
from mingcha.prepare.training.forms import AttendForm, PledgeForm, SessionForm, TestForm, questions_as_text
from mingcha.prepare.training.models import Attendance, Pledge, Session
from mingcha.prepare.training.permissions import is_in_team, sees_trainings, trains
from mingcha.registry.talent.models import Talent

asks = require_http_methods(["GET", "POST"])


def _get(request: SignedInRequest, pk: uuid.UUID) -> Session:
    return get_object_or_404(
        Session.objects.visible_to(request.user).select_related("round", "office"), pk=pk
    )


def _get_own(request: SignedInRequest, pk: uuid.UUID) -> Session:
    session = _get(request, pk)
    if not trains(request.user, session):
        raise NotAllowed(_("Only the office's staff train its teams."))
    return session


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    session = _get(request, pk)
    holds = trains(request.user, session)
    own = Attendance.objects.filter(session=session, user=request.user).first()
    context: dict[str, Any] = {
        "holds": holds,
        "attendees": queries.attendees_of(session) if holds else [],
        "questions": list(session.questions.all()) if holds else [],
        "question_count": session.questions.count(),
        "own": own,
    }
    return record_page(request, session, "training/detail.html", **context)


@asks
def hold(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """A new session of a round."""
    in_round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if not trains(request.user, in_round):
        raise NotAllowed(_("Only the office's staff train its teams."))
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.hold_session(in_round, by=request.user, **form.cleaned_data))
    title = _("Training for %(round)s") % {"round": in_round}
    return form_page(request, form, title=title, back=in_round.get_absolute_url())


@asks
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    session = _get_own(request, pk)
    there = session.attendances.exists()
    text = questions_as_text(list(session.questions.all()))
    form = SessionForm(request.POST or None, instance=session, initial={"questions": text})
    if there:
        del form.fields["questions"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        questions = given.pop("questions", None)
        actions.edit_session(session, by=request.user, **given)
        if questions is not None:
            actions.set_questions(session, questions, by=request.user)
        return redirect(session)
    title = _("Change %(session)s") % {"session": session}
    return form_page(request, form, title=title, back=session.get_absolute_url())


@asks
def attend(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Who was there."""
    session = _get_own(request, pk)
    form = AttendForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        actions.note_attendance(session, form.cleaned_data["users"], by=request.user)
        return redirect(session)
    title = _("Attendance of %(session)s") % {"session": session}
    return form_page(request, form, title=title, back=session.get_absolute_url())


@asks
def test(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The short test, for those who attended."""
    session = _get(request, pk)
    own = Attendance.objects.filter(session=session, user=request.user).first()
    questions = list(session.questions.all())
    if own is None or not questions:
        raise NotAllowed(
            _("Who attended the session takes its test. Ask the office to note that you were there.")
        )
    if own.passed:
        raise NotNow(_("You have passed this test already."))
    form = TestForm(request.POST or None, questions=questions)
    if request.method == "POST" and form.is_valid():
        done = actions.take_test(session, form.cleaned_data, by=request.user)
        facts = {"score": done.score, "mark": session.pass_mark}
        if done.passed:
            messages.success(request, _("Passed with %(score)s %%.") % facts)
        else:
            messages.warning(request, _("%(score)s %%, and %(mark)s %% are needed. Take it again.") % facts)
        return redirect("training:mine")
    return form_page(request, form, title=str(session), submit=_("Hand in"), back=session.get_absolute_url())


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """What I still have to do before entry."""
    if not sees_trainings(request.user):
        raise NotAllowed(_("Members of the round's teams sign its pledge."))
    context = {"title": _("My pledge and training"), "own": queries.own_of(request.user)}
    return render(request, "training/mine.html", context)


@asks
def sign(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The pledge of one round, read and signed."""
    in_round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if not is_in_team(request.user, in_round.pk):
        raise Http404
    text = wording(str(in_round))
    form = PledgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.sign_pledge(in_round, text=text, by=request.user)
        messages.success(request, _("Your pledge is signed."))
        return redirect("training:mine")
    return form_page(
        request,
        form,
        title=_("Pledge for %(round)s") % {"round": in_round},
        submit=_("Sign the pledge"),
        back="/",
        template="training/sign.html",
        text=text,
    )


@require_safe
def pledge(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    seen = Pledge.objects.visible_to(request.user).select_related("round", "office", "user")
    return record_page(request, get_object_or_404(seen, pk=pk), "training/pledge.html")


def panels_of(request: SignedInRequest, record: Any) -> Iterable[Panel]:
    """Somebody's page in a pool tells where they served, how they were appraised, pledge and training."""
    if not isinstance(record, Talent) or record.user is None:
        return
    services = queries.services_of(record.user, seen_by=request.user)
    own = rights_of(request.user).own_offices
    rows = [(one, one.membership.office_id in own) for one in services]
    seen = queries.seen_of(services, request.user)
    context = {"rows": rows, "seen": seen, "days": sum(one.days for one in services)}
    yield Panel("service", _("Service in teams"), "training/_service.html", context, "tab", len(rows))
