"""The pages in Chromium: they fit, axe finds nothing, and doubts are decided by the keyboard."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from mingcha.analyse.datasets.models import Version
from mingcha.analyse.matching.models import Match, Pair
from mingcha.analyse.matching.tasks import carry_out
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.prepare.rounds.models import Round
from mingcha.testing.browser import PHONE, WIDE, axe_violations, fits, set_theme, shoot, sign_in
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.datasets import as_csv, identity, make_dataset, make_version
from mingcha.testing.matching import start

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADINGS = ("身份证号", "姓名", "户编号", "联系电话", "住址", "村（社区）")
GIVEN = "明华国建文军平志海林春秀兰梅芳娟敏静强峰"


def phone(number: int) -> str:
    return f"1390000{number:04}"


def person(number: int, **other: str) -> list[Any]:
    known = {
        "name": f"测{GIVEN[number % 20]}{GIVEN[number // 20 % 20]}",
        "phone": phone(number),
        "address": f"测试县东升村{number % 9 + 1}组{number}号",
    } | other
    return [identity(number, f"19{50 + number % 40}0101"), known["name"], f"H{number // 3}", known["phone"],
            known["address"], "东升村"]  # fmt: skip


def lists(in_round: Round, site: Site) -> tuple[Version, Version]:
    """Residents; and a register of the same office in which some are written otherwise or shorter."""
    other = []
    for number in range(1, 40, 3):
        row = person(number, address=f"测试县东升村{number % 9 + 1}组{number}号")
        row[0] = identity(number + 400, f"19{50 + number % 40}0202") if number % 2 else row[0]
        row[3] = row[3] if number % 4 else ""
        row[1] = row[1][:2] + "铭" if number % 5 == 0 else row[1]
        other.append(row)
    made = []
    for title, rows in (
        ("户籍人口（2025年）", [person(number) for number in range(1, 60)]),
        ("低保对象住户", other),
    ):
        dataset = make_dataset(by=site.staff, contract="residents", in_round=in_round, title=title)
        made.append(make_version(dataset, as_csv(rows, HEADINGS), by=site.staff, name=f"{title}.csv"))
    return made[0], made[1]


@pytest.fixture
def site(settings: Any, tmp_path: Path) -> Site:
    settings.STATE_DIR = tmp_path
    return make_site()


def done(site: Site) -> Match:
    match = start(
        lists(site.made.round, site), by=site.member, task=site.inspection.task, why="核对低保对象与户籍"
    )
    match.lower = 0.05
    match.save(update_fields=["lower"])
    carry_out(match)
    return match


def test_matchings_at_both_widths(page: Page, site: Site) -> None:
    match = done(site)
    doubt = match.pairs.doubtful().order_by("-probability")[0]
    asked = f"?kind=person&left={match.left_id}&right={match.right_id}"
    pages = {
        "list": ledger_url("matches"),
        "create": reverse("matching:create") + asked,
        "columns": reverse("matching:columns") + asked,
        "detail": match.get_absolute_url(),
        "pair": doubt.get_absolute_url(),
        "pairs": ledger_url("pairs", within=match),
    }
    sign_in(page, site.member)
    found = []
    for name, url in pages.items():
        for theme, view in (("light", WIDE), ("dark", PHONE)):
            page.set_viewport_size(view)
            page.goto(url)
            set_theme(page, theme)
            shoot(page, f"matching-{name}-{theme}")
            found += [f"{name} {theme}: {one}" for one in axe_violations(page)]
            found += [] if fits(page) else [f"{name} {theme}: scrolls sideways"]
    assert not found, "\n".join(found)


def test_doubts_are_decided_by_the_keyboard(page: Page, site: Site) -> None:
    match = done(site)
    first, second = match.pairs.doubtful().order_by("-probability", "pk")[:2]
    sign_in(page, site.leader)
    page.goto(first.get_absolute_url())
    page.keyboard.press("s")
    page.wait_for_url(f"**{second.get_absolute_url()}")
    page.keyboard.press("d")
    page.wait_for_url(lambda url: second.get_absolute_url() not in url)
    assert Pair.objects.get(pk=first.pk).status == Pair.Status.SAME
    assert Pair.objects.get(pk=second.pk).status == Pair.Status.DIFFERENT
