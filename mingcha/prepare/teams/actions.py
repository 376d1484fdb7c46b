"""Every write to teams, recusals and authorisations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.notices.actions import notify
from mingcha.foundation.numbering.actions import next_number
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds.actions import set_team
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.models import Authorisation, Membership, RecusalDeclaration, Team
from mingcha.prepare.teams.permissions import appraises, may_authorise, may_form, raises
from mingcha.prepare.teams.queries import forget_rights, gaps_in, offices_by_person, people_for, rights_of
from mingcha.prepare.teams.workflow import AUTHORISATIONS, RECUSALS
from mingcha.registry.organisations.models import Representative

# Someone may still join once the teams are out; they see nothing until they have declared.
OPEN = (Round.Status.FORMING, Round.Status.READY, Round.Status.ON_SITE)
Relation = RecusalDeclaration.Relation


# Teams


def form_team(in_round: Round, *, name: str, by: User, number: int | None = None) -> Team:
    """A team for this round; the next number where none is given."""
    return form_teams_many(in_round, [{"name": name, "number": number}], by=by)[0]


@transaction.atomic
def form_teams_many(in_round: Round, rows: Sequence[Mapping[str, Any]], *, by: User) -> list[Team]:
    """Several teams at once. Each row: `name`, and `number` where not the next."""
    _lock_round(in_round, by, (Round.Status.FORMING,))
    last = in_round.teams.order_by("-number").values_list("number", flat=True).first() or 0
    made = []
    for row in rows:
        number = row.get("number") or last + 1
        last = max(last, number)
        made.append(Team(round=in_round, office_id=in_round.office_id, name=row["name"], number=number))
    try:
        with transaction.atomic():
            Team.objects.bulk_create(made)
    except IntegrityError:
        raise Invalid(_("This round already has a team with that number.")) from None
    audit.record_many("team.form", made, by=by, facts=[{"name": team.name} for team in made])
    return made


def _lock_round(in_round: Round, by: User, statuses: Sequence[str]) -> None:
    in_round.refresh_from_db(from_queryset=Round.objects.select_for_update())
    if not may_form(by, in_round):
        raise NotAllowed(_("Only the office's staff form its teams."))
    if in_round.status not in statuses:
        raise NotNow(_("Teams are formed once the round is approved, before it is over."))


@transaction.atomic
def assign_team(tasks: Sequence[Task], team: Team, *, by: User) -> None:
    """Give organisations to a team. Those recused, or representing one, may not be in it."""
    _lock_round(team.round, by, (Round.Status.FORMING,))
    if any(task.round_id != team.round_id for task in tasks):
        raise Invalid(_("The task belongs to another round."))
    members = list(team.memberships.in_force().values_list("user_id", flat=True))
    _refuse_conflicts(members, tasks)
    set_team(team.round, tasks, team.pk, by=by)
    forget_rights(by)


@transaction.atomic
def release_tasks(in_round: Round, tasks: Sequence[Task], *, by: User) -> None:
    """Take organisations from their team while teams are being formed."""
    _lock_round(in_round, by, (Round.Status.FORMING,))
    set_team(in_round, tasks, None, by=by)


def _refuse_conflicts(users: Sequence[UUID], tasks: Sequence[Task]) -> None:
    """Regulation: nobody inspects what they are recused from or answer for."""
    recused = RecusalDeclaration.objects.filter(user__in=users, task__in=tasks, status="granted")
    if found := recused.select_related("user", "task__organisation").first():
        facts = {"name": found.user, "organisation": found.task.organisation}
        raise NotNow(_("%(name)s is recused from %(organisation)s.") % facts)
    organisations = [task.organisation_id for task in tasks]
    answering = Representative.objects.filter(
        user__in=users, organisation__in=organisations, until__isnull=True
    )
    if answers := answering.select_related("user", "organisation").first():
        facts = {"name": answers.user, "organisation": answers.organisation}
        raise NotNow(_("%(name)s represents %(organisation)s and cannot inspect it.") % facts)
    _refuse_at_home(users, tasks)


def _refuse_at_home(users: Sequence[UUID], tasks: Sequence[Task]) -> None:
    """Crossed rounds: people of offices below inspect nothing that their own office answers for."""
    crossed = [one for one in tasks if one.round.cross and one.organisation.office_id != one.office_id]
    offices = offices_by_person(users) if crossed else {}
    for task in crossed:
        for user, own in offices.items():
            if task.organisation.office_id in own:
                facts = {"name": User.objects.get(pk=user), "organisation": task.organisation}
                raise NotNow(
                    _("Crossed round: %(organisation)s belongs to the own place of %(name)s.") % facts
                )


# Members


def add_member(
    team: Team, user: User, *, role: str, by: User, duty: str = "", since: date | None = None
) -> Membership:
    """Put a person into a team."""
    return add_members_many(
        [{"team": team, "user": user, "role": role, "duty": duty, "since": since}], by=by
    )[0]


@transaction.atomic
def add_members_many(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[Membership]:
    """Many people into teams of one office. Each row: `team`, `user`, `role`, and `duty`, `since`."""
    teams = {row["team"].pk: row["team"] for row in rows}
    for in_round in {team.round_id: team.round for team in teams.values()}.values():
        _lock_round(in_round, by, OPEN)
    made = [_membership(row) for row in rows]
    _refuse_strangers(made)
    _refuse_places_taken(made)
    for team in teams.values():
        members = [one.user_id for one in made if one.team_id == team.pk]
        _refuse_conflicts(members, list(team.tasks.all()))
    Membership.objects.bulk_create(made, batch_size=1000)
    facts = [{"team": one.team.name, "role": one.role} for one in made]
    audit.record_many("membership.add", made, by=by, facts=facts)
    for row in rows:
        forget_rights(row["user"])
    return made


@transaction.atomic
def appraise(membership: Membership, *, grade: str, note: str, by: User) -> None:
    """How somebody served in a team that has entered; the last word stands, each is on the trail."""
    membership.refresh_from_db(from_queryset=Membership.objects.select_for_update(of=("self",)))
    if not appraises(by, membership):
        raise NotAllowed(_("The office appraises those it sent, and nobody themselves."))
    if membership.round.entered_on is None:
        raise NotNow(_("Members are appraised once the teams have entered."))
    if grade not in Membership.Appraisal.values:
        raise Invalid(_("Choose the appraisal."))
    membership.appraisal, membership.appraisal_note, membership.appraised_by = grade, note, by
    membership.save(update_fields=["appraisal", "appraisal_note", "appraised_by"])
    audit.record("membership.appraise", membership, by=by, name=str(membership.user), grade=grade)


def _membership(row: Mapping[str, Any]) -> Membership:
    team = row["team"]
    if row["role"] not in Membership.Role.values:
        raise Invalid(_("Choose the person's role in the team."))
    return Membership(
        team=team,
        round_id=team.round_id,
        office_id=team.office_id,
        user=row["user"],
        role=row["role"],
        duty=row.get("duty") or "",
        since=row.get("since") or timezone.localdate(),
    )


def _refuse_strangers(made: list[Membership]) -> None:
    """Team members come from the office, the bodies beside it, and those below."""
    for office in {one.office_id for one in made}:
        wanted = {one.user_id: one.user for one in made if one.office_id == office}
        known = set(people_for(office).filter(pk__in=wanted).values_list("pk", flat=True))
        if strange := [user for pk, user in wanted.items() if pk not in known]:
            raise Invalid(
                _("%(name)s holds no post with this office or one below it.") % {"name": strange[0]}
            )


def _refuse_places_taken(made: list[Membership]) -> None:
    """One team a person in a round; one leader a team."""
    rounds = {one.round_id for one in made}
    standing = Membership.objects.in_force().filter(round__in=rounds)
    people = {(one.round_id, one.user_id) for one in standing}
    led = {one.team_id for one in standing if one.role == Membership.Role.LEADER}
    for one in made:
        if (one.round_id, one.user_id) in people:
            raise NotNow(_("%(name)s is in a team of this round already.") % {"name": one.user})
        people.add((one.round_id, one.user_id))
        if one.role == Membership.Role.LEADER:
            if one.team_id in led:
                raise NotNow(_("%(team)s has a leader already.") % {"team": one.team})
            led.add(one.team_id)


@transaction.atomic
def end_membership(membership: Membership, *, by: User, reason: str, on: date | None = None) -> None:
    """A person leaves the team; what they could see through it ends at once."""
    if not may_form(by, membership.team):
        raise NotAllowed(_("Only the office's staff form its teams."))
    membership.refresh_from_db(from_queryset=Membership.objects.select_for_update())
    if membership.until:
        raise NotNow(_("This person has left the team already."))
    if not reason.strip():
        raise NotNow(_("Give the reason."))
    on = on or timezone.localdate()
    if on < membership.since:
        raise Invalid(_("Nobody leaves a team before joining it."))
    membership.until = on
    membership.save(update_fields=["until"])
    audit.record("membership.end", membership, by=by, reason=reason, on=on)
    forget_rights(membership.user)


# Recusal


def declare_recusal(task: Task, *, relation: str, by: User, statement: str = "") -> RecusalDeclaration:
    """What the person says of their own ties with one organisation, or that there is nothing to say."""
    row = {"user": by, "task": task, "relation": relation, "statement": statement}
    return declare_recusals_many([row])[0]


@transaction.atomic
def declare_recusals_many(
    rows: Sequence[Mapping[str, Any]], *, on: date | None = None
) -> list[RecusalDeclaration]:
    """Many declarations, each made by its own `user`. Each row: `user`, `task`, `relation`, `statement`."""
    made = [_declaration(row, on or timezone.localdate()) for row in rows]
    _refuse_outsiders(made)
    try:
        with transaction.atomic():
            RecusalDeclaration.objects.bulk_create(made, batch_size=1000)
    except IntegrityError:
        raise NotNow(_("There is a declaration for this organisation already.")) from None
    each: dict[UUID, list[RecusalDeclaration]] = defaultdict(list)
    for one in made:
        each[one.user_id].append(one)
    for own in each.values():
        facts = [{"relation": one.relation} for one in own]
        audit.record_many("recusal.make", own, by=own[0].user, facts=facts)
        forget_rights(own[0].user)
    return made


def _declaration(row: Mapping[str, Any], on: date) -> RecusalDeclaration:
    relation, statement = row["relation"], (row.get("statement") or "").strip()
    if relation not in Relation.values:
        raise Invalid(_("Say what the tie is, or that there is nothing to declare."))
    nothing = relation == Relation.NOTHING
    if not nothing and not statement:
        raise Invalid(_("Describe the tie: who, what relation, which post."))
    return RecusalDeclaration(
        user=row["user"],
        task=row["task"],
        office_id=row["task"].office_id,
        relation=relation,
        statement=statement,
        declared_on=on,
        status=RecusalDeclaration.Status.NOTHING if nothing else RecusalDeclaration.Status.DECLARED,
    )


def _refuse_outsiders(made: list[RecusalDeclaration]) -> None:
    """Members of the task's team declare, staff of its office, and those on its leading group."""
    teams = {one.task.team_id for one in made if one.task.team_id}
    standing = Membership.objects.in_force().filter(team__in=teams).values_list("team_id", "user_id")
    members = set(standing)
    for one in made:
        if (one.task.team_id, one.user_id) in members:
            continue
        rights = rights_of(one.user)
        if one.office_id not in rights.own_offices | rights.groups:
            raise NotAllowed(
                _("Only the team, its office and its leading group declare for this organisation.")
            )


@transaction.atomic
def raise_recusals_many(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[RecusalDeclaration]:
    """What the records show goes before whoever decides, whatever the person said. Rows as above.

    The person loses sight of the organisation at once. What was decided already stays decided.
    """
    tasks, users = [row["task"] for row in rows], [row["user"] for row in rows]
    standing = RecusalDeclaration.objects.select_for_update().filter(task__in=tasks, user__in=users)
    known = {(one.user_id, one.task_id): one for one in standing.order_by("pk")}
    raised = []
    for row in rows:
        given = {"relation": row["relation"], "statement": row["statement"]}
        if found := known.get((row["user"].pk, row["task"].pk)):
            RECUSALS.perform(found, "raise", by=by, **given)
            raised.append(found)
        else:
            raised.append(_raise_new(row, by=by))
        forget_rights(row["user"])
    return raised


def _raise_new(row: Mapping[str, Any], *, by: User) -> RecusalDeclaration:
    """Before the person declared anything."""
    made = _declaration(row, timezone.localdate())
    if not raises(by, made):
        raise NotAllowed(_("Only the office's staff form its teams."))
    made.raised_by = by
    made.save(force_insert=True)
    audit.record("recusal.raise", made, by=by, relation=made.relation)
    return made


def decide_recusal(
    declaration: RecusalDeclaration, *, granted: bool, by: User, reason: str = "", on: date | None = None
) -> None:
    """Grant the recusal or find it not needed; kept either way."""
    RECUSALS.perform(declaration, "grant" if granted else "refuse", by=by, on=on, reason=reason)
    forget_rights(declaration.user)


def decide_recusals_many(
    declarations: Sequence[RecusalDeclaration],
    *,
    granted: bool,
    by: User,
    reason: str = "",
    on: date | None = None,
) -> None:
    """The same decision on several; the first refusal stops all."""
    with transaction.atomic():
        move = "grant" if granted else "refuse"
        if refused := RECUSALS.perform_many(declarations, move, by=by, on=on, reason=reason).refused:
            raise NotNow(refused[0][1])


# Authorisation


@transaction.atomic
def authorise_round(in_round: Round, *, by: User, on: date | None = None) -> Authorisation:
    """The one authorisation of this round's teams (一次一授权). From now on their members have rights."""
    in_round.refresh_from_db(from_queryset=Round.objects.select_for_update())
    if not may_authorise(by, in_round):
        raise NotAllowed(
            _("The leading group or the committee's clerk authorises, and nobody for themselves.")
        )
    if Authorisation.objects.filter(round=in_round).exists():
        raise NotNow(_("This round has been authorised already: one round, one authorisation."))
    if in_round.status != Round.Status.FORMING:
        raise NotNow(_("Teams are authorised once they are formed, before they enter."))
    if gaps := gaps_in(in_round):
        raise NotNow(" ".join(gaps))
    on = on or timezone.localdate()
    made = Authorisation.objects.create(
        round=in_round,
        office_id=in_round.office_id,
        number=next_number(f"authorisation/{in_round.office_id}/{on.year}"),
        issued_on=on,
        issued_by=by,
    )
    audit.record("authorisation.issue", made, by=by, round=str(in_round), number=made.number, on=on)
    members = User.objects.filter(pk__in=in_round.memberships.in_force().values("user_id"))
    with translation.override(settings.LANGUAGE_CODE):
        text = _("You are authorised for %(round)s") % {"round": in_round}
    notify(members.exclude(pk=by.pk), text, record=in_round)
    return made


def end_authorisation(authorisation: Authorisation, *, reason: str, by: User, on: date | None = None) -> None:
    """End it before its round is over: every right that came from it ends at once."""
    AUTHORISATIONS.perform(authorisation, "end", by=by, on=on, end_reason=reason)


@transaction.atomic
def end_with_round(in_round: Round, *, by: User, reason: str, on: date) -> None:
    """The round is over: its authorisation expires and everyone leaves their team."""
    standing = Authorisation.objects.filter(round=in_round, status=Authorisation.Status.ACTIVE)
    if authorisation := standing.first():
        AUTHORISATIONS.perform(authorisation, "expire", by=by, on=on, end_reason=reason)
    members = list(Membership.objects.in_force().filter(round=in_round))
    open_ones = Membership.objects.filter(pk__in=[one.pk for one in members])
    open_ones.update(until=Greatest(F("since"), on))
    audit.record_many("membership.end", members, by=by, facts={"reason": reason, "on": str(on)})
