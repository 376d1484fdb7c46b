"""Registry and preparation: the organisation list, the term, the round, its team, the authorisation."""

from datetime import date, timedelta

from mingcha.prepare.rounds.models import Round
from mingcha.prepare.terms.models import Term
from mingcha.registry.organisations.models import Organisation
from tests.journey.people import NAMES, TEAM, Journey
from tests.journey.steps import day, fill_template, words

TODAY = date.today()
INSPECTED = "测试市甲局党组"
OTHERS = ["测试市乙局党组", "测试市丙局党委"]


def import_organisations(journey: Journey) -> None:
    """An organisation list from Excel: first with a bad cell, then right."""
    desk = journey.at("staff")
    desk.shoot("01-workbench")
    desk.open("/ledgers/organisations/")
    desk.follow("/ledgers/organisations/import/")
    desk.shoot("02-import")
    template = desk.template("organisations")
    rows = [_row(f"T{place:03}", name) for place, name in enumerate([INSPECTED, *OTHERS], start=1)]
    rows[1]["sector"] = "没有这一类"
    desk.upload(fill_template(template, "organisations", rows, "单位名单.xlsx"))
    desk.sees("!D3")
    desk.shoot("03-import-errors")
    assert not Organisation.objects.exists()
    rows[1]["sector"] = words(Organisation.Sector.DEPARTMENTS)
    desk.upload(fill_template(template, "organisations", rows, "单位名单.xlsx"))
    desk.shoot("04-import-preview")
    desk.send_import()
    desk.sees(INSPECTED)
    desk.shoot("05-organisations")
    desk.follow_text(INSPECTED)
    journey.keep("organisation", desk)
    desk.follow("/representatives/new/")
    desk.save(account="inspected")
    desk.sees(NAMES["inspected"])


def _row(code: str, name: str) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "sector": words(Organisation.Sector.DEPARTMENTS),
        "level": words(Organisation.Level.CITY),
        "principal": "负责人卯",
        "principal_post": "党组书记",
        "principal_since": date(2024, 1, 1),
    }


def begin_term(journey: Journey) -> None:
    """A term, the scope it counts from, and its beginning."""
    desk = journey.at("staff")
    desk.open("/ledgers/terms/")
    desk.follow("/terms/new/")
    year = TODAY.year
    desk.save(name="第九届市委", number=9, starts_on=f"{year}-01-01", ends_on=f"{year + 4}-12-31")
    journey.keep("term", desk)
    desk.follow("/scope/")
    desk.save(on=f"{year}-01-01", note="届首底数")
    head = journey.at("head", "term")
    head.move("begin")
    head.is_at(Term.Status.CURRENT)
    head.shoot("06-term")


def plan_round(journey: Journey) -> None:
    """A round, its organisations, and the three who decide on it."""
    desk = journey.at("staff")
    desk.open("/ledgers/rounds/")
    desk.follow("/rounds/new/")
    last = TODAY + timedelta(days=60)
    desk.fill(term="第九届", kind="regular", number=1, name="九届市委第一轮巡察")
    desk.fill(plan_from=day(TODAY), plan_to=day(last), frame="四个落实", rule_set="市")
    desk.shoot("07-round-new")
    desk.save(purpose="聚焦“两个维护”，对照职能责任开展常规巡察。")
    journey.keep("round", desk)
    desk.follow("/tasks/add/")
    desk.shoot("08-tasks")
    desk.save(organisations=[INSPECTED], entry_on=day(TODAY), leave_on=day(last))
    desk.sees(INSPECTED)
    desk.lacks("submit")
    journey.at("head", "round").move("submit")
    journey.at("staff", "round").lacks("approve")
    group = journey.at("group", "round")
    group.shoot("09-round-approval")
    group.move("approve")
    clerk = journey.at("clerk", "round")
    clerk.move("record")
    clerk.is_at(Round.Status.APPROVED)
    head = journey.at("head", "round")
    head.move("form")
    head.is_at(Round.Status.FORMING)


def form_team(journey: Journey) -> None:
    """A leader, a deputy, a liaison officer and two members; the organisation goes to them."""
    desk = journey.at("staff", "round")
    desk.follow("/teams/of/")
    desk.fill(leader=NAMES["leader"], deputies=[NAMES["deputy"]], liaison=NAMES["liaison"])
    desk.fill(members=[NAMES["member"], NAMES["second"]])
    desk.shoot("10-team")
    desk.send()
    desk.open(journey.places["round"])
    desk.follow("/assign/")
    desk.save(team="1", tasks=[INSPECTED])
    desk.waits()
    desk.shoot("11-round-gaps")


def declare_recusals(journey: Journey) -> None:
    """Everyone in the team says what ties they have with the organisation."""
    for key, _name in TEAM:
        desk = journey.at(key)
        desk.open("/teams/declare/")
        relation = desk.page.locator('main select[name^="relation_"]').get_attribute("name")
        desk.fill(**{str(relation): "nothing"})
        if key == "member":
            desk.shoot("12-recusal")
        desk.send()
        desk.sees(INSPECTED)


def authorise(journey: Journey) -> None:
    """One authorisation for the round, with its letter; then the round is ready."""
    desk = journey.at("group", "round")
    desk.follow("/authorise/")
    desk.shoot("13-authorise")
    desk.send()
    journey.keep("authorisation", desk)
    staff = journey.at("staff", "authorisation")
    staff.press("/documents/")
    staff.sees("PDF")
    staff.shoot("14-authorisation-letter")
    staff.open(journey.places["round"])
    staff.lacks("prepare")


TEST = "谈话至少几人参加？\n- 一人\n* 两人\n"


def train(journey: Journey) -> None:
    """A training with a short test, pledges, and only then the round is ready."""
    staff = journey.at("staff", "round")
    staff.follow("/training/of/")
    staff.save(title="进驻前培训", held_on=day(TODAY), pass_mark=80, questions=TEST)
    journey.keep("training", staff)
    staff.follow("/attendance/")
    staff.save(users=[name for _key, name in TEAM])
    staff.shoot("14a-training")
    for key, _name in TEAM:
        desk = journey.at(key)
        desk.open("/training/mine/")
        desk.follow("/pledge/")
        desk.save(agree=True)
        desk.follow("/test/")
        desk.page.get_by_label("两人").check()
        desk.send()
        if key == "member":
            desk.shoot("14b-my-preparation")
    staff.move_at(journey.places["round"], "prepare")
    staff.is_at(Round.Status.READY)


def open_inspection(journey: Journey) -> None:
    """The inspection is opened, arranged, and its notice issued."""
    desk = journey.at("staff", "round")
    desk.press("/open/")
    desk.follow_text(INSPECTED)
    journey.keep("inspection", desk)
    desk.follow("/arrange/")
    desk.save(
        petition_until=day(TODAY + timedelta(days=50)),
        phone="0000-0000001",
        phone_hours="工作日 8:00—18:00",
        mailbox="测试市0001号信箱",
    )
    desk.move("notify")
    desk.shoot("15-notice")


def prepare_round(journey: Journey) -> None:
    import_organisations(journey)
    begin_term(journey)
    plan_round(journey)
    form_team(journey)
    declare_recusals(journey)
    authorise(journey)
    train(journey)
    open_inspection(journey)
