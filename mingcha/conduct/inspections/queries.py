"""Reads that span models: rules of the round, numbers of activities, what a step shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from mingcha.conduct.inspections.models import Activity, ActivityInspector, Inspection
from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.models import Authorisation, Membership, Team


@dataclass(frozen=True)
class Rule:
    """One value of a round's rule set, with the source it rests on."""

    value: int
    unit: str
    basis: str


def rule_of(inspection: Inspection, key: str) -> Rule | None:
    """A period from the rule set that the round started with; None when it gives none."""
    rules = inspection.round.rule_set
    found = rules.values.get(key) if rules else None
    if not found or not found.get("value"):
        return None
    return Rule(int(found["value"]), found.get("unit", "calendar"), found.get("basis", ""))


def authorised(in_round: Round) -> bool:
    """Whether the round's one authorisation is in force."""
    return Authorisation.objects.filter(round=in_round, status="active").exists()


def team_of(inspection: Inspection) -> QuerySet[User]:
    """Those now in the team, in the order of their accounts."""
    members = Membership.objects.filter(team_id=inspection.team_id, until__isnull=True)
    return User.objects.filter(pk__in=members.values("user_id")).order_by("username")


def people_of(inspection: Inspection) -> QuerySet[User]:
    """The team, and whoever took part or recorded before leaving it."""
    recorders = Activity.objects.filter(inspection=inspection).values("recorder_id")
    present = ActivityInspector.objects.filter(activity__inspection=inspection).values("user_id")
    mine = Q(pk__in=team_of(inspection).values("pk")) | Q(pk__in=recorders) | Q(pk__in=present)
    return User.objects.filter(mine).order_by("username")


def teams_of(in_round: Round) -> QuerySet[Team]:
    """The teams of a round, in their order."""
    return Team.objects.filter(round=in_round).order_by("number")


def last_numbers(inspections: Iterable[UUID]) -> dict[tuple[UUID, str], int]:
    """The highest number given so far, by inspection and kind."""
    rows = Activity.objects.filter(inspection_id__in=list(inspections)).values_list("inspection_id", "kind")
    return {(pk, kind): last for pk, kind, last in rows.annotate(last=Max("number")).order_by()}


@dataclass(frozen=True)
class Stage:
    """One station of the stepper on the inspection's page."""

    name: str
    label: str
    on: date | None
    state: str  # done, now, next


def stages_of(inspection: Inspection, dated: dict[str, str]) -> list[Stage]:
    """The official steps with their dates; `dated` names the date field of each status."""
    codes = [str(code) for code in Inspection.Status.values]
    here = codes.index(inspection.status)
    stages = []
    for place, code in enumerate(codes):
        on = getattr(inspection, dated[code]) if code in dated else inspection.created_at.date()
        state = "done" if place < here else "now" if place == here else "next"
        stages.append(Stage(code, str(Inspection.Status(code).label), on, state))
    return stages


def activity_counts(inspection: Inspection, user: User) -> dict[str, int]:
    """How many records of each kind the user may see, for the tiles on the page."""
    rows = Activity.objects.visible_to(user).filter(inspection=inspection).values_list("kind")
    return dict(rows.annotate(number=Count("pk")).order_by())


def inspection_for(user: User, pk: UUID) -> Inspection | None:
    """The inspection, if this person works on it or in its office."""
    return Inspection.objects.visible_to(user).filter(pk=pk).first()


def find_people(inspection: Inspection) -> dict[str, User]:
    """The team's people by account and by name, for lists typed elsewhere."""
    people = list(people_of(inspection))
    return {user.full_name: user for user in people} | {user.username: user for user in people}


def known_activities(
    inspection: Inspection, keys: Iterable[tuple[Any, ...]]
) -> dict[tuple[Any, ...], Activity]:
    """Records of this inspection by kind, day and subject."""
    days = {day for _kind, day, _title in keys}
    found = Activity.objects.filter(inspection=inspection, held_on__in=days)
    return {(activity.kind, activity.held_on, activity.title): activity for activity in found}
