"""Good files and rows that are wrong: set aside with place and reason, or loaded whole."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from mingcha.analyse.datasets import actions, store
from mingcha.analyse.datasets.loading.asides import asides_in
from mingcha.analyse.datasets.models import Dataset, Load, Version
from mingcha.analyse.datasets.tests.places import nothing_changes, parquet
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.jobs import registry
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

pytestmark = pytest.mark.django_db


# Good ones


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
    assert load.report["places"][0][:3] == ["明细!B7", "", "total"]


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
