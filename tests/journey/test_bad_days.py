"""Days on which something goes wrong: nothing typed is lost, and everyone is told what happened."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Round
from mingcha.testing.browser import axe_violations
from mingcha.testing.prepare import make_round_with_people
from mingcha.testing.registry import make_office, make_officer
from tests.journey.steps import Desk, seat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Sit = Callable[[User], Desk]


@pytest.fixture
def sit(browser: Browser, live_server: Any, transactional_db: None, tmp_path: Path) -> Iterator[Sit]:
    """Gives a person a browser of their own."""
    desks: list[Desk] = []

    def sit_down(user: User) -> Desk:
        desks.append(seat(browser, live_server.url, user, tmp_path))
        return desks[-1]

    yield sit_down
    for desk in desks:
        desk.page.context.close()


def test_a_save_that_fails_keeps_what_was_typed(sit: Sit) -> None:
    desk = sit(make_officer(make_office()))
    desk.open("/terms/new/")
    desk.save(name="第九届市委", number=9, starts_on="2026-01-01")
    expect(desk.page.locator("[data-summary]")).to_be_visible()
    expect(desk.page.locator("main [name=name]")).to_have_value("第九届市委")
    expect(desk.page.locator("main [name=starts_on]")).to_have_value("2026-01-01")
    desk.shoot("50-form-kept")
    desk.save(ends_on="2030-12-31")
    desk.sees("第九届市委")


def test_two_people_and_one_button(sit: Sit) -> None:
    made = make_round_with_people("for_group")
    first, second = sit(made.people["group_head"]), sit(made.people["group_member"])
    for desk in (first, second):
        desk.open(made.round.get_absolute_url())
    first.move("approve")
    with second.page.expect_navigation():
        second.page.locator('.moves form[action$="/do/approve/"] button').click()
    told = second.page.locator("[data-summary]")
    expect(told).to_contain_text("领导小组")
    second.shoot("51-second-told")
    assert Round.objects.get().status == Round.Status.FOR_COMMITTEE


def test_a_second_sign_in_ends_the_first(sit: Sit) -> None:
    user = make_officer(make_office())
    first, second = sit(user), sit(user)
    first.open("/ledgers/rounds/")
    expect(first.page).to_have_url(re.compile("/login/"))
    first.shoot("52-session-ended")
    second.open("/ledgers/rounds/")
    expect(second.page).to_have_url(re.compile("/ledgers/rounds/"))


def test_pages_that_refuse_wear_the_same_dress(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    office = make_office()
    desk = sit(make_officer(office, "group_head"))

    def fail(user: User) -> bool:
        raise RuntimeError("测试故障")

    monkeypatch.setattr("mingcha.prepare.terms.views.sees_coverage", fail)
    pages = {403: "/terms/new/", 404: f"/rounds/{uuid4()}/", 500: "/terms/coverage/"}
    for status, address in pages.items():
        assert desk.status_of(address) == status
        expect(desk.page.locator("h1")).to_be_visible()
        expect(
            desk.page.get_by_text("明察", exact=True).or_(desk.page.get_by_text("明 察")).first
        ).to_be_visible()
        expect(desk.page.locator('main a[href="/"]').first).to_be_visible()
        expect(desk.page.locator("body")).not_to_contain_text("RuntimeError")
        assert axe_violations(desk.page) == []
        desk.shoot(f"53-{status}")
