"""On site: entry, a talk, a petition, a working paper, the findings from Excel, immediate rectification."""

from datetime import date

from mingcha.conduct.findings.models import Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.petitions.models import Petition
from tests.journey.people import NAMES, Journey
from tests.journey.steps import Desk, day, fill_template, words

TODAY = date.today()
ISSUE = "“三重一大”事项未经集体研究"


def enter(journey: Journey) -> None:
    desk = journey.at("leader", "inspection")
    desk.move("enter")
    desk.is_at(Inspection.Status.ON_SITE)
    desk.shoot("16-inspection")
    desk.shoot("17-inspection-phone", phone=True)


def record_talk(journey: Journey) -> None:
    """A talk with one inspector is refused; with two it is confirmed and locked."""
    desk = journey.at("member", "inspection")
    desk.tab("activities")
    desk.follow("/activities/new/")
    desk.follow("/activities/new/talk/")
    desk.fill(interviewee="谈话人辰", interviewee_post="科长", talk_class="must", held_on=day(TODAY))
    desk.fill(starts_at="09:00", ends_at="10:30", place="谈话室", rights_told=True)
    desk.fill(inspectors=[NAMES["member"]], recorder=NAMES["member"])
    desk.fill(record="问：……\n答：……", points="近两年大额资金使用未上会。", read_back_on=day(TODAY))
    desk.shoot("18-talk-form")
    desk.send()
    journey.keep("talk", desk)
    desk.waits("谈话")
    desk.lacks("confirm")
    desk.shoot("19-talk-refused")
    desk.follow("/edit/")
    desk.save(inspectors=[NAMES["second"]])
    desk.move("confirm")
    desk.is_at(Activity.Status.CONFIRMED)


def register_petition(journey: Journey) -> None:
    """A real-name letter: registered, summarised, classified by the leader."""
    desk = journey.at("member", "inspection")
    desk.tab("petitions")
    desk.follow("/petitions/new/")
    desk.fill(channel="letter", received_on=day(TODAY), letters=1, persons=1, named=True)
    desk.fill(complainant="来信人巳，电话0000-0000009", content="反映甲局大额资金使用不上会。")
    desk.shoot("20-petition-form")
    desk.send()
    journey.keep("petition", desk)
    desk.sees_not("来信人巳")
    desk.move("summarise", summary="反映大额资金使用不上会")
    desk.lacks("classify")
    leader = journey.at("leader", "petition")
    leader.move("classify", classification="problem", meeting_opinion="组务会研究：属于巡察受理范围。")
    leader.move("verify")
    leader.is_at(Petition.Status.VERIFYING)
    leader.shoot("21-petition")


def write_paper(journey: Journey) -> None:
    """A working paper with its evidence: reviewed, returned once, mended, signed, filed."""
    desk = journey.at("member", "inspection")
    desk.tab("papers")
    desk.follow("/papers/new/")
    desk.fill(title=ISSUE, made_on=day(TODAY), source="talk", overview="抽查12笔大额支出，9笔未上会。")
    desk.fill(facts="经查，甲局近两年有9笔50万元以上支出未经党组会集体研究。")
    desk.fill(policy_basis="《测试市“三重一大”决策办法》第六条", responsibility_basis="党组分工文件第二条")
    desk.fill(responsible="主体责任：甲局党组", agents=[NAMES["member"], NAMES["second"]])
    desk.shoot("22-paper-form")
    desk.send()
    journey.keep("paper", desk)
    desk.waits()
    _prove(journey, desk)
    desk.move("submit")
    _judge(journey)


def _prove(journey: Journey, desk: Desk) -> None:
    desk.follow("/evidence/")
    file = journey.file("支出凭证.txt", "凭证复印件（测试）")
    desk.save(kind="voucher", title="大额支出凭证", file=file, page_range="1—12")
    desk.follow("/evidence/")
    desk.save(kind="talk", activity="谈话人辰")
    _ask_them(desk)
    desk.shoot("23-paper-evidence")


def _ask_them(desk: Desk) -> None:
    """The fact confirmation sheet. It lapses when the facts are changed."""
    desk.follow("/opinion/")
    desk.save(organisation_opinion="agree", opinion_on=day(TODAY), opinion_by="负责人卯")


def _judge(journey: Journey) -> None:
    deputy = journey.at("deputy", "paper")
    deputy.move("return", note="请补充9笔支出的明细。")
    deputy.is_at(WorkingPaper.Status.DRAFT)
    member = journey.at("member", "paper")
    member.sees("请补充9笔支出的明细。")
    member.shoot("24-paper-returned")
    member.follow("/edit/")
    member.save(facts="经查，甲局近两年有9笔50万元以上支出（明细附后）未经党组会集体研究。")
    _ask_them(member)
    member.move("submit")
    journey.at("deputy", "paper").move("pass")
    leader = journey.at("leader", "paper")
    leader.move("sign", meeting_opinion="组务会同意该底稿。")
    number = WorkingPaper.objects.get().number
    assert number
    leader.sees(number)
    staff = journey.at("staff", "paper")
    staff.move("file")
    staff.is_at(WorkingPaper.Status.FILED)
    staff.shoot("25-paper-filed")


def import_findings(journey: Journey) -> None:
    """The ledger of problems from Excel: a bad cell named with its place, then three rows in."""
    desk = journey.at("member", "inspection")
    desk.tab("findings")
    desk.follow("/ledgers/findings/import/")
    template = desk.template("findings")
    paper = WorkingPaper.objects.get().number
    rows = [_row(place, paper) for place in (1, 2, 3)]
    rows[1]["paper_number"] = "没有这份底稿"
    desk.upload(fill_template(template, "findings", rows, "问题台账.xlsx"))
    desk.sees("!N3")
    desk.shoot("26-findings-errors")
    rows[1]["paper_number"] = paper
    desk.upload(fill_template(template, "findings", rows, "问题台账.xlsx"))
    desk.send_import()
    assert Finding.objects.count() == 3
    leader = journey.at("leader", "inspection")
    leader.tab("findings")
    leader.follow_text("打开")
    leader.move_all("findings", "confirm")
    leader.shoot("27-findings")
    assert Finding.objects.filter(status="confirmed").count() == 3


TITLES = [ISSUE, "支部组织生活制度落实不严", "下属单位公务接待审批不规范"]


def _row(place: int, paper: str) -> dict[str, object]:
    return {
        "number": f"{place:03}",
        "title": TITLES[place - 1],
        "text": f"{TITLES[place - 1]}，责任落实不到位。",
        "frame_code": "2" if place == 2 else "1",
        "class_code": "2.4",
        "severity": words(Finding.Severity.ORDINARY),
        "found_on": TODAY,
        "paper_number": paper,
    }


def rectify_at_once(journey: Journey) -> None:
    """From the proposal to the write-off, with the organisation's own account in between."""
    desk = journey.at("member", "inspection")
    desk.tab("immediate")
    desk.follow("/immediate/new/")
    desk.fill(title="办事窗口未公开收费标准", issue="办事窗口未公开收费标准，群众多次反映。")
    desk.save(request="立即公开收费标准，退还多收费用。", due_on=day(TODAY))
    journey.keep("immediate", desk)
    for who, move in (("leader", "agree"), ("group", "approve"), ("staff", "issue")):
        journey.at(who, "immediate").move(move)
    theirs = journey.at("inspected")
    theirs.open("/")
    theirs.shoot("28-inspected-workbench")
    theirs.open("/ledgers/immediate/")
    theirs.follow_text("办事窗口")
    theirs.move("receipt")
    proof = journey.file("公示照片.txt", "公示照片（测试）")
    theirs.move("report", result="已公开收费标准，退还12人。", benefit="退还12人", proof_file=proof)
    theirs.shoot("29-immediate-result")
    liaison = journey.at("liaison", "immediate")
    liaison.move("verify")
    liaison.is_at(ImmediateRectification.Status.VERIFIED)


def leave(journey: Journey) -> None:
    journey.at("member", "petition").move("close", result="已列为问题", replied_on=day(TODAY))
    desk = journey.at("leader", "inspection")
    desk.move("leave")
    desk.is_at(Inspection.Status.REPORTING)


def conduct(journey: Journey) -> None:
    enter(journey)
    record_talk(journey)
    register_petition(journey)
    write_paper(journey)
    import_findings(journey)
    rectify_at_once(journey)
    leave(journey)
