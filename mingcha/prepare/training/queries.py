"""Reads over pledges and trainings: who lacks what before entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.words import listed
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.models import Membership, Team
from mingcha.prepare.teams.queries import is_prepared, rights_of
from mingcha.prepare.training.models import Attendance, Pledge, Session


def _prepared(members: QuerySet[Membership]) -> QuerySet[Membership]:
    """Memberships in force, each with whether the pledge is signed and a training of the round passed."""
    own = {"user": OuterRef("user"), "round": OuterRef("round")}
    passed = Attendance.objects.filter(user=OuterRef("user"), session__round=OuterRef("round"), passed=True)
    return members.in_force().annotate(  # type: ignore[attr-defined, no-any-return]
        pledged=Exists(Pledge.objects.filter(**own)), trained=Exists(passed)
    )


def _gaps(members: QuerySet[Membership]) -> list[str]:
    lacking = _prepared(members).filter(Q(pledged=False) | Q(trained=False)).select_related("user")
    found = list(lacking.order_by("user__full_name"))
    unsigned = [str(one.user) for one in found if not one.pledged]  # type: ignore[attr-defined]
    untrained = [str(one.user) for one in found if not one.trained]  # type: ignore[attr-defined]
    gaps = []
    if unsigned:
        gaps.append(_("The pledge is not signed: %(names)s.") % {"names": listed(unsigned)})
    if untrained:
        gaps.append(_("The training is not passed: %(names)s.") % {"names": listed(untrained)})
    return gaps


def gaps_before_entry(in_round: Round) -> list[str]:
    """Who in the round's teams lacks the pledge or the training, as sentences."""
    return _gaps(Membership.objects.filter(round=in_round))


def gaps_of_teams(tasks: Iterable[Task]) -> list[str]:
    """The same for the teams of these tasks only."""
    return _gaps(Membership.objects.filter(team__in={task.team_id for task in tasks if task.team_id}))


@dataclass(frozen=True)
class Attendee:
    """One member of the round's teams at one session."""

    membership: Membership
    attendance: Attendance | None


def attendees_of(session: Session) -> list[Attendee]:
    """Everyone in the round's teams, with what is known of them at this session."""
    members = Membership.objects.in_force().filter(round=session.round_id).in_order()
    there = {one.user_id: one for one in session.attendances.all()}
    return [Attendee(one, there.get(one.user_id)) for one in members.select_related("user", "team")]


@dataclass(frozen=True)
class Own:
    """What one person still has to do, or has done, for one round."""

    round: Round
    pledge: Pledge | None
    sessions: list[tuple[Session, Attendance | None]]

    @property
    def trained(self) -> bool:
        return any(one and one.passed for _session, one in self.sessions)


def own_of(user: User) -> list[Own]:
    """The rounds a person is in a team of, with their pledge and trainings."""
    keys: frozenset[UUID] = rights_of(user).rounds
    rounds = Round.objects.filter(pk__in=keys).order_by("-plan_from").prefetch_related("trainings__questions")
    pledges = {one.round_id: one for one in Pledge.objects.filter(user=user, round__in=keys)}
    there = {one.session_id: one for one in Attendance.objects.filter(user=user, session__round__in=keys)}
    return [
        Own(
            one,
            pledges.get(one.pk),
            [(session, there.get(session.pk)) for session in one.trainings.all()],
        )
        for one in rounds
    ]


@dataclass(frozen=True)
class Service:
    """One place somebody had in a team: the days served on site so far, pledge and training of that round."""

    membership: Membership
    days: int
    pledged_on: date | None
    passed_on: date | None
    score: int | None


def services_of(user: User, *, seen_by: User) -> list[Service]:
    """What somebody did in teams, the newest first: their own to themselves, else of rounds one sees."""
    held = Membership.objects.filter(user=user)
    if seen_by.pk != user.pk:
        held = held & Membership.objects.visible_to(seen_by)
    rows = list(held.select_related("round", "team").order_by("-round__plan_from", "-since"))
    rounds = [one.round_id for one in rows]
    pledges = {one.round_id: one.signed_on for one in Pledge.objects.filter(user=user, round__in=rounds)}
    passed = Attendance.objects.filter(user=user, session__round__in=rounds, passed=True)
    tests = {one.session.round_id: one for one in passed.select_related("session").order_by("-passed_on")}
    return [_service(one, pledges.get(one.round_id), tests.get(one.round_id)) for one in rows]


def seen_of(services: list[Service], user: User) -> set[UUID]:
    """Which of these rounds and teams the person may open."""
    rounds = Round.objects.visible_to(user).filter(pk__in=[one.membership.round_id for one in services])
    teams = Team.objects.visible_to(user).filter(pk__in=[one.membership.team_id for one in services])
    return {*rounds.values_list("pk", flat=True), *teams.values_list("pk", flat=True)}


def _service(one: Membership, pledged_on: date | None, test: Attendance | None) -> Service:
    """Days from the entry of the round, or the joining, to the end of the plan, the leaving, or today."""
    since = max(one.since, one.round.entered_on) if one.round.entered_on else None
    until = min(one.round.plan_to, one.until or one.round.plan_to, timezone.localdate())
    days = max(0, (until - since).days) if since else 0
    return Service(one, days, pledged_on, test.passed_on if test else None, test.score if test else None)


def to_prepare(user: User) -> int:
    """How many rounds' pledge or training a person still lacks."""
    held = Membership.objects.in_force().filter(user=user, round__in=rights_of(user).rounds)
    return held.exclude(is_prepared()).count()


def members_of(in_round: Round) -> QuerySet[User]:
    """Everyone in the round's teams now."""
    held = Membership.objects.in_force().filter(round=in_round)
    people: QuerySet[User] = User.objects.active().filter(pk__in=held.values("user_id"))
    return people.order_by("full_name")
