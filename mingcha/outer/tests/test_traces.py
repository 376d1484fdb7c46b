"""A whole report through the running site leaves no trace of who sent it: not in logs, tables or files."""

import contextlib
import hashlib
import http.client
import io
import json
import re
import select
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from mingcha.foundation.sealing.streams import Damaged, NotForUs, PrivateKeys, open_stream
from mingcha.outer.reports.tests import pictures
from mingcha.outer.tests.running import CODE, Running, running_site
from mingcha.testing.browser import PHONE

pytestmark = pytest.mark.browser

AGENT, ADDRESS, SOURCE, REFERRER = (
    "TraceBrowser/7.7",
    "203.0.113.77",
    "127.77.66.55",
    "trace-referrer.example",
)
WORDS = "无人应当在盘上找到的一句话"
MOST_TRANSFERRED = 150 * 1024
NOBODY = "00000000-0000-4000-8000-000000000000"
ENDLESS = 256 << 20  # bytes after which we believe that it would go on for ever
_KEYS = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_TABLES = "select tablename from pg_tables where schemaname = 'public' and tablename like 'outer\\_%%'"
_DUMP = f"""
from django.db import connection
cursor = connection.cursor()
cursor.execute("{_TABLES}".replace("%%", "%"))
for (name,) in cursor.fetchall():
    cursor.execute(f'select row_to_json(t)::text from "{{name}}" t')
    for (row,) in cursor.fetchall():
        print(name, row)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_site(tmp_path_factory.mktemp("outer") / "state") as running:
        yield running


@pytest.fixture
def phone(browser: Browser, site: Running) -> Iterator[Page]:
    headers = {"X-Forwarded-For": ADDRESS, "Referer": f"https://{REFERRER}/"}
    context = browser.new_context(
        viewport=PHONE, locale="zh-CN", base_url=site.url, user_agent=AGENT, extra_http_headers=headers
    )
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def test_the_page_is_light_enough_for_a_slow_line(phone: Page, site: Running) -> None:
    """Everything up to the finished receipt, as it crosses the line."""
    client = phone.context.new_cdp_session(phone)
    client.send("Network.enable")
    sizes: list[float] = []
    client.on("Network.loadingFinished", lambda said: sizes.append(said["encodedDataLength"]))
    report(phone)
    assert 50_000 < sum(sizes) < MOST_TRANSFERRED, sum(sizes)


def report(page: Page, *, picture: bool = False) -> None:
    page.goto(f"/c/{CODE}/")
    expect(page.locator("[data-sealing=browser]")).to_be_visible()
    page.check("input[name=about][value=money]")
    page.fill("textarea[name=text]", WORDS)
    if picture:
        chosen: Any = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg_with_place()}
        page.set_input_files("input[name=attachments]", chosen)
        expect(page.locator("#files")).to_contain_text("拍摄地点")
    page.click("#report button[type=submit]")
    expect(page.locator("#receipt")).to_be_visible(timeout=30_000)


def come_back(page: Page) -> None:
    words = page.locator("#words li").all_inner_texts()
    page.evaluate("self.onbeforeunload = null")
    page.goto("/return/")
    expect(page.locator("[data-sealing=browser]")).to_be_attached()
    page.fill("textarea[name=words]", " ".join(words))
    page.click("#return button[type=submit]")
    expect(page.locator("#opened")).to_be_visible(timeout=30_000)


def plainly(site: Running, method: str, path: str, fields: dict[str, str]) -> bytes:
    """A request without JavaScript, from an address of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, source_address=(SOURCE, 0), timeout=30)
    headers = {
        "User-Agent": AGENT,
        "Referer": f"https://{REFERRER}/",
        "X-Forwarded-For": ADDRESS,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request(method, path, urlencode(fields), headers)
    return connection.getresponse().read()


def test_a_whole_report_leaves_no_trace(phone: Page, site: Running) -> None:
    report(phone, picture=True)
    come_back(phone)
    sent = {"about": "money", "text": WORDS, "named": "yes", "name": WORDS, "phone": WORDS}
    assert "您的回执" in plainly(site, "POST", f"/c/{CODE}/", sent).decode()
    plainly(site, "POST", "/return/", {"words": "红松" * 9})
    plainly(site, "GET", f"/c/{WORDS[:1].encode().hex()}/?openid={AGENT}", {})
    plainly(site, "POST", f"/send/{'0' * 8}-{'0' * 4}-4000-8000-{'0' * 12}/finish/", {"x": WORDS})

    rows = site.mingcha("shell", "--no-imports", "-c", _DUMP)
    assert rows.count("outer_reports_submission") >= 2
    assert re.findall(r"\d\d:\d\d", re.sub(r"[0-9a-f:\\x]{40,}", "", rows)) == []
    log = site.log.read_text()
    assert re.findall(r"\d\d:\d\d", log) == [], log
    server = next((site.state / "pgdata").rglob("server.log")).read_text()
    assert re.findall(r"\d\d:\d\d", server) == [], server
    traces = [text.encode() for text in (AGENT, ADDRESS, SOURCE, REFERRER, WORDS)]
    traces += [WORDS.encode("utf-16-le"), json.dumps(WORDS)[1:-1].encode(), pictures.MAKER.encode()]
    found = [(str(path), trace) for path in files_of(site) for trace in traces if trace in path.read_bytes()]
    assert found == []
    assert len(list((site.state / "sealed").iterdir())) >= 4


def files_of(site: Running) -> list[Path]:
    """Its folder, its database's folder wherever that is, and its log."""
    folders = [site.state, (site.state / "pgdata").resolve()]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 500
    return [*files, site.log]


def test_nothing_on_the_whole_disk_opens_what_was_sealed(site: Running) -> None:
    """All 32 bytes that stand anywhere as hexadecimal, and the secrets in every shape, are tried as keys."""
    secrets = json.loads((site.state / "secrets.json").read_text())
    written = {
        bytes.fromhex(one.decode()) for path in files_of(site) for one in _KEYS.findall(path.read_bytes())
    }
    made = {hashlib.sha256(value.encode()).digest() for value in secrets.values()}
    made |= {raw[:32] for value in secrets.values() if len(raw := value.encode()) >= 32}
    streams = [path.read_bytes() for path in (site.state / "sealed").iterdir()]
    assert len(written) >= 3
    assert len(streams) >= 2
    keys = PrivateKeys([*written, *made])
    for stream in streams:
        with pytest.raises((NotForUs, Damaged)):
            open_stream(io.BytesIO(stream), io.BytesIO(), key=keys)
    theirs = PrivateKeys([bytes(site.reader), *written])
    opened = [stream for stream in streams if opens(stream, theirs)]
    assert opened  # with the team's own key the same search finds what it looks for


def opens(stream: bytes, keys: PrivateKeys) -> bool:
    try:
        open_stream(io.BytesIO(stream), io.BytesIO(), key=keys)
    except NotForUs:
        return False
    return True


@pytest.mark.parametrize(
    "address", [f"/c/{CODE}/", f"/c/{CODE}/begin/", "/return/", f"/send/{NOBODY}/body/?at=0"]
)
def test_an_upload_without_end_is_not_taken_in(site: Running, address: str) -> None:
    """It says no length and goes on: the site answers or hangs up, keeps nothing, and goes on serving."""
    before = sorted((site.state / "sealed").iterdir())
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.putrequest("POST", address)
    connection.putheader("Transfer-Encoding", "chunked")
    connection.putheader("Content-Type", "application/x-www-form-urlencoded")
    connection.endheaders()
    sent = 0
    with contextlib.suppress(OSError):
        while sent < ENDLESS and not select.select([connection.sock], [], [], 0)[0]:
            connection.send(b"100000\r\n" + b"x" * (1 << 20) + b"\r\n")
            sent += 1 << 20
        assert connection.getresponse().status in (400, 403, 409, 411, 413, 422)
    connection.close()
    assert sent < ENDLESS
    assert sorted((site.state / "sealed").iterdir()) == before
    assert b"/codes/" in plainly(site, "GET", "/", {})


def test_the_search_would_find_what_it_looks_for(site: Running) -> None:
    """The database's own files are searched as they lie: a word that was published is in them."""
    site.mingcha(
        "shell",
        "--no-imports",
        "-c",
        "from django.db import connection; connection.cursor().execute('checkpoint')",
    )
    assert any(CODE.encode() in path.read_bytes() for path in files_of(site))
