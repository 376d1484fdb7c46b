"""The pages of a clue in Chromium: they fit, axe finds nothing, and a line of the graph leads to its rows."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from mingcha.testing.browser import PHONE, WIDE, axe_violations, fits, set_theme, shoot, sign_in
from mingcha.testing.clues import make_run
from mingcha.testing.conduct import make_site
from mingcha.testing.relations import make_relation_clue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("width", "theme"), [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_the_graph_reads_at_every_width_and_theme(page: Page, width: Any, theme: str) -> None:
    site = make_site("on_site")
    clue = make_relation_clue(site)
    sign_in(page, site.member)
    page.set_viewport_size(width)
    for name, address in (
        ("clue", clue.get_absolute_url()),
        ("relations", reverse("clues:relations", args=[clue.pk])),
        ("rows", reverse("clues:rows", args=[clue.pk])),
    ):
        page.goto(address)
        set_theme(page, theme)
        shoot(page, f"clue-{name}-{width['width']}-{theme}")
        assert axe_violations(page) == []
        assert fits(page)
    page.goto(reverse("clues:relations", args=[clue.pk]))
    page.locator("figure svg:visible").get_by_role("link", name="法定代表人").click()
    entry = page.locator("#tie-2")
    expect(entry).to_contain_text("李测试")
    entry.locator("summary").click()
    expect(entry.get_by_role("table")).to_contain_text("测试建材有限公司")


def test_the_current_tab_can_be_clicked_again(page: Page) -> None:
    site = make_site("on_site")
    run = make_run(site)
    sign_in(page, site.staff)
    page.goto(run.get_absolute_url())
    current = page.locator("#tabs nav a[aria-current]")
    for _time in range(2):
        current.click()
        page.wait_for_load_state("networkidle")
    expect(page.locator("#tabs table")).to_be_visible()
