"""A run says whom its model could not judge: no hit, and not thereby in order."""

from typing import Any

import pytest
from django.test import Client

from mingcha.analyse.supervision.actions import start_run
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.supervision.tasks import carry_out
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
