"""The schedule as a browser shows it: no faults of accessibility, nothing cut off, dragging works."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from mingcha.prepare.schedule.actions.conditions import add_condition, move_visit
from mingcha.prepare.schedule.actions.proposals import create_proposal
from mingcha.prepare.schedule.models import PlannedVisit, Proposal
from mingcha.registry.bodies.models import Body, Role
from mingcha.testing.browser import PHONE, axe_violations, fits, shoot, sign_in
from mingcha.testing.prepare import officer
from mingcha.testing.registry import make_office, make_organisation
from mingcha.testing.schedule import make_proposal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def busy(office: Body) -> Proposal:
    """Twenty organisations of four sectors in four rounds, one pinned, one moved where it may not be."""
    for sector in ("departments", "state_owned", "universities", "townships"):
        for _each in range(4):
            make_organisation(office, sector=sector)
    made = make_proposal(office=office, organisations=4, rounds=4, solved=True)
    staff, (first, second) = officer(office, Role.OFFICE_STAFF), made.visits.all()[:2]
    rounds = list(made.rounds.all())
    move_visit(first, rounds[1], by=staff, pin=True, reason="与审计同步")
    add_condition(made, by=staff, kind="forbidden", visit=second, planned_round=rounds[2], reason="换届年")
    move_visit(second, rounds[2], by=staff)
    return create_proposal(made.term, by=staff, name="调整方案", made_from=Proposal.objects.get(pk=made.pk))


def _addresses(made: Proposal) -> dict[str, str]:
    visit = made.visits.all()[3]
    to = made.rounds.all()[2]
    return {
        "proposal": made.get_absolute_url(),
        "visit": visit.get_absolute_url(),
        "move": reverse("schedule:move", args=[visit.pk]) + f"?to={to.pk}",
        "condition": reverse("schedule:add_condition", args=[made.pk]),
        "board": reverse("schedule:board", args=[made.term_id]) + "?sector=departments",
        "compare": reverse("schedule:compare", args=[made.pk]),
        "priorities": reverse("schedule:priorities", args=[made.term_id]),
    }


def test_pages_of_the_schedule_are_whole(page: Page) -> None:
    made = busy(make_office())
    sign_in(page, officer(made.office, Role.OFFICE_STAFF))
    wide = page.viewport_size
    for name, url in _addresses(made).items():
        for size, mark in ((wide, ""), (PHONE, "-phone")):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(url)
            page.wait_for_load_state("networkidle")
            shoot(page, f"schedule-{name}{mark}")
            assert axe_violations(page) == [], name
            assert fits(page), f"{name}{mark}"


def test_an_organisation_is_dragged_to_another_round(page: Page) -> None:
    made = make_proposal(organisations=2, solved=True)
    sign_in(page, officer(made.office, Role.OFFICE_STAFF))
    visit: Any = made.visits.select_related("planned_round")[0]
    to = made.rounds.exclude(pk=visit.planned_round_id)[0]
    page.goto(made.get_absolute_url())
    chip = page.locator(f'a.piece[href="{visit.get_absolute_url()}"]')
    chip.drag_to(page.locator(f'td[data-to="{to.pk}"]'))
    page.wait_for_url(lambda url: "/move/" in url)
    page.click(".form-end button[type=submit]")
    page.wait_for_url(lambda url: "/move/" not in url)
    assert PlannedVisit.objects.get(pk=visit.pk).planned_round == to
