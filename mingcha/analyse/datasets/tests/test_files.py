"""Every kind of file, good, broken, huge, mis-encoded and hostile: a clear message, and nothing changed."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from django.conf import settings

from mingcha.analyse.datasets import actions, store
from mingcha.analyse.datasets.contracts.catalogue import contract
from mingcha.analyse.datasets.loading import databases, mapping, sources, workbooks
from mingcha.analyse.datasets.loading.asides import asides_in
from mingcha.analyse.datasets.models import Dataset, Load, Version
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.jobs import registry
from mingcha.foundation.ledgers.sheets import Unreadable
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.testing.datasets import (
    HEADINGS,
    as_csv,
    as_workbook,
    bring,
    checked,
    identity,
    make_dataset,
    make_version,
    payments,
    upload,
)
from mingcha.testing.registry import make_office, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return make_officer(make_office())


@pytest.fixture
def dataset(staff: User) -> Dataset:
    return make_dataset(by=staff, office=staff.posts.get().body)


def state() -> tuple[Any, ...]:
    """What must not change where a file is refused."""
    files = sorted(str(path) for path in (Path(settings.STATE_DIR) / "data").rglob("*.parquet*"))
    return Version.objects.count(), Load.objects.count(), Event.objects.count(), files


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = state()
    yield
    assert state() == before


def refused(dataset: Dataset, content: bytes, name: str, by: User) -> str:
    """The message with which the file is refused when it is brought."""
    with nothing_changes(), pytest.raises((Unreadable, Invalid)) as found:
        actions.bring_file(dataset, upload(content, name), by=by)
    return str(found.value)


# Good ones


def parquet(rows: list[list[Any]], **columns: Any) -> bytes:
    out = io.BytesIO()
    given = dict(zip(HEADINGS, map(list, zip(*rows, strict=True)), strict=True))
    pq.write_table(pa.table(given | columns), out)
    return out.getvalue()


GOOD: dict[str, Callable[[], bytes]] = {
    "a.xlsx": lambda: as_workbook(payments()),
    "utf8.csv": lambda: as_csv(payments()),
    "utf8-bom.csv": lambda: as_csv(payments(), encoding="utf-8-sig"),
    "gb18030.csv": lambda: as_csv(payments(), encoding="gb18030"),
    "utf16.txt": lambda: as_csv(payments(), encoding="utf-16"),
    "utf16-le-without-mark.txt": lambda: as_csv(payments(300), encoding="utf-16-le"),
    "tabs.txt": lambda: as_csv(payments()).replace(b",", b"\t"),
    "semicolons.CSV": lambda: as_csv(payments()).replace(b",", b";"),
    "a.parquet": lambda: parquet(payments()),
}


@pytest.mark.parametrize("name", GOOD)
def test_every_good_kind_is_loaded(staff: User, dataset: Dataset, name: str) -> None:
    version = make_version(dataset, GOOD[name](), by=staff, name=name)
    assert version.rows in (3, 300)
    assert version.set_aside == version.marked == 0


def test_a_workbook_with_a_title_above_and_a_sum_below(staff: User, dataset: Dataset) -> None:
    """Title rows are merged in half of all spreadsheets, and the sum is no payment."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("说明").write(0, 0, "另一张表")
    sheet = book.add_worksheet("明细")
    sheet.merge_range("B1:J1", "2025年补贴发放明细表")
    for place, row in enumerate([HEADINGS, *payments(), ["合计", "", "", "", "", "306.50", "", "", ""]]):
        for column, value in enumerate(row):
            sheet.write(place + 2, column + 1, value)
    book.close()
    load = actions.bring_file(dataset, upload(out.getvalue(), "a.xlsx"), by=staff, sheet="明细")
    assert (load.sheets, load.sheet, load.header) == (["说明", "明细"], "明细", 3)
    actions.plan_load(load, columns=load.plan["columns"], keep_damaged=False, by=staff)
    actions.check_load(load, by=staff)
    assert (load.report["good"], load.report["aside"]) == (3, 1)
    assert load.report["places"][0][0] == "明细!C7"


def test_numbers_as_programs_guard_them_in_text(staff: User, dataset: Dataset) -> None:
    rows = payments(2)
    rows[0][1], rows[1][6] = f'="{rows[0][1]}"', f"'{rows[1][6]}"
    assert make_version(dataset, as_csv(rows), by=staff).rows == 2


def test_excel_days_and_numbers(staff: User) -> None:
    dataset = make_dataset(by=staff, office=staff.posts.get().body, contract="deaths")
    rows: list[list[Any]] = [[identity(1), "甲", 45662], [identity(2), "乙", "2025.1.5"]]
    version = make_version(
        dataset, as_workbook(rows, ["身份证号", "姓名", "死亡日期"]), by=staff, name="a.xlsx"
    )
    found = next(one for one in version.profile if one["name"] == "died_on")
    assert (found["low"], found["high"]) == ("2025-01-05", "2025-01-05")


# Rows that are wrong


def test_bad_rows_are_set_aside_with_place_and_reason(staff: User, dataset: Dataset) -> None:
    rows = payments(8)
    rows[0][1] = "500101197001010018"  # check digit
    rows[1][4] = "去年"
    rows[2][5] = "3万元"
    rows[3][2:4] = ["甲", ""]  # a required cell
    rows[5][0] = rows[4][0]  # a key twice, another row
    rows[7] = list(rows[6])  # the same row twice
    version = make_version(dataset, as_workbook(rows), by=staff, name="a.xlsx")
    assert (version.rows, version.set_aside) == (2, 6)
    assert version.report["rows"] == 8
    found = {(place, problem) for place, _column, problem, _value, _kept in version.report["places"]}
    assert found == {
        ("明细!B2", "identity"),
        ("明细!E3", "month"),
        ("明细!F4", "unit"),
        ("明细!D5", "missing"),
        ("明细!A7", "same_key"),
        ("明细!A9", "repeated"),
    }
    assert [aside.row for aside in asides_in(version.place)] == [2, 3, 4, 5, 7, 9]
    assert "500101197001010018" not in str(version.report)  # personal values are masked


def test_damaged_numbers_may_be_kept_with_a_mark(staff: User, dataset: Dataset) -> None:
    rows = payments(3)
    rows[0][1] = "500101197001010018"
    rows[1][4] = "去年"
    load = bring(dataset, as_csv(rows), by=staff)
    actions.plan_load(load, columns=load.plan["columns"], keep_damaged=True, by=staff)
    actions.check_load(load, by=staff)
    version = actions.load_version(load, by=staff)
    assert (version.rows, version.set_aside, version.marked) == (2, 1, 1)
    assert [(aside.row, aside.kept) for aside in asides_in(version.place)] == [(2, True), (3, False)]
    assert version.lineage["keep_damaged"] is True


def test_the_workbook_of_what_was_set_aside_has_place_reason_and_no_formula(
    staff: User, dataset: Dataset
) -> None:
    rows = payments(2)
    rows[0][2], rows[0][5] = '=HYPERLINK("x")', "坏"
    version = make_version(dataset, as_csv(rows), by=staff)
    book = openpyxl.load_workbook(io.BytesIO(actions.aside_workbook(version, by=staff).read()))
    head, line = list(book.worksheets[0].values)
    assert head[:4] == ("行号", "处理", "问题", "发放编号")
    assert line[0] == 2
    assert "发放金额" in str(line[2])
    assert book.worksheets[0]["F2"].data_type == "s"
    assert Event.objects.filter(action="dataset.aside", by=staff).count() == 1


def spoiled_workbook() -> bytes:
    """Merged cells, an error, a formula nobody worked out, and one more cell than headings."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("明细")
    for place, row in enumerate([list(HEADINGS), *payments(6)]):
        sheet.write_row(place, 0, row)
    sheet.merge_range("D2:D3", "耕地地力保护补贴")
    sheet.write_formula("F4", "=1/0", None, "#DIV/0!")
    sheet.write_formula("F5", "=F6*2", None, "")
    sheet.write_formula("F6", "=100+1", None, 101)
    sheet.write("J7", "多出的一格")
    book.close()
    return out.getvalue()


def test_what_values_do_not_show_is_found_in_a_workbook(staff: User, dataset: Dataset) -> None:
    load = checked(dataset, spoiled_workbook(), by=staff, name="a.xlsx")
    found = {(place, problem) for place, _column, problem, _value, _kept in load.report["places"]}
    assert found == {
        ("明细!D2", "merged"),
        ("明细!D3", "merged"),
        ("明细!F4", "error"),
        ("明细!F5", "formula"),
        ("明细!J7", "wide"),
    }
    assert load.report["good"] == 1


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


# All or nothing


def test_a_load_that_fails_half_way_leaves_nothing(
    staff: User, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = checked(dataset, by=staff)
    monkeypatch.setattr(store, "keep", lambda *given: 1 / 0)
    with nothing_changes(), pytest.raises(ZeroDivisionError):
        actions.load_version(load, by=staff)
    monkeypatch.undo()
    assert actions.load_version(load, by=staff).number == 1


def test_a_check_that_is_stopped_leaves_nothing(staff: User, dataset: Dataset) -> None:
    def stop(done: int, total: int) -> None:
        raise registry.Stopped

    load = bring(dataset, as_csv(payments(10)), by=staff)
    with nothing_changes(), pytest.raises(registry.Stopped):
        actions.check_load(load, by=staff, progress=stop)
    assert not load.is_checked


def test_exactly_what_was_shown_is_loaded(staff: User, dataset: Dataset) -> None:
    load = checked(dataset, by=staff)
    raw = bytearray(load.place.path.read_bytes())
    raw[-1] ^= 1
    load.place.path.write_bytes(raw)
    with pytest.raises(store.Tampered):
        actions.load_version(load, by=staff)
    assert not Version.objects.exists()


def test_sweeping_removes_what_nobody_loaded_and_keeps_versions(staff: User, dataset: Dataset) -> None:
    version, load = make_version(dataset, by=staff), checked(dataset, by=staff)
    assert actions.sweep() == 0
    Load.objects.filter(pk=load.pk).update(created_at="2020-01-01T00:00:00Z")
    actions.sweep()
    assert not Load.objects.exists()
    assert version.place.path.exists()


# Other databases


WRITES = (
    "delete from accounts_user",
    "select 1; select 2",
    "select * into x from accounts_user",
    "with x as (delete from accounts_user returning *) select * from x",
    "select * from accounts_user for update",
    "copy accounts_user to '/tmp/x'",
    "set session characteristics as transaction read write",
    "drop table accounts_user",
    "values (1",
    "",
)


@pytest.mark.parametrize("query", WRITES)
def test_only_one_select_is_asked(query: str) -> None:
    with pytest.raises(Unreadable):
        databases.refuse_unless_select(query)


def test_a_select_may_be_as_rich_as_one_likes() -> None:
    databases.refuse_unless_select(
        "with x as (select 1 a) select a, count(*) over () from x union all select 2, 3;"
    )


ADDRESSES = (
    "",
    "mysql://a:b@c/d",
    "postgresql:///d",
    "postgresql://c",
    "postgresql://%2Ftmp/d",
    "postgresql://c:x/d",
)


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_names_a_host_and_a_database(url: str) -> None:
    with pytest.raises(Unreadable):
        list(databases.lines_of(url, "select 1"))


def test_loading_from_a_database_is_off_unless_switched_on(staff: User, dataset: Dataset) -> None:
    with pytest.raises(NotAllowed):
        actions.bring_from_database(dataset, url="postgresql://a:b@localhost/c", query="select 1", by=staff)


def test_a_database_that_does_not_answer_is_told_without_its_address(
    staff: User, dataset: Dataset, settings: Any
) -> None:
    settings.ALLOW_DATABASE_LOADS = True
    with nothing_changes(), pytest.raises(Unreadable) as found:
        actions.bring_from_database(
            dataset, url="postgresql://who:secret@127.0.0.1:1/x", query="select 1", by=staff
        )
    assert "secret" not in str(found.value)
    assert "127.0.0.1" not in str(found.value)


class Cursor:
    """As psycopg's, with three rows."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows, self.description = rows, [type("C", (), {"name": name})() for name in HEADINGS]

    def __enter__(self) -> "Cursor":
        return self

    def __exit__(self, *given: Any) -> None: ...

    def execute(self, query: str) -> None:
        self.query = query

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        found, self.rows = self.rows, []
        return found


def test_a_query_becomes_a_version_and_its_address_is_kept_nowhere(
    staff: User, dataset: Dataset, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLOW_DATABASE_LOADS = True
    asked: dict[str, Any] = {}

    class Base(Cursor):
        read_only = False

        def cursor(self, name: str) -> Cursor:
            return self

    def connect(**given: Any) -> Base:
        asked.update(given)
        return Base([tuple(row) for row in payments()])

    monkeypatch.setattr(psycopg, "connect", connect)
    url, query = "postgresql://who:s3cret@db.example:5433/money?host=/tmp", "select * from payments"
    load = actions.bring_from_database(dataset, url=url, query=query, by=staff)
    actions.plan_load(load, columns=load.plan["columns"], keep_damaged=False, by=staff)
    actions.check_load(load, by=staff)
    version = actions.load_version(load, by=staff)
    assert (version.rows, version.source_kind, version.lineage["query"]) == (3, "database", query)
    assert (asked["host"], asked["port"], asked["dbname"]) == ("db.example", 5433, "money")
    assert "read_only=on" in asked["options"]
    kept = str([*Event.objects.values_list("facts", flat=True), version.lineage, version.report])
    assert "s3cret" not in kept
    assert "db.example" not in kept


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own PostgreSQL, which listens on a socket that no address may name."""
    place = settings.DATABASES["default"]
    account = {"user": place["USER"], "password": place["PASSWORD"] or None, "dbname": place["NAME"]}
    where = {"host": place["HOST"] or None, "port": place["PORT"] or None}
    monkeypatch.setattr(databases, "_place", lambda url: where | account)


def test_a_real_database_is_asked_in_parts(own: None, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = b"".join(databases.lines_of("", "select 1 as a, null as b, 'x,y' as c, date '2025-01-05' as d;"))
    assert lines.decode() == 'a,b,c,d\n1,,"x,y",2025-01-05\n'
    monkeypatch.setattr(databases, "_AT_ONCE", 10)
    assert b"".join(databases.lines_of("", "select * from generate_series(1, 95) as n")).count(b"\n") == 96
    monkeypatch.setattr(databases, "_MOST_ROWS", 50)
    with pytest.raises(Unreadable, match="五百万"):
        list(databases.lines_of("", "select * from generate_series(1, 95) as n"))


NEVER = (
    "select * from no_such_table",
    "select lo_create(0)",
    "select nextval('procrastinate_jobs_id_seq')",
    "select set_config('transaction_read_only', 'off', true), lo_create(0)",
)


@pytest.mark.parametrize("query", NEVER)
def test_a_real_database_refuses_what_writes_or_is_not_there(own: None, query: str) -> None:
    with pytest.raises(Unreadable, match="数据库拒绝"):
        list(databases.lines_of("", query))


def test_a_query_that_takes_too_long_is_ended(own: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_SECONDS", 1)
    with pytest.raises(Unreadable, match="两分钟"):
        list(databases.lines_of("", "select pg_sleep(30)"))
