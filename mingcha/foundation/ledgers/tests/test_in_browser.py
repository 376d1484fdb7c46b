"""The list and the import as a person uses them, by keyboard and on a telephone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers import registry
from mingcha.foundation.ledgers.tests.things import THINGS, Box, Thing, make_thing
from mingcha.testing.browser import PHONE, axe_violations, fits, shoot, sign_in
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.browser
LONG = "测试问题：所列事实均为虚构，仅用于检查列表的排版与换行。" * 2


@pytest.fixture
def user(transactional_db: None) -> Iterator[User]:
    """A person with sixty things in their room."""
    registry.register(THINGS)
    with connection.schema_editor() as editor:
        editor.create_model(Box)
        editor.create_model(Thing)
    user = make_user(phone="room")
    box = Box.objects.create(name="测试单位01", room="room")
    for place in range(60):
        more: dict[str, Any] = {"kind": "a_flat" if place % 2 else "z_round", "core": place % 3 == 0}
        make_thing(
            f"{place:03}", title=f"{place} {LONG}"[:40], box=box, owner=user, found_on="2026-01-05", **more
        )
    yield user
    with connection.schema_editor() as editor:
        editor.delete_model(Thing)
        editor.delete_model(Box)
    registry.forget("things")


def test_a_list_by_keyboard_and_mouse(page: Page, user: User) -> None:
    sign_in(page, user)
    page.goto("/ledgers/things/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_contain_text("001")
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("[data-ticked]")).to_have_text("2")
    page.keyboard.press("/")
    page.keyboard.type("059")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=059$"))
    page.locator(".chip").click()
    expect(page.locator("[data-row]")).to_have_count(50)
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("[data-row]")).to_have_count(10)
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(50)
    shoot(page, "ledger", whole=False)
    assert axe_violations(page) == []
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/things/"))


def test_filters_as_one_types(page: Page, user: User) -> None:
    sign_in(page, user)
    page.goto("/ledgers/things/")
    page.locator(".ledger-fold > summary").first.click()
    page.locator("input[name=box_typed]").fill("单位")
    page.wait_for_load_state("networkidle")
    page.get_by_label("测试单位01").check()
    page.get_by_label("Flat one").check()
    page.get_by_role("button", name="应用").first.click()
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator(".ledger-count")).to_contain_text("30")
    shoot(page, "ledger-chips", whole=False)
    page.locator(".ledger-fold > summary").first.click()
    shoot(page, "ledger-filters", whole=False)
    assert axe_violations(page) == []


def test_a_bulk_move(page: Page, user: User) -> None:
    sign_in(page, user)
    page.goto("/ledgers/things/")
    page.locator("[data-tick-page]").check()
    page.locator("[data-all]").check()
    shoot(page, "ledger-ticked", whole=False)
    page.get_by_role("button", name="Finish").click()
    expect(page.locator(".notice")).to_contain_text("60")
    shoot(page, "ledger-bulk", whole=False)
    assert axe_violations(page) == []
    page.get_by_role("button", name="Finish").click()
    expect(page.locator(".notice-good")).to_contain_text("60")
    assert Thing.objects.filter(status="done").count() == 60


def test_an_import(page: Page, user: User, tmp_path: Path) -> None:
    sign_in(page, user)
    page.goto("/ledgers/things/import/")
    shoot(page, "ledger-import", whole=False)
    assert axe_violations(page) == []
    page.locator("input[type=file]").set_input_files(_file(tmp_path, "somewhere"))
    page.get_by_role("button", name="检查文件").click()
    expect(page.locator("td.mono")).to_have_text("Sheet!C2")
    shoot(page, "ledger-faults")
    assert axe_violations(page) == []
    page.locator("input[type=file]").set_input_files(_file(tmp_path, "Flat one"))
    page.get_by_role("button", name="检查文件").click()
    shoot(page, "ledger-preview")
    assert axe_violations(page) == []
    page.get_by_role("button", name=re.compile("导入")).click()
    expect(page.locator(".message")).to_contain_text("新增 1 条")
    assert Thing.objects.filter(number="new").exists()


def _file(folder: Path, kind: str) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Number", "Title", "Kind"])
    sheet.append(["new", LONG[:40], kind])
    path = folder / "list.xlsx"
    book.save(path)
    return path


def test_on_a_telephone_rows_are_cards(page: Page, user: User) -> None:
    sign_in(page, user)
    page.set_viewport_size(PHONE)
    page.goto("/ledgers/things/")
    shoot(page, "ledger-phone", whole=False)
    assert fits(page)
    assert axe_violations(page) == []
    page.locator(".ledger-fold > summary").first.click()
    shoot(page, "ledger-phone-filters", whole=False)
    assert fits(page)


def test_columns_are_put_in_order(page: Page, user: User) -> None:
    sign_in(page, user)
    page.goto("/ledgers/things/?cols=number,title,kind")
    page.locator("summary", has_text=re.compile("Columns|列")).click()
    page.locator("[data-column]", has=page.locator("input[value=kind]")).locator("[data-column-up]").click()
    page.locator(".ledger-fold[open] button[type=submit]").click()
    page.wait_for_url(re.compile("cols=number%2Ckind%2Ctitle"))
    assert axe_violations(page) == []
