"""The report, those who hear it, and the feedback that starts the clocks."""

from datetime import date

from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.conclude.meetings.models import Meeting
from mingcha.conclude.reports.models import Report
from mingcha.conduct.inspections.models import Inspection
from tests.journey.people import Journey
from tests.journey.preparing import INSPECTED
from tests.journey.steps import Desk, day

TODAY = date.today()
LOOSE = "有的干部担当精神不足。"


def draft_report(journey: Journey) -> None:
    """Drafted from the findings; a sentence that rests on nothing is flagged until it says why."""
    desk = journey.at("member", "inspection")
    desk.tab("reports")
    desk.follow("/reports/new/")
    desk.save(inspection=INSPECTED, kind="inspection")
    journey.keep("report", desk)
    row = _write(desk)
    desk.fill(**{f"form-{row}-part": "problems", f"form-{row}-text": LOOSE})
    desk.shoot("30-report-editor")
    desk.send()
    expect_flag(desk, 1)
    desk.shoot("31-report-unlinked")
    row = _write(desk, LOOSE)
    desk.save(**{f"form-{row}-exempt_reason": "综合谈话情况的总体判断"})
    expect_flag(desk, 0)
    desk.move("submit")


def _write(desk: Desk, text: str = "") -> int:
    """Open the editor; the place of the sentence that says this."""
    desk.follow("/write/")
    said = desk.page.locator('main textarea[name$="-text"]').evaluate_all("all => all.map(one => one.value)")
    return int(said.index(text))


def expect_flag(desk: Desk, count: int) -> None:
    assert desk.page.locator(".sentence-unlinked").count() == count


def communicate(journey: Journey) -> None:
    """The team meeting agrees; the leader talks the issues over with the principal, and records it."""
    desk = journey.at("leader", "report")
    desk.move("pass_team")
    desk.waits()
    desk.open(journey.places["inspection"])
    desk.follow("/activities/new/")
    desk.follow("/activities/new/communication/")
    desk.fill(title="与党组书记沟通", held_on=day(TODAY), speaker="负责人卯")
    desk.save(summary="就报告反映的主要问题交换了意见，对方无异议。")
    desk.move("confirm")
    desk.open(journey.places["report"])
    desk.move("communicate")
    desk.is_at(Report.Status.JOINT_REVIEW)


def review_jointly(journey: Journey) -> None:
    """The office remarks, the team answers, the office settles and lets it pass."""
    office = journey.at("staff", "report")
    office.follow("/remark/")
    office.save(text="第二个问题请写明涉及的支部数。")
    office.waits()
    team = journey.at("member", "report")
    team.follow("/answer/")
    team.save(answer="已补充：涉及2个支部。")
    office.open(journey.places["report"])
    office.shoot("32-joint-review")
    office.press("/settle/")
    office.move("pass_review")
    office.is_at(Report.Status.LEADING_GROUP)


def hear(journey: Journey) -> None:
    """The leading group, then the secretary: each meeting minuted by one and recorded by another."""
    journey.at("group", "report").waits()
    minutes = _minute(journey, "staff", "leading_group", "听取第一轮巡察情况汇报")
    minutes.follow("/name/")
    minutes.fill(inspection=INSPECTED, kind="matter", name="大额资金支出不上会")
    minutes.save(decision="责成专项核查", carried_out_by="市纪委监委")
    minutes.shoot("33-meeting")
    minutes.lacks("record")
    head = journey.at("head", "leading_group")
    head.move("record")
    head.is_at(Meeting.Status.RECORDED)
    journey.at("group", "report").move("pass_group")
    _minute(journey, "clerk", "secretary", "书记专题会议听取综合情况汇报")
    journey.at("staff", "secretary").move("record")
    clerk = journey.at("clerk", "report")
    clerk.move("approve")
    clerk.is_at(Report.Status.APPROVED)
    clerk.shoot("34-report-approved")


def _minute(journey: Journey, who: str, kind: str, agenda: str) -> Desk:
    desk = journey.at(who)
    desk.open("/ledgers/meetings/")
    desk.follow("/meetings/new/")
    desk.fill(kind=kind, round="第一轮", held_on=day(TODAY), chair="主持人午", attendees="参会人未、参会人申")
    desk.save(agenda=agenda)
    journey.keep(kind, desk)
    desk.follow("/decide/")
    desk.save(inspection=INSPECTED, text="原则同意巡察报告，按程序反馈。", owner="巡察办")
    return desk


def feed_back(journey: Journey) -> None:
    """The opinion: drafted, approved, told to the principal, served, signed for; then the clocks run."""
    desk = journey.at("member", "inspection")
    desk.tab("feedback")
    desk.follow("/feedback/new/")
    desk.save(inspection=INSPECTED)
    journey.keep("feedback", desk)
    for who, move in (("group", "approve"), ("leader", "tell"), ("staff", "serve")):
        journey.at(who, "feedback").move(move)
    theirs = journey.at("inspected", "feedback")
    theirs.shoot("35-feedback-served")
    theirs.move("receipt")
    theirs.is_at(FeedbackOpinion.Status.RECEIPTED)
    staff = journey.at("staff", "inspection")
    staff.is_at(Inspection.Status.FED_BACK)
    staff.shoot("36-clocks")


def conclude(journey: Journey) -> None:
    draft_report(journey)
    communicate(journey)
    review_jointly(journey)
    hear(journey)
    feed_back(journey)
