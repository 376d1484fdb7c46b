"""Every page in a real browser, light and dark: no fault of accessibility, nothing from outside."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.ledgers.registry import all_ledgers
from mingcha.foundation.ui.moves import move_url
from mingcha.testing.browser import WIDE, set_theme
from tests.registry import workflows
from tests.test_bad_input import BAD_BOOKS, CLOSED, FORMS, form_address, headings
from tests.world import World, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Axe()
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
READERS = ("office_head", "member", "leader", "security", "system", "audit", "case_manager", "representative")
READERS += ("after_representative", "after_leader")


class Looking:
    """Pages opened by people already signed in, and what the browser had to say."""

    def __init__(self, browser: Browser, world: World, url: str) -> None:
        self.browser, self.world, self.url = browser, world, url
        self.faults: list[str] = []
        self.at = ""
        self._pages: dict[str, tuple[BrowserContext, Page]] = {}

    def page(self, who: str) -> Page:
        if who not in self._pages:
            context = self.browser.new_context(viewport=WIDE, locale="zh-CN", base_url=self.url)
            client: Client = self.world.client(who)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.url}])
            page = context.new_page()
            page.on("console", self._heard)
            page.on("pageerror", lambda error: self._fault(str(error)))
            page.on("request", self._asked)
            self._pages[who] = (context, page)
        return self._pages[who][1]

    def _fault(self, text: str) -> None:
        self.faults.append(f"{self.at}: {text}")

    def _heard(self, said: Any) -> None:
        if said.type == "error" and "status of 4" not in said.text:
            self._fault(said.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "blob:", "about:")):
            self._fault(f"asked for {request.url}")

    def look(self, who: str, url: str) -> None:
        """The page in light as a whole, and its colours in dark."""
        page, self.at = self.page(who), f"{who} {url}"
        response = page.goto(url)
        if response is None or response.status >= 400:
            self._fault(f"answered {response and response.status}")
            return
        set_theme(page, "light")
        self._check(page, {"runOnly": EVERYTHING})
        set_theme(page, "dark")
        self._check(page, {"runOnly": ["color-contrast"]}, "dark: ")
        set_theme(page, "light")

    def _check(self, page: Page, options: dict[str, Any], mark: str = "") -> None:
        for one in AXE.run(page, options=options).response["violations"]:
            for node in one["nodes"][:2]:
                self._fault(f"{mark}{one['id']} ({one['impact']}): {node['html'][:160]}")

    def close(self) -> None:
        for context, _page in self._pages.values():
            context.close()


@pytest.fixture
def looking(browser: Browser, live_server: Any) -> Iterator[Looking]:
    one = Looking(browser, build(), live_server.url)
    yield one
    one.close()


def reader_of(world: World, record: Any) -> str:
    rows = type(record).objects
    return next(one for one in READERS if rows.visible_to(world.person(one)).filter(pk=record.pk).exists())


def pages_of_moves(world: World) -> Iterator[tuple[str, str]]:
    """One page that asks, for every workflow that has such a move open to somebody."""
    for workflow in workflows():
        found = (
            (who, move_url(workflow, record, move))
            for record in world.records.values()
            if type(record) is workflow.model
            for move in workflow.moves.values()
            if move.asks and not move.quiet
            for who, user in world.people.items()
            if move.refusal(workflow.model._base_manager.get(pk=record.pk), user) is None
        )
        if first := next(found, None):
            yield first


def test_every_list_is_sound(looking: Looking) -> None:
    for ledger in all_ledgers():
        who = next(one for one in READERS if ledger.who(looking.world.person(one)))
        looking.look(who, ledger_url(ledger.name, view="all"))
    assert looking.faults == []


def test_every_record_is_sound(looking: Looking) -> None:
    seen = set()
    for record in looking.world.records.values():
        if not hasattr(record, "get_absolute_url"):  # a file has no page of its own
            continue
        url = str(record.get_absolute_url())
        if url not in seen:
            seen.add(url)
            looking.look(reader_of(looking.world, record), url)
    assert looking.faults == []


def test_every_form_and_every_question_is_sound(looking: Looking) -> None:
    for name in FORMS:
        if name not in CLOSED:
            looking.look(FORMS[name][0], form_address(looking.world, name))
    for who, url in pages_of_moves(looking.world):
        looking.look(who, url)
    assert looking.faults == []


def test_the_first_pages_are_sound(looking: Looking) -> None:
    for who in ("office_head", "leader", "representative", "case_manager", "security", "nobody"):
        looking.look(who, "/")
    for url in ("/terms/coverage/", "/statistics/", "/statistics/charts/", "/notices/", "/jobs/"):
        looking.look("office_head", url)
    assert looking.faults == []


# Pages that are neither a list, a record, a form of test_bad_input nor a question of a move.
OTHERS: list[tuple[str, str, str]] = [
    ("office_staff", "documents:check", ""),
    ("office_staff", "accounts:password", ""),
    ("office_staff", "accounts:second_factor", ""),
    ("system", "accounts:create", ""),
    ("member", "petitions:create", ""),
    ("member", "petitions:link", "petition"),
    ("member", "findings:paper_opinion", "paper"),
    ("office_head", "rounds:plan_tasks", "round"),
    ("office_head", "inspections:arrange", "inspection"),
    ("security", "bodies:create", ""),
    ("office_staff", "supervision:library", ""),
    ("office_staff", "supervision:own_preview", "own_model"),
    ("member", "clues:rows", "clue"),
    ("leader", "intake:passphrase", ""),
    ("leader", "intake:unlock", "keys"),
    ("leader", "intake:open", "sealed_report"),
    ("member", "clues:relations", "clue"),
    ("office_head", "clues:areas", ""),
    ("system", "exchange:keys", ""),
    ("office_staff", "exchange:channel_create", ""),
    ("office_staff", "exchange:package_bring", ""),
    ("office_staff", "exchange:channel_close", "laptop_channel"),
    ("member", "briefs:task_checks", "task"),
    ("office_staff", "briefs:round_checks", "round"),
    ("office_staff", "plans:write", "handbook"),
    ("office_head", "papers:publish", "template"),
    ("office_staff", "forming:recusal", "round"),
    ("office_staff", "forming:rules", ""),
    ("member", "training:mine", ""),
    ("member", "training:sign", "round"),
    ("office_staff", "talent:twins", ""),
    ("office_staff", "talent:interests", "talent"),
]


def test_the_other_pages_are_sound(looking: Looking) -> None:
    for who, name, about in OTHERS:
        args = [looking.world.records[about].pk] if about else []
        looking.look(who, reverse(name, args=args))
    looking.look("system", looking.world.people["member"].get_absolute_url())
    for name in ("supervision:model", "supervision:run_model"):
        looking.look("office_staff", reverse(name, args=["M01"]))
    for kind in ("talk", "visit", "file_review", "questionnaire"):
        where = [looking.world.records["inspection"].pk, kind]
        looking.look("leader", reverse("inspections:create_activity", args=where))
    assert looking.faults == []


def test_an_import_and_its_wrong_cells_are_sound(looking: Looking) -> None:
    client, url = looking.world.client("office_staff"), reverse("ledgers:import", args=["organisations"])
    looking.look("office_staff", url)
    book = BAD_BOOKS["wrong types"](headings(client, url))
    answer = client.post(url, {"file": SimpleUploadedFile("表.xlsx", book), "existing": "skip"})
    looking.look("office_staff", answer.headers["Location"])
    assert looking.faults == []


def test_the_sign_in_page_is_sound(page: Page, live_server: Any) -> None:
    page.goto("/login/")
    for theme in ("light", "dark"):
        set_theme(page, theme)
        assert AXE.run(page, options={"runOnly": EVERYTHING}).response["violations"] == []
