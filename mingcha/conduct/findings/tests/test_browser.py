"""The pages in a browser: wide and narrow, without faults of accessibility."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from mingcha.foundation.accounts.models import User
from mingcha.testing.browser import PHONE, WIDE, axe_violations, fits, shoot, sign_in
from mingcha.testing.conduct import Site, make_activity, make_petition, make_site
from mingcha.testing.findings import make_evidence, make_finding, make_immediate, make_paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FACTS = "2023年1月至2025年6月,测试单位以“误餐补助”名义向职工发放津补贴12笔,共计12.6万元,未按规定报批。\n" * 3


def look(page: Page, user: User, pages: dict[str, str]) -> None:
    """Every page at both widths: fits, no faults; a picture of each."""
    page.context.clear_cookies()
    sign_in(page, user)
    found = []
    for name, url in pages.items():
        for size, view in (("wide", WIDE), ("phone", PHONE)):
            page.set_viewport_size(view)
            page.goto(url)
            shoot(page, f"findings-{name}-{size}")
            found += [f"{name} {size}: {one}" for one in axe_violations(page)]
            found += [] if fits(page) else [f"{name} {size}: scrolls sideways"]
    assert not found, "\n".join(found)


def full_paper(site: Site, status: str) -> dict[str, str]:
    talk = make_activity(site.inspection, by=site.member, status="confirmed")
    petition = make_petition(site.inspection, by=site.member)
    sources = {"activities": [talk], "petitions": [petition]}
    paper = make_paper(site, status, title="违规发放津补贴", facts=FACTS, amount="12.6", **sources)
    if status == "draft":
        make_evidence(paper, by=site.member, title="2023年会计凭证第12册")
    return {
        f"paper-{status}": paper.get_absolute_url(),
        f"paper-form-{status}": reverse("findings:paper_edit", args=[paper.pk]),
    }


def test_the_pages_of_the_team(page: Page) -> None:
    site = make_site()
    draft = full_paper(site, "draft")
    signed = full_paper(site, "signed")
    signed.pop("paper-form-signed")
    finding = make_finding(site, "draft", title="违规发放津补贴", text=FACTS, core=True)
    immediate = make_immediate(site, finding=finding)
    pages = {
        **draft,
        **signed,
        "evidence-form": reverse("findings:evidence_create", args=[draft["paper-draft"].split("/")[-2]]),
        "finding": finding.get_absolute_url(),
        "finding-form": reverse("findings:edit", args=[finding.pk]),
        "immediate": immediate.get_absolute_url(),
        "papers": "/ledgers/papers/",
        "findings": "/ledgers/findings/",
    }
    look(page, site.member, pages)
