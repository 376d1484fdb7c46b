"""Rows added to a version: the next township's file, or what was set aside and mended."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.loading.mapping import ROW_NUMBER
from mingcha.analyse.datasets.models import Dataset, Load
from mingcha.analyse.datasets.tests.test_loading import rows_of
from mingcha.foundation.accounts.models import User
from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.testing.datasets import (
    HEADINGS,
    as_csv,
    as_workbook,
    make_dataset,
    make_version,
    payments,
    upload,
)

pytestmark = pytest.mark.django_db


def adding(dataset: Dataset, rows: list[list[Any]], by: User, headings: Any = HEADINGS) -> Load:
    """A file of more rows, checked."""
    load = actions.bring_file(dataset, upload(as_csv(rows, headings)), by=by)
    columns = load.plan["columns"]
    if columns["payment_id"] is None:
        columns["payment_id"] = ROW_NUMBER
    actions.plan_load(load, columns=columns, keep_damaged=False, adds=True, by=by)
    actions.check_load(load, by=by)
    return load


@pytest.mark.parametrize("encrypted", [True, False])
def test_the_next_file_is_added_and_a_key_stays_whose_it_was(staff: User, encrypted: bool) -> None:
    dataset = make_dataset(by=staff, office=staff.posts.get().body, encrypted=encrypted)
    make_version(dataset, as_csv(payments(3)), by=staff)
    more = payments(5)
    more[2][3] = "另一项补贴"  # the key of a row there already
    load = adding(dataset, more, staff)
    assert {name: load.report[name] for name in ("before", "rows", "good", "aside")} == {
        "before": 3,
        "rows": 5,
        "good": 2,
        "aside": 3,
    }
    assert load.report["counts"] == [["payment_id", "repeated", 2], ["payment_id", "same_key", 1]]
    version = actions.load_version(load, by=staff)
    assert (version.number, version.rows, version.set_aside) == (2, 5, 3)
    rows = rows_of(version, staff)
    assert [row["payment_id"] for row in rows] == ["P0001", "P0002", "P0003", "P0004", "P0005"]
    assert rows[2]["item"] == "耕地地力保护补贴"
    assert version.lineage["adds_to"] == 1


def test_what_was_set_aside_is_mended_in_its_workbook_and_added(
    client: Client, staff: User, dataset: Dataset
) -> None:
    rows = payments(4)
    rows[1][4] = "去年"
    version = make_version(dataset, as_workbook(rows), by=staff, name="明细.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(actions.aside_workbook(version, by=staff).read()))
    sheet = book.worksheets[0]
    place = next(cell for cell in sheet[1] if cell.value == "发放月份").column
    sheet.cell(2, place).value = "2025-03"
    out = io.BytesIO()
    book.save(out)
    load = actions.bring_file(dataset, upload(out.getvalue(), "剔除.xlsx"), by=staff)
    client.force_login(staff)
    page = reverse("datasets:columns", args=[load.pk])
    form = client.get(page).context["form"]
    assert form["adds"].value() == "more"
    given = {f"column_{name}": "" if at is None else str(at) for name, at in load.plan["columns"].items()}
    assert client.post(page, given | {"damaged": "aside"}).status_code == 422  # it must be said
    assert client.post(page, given | {"damaged": "aside", "adds": "more"}).status_code == 302
    assert "沿用第 1 版" in client.get(load.get_absolute_url()).content.decode()
    client.post(load.get_absolute_url())
    newest = dataset.versions.get(number=2)
    assert (newest.rows, newest.set_aside) == (4, 0)
    assert "3 行" in client.get(newest.get_absolute_url()).content.decode()


def test_numbers_of_rows_are_told_apart_by_file(staff: User, dataset: Dataset) -> None:
    bare = [row[1:] for row in payments(2)]
    load = actions.bring_file(dataset, upload(as_csv(bare, HEADINGS[1:])), by=staff)
    columns = load.plan["columns"] | {"payment_id": ROW_NUMBER}
    actions.plan_load(load, columns=columns, keep_damaged=False, by=staff)
    actions.check_load(load, by=staff)
    actions.load_version(load, by=staff)
    version = actions.load_version(adding(dataset, bare, staff, HEADINGS[1:]), by=staff)
    assert [row["payment_id"] for row in rows_of(version, staff)] == ["2", "2-2", "2-3", "3"]


def test_nothing_is_added_to_nothing(staff: User, dataset: Dataset) -> None:
    with pytest.raises(Invalid, match="追加"):
        adding(dataset, payments(), staff)


def test_of_two_who_add_at_once_one_is_told(staff: User, dataset: Dataset) -> None:
    make_version(dataset, as_csv(payments(2)), by=staff)
    first, second = adding(dataset, payments(3), staff), adding(dataset, payments(4), staff)
    actions.load_version(first, by=staff)
    with pytest.raises(NotNow, match="第 1 版"):
        actions.load_version(second, by=staff)
    actions.plan_load(second, columns=second.plan["columns"], keep_damaged=False, adds=True, by=staff)
    actions.check_load(second, by=staff)
    assert actions.load_version(second, by=staff).rows == 4
