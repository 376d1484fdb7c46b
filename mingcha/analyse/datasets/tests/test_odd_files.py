"""Spreadsheets as offices keep them: a cover, headings in two rows, totals, no number of the record."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.loading.mapping import ROW_NUMBER
from mingcha.analyse.datasets.models import Dataset, Load, Version
from mingcha.foundation.accounts.models import User
from mingcha.foundation.refusals import Invalid
from mingcha.testing.datasets import HEADINGS, as_csv, make_dataset, payments, upload

pytestmark = pytest.mark.django_db


def workbook(fill: Callable[[Any], None]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    fill(book)
    book.save(out)
    return out.getvalue()


def brought(dataset: Dataset, fill: Callable[[Any], None], by: User) -> Load:
    return actions.bring_file(dataset, upload(workbook(fill), "花名册.xlsx"), by=by)


def with_a_cover(book: Any) -> None:
    """An empty sheet, one of instructions, then the table."""
    book.active.title = "封面"
    book.create_sheet("填表说明").append(["请如实填写"])
    sheet = book.create_sheet("明细")
    for row in [HEADINGS, *payments()]:
        sheet.append(list(row))


def in_two_rows(book: Any) -> None:
    """Groups of headings, and headings that reach over both rows."""
    sheet = book.active
    sheet.append(["惠民补贴发放花名册"])
    sheet.append(["序号", "基本信息", None, "发放情况", None, None])
    sheet.append([None, "姓名", "身份证号", "补贴类型", "所属月份", "金额（元）"])
    for cells in ("A1:F1", "A2:A3", "B2:C2", "D2:F2"):
        sheet.merge_cells(cells)
    for number, row in enumerate(payments(), start=1):
        sheet.append([number, row[2], row[1], row[3], row[4], row[5]])


def test_the_sheet_of_the_contract_is_chosen_behind_a_cover(staff: User, dataset: Dataset) -> None:
    load = brought(dataset, with_a_cover, staff)
    assert load.sheets == ["封面", "填表说明", "明细"]
    assert (load.sheet, load.header, load.headings) == ("明细", 1, list(HEADINGS))


def test_headings_that_reach_over_two_rows_are_read(staff: User, dataset: Dataset) -> None:
    load = brought(dataset, in_two_rows, staff)
    assert load.header == 3
    assert load.headings == ["序号", "姓名", "身份证号", "补贴类型", "所属月份", "金额（元）"]
    actions.plan_load(load, columns=load.plan["columns"], keep_damaged=False, by=staff)
    actions.check_load(load, by=staff)
    assert (load.report["good"], load.report["aside"]) == (3, 0)


@pytest.mark.parametrize("words", ["合计", "合　计：", "本页小计", "总计"])
def test_a_row_of_totals_is_no_data_even_where_it_would_fit(
    staff: User, dataset: Dataset, words: str
) -> None:
    rows = payments()
    rows.append([words, *rows[-1][1:]])
    load = actions.bring_file(dataset, upload(as_csv(rows)), by=staff)
    actions.plan_load(load, columns=load.plan["columns"], keep_damaged=False, by=staff)
    actions.check_load(load, by=staff)
    assert load.report["good"] == 3
    assert load.report["counts"] == [["", "total", 1]]


def test_who_made_the_table_is_one_note_and_not_four_faults(staff: User, dataset: Dataset) -> None:
    rows = [*payments(), ["制表人：测某", *[""] * 8], ["P9", *[""] * 7, "测试村"]]
    load = actions.bring_file(dataset, upload(as_csv(rows)), by=staff)
    actions.plan_load(load, columns=load.plan["columns"], keep_damaged=False, by=staff)
    actions.check_load(load, by=staff)
    found = {(place, problem) for place, _column, problem, _value, _kept in load.report["places"]}
    assert ("发放明细!A5", "note") in found
    assert {place for place, problem in found if problem == "missing"} == {
        f"发放明细!{letter}6" for letter in "BDEF"
    }


def test_a_day_headed_by_its_time_is_found(staff: User) -> None:
    dataset = make_dataset(by=staff, office=staff.posts.get().body, contract="prisoners")
    content = as_csv([["1", "甲", "2025-01-10", "长期"]], ["序号", "姓名", "收押时间", "释放时间"])
    columns = actions.bring_file(dataset, upload(content), by=staff).plan["columns"]
    assert (columns["from_on"], columns["to_on"]) == (2, 3)


def test_where_no_number_is_written_the_row_gives_it(client: Client, staff: User, dataset: Dataset) -> None:
    content = as_csv([row[1:] for row in payments()], HEADINGS[1:])
    load = actions.bring_file(dataset, upload(content), by=staff)
    assert load.plan["columns"]["payment_id"] is None
    client.force_login(staff)
    page = reverse("datasets:columns", args=[load.pk])
    given = {f"column_{name}": "" if at is None else str(at) for name, at in load.plan["columns"].items()}
    refused = client.post(page, given | {"damaged": "aside"})
    assert "可用行号代替" in refused.content.decode()
    answer = client.post(page, given | {"damaged": "aside", "column_payment_id": str(ROW_NUMBER)})
    assert answer.status_code == 302
    load.refresh_from_db()
    version = actions.load_version(load, by=staff)
    assert (version.rows, version.set_aside) == (3, 0)
    number = next(one for one in version.profile if one["name"] == "payment_id")
    assert (number["missing"], number["distinct"]) == (0, 3)
    assert version.lineage["columns"]["payment_id"] == "（行号）"
    assert client.get(version.get_absolute_url()).status_code == 200
    again = actions.bring_file(dataset, upload(content), by=staff)
    assert again.plan["columns"]["payment_id"] == ROW_NUMBER  # as it was chosen before


def test_the_number_of_the_row_stands_for_no_other_column(staff: User, dataset: Dataset) -> None:
    load = actions.bring_file(dataset, upload(as_csv(payments())), by=staff)
    with pytest.raises(Invalid, match="行号"):
        actions.plan_load(
            load, columns=load.plan["columns"] | {"item": ROW_NUMBER}, keep_damaged=False, by=staff
        )
    assert not Version.objects.exists()
