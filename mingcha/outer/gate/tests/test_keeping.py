"""Keys of what a phone keeps: only for the site's own tokens, and only for their hour."""

import re
import time
from typing import Any

import pytest
from django.test import Client

from mingcha.foundation.refusals import NotNow
from mingcha.outer.gate import keeping

MINUTE = 60


def test_the_key_is_given_again_until_the_hour_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    made = keeping.fresh()
    assert re.fullmatch(r"[0-9a-f]{64}", made["key"])
    for minutes in (0, 59):
        monkeypatch.setattr("time.time", lambda minutes=minutes: now + minutes * MINUTE)
        assert keeping.key_for(made["token"]) == made["key"]
    monkeypatch.setattr("time.time", lambda: now + 62 * MINUTE)
    with pytest.raises(NotNow):
        keeping.key_for(made["token"])


def test_a_token_made_to_last_longer_gives_no_key_or_another_one() -> None:
    made = keeping.fresh()
    ends, _dot, rest = made["token"].partition(".")
    with pytest.raises(NotNow):
        keeping.key_for(f"{int(ends) + 9999}.{rest}")
    assert keeping.key_for(f"{int(ends) - 1}.{rest}") != made["key"]
    for wrong in ("", "x", None, 7, [made["token"]], made["token"] + "0", "9" * 5000):
        with pytest.raises(NotNow):
            keeping.key_for(wrong)


def test_another_start_of_the_site_gives_another_key(settings: Any) -> None:
    made = keeping.fresh()
    settings.DRAFT_KEY = bytes(32)
    assert keeping.key_for(made["token"]) != made["key"]


def test_the_page_asks_for_it_by_post() -> None:
    made = keeping.fresh()
    answer = Client().post("/keep/", {"token": made["token"]}, content_type="application/json")
    assert answer.json() == {"key": made["key"]}
    assert Client().post("/keep/", {"token": "1.x"}, content_type="application/json").status_code == 409
    assert Client().get("/keep/").status_code == 405
