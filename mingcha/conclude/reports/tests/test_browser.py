"""The pages of this stage in Chromium: they fit, axe finds nothing, and the editor saves."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from mingcha.conclude.feedback.actions import draft_opinion
from mingcha.conclude.meetings.models import Decision
from mingcha.conclude.reports import actions
from mingcha.conclude.reports.workflow import WORKFLOW
from mingcha.foundation.accounts.models import User
from mingcha.testing.browser import PHONE, WIDE, axe_violations, fits, set_theme, shoot, sign_in
from mingcha.testing.conclude import make_meeting, make_report, prepare_report, reporting_site
from mingcha.testing.conduct import Site

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
            shoot(page, f"conclude-{name}-{theme}")
            found += [f"{name} {theme}: {one}" for one in axe_violations(page)]
            found += [] if fits(page) else [f"{name} {theme}: scrolls sideways"]
    assert not found, "\n".join(found)


def test_the_report_is_written_remarked_on_and_compared(page: Page) -> None:
    site = reporting_site(2)
    report = make_report(site, "joint_review")
    sentence = report.current.sentences.order_by("order")[1]
    remark = actions.remark(report, text="定性偏重，请再斟酌。", by=site.staff, sentence=sentence)
    look(
        page,
        site.staff,
        {"review": report.get_absolute_url(), "remark": reverse("reports:remark", args=[report.pk])},
    )
    WORKFLOW.perform(report, "return", by=site.staff, note="请核实")
    write = reverse("reports:write", args=[report.pk])
    pages = {"draft": report.get_absolute_url(), "write": write}
    pages["answer"] = reverse("reports:answer", args=[remark.pk])
    look(page, site.member, pages)
    page.set_viewport_size(WIDE)
    page.goto(write)
    page.fill("textarea[name=form-1-text]", "改写后的句子。")
    page.select_option("select[name=form-2-finding]", "")
    page.click(".sentence-end button[type=submit]")
    page.wait_for_url(lambda url: "/write/" not in url)
    assert "改写后的句子。" in page.content()
    assert page.locator(".sentence-unlinked").count() == 1
    look(page, site.member, {"compare": reverse("reports:compare", args=[report.pk, 1, 2])})


def test_meetings_and_feedback(page: Page) -> None:
    site = reporting_site(2)
    approved(site)
    opinion = draft_opinion(site.inspection, by=site.staff)
    draft = make_meeting(site, status="draft")
    pages = {
        "opinion": opinion.get_absolute_url(),
        "opinion-form": reverse("feedback:edit", args=[opinion.pk]),
        "issue-form": reverse("feedback:reword", args=[opinion.issues.all()[0].pk]),
        "meeting": draft.get_absolute_url(),
        "meeting-form": reverse("meetings:edit", args=[draft.pk]),
        "decide-form": reverse("meetings:decide", args=[draft.pk]),
        "name-form": reverse("meetings:name", args=[draft.pk]),
        "decision": Decision.objects.filter(meeting=draft).get().get_absolute_url(),
    }
    look(page, site.staff, pages)


def approved(site: Site) -> None:
    report = make_report(site, "secretary")
    prepare_report(site, "approved")
    WORKFLOW.perform(report, "approve", by=site.person("committee_clerk"))
