"""Data sets for the tests: registered, loaded from small files, through the actions."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.loading.numbers import identity_check
from mingcha.analyse.datasets.models import Dataset, Load, Version
from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Round
from mingcha.registry.bodies.models import Body

HEADINGS = (
    "发放编号",
    "身份证号",
    "姓名",
    "补贴项目",
    "发放月份",
    "发放金额",
    "银行账号",
    "收款人",
    "村（社区）",
)
_numbers = count(1)


def identity(number: int = 1, born: str = "19700101", region: str = "500101") -> str:
    """A valid identity number of nobody."""
    first = f"{region}{born}{number % 1000:03}"
    return first + identity_check(first)


def payments(how_many: int = 3) -> list[list[Any]]:
    """Rows of the contract `subsidy_payments`, under HEADINGS."""
    return [
        [
            f"P{number:04}",
            identity(number),
            f"测试{number}",
            "耕地地力保护补贴",
            f"2025-{number % 12 + 1:02}",
            f"{100 + number}.50",
            f"6222{number:012}",
            f"测试{number}",
            "测试村",
        ]
        for number in range(1, how_many + 1)
    ]


def as_csv(
    rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, encoding: str = "utf-8"
) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode(encoding)


def as_workbook(
    rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, sheet: str = "明细"
) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, row in enumerate([headings, *rows]):
        for column, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(place, column, value, day)
            else:
                page.write(place, column, value)
    book.close()
    return out.getvalue()


def upload(content: bytes, name: str = "发放明细.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def make_dataset(
    *, by: User, office: Body | None = None, in_round: Round | None = None, **fields: Any
) -> Dataset:
    """A data set of subsidy payments without rows."""
    today = timezone.localdate()
    given: dict[str, Any] = {
        "contract": "subsidy_payments",
        "title": f"测试数据{next(_numbers):03}",
        "department": "测试财政局",
        "letter_number": "测巡函〔2026〕1号",
        "letter_on": today - timedelta(days=3),
        "purpose": "核查补贴发放",
        "keep_until": today + timedelta(days=90),
    }
    return actions.register_dataset(by=by, office=office, in_round=in_round, **(given | fields))


def bring(dataset: Dataset, content: bytes | None = None, *, by: User, name: str = "发放明细.csv") -> Load:
    """A file brought, its mapping as suggested."""
    load = actions.bring_file(
        dataset, upload(as_csv(payments()) if content is None else content, name), by=by
    )
    actions.plan_load(load, columns=load.plan["columns"], keep_damaged=False, by=by)
    return load


def checked(dataset: Dataset, content: bytes | None = None, *, by: User, name: str = "发放明细.csv") -> Load:
    load = bring(dataset, content, by=by, name=name)
    actions.check_load(load, by=by)
    return load


def make_version(
    dataset: Dataset, content: bytes | None = None, *, by: User, name: str = "发放明细.csv"
) -> Version:
    """Loaded as suggested."""
    return actions.load_version(checked(dataset, content, by=by, name=name), by=by)
