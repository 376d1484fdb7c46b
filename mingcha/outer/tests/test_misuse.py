"""What somebody means ill might try: guessing receipts, forging, injecting, stealing the machine."""

import json
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from mingcha.foundation.sealing import receipts
from mingcha.foundation.sealing.streams import Damaged, NotForUs, PrivateKeys, open_stream
from mingcha.outer.codes.models import Code
from mingcha.outer.conftest import Team
from mingcha.outer.gate import buckets
from mingcha.outer.gate.models import Spent
from mingcha.outer.reports import queries, store
from mingcha.outer.reports.models import Part, Reply, Submission
from mingcha.outer.reports.tests.sealed import Browser, proof, reply_to
from mingcha.outer.surveys.models import Answers, Survey

OURS: list[type[models.Model]] = [Code, Spent, Submission, Part, Reply, Survey, Answers]
SCRIPT = "<script>alert(1)</script>"


# Receipts


def noted(function: Callable[..., Any], calls: list[Any]) -> Callable[..., Any]:
    """The same function, which notes each of its calls."""

    def called(*given: Any, **named: Any) -> Any:
        calls.append(given)
        return function(*given, **named)

    return called


def test_a_wrong_receipt_costs_exactly_the_work_of_a_right_one(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(team)
    browser.report()
    hashed: list[Any] = []
    keyed = queries.keyed
    monkeypatch.setattr(queries, "keyed", noted(keyed, hashed))
    counted = []
    for lookup in (browser.keys.lookup, secrets.token_bytes(32)):
        hashed.clear()
        with CaptureQueriesContext(
            connection,
        ) as statements:
            queries.found_by(lookup)
        shapes = [re.sub(r"'[0-9a-f]{64}'", "'?'", one["sql"]) for one in statements]
        counted.append((len(hashed), shapes))
    assert counted[0] == counted[1]


def test_the_key_derivation_runs_for_wrong_receipts_too(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    words = " ".join(receipts.words(Browser(team).receipt))
    derived: list[Any] = []
    derive = receipts.derive
    monkeypatch.setattr(receipts, "derive", noted(derive, derived))
    assert Client().post("/return/", {"words": words}).status_code == 422
    assert len(derived) == 1


def test_receipts_cannot_be_tried_out_in_numbers(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    stands = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: stands)
    words = [" ".join(receipts.words(receipts.new())) for _one in range(int(buckets.RETURNS.burst) + 1)]
    statuses = [Client().post("/return/", {"words": one}).status_code for one in words]
    assert statuses == [422] * int(buckets.RETURNS.burst) + [429]


def test_each_look_up_by_a_script_needs_work_of_its_own(team: Team) -> None:
    done = proof("open")
    said = {"proof": done, "lookup": "ab" * 32}
    answers = [Client().post("/return/open/", said, content_type="application/json") for _time in range(2)]
    assert [one.status_code for one in answers] == [422, 409]


def test_only_a_keyed_hash_of_the_receipt_is_kept(team: Team) -> None:
    browser = Browser(team)
    browser.report()
    kept = everything_kept()
    for secret in (browser.receipt, browser.keys.lookup, browser.keys.box.private, browser.keys.sign.private):
        assert secret.hex() not in kept
    assert not [word for word in receipts.words(browser.receipt) if word in kept]


def everything_kept() -> str:
    return json.dumps(
        [list(model._base_manager.values()) for model in OURS], default=as_text, ensure_ascii=False
    )


def as_text(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


# A stolen machine


def test_the_stolen_outer_site_opens_nothing(team: Team) -> None:
    """With all that is on the disk and in the settings, no sealed stream opens."""
    browser = Browser(team)
    reply_to(browser.report("偷不走的话。"), "答复")
    streams = [path.read_bytes() for path in store.folder().iterdir()]
    streams += [bytes(one.sealed) for one in Reply.objects.all()]
    secrets_here = [
        value for name in dir(settings) if isinstance(value := getattr(settings, name, None), bytes)
    ]
    secrets_here += [bytes.fromhex(settings.FIELD_KEY), settings.SECRET_KEY.encode()[:32]]
    keys = PrivateKeys([one for one in secrets_here if len(one) == 32])
    assert len(streams) == 2
    assert len(keys.keys) >= 3
    for stream in streams:
        with pytest.raises((NotForUs, Damaged)):
            open_stream(_reader(stream), _nowhere(), key=keys)
        assert "偷不走".encode() not in stream


def _reader(stream: bytes) -> Any:
    from io import BytesIO

    return BytesIO(stream)


def _nowhere() -> Any:
    return _reader(b"")


def test_tables_and_files_hold_no_time_finer_than_a_day(team: Team) -> None:
    Browser(team).report()
    timed = [
        f"{model.__name__}.{field.name}"
        for model in OURS
        for field in model._meta.fields
        if isinstance(field, models.DateTimeField | models.TimeField)
    ]
    assert timed == []
    versions = {one.pk.version for one in Submission.objects.all()} | {
        one.pk.version for one in Part.objects.all()
    }
    assert versions == {4}
    for path in store.folder().iterdir():
        assert path.stat().st_mtime % 3600 == path.stat().st_atime % 3600 == 0


def test_no_table_has_room_for_who_came(db: None) -> None:
    words = re.compile(r"(^|_)(ip|address|agent|referr?er|host|browser|device|cookie|session)", re.I)
    fields = [f"{model.__name__}.{one.name}" for model in OURS for one in model._meta.fields]
    assert [name for name in fields if words.search(name.split(".")[1])] == []


# What a browser is told


PAGES = [
    "/",
    "/codes/",
    "/protection/",
    "/verify/",
    "/return/",
    "/c/ABCD2345/",
    "/en/c/ABCD2345/",
    "/nothing/",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_the_strict_headers_and_no_cookie(team: Team, address: str) -> None:
    response = Client().get(address, HTTP_COOKIE="sessionid=x", HTTP_ACCEPT_LANGUAGE="en")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]
    assert not response.cookies
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("address", PAGES)
def test_pages_name_no_other_machine(team: Team, address: str) -> None:
    page = Client().get(address).content.decode()
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//[^\"]*", page) == []


def test_every_script_is_pinned_and_published(team: Team) -> None:
    published = Client().get("/protection/").content.decode()
    for address in ("/c/ABCD2345/", "/return/"):
        tags = re.findall(r"<script src=\"([^\"]+)\"([^>]*)>", Client().get(address).content.decode())
        assert len(tags) > 5
        for source, rest in tags:
            found = re.search(r"integrity=\"(sha384-[^\"]+)\"", rest)
            assert found, source
            assert found[1] in published


@pytest.mark.parametrize("name", ["openid", "unionid", "OpenID", "from_openid"])
def test_who_somebody_is_in_wechat_is_refused(team: Team, name: str) -> None:
    response = Client().get(f"/c/ABCD2345/?{name}=o123456")
    assert response.status_code == 400
    assert b"o123456" not in response.content


def test_leaving_clears_what_the_browser_kept(db: None) -> None:
    response = Client().get("/leave/")
    assert response.status_code == 303
    assert "cache" in response.headers["Clear-Site-Data"]


# What is typed


def test_a_script_in_any_field_stays_text(team: Team) -> None:
    fields = ["about", "text", "named", "name", "phone", "address", "other"]
    page = Client().post("/c/ABCD2345/", dict.fromkeys(fields, SCRIPT)).content.decode()
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page
    for address, field in (("/return/", "words"), ("/verify/", "text")):
        assert SCRIPT not in Client().post(address, {field: SCRIPT}).content.decode()
    assert SCRIPT not in Client().get(f"/c/{SCRIPT}/").content.decode()
    assert SCRIPT not in Client().get("/", {"code": SCRIPT}, follow=True).content.decode()


def test_a_published_script_stays_text(team: Team) -> None:
    Code.objects.update(
        organisation=SCRIPT, team=SCRIPT, scope_in=[SCRIPT], phone=SCRIPT, texts={"a": SCRIPT}
    )
    for address in ("/", "/codes/", "/c/ABCD2345/"):
        assert SCRIPT not in Client().get(address).content.decode()


def test_lines_in_what_is_typed_do_not_become_headers(team: Team) -> None:
    for value in ("x\r\nSet-Cookie: a=b", "x\nLocation: elsewhere"):
        for response in (
            Client().get("/", {"code": value}),
            Client().get("/c/ABCD2345/", HTTP_X_FORWARDED_HOST=value, HTTP_ACCEPT_LANGUAGE=value),
        ):
            assert "Set-Cookie" not in response.headers
            assert "\n" not in response.headers.get("Location", "")


def test_every_address_answers_only_the_methods_it_is_for(team: Team) -> None:
    for address in PAGES[:-1]:
        for method in ("put", "delete", "patch"):
            assert getattr(Client(), method)(address).status_code == 405, address


def test_no_page_of_the_inner_site_is_here(db: None) -> None:
    names = {str(pattern.pattern) for pattern in get_resolver().url_patterns}
    assert not any(word in name for name in names for word in ("login", "accounts", "ledgers", "exchange"))
    for address in ("/login/", "/accounts/", "/exchange/", "/admin/", "/jobs/"):
        assert Client().get(address).status_code == 404


def test_what_breaks_is_logged_without_what_was_sent(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    import logging

    from mingcha.outer.pages.quiet import Quiet

    try:
        raise ValueError("the secret 举报内容 of 203.0.113.9")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "at %s", ("/c/ABCD2345/",), info)
    line = Quiet().format(record)
    assert "ValueError" in line
    assert Path(__file__).name in line
    for secret in ("secret", "举报内容", "203.0.113.9", "ABCD2345"):
        assert secret not in line
