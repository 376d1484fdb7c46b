"""The pages of this stage in Chromium, as the organisation and those who check see them."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from mingcha.foundation.accounts.models import User
from mingcha.testing.browser import PHONE, WIDE, axe_violations, fits, set_theme, shoot, sign_in
from mingcha.testing.conclude import reporting_site
from mingcha.testing.findings import representative
from mingcha.testing.resolve import case_manager, make_lead, make_plan, make_transfer, work_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page: Page, user: User, pages: dict[str, str]) -> None:
    """Every page at both widths, light and dark: fits, no faults; a picture of each."""
    page.context.clear_cookies()
    sign_in(page, user)
    found = []
    for name, url in pages.items():
        for theme, view in (("light", WIDE), ("dark", PHONE)):
            page.set_viewport_size(view)
            page.goto(url)
            set_theme(page, theme)
            shoot(page, f"resolve-{name}-{theme}")
            found += [f"{name} {theme}: {one}" for one in axe_violations(page)]
            found += [] if fits(page) else [f"{name} {theme}: scrolls sideways"]
    assert not found, "\n".join(found)


def test_the_organisation_and_the_office_at_work(page: Page) -> None:
    site = reporting_site(2)
    plan = make_plan(site, "submitted")
    opinion = reverse("rectification:opinion", args=[plan.pk])
    look(page, site.staff, {"plan": plan.get_absolute_url(), "opinion-form": opinion})
    site = reporting_site()
    plan = make_plan(site, "accepted")
    item = work_on(site, plan.items.all()[0], "in_progress")
    pages = {
        "org-plan": plan.get_absolute_url(),
        "org-item": item.get_absolute_url(),
        "org-progress": reverse("rectification:progress", args=[item.pk]),
        "org-report": reverse("rectification:report", args=[plan.pk]),
    }
    look(page, representative(site), pages)


def test_leads_and_their_letters(page: Page) -> None:
    site = reporting_site()
    waiting, sent = make_lead(site, "approved"), make_lead(site, "disposing")
    letter = make_transfer(site, [make_lead(site, "approved")])
    pages = {
        "lead": waiting.get_absolute_url(),
        "letter": letter.get_absolute_url(),
        "letter-form": reverse("leads:make_transfer"),
    }
    look(page, site.staff, pages)
    look(page, site.member, {"lead-form": reverse("leads:create")})
    result = reverse("leads:report", args=[sent.pk])
    look(page, case_manager(site), {"received": sent.get_absolute_url(), "result-form": result})
