"""Broken, huge, mis-encoded and hostile files: a clear message, and nothing changed."""

import codecs
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import xlsxwriter
from django.conf import settings

from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.contracts.catalogue import contract
from mingcha.analyse.datasets.loading import mapping, sources, workbooks
from mingcha.analyse.datasets.models import Dataset
from mingcha.analyse.datasets.tests.places import nothing_changes, parquet, refused, state
from mingcha.foundation.accounts.models import User
from mingcha.foundation.refusals import Invalid
from mingcha.testing.datasets import (
    HEADINGS,
    as_csv,
    as_workbook,
    bring,
    checked,
    make_version,
    payments,
    upload,
)

pytestmark = pytest.mark.django_db


# Files that are refused


BOMB = 40_000_000  # the limit is lowered for the tests


def swollen() -> bytes:
    """A workbook whose sheet unpacks to far more than is allowed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_workbook(payments()))) as given, zipfile.ZipFile(out, "w") as made:
        for entry in given.infolist():
            content = given.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(b"<sheetData>", b"<sheetData>" + b" " * BOMB)
            made.writestr(entry.filename, content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return out.getvalue()


def lying() -> bytes:
    """The same, with a directory that says the sheet were small."""
    content = bytearray(swollen())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        entry = next(one for one in archive.infolist() if one.filename.endswith("sheet1.xml"))
    size = struct.pack("<I", entry.file_size)
    place = content.rfind(size)
    content[place : place + 4] = struct.pack("<I", 1000)
    return bytes(content)


def far_out() -> bytes:
    """One cell in the last row and the last column: a rectangle of 17 thousand million cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("明细")
    for place, row in enumerate([list(HEADINGS), *payments()]):
        sheet.write_row(place, 0, row)
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    return out.getvalue()


def laughs() -> bytes:
    """Entities that would unfold to gigabytes, in the part that names the sheets."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_workbook(payments()))) as given, zipfile.ZipFile(out, "w") as made:
        for entry in given.infolist():
            content = given.read(entry).decode()
            if entry.filename == "xl/workbook.xml":
                body = content.partition("?>")[2].replace('name="明细"', 'name="&l9;"')
                content = head + body
            made.writestr(entry.filename, content)
    return out.getvalue()


def nested() -> bytes:
    return parquet(payments(), 明细=[[1, 2], [3], []])


def of_bytes() -> bytes:
    return parquet(payments(), 照片=[b"a", b"b", b"c"])


def mixed() -> bytes:
    lines = as_csv(payments(40)).splitlines(keepends=True)
    return b"".join(
        line.decode().encode("gb18030") if place % 2 else line for place, line in enumerate(lines)
    )


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.csv", lambda: b"", "空文件"),
    "no rows": ("a.csv", lambda: as_csv([]), "没有数据行"),
    "half a workbook": ("a.xlsx", lambda: as_workbook(payments(500))[:9000], "不完整"),
    "a zip that is no workbook": ("a.xlsx", lambda: zipped(b"text"), "不完整"),
    "old xls": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
    "another kind": ("a.pdf", lambda: b"%PDF-1.7", ".parquet"),
    "a program": ("a.exe", lambda: b"MZ", "程序"),
    "a state secret": ("机密★ 明细.csv", lambda: as_csv(payments()), "国家秘密"),
    "a zip bomb": ("a.xlsx", swollen, "解压"),
    "a zip bomb that lies": ("a.xlsx", lying, "解压"),
    "a cell far out": ("a.xlsx", far_out, "1,048,576"),
    "laughs": ("a.xlsx", laughs, "不完整"),
    "half a parquet": ("a.parquet", lambda: parquet(payments(500))[:3000], "损坏"),
    "a parquet whose end is spoilt": ("a.parquet", lambda: parquet(payments())[:-20] + bytes(20), "损坏"),
    "nested parquet": ("a.parquet", nested, "“明细”"),
    "bytes in parquet": ("a.parquet", of_bytes, "“照片”"),
    "NUL": ("a.csv", lambda: as_csv(payments()).replace(b"P0002", b"P\x00002"), "第 3 行"),
    "wrong bytes": ("a.csv", lambda: as_csv(payments()) + b"\xff\xff\xff\n", "第 5 行"),
    "half a sign of UTF-16": ("a.csv", lambda: codecs.BOM_UTF16_LE + b"\0\0garbage", "第 1 行"),
    "mixed encodings": ("a.csv", mixed, "两种编码"),
}


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", content)
    return out.getvalue()


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    staff: User, dataset: Dataset, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, make, said = REFUSED[kind]
    monkeypatch.setattr(workbooks, "_INFLATED", BOMB // 2)
    assert said in refused(dataset, make(), name, staff)


def test_cells_that_are_only_formatted_lie_nowhere(staff: User, dataset: Dataset) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, bold = book.add_worksheet("明细"), book.add_format({"bold": True})
    for place, row in enumerate([list(HEADINGS), *payments()]):
        sheet.write_row(place, 0, row)
    sheet.write_blank(1_048_575, 16_383, None, bold)
    book.close()
    assert make_version(dataset, out.getvalue(), by=staff, name="a.xlsx").rows == 3


def test_a_look_at_a_large_workbook_reads_only_its_beginning(staff: User, dataset: Dataset) -> None:
    file = io.BytesIO(as_workbook(payments(900)))
    assert len(list(sources.table_of(file, "a.xlsx", first=mapping.FIRST).rows)) == mapping.FIRST
    assert len(list(sources.table_of(file, "a.xlsx").rows)) == 901


def test_a_quotation_mark_that_is_missing_and_a_cell_of_ten_megabytes(staff: User, dataset: Dataset) -> None:
    """Found only while the rows are read: the check says in which line, and leaves nothing."""
    for spoilt in (b'"' + b"x" * 200_000, b"x" * 10_000_000):
        content = as_csv(payments(400)).replace(b"P0300", spoilt)
        load = bring(dataset, content, by=staff)
        before = state()
        with pytest.raises(Invalid, match="第 301 行"):
            actions.check_load(load, by=staff)
        assert state() == before
        assert not load.place.path.exists()


def test_a_cell_of_ten_megabytes_in_a_workbook_sets_its_row_aside(staff: User, dataset: Dataset) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_workbook(payments()))) as given, zipfile.ZipFile(out, "w") as made:
        for entry in given.infolist():
            content = given.read(entry).replace(b"P0002", b"x" * 10_000_000)
            made.writestr(entry.filename, content, zipfile.ZIP_DEFLATED)
    load = checked(dataset, out.getvalue(), by=staff, name="a.xlsx")
    assert (load.report["good"], load.report["aside"]) == (2, 1)
    assert load.report["places"][0][:3] == ["明细!A3", "payment_id", "long"]


def test_a_parquet_whose_pages_are_spoilt_leaves_nothing(staff: User, dataset: Dataset) -> None:
    out = io.BytesIO()
    whole = pq.read_table(io.BytesIO(parquet(payments(20_000))))
    pq.write_table(whole, out, row_group_size=1_000)
    content = bytearray(out.getvalue())
    middle = len(content) // 2
    content[middle : middle + 20_000] = b"\xff" * 20_000
    load = bring(dataset, bytes(content), by=staff, name="a.parquet")
    with nothing_changes(), pytest.raises(Invalid, match="损坏"):
        actions.check_load(load, by=staff)


def test_a_name_that_is_a_path_names_no_path(staff: User, dataset: Dataset) -> None:
    for name in ("../../../etc/明细.csv", "C:\\Users\\x\\明细.csv"):
        content = upload(as_csv(payments()), "x.csv")
        load = actions.bring_file(dataset, content, by=staff, name=name)
        assert load.file_name == "明细.csv"
        assert load.incoming.path.is_relative_to(Path(settings.STATE_DIR) / "data" / "incoming")


def test_columns_that_are_missing_or_chosen_twice_are_refused(staff: User, dataset: Dataset) -> None:
    load = actions.bring_file(dataset, upload(as_csv([["甲", "1"]], ["姓名", "其他"])), by=staff)
    with pytest.raises(Invalid, match="发放编号"):
        actions.plan_load(load, columns=load.plan["columns"], keep_damaged=False, by=staff)
    load = bring(dataset, by=staff)
    twice = load.plan["columns"] | {"payee": 2}
    with pytest.raises(Invalid, match="两次"):
        actions.plan_load(load, columns=twice, keep_damaged=False, by=staff)


def test_amounts_in_ten_thousands_are_refused_by_their_heading() -> None:
    heads = [heading if heading != "发放金额" else "发放金额（万元）" for heading in HEADINGS]
    subsidies = contract("subsidy_payments")
    file = io.BytesIO(as_csv(payments(), heads))
    look = mapping.look_at(sources.table_of(file, "a.csv"), subsidies)
    suggested = mapping.suggest(subsidies, look)
    assert suggested["amount"] == 5
    assert "万" in mapping.faults_of(subsidies, look, suggested)["amount"]


def test_a_mapping_is_suggested_from_names_and_values_and_remembered(staff: User, dataset: Dataset) -> None:
    heads = ["流水号", "证件", "户主姓名", "补贴项目", "所属月份", "金额", "卡号", "领款", "村"]
    load = actions.bring_file(dataset, upload(as_csv(payments(), heads)), by=staff)
    columns = load.plan["columns"]
    assert columns["person_id"] == 1  # by its values alone
    assert (columns["payment_id"], columns["month"], columns["amount"], columns["account"]) == (0, 4, 5, 6)
    actions.plan_load(load, columns=columns | {"payee": None}, keep_damaged=False, by=staff)
    again = actions.bring_file(dataset, upload(as_csv(payments(5), heads)), by=staff)
    assert again.plan["columns"]["payee"] is None
    assert again.plan["known"]
