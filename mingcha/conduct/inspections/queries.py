"""Reads that span models: rules of the round, numbers of activities, what a step shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Model, Q, QuerySet

from mingcha.conduct.inspections.models import Activity, ActivityInspector, Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.ledgers.registry import ledgers_for
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.models import Authorisation, Membership, RecusalDeclaration, Team
from mingcha.prepare.teams.queries import rights_of


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
    people: QuerySet[User] = User.objects.filter(pk__in=members.values("user_id")).order_by("username")
    return people


def told_of(inspection: Inspection) -> QuerySet[User]:
    """Those of the team who hear of what happens in this inspection: not whoever is recused from it."""
    ties = RecusalDeclaration.objects.filter(task=inspection.pk, status__in=("declared", "granted"))
    people: QuerySet[User] = team_of(inspection).exclude(pk__in=ties.values("user_id"))
    return people


def people_of(inspection: Inspection) -> QuerySet[User]:
    """The team, and whoever took part or recorded before leaving it."""
    recorders = Activity.objects.filter(inspection=inspection).values("recorder_id")
    present = ActivityInspector.objects.filter(activity__inspection=inspection).values("user_id")
    mine = Q(pk__in=team_of(inspection).values("pk")) | Q(pk__in=recorders) | Q(pk__in=present)
    people: QuerySet[User] = User.objects.filter(mine).order_by("username")
    return people


def teams_of(in_round: Round) -> QuerySet[Team]:
    """The teams of a round, in their order."""
    return Team.objects.filter(round=in_round).order_by("number")


def last_numbers(inspections: Iterable[UUID]) -> dict[tuple[UUID, str], int]:
    """The highest number given so far, by inspection and kind."""
    rows = Activity.objects.filter(inspection_id__in=list(inspections)).values_list("inspection_id", "kind")
    return {(pk, kind): last for pk, kind, last in rows.annotate(last=Max("number")).order_by()}


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
    wanted = set(keys)
    found = Activity.objects.filter(inspection=inspection, held_on__in={day for _kind, day, _title in wanted})
    by_key = {(activity.kind, activity.held_on, activity.title): activity for activity in found}
    return {key: activity for key, activity in by_key.items() if key in wanted}


def asked_within(text: str, model: type[Model]) -> UUID | None:
    """The record that a list was limited to when its “new” button was pressed."""
    label, _colon, key = text.partition(":")
    if label.lower() != model._meta.label_lower:
        return None
    try:
        return UUID(key)
    except ValueError:
        return None


def recordable(user: User) -> list[Inspection]:
    """Inspections of whose activities this person keeps records now."""
    rights = rights_of(user)
    mine = Inspection.objects.visible_to(user).filter(pk__in=rights.inspections)
    at_work = mine.exclude(status=Inspection.Status.PREPARING).filter(reported_on__isnull=True)
    return list(at_work.select_related("organisation", "round"))


def commentable(user: User) -> list[Inspection]:
    """Inspections at work, of the person's office or of the office whose leading group they sit on."""
    rights = rights_of(user)
    mine = Inspection.objects.working(user).filter(office_id__in=rights.own_offices | rights.groups)
    at_work = mine.filter(reported_on__isnull=True, entered_on__isnull=False)
    return list(at_work.select_related("organisation", "round"))


def promptable(user: User) -> list[Round]:
    """Rounds of the person's office that are not over."""
    return list(Round.objects.open().filter(office_id__in=rights_of(user).own_offices))


def inspections_by_status(in_round: Round, user: User) -> dict[str, int]:
    """How many of a round's inspections stand where, as far as the person sees them."""
    rows = Inspection.objects.working(user).filter(round=in_round).values_list("status")
    return dict(rows.annotate(number=Count("pk")).order_by())


def behind(in_round: Round, status: str) -> int:
    """Tasks of the round whose inspection has not come to this status, or has not been opened.

    None where no inspection was opened at all: then the round is followed on paper only.
    """
    if not Inspection.objects.filter(round=in_round).exists():
        return 0
    codes = [str(code) for code in Inspection.Status.values]
    reached = Q(inspection__status__in=codes[codes.index(status) :])
    return Task.objects.filter(round=in_round).exclude(reached).count()


def unopened(in_round: Round) -> int:
    """Tasks of the round that have a team and no inspection yet."""
    return Task.objects.filter(round=in_round, team__isnull=False, inspection__isnull=True).count()


def later_lists(inspection: Inspection, user: User) -> list[tuple[str, str]]:
    """Lists of later stages that hold something the organisation was given: name and title."""
    found = []
    for ledger in ledgers_for(user):
        if path := ledger.within_path(inspection._meta.label):
            rows = ledger.model.objects.visible_to(user).filter(**{path: inspection.pk})
            if rows.exists():
                found.append((ledger_url(ledger.name, within=inspection), str(ledger.title)))
    return found
