"""A reload of the report page loses nothing, and the phone holds nothing that opens afterwards."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from mingcha.outer.conftest import Team, published
from mingcha.outer.gate import keeping
from mingcha.outer.reports.models import Part, Submission
from mingcha.outer.reports.tests import pictures
from mingcha.testing.browser import PHONE, axe_violations, fits, shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "某项目的钱被挪用了。"
_KEPT = "Object.entries(sessionStorage).map(([name, text]) => name + text).join()"


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", base_url=live_server.url)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert context.cookies() == []
    context.close()
    assert not complaints, complaints


def opened(page: Page, team: Team) -> None:
    page.goto(team.code.get_absolute_url())
    expect(page.locator("#report[data-ready]")).to_be_attached()


def again(page: Page) -> None:
    page.reload()
    expect(page.locator("#report[data-ready]")).to_be_attached()


def written(page: Page, *, photo: bytes = b"") -> None:
    page.check("input[name=about][value=money]")
    page.fill("textarea[name=text]", WORDS)
    page.check("input[name=named][value=yes]")
    page.fill("input[name=name]", "一位群众")
    if photo:
        chosen: Any = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo}
        page.set_input_files("input[name=attachments]", chosen)
        expect(page.locator("#files")).to_contain_text("拍摄地点")
        page.check("#files input[type=checkbox]")
    kept(page, 3 if photo else 2)


def kept(page: Page, pieces: int) -> None:
    """So many pieces of this code stand in the tab's storage, and the last change is among them."""
    names = "Object.keys(sessionStorage).filter(name => name.includes('ABCD2345'))"
    until(page, f"{names}.length === {pieces}")
    page.wait_for_timeout(600)


def until(page: Page, true: str) -> None:
    """The page's policy forbids what Playwright's own waiting evaluates."""
    for _attempt in range(100):
        if page.evaluate(true):
            return
        page.wait_for_timeout(100)
    raise AssertionError(true)


def test_a_reload_keeps_what_was_written_and_chosen(phone: Page, team: Team) -> None:
    opened(phone, team)
    written(phone, photo=pictures.jpeg_with_place())
    again(phone)
    expect(phone.locator("#kept")).to_contain_text("重新")
    again(phone)  # and a second time: it is kept on
    assert phone.input_value("textarea[name=text]") == WORDS
    assert phone.input_value("input[name=name]") == "一位群众"
    expect(phone.locator("#files li")).to_have_count(1)
    expect(phone.locator("#files")).to_contain_text("拍摄地点")
    expect(phone.locator("#files input[type=checkbox]")).to_be_checked()
    assert axe_violations(phone) == []
    assert fits(phone)
    shoot(phone, "outer-kept")
    phone.click("#report button[type=submit]")
    expect(phone.locator("#receipt")).to_be_visible(timeout=20_000)
    submission = Submission.objects.get()
    body = json.loads(team.reads(submission.parts.get(name="body")))
    assert (body["text"], body["about"], body["named"]) == (WORDS, "money", True)
    assert [one["cleaned"] for one in body["files"]] == [True, False]
    assert team.reads(Part.objects.get(name="file-1")) == pictures.jpeg_with_place()


def test_what_the_tab_keeps_says_nothing_and_opens_only_for_an_hour(
    phone: Page, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(phone, team)
    written(phone)
    storage = phone.evaluate(_KEPT)
    assert "ABCD2345 form" in storage
    for secret in (WORDS, "群众", "money"):
        assert secret not in storage
    now = keeping._now()
    monkeypatch.setattr(keeping, "_now", lambda: now + keeping.LIFETIME + 2)
    again(phone)
    assert phone.input_value("textarea[name=text]") == ""
    expect(phone.locator("#kept")).to_be_hidden()
    assert storage.split("ABCD2345 form")[1][:50] not in phone.evaluate(_KEPT)


def test_leaving_at_once_deleting_and_another_code_show_nothing_of_it(phone: Page, team: Team) -> None:
    opened(phone, team)
    written(phone)
    opened(phone, published("EFGH2345"))
    assert phone.input_value("textarea[name=text]") == ""
    opened(phone, team)
    assert phone.input_value("textarea[name=text]") == WORDS
    phone.click("#forget")
    until(phone, "document.querySelector('textarea')?.value === ''")
    expect(phone.locator("#report[data-ready]")).to_be_attached()
    written(phone)
    phone.route("**/leave/", lambda route: route.fulfill(status=200, body="elsewhere"))
    phone.click("[data-leave]")
    phone.wait_for_url("**/leave/")
    assert phone.evaluate("sessionStorage.length") == 0


def test_a_new_tab_shows_nothing_of_it(phone: Page, team: Team) -> None:
    opened(phone, team)
    written(phone)
    other = phone.context.new_page()
    opened(other, team)
    assert other.input_value("textarea[name=text]") == ""


def test_a_receipt_outlasts_a_reload_until_it_was_confirmed(phone: Page, team: Team) -> None:
    phone.on("dialog", Dialog.accept)
    opened(phone, team)
    written(phone)
    phone.click("#report button[type=submit]")
    expect(phone.locator("#receipt")).to_be_visible(timeout=20_000)
    words = phone.locator("#words li").all_inner_texts()
    until(phone, "sessionStorage.length === 2")
    assert words[0] not in phone.evaluate(_KEPT)
    again(phone)
    expect(phone.locator("#receipt")).to_be_visible()
    assert phone.locator("#words li").all_inner_texts() == words
    places = [int(one) - 1 for one in re.findall(r"\d", phone.inner_text("#retype-label"))]
    phone.fill("#retyped", "".join(words[place] for place in places))
    phone.click("#retype button")
    expect(phone.locator("#retype-answer")).to_contain_text("正确")
    assert phone.evaluate("sessionStorage.length") == 0
    again(phone)
    expect(phone.locator("#receipt")).to_be_hidden()
    expect(phone.locator("#report")).to_be_visible()
    assert Submission.objects.count() == 1


def test_what_is_too_large_to_be_kept_is_said_and_asked_for_again(phone: Page, team: Team) -> None:
    asked: list[str] = []

    def accepted(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    phone.on("dialog", accepted)
    opened(phone, team)
    written(phone)
    large: Any = {"name": "录像.bin", "mimeType": "video/mp4", "buffer": b"x" * 12_000_000}
    phone.set_input_files("input[name=attachments]", large)
    expect(phone.locator("#files")).to_contain_text("请不要关闭或刷新本页")
    phone.wait_for_timeout(600)
    again(phone)
    assert asked == ["beforeunload"]
    expect(phone.locator("#kept-lost")).to_contain_text("录像.bin")
    assert phone.input_value("textarea[name=text]") == WORDS
