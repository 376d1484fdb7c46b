"""In a real browser: two unlock, one opens, looks at a picture, replies; the office prints and counts."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page

from mingcha.conduct.intake.actions.questionnaires import count_answers
from mingcha.conduct.intake.models import Part, SealedReport
from mingcha.foundation.accounts.models import User
from mingcha.testing.browser import PHONE, WIDE, axe_violations, fits, shoot, sign_in
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.foundation import PASSWORD
from mingcha.testing.intake import answer, key_of, make_questionnaire, make_report, passphrase_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def picture() -> bytes:
    target, image = BytesIO(), Image.new("RGB", (900, 560), "#dfe6ee")
    draw = ImageDraw.Draw(image)
    draw.rectangle((80, 200, 820, 500), fill="#8aa0b8")
    draw.polygon([(60, 200), (450, 60), (840, 200)], fill="#7a3b2e")
    image.save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def other(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A second person's browser."""
    context = browser.new_context(viewport=WIDE, locale="zh-CN", base_url=live_server.url)
    yield context.new_page()
    context.close()


def look(page: Page, name: str) -> None:
    """Sound, and not wider than the window, on a desk and on a phone."""
    for size, where in ((WIDE, "wide"), (PHONE, "phone")):
        page.set_viewport_size(size)
        assert axe_violations(page) == [], name
        assert fits(page), name
        shoot(page, f"intake-{name}-{where}")
    page.set_viewport_size(WIDE)


def confirm(page: Page, user: User, *, passphrase: bool = True) -> None:
    page.fill("input[name=password]", PASSWORD)
    if passphrase:
        page.fill("input[name=passphrase]", passphrase_of(user))
    page.click(".form-end button[type=submit]")


def unlock(page: Page, other: Page, site: Site, report: SealedReport) -> None:
    sign_in(page, site.leader)
    page.goto(report.get_absolute_url())
    look(page, "report-locked")
    page.click("text=解锁（本次办公）")
    look(page, "unlock")
    confirm(page, site.leader)
    look(page, "unlocking")
    sign_in(other, site.member)
    other.goto(report.keys.get_absolute_url())
    look(other, "keys")
    other.click("text=请您提供分份")
    look(other, "contribute")
    confirm(other, site.member)
    page.wait_for_selector("text=分份已经齐备", timeout=20_000)


def test_two_unlock_and_one_opens_looks_and_replies(page: Page, other: Page) -> None:
    site = make_site("on_site")
    first = "局长在某某工程招标中收受承包商好处费三万元（示例）。\n时间：今年三月。\n地点：工地办公室。"
    make_report(site, first + "另有一人在场。")
    report = make_report(site, first, files=[("现场照片.jpg", picture())], identity={"name": "示例举报人"})
    unlock(page, other, site, report)
    for one in SealedReport.objects.order_by("created_at"):
        page.goto(one.get_absolute_url())
        page.click(f"a[href='{one.get_absolute_url()}open/']")
        confirm(page, site.leader, passphrase=False)
        page.wait_for_selector(".said")
    assert "三万元" in page.content()
    look(page, "opened")
    page.click("button[name=how][value=look]")
    page.wait_for_selector(".shown-picture")
    look(page, "file")
    assert Part.objects.filter(name="file-0").count() == 1
    page.goto(report.get_absolute_url())
    page.click(f"a[href='{report.get_absolute_url()}reply/']")
    page.fill("textarea[name=text]", "您反映的问题已收到，正在核实。")
    look(page, "reply")
    page.click(".form-end button[type=submit]")
    page.wait_for_url(f"**{report.get_absolute_url()}")
    look(page, "report")


def test_the_code_the_counts_and_the_panels(page: Page) -> None:
    site = make_site("on_site")
    questionnaire = make_questionnaire(site, "published", invited=40)
    given = [{"q1": no % 3, "q2": no % 4, "q3": no % 2, "q4": [no % 5]} for no in range(30)]
    answer(questionnaire, *given, {"q1": 0, "q2": 0, "q3": 0, "q5": "希望财务公开（示例）"}, by=site.staff)
    count_answers(questionnaire, key_of(site, questionnaire.code.keys), by=site.leader)
    sign_in(page, site.staff)
    for record, name in (
        (questionnaire.code, "code"),
        (questionnaire, "questionnaire"),
        (site.inspection, "inspection"),
        (site.inspection.team, "team"),
    ):
        page.goto(record.get_absolute_url())
        look(page, name)
    for url, name in (("/intake/passphrase/", "passphrase"), ("/ledgers/sealed_reports/", "list")):
        page.goto(url)
        look(page, name)
    page.goto(f"/intake/teams/{site.inspection.team_id}/keys/")
    look(page, "make-keys")
    page.goto(f"/intake/codes/{questionnaire.code_id}/questionnaire/")
    look(page, "new-questionnaire")
