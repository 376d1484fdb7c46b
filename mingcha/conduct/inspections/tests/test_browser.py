"""The pages in a real browser, wide and on a phone: nothing overflows, nothing is inaccessible."""

from typing import Any

import pytest

from mingcha.conduct.petitions.models import Petition
from mingcha.testing.browser import PHONE, WIDE, axe_violations, fits, shoot, sign_in
from mingcha.testing.conduct import make_activity, make_petition, make_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_pages_of_the_stay_fit_and_are_accessible(page: Any) -> None:
    site = make_site("on_site")
    both = [site.leader, site.member]
    for kind in ("hearing", "talk", "visit", "questionnaire"):
        make_activity(site.inspection, kind, by=site.leader, inspectors=both, status="confirmed")
    words: dict[str, Any] = {
        "reflected": "测试甲",
        "content": "反映测试甲在项目招标中收受礼金并为亲属谋取利益",
    }
    make_petition(site.inspection, by=site.leader, **words)
    again: Petition = make_petition(
        site.inspection, by=site.leader, named=True, complainant="测试举报人", **words
    )
    draft = make_activity(site.inspection, "talk", by=site.leader, inspectors=both)
    sign_in(page, site.leader)
    places = {
        "inspection": site.inspection.get_absolute_url(),
        "activity": draft.get_absolute_url(),
        "activity_form": f"/inspections/activities/{draft.pk}/edit/",
        "choose_activity": "/inspections/activities/new/",
        "activities": "/ledgers/activities/",
        "petition": again.get_absolute_url(),
        "petition_form": f"/petitions/{again.pk}/edit/",
        "petitions": "/ledgers/petitions/",
        "merge": f"/petitions/petition/{again.pk}/do/merge/",
    }
    faults = {}
    for name, address in places.items():
        for width, size in (("1440", WIDE), ("390", PHONE)):
            page.set_viewport_size(size)
            page.goto(address)
            shoot(page, f"conduct_{name}_{width}")
            found = axe_violations(page) + ([] if fits(page) else ["overflows"])
            if found:
                faults[f"{name} {width}"] = found
    assert not faults
