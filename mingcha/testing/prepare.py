"""Terms, rounds and teams for the tests, made through the actions, as far along as asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds import actions as rounds
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.rounds.workflow import STATIONS, WORKFLOW
from mingcha.prepare.teams import actions as teams
from mingcha.prepare.teams.models import Membership, Team
from mingcha.prepare.teams.queries import forget_rights
from mingcha.prepare.terms import actions as terms
from mingcha.prepare.terms.models import Term
from mingcha.prepare.terms.queries import current_term
from mingcha.prepare.training import actions as training
from mingcha.prepare.training.models import Session
from mingcha.registry.bodies.models import Body, Post, Role
from mingcha.testing.registry import make_frame, make_office, make_officer, make_organisation, make_rule_set

BEGINNING = date(2026, 3, 2)
_numbers = count(1)
ROLES = ("leader", "deputy", "liaison", "member")


def officer(office: Body, role: str) -> User:
    """Someone with this role at the office, the same one each time."""
    posts = Post.objects.in_force().filter(role=role).select_related("user")
    own = posts.filter(body=office) | posts.filter(body__office=office)
    post = own.order_by("created_at").first()
    if post is None:
        return make_officer(office, role)
    user: User = post.user
    forget_rights(user)
    return user


def make_term(office: Body | None = None, *, status: str = "current", **fields: Any) -> Term:
    """A term of five years with a scope taken on its first day. An organisation is made if there is none."""
    office = office or make_office()
    staff = officer(office, Role.OFFICE_STAFF)
    number = next(_numbers)
    given = {
        "name": f"第{number}届",
        "number": number,
        "starts_on": date(2025, 1, 1),
        "ends_on": date(2029, 12, 31),
    }
    term = terms.create_term(office=office, by=staff, **(given | fields))
    if status == "draft":
        return term
    if not office.organisations.exists():
        make_organisation(office)
    terms.take_snapshot(term, by=staff, on=term.starts_on)
    terms.begin_term(term, by=officer(office, Role.OFFICE_HEAD))
    if status == "closed":
        terms.close_term(term, by=officer(office, Role.OFFICE_HEAD), reason="届满")
    return term


@dataclass
class Made:
    """A round with everyone who has a part in it."""

    office: Body
    round: Round
    tasks: list[Task]
    people: dict[str, User] = field(default_factory=dict)  # by role of the office's bodies
    teams: list[Team] = field(default_factory=list)
    members: dict[str, User] = field(default_factory=dict)  # of the first team, by role

    @property
    def task(self) -> Task:
        return self.tasks[0]

    @property
    def team(self) -> Team:
        return self.teams[0]

    def fresh(self, who: str) -> User:
        """A person as the next request would read them."""
        person = self.people.get(who) or self.members[who]
        found: User = User.objects.get(pk=person.pk)
        return found


OFFICERS = (Role.OFFICE_HEAD, Role.OFFICE_STAFF, Role.GROUP_HEAD, Role.GROUP_MEMBER, Role.COMMITTEE_CLERK)


def make_round(
    status: str = "on_site", *, office: Body | None = None, organisations: int = 1, **fields: Any
) -> Round:
    """A round with one team, in this status. See `make_round_with_people` for the people."""
    return make_round_with_people(status, office=office, organisations=organisations, **fields).round


def make_round_with_people(
    status: str = "on_site", *, office: Body | None = None, organisations: int = 1, **fields: Any
) -> Made:
    """A round in this status, its tasks, its one team (leader, deputy, liaison, member) and the officers."""
    office = office or make_office()
    people = {str(role): officer(office, role) for role in OFFICERS}
    made = _draft(office, people, organisations, fields)
    if status == "stopped":
        _walk(made, "forming")
        WORKFLOW.perform(made.round, "stop", by=people["group_head"], note="停止")
    else:
        _walk(made, status)
    return made


def _draft(office: Body, people: dict[str, User], organisations: int, fields: dict[str, Any]) -> Made:
    chosen = [make_organisation(office) for _each in range(organisations)]
    number = next(_numbers)
    given: dict[str, Any] = {
        "term": current_term(office.pk) or make_term(office),
        "number": number,
        "year": BEGINNING.year,
        "name": f"第{number}轮巡察",
        "plan_from": BEGINNING,
        "plan_to": date(2026, 5, 29),
    }
    given |= fields
    given.setdefault("frame", make_frame(office.level))
    given.setdefault("rule_set", make_rule_set(office.level))
    in_round = rounds.create_round(office=office, by=people["office_staff"], **given)
    tasks = rounds.add_tasks(in_round, chosen, by=people["office_staff"], entry_on=in_round.plan_from)
    return Made(office, in_round, tasks, people)


def _walk(made: Made, status: str) -> None:
    """Take every step up to this status."""
    for code in STATIONS[1 : STATIONS.index(status) + 1]:
        _STEPS[code](made)


def _perform(move: str, who: str) -> Callable[[Made], None]:
    return lambda made: WORKFLOW.perform(made.round, move, by=made.people[who])


def _form(made: Made) -> None:
    WORKFLOW.perform(made.round, "form", by=made.people["office_head"])
    add_team(made, made.tasks)


def add_team(made: Made, tasks: list[Task]) -> Team:
    """One more team of four, with these tasks, everyone having declared that there is nothing."""
    staff = made.people["office_staff"]
    team = teams.form_team(made.round, name=f"巡察{len(made.teams) + 1}组", by=staff)
    teams.assign_team(tasks, team, by=staff)
    made.teams.append(team)
    for role in ROLES:
        person = make_member(team, role)
        made.members.setdefault(role, person)
    return team


def make_member(
    team: Team,
    role: str = "member",
    *,
    user: User | None = None,
    declared: bool = True,
    prepared: bool = True,
) -> User:
    """A person lent by another department to this team, who has declared unless told not.

    Of a team that has entered, also pledged and trained unless told not.
    """
    staff = officer(team.office, Role.OFFICE_STAFF)
    user = user or make_officer(team.office, Role.DEPARTMENT_OFFICER)
    teams.add_member(team, user, role=role, by=staff, since=BEGINNING)
    if declared:
        rows = [{"user": user, "task": task, "relation": "nothing"} for task in team.tasks.all()]
        teams.declare_recusals_many(rows)
    if prepared and team.round.status == Round.Status.ON_SITE:
        pledge_and_train(team.round)
    return user


def end_member(team: Team, user: User) -> None:
    """The person leaves the team today."""
    membership = Membership.objects.get(team=team, user=user, until=None)
    teams.end_membership(membership, by=officer(team.office, Role.OFFICE_STAFF), reason="离组")


def make_training(in_round: Round, **fields: Any) -> Session:
    """A training of this round, without a test unless `questions` are given."""
    given: dict[str, Any] = {"title": "进驻前培训", "held_on": BEGINNING} | fields
    return training.hold_session(in_round, by=officer(in_round.office, Role.OFFICE_STAFF), **given)


def pledge_and_train(in_round: Round) -> None:
    """Everyone in the round's teams signs and attends, as far as they have not."""
    members = User.objects.filter(pk__in=in_round.memberships.in_force().values("user_id"))
    unsigned = members.exclude(pledges__round=in_round)
    training.sign_pledges_many(in_round, unsigned, text="严守保密纪律", on=BEGINNING)
    session = in_round.trainings.first() or make_training(in_round)
    staff = officer(in_round.office, Role.OFFICE_STAFF)
    training.note_attendance(session, members, by=staff, on=BEGINNING)


def authorise(made: Made) -> None:
    """With pledges and training, so that the round may become ready."""
    pledge_and_train(made.round)
    teams.authorise_round(made.round, by=made.people["group_head"], on=BEGINNING)
    for person in made.members.values():
        forget_rights(person)


def _ready(made: Made) -> None:
    authorise(made)
    WORKFLOW.perform(made.round, "prepare", by=made.people["office_staff"])


def _enter(made: Made) -> None:
    rounds.note_entered_many(made.tasks, on=BEGINNING, by=made.members["leader"])
    made.round.refresh_from_db()


def _follow(move: str) -> Callable[[Made], None]:
    def step(made: Made) -> None:
        rounds.advance_round(made.round, move, by=made.people["office_staff"])

    return step


def _fed_back(made: Made) -> None:
    rounds.note_concluded_many(made.tasks, on=date(2026, 7, 1), by=made.people["office_staff"])
    _follow("feed_back")(made)


_STEPS: dict[str, Callable[[Made], None]] = {
    "for_group": _perform("submit", "office_head"),
    "for_committee": _perform("approve", "group_head"),
    "approved": _perform("record", "committee_clerk"),
    "forming": _form,
    "ready": _ready,
    "on_site": _enter,
    "reporting": _follow("withdraw"),
    "awaiting_feedback": _follow("decide"),
    "fed_back": _fed_back,
    "rectifying": _follow("rectify"),
    "to_archive": _perform("conclude", "office_head"),
    "archived": _perform("archive", "office_staff"),
}
