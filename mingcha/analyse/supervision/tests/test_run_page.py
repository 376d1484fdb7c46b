"""The page of a run: whom its model could not judge, and who may stop it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.analyse.supervision.actions import start_run
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.supervision.models import Run
from mingcha.analyse.supervision.tasks import carry_out
from mingcha.testing.clues import make_data
from mingcha.testing.conduct import make_site
from mingcha.testing.relations import make_tables

pytestmark = pytest.mark.django_db
DAY = "2025-03-06"


def test_units_that_benfords_law_cannot_judge_are_named_on_the_run() -> None:
    site = make_site("on_site")
    paid = [
        {
            "payment_id": f"p{one}",
            "unit": "测试小单位",
            "payee": "甲",
            "amount": 100 + one,
            "day": "2025-03-06",
        }
        for one in range(20)
    ]
    versions = make_tables(site, {"payments": paid})
    given: dict[str, Any] = {"parameters": {}, "why": "选点", "task": site.inspection.task}
    run = start_run(MODELS["S01"], versions=versions, by=site.staff, **given)
    assert carry_out(run) == []
    run.refresh_from_db()
    assert run.unjudged == {"测试小单位": "few"}
    client = Client()
    client.force_login(site.member)
    page = client.get(run.get_absolute_url()).content.decode()
    assert "测试小单位" in page
    assert "笔数过少" in page


def test_whoever_started_a_run_stops_it_on_its_page_and_others_only_look() -> None:
    site = make_site("on_site")
    given: dict[str, Any] = {"parameters": {}, "why": "核查", "task": site.inspection.task}
    run = start_run(MODELS["M01"], versions=make_data(site), by=site.staff, **given)
    assert run.job
    stop = reverse("jobs:stop", args=[run.job.pk])
    for who, sees in ((site.staff, True), (site.head, False)):
        client = Client()
        client.force_login(who)
        assert (stop in client.get(run.get_absolute_url()).content.decode()) == sees


def test_a_run_is_named_by_the_day_it_was_here() -> None:
    """An hour after midnight in Beijing it is still the day before in UTC."""
    run = Run(model_code="M01", created_at=datetime(2026, 3, 1, 17, 0, tzinfo=UTC))
    assert str(run).endswith(" · 2026-03-02")


def test_a_comparison_says_what_the_two_runs_were_not_given_alike() -> None:
    site = make_site("on_site")
    given: dict[str, Any] = {"why": "核查", "task": site.inspection.task, "by": site.staff}
    data = make_data(site)
    for months in (0, 2):
        run = start_run(MODELS["M01"], versions=data, parameters={"grace": months}, **given)
        carry_out(run)
    client = Client()
    client.force_login(site.staff)
    page = client.get(run.get_absolute_url())
    assert [row[1:] for row in page.context["differs"]] == [("0 月", "2 月")]
    assert "不同之处" in page.content.decode()
