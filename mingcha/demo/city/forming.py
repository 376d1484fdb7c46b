"""Two rounds whose teams are being formed: one with two compared proposals, one that crosses counties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from mingcha.demo.city import briefing, pooling
from mingcha.demo.city.cast import Place
from mingcha.foundation.jobs import actions as jobs
from mingcha.prepare.briefs import actions as briefs
from mingcha.prepare.briefs.workflow import REQUESTS
from mingcha.prepare.forming.actions import Change, change_proposal, effect_of, propose
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.queries import default_teams, with_homes
from mingcha.prepare.forming.workflow import PROPOSALS
from mingcha.prepare.rounds.actions import add_tasks_many, create_round
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.prepare.teams.actions import declare_recusals_many
from mingcha.prepare.teams.models import Membership
from mingcha.prepare.terms.models import Term
from mingcha.prepare.training.actions import hold_session, note_attendance, sign_pledges_many, take_test
from mingcha.prepare.training.documents import wording
from mingcha.registry.bodies.models import Kind
from mingcha.registry.frames.models import Frame, RuleSet
from mingcha.registry.organisations.models import Organisation
from mingcha.registry.talent.models import Skill

SECONDS = 10  # at most; both are proven the best in less than one
QUESTIONS = [
    {
        "text": "巡察谈话至少几人在场？",
        "options": ["一人", "两人", "三人"],
        "answer": 1,
    },
    {
        "text": "收到反映被巡察单位主要负责人的信访件，应当如何处理？",
        "options": ["交被巡察单位核实", "当面向其本人了解", "登记后由组长阅批，按规定移交"],
        "answer": 2,
    },
    {
        "text": "巡察资料可以用个人手机拍照留存吗？",
        "options": ["不可以", "组长同意即可"],
        "answer": 0,
    },
]


def form(
    city: Place,
    counties: list[Place],
    term: Term,
    organisations: dict[str, list[Organisation]],
    today: date,
    tell: Callable[[str], None],
) -> None:
    """The pools, a round with an adopted proposal and a round that crosses."""
    tell("人才库、组队和培训")
    own = organisations["city"]
    pooling.fill_pools(city, counties, own[22:28], today)
    third = _round(city, term, own[22:28], today, kind="regular", number=3, name="八届市委第三轮常规巡察")
    _propose(third, city)
    _before_entry(third, city, today)
    abroad = [one for county in counties[:3] for one in organisations[county.key][5:7]]
    crossing = _round(city, term, abroad, today, kind="cross", number=1, name="八届市委县区交叉巡察")
    rows = with_homes(crossing, default_teams(crossing, 3, seats=4, least=3, skills={}, must=[]), {})
    _worked_out(crossing, "交叉组队方案", rows, city)


def _round(
    city: Place, term: Term, organisations: Sequence[Organisation], today: date, *, kind: str, **fields: Any
) -> Round:
    """Approved and waiting for its teams."""
    begins, level = today + timedelta(days=50), city.office.level
    ends, staff, head = begins + timedelta(days=60), city.one("office_staff"), city.one("office_head")
    made = create_round(
        office=city.office,
        by=staff,
        term=term,
        kind=kind,
        year=begins.year,
        frame=Frame.objects.filter(level=level, is_current=True).earliest("created_at"),
        rule_set=RuleSet.objects.get(level=level, office=None, is_current=True),
        purpose="对未巡察党组织开展巡察。",
        plan_from=begins,
        plan_to=ends,
        **fields,
    )
    add_tasks_many(
        made, [{"organisation": one, "entry_on": begins, "leave_on": ends} for one in organisations], by=staff
    )
    ROUNDS.perform(made, "submit", by=head, on=today - timedelta(days=20))
    ROUNDS.perform(made, "approve", by=city.one("group_head"), on=today - timedelta(days=14))
    ROUNDS.perform(made, "record", by=city.one("committee_clerk"), on=today - timedelta(days=9))
    ROUNDS.perform(made, "form", by=head, on=today - timedelta(days=7))
    return made


def _propose(in_round: Round, city: Place) -> None:
    """One of five seats a team, which is adopted; one of six, where somebody was left out by hand."""
    asked: dict[str, Any] = {
        "skills": {Skill.DISCIPLINE: 1, Skill.AUDIT: 1, Skill.WRITING: 1},
        "must": [Skill.DISCIPLINE],
    }
    first = _worked_out(
        in_round, "方案一：每组五人", default_teams(in_round, 3, seats=5, least=4, **asked), city
    )
    second = _worked_out(
        in_round, "方案二：每组六人", default_teams(in_round, 3, seats=6, least=5, **asked), city
    )
    person = next(seat.person for seat in second.answer if not seat.leads)
    change = Change("leave_out", person)
    told = effect_of(second, change)
    change_proposal(second, change, seats=told.seats, version=second.version, by=city.one("office_staff"))
    PROPOSALS.perform(first, "adopt", by=city.one("office_staff"))


def _worked_out(in_round: Round, name: str, teams: list[dict[str, Any]], city: Place) -> TeamProposal:
    """As the worker would, but at once."""
    made = propose(in_round, name=name, teams=teams, seconds=SECONDS, by=city.one("office_staff"))
    if made.job_id:
        jobs.run(made.job_id)
    made.refresh_from_db()
    return made


def _before_entry(in_round: Round, city: Place, today: date) -> None:
    """Most have declared, pledged and passed; two have not attended, one has failed the test once."""
    staff, on = city.one("office_staff"), today - timedelta(days=2)
    members = list(in_round.memberships.select_related("user", "team").order_by("team", "pk"))
    _declare(members[:-1], on)
    sign_pledges_many(in_round, [one.user for one in members[:-2]], text=wording(in_round.name), on=on)
    session = hold_session(
        in_round,
        by=staff,
        questions=QUESTIONS,
        title="第三轮巡察进驻前培训",
        held_on=on,
        place="市委党校第一教室",
        content="巡察工作条例和纪律要求；谈话、底稿、信访件办理规范；保密要求。",
    )
    there = [one.user for one in members[:-2]]
    note_attendance(session, there, by=staff, on=on)
    right = {str(one.pk): one.answer for one in session.questions.all()}
    wrong = dict.fromkeys(right, 0)
    for number, user in enumerate(there):
        take_test(session, right if number else wrong, by=user)
    _ask(in_round, city, today)


def _declare(members: Sequence[Membership], on: date) -> None:
    rows = [
        {"user": one.user, "task": task, "relation": "nothing", "statement": ""}
        for one in members
        for task in Task.objects.filter(team=one.team_id)
    ]
    declare_recusals_many(rows, on=on)


def _ask(in_round: Round, city: Place, today: date) -> None:
    """Two departments are asked; one has answered, one has a week left."""
    staff, tasks = city.one("office_staff"), list(in_round.tasks.select_related("organisation"))
    bodies = [city.bodies[str(kind)] for kind in (Kind.DISCIPLINE, Kind.ORGANISATION_DEPARTMENT)]
    rows = [(body, "information") for body in bodies]
    made = briefs.ask_many(
        in_round, rows, tasks=tasks, period="近三年", due_on=today + timedelta(days=7), by=staff
    )
    for request in made:
        REQUESTS.perform(request, "send", by=staff, on=today - timedelta(days=6))
    briefing.answer(made[0], city, on=today - timedelta(days=1))
