"""Leads and rectification to the archive, and the figures that come of it."""

from datetime import date, timedelta

from playwright.sync_api import expect

from mingcha.conduct.inspections.models import Inspection
from mingcha.prepare.rounds.models import Round
from mingcha.resolve.leads.models import Lead
from mingcha.resolve.rectification.models import Item, Plan
from tests.journey.conducting import ISSUE
from tests.journey.people import Journey
from tests.journey.preparing import INSPECTED
from tests.journey.steps import Desk, day, fill_template

TODAY = date.today()


def hand_over_lead(journey: Journey) -> None:
    """Proposed, approved, sent by letter, signed for, disposed of, closed."""
    desk = journey.at("member", "inspection")
    desk.tab("leads")
    desk.follow("/leads/new/")
    desk.fill(inspection=INSPECTED, person="被反映人酉", discipline="integrity", source="petition")
    desk.save(summary="涉嫌违规审批大额资金。", target="same_level")
    journey.keep("lead", desk)
    for who, move in (("leader", "approve"), ("staff", "review"), ("group", "decide")):
        journey.at(who, "lead").move(move)
    staff = journey.at("staff")
    staff.open("/ledgers/lead_transfers/")
    staff.follow("/transfers/new/")
    lead = Lead.objects.get()
    staff.save(to_body="纪委", leads=[str(lead.number)])
    journey.keep("letter", staff)
    staff.move("send")
    staff.shoot("37-lead-letter")
    _dispose(journey)


def _dispose(journey: Journey) -> None:
    desk = journey.at("cases", "letter")
    desk.move("receipt")
    desk.open(journey.places["lead"])
    desk.move("propose_way", way="first_check")
    desk.move("dispose")
    desk.waits()
    desk.follow("/result/")
    desk.save(filed_cases=1, filed_persons=1, form2=1, sanctioned_persons=1, text="已立案并给予党内警告。")
    desk.move("close")
    desk.is_at(Lead.Status.CLOSED)
    desk.shoot("38-lead-closed")
    team = journey.at("member", "lead")
    team.sees_not("党内警告")


def plan_rectification(journey: Journey) -> None:
    """The organisation writes its plan, its items from Excel; three opinions; accepted."""
    desk = journey.at("inspected")
    desk.open("/ledgers/plans/")
    desk.follow("/plans/new/")
    desk.save(opinion="1")
    journey.keep("plan", desk)
    desk.follow("/write/")
    desk.save(principal="负责人卯", general="逐条制定措施，限期整改到位。")
    desk.follow("/ledgers/items/import/")
    rows = [_planned(place) for place in (1, 2, 3)]
    desk.upload(fill_template(desk.template("items"), "items", rows, "整改清单.xlsx"), "update")
    desk.send_import()
    desk.open(journey.places["plan"])
    desk.shoot("39-plan")
    desk.move("adopt")
    desk.move("submit")
    _review(journey)


def _planned(place: int) -> dict[str, object]:
    return {
        "order": place,
        "goal": "整改到位，形成长效机制",
        "measures": "修订制度、专项清理、公开结果",
        "leader": "负责人卯",
        "lead_dept": "办公室",
        "due_on": TODAY + timedelta(days=80),
    }


def _review(journey: Journey) -> None:
    sides = (("supervisor", "discipline"), ("personnel", "organisation"), ("staff", "office"))
    for who, side in sides:
        desk = journey.at(who, "plan")
        desk.follow("/opinion/")
        desk.save(side=side, agrees="yes", text="同意。")
    staff = journey.at("staff", "plan")
    staff.shoot("40-plan-opinions")
    staff.move("accept")
    staff.is_at(Plan.Status.ACCEPTED)


def rectify(journey: Journey) -> None:
    """One item by hand, the others in bulk: begun, proven, confirmed by the supervisor, written off."""
    desk = journey.at("inspected")
    desk.open("/ledgers/items/")
    desk.follow_text(ISSUE)
    journey.keep("item", desk)
    desk.move("start")
    desk.lacks("finish")
    _prove(journey, desk)
    desk.move("finish")
    desk.shoot("41-item-done")
    supervisor = journey.at("supervisor", "item")
    supervisor.move("confirm")
    supervisor.lacks("write_off")
    staff = journey.at("staff", "item")
    staff.move("write_off")
    staff.is_at(Item.Status.WRITTEN_OFF)
    _others(journey)
    staff.open("/ledgers/items/")
    staff.shoot("42-items")
    staff.shoot("43-items-phone", phone=True)


def _prove(journey: Journey, desk: Desk) -> None:
    desk.follow("/progress/")
    proof = journey.file("修订后的制度.txt", "修订后的议事规则（测试）")
    desk.save(on=day(TODAY), text="已修订议事规则并补充上会。", rules_made=1, upload=proof)


def _others(journey: Journey) -> None:
    desk = journey.at("inspected")
    _in_bulk(desk, "start", Item.Status.NOT_STARTED)
    for item in Item.objects.filter(status=Item.Status.IN_PROGRESS):
        desk.open(item.get_absolute_url())
        _prove(journey, desk)
    _in_bulk(desk, "finish", Item.Status.IN_PROGRESS)
    _in_bulk(journey.at("supervisor"), "confirm", Item.Status.DONE_UNCHECKED)
    _in_bulk(journey.at("staff"), "write_off", Item.Status.CONFIRMED)
    assert not Item.objects.exclude(status=Item.Status.WRITTEN_OFF).exists()


def _in_bulk(desk: Desk, move: str, status: str) -> None:
    desk.open(f"/ledgers/items/?status={status}")
    desk.move_all("items", move)


def archive(journey: Journey) -> None:
    """The progress report, the evaluation, the grade; then inspection and round go to the archive."""
    desk = journey.at("inspected", "plan")
    desk.follow("/report/")
    desk.save(progress_report="3项问题已全部整改。", principal_report="主要负责人已组织落实。")
    desk.move("report")
    journey.at("staff", "inspection").move("evaluate")
    head = journey.at("head", "plan")
    head.move("conclude", grade="good")
    head.shoot("44-plan-concluded")
    staff = journey.at("staff", "inspection")
    staff.move("archive")
    staff.is_at(Inspection.Status.ARCHIVED)
    journey.at("head", "round").move("conclude")
    staff.move_at(journey.places["round"], "archive")
    staff.is_at(Round.Status.ARCHIVED)
    staff.shoot("45-round-archived")
    assert journey.at("member").status_of(journey.places["inspection"]) == 404
    assert journey.at("leader").status_of(journey.places["paper"]) == 404


def read_figures(journey: Journey) -> None:
    """The statistics count what was done, and each number opens its records."""
    desk = journey.at("head")
    for code, count in (("petitions", 1), ("problems", 3), ("leads", 1)):
        desk.open("/statistics/")
        number = desk.page.locator(f'main a[href*="indicator={code}"]:visible').first
        expect(number).to_contain_text(str(count))
        if code == "petitions":
            desk.shoot("46-statistics")
        with desk.page.expect_navigation():
            number.click()
        expect(desk.page.locator("[data-row]")).to_have_count(count)
    desk.open("/statistics/charts/")
    expect(desk.page.locator("main canvas, main svg.chart, main [data-chart]").first).to_be_visible()
    desk.shoot("47-charts")


def resolve(journey: Journey) -> None:
    hand_over_lead(journey)
    plan_rectification(journey)
    rectify(journey)
    archive(journey)
    read_figures(journey)
