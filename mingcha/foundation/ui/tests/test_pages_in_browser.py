"""The interface in a real browser: no fault of accessibility, in both themes, wide and on a phone."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, ViewportSize

from mingcha.foundation.files.actions import attach
from mingcha.foundation.ui.tests.parcel import WORKFLOW, Parcel
from mingcha.testing.browser import PHONE, WIDE, axe_violations, fits, set_theme, shoot, sign_in
from mingcha.testing.foundation import make_administrator, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Make = Callable[..., Parcel]
NARROW: ViewportSize = {"width": 360, "height": 740}
EVERY = [("light", "wide", WIDE), ("dark", "wide", WIDE), ("light", "phone", PHONE)]


def look(page: Page, name: str) -> None:
    """Both themes and a phone: no violation, no sideways scrolling, and a picture."""
    for theme, size, viewport in EVERY:
        set_theme(page, theme)
        page.set_viewport_size(viewport)
        page.wait_for_timeout(350)
        shoot(page, f"ui-{name}-{theme}-{size}")
        assert axe_violations(page) == [], (name, theme, size)
        assert fits(page), (name, theme, size)
    page.set_viewport_size(NARROW)
    assert fits(page), (name, "at 360 pixels")


def test_the_sign_in_page_is_without_fault(page: Page) -> None:
    page.goto("/login/")
    look(page, "login")


def test_the_gallery_is_without_fault(page: Page) -> None:
    sign_in(page, make_administrator("system"))
    page.goto("/ui/gallery/")
    page.wait_for_selector("[data-chart] canvas")
    look(page, "gallery")


def test_a_form_with_mistakes_is_without_fault(page: Page) -> None:
    sign_in(page, make_administrator("system"))
    page.goto("/accounts/new/")
    page.fill("input[name=username]", "A")
    page.click(".form button[type=submit]")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("input[name=username]") == "A"
    look(page, "form")


def test_a_refusal_is_without_fault(page: Page) -> None:
    sign_in(page, make_administrator("audit"))
    page.goto("/accounts/new/")
    look(page, "refusal")


def test_the_theme_is_kept_and_the_menu_folds(page: Page) -> None:
    sign_in(page, make_administrator("system"))
    page.goto("/ui/gallery/")
    page.click("details.menu > summary")
    page.click("[data-theme-set=dark]")
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"
    page.click("[data-nav-toggle]")
    assert page.get_attribute("[data-nav-toggle]", "aria-expanded") == "false"
    page.reload()
    assert not page.is_visible("#nav")


def test_on_a_phone_the_menu_is_a_drawer_that_escape_closes(page: Page) -> None:
    sign_in(page, make_administrator("system"))
    page.set_viewport_size(PHONE)
    page.goto("/ui/gallery/")
    assert not page.is_visible("#nav a")
    page.click("[data-nav-toggle]")
    page.wait_for_selector("#nav a", state="visible")
    page.wait_for_timeout(250)
    shoot(page, "ui-drawer", whole=False)
    page.keyboard.press("Escape")
    page.wait_for_selector("#nav a", state="hidden")


def test_a_question_mark_lists_the_keys(page: Page) -> None:
    sign_in(page, make_administrator("system"))
    page.goto("/ui/gallery/")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    shoot(page, "ui-keys", whole=False)
    assert axe_violations(page) == []


def test_the_language_can_be_changed_before_signing_in(page: Page) -> None:
    page.goto("/login/")
    page.click("button[value=en]")
    assert page.inner_text("h1") == "Sign in"
    page.click("button[value=zh-hans]")
    assert page.inner_text("h1") == "登录"


def test_a_wrong_password_is_said_and_the_fifth_locks(page: Page) -> None:
    user = make_user()
    for _attempt in range(5):
        page.goto("/login/")
        page.fill("input[name=username]", user.username)
        page.fill("input[name=password]", "wrong")
        page.click(".bare-form button[type=submit]")
        page.wait_for_load_state()
    shoot(page, "ui-locked")
    assert "账号已锁定" in page.inner_text("h1")
    assert axe_violations(page) == []


def test_the_accounts_pages_are_without_fault(page: Page) -> None:
    sign_in(page, make_administrator("system"))
    page.goto(make_user().get_absolute_url())
    look(page, "account")
    page.click("form[action$='/password/'] button")
    page.wait_for_selector("#confirm[open]")
    shoot(page, "ui-confirm", whole=False)
    page.click("[data-confirm-yes]")
    page.wait_for_selector(".secret")
    look(page, "one-time-password")


def test_ones_own_menu_and_password_page(page: Page) -> None:
    sign_in(page, make_user())
    page.goto("/accounts/password/")
    page.click("details.menu > summary")
    look(page, "password")


def test_a_record_page_is_without_fault(page: Page, make_parcel: Make, full_parcel: None) -> None:
    user = make_user()
    parcel = make_parcel(user, title="关于测试单位01有关事项的包裹")
    WORKFLOW.perform(parcel, "issue", by=user)
    attach(parcel, SimpleUploadedFile("附件一.pdf", b"x" * 3000), by=user, title="会议记录")
    sign_in(page, user)
    page.goto(parcel.get_absolute_url())
    page.click(".fold > summary")
    look(page, "record")
    page.click("text=台账second")
    page.wait_for_url("**tab=second*")
    assert page.get_attribute(".tabs a:nth-child(2)", "aria-current") == "true"


def test_a_move_is_asked_for_and_made(page: Page, make_parcel: Make) -> None:
    user = make_user()
    parcel = make_parcel(user, status="issued")
    sign_in(page, user)
    page.goto(parcel.get_absolute_url())
    page.click("text=退回")
    look(page, "move")
    page.fill("textarea[name=note]", "缺少附件")
    page.click(".form-end button")
    page.wait_for_selector(".message-success")
    shoot(page, "ui-moved")
    parcel.refresh_from_db()
    assert parcel.status == "draft"


def test_a_file_that_says_it_is_secret_is_stopped_in_the_browser(
    page: Page, make_parcel: Make, full_parcel: None
) -> None:
    user = make_user()
    parcel = make_parcel(user)
    sign_in(page, user)
    page.goto(parcel.get_absolute_url())
    page.click(".fold > summary")
    page.set_input_files("#upload_file", {"name": "机密.pdf", "mimeType": "application/pdf", "buffer": b"x"})
    assert "国家秘密" in page.inner_text("[data-file-told]")
    page.set_input_files("#upload_file", {"name": "记录.pdf", "mimeType": "application/pdf", "buffer": b"x"})
    page.click(".upload button[type=submit]")
    page.wait_for_selector(".message-success")
    assert "记录.pdf" in page.inner_text("#attachments")
