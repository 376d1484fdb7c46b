"""Excel in: every bad input is told with its place, and changes nothing."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingcha.foundation.ledgers import sheets
from mingcha.foundation.ledgers.models import Upload
from mingcha.foundation.ledgers.tests.things import Thing
from mingcha.foundation.ledgers.tests.workbooks import HEAD, IMPORT, checked, commit, refused, upload, xlsx

pytestmark = pytest.mark.usefixtures("things")


@pytest.mark.parametrize(
    ("row", "place", "words"),
    [
        (["", "One"], "Sheet1!A2", "must be filled in"),
        (["1", "\u3000\u200b"], "Sheet1!B2", "must be filled in"),
        (["1", "One", "Square"], "Sheet1!C2", "Round one, Flat one"),
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
    report = checked(client, xlsx(["1", "x"], head=["Number", "Weather"]))
    assert report["faults"][0][0] == "Sheet1!C1"  # where there is room for it
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
