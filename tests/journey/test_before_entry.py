"""Before entry: a department answers, lines become questions, the plan is reviewed above; then entry."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mingcha.conduct.inspections.actions import open_inspections
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.workflow import WORKFLOW as INSPECTIONS
from mingcha.foundation.accounts.models import User
from mingcha.prepare.briefs.actions import load_checklists
from mingcha.prepare.briefs.models import ListRequest, Question
from mingcha.prepare.plans.models import WorkPlan
from mingcha.prepare.rounds.models import Round
from mingcha.registry.bodies.models import Post, Role
from mingcha.testing.conduct import NOTIFIED, Site, arrange
from mingcha.testing.prepare import Made, authorise, make_round_with_people, officer
from mingcha.testing.registry import make_office, make_officer, make_rule_set
from tests.journey.steps import Sit, fill_template

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make() -> Made:
    """A round whose teams are authorised, and whose rules ask for an approved plan before entry."""
    office = make_office("city", parent=make_office("province"))
    values = {
        **make_rule_set("city").values,
        "entry_plan": {"value": 1, "unit": "switch", "basis": "本级规定"},
    }
    rules = make_rule_set("city", version=2, is_current=False, values=values)
    made = make_round_with_people("forming", office=office, organisations=2, rule_set=rules)
    authorise(made)
    load_checklists()
    return made


def test_before_entry(sit: Sit) -> None:
    made = make()
    request = _ask(made, sit)
    _answer(request, made, sit)
    _supplement(request, made, sit)
    _raise_questions(request, made, sit)
    _choose_checklist(made, sit)
    staff = sit(made.people["office_staff"])
    staff.open(made.round.get_absolute_url())
    staff.waits("前置审核")
    plan = _write_plan(made, sit)
    _return_plan(plan, made, sit)
    _approve_plan(plan, made, sit)
    staff.open(made.round.get_absolute_url())
    staff.shoot("60-round-before-entry")
    staff.move("prepare")
    _enter(made, sit)


def _ask(made: Made, sit: Sit) -> ListRequest:
    """The office asks one department for the information list, and sends the request."""
    staff = sit(made.people["office_staff"])
    staff.open(made.round.get_absolute_url())
    staff.follow("/ask/")
    staff.fill(bodies=["审计局"], kinds=["信息清单"], due_on=timezone.localdate() + timedelta(days=10))
    staff.shoot("61-ask")
    staff.send()
    request = ListRequest.objects.get()
    assert request.tasks.count() == 2
    staff.open(request.get_absolute_url())
    staff.move("send")
    staff.is_at(ListRequest.Status.SENT)
    return request


def _answerer(made: Made) -> User:
    """Someone of the department who is in no team."""
    role = Role.DEPARTMENT_OFFICER
    posts = Post.objects.filter(role=role, body__office=made.office).exclude(user__memberships__isnull=False)
    return posts[0].user if posts else make_officer(made.office, role)


def _answer(request: ListRequest, made: Made, sit: Sit) -> None:
    """The department's own account sees this request and nothing else; it answers by hand and by table."""
    desk = sit(_answerer(made))
    desk.open("/")
    desk.follow(request.get_absolute_url())
    assert desk.status_of(made.round.get_absolute_url()) == 404
    desk.open(request.get_absolute_url())
    desk.follow("/lines/add/")
    desk.save(
        task=made.task.organisation.name, subject="往来款长期挂账", text="超过三年", credibility="verified"
    )
    desk.sees("往来款长期挂账")
    desk.follow("/ledgers/list_lines/import/")
    template = desk.template("list_lines")
    row = {"code": made.tasks[1].organisation.code, "subject": "采购拆分", "credibility": "没有这一种"}
    desk.upload(fill_template(template, "list_lines", [row], "清单.xlsx"))
    desk.sees("!G2")
    desk.upload(fill_template(template, "list_lines", [row | {"credibility": "待核实"}], "清单.xlsx"))
    desk.send_import()
    desk.open(request.get_absolute_url())
    desk.sees("采购拆分")
    desk.shoot("62-department-answers")
    desk.shoot("62-department-answers-phone", phone=True)
    desk.move("answer", signed_by="局长辰")


def _supplement(request: ListRequest, made: Made, sit: Sit) -> None:
    """The office sends it back for what is missing; the department adds it; the office accepts."""
    desk, staff = sit(_answerer(made)), sit(made.people["office_staff"])
    staff.open(request.get_absolute_url())
    tomorrow = timezone.localdate() + timedelta(days=1)
    staff.move("supplement", returned_because="请补充涉及人员", due_on=tomorrow)
    desk.open(request.get_absolute_url())
    desk.sees("请补充涉及人员")
    desk.follow("/edit/")
    desk.save(person="财务科长")
    desk.move("answer", signed_by="局长辰")
    staff.open(request.get_absolute_url())
    staff.move("accept")
    staff.shoot("63-request-accepted")


def _raise_questions(request: ListRequest, made: Made, sit: Sit) -> None:
    """A member of the team makes questions of both lines; one is excluded by the deputy."""
    member = sit(made.members["member"])
    member.open(request.get_absolute_url())
    for box in member.page.locator("main input[name=line]").all():
        box.check()
    member.press("/questions/")
    member.sees("往来款长期挂账")
    first, second = Question.objects.order_by("created_at")
    member.open(first.get_absolute_url())
    member.follow("/edit/")
    member.save(how_to_check="调阅凭证", assigned_to=made.members["member"].full_name)
    member.follow("/responsibility/")
    member.save(kind="main", bearer="该单位党组", basis="党组工作条例")
    member.shoot("64-question")
    member.shoot("64-question-phone", phone=True)
    member.move("confirm", result="凭证显示挂账超过三年。")
    member.is_at(Question.Status.CONFIRMED)
    member.open(second.get_absolute_url())
    member.lacks("exclude")
    deputy = sit(made.members["deputy"])
    deputy.open(second.get_absolute_url())
    deputy.move("exclude", result="经查不属实。")
    deputy.is_at(Question.Status.EXCLUDED)


def _choose_checklist(made: Made, sit: Sit) -> None:
    staff = sit(made.people["office_staff"])
    staff.open(made.round.get_absolute_url())
    staff.follow("/checklist/")
    staff.send()
    staff.sees("五必查")
    staff.shoot("65-round-checklist")
    staff.shoot("65-round-checklist-phone", phone=True)


def _write_plan(made: Made, sit: Sit) -> WorkPlan:
    """The office begins the plan from the template; its head sends it up."""
    staff = sit(made.people["office_staff"])
    staff.open(reverse("plans:draft", args=[made.round.pk]))
    staff.save(kind="plan")
    plan = WorkPlan.objects.get()
    staff.sees(made.task.organisation.name)
    head = sit(made.people["office_head"])
    head.open(plan.get_absolute_url())
    head.move("submit")
    return plan


def _above(made: Made) -> User:
    assert made.office.parent
    return officer(made.office.parent, Role.OFFICE_STAFF)


def _return_plan(plan: WorkPlan, made: Made, sit: Sit) -> None:
    """The level above comments on a paragraph and returns the plan; the office changes it and answers."""
    above, staff, head = sit(_above(made)), sit(made.people["office_staff"]), sit(made.people["office_head"])
    above.open(plan.get_absolute_url())
    above.follow("/comment/?paragraph=")
    above.save(text="请写明重点环节")
    above.move("return", note="请按意见修改")
    staff.open(plan.get_absolute_url())
    staff.follow("/write/")
    box = staff.page.locator("textarea[name=form-0-text]")
    box.fill(box.input_value() + "突出重点环节。")
    staff.shoot("66-plan-editor")
    staff.send()
    head.open(plan.get_absolute_url())
    head.waits("答复")
    staff.follow("/answer/")
    staff.save(answer="已补充")
    head.open(plan.get_absolute_url())
    head.move("submit")


def _approve_plan(plan: WorkPlan, made: Made, sit: Sit) -> None:
    """The level above compares the versions, settles its comment and approves; the office sends it down."""
    above, staff = sit(_above(made)), sit(made.people["office_staff"])
    above.open(plan.get_absolute_url())
    above.shoot("67-plan-review")
    above.shoot("67-plan-review-phone", phone=True)
    above.follow("/compare/")
    expect(above.page.locator("main ins")).to_have_text("突出重点环节。")
    above.shoot("68-plan-compared")
    above.shoot("68-plan-compared-phone", phone=True)
    above.open(plan.get_absolute_url())
    above.press("/settle/")
    above.move("approve")
    staff.open(plan.get_absolute_url())
    staff.move("send")
    staff.is_at(WorkPlan.Status.SENT)


def _enter(made: Made, sit: Sit) -> None:
    """The team ticks an item with a note, then its leader enters."""
    staff = User.objects.get(pk=made.people["office_staff"].pk)
    in_round = Round.objects.get(pk=made.round.pk)
    inspection = open_inspections(in_round, by=staff)[0]
    arrange(Site(made, inspection))
    INSPECTIONS.perform(inspection, "notify", by=staff, on=NOTIFIED)
    member = sit(made.members["member"])
    member.open(reverse("briefs:task_checks", args=[inspection.pk]))
    member.follow("/tick/")
    member.save(note="已调阅会议记录")
    member.sees("已调阅会议记录")
    member.shoot("69-checklist")
    member.shoot("69-checklist-phone", phone=True)
    leader = sit(made.members["leader"])
    leader.open(inspection.get_absolute_url())
    leader.sees("3+2清单")
    leader.shoot("70-inspection-with-lists")
    leader.move("enter")
    leader.is_at(Inspection.Status.ON_SITE)
