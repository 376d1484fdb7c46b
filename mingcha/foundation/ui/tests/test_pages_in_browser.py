"""The interface in a real browser: no fault of accessibility, in both themes, wide and on a phone."""

import pytest
from playwright.sync_api import Page

from mingcha.testing.browser import (
    PHONE,
    WIDE,
    axe_violations,
    browser,
    fits,
    page,
    set_theme,
    shoot,
    sign_in,
)
from mingcha.testing.foundation import make_administrator

__all__ = ["browser", "page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {"wide": WIDE, "phone": PHONE}


def look(page: Page, name: str) -> None:
    """Every theme and size: no violation, no sideways scrolling, and a picture."""
    for theme in ("light", "dark"):
        set_theme(page, theme)
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            page.wait_for_timeout(350)
            shoot(page, f"ui-{name}-{theme}-{size}")
            assert axe_violations(page) == [], (name, theme, size)
            assert fits(page), (name, theme, size)


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
