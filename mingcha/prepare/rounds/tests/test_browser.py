"""The pages of preparation as a browser shows them: no faults of accessibility, nothing cut off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from mingcha.prepare.terms.actions import take_snapshot
from mingcha.testing.browser import axe_violations, fits, shoot, sign_in
from mingcha.testing.prepare import Made, make_member, make_round_with_people
from mingcha.testing.registry import make_office, make_organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Url = Callable[[Made], str]

PAGES: dict[str, tuple[str, str, Url]] = {
    "round": ("on_site", "office_head", lambda made: made.round.get_absolute_url()),
    "round-forming": ("forming", "office_head", lambda made: made.round.get_absolute_url()),
    "round-tasks": ("draft", "office_staff", lambda made: f"/rounds/{made.round.pk}/tasks/add/"),
    "team": ("on_site", "office_staff", lambda made: made.team.get_absolute_url()),
    "authorise": ("forming", "group_head", lambda made: f"/teams/of/{made.round.pk}/authorise/"),
    "declare": ("forming", "late", lambda made: "/teams/declare/"),
    "coverage": ("fed_back", "office_head", lambda made: "/terms/coverage/"),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_preparation_are_whole(page: Page, name: str) -> None:
    status, who, url = PAGES[name]
    office = make_office()
    for sector in ("departments", "state_owned", "universities", "townships"):
        make_organisation(office, sector=sector)
    made = make_round_with_people(status, office=office, organisations=3, purpose="聚焦重点任务落实。")
    take_snapshot(made.round.term, by=made.people["office_staff"], note="按调整后的对象名单")
    if who == "late":
        made.people["late"] = make_member(made.team, declared=False)
    sign_in(page, made.fresh(who))
    page.goto(url(made))
    page.wait_for_load_state("networkidle")
    shoot(page, f"prepare-{name}")
    assert axe_violations(page) == []
    assert fits(page)
