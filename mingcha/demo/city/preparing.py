"""From the plan of a round to teams that have entered."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from mingcha.conduct.inspections.actions import arrange_inspection, open_inspections
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.workflow import WORKFLOW as INSPECTIONS
from mingcha.demo.city.cast import Place
from mingcha.demo.city.plan import RoundPlan
from mingcha.foundation.accounts.models import User
from mingcha.foundation.workflow import Outcome
from mingcha.prepare.rounds.actions import add_tasks_many, create_round
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.prepare.teams.actions import (
    add_members_many,
    assign_team,
    authorise_round,
    decide_recusals_many,
    declare_recusals_many,
    form_teams_many,
)
from mingcha.prepare.teams.models import Team
from mingcha.prepare.teams.queries import forget_rights
from mingcha.prepare.terms.models import Term
from mingcha.prepare.training.actions import hold_session, note_attendance, sign_pledges_many
from mingcha.prepare.training.documents import wording
from mingcha.registry.frames.models import Frame, RuleSet

ROLES = ("leader", "deputy", "liaison", "member", "member")
SPECIALIST = "department_officer"


@dataclass
class Squad:
    """One team with its people, by role, and its inspections."""

    team: Team
    people: dict[str, list[User]] = field(default_factory=dict)
    inspections: list[Inspection] = field(default_factory=list)

    def one(self, role: str, place: int = 0) -> User:
        return self.people[role][place]


@dataclass
class Running:
    """A round under way: its plan, its row, its squads."""

    plan: RoundPlan
    round: Round
    squads: list[Squad] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return self.plan.place

    @property
    def inspections(self) -> list[Inspection]:
        return [each for squad in self.squads for each in squad.inspections]


def done(outcome: Outcome) -> None:
    """A bulk move of the demonstration must move everything."""
    if outcome.refused:
        record, reason = outcome.refused[0]
        raise RuntimeError(f"{record}: {reason}")


def prepare(plan: RoundPlan, term: Term, frame: Frame, rules: RuleSet) -> Running:
    """Plan, approve, form teams, authorise, notify, enter."""
    place = plan.place
    staff, head, group = place.one("office_staff"), place.one("office_head"), place.one("group_head")
    planned = plan.starts_on - timedelta(days=50)
    in_round = create_round(
        office=place.office,
        by=staff,
        term=term,
        number=plan.number,
        year=plan.starts_on.year,
        name=plan.name,
        kind=plan.kind,
        frame=frame,
        rule_set=rules,
        purpose=plan.purpose,
        plan_from=plan.starts_on,
        plan_to=plan.day(plan.days),
    )
    rows = [
        {
            "organisation": one,
            "entry_on": plan.starts_on,
            "leave_on": plan.day(plan.days),
            "mode": plan.mode,
        }
        for one in plan.organisations
    ]
    tasks = add_tasks_many(in_round, rows, by=staff)
    ROUNDS.perform(in_round, "submit", by=head, on=planned)
    ROUNDS.perform(in_round, "approve", by=group, on=planned + timedelta(days=5))
    ROUNDS.perform(in_round, "record", by=place.one("committee_clerk"), on=planned + timedelta(days=12))
    ROUNDS.perform(in_round, "form", by=head, on=planned + timedelta(days=15))
    running = Running(plan, in_round)
    _form_teams(running, tasks)
    authorise_round(in_round, by=group, on=plan.starts_on - timedelta(days=20))
    _train(running)
    ROUNDS.perform(in_round, "prepare", by=staff, on=plan.starts_on - timedelta(days=15))
    _enter(running)
    return running


def _form_teams(running: Running, tasks: list[Task]) -> None:
    plan, place = running.plan, running.place
    staff, head = place.one("office_staff"), place.one("office_head")
    since = plan.starts_on - timedelta(days=30)
    names = [{"name": f"第{no}巡察组"} for no in range(1, plan.teams + 1)]
    specialists = iter(place.people[SPECIALIST])
    for no, team in enumerate(form_teams_many(running.round, names, by=staff)):
        squad = Squad(team)
        own = tasks[no :: plan.teams]
        assign_team(own, team, by=staff)
        rows = []
        for role in ROLES:
            person = next(specialists)
            squad.people.setdefault(role, []).append(person)
            rows.append({"team": team, "user": person, "role": role, "since": since})
        add_members_many(rows, by=staff)
        running.squads.append(squad)
        _declare(squad, own, tied=plan.until == "on_site" and no == 0, head=head, on=since)


def _train(running: Running) -> None:
    """Pledges, one training with a short test, and everyone who passes it."""
    plan, in_round = running.plan, running.round
    staff, on = running.place.one("office_staff"), plan.starts_on - timedelta(days=16)
    people = [person for squad in running.squads for own in squad.people.values() for person in own]
    sign_pledges_many(in_round, people, text=wording(in_round.name), on=on)
    session = hold_session(
        in_round,
        by=staff,
        title=f"{in_round.name}进驻前培训",
        held_on=on,
        place="市委党校第一教室" if running.place.key == "city" else "县委会议室",
        content="巡察工作条例和纪律要求；监督重点和方法；谈话、底稿、信访件办理规范；保密要求。",
    )
    note_attendance(session, people, by=staff, on=on)


def _declare(squad: Squad, tasks: list[Task], *, tied: bool, head: User, on: date) -> None:
    """Everyone declares for each organisation; in one team the liaison officer once worked at one of them."""
    rows = []
    for people in squad.people.values():
        for person in people:
            for task in tasks:
                worked = tied and person == squad.one("liaison") and task == tasks[0]
                rows.append(
                    {
                        "user": person,
                        "task": task,
                        "relation": "worked_there" if worked else "nothing",
                        "statement": "曾在该单位工作，申请回避。" if worked else "",
                    }
                )
    made = declare_recusals_many(rows, on=on)
    ties = [each for each in made if each.relation != "nothing"]
    if ties:
        decide_recusals_many(ties, granted=True, by=head, reason="符合任职回避情形", on=on)
    for people in squad.people.values():
        for person in people:
            forget_rights(person)


def _enter(running: Running) -> None:
    """Open, arrange, notify and enter every inspection of the round."""
    plan, place = running.plan, running.place
    staff = place.one("office_staff")
    for inspection in open_inspections(running.round, by=staff):
        arrange_inspection(
            inspection,
            by=staff,
            planned_entry_on=plan.starts_on,
            planned_leave_on=plan.day(plan.days),
            petition_until=plan.day(plan.days - 10),
            phone="0435-0000000",
            phone_hours="8:30-11:30，13:30-17:00",
            mailbox="demo@example.invalid",
            post_box="示例市第1号邮政信箱",
            conduct_phone="0435-0000001",
        )
    for squad in running.squads:
        squad.inspections = load(running.round, squad.team)
        for person in (person for people in squad.people.values() for person in people):
            forget_rights(person)
    done(INSPECTIONS.perform_many(running.inspections, "notify", by=staff, on=plan.day(-12)))
    for squad in running.squads:
        done(INSPECTIONS.perform_many(squad.inspections, "enter", by=squad.one("leader"), on=plan.starts_on))


def load(in_round: Round, team: Team) -> list[Inspection]:
    """The team's inspections with all that the rules look at."""
    found = Inspection.objects.filter(round=in_round, team=team)
    related = ("round__rule_set", "round__office", "organisation", "office", "team", "task")
    return list(found.select_related(*related).order_by("organisation__code"))
