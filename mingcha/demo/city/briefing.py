"""What a round knows before it enters: lists asked and answered, a checklist half done, a reviewed plan."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from uuid import UUID

from django.utils import timezone

from mingcha.conduct.findings.actions import open_paper_from_question
from mingcha.demo.city.cast import Place
from mingcha.demo.city.preparing import Running, Squad
from mingcha.foundation.accounts.models import User
from mingcha.prepare.briefs import actions as briefs
from mingcha.prepare.briefs.models import Check, Checklist, ListRequest, Question
from mingcha.prepare.briefs.workflow import QUESTIONS, REQUESTS
from mingcha.prepare.plans import actions as plans
from mingcha.prepare.plans.actions import Part
from mingcha.prepare.plans.models import WorkPlan
from mingcha.prepare.plans.queries import paragraphs_of
from mingcha.prepare.plans.workflow import WORKFLOW as PLANS
from mingcha.registry.bodies.models import Kind, Role

ANSWERERS = {
    Kind.DISCIPLINE: Role.CASE_MANAGER,
    Kind.ORGANISATION_DEPARTMENT: Role.ORGANISATION_OFFICER,
    Kind.DEPARTMENT: Role.DEPARTMENT_OFFICER,
}
TOLD = {
    "information": [
        (
            "采购项目拆分规避招标的反映",
            "近三年收到多次反映，涉及办公用房维修和设备采购，尚未核实。",
            "unverified",
        ),
        ("往来款长期挂账", "审计指出部分往来款挂账超过三年，整改未到位。", "verified"),
        ("重点岗位人员长期未轮岗", "财务、采购岗位同一人任职均超过八年。", "verified"),
        ("公务用车管理不规范", "日常监督中发现节假日用车登记不全。", "likely"),
    ],
    "duty": [("内部审计和财务监管", "负责本单位及下属单位的财务监管和内部审计。", "")],
}
NOTES = ["已调阅近三年资料，形成摘录。", "已谈话了解，记录存组。", "已实地查看并拍照留存。"]


def brief(running: Running, above: User) -> None:
    """All of it, as it stands while the teams are on site."""
    _plan(running, above)
    _ask(running)
    _raise(running)
    _check(running)


def _ask(running: Running) -> None:
    """Six requests: three accepted, one answered, one returned for supplement, one overdue and chased."""
    place = running.place
    staff = place.one("office_staff")
    bodies = {kind: place.bodies[str(kind)] for kind in ANSWERERS}
    tasks = list(running.round.tasks.select_related("organisation").order_by("organisation__code"))
    rows = [(body, "information") for body in bodies.values()]
    rows += [(body, "duty") for body in bodies.values()]
    due = running.plan.day(-8)
    made = briefs.ask_many(running.round, rows, tasks=tasks, period="近三年", due_on=due, by=staff)
    late = made.pop()
    for request in (*made, late):
        REQUESTS.perform(request, "send", by=staff, on=running.plan.day(-24))
    for request in made:
        answer(request, place, on=due - timedelta(days=2))
    for request in made[:3]:
        REQUESTS.perform(request, "accept", by=staff, on=running.plan.day(-6))
    soon = timezone.localdate() + timedelta(days=5)
    REQUESTS.perform(
        made[3], "supplement", by=staff, returned_because="请补充重点岗位人员名单。", due_on=soon
    )
    briefs.chase_many([late], by=staff)


def answer(request: ListRequest, place: Place, *, on: date) -> None:
    """A line for every other organisation, signed by the department."""
    by = place.one(ANSWERERS[Kind(request.body.kind)], -1)
    told = cycle(TOLD[request.kind])
    rows = []
    for task in list(request.tasks.order_by("organisation__code"))[::2]:
        subject, text, credibility = next(told)
        rows.append({"task": task, "subject": subject, "text": text, "credibility": credibility})
    briefs.write_lines_many(request, rows, by=by)
    REQUESTS.perform(request, "answer", by=by, on=on, signed_by=by.full_name)


def _raise(running: Running) -> None:
    """Each team makes questions of what it was told; some are settled."""
    for no, squad in enumerate(running.squads):
        member, deputy = squad.one("member"), squad.one("deputy")
        mine = [inspection.pk for inspection in squad.inspections]
        answered = ListRequest.objects.filter(round=running.round, kind="information", status="accepted")
        lines = [line for request in answered for line in request.lines.filter(task__in=mine)]
        rows = [
            {
                "task": line.task,
                "line": line,
                "title": line.subject,
                "how_to_check": "调阅合同、凭证，找经办人谈话，必要时延伸了解。",
                "assigned_to": member,
                "due_on": running.plan.day(30),
            }
            for line in lines
        ]
        questions = briefs.raise_questions_many(rows, by=member)
        _settle(questions, squad, paper=no == 0)
        if len(questions) > 1:
            why = "经查阅资料、谈话核实，所反映情况不属实。"
            QUESTIONS.perform(questions[1], "exclude", by=deputy, result=why)


def _settle(questions: list[Question], squad: Squad, *, paper: bool) -> None:
    if not questions:
        return
    first, member = questions[0], squad.one("member")
    bearer = f"{first.task.organisation.name}领导班子"
    briefs.note_responsibility(first, kind="main", bearer=bearer, basis="党组工作条例", by=member)
    QUESTIONS.perform(first, "confirm", by=member, result="调阅合同和凭证后，基本事实清楚。")
    if paper:
        open_paper_from_question(first, by=member)


def _check(running: Running) -> None:
    """The standard checklist; each team has done more of it than the next."""
    standard = Checklist.objects.filter(office=None, is_current=True).earliest("created_at")
    briefs.choose_checklist(running.round, standard, by=running.place.one("office_staff"))
    notes = cycle(NOTES)
    for no, squad in enumerate(running.squads):
        for inspection in squad.inspections:
            _tick(squad.one("member"), inspection.pk, 10 - 2 * no, notes)


def _tick(by: User, task: UUID, how_many: int, notes: Iterator[str]) -> None:
    checks = Check.objects.filter(task_id=task).order_by("item__order")[:how_many]
    briefs.tick_many([{"check": check, "note": next(notes)} for check in checks], by=by)


def _plan(running: Running, above: User) -> None:
    """The work plan: submitted, commented on and returned, changed, approved with an opinion, sent down."""
    place = running.place
    staff, head, day = place.one("office_staff"), place.one("office_head"), running.plan.day
    plan = plans.draft_plan(running.round, by=staff)
    PLANS.perform(plan, "submit", by=head, on=day(-34))
    parts = paragraphs_of(plan.current)
    comments = [
        plans.comment(plan, text="请明确各组分工和联络人。", by=above, paragraph=parts[3]),
        plans.comment(plan, text="请结合被巡察单位实际细化监督重点。", by=above, paragraph=parts[2]),
    ]
    PLANS.perform(plan, "return", by=above, on=day(-30), note="请按意见修改后重新报送。")
    _rewrite(plan, by=staff)
    for comment in comments:
        plans.answer_comment(comment, answer="已按意见修改，见第2版。", by=staff)
    PLANS.perform(plan, "submit", by=head, on=day(-27))
    for comment in comments:
        plans.settle_comment(comment, by=above)
    PLANS.perform(plan, "approve_with", by=above, on=day(-25), opinion="原则同意，请严格做好保密工作。")
    PLANS.perform(plan, "send", by=staff, on=day(-20))
    plans.draft_plan(running.round, by=staff, kind=WorkPlan.Kind.HANDBOOK)


def _rewrite(plan: WorkPlan, *, by: User) -> None:
    parts = [Part(one.heading, one.text, one.key) for one in paragraphs_of(plan.current)]
    for place, more in ((2, "重点关注物资采购、资金使用和选人用人。"), (3, "各组联络员为本组联系人。")):
        one = parts[place]
        parts[place] = Part(one.heading, f"{one.text}\n{more}", one.key)
    plans.write_plan(plan, parts, revision=plan.current.revision, by=by)
