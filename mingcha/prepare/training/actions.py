"""Every write to trainings, tests and pledges."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.training.models import Attendance, Pledge, Session, TrainingQuestion
from mingcha.prepare.training.permissions import is_in_team, trains
from mingcha.prepare.training.queries import members_of

# From the first team to the end of the round: who joins late is pledged and trained late.
CLOSED = (*Round.PLANNED, *Round.OVER)


@transaction.atomic
def hold_session(
    in_round: Round, *, by: User, questions: Sequence[Mapping[str, Any]] = (), **fields: Any
) -> Session:
    """A training of this round's teams, with or without a short test."""
    _refuse_strangers(by, in_round)
    made = Session(round=in_round, office_id=in_round.office_id, **fields)
    made.save(force_insert=True)
    audit.record("training.hold", made, by=by, title=made.title, on=made.held_on)
    if questions:
        set_questions(made, questions, by=by)
    return made


def _refuse_strangers(by: User, in_round: Round) -> None:
    if not trains(by, in_round):
        raise NotAllowed(_("Only the office's staff train its teams."))
    if in_round.status in CLOSED:
        raise NotNow(_("Teams are trained once they are formed, before the round is over."))


@transaction.atomic
def edit_session(session: Session, *, by: User, **fields: Any) -> None:
    _refuse_strangers(by, session.round)
    session.refresh_from_db(from_queryset=Session.objects.select_for_update())
    for name, value in fields.items():
        setattr(session, name, value)
    session.save(update_fields=list(fields))
    audit.record("training.edit", session, by=by, fields=sorted(fields))


@transaction.atomic
def set_questions(session: Session, questions: Sequence[Mapping[str, Any]], *, by: User) -> None:
    """The test of a session, whole: `text`, `options`, `answer` each. Not once somebody has taken it."""
    _refuse_strangers(by, session.round)
    session.refresh_from_db(from_queryset=Session.objects.select_for_update())
    if session.attendances.exists():
        raise NotNow(_("People have attended already. Hold another session with the new questions."))
    for one in questions:
        if len(one["options"]) < 2 or not 0 <= one["answer"] < len(one["options"]):
            raise Invalid(_("A question has two options or more, and one right answer."))
    session.questions.all().delete()
    made = [
        TrainingQuestion(session=session, order=place, **one) for place, one in enumerate(questions, start=1)
    ]
    TrainingQuestion.objects.bulk_create(made)
    audit.record("training.questions", session, by=by, count=len(made))


@transaction.atomic
def note_attendance(session: Session, users: Iterable[User], *, by: User, on: date | None = None) -> None:
    """Who was there. Without a test they have passed; with one, they may take it now."""
    _refuse_strangers(by, session.round)
    session.refresh_from_db(from_queryset=Session.objects.select_for_update())
    users = list(users)
    known = set(members_of(session.round).values_list("pk", flat=True))
    if strange := [user for user in users if user.pk not in known]:
        raise Invalid(_("%(name)s is in no team of this round.") % {"name": strange[0]})
    there = set(session.attendances.values_list("user_id", flat=True))
    passed = not session.questions.exists()
    day = (on or timezone.localdate()) if passed else None
    made = [
        Attendance(session=session, user=user, passed=passed, passed_on=day)
        for user in users
        if user.pk not in there
    ]
    Attendance.objects.bulk_create(made, batch_size=1000)
    audit.record_many("training.attend", made, by=by, facts=[{"name": str(one.user)} for one in made])


@transaction.atomic
def take_test(session: Session, answers: Mapping[str, int], *, by: User) -> Attendance:
    """One's own test: `answers` by the key of the question. It may be taken again until it is passed."""
    own = Attendance.objects.select_for_update().filter(session=session, user=by).first()
    if own is None:
        raise NotAllowed(
            _("Who attended the session takes its test. Ask the office to note that you were there.")
        )
    if own.passed:
        raise NotNow(_("You have passed this test already."))
    questions = list(session.questions.all())
    if not questions or any(str(one.pk) not in answers for one in questions):
        raise Invalid(_("Answer every question."))
    right = sum(answers[str(one.pk)] == one.answer for one in questions)
    own.score, own.attempts = right * 100 // len(questions), own.attempts + 1
    own.passed = own.score >= session.pass_mark
    own.passed_on = timezone.localdate() if own.passed else None
    own.save(update_fields=["score", "attempts", "passed", "passed_on"])
    audit.record("training.test", own, by=by, score=own.score, passed=own.passed)
    return own


def sign_pledge(in_round: Round, *, text: str, by: User) -> Pledge:
    """One's own pledge for one round."""
    if not is_in_team(by, in_round.pk):
        raise NotAllowed(_("Members of the round's teams sign its pledge."))
    return sign_pledges_many(in_round, [by], text=text)[0]


@transaction.atomic
def sign_pledges_many(
    in_round: Round, users: Iterable[User], *, text: str, on: date | None = None
) -> list[Pledge]:
    """Many pledges of one round, each signed by its own person."""
    if in_round.status in CLOSED:
        raise NotNow(_("Teams are trained once they are formed, before the round is over."))
    made = [
        Pledge(
            round=in_round,
            office_id=in_round.office_id,
            user=user,
            text=text,
            signed_on=on or timezone.localdate(),
        )
        for user in users
    ]
    known = set(members_of(in_round).values_list("pk", flat=True))
    if strange := [one.user for one in made if one.user_id not in known]:
        raise Invalid(_("%(name)s is in no team of this round.") % {"name": strange[0]})
    with rules_told():
        Pledge.objects.bulk_create(made, batch_size=1000)
    for one in made:
        audit.record("pledge.sign", one, by=one.user, on=one.signed_on)
    return made
