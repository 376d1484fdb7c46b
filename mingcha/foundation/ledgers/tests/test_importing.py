"""Excel in: the template, the dry run with every bad input, and doing exactly what was shown."""

import datetime
import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers import sheets
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.ledgers.models import Upload
from mingcha.foundation.ledgers.tests.things import Box, Thing, make_thing
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.usefixtures("things")
HEAD = ["Number", "Title", "Kind", "Found on", "Core", "Persons", "Amount"]
IMPORT = "/ledgers/things/import/"


def xlsx(*rows: list[Any], head: list[Any] | None = None, merge: str = "", title: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in [HEAD if head is None else head, *rows]:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def upload(
    client: Client, content: bytes, name: str = "list.xlsx", existing: str = "skip", query: str = ""
) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(IMPORT + query, {"file": file, "existing": existing})


def checked(
    client: Client, content: bytes, name: str = "list.xlsx", existing: str = "skip"
) -> dict[str, Any]:
    """The report of the dry run."""
    response = upload(client, content, name, existing)
    assert response.status_code == 302, response.content.decode()
    report: dict[str, Any] = Upload.objects.latest("created_at").report
    return report


def refused(client: Client, content: bytes, name: str = "list.xlsx") -> str:
    """Why the file as a whole cannot be read."""
    response = upload(client, content, name)
    assert response.status_code == 422
    return str(response.context["form"].errors["file"][0])


def commit(client: Client) -> Any:
    return client.post(Upload.objects.latest("created_at").get_absolute_url())


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


# Faults with their places


@pytest.mark.parametrize(
    ("row", "place", "words"),
    [
        (["", "One"], "Sheet1!A2", "must be filled in"),
        (["1", "\u3000\u200b"], "Sheet1!B2", "must be filled in"),
        (["1", "One", "Square"], "Sheet1!C2", "Round one、Flat one"),
        (["1", "One", "", "soon"], "Sheet1!D2", "2026-01-05"),
        (["1", "One", "", "2026-02-30"], "Sheet1!D2", "no such day"),
        (["1", "One", "", "5/1/2026"], "Sheet1!D2", "not a date"),
        (["1", "One", "", 46027], "Sheet1!D2", "not a date"),
        (["1", "One", "", "", "perhaps"], "Sheet1!E2", "neither yes nor no"),
        (["1", "One", "", "", "", "many"], "Sheet1!F2", "not a number"),
        (["1", "One", "", "", "", 1.5], "Sheet1!F2", "whole number"),
        (["1", "One", "", "", "", 10**12], "Sheet1!F2", "2147483647"),
        (["1", "One", "", "", "", "", "1.234"], "Sheet1!G2", "decimal places"),
        (["1", "One", "", "", "", "", "NaN"], "Sheet1!G2", "not a number"),
        ([1234567890123456789, "One"], "Sheet1!A2", "rounded"),
        (["1", "x" * 41], "Sheet1!B2", "40 characters"),
        (["1", "x" * 32_767], "Sheet1!B2", "40 characters"),
        (["1", "forbidden"], "Sheet1!B2", "not allowed"),
        (["1", "One", "=A2"], "Sheet1!C2", "no stored result"),
    ],
)
def test_each_wrong_cell_is_told_with_its_place(
    client: Client, row: list[Any], place: str, words: str
) -> None:
    report = checked(client, xlsx(row, ["9", "Right"]))
    assert [fault[0] for fault in report["faults"]] == [place]
    assert words in report["faults"][0][1]
    assert commit(client).status_code == 422
    assert not Thing.objects.exists()


def test_every_fault_is_told_at_once_and_marked_in_the_file(client: Client) -> None:
    report = checked(client, xlsx(["", ""], ["1", "One", "Square", "soon"]))
    assert [fault[0] for fault in report["faults"]] == ["Sheet1!C3", "Sheet1!D3"]
    text = client.get(Upload.objects.get().get_absolute_url()).content.decode()
    assert "Sheet1!D3" in text
    marked = client.get(Upload.objects.get().get_absolute_url() + "marked/")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(marked))).worksheets[0]
    assert "Square" in sheet["C3"].comment.text
    assert sheet["C3"].fill.fgColor.rgb == "FFFBD5D5"
    assert "C3:" in str(sheet["H3"].value)


def test_the_same_key_twice_in_a_file(client: Client) -> None:
    report = checked(client, xlsx(["1", "One"], ["2", "Two"], [1.0, "Again"]))
    assert report["faults"] == [["Sheet1!A4", "The same as in row 2. Each record may be in the file once."]]


def test_a_cell_far_too_long(client: Client) -> None:
    text = "Number,Title\r\n1,One\r\n2," + "x" * 40_000
    assert "32,767" in checked(client, text.encode(), "list.csv")["faults"][0][1]
    huge = "Number,Title\r\n1,One\r\n2," + "x" * 10_000_000
    assert "Line 3" in refused(client, huge.encode(), "list.csv")
    big = checked(client, _inline("x" * 10_000_000))
    assert (big["faults"][0][0], "10,000,000" in big["faults"][0][1]) == ("Sheet1!B2", True)


def _inline(text: str) -> bytes:
    """A workbook whose cell holds more than Excel itself would write."""
    source, content = zipfile.ZipFile(io.BytesIO(xlsx(["1", "PLACE"]))), io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(entry.filename, source.read(entry).replace(b"PLACE", text.encode()))
    return content.getvalue()


def test_columns_missing_renamed_twice_and_unknown(client: Client) -> None:
    report = checked(client, xlsx(["1"], head=["Number"]))
    assert report["faults"][0][0] == "Sheet1!B1"
    assert "Title" in report["faults"][0][1]
    report = checked(client, xlsx(["1", "One"], head=["Number", "Titles"]))
    assert [fault[0] for fault in report["faults"]] == ["Sheet1!B1"]
    assert "Did you mean “Title”" in report["faults"][0][1]
    report = checked(client, xlsx(["1", "One", "Two"], head=["Number", "Title", "Title"]))
    assert report["faults"][0][0] == "Sheet1!C1"
    report = checked(client, xlsx(["1", "One", "x"], head=["Number", "Title", "Weather"]))
    assert report["faults"] == []
    assert "Sheet1!C1" in report["warnings"][0]


def test_merged_cells_and_error_cells(client: Client) -> None:
    report = checked(client, xlsx(["1", "One"], ["2", "Two"], merge="B2:B3"))
    assert report["faults"][0][0] == "Sheet1!B2"
    assert "B2:B3" in report["faults"][0][1]
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ["1", "One"])
    sheet.write_formula("G2", "=1/0", None, "#DIV/0!")
    book.close()
    [[place, words]] = checked(client, content.getvalue())["faults"]
    assert (place, "#DIV/0!" in words) == ("Sheet1!G2", True)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "list.xlsx", "empty"),
        (b"hello", "list.xlsx", "neither .xlsx nor .csv"),
        (b"%PDF-1.7", "list.pdf", "neither"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "list.xlsx", "password"),
        (b"PK\x03\x04" + b"0" * 60, "list.xlsx", "damaged"),
        (xlsx(["1", "One"])[:2000], "list.xlsx", "damaged"),
        (xlsx(["1", "One"])[:-40], "list.xlsx", "damaged"),
        (xlsx(head=[]), "list.xlsx", "empty"),
        (xlsx(), "list.xlsx", "no rows below"),
        (xlsx(["a", "b"], head=["Foo", "Bar"]), "list.xlsx", "Sheet1!A1"),
        (b"Number,Title\r\n1,\xff\xff\xff", "list.csv", "Line 2"),
        (b'Number,Title\r\n1,"One', "list.csv", "Line 2"),
        (b"Number,Title\r\n1,\0", "list.csv", "not a text table"),
        (b"\r\n \r\n", "list.csv", "empty"),
    ],
)
def test_files_that_cannot_be_read_are_refused_kindly(
    client: Client, content: bytes, name: str, words: str
) -> None:
    assert words in refused(client, content, name)
    assert not Upload.objects.exists()


def test_a_workbook_that_is_no_workbook_inside(client: Client) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "damaged" in refused(client, content.getvalue())


def test_limits_of_size(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "20 MB" in refused(client, b"PK" + b"0" * (20 * 2**20))
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    assert "50,000" in refused(client, xlsx(["1", "a"], ["2", "b"], ["3", "c"]))
    assert upload(client, xlsx(["1", "a"], ["2", "b"])).status_code == 302


def test_something_far_out_does_not_fill_the_memory(client: Client) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(HEAD)
    sheet["XFD1048576"] = "x"
    content = io.BytesIO()
    book.save(content)
    assert "1048576" in refused(client, content.getvalue())


def test_no_file_at_all_is_asked_for_again(client: Client) -> None:
    assert client.post(IMPORT, {"existing": "skip"}).status_code == 422
    assert (
        client.post(IMPORT, {"file": SimpleUploadedFile("a.xlsx", b"x"), "existing": "?"}).status_code == 422
    )
