"""The pages in Chromium: they fit, axe finds nothing, and a table is loaded by hand."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.models import Dataset, Version
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.testing.browser import PHONE, WIDE, axe_violations, fits, set_theme, shoot, sign_in
from mingcha.testing.conduct import make_site
from mingcha.testing.datasets import (
    HEADINGS,
    as_workbook,
    bring,
    checked,
    make_dataset,
    make_version,
    payments,
    upload,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page: Page, user: User, pages: dict[str, str]) -> None:
    """Every page at both widths, light and dark: fits, no faults; a picture of each."""
    page.context.clear_cookies()
    sign_in(page, user)
    found = []
    for name, url in pages.items():
        for theme, view in (("light", WIDE), ("dark", PHONE)):
            page.set_viewport_size(view)
            page.goto(url)
            set_theme(page, theme)
            shoot(page, f"datasets-{name}-{theme}")
            found += [f"{name} {theme}: {one}" for one in axe_violations(page)]
            found += [] if fits(page) else [f"{name} {theme}: scrolls sideways"]
    assert not found, "\n".join(found)


def flawed(how_many: int = 60) -> list[list[Any]]:
    """Rows of which a few are wrong, each in another way."""
    rows = payments(how_many)
    rows[3][1] = rows[3][1][:-1] + ("1" if rows[3][1][-1] != "1" else "2")
    rows[7][5] = "3.2万元"
    rows[9][4] = "去年"
    rows[11][0] = rows[10][0]
    rows[12][4] = f"{timezone.localdate().year + 1}-01"
    for row in rows[20:30]:
        row[8] = ""
    return rows


def test_data_sets_at_both_widths(page: Page) -> None:
    site = make_site()
    dataset = make_dataset(by=site.staff, in_round=site.made.round, title="惠农补贴发放明细（2025年）")
    make_version(dataset, as_workbook(payments(40)), by=site.staff, name="发放明细.xlsx")
    version = make_version(dataset, as_workbook(flawed()), by=site.member, name="发放明细（补正）.xlsx")
    begun = bring(dataset, as_workbook(flawed(30)), by=site.head, name="发放明细 三季度.xlsx")
    ready = checked(dataset, as_workbook(flawed(25)), by=site.head, name="发放明细 四季度.xlsx")
    gone = make_dataset(by=site.staff, office=site.made.office, title="死亡人员信息")
    make_version(gone, by=site.staff)
    actions.destroy_dataset(gone, witness="监销人", reason="保存期限已满", by=site.head)
    late = make_dataset(by=site.staff, office=site.made.office, title="逾期未销毁的数据")
    day = timezone.localdate() - timedelta(days=2)
    Dataset.objects.filter(pk=late.pk).update(keep_until=day, letter_on=day)
    pages = {
        "list": ledger_url("datasets"),
        "contracts": reverse("datasets:contracts"),
        "contract": reverse("datasets:contract", args=["subsidy_payments"]),
        "create": reverse("datasets:create") + "?contract=subsidy_payments",
        "detail": dataset.get_absolute_url(),
        "version": version.get_absolute_url(),
        "bring": reverse("datasets:bring", args=[dataset.pk]),
        "columns": reverse("datasets:columns", args=[begun.pk]),
        "check": ready.get_absolute_url(),
        "extend": reverse("datasets:extend", args=[dataset.pk]),
        "destroy": reverse("datasets:dataset_move", args=[dataset.pk, "destroy"]),
        "destroyed": gone.get_absolute_url(),
        "late": late.get_absolute_url(),
    }
    look(page, site.head, pages)


def test_a_table_is_loaded_by_hand_and_a_column_put_right(page: Page) -> None:
    site = make_site()
    dataset = make_dataset(by=site.staff, in_round=site.made.round)
    headings = ["备注", *HEADINGS[1:]]  # the number of the payment cannot be told from its heading
    sign_in(page, site.member)
    page.goto(dataset.get_absolute_url())
    page.get_by_role("link", name="导入表格").click()
    content = as_workbook(flawed(), headings)
    page.set_input_files(
        "input[type=file]", {"name": "明细.xlsx", "mimeType": "application/zip", "buffer": content}
    )
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="检查文件").click()
    assert page.locator("#id_column_payment_id_error").is_visible()
    page.select_option("#id_column_payment_id", "0")
    page.get_by_role("button", name="检查文件").click()
    page.get_by_role("button", name="导入 56 行").click()
    page.wait_for_url(lambda url: "/versions/" in url)
    version = Version.objects.get()
    assert (version.rows, version.set_aside, version.marked) == (56, 4, 1)
    again = actions.bring_file(dataset, upload(content, "明细.xlsx"), by=site.staff)
    page.context.clear_cookies()
    sign_in(page, site.staff)
    page.goto(reverse("datasets:columns", args=[again.pk]))
    assert page.locator("#id_column_payment_id").input_value() == "0"
    assert "文件内容完全相同" in page.content()
