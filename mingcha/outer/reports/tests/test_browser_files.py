"""Files in a real browser: looked into by the same rules as on the site, bombs left alone."""

import base64
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from mingcha.outer.conftest import Team
from mingcha.outer.reports.cleaning import look
from mingcha.outer.reports.tests import pictures
from mingcha.outer.reports.tests.test_cleaning import bomb, lying, ring
from mingcha.testing.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_LOOK = """async (base64) => {
    const bytes = Uint8Array.from(atob(base64), one => one.charCodeAt(0));
    const began = performance.now();
    const looked = await mingcha.hidden(new File([bytes], "chosen"));
    const copy = looked.cleaned ? new Uint8Array(await looked.cleaned.arrayBuffer()) : null;
    let text = "";
    for (const byte of copy || []) text += String.fromCharCode(byte);
    return {...looked, cleaned: copy && btoa(text), milliseconds: performance.now() - began};
}"""


@pytest.fixture
def page(browser: Browser, live_server: Any, team: Team) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", base_url=live_server.url)
    opened = context.new_page()
    opened.goto(team.code.get_absolute_url())
    yield opened
    context.close()


def seen(page: Page, content: bytes) -> dict[str, Any]:
    looked: dict[str, Any] = page.evaluate(_LOOK, base64.b64encode(content).decode())
    return looked


def test_the_browser_and_the_site_look_by_the_same_rules(page: Page) -> None:
    for name, content in pictures.SAMPLES.items():
        there, here = seen(page, content), look(content, name, 1)
        told = {one: there[one] for one in ("known", "found", "stays")}
        assert told == {"known": here.known, "found": here.found, "stays": here.stays}, name
        copy = base64.b64decode(there["cleaned"]) if there["cleaned"] else None
        assert entries(copy) == entries(here.cleaned), name


def entries(content: bytes | None) -> object:
    """The bytes; of an archive what is in it, however it is packed."""
    if content is None or not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    "content", [bomb(), bomb(entries=40, size=8 << 20), lying(bomb())], ids=["one", "many", "lying"]
)
def test_a_zip_bomb_does_not_hold_up_the_phone(page: Page, content: bytes) -> None:
    told = seen(page, content)
    assert (told["known"], told["cleaned"]) == (False, None)
    assert told["milliseconds"] < 15_000


def test_a_ring_of_directories_is_left_at_once(page: Page) -> None:
    told = seen(page, ring())
    assert told["found"] == ["other"]
    assert told["milliseconds"] < 2000
