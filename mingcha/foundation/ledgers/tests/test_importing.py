"""Excel in: the template, the dry run, and doing exactly what was shown."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from django.test import Client

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.ledgers.models import Upload
from mingcha.foundation.ledgers.tests.things import Box, Thing, make_thing
from mingcha.foundation.ledgers.tests.workbooks import HEAD, IMPORT, checked, commit, upload, xlsx
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.usefixtures("things")

# What works


def test_a_file_is_checked_then_imported_whole(client: Client, user: User) -> None:
    day = datetime.date(2026, 1, 5)
    report = checked(client, xlsx(["1", "One", "Flat one", day, "是", 5.0, "1,234.50"], [2, "Two"]))
    assert report["faults"] == []
    assert report["counts"] == {"new": 2, "changed": 0, "same": 0}
    assert not Thing.objects.exists()
    assert commit(client).status_code == 302
    one = Thing.objects.get(number="1")
    assert (one.kind, one.found_on, one.core, one.persons) == ("a_flat", day, True, 5)
    assert one.amount == Decimal("1234.5")
    assert Thing.objects.filter(number="2", title="Two", room="room").exists()
    event = Event.objects.get(action="ledger.import")
    assert (event.by, event.facts["created"]) == (user, 2)


def test_the_same_file_twice_changes_nothing(client: Client) -> None:
    content = xlsx(["1", "One"])
    checked(client, content)
    assert commit(client).status_code == 302
    assert commit(client).status_code == 409
    assert checked(client, content)["counts"] == {"new": 0, "changed": 0, "same": 1}
    commit(client)
    assert Thing.objects.count() == 1


@pytest.mark.parametrize(("existing", "title"), [("skip", "Old"), ("update", "New")])
def test_records_that_exist_are_left_or_changed(client: Client, existing: str, title: str) -> None:
    make_thing("1", title="Old")
    report = checked(client, xlsx(["1", "New"], ["2", "Two"]), existing=existing)
    assert report["counts"] == {"new": 1, "changed": 1, "same": 0}
    commit(client)
    assert Thing.objects.get(number="1").title == title
    assert Thing.objects.filter(number="2").exists()


def test_records_that_exist_may_stop_the_import(client: Client) -> None:
    make_thing("1", title="Old")
    report = checked(client, xlsx(["2", "Two"], ["1", "New"]), existing="stop")
    assert report["faults"][0][0] == "Sheet1!A3"
    assert commit(client).status_code == 422
    assert Thing.objects.count() == 1


def test_what_was_not_shown_is_not_done(client: Client) -> None:
    checked(client, xlsx(["1", "One"]), existing="update")
    make_thing("1", title="Somebody else's")
    assert commit(client).status_code == 409
    assert Thing.objects.get().title == "Somebody else's"
    assert Upload.objects.get().report["counts"]["changed"] == 1
    assert commit(client).status_code == 302
    assert Thing.objects.get().title == "One"


def test_an_import_that_fails_half_way_changes_nothing(client: Client) -> None:
    checked(client, xlsx(["1", "One"], ["2", "breaks"]))
    response = commit(client)
    assert response.status_code == 422
    assert "It broke half-way." in response.content.decode()
    assert not Thing.objects.exists()
    assert not Event.objects.filter(action__in=["ledger.import", "thing.create"]).exists()


def test_a_file_changed_in_store_is_refused(client: Client) -> None:
    checked(client, xlsx(["1", "One"]))
    kept = Upload.objects.get()
    with open(kept.content.path, "ab") as stored:
        stored.write(b"x")
    assert commit(client).status_code == 409


def test_an_import_is_its_owners_alone(client: Client) -> None:
    checked(client, xlsx(["1", "One"]))
    other = Client()
    other.force_login(make_user(phone="room"))
    assert other.get(Upload.objects.get().get_absolute_url()).status_code == 404
    reader = Client()
    reader.force_login(make_user(phone="reader"))
    assert reader.get(IMPORT).status_code == 403
    assert reader.get(f"{IMPORT}template/").status_code == 403


def test_rows_may_belong_to_a_record(client: Client) -> None:
    box = Box.objects.create(name="Red", room="room")
    query = ledger_url("things", within=box).partition("?")[2]
    assert upload(client, xlsx(["1", "One"]), query=f"?{query}").status_code == 302
    commit(client)
    assert Thing.objects.get().box == box


def test_the_template_can_be_filled_in_and_imported(client: Client) -> None:
    content = b"".join(client.get(f"{IMPORT}template/"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["Number*", "Title*", *HEAD[2:]]
    assert {str(one.sqref) for one in sheet.data_validations.dataValidation} == {"C2:C5001", "E2:E5001"}
    assert "Flat one" in [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
    sheet.append(["1", "One", "Round one"])
    filled = io.BytesIO()
    book.save(filled)
    assert checked(client, filled.getvalue())["counts"]["new"] == 1


def test_what_was_exported_can_be_imported(client: Client) -> None:
    make_thing("1", title="=1+1", found_on="2026-01-05", amount="5")
    content = b"".join(client.post("/ledgers/things/export/"))
    report = checked(client, content)
    assert report["faults"] == []
    assert report["counts"] == {"new": 0, "changed": 0, "same": 1}


# Tolerance


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05",
        "2026/1/5",
        "2026.1.5",
        "2026年1月5日",
        "２０２６－０１－０５",
        "20260105",
        20260105,
        "2026-01-05 08:30",
    ],
)
def test_dates_as_people_write_them(client: Client, text: str) -> None:
    assert checked(client, xlsx(["1", "One", "", text]))["faults"] == []
    commit(client)
    assert Thing.objects.get().found_on == datetime.date(2026, 1, 5)


def test_blanks_and_unseen_signs_around_text_are_dropped(client: Client) -> None:
    head = [" Number ", "标题", "\u200bTITLE\u3000*"]
    checked(client, xlsx([" \u30001\u200b ", "", "\ufeff One\u00a0two "], head=head))
    commit(client)
    thing = Thing.objects.get()
    assert (thing.number, thing.title) == ("1", "One\u00a0two")


def test_whole_numbers_are_read_as_such(client: Client) -> None:
    checked(client, xlsx([7.0, 5.0, "", "", "", 3.0]))
    commit(client)
    thing = Thing.objects.get()
    assert (thing.number, thing.title, thing.persons) == ("7", "5", 3)


def test_blank_rows_and_rows_above_the_headings_are_passed_over(client: Client) -> None:
    report = checked(
        client, xlsx(HEAD, [], ["1", "One"], [None, " "], ["2", "Two"], head=["A title nobody asked for"])
    )
    assert (report["faults"], report["rows"]) == ([], 2)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_in_every_usual_encoding(client: Client, code: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in (["Number", "Title"], ["1", "问题一"]))
    assert checked(client, text.encode(code), "list.csv")["faults"] == []
    commit(client)
    assert Thing.objects.get().title == "问题一"


def test_formulas_are_read_by_their_stored_result(client: Client) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write_formula("A2", '="1"', None, "1")
    sheet.write_formula("B2", '="On"&"e"', None, "One")
    sheet.write_formula("F2", "=2+3", None, 5)
    book.close()
    assert checked(client, content.getvalue())["faults"] == []
    commit(client)
    assert Thing.objects.get().persons == 5
