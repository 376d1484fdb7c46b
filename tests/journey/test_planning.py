"""A term planned in the browser: rounds laid out, a conflict mended, an item moved, adopted, drafted."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.jobs.models import Job
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.schedule.models import Proposal
from mingcha.prepare.terms.models import Term
from mingcha.testing.prepare import make_term
from mingcha.testing.registry import make_organisation
from tests.journey.people import Journey, prepare
from tests.journey.steps import day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = [
    "测试市甲局党组",
    "测试市乙局党组",
    "测试市丙集团党委",
    "测试市丁集团党委",
    "测试市戊学院党委",
    "测试市己学院党委",
]
SECTORS = ["departments", "departments", "state_owned", "state_owned", "universities", "universities"]
FIRST = date.today().replace(day=1) + timedelta(days=62)


@pytest.fixture
def journey(browser: Browser, live_server: Any, transactional_db: None, tmp_path: Path) -> Iterator[Journey]:
    """An office with six organisations and a current term whose scope they are."""
    made = prepare(browser, live_server.url, tmp_path)
    for name, sector in zip(NAMES, SECTORS, strict=True):
        make_organisation(made.office, name=name, sector=sector)
    year = date.today().year
    term = make_term(made.office, starts_on=date(year, 1, 1), ends_on=date(year + 4, 12, 31))
    made.places["term"] = term.get_absolute_url()
    yield made
    assert made.close() == []


def test_a_term_is_planned_and_its_first_round_drafted(journey: Journey) -> None:
    propose(journey)
    lay_out_too_little_room(journey)
    mend_the_conflict(journey)
    move_one(journey)
    adopt(journey)
    draft_the_first_round(journey)


def propose(journey: Journey) -> None:
    """From the board of the term, where nothing is planned yet."""
    desk = journey.at("staff")
    desk.open("/schedule/board/")
    desk.sees("0%")
    desk.sees_not("100%")
    desk.shoot("70-coverage-board")
    desk.follow("/schedule/new/")
    desk.save(name="本届排期")
    journey.keep("proposal", desk)


def lay_out_too_little_room(journey: Journey) -> None:
    """Two rounds of two organisations for six: the page says which conditions conflict."""
    desk = journey.at("staff", "proposal")
    desk.follow("/rounds/lay-out/")
    desk.save(first=day(FIRST), count=2, days=60, pause=120, teams=1, places=2)
    _work_out(journey)
    desk.open(journey.places["proposal"])
    desk.sees("不存在满足全部条件的方案")
    desk.sees("全部6家单位")
    desk.shoot("71-schedule-conflict")


def _work_out(journey: Journey) -> None:
    """Ask for a schedule; the worker's part is done here."""
    desk = journey.at("staff", "proposal")
    desk.fill(seconds=10)
    desk.press("/solve/")
    jobs.run(Job.objects.latest("created_at").pk)


def mend_the_conflict(journey: Journey) -> None:
    """One team more in the first round, and it works out."""
    desk = journey.at("staff", "proposal")
    desk.follow("/schedule/rounds/")
    desk.save(teams=2)
    _work_out(journey)
    desk.open(journey.places["proposal"])
    desk.sees("已证明最优")
    desk.shoot("72-schedule")


def move_one(journey: Journey) -> None:
    """Its page prices every round; it is moved and pinned, and what it breaks is shown before."""
    proposal = Proposal.objects.get()
    last = proposal.rounds.order_by("-plan_from")[0]
    visit = proposal.visits.exclude(planned_round=last).select_related("organisation")[0]
    desk = journey.at("staff", "proposal")
    desk.follow(f"/schedule/visits/{visit.pk}/")
    desk.shoot("73-schedule-alternatives")
    desk.follow(f"/move/?to={last.pk}")
    desk.sees("共可安排2家")
    desk.save(pin=True, reason="班子调整")
    desk.sees("不满足")
    _work_out(journey)
    visit.refresh_from_db()
    assert visit.planned_round == last
    desk.open(journey.places["proposal"])
    desk.sees("已证明最优")


def adopt(journey: Journey) -> None:
    """The head submits it, a member of the leading group adopts it."""
    journey.at("staff", "proposal").lacks("submit")
    journey.at("head", "proposal").move("submit")
    group = journey.at("group", "proposal")
    group.move("adopt")
    group.is_at(Proposal.Status.ADOPTED)
    staff = journey.at("staff", "proposal")
    staff.press("/documents/")
    staff.sees("PDF")


def draft_the_first_round(journey: Journey) -> None:
    """The round is there with its organisations, and the board shows all of the term planned."""
    desk = journey.at("staff", "proposal")
    desk.follow("/carry-out/")
    desk.send()
    made = Round.objects.get()
    planned = made.planned_as.get()
    wanted = set(planned.visits.values_list("organisation", flat=True))
    assert set(made.tasks.values_list("organisation", flat=True)) == wanted
    assert len(wanted) > 0
    desk.open("/schedule/board/")
    desk.sees("100%")
    desk.shoot("74-board-planned")
    assert Term.objects.get().rounds.count() == 1
