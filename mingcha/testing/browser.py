"""A real browser for the tests: sign in, look for faults of accessibility, take a picture.

The root conftest offers the fixtures `browser` and `page` everywhere. Mark a module that uses them with
`pytestmark = pytest.mark.browser`.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from mingcha.foundation.accounts.models import User
from mingcha.testing.foundation import PASSWORD

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SHOTS = Path(os.environ.get("SHOTS", "/tmp/shots"))
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run. The system's own if there is one."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A fresh page on the live server; what the browser complains about fails the test."""
    context = browser.new_context(viewport=WIDE, locale="zh-CN", base_url=live_server.url)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if _is_fault(said) else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not complaints, complaints


def _is_fault(said: Any) -> bool:
    """An error of ours; a status the test asked for (403, 422) is none."""
    return said.type == "error" and "status of 4" not in said.text


def sign_in(page: Page, user: User, password: str = PASSWORD) -> None:
    """Sign in by the form, as a person does."""
    page.goto("/login/")
    page.fill("input[name=username]", user.username)
    page.fill("input[name=password]", password)
    page.click(".bare-form button[type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)


def set_theme(page: Page, theme: str) -> None:
    """light, dark or auto, as the user's menu does."""
    page.evaluate("theme => { mingcha.keep('theme', theme); mingcha.applyTheme() }", theme)


def axe_violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule, impact and the first element of each."""
    found = Axe().run(page, options=_RULES).response["violations"]
    return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:160]}" for one in found]


def fits(page: Page) -> bool:
    """Nothing makes the page itself scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def shoot(page: Page, name: str, *, whole: bool = True) -> None:
    """A picture of the page as it stands: {SHOTS}/{name}.png."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    if whole:
        page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=SHOTS / f"{name}.png", full_page=whole)
