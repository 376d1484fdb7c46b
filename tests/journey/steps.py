"""What a person does at the screen: open, follow, fill in, press. Every step waits for its answer."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import override
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers import registry
from mingcha.testing import browser as seen

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual"
_REAL = 'input:not([type="hidden"]), select, textarea'


@dataclass
class Desk:
    """One person at one browser, signed in by the form."""

    page: Page
    user: User
    folder: Path
    complaints: list[str] = field(default_factory=list)

    # Going about

    def open(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.ok, f"{self.user} · {address} · {answer.status}"

    def status_of(self, address: str) -> int:
        """What the server answers to someone who types this address."""
        answer = self.page.goto(address)
        assert answer is not None
        return answer.status

    @property
    def address(self) -> str:
        """The page's address without host, query and fragment."""
        return re.sub(r"^https?://[^/]+|[?#].*$", "", self.page.url)

    def follow(self, part: str) -> None:
        """The first visible link in the page whose address contains this."""
        self._go(self.page.locator(f'main a[href*="{part}"]:visible').first)

    def follow_text(self, text: str) -> None:
        self._go(self.page.locator("main a:visible").filter(has_text=text).first)

    def tab(self, name: str) -> None:
        """One of the record's ledgers, which htmx puts in place."""
        link = self.page.locator(f'#tabs a[href*="tab={name}#"]')
        if not link.is_visible():  # it is empty so far
            self.page.locator("#tabs .tabs-empty > summary").click()
        link.click()
        expect(self.page.locator(f'#tabs a[href*="tab={name}#"][aria-current="true"]')).to_be_visible()

    def _go(self, target: Locator) -> None:
        with self.page.expect_navigation():
            target.click()

    # Forms

    def fill(self, **values: Any) -> None:
        """By the fields' names: text, days, files, choices by code or label, boxes by their labels."""
        for name, value in values.items():
            fields = self.page.locator(f'main [name="{name}"]:is({_REAL})')
            kind = fields.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
            _FILL.get(kind, _fill_text)(fields, value)

    def save(self, **values: Any) -> None:
        """Fill in and send the form of the page."""
        self.fill(**values)
        self.send()

    def send(self) -> None:
        self._go(self.page.locator(".form-end button[type=submit], .sentence-end button").first)

    def press(self, action: str) -> None:
        """The button whose form goes to an address that contains this."""
        self._go(self.page.locator(f'main form[action*="{action}"] button').first)

    def move(self, name: str, **values: Any) -> None:
        """Make a move from the record's page, by its button; fill in what it asks for."""
        address = f"/do/{name}/"
        button = self.page.locator(
            f'.moves form[action$="{address}"] button, .moves a[href$="{address}"]'
        ).first
        self._go(button)
        if values or address in self.page.url:
            self.save(**values)
        expect(self.page.locator(".message").first).to_be_visible()
        assert address not in self.page.url, self.page.locator("main").inner_text()

    def move_at(self, address: str, name: str, **values: Any) -> None:
        self.open(address)
        self.move(name, **values)

    # Reading

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_not(self, text: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(text)

    def is_at(self, status: Any) -> None:
        """The record's status, as the pill beside its name says."""
        expect(self.page.locator(".head .pill").first).to_have_text(words(status))

    def lacks(self, move: str) -> None:
        """The move is not offered."""
        expect(
            self.page.locator(f'.moves [action$="/do/{move}/"], .moves [href$="/do/{move}/"]')
        ).to_have_count(0)

    def waits(self, part: str = "") -> None:
        """The page says what is still lacking."""
        expect(self.page.locator(".blocked li").filter(has_text=part).first).to_be_visible()

    # Ledgers

    def move_all(self, ledger: str, move: str, **values: Any) -> None:
        """Tick every row of the ledger that is open, look at the preview, confirm."""
        self.page.locator("[data-tick-page]").check()
        address = f'[formaction*="/ledgers/{ledger}/bulk/"][formaction*=".{move}/"]'
        self._go(self.page.locator(f"button{address}"))
        self.save(**values)
        expect(self.page.locator(".notice-good")).to_be_visible()
        self._go(self.page.locator("main p a.button-primary"))

    def template(self, ledger: str) -> Path:
        """Download the template from the import page."""
        with self.page.expect_download() as waiting:
            self.page.locator(f'main a[href*="/ledgers/{ledger}/import/template/"]').click()
        path = self.folder / f"{ledger}.xlsx"
        waiting.value.save_as(path)
        return path

    def upload(self, path: Path, existing: str = "skip") -> None:
        """Have a workbook checked."""
        self.save(file=path, existing=existing)

    def send_import(self) -> None:
        """Carry out what the preview shows."""
        self._go(self.page.locator("main form.row button.button-primary"))
        expect(self.page.locator(".message").first).to_be_visible()

    # Pictures

    def shoot(self, name: str, *, phone: bool = False, to: str = "") -> None:
        """A picture for the manual, or for the eye of whoever runs the test."""
        self.page.set_viewport_size(seen.PHONE if phone else seen.WIDE)
        self.page.evaluate("to => (to ? document.querySelector(to).scrollIntoView() : scrollTo(0, 0))", to)
        folder = MANUAL if os.environ.get("MANUAL") else self.folder
        whole = bool(os.environ.get("WHOLE"))
        self.page.screenshot(path=folder / f"{name}.png", full_page=whole, animations="disabled")
        self.page.set_viewport_size(seen.WIDE)


def words(choice: Any) -> str:
    """A choice as the screen shows it."""
    with override("zh-hans"):
        return str(choice.label)


def day(on: date) -> str:
    return on.isoformat()


def _fill_text(fields: Locator, value: Any) -> None:
    fields.first.fill(str(value))


def _fill_file(fields: Locator, value: Any) -> None:
    fields.first.set_input_files(value)


def _fill_select(fields: Locator, value: Any) -> None:
    """By its value, or by words its label contains."""
    options = fields.first.locator("option").evaluate_all("all => all.map(one => [one.value, one.text])")
    found = [code for code, text in options if value == code or (code and str(value) in text)]
    assert found, f"{value} · {options}"
    fields.first.select_option(found[0])


def _fill_boxes(fields: Locator, value: Any) -> None:
    """One box by True or False; several by the labels of those to tick."""
    if isinstance(value, bool):
        fields.first.set_checked(value)
        return
    for label in [value] if isinstance(value, str) else value:
        _box(fields, label).check()


def _box(fields: Locator, label: str) -> Locator:
    named = fields.page.locator("main label").filter(has_text=label)
    return (
        fields.and_(named.locator("input")).or_(fields.and_(fields.page.locator(f'[value="{label}"]'))).first
    )


_FILL = {
    "select": _fill_select,
    "select-multiple": _fill_select,
    "checkbox": _fill_boxes,
    "radio": _fill_boxes,
    "file": _fill_file,
}


def fill_template(path: Path, ledger: str, rows: Iterable[Mapping[str, Any]], name: str) -> Path:
    """Write rows into a downloaded template, under the headings it came with."""
    found = registry.find(ledger)
    assert found is not None
    assert found.importer is not None
    places = {cell.name: place for place, cell in enumerate(found.importer.cells, start=1)}
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=2):
        for column, value in row.items():
            sheet.cell(number, places[column], value)
    filled = path.with_name(name)
    book.save(filled)
    return filled


Sit = Callable[[User], Desk]  # gives a person a desk of their own, the same one each time


def seat(browser: Browser, address: str, user: User, folder: Path) -> Desk:
    """A browser of their own for this person, signed in."""
    context: BrowserContext = browser.new_context(
        viewport=seen.WIDE, locale="zh-CN", base_url=address, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    desk = Desk(page, user, folder)
    page.on("console", lambda said: desk.complaints.append(_told(said)) if _is_fault(said) else None)
    page.on("pageerror", lambda error: desk.complaints.append(str(error)))
    seen.sign_in(page, user)
    return desk


def _told(said: Any) -> str:
    """What the browser said, and of which page or script."""
    return f"{said.location.get('url', '')}: {said.text}"


def _is_fault(said: Any) -> bool:
    return said.type == "error" and "status of 4" not in said.text
