"""Who may see what: the rights that posts, memberships and authorisation give a person now.

Models of every later stage import this file for `visible_to`, so it imports none of this stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.words import listed
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
    team_offices: Ids = NONE  # offices that sent those teams
    inspections: Ids = NONE  # tasks of their team: authorised, declared for, not recused
    leads: Ids = NONE
    deputies: Ids = NONE
    organisations: Ids = NONE  # inspected organisations they represent
    bodies: Ids = NONE
    roles: Ids = NONE  # a key for each post and the office it is held in or beside
    receiving: Ids = NONE  # bodies for which they sign for what inspections hand over
    case_offices: Ids = NONE  # offices whose leads their discipline body receives
    discipline_offices: Ids = NONE  # offices whose discipline body they work in
    personnel_offices: Ids = NONE  # offices whose organisation department they work in
    supervised_offices: Ids = NONE  # offices whose rectification their body supervises
    recused_inspections: Ids = NONE  # a declared tie counts until it is decided
    recused_organisations: Ids = NONE  # theirs, while the round is not over


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


def holding(*rights: str) -> Callable[[User], bool]:
    """For moves on many rows: whether a person holds any of these rights somewhere; else none is offered."""
    return lambda user: any(getattr(rights_of(user), name) for name in rights)


def offices_of(user: User) -> Ids:
    """Offices whose organisations a person meets in the work: for stages below, through foundation.scopes."""
    rights = rights_of(user)
    return rights.offices | rights.groups | rights.team_offices


def standard_or_own(user: User) -> Q:
    """Standard records (of no office): whoever meets an office in the work; an office's own: who meets it."""
    offices = offices_of(user)
    standard = Q(office__isnull=True) if offices else Q(pk__in=[])
    return Q(office_id__in=offices) | standard


def _read_rights(user: User) -> Rights:
    if not user.is_authenticated or not user.is_active or user.is_administrator:
        return Rights()
    represented = Representative.objects.filter(user=user, until__isnull=True)
    declared, shut = _declarations(user)
    return Rights(
        **_from_posts(user),
        **_from_teams(user, declared.get("nothing", NONE) | declared.get("refused", NONE)),
        organisations=frozenset(represented.values_list("organisation_id", flat=True)),
        recused_inspections=declared.get("declared", NONE) | declared.get("granted", NONE),
        recused_organisations=shut,
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
        "bodies": frozenset(body for _r, body, _o in rows),
        "roles": frozenset(uuid5(office or body, role) for role, body, office in rows),
        "receiving": frozenset(body for role, body, _o in rows if role in RECEIVING),
        "case_offices": offices(Role.CASE_MANAGER),
        "discipline_offices": offices(Role.CASE_MANAGER, Role.SUPERVISOR),
        "personnel_offices": offices(Role.ORGANISATION_OFFICER),
        "supervised_offices": offices(Role.CASE_MANAGER, Role.SUPERVISOR, Role.ORGANISATION_OFFICER),
    }


@dataclass
class _Places:
    """What a person's memberships add up to."""

    rounds: set[UUID] = field(default_factory=set)
    teams: set[UUID] = field(default_factory=set)
    offices: set[UUID] = field(default_factory=set)
    tasks: dict[str, set[UUID]] = field(default_factory=dict)

    def of(self, *roles: str) -> Ids:
        chosen = [tasks for role, tasks in self.tasks.items() if not roles or role in roles]
        return frozenset().union(*chosen)


def _from_teams(user: User, clear: Ids) -> dict[str, Ids]:
    """A team may be seen from the day it is formed; its inspections only while it is authorised.

    `clear` are the tasks for which the person has declared and is not recused: whoever has not yet
    declared sees nothing of that organisation. Nobody enters without pledge and training, so whoever joins
    a team that has entered sees its inspection once they have both.
    """
    held = _membership().objects.filter(user=user, until__isnull=True, since__lte=timezone.localdate())
    running = held.exclude(round__status__in=("archived", "stopped")).annotate(
        task=F("team__tasks"),
        authorised=F("round__authorisation__status"),
        may_begin=Q(team__tasks__entered_on__isnull=True) | is_prepared(),
    )
    rows = running.values_list("round_id", "team_id", "office_id", "role", "task", "authorised", "may_begin")
    places = _Places()
    for in_round, team, office, role, task, authorised, may_begin in rows:
        if authorised == "ended":
            continue
        places.rounds.add(in_round)
        places.teams.add(team)
        places.offices.add(office)
        if authorised == "active" and may_begin and task in clear:
            places.tasks.setdefault(role, set()).add(task)
    return {
        "rounds": frozenset(places.rounds),
        "teams": frozenset(places.teams),
        "team_offices": frozenset(places.offices),
        "inspections": places.of(),
        "leads": places.of("leader"),
        "deputies": places.of("deputy"),
    }


def is_prepared() -> Q:
    """Of memberships: the round's pledge is signed, and one of its trainings is passed."""
    pledges = apps.get_model("training", "Pledge").objects
    trained = apps.get_model("training", "Attendance").objects.filter(passed=True)
    signed = pledges.filter(user=OuterRef("user"), round=OuterRef("round"))
    passed = trained.filter(user=OuterRef("user"), session__round=OuterRef("round"))
    return Q(Exists(signed)) & Q(Exists(passed))


def _declarations(user: User) -> tuple[dict[str, Ids], Ids]:
    """The tasks for which a person has declared, by what became of it; and the organisations shut to them."""
    found: dict[str, set[UUID]] = {}
    shut: set[UUID] = set()
    rows = _declaration().objects.filter(user=user)
    for status, task, organisation, stage in rows.values_list(
        "status", "task_id", "task__organisation_id", "task__round__status"
    ):
        found.setdefault(status, set()).add(task)
        if status in ("declared", "granted") and stage not in ("archived", "stopped"):
            shut.add(organisation)
    return {status: frozenset(tasks) for status, tasks in found.items()}, frozenset(shut)


def _membership() -> type[Membership]:
    return apps.get_model("teams", "Membership")


def _declaration() -> type[RecusalDeclaration]:
    return apps.get_model("teams", "RecusalDeclaration")


# Reads over teams themselves


def people_for(office_id: UUID) -> QuerySet[User]:
    """Who may be in a team: anyone with a post in the office, a body beside it, or one below."""
    offices = {office_id} | subordinate_offices([office_id])
    held = Post.objects.in_force().filter(Q(body_id__in=offices) | Q(body__office_id__in=offices))
    people = User.objects.active().filter(administration=User.Administration.NONE)
    found: QuerySet[User] = people.filter(pk__in=held.values("user_id")).order_by("username")
    return found


def members_of(team_id: UUID) -> QuerySet[User]:
    """Those now in a team."""
    held = _membership().objects.filter(team_id=team_id, until__isnull=True)
    people: QuerySet[User] = User.objects.active().filter(pk__in=held.values("user_id"))
    return people.order_by("username")


def receivers_of(body_id: UUID) -> QuerySet[User]:
    """Those who sign for what inspections hand over to this body."""
    held = Post.objects.in_force().filter(body_id=body_id, role__in=RECEIVING)
    people: QuerySet[User] = User.objects.active().filter(pk__in=held.values("user_id"))
    return people.order_by("username")


def undeclared(in_round: Round) -> list[str]:
    """Members with a task of their team that they have not declared for, or that is not yet decided."""
    pairs = in_round.memberships.filter(until__isnull=True, team__tasks__isnull=False)
    given = _declaration().objects.filter(task__round=in_round)
    statuses = given.values_list("user_id", "task_id", "status")
    declared = {(user, task): status for user, task, status in statuses}
    rows = pairs.values_list("user_id", "user__full_name", "team__tasks")
    open_names = [name for user, name, task in rows if declared.get((user, task)) in (None, "declared")]
    return sorted(set(open_names))


def gaps_in(in_round: Round) -> list[str]:
    """What the teams still lack before they can be authorised, as sentences."""
    teams = list(in_round.teams.prefetch_related("memberships", "tasks"))
    gaps = [] if teams else [_("No team has been formed.")]
    for team in teams:
        roles = [one.role for one in team.memberships.all() if one.until is None]
        gaps += [_("%(team)s has no leader.") % {"team": team}] if "leader" not in roles else []
        gaps += [_("%(team)s has no liaison officer.") % {"team": team}] if "liaison" not in roles else []
        gaps += [] if team.tasks.all() else [_("%(team)s has no organisation to inspect.") % {"team": team}]
    if count := in_round.tasks.filter(team__isnull=True).count():
        gaps.append(_("%(count)s organisations have no team yet.") % {"count": count})
    if names := undeclared(in_round):
        gaps.append(_("Recusal is not declared or not decided: %(names)s.") % {"names": listed(names)})
    return gaps + _missing_levels(in_round) + _recused_leaders(in_round)


def offices_by_person(users: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """The offices in or beside which people hold a post now."""
    found: dict[UUID, set[UUID]] = {}
    held = Post.objects.in_force().filter(user__in=list(users))
    for user, body, office in held.values_list("user_id", "body_id", "body__office_id"):
        found.setdefault(user, set()).add(office or body)
    return found


def _missing_levels(in_round: Round) -> list[str]:
    """Joint rounds: every team has people of the office's own level and of one below."""
    if not in_round.joint:
        return []
    members: dict[Team, list[UUID]] = {team: [] for team in in_round.teams.all()}
    for one in in_round.memberships.filter(until__isnull=True).select_related("team"):
        members[one.team].append(one.user_id)
    offices = offices_by_person(user for people in members.values() for user in people)
    gaps = []
    for team, people in members.items():
        sent = set().union(*(offices.get(user, set()) for user in people))
        if people and in_round.office_id not in sent:
            gaps.append(_("Joint round: %(team)s has nobody of this level.") % {"team": team})
        if people and not sent - {in_round.office_id}:
            gaps.append(_("Joint round: %(team)s has nobody of a level below.") % {"team": team})
    return gaps


def _recused_leaders(in_round: Round) -> list[str]:
    """A leader answers for the whole team, so cannot be recused from a task of it."""
    leaders = in_round.memberships.filter(until__isnull=True, role="leader")
    recused = leaders.filter(
        team__tasks__declarations__user=F("user"), team__tasks__declarations__status="granted"
    )
    return [
        _("%(name)s is recused from an organisation of %(team)s and cannot lead it.")
        % {"name": one.user, "team": one.team}
        for one in recused.select_related("user", "team").distinct()
    ]


def fixed_pairs(team: Team) -> list[str]:
    """三不固定: organisations whose last inspection had the same leader, as warnings."""
    leader = team.memberships.filter(until__isnull=True, role="leader").select_related("user").first()
    if leader is None:
        return []
    warnings = []
    for task in team.tasks.select_related("organisation"):
        earlier = task.organisation.tasks.filter(
            round__plan_from__lt=team.round.plan_from, team__isnull=False
        )
        last = earlier.select_related("round").order_by("-round__plan_from").first()
        if last and last.team and last.team.memberships.filter(user=leader.user, role="leader").exists():
            facts = {"name": leader.user, "organisation": task.organisation, "round": last.round}
            warnings.append(
                _("%(name)s already led the inspection of %(organisation)s in %(round)s.") % facts
            )
    return warnings


def to_declare(user: User) -> list[Task]:
    """The tasks of a person's teams for which they have declared nothing yet."""
    tasks = apps.get_model("rounds", "Task").objects.filter(team_id__in=rights_of(user).teams)
    mine = tasks.exclude(declarations__user=user).select_related("round", "organisation", "team")
    return list(mine.order_by("round", "pk"))


def may_declare_for(user: User) -> QuerySet[Task]:
    """Other tasks one may declare a tie with: of rounds not over of one's office or leading group."""
    rights = rights_of(user)
    tasks = apps.get_model("rounds", "Task").objects.filter(office_id__in=rights.own_offices | rights.groups)
    over = ("archived", "stopped")
    found: QuerySet[Task] = tasks.exclude(round__status__in=over).exclude(declarations__user=user)
    return found.select_related("round", "organisation").order_by("-round__plan_from", "organisation__code")
