"""Excel out."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.files.models import Attachment
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.ledgers import exporting, registry
from mingcha.foundation.ledgers.actions import forget_exports
from mingcha.foundation.ledgers.tests.things import Box, make_thing
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.usefixtures("things")


def exported(client: Client, query: str = "") -> Any:
    response = client.post(f"/ledgers/things/export/?{query}")
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(b"".join(response)))


def test_the_workbook_holds_exactly_what_is_seen(client: Client) -> None:
    box = Box.objects.create(name="Red", room="room")
    make_thing("1", kind="a_flat", found_on="2026-01-05", amount="10.50", core=True, box=box)
    make_thing("2", kind="a_flat")
    make_thing("3")
    make_thing("4", kind="a_flat", room="other")
    query = "kind=a_flat&sort=-number&cols=number,kind,found_on,amount,core,box,status"
    book = exported(client, query)
    sheet = book.worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == ["Number", "Kind", "Found on", "Amount", "Core", "Box", "Status"]
    assert rows[1] == ["2", "Flat one", None, None, "No", None, "Draft"]
    assert rows[2] == ["1", "Flat one", datetime.datetime(2026, 1, 5), 10.5, "Yes", "Red", "Draft"]
    assert len(rows) == 3
    assert sheet.freeze_panes == "A2"
    about = [list(row) for row in book.worksheets[1].iter_rows(values_only=True)]
    assert ["Filters", "Kind: Flat one"] in about
    assert ["Rows", 2] in about


def test_exporting_is_on_the_trail(client: Client, user: User) -> None:
    make_thing("1")
    exported(client, "q=thing")
    event = Event.objects.get(action="ledger.export")
    assert event.by == user
    assert event.facts == {"ledger": "things", "filters": "q=thing", "rows": 1}


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 1", "-5", "@SUM(A1)", "\tx", "\r=1", "=HYPERLINK(1)", "http://a.b"]
)
def test_text_is_never_a_formula_or_a_link(client: Client, text: str) -> None:
    make_thing("1", title=text)
    [_heading, [cell]] = exported(client, "cols=title").worksheets[0].iter_rows()
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert bool(cell.quotePrefix) == text.startswith(exporting.FORMULA)


def test_a_longer_list_than_excel_should_hold_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST", 1)
    make_thing("1")
    assert client.post("/ledgers/things/export/").status_code == 200
    make_thing("2")
    assert client.post("/ledgers/things/export/").status_code == 409


def test_a_long_list_is_written_in_the_background(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    make_thing("1", kind="a_flat")
    make_thing("2", kind="a_flat")
    make_thing("3")
    response = client.post("/ledgers/things/export/?kind=a_flat&cols=number")
    job = Job.objects.get(by=user)
    assert response.headers["Location"] == job.get_absolute_url()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == ("finished", 2, 2)
    handed: Any = client.get(job.result_url)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(handed.streaming_content))).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["Number", "1", "2"]
    assert Event.objects.get(action="ledger.export").facts["rows"] == 2
    other = Client()
    other.force_login(make_user(phone="room"))
    assert other.get(job.result_url).status_code == 404


def test_the_background_export_goes_by_the_rights_one_has_by_then(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    make_thing("1")
    client.post("/ledgers/things/export/")
    registry.forget("things")
    job = Job.objects.get(by=user)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result_url) == ("failed", "")
    assert not Event.objects.filter(action="ledger.export").exists()


def test_a_background_export_is_kept_for_a_day(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    make_thing("1")
    client.post("/ledgers/things/export/")
    job = Job.objects.get(by=user)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert forget_exports() == 0
    Attachment.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
    assert forget_exports() == 1
    assert client.get(job.result_url).status_code == 404
    job.refresh_from_db()
    assert job.result_url == ""


def test_an_export_is_asked_for_by_post_and_only_by_those_who_may(client: Client) -> None:
    assert client.get("/ledgers/things/export/").status_code == 405
    assert client.post("/ledgers/nothing/export/").status_code == 404
