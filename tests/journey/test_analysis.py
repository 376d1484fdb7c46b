"""A morning's spreadsheets, an afternoon's working paper: loaded, run, verified, written down."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from mingcha.analyse.clues.models import Clue
from mingcha.analyse.supervision.models import Run
from mingcha.foundation.accounts.models import User
from mingcha.foundation.jobs import actions as jobs
from mingcha.testing.conduct import Site, make_site
from tests.journey.people import Journey
from tests.journey.spreadsheets import BAD, DEAD, HELD, TABLES, rows_attached
from tests.journey.steps import Desk, day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = {"staff": "职员乙", "leader": "队长辛", "member": "队员子"}
ROUND = "九届市委第一轮巡察"
TODAY = date.today()


@pytest.fixture
def journey(browser: Browser, live_server: Any, transactional_db: None, tmp_path: Path) -> Iterator[Journey]:
    """An inspection on site; no data yet."""
    site = make_site(name=ROUND)
    users = {who: _named(site, who, name) for who, name in PEOPLE.items()}
    made = Journey(browser, live_server.url, tmp_path, site.inspection.office, users)
    made.places["inspection"] = site.inspection.get_absolute_url()
    yield made
    assert made.close() == []


def _named(site: Site, who: str, name: str) -> User:
    user = site.staff if who == "staff" else site.person(who)
    user.full_name = name
    user.save(update_fields=["full_name"])
    return user


def test_from_spreadsheets_to_a_working_paper(journey: Journey) -> None:
    load_tables(journey)
    run_models(journey)
    hand_over(journey)
    verify(journey)
    write_paper(journey)
    see_precision(journey)


def load_tables(journey: Journey) -> None:
    """Three tables from Excel: registered under their contracts, granted to the round, loaded."""
    desk = journey.at("staff")
    for contract in TABLES:
        _register(desk, contract)
        if contract == "subsidy_payments":
            _load_mending_the_columns(desk, contract)
        else:
            _load(desk, contract)
    desk.open("/ledgers/datasets/")
    desk.shoot("65-datasets")


def _register(desk: Desk, contract: str) -> None:
    """From the contract; then its round may use it."""
    desk.open(f"/datasets/contracts/{contract}/")
    desk.follow(f"/datasets/new/?contract={contract}")
    desk.fill(letter_number="测巡函〔2026〕1号", letter_on=day(TODAY - timedelta(days=3)))
    if contract == "subsidy_payments":
        desk.shoot("60-dataset-new")
    desk.send()
    desk.follow("/grant/")
    desk.save(in_round=ROUND)
    desk.sees(ROUND)


def _bring(desk: Desk, contract: str) -> None:
    desk.follow("/bring/")
    desk.save(file=TABLES[contract](desk.folder))


def _load(desk: Desk, contract: str) -> None:
    _bring(desk, contract)
    desk.send()
    _accept(desk)


def _load_mending_the_columns(desk: Desk, contract: str) -> None:
    """One heading nobody could guess; it is chosen by hand. The bad rows are set aside, with their place."""
    dataset = desk.address
    _bring(desk, contract)
    expect(desk.page.locator("main [name=column_person_id]")).not_to_have_value("")
    expect(desk.page.locator("main [name=column_amount]")).to_have_value("")
    desk.send()
    expect(desk.page.locator("[data-summary]")).to_be_visible()
    desk.shoot("61-columns", to="#id_column_person_id")
    desk.save(column_amount="到手")
    for place in BAD:
        desk.sees(place)
    desk.shoot("62-load-check")
    _accept(desk)
    desk.shoot("63-version")
    desk.open(dataset)
    desk.shoot("64-dataset")


def _accept(desk: Desk) -> None:
    """Load what the check showed."""
    with desk.page.expect_navigation():
        desk.page.locator("main form.row button.button-primary, main .row form button.button-primary").click()
    expect(desk.page.locator(".message").first).to_be_visible()


def run_models(journey: Journey) -> None:
    """One for the inspection, one for the office, from the library."""
    desk = journey.at("staff")
    desk.open("/supervision/")
    desk.shoot("66-models")
    _run(desk, "M01", task="测试单位")
    journey.keep("run", desk)
    desk.sees(DEAD[0])
    desk.shoot("68-run")
    _run(desk, "M08")
    assert Clue.objects.count() == len(DEAD) + len(HELD)


def _run(desk: Desk, code: str, **values: str) -> None:
    """Asked for in the browser; carried out as the worker does."""
    desk.open("/supervision/")
    desk.follow(f"/{code}/")
    desk.sees("尚无已核查的疑点")
    desk.follow("/run/")
    desk.fill(why="核查补贴发放对象", **values)
    if code == "M01":
        desk.shoot("67-run-form")
    desk.send()
    jobs.run(str(Run.objects.latest("created_at").job_id))
    desk.open(desk.address)
    desk.sees(code)


def hand_over(journey: Journey) -> None:
    """What was found for the office goes to the team that is there."""
    desk = journey.at("staff")
    desk.open("/ledgers/clues/")
    desk.follow_text(HELD[0])
    desk.lacks("propose")
    desk.move("assign", task="测试单位", assigned_to=PEOPLE["member"])
    desk.is_at(Clue.Status.ASSIGNED)
    desk.sees(PEOPLE["member"])


def verify(journey: Journey) -> None:
    """One is innocent; one is true, and the leader agrees."""
    desk = journey.at("member", "inspection")
    desk.tab("clues")
    desk.shoot("69-clues", to="#tabs")
    innocent, guilty = DEAD
    desk.follow_text(innocent)
    desk.move("take_up")
    desk.follow("/do/dismiss/")
    desk.fill(outcome="allowed", false_positive="heir_entitled")
    desk.fill(reason="已核对：地力补贴由其子依法继承承包地后领取。")
    desk.shoot("70-clue-dismiss")
    desk.send()
    desk.is_at(Clue.Status.DISMISSED)
    desk.open("/ledgers/clues/")
    desk.follow_text(guilty)
    journey.keep("clue", desk)
    desk.move("take_up")
    desk.shoot("71-clue")
    desk.follow("/rows/")
    desk.sees(guilty)
    desk.shoot("72-clue-rows")
    desk.open(journey.places["clue"])
    desk.move("propose", outcome="confirmed", reason="已核对死亡证明、银行流水：由其侄代领。")
    desk.lacks("agree")
    leader = journey.at("leader", "clue")
    leader.move("agree")
    leader.is_at(Clue.Status.CONFIRMED)


def write_paper(journey: Journey) -> None:
    """It begins with what the clue says, and carries the rows."""
    desk = journey.at("member", "clue")
    desk.shoot("73-clue-confirmed")
    desk.press("/papers/from-clue/")
    expect(desk.page.locator("main [name=title]")).to_have_value(re.compile(DEAD[1]))
    desk.shoot("74-paper-from-clue")
    desk.fill(policy_basis="《惠民惠农补贴管理办法（测试）》", responsibility_basis="村级代办员职责第三条")
    desk.save(responsible="管理责任：测试镇财政所")
    journey.keep("paper", desk)
    desk.shoot("75-paper-rows", to="#evidence")
    with desk.page.expect_download() as waiting:
        desk.page.locator('#evidence a[href^="/files/"]').first.click()
    path = desk.folder / "rows.xlsx"
    waiting.value.save_as(path)
    assert rows_attached(path) == {"惠民惠农补贴发放明细": 2, "死亡人员信息": 1}


def see_precision(journey: Journey) -> None:
    """Half of what was verified was true; the office reads it on the model's page."""
    desk = journey.at("staff")
    desk.open("/supervision/M01/")
    desk.sees("1/2 = 50%")
    desk.sees("继承人")
    desk.shoot("76-model-precision")
    desk.shoot("77-model-phone", phone=True)
