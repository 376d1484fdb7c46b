"""Who may see what: the rights that posts, memberships and authorisation give a person now.

Models of every later stage import this file for `visible_to`, so it imports none of this stage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.models import Post, Role
from mingcha.registry.bodies.queries import subordinate_offices
from mingcha.registry.organisations.models import Representative

if TYPE_CHECKING:
    from mingcha.prepare.rounds.models import Round, Task
    from mingcha.prepare.teams.models import Membership, RecusalDeclaration, Team

Ids = frozenset[UUID]
RECEIVING = (Role.CASE_MANAGER, Role.ORGANISATION_OFFICER, Role.DEPARTMENT_OFFICER)
NONE: Ids = frozenset()


@dataclass(frozen=True)
class Rights:
    """Keys of what a person has to do with now. Every set is empty for administrators."""

    own_offices: Ids = NONE  # offices they head or staff
    headed_offices: Ids = NONE
    offices: Ids = NONE  # own offices and every office below: the level above reads
    groups: Ids = NONE  # offices whose leading group they sit on
    headed_groups: Ids = NONE
    clerks: Ids = NONE  # offices whose committee they keep the record of
    rounds: Ids = NONE  # rounds they are in a team of, from the day it is formed
    teams: Ids = NONE
    inspections: Ids = NONE  # tasks of their team while the round is authorised and they are not recused
    leads: Ids = NONE
    deputies: Ids = NONE
    organisations: Ids = NONE  # inspected organisations they represent
    bodies: Ids = NONE
    receiving: Ids = NONE  # bodies for which they sign for what inspections hand over
    case_offices: Ids = NONE  # offices whose leads their discipline body receives
    supervised_offices: Ids = NONE  # offices whose rectification their body supervises
    recused_inspections: Ids = NONE  # a declared tie counts until it is decided


def rights_of(user: User) -> Rights:
    """The rights of a person, read once for each user object: five statements at most."""
    kept: Rights | None = user.__dict__.get("_rights")
    if kept is None:
        kept = user.__dict__["_rights"] = _read_rights(user)
    return kept


def forget_rights(user: User) -> None:
    """Read them again the next time they are asked for."""
    user.__dict__.pop("_rights", None)


def scope(user: User, inspection: str = "inspection_id", office: str = "office_id") -> Q:
    """Records of the person's inspections and offices, without those they are recused from."""
    rights = rights_of(user)
    mine = Q(**{f"{inspection}__in": rights.inspections}) | Q(**{f"{office}__in": rights.offices})
    if rights.recused_inspections:
        mine &= ~Q(**{f"{inspection}__in": rights.recused_inspections})
    return mine


def offices_of(user: User) -> set[UUID]:
    """For stages below this one, through foundation.scopes."""
    return set(rights_of(user).offices)


def _read_rights(user: User) -> Rights:
    if not user.is_authenticated or not user.is_active or user.is_administrator:
        return Rights()
    recused = _recusals(user)
    return Rights(
        **_from_posts(user),
        **_from_teams(user, recused),
        organisations=frozenset(
            Representative.objects.filter(user=user, until__isnull=True).values_list(
                "organisation_id", flat=True
            )
        ),
        recused_inspections=recused,
    )


def _from_posts(user: User) -> dict[str, Ids]:
    today = timezone.localdate()
    held = Post.objects.filter(user=user, since__lte=today, until__isnull=True, body__is_active=True)
    rows = list(held.values_list("role", "body_id", "body__office_id"))

    def offices(*roles: Role) -> Ids:
        return frozenset(office or body for role, body, office in rows if role in roles)

    own = offices(Role.OFFICE_HEAD, Role.OFFICE_STAFF)
    return {
        "own_offices": own,
        "headed_offices": offices(Role.OFFICE_HEAD),
        "offices": own | subordinate_offices(own) if own else own,
        "groups": offices(Role.GROUP_HEAD, Role.GROUP_MEMBER),
        "headed_groups": offices(Role.GROUP_HEAD),
        "clerks": offices(Role.COMMITTEE_CLERK),
        "bodies": frozenset(body for _role, body, _office in rows),
        "receiving": frozenset(body for role, body, _office in rows if role in RECEIVING),
        "case_offices": offices(Role.CASE_MANAGER),
        "supervised_offices": offices(Role.CASE_MANAGER, Role.SUPERVISOR, Role.ORGANISATION_OFFICER),
    }


@dataclass
class _Places:
    """What a person's memberships add up to."""

    rounds: set[UUID] = field(default_factory=set)
    teams: set[UUID] = field(default_factory=set)
    tasks: dict[str, set[UUID]] = field(default_factory=dict)

    def of(self, *roles: str) -> Ids:
        chosen = [tasks for role, tasks in self.tasks.items() if not roles or role in roles]
        return frozenset().union(*chosen)


def _from_teams(user: User, recused: Ids) -> dict[str, Ids]:
    """A team may be seen from the day it is formed; its inspections only while it is authorised."""
    held = _membership().objects.filter(user=user, until__isnull=True, since__lte=timezone.localdate())
    running = held.exclude(round__status__in=("archived", "stopped"))
    rows = running.values_list("round_id", "team_id", "role", "team__tasks", "round__authorisation__status")
    places = _Places()
    for in_round, team, role, task, authorised in rows:
        if authorised == "ended":
            continue
        places.rounds.add(in_round)
        places.teams.add(team)
        if authorised == "active" and task and task not in recused:
            places.tasks.setdefault(role, set()).add(task)
    return {
        "rounds": frozenset(places.rounds),
        "teams": frozenset(places.teams),
        "inspections": places.of(),
        "leads": places.of("leader"),
        "deputies": places.of("deputy"),
    }


def _recusals(user: User) -> Ids:
    declared = _declaration().objects.filter(user=user, status__in=("declared", "granted"))
    return frozenset(declared.values_list("task_id", flat=True))


def _membership() -> type[Membership]:
    return apps.get_model("teams", "Membership")


def _declaration() -> type[RecusalDeclaration]:
    return apps.get_model("teams", "RecusalDeclaration")
