"""From the poster to the answer: a stranger with a phone, two sites that meet only in packages, a team."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from mingcha.conduct.intake.actions.opening import open_file, open_report
from mingcha.conduct.intake.actions.replying import reply_to_reporter
from mingcha.conduct.intake.documents.poster import poster_pdf
from mingcha.conduct.intake.models import ReportingCode, SealedReport
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation import scopes
from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.keys import read_keys_file
from mingcha.outer.reports.tests import pictures
from mingcha.outer.tests.running import Running, running_site
from mingcha.testing.browser import PHONE, axe_violations, fits
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.foundation import make_administrator
from mingcha.testing.intake import key_of, make_code
from tests.journey.steps import MANUAL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "仓库改造项目的材料款被重复报销。"
MORE = "补充：第二次报销在年底。"
REPLY = "您反映的问题已经核实，正在办理。感谢您的监督。"


@dataclass
class Gate:
    """The shared folder between the networks: each side carries its packages to it."""

    folder: Path
    outer: Running
    office: str

    def carry_in(self) -> None:
        """From the outer site to the inner one, with the receipts back."""
        self._outer()
        self._inner()

    def carry_out(self) -> None:
        self._inner()
        self._outer()

    def _outer(self) -> None:
        out, taken = self.folder / "to-inner", self.folder / "to-outer"
        self.outer.mingcha("carry", "--as", "outer", "--out", str(out), "--in", str(taken))
        assert list(taken.iterdir()) == []

    def _inner(self) -> None:
        out, taken = self.folder / "to-outer", self.folder / "to-inner"
        call_command(
            "carry", "--as", self.office, "--partner", "outer", "--out", str(out), "--in", str(taken)
        )
        assert list(taken.iterdir()) == []


@pytest.fixture
def outer(tmp_path: Path) -> Iterator[Running]:
    with running_site(tmp_path / "state") as running:
        yield running


@pytest.fixture
def site(transactional_db: None, outer: Running, settings: Any) -> Site:
    settings.REPORTING_URL = outer.url
    return make_site("on_site")


@pytest.fixture
def gate(site: Site, outer: Running, tmp_path: Path) -> Gate:
    """The two sites, paired."""
    folder = tmp_path / "gate"
    for name in ("to-inner", "to-outer"):
        (folder / name).mkdir(parents=True)
    system = make_administrator("system")
    actions.make_keys("内网", by=system)
    (folder / "inner.keys").write_bytes(actions.release_keys(by=system))
    outer.mingcha("outer-prepare", "--pair", str(folder))
    peer = read_keys_file((folder / "outer.keys").read_bytes())
    (office,) = scopes.get("own_offices")(site.staff)
    actions.establish_channel(peer, name="外网", partner="outer", office=office, by=site.staff)
    return Gate(folder, outer, site.staff.username)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def scanned(code: ReportingCode) -> str:
    """What a phone reads from the printed poster."""
    page = pypdfium2.PdfDocument(poster_pdf(code, "a4"))[0]
    (found,) = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    return str(found.text)


def test_from_the_poster_to_the_answer(phone: Page, site: Site, gate: Gate) -> None:
    code = make_code(site)
    gate.carry_out()
    words = reported(phone, scanned(code))

    gate.carry_in()
    report = SealedReport.objects.get()
    assert report.petition.channel == Petition.Channel.QR
    assert WORDS not in report.petition.content
    opened_by_the_team(site, report)
    reply_to_reporter(report, REPLY, by=site.leader)
    gate.carry_out()

    answered(phone, gate.outer, words)
    gate.carry_in()
    key = key_of(site, report.keys)
    opened, replies = open_report(report, key, by=site.leader)
    assert [one.text for one in opened] == [WORDS, MORE]
    assert [one.fault for one in opened] == ["", ""]
    assert [one.text for one in replies] == [REPLY]


def reported(phone: Page, address: str) -> list[str]:
    phone.goto(address)
    expect(phone.locator("[data-sealing=browser]")).to_be_visible()
    shoot(phone, "80-report-phone")
    phone.check("input[name=about][value=money]")
    phone.fill("textarea[name=text]", WORDS)
    chosen: Any = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg_with_place()}
    phone.set_input_files("input[name=attachments]", chosen)
    expect(phone.locator("#files")).to_contain_text("拍摄地点（定位）")
    shoot(phone, "81-hidden-data")
    phone.click("#report button[type=submit]")
    expect(phone.locator("#receipt")).to_be_visible(timeout=30_000)
    words = phone.locator("#words li").all_inner_texts()
    places = [int(one) - 1 for one in re.findall(r"\d", phone.inner_text("#retype-label"))]
    phone.fill("#retyped", "".join(words[place] for place in places))
    phone.click("#retype button")
    expect(phone.locator("#retype-answer")).to_contain_text("正确")
    shoot(phone, "82-receipt")
    return words


def opened_by_the_team(site: Site, report: SealedReport) -> None:
    key = key_of(site, report.keys)
    (opened,), _replies = open_report(report, key, by=site.leader)
    assert opened.text == WORDS
    (told,) = opened.files
    assert told.cleaned
    assert "gps" in told.found
    _told, stream = open_file(told.part, key, by=site.leader)
    content = stream.read()
    assert content.startswith(b"\xff\xd8")
    assert pictures.MAKER.encode() not in content


def answered(phone: Page, outer: Running, words: list[str]) -> None:
    phone.goto(f"{outer.url}/return/")
    expect(phone.locator("[data-sealing=browser]")).to_be_attached()
    phone.fill("textarea[name=words]", " ".join(words))
    phone.click("#return button[type=submit]")
    expect(phone.locator("#replies")).to_contain_text(REPLY, timeout=30_000)
    expect(phone.locator("#facts")).to_contain_text("前答复")
    shoot(phone, "83-answer")
    phone.fill("#add-text", MORE)
    phone.click("#add button[type=submit]")
    expect(phone.locator("#add-doing")).to_contain_text("归入您的举报", timeout=30_000)


def shoot(page: Page, name: str) -> None:
    """A picture for the manual where it is made anew, and what every page must be."""
    assert fits(page)
    assert axe_violations(page) == []
    if os.environ.get("MANUAL"):
        page.screenshot(path=MANUAL / f"{name}.png", full_page=True)
