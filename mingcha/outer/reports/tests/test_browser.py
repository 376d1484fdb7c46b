"""The pages in a real browser of a phone's size: sealed there, sent, found again, answered."""

import io
import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright._impl._api_structures import FilePayload
from playwright.sync_api import Browser, Page, Route, expect

from mingcha.outer.conftest import Team
from mingcha.outer.reports.models import Part, Submission
from mingcha.outer.reports.tests import pictures
from mingcha.outer.reports.tests.sealed import reply_to
from mingcha.outer.surveys.actions import publish
from mingcha.outer.surveys.models import Answers
from mingcha.testing.browser import PHONE, axe_violations, fits, shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", base_url=live_server.url)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if _fault(said) else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert context.cookies() == []
    context.close()
    assert not complaints, complaints


def _fault(said: Any) -> bool:
    return said.type == "error" and "status of 4" not in said.text and "ERR_" not in said.text


def start(page: Page, team: Team) -> None:
    page.goto(team.code.get_absolute_url())
    expect(page.locator("[data-sealing=browser]")).to_be_visible()


def fill(page: Page, text: str = "某项目的钱被挪用了。") -> None:
    page.check("input[name=about][value=money]")
    page.fill("textarea[name=text]", text)


def attach(page: Page, name: str, content: bytes, kind: str = "image/jpeg") -> None:
    page.set_input_files("input[name=attachments]", FilePayload(name=name, mimeType=kind, buffer=content))
    expect(page.locator("#files li").last.locator("span")).not_to_have_text("正在检查隐藏信息……")


def send(page: Page) -> list[str]:
    page.click("#report button[type=submit]")
    expect(page.locator("#receipt")).to_be_visible(timeout=20_000)
    return page.locator("#words li").all_inner_texts()


def body_of(team: Team, submission: Submission) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(team.reads(submission.parts.get(name="body")))
    return found


def test_a_whole_report_there_and_an_answer_back(phone: Page, team: Team) -> None:
    start(phone, team)
    shoot(phone, "outer-report")
    fill(phone)
    attach(phone, "IMG_20260102_030405.jpg", pictures.jpeg_with_place())
    row = phone.locator("#files li")
    expect(row).to_contain_text("拍摄地点（定位）")
    shoot(phone, "outer-files")
    assert axe_violations(phone) == []
    words = send(phone)
    shoot(phone, "outer-receipt")
    assert axe_violations(phone) == []
    retype(phone, words)

    submission = Submission.objects.get()
    assert submission.sealed_by == "browser"
    body = body_of(team, submission)
    assert body["text"] == "某项目的钱被挪用了。"
    (listed,) = body["files"]
    assert listed["name"] == "picture-1.jpg"
    assert "gps" in listed["found"]
    picture = team.reads(submission.parts.get(name="file-0"))
    assert Image.open(io.BytesIO(picture)).getexif().get(0x0112) == 6
    assert pictures.MAKER.encode() not in picture
    assert b"second file" not in picture

    reply_to(submission, "已经核实，谢谢。")
    come_back(phone, words)
    expect(phone.locator("#replies")).to_contain_text("已经核实，谢谢。")
    shoot(phone, "outer-opened")
    assert axe_violations(phone) == []
    add(phone, team, submission)


def retype(page: Page, words: list[str]) -> None:
    numbers = [int(one) - 1 for one in re.findall(r"\d", page.inner_text("#retype-label"))]
    page.fill("#retyped", "红松红松")
    page.click("#retype button")
    expect(page.locator("#retype-answer")).to_contain_text("不一致")
    page.fill("#retyped", " ".join(words[number] for number in numbers))
    page.click("#retype button")
    expect(page.locator("#retype-answer")).to_contain_text("正确")


def come_back(page: Page, words: list[str]) -> None:
    page.goto("/return/")
    expect(page.locator("[data-sealing=browser]")).to_be_attached()
    page.fill("textarea[name=words]", "，".join(words))
    page.click("#return button[type=submit]")
    expect(page.locator("#opened")).to_be_visible(timeout=20_000)


def add(page: Page, team: Team, report: Submission) -> None:
    page.fill("#add-text", "补充：还有一笔。")
    page.click("#add button[type=submit]")
    expect(page.locator("#add-doing")).to_contain_text("归入您的举报", timeout=20_000)
    addition = Submission.objects.get(kind="addition")
    assert addition.parent == report
    assert body_of(team, addition)["text"] == "补充：还有一笔。"
    page.check("input[name=grade][value='4']")
    page.click("#satisfaction button[type=submit]")
    expect(page.locator("#satisfaction-doing")).to_contain_text("归入您的举报", timeout=20_000)
    assert body_of(team, Submission.objects.get(kind="satisfaction"))["grade"] == 4


def test_an_english_page_is_answered_in_english(phone: Page, team: Team) -> None:
    phone.goto("/en" + team.code.get_absolute_url())
    expect(phone.locator("[data-sealing=browser]")).to_be_visible()
    fill(phone)
    attach(phone, "a.docx", pictures.document())
    expect(phone.locator("#files li")).to_contain_text("that is sent. It stays in the copy: tracked changes")
    words = send(phone)
    phone.evaluate("self.onbeforeunload = null")
    phone.goto("/en/return/")
    expect(phone.locator("[data-sealing=browser]")).to_be_attached()
    phone.fill("textarea[name=words]", " ".join(words))
    phone.click("#return button[type=submit]")
    expect(phone.locator("#facts")).to_contain_text("Sent on", timeout=20_000)
    expect(phone.locator("#satisfaction")).to_be_hidden()
    phone.fill("#add-text", "x")
    phone.route("**/begin/", lambda route: route.continue_(post_data="{}"))
    phone.click("#add button[type=submit]")
    expect(phone.locator("#add-fault")).to_contain_text("are not understood", timeout=20_000)


def test_the_receipt_can_be_scanned_and_saved(phone: Page, team: Team) -> None:
    start(phone, team)
    fill(phone)
    words = send(phone)
    picture = Image.open(io.BytesIO(phone.locator("#qr").screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == " ".join(words)
    with phone.expect_download() as saved:
        phone.click("#save")
    text = saved.value.path().read_text(encoding="utf-8")
    assert " ".join(words) in text
    assert phone.inner_text("details").strip()
    assert "MCACK1" in text
    retype(phone, words)


def test_a_wrong_receipt_can_be_mended(phone: Page, team: Team) -> None:
    start(phone, team)
    fill(phone)
    words = send(phone)
    retype(phone, words)
    phone.goto("/return/")
    expect(phone.locator("[data-sealing=browser]")).to_be_attached()
    for typed, says in (
        ("红松", "共有 9 个词"),
        ("黑暗" * 9, "不是回执用词"),
        ("".join(words[::-1]), "对不上"),
    ):
        phone.fill("textarea[name=words]", typed)
        phone.click("#return button[type=submit]")
        expect(phone.locator("#fault")).to_contain_text(says)
    phone.fill("textarea[name=words]", "".join(words))
    phone.click("#return button[type=submit]")
    expect(phone.locator("#opened")).to_be_visible(timeout=20_000)


def test_a_name_is_sealed_to_other_keys(phone: Page, team: Team) -> None:
    start(phone, team)
    fill(phone)
    phone.check("input[name=named][value=yes]")
    phone.click("#report button[type=submit]")
    expect(phone.locator("#fault")).to_contain_text("请填写姓名")
    phone.fill("input[name=name]", "一位群众")
    send(phone)
    submission = Submission.objects.get()
    assert "一位群众" not in json.dumps(body_of(team, submission), ensure_ascii=False)
    assert json.loads(team.reads(submission.parts.get(name="identity")))["name"] == "一位群众"
    phone.evaluate("self.onbeforeunload = null")


def test_the_original_goes_along_only_when_asked_for(phone: Page, team: Team) -> None:
    start(phone, team)
    fill(phone)
    attach(phone, "原图.jpg", pictures.jpeg_with_place())
    phone.check("#files input[type=checkbox]")
    send(phone)
    submission = Submission.objects.get()
    files = body_of(team, submission)["files"]
    assert [(one["name"], one["cleaned"]) for one in files] == [("picture-1.jpg", True), ("原图.jpg", False)]
    assert team.reads(submission.parts.get(name="file-1")) == pictures.jpeg_with_place()
    phone.evaluate("self.onbeforeunload = null")


@pytest.mark.parametrize(
    ("name", "content", "found", "gone"),
    [
        ("a.png", pictures.png_with_notes(), "批注", b"Somebody Real"),
        ("a.docx", pictures.document(), "姓名", b"Somebody Real"),
        ("a.mp4", pictures.movie(), "拍摄地点", b"+30.2583"),
    ],
)
def test_what_is_hidden_is_shown_and_left_out(
    phone: Page, team: Team, name: str, content: bytes, found: str, gone: bytes
) -> None:
    start(phone, team)
    fill(phone)
    attach(phone, name, content, "application/octet-stream")
    expect(phone.locator("#files li")).to_contain_text(found)
    send(phone)
    copy = team.reads(Part.objects.get(name="file-0"))
    assert gone in pictures.unpacked(content)
    assert gone not in pictures.unpacked(copy)
    phone.evaluate("self.onbeforeunload = null")


def test_what_cannot_be_cleaned_is_said_to_be_so(phone: Page, team: Team) -> None:
    start(phone, team)
    attach(phone, "a.pdf", b"%PDF-1.7\n1 0 obj<</Author (Somebody)>>endobj", "application/pdf")
    expect(phone.locator("#files li")).to_contain_text("无法去除")
    attach(phone, "a.bin", b"\x01\x02\x03 unknown" * 50, "application/octet-stream")
    expect(phone.locator("#files li").last).to_contain_text("无法检查")


def test_a_broken_line_is_waited_out(phone: Page, team: Team) -> None:
    start(phone, team)
    fill(phone)
    attach(phone, "a.bin", b"x" * 2_500_000, "application/octet-stream")
    tries = {"count": 0}

    def breaking(route: Route) -> None:
        tries["count"] += 1
        if tries["count"] in (2, 3):
            route.abort()
        else:
            route.continue_()

    phone.route("**/send/*/file-0/**", breaking)
    send(phone)
    assert tries["count"] > 4
    assert team.reads(Part.objects.get(name="file-0")) == b"x" * 2_500_000
    phone.evaluate("self.onbeforeunload = null")


def test_sending_can_be_stopped_and_what_was_written_stays(phone: Page, team: Team) -> None:
    start(phone, team)
    fill(phone)
    phone.route("**/begin/", lambda route: route.abort())
    phone.click("#report button[type=submit]")
    expect(phone.locator("#doing")).to_contain_text("正在重试")
    phone.click("#stop")
    expect(phone.locator("#fault")).to_contain_text("已停止", timeout=10_000)
    assert phone.input_value("textarea[name=text]") == "某项目的钱被挪用了。"
    assert not Submission.objects.exists()


def test_where_the_browser_cannot_seal_the_page_says_so_and_still_works(
    browser: Browser, live_server: Any, team: Team
) -> None:
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(team.code.get_absolute_url())
    expect(page.locator("#sealing")).to_contain_text("由本站在收到时密封")
    fill(page)
    page.click("#report button[type=submit]")
    expect(page.locator(".words li")).to_have_count(9)
    shoot(page, "outer-receipt-plain")
    context.close()
    assert Submission.objects.get().sealed_by == "server"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/codes/",
        "/protection/",
        "/verify/",
        "/return/",
        "/c/ABCD2345/",
        "/en/c/ABCD2345/",
        "/c/ZZZZ9999/",
    ],
)
def test_every_page_fits_a_phone_and_is_accessible(phone: Page, team: Team, address: str) -> None:
    phone.goto(address)
    phone.wait_for_timeout(300)
    assert fits(phone)
    assert axe_violations(phone) == []
    shoot(phone, "outer" + address.replace("/", "-").rstrip("-"))
    phone.click("[data-large]")
    assert fits(phone)


def test_leaving_at_once_replaces_the_page(phone: Page, team: Team) -> None:
    phone.goto("/codes/")
    phone.route("**/leave/", lambda route: route.fulfill(status=200, body="elsewhere"))
    phone.goto(team.code.get_absolute_url())
    phone.click("[data-leave]")
    phone.wait_for_url("**/leave/")
    phone.go_back()
    assert "/c/" not in phone.url


def test_a_questionnaire_is_sealed_in_the_browser(phone: Page, team: Team) -> None:
    questions = [
        {"id": "q1", "kind": "one", "text": "总体评价", "options": ["好", "差"], "required": True},
        {"id": "q2", "kind": "many", "text": "突出问题", "options": ["作风", "用人", "廉洁"]},
        {"id": "q3", "kind": "text", "text": "意见建议"},
    ]
    ends = team.code.ends
    given = {"code": team.code.code, "title": "满意度问卷", "questions": questions, "ends": str(ends)}
    survey = publish(uuid.uuid4(), given)
    assert survey
    start(phone, team)
    phone.click("text=满意度问卷")
    expect(phone.locator("[data-sealing=browser]")).to_be_visible()
    phone.click("button[type=submit]")
    expect(phone.locator("#fault")).to_contain_text("总体评价")
    phone.check("input[name=q1][value='1']")
    phone.check("input[name=q2][value='0']")
    phone.check("input[name=q2][value='2']")
    assert axe_violations(phone) == []
    shoot(phone, "outer-survey")
    phone.click("button[type=submit]")
    expect(phone.locator("#thanks")).to_be_visible(timeout=20_000)
    body = json.loads(team.opens(bytes(Answers.objects.get().sealed)))
    assert body["answers"] == {"q1": 1, "q2": [0, 2]}


def test_a_cheap_phone_derives_its_keys_within_three_seconds(phone: Page, team: Team) -> None:
    """A processor six times slower stands for it."""
    start(phone, team)
    client = phone.context.new_cdp_session(phone)
    client.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    milliseconds = phone.evaluate(
        """async () => {
            const sodium = await mingcha.sodium();
            const receipts = mingcha.receipts(sodium, mingcha.data());
            const began = performance.now();
            receipts.derive(receipts.make());
            return performance.now() - began;
        }"""
    )
    print(f"Argon2id on a processor six times slower: {milliseconds:.0f} ms")
    assert milliseconds < 3000
