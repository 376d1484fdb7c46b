"""How cells are read: tolerant of how people write, strict about what cannot be known."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from mingcha.analyse.datasets.contracts.columns import Column, Kind, column
from mingcha.analyse.datasets.loading.numbers import is_credit_code, is_identity, lengthened
from mingcha.analyse.datasets.loading.problems import SENTENCES, Problem, sentence
from mingcha.analyse.datasets.loading.values import Reader
from mingcha.testing.datasets import identity

TODAY = date(2026, 3, 2)


def read(kind: Kind, raw: Any, **more: Any) -> tuple[Any, Problem | None]:
    one: Column = column("it", "值", "It", kind, **more)
    return Reader(one, today=TODAY).read(raw)


GOOD: list[tuple[Kind, Any, Any]] = [
    (Kind.TEXT, "　种粮补贴\u200b ", "种粮补贴"),
    (Kind.TEXT, 12.0, "12"),
    (Kind.TEXT, True, "是"),
    (Kind.IDENTITY, "５０0101197001010019".replace("５", "5"), "500101197001010019"),
    (Kind.IDENTITY, "50010119700101006x", "50010119700101006X"),
    (Kind.IDENTITY, "500101 700101 001", identity(1)),
    (Kind.IDENTITY, "'500101 19700101 0019；", identity(1)),
    (Kind.CREDIT_CODE, "91350100m000100y43", "91350100M000100Y43"),
    (Kind.PHONE, "138 0000 0001", "13800000001"),
    (Kind.PHONE, "0435-1234567转801", "0435-1234567转801"),
    (Kind.ACCOUNT, "6222 0000 0000 1234", "6222000000001234"),
    (Kind.PLATE, "吉E·12345", "吉E12345"),
    (Kind.DATE, "2025年1月5日", date(2025, 1, 5)),
    (Kind.DATE, "2025年1月5号", date(2025, 1, 5)),
    (Kind.DATE, "——", None),
    (Kind.DATE, "2025/1/5 00:00:00", date(2025, 1, 5)),
    (Kind.DATE, "20250105", date(2025, 1, 5)),
    (Kind.DATE, 20250105.0, date(2025, 1, 5)),
    (Kind.DATE, 45662, date(2025, 1, 5)),
    (Kind.DATE, "45662", date(2025, 1, 5)),
    (Kind.DATE, datetime(2025, 1, 5, 8), date(2025, 1, 5)),
    (Kind.MONTH, "2025-1", date(2025, 1, 1)),
    (Kind.MONTH, "2025.1", date(2025, 1, 1)),
    (Kind.MONTH, 2025.12, date(2025, 12, 1)),
    (Kind.MONTH, "202501", date(2025, 1, 1)),
    (Kind.MONTH, 202501.0, date(2025, 1, 1)),
    (Kind.MONTH, "2025年1月份", date(2025, 1, 1)),
    (Kind.MONTH, date(2025, 1, 31), date(2025, 1, 1)),
    (Kind.MOMENT, "2025-01-05T08:09:10.123", datetime(2025, 1, 5, 8, 9, 10)),
    (Kind.MOMENT, 45662.5, datetime(2025, 1, 5, 12)),
    (Kind.MONEY, "￥1,234.50元", Decimal("1234.50")),
    (Kind.MONEY, 100.10000000000001, Decimal("100.10")),
    (Kind.MONEY, "人民币 1，234.5 元整", Decimal("1234.50")),
    (Kind.MONEY, "（50.00）", Decimal("-50.00")),
    (Kind.MONEY, " - ", None),
    (Kind.MONEY, "-3", Decimal("-3.00")),
    (Kind.WHOLE, "１２", 12),
    (Kind.WHOLE, 12.0, 12),
    (Kind.NUMBER, "1.5e3", 1500.0),
    (Kind.FLAG, "√", True),
    (Kind.FLAG, 0, False),
    (Kind.FLAG, "否", False),
]


@pytest.mark.parametrize(("kind", "raw", "wanted"), GOOD, ids=lambda one: str(one))
def test_a_value_is_read_as_people_write_it(kind: Kind, raw: Any, wanted: Any) -> None:
    assert read(kind, raw) == (wanted, None)


BAD: list[tuple[Kind, Any, Problem]] = [
    (Kind.TEXT, 5.001011970010100e17, Problem.ROUNDED),
    (Kind.IDENTITY, 5.001011970010100e17, Problem.ROUNDED),
    (Kind.TEXT, "2.02503E+17", Problem.ROUNDED),
    (Kind.IDENTITY, "5.00101E+17", Problem.ROUNDED),
    (Kind.ACCOUNT, "6.222E+18", Problem.ROUNDED),
    (Kind.MONTH, 2025.1, Problem.MONTH_NUMBER),
    (Kind.DATE, "2025年1月", Problem.DATE),
    (Kind.TEXT, "长" * 32_768, Problem.LONG),
    (Kind.TEXT, "a\0b", Problem.NUL),
    (Kind.IDENTITY, "500101197001010018", Problem.IDENTITY),
    (Kind.IDENTITY, "500101197002300019", Problem.IDENTITY),
    (Kind.IDENTITY, "50010119700101001", Problem.IDENTITY),
    (Kind.IDENTITY, "٥00101197001010019", Problem.IDENTITY),
    (Kind.CREDIT_CODE, "91350100M000100Y44", Problem.CREDIT_CODE),
    (Kind.CREDIT_CODE, "91350100I000100Y43", Problem.CREDIT_CODE),
    (Kind.PHONE, "没有", Problem.PHONE),
    (Kind.PLATE, "不详", Problem.PLATE),
    (Kind.DATE, "2025-02-30", Problem.DATE),
    (Kind.DATE, "去年", Problem.DATE),
    (Kind.DATE, 3, Problem.DATE),
    (Kind.DATE, True, Problem.DATE),
    (Kind.DATE, "0001-01-01", Problem.DATE),
    (Kind.DATE, date(2026, 3, 3), Problem.FUTURE),
    (Kind.MONTH, "2025-13", Problem.MONTH),
    (Kind.MONTH, "2026-04", Problem.FUTURE),
    (Kind.MOMENT, "2025-01-05 25:00", Problem.MOMENT),
    (Kind.MONEY, "3万元", Problem.UNIT),
    (Kind.MONEY, "1.234", Problem.CENTS),
    (Kind.MONEY, "1e400", Problem.BIG),
    (Kind.MONEY, "99999999999999999", Problem.BIG),
    (Kind.MONEY, "NaN", Problem.MONEY),
    (Kind.MONEY, date(2025, 1, 5), Problem.MONEY),
    (Kind.WHOLE, "1.5", Problem.WHOLE),
    (Kind.WHOLE, "9" * 30, Problem.BIG),
    (Kind.NUMBER, "Infinity", Problem.NUMBER),
    (Kind.FLAG, "也许", Problem.FLAG),
]


@pytest.mark.parametrize(("kind", "raw", "problem"), BAD, ids=lambda one: str(one)[:30])
def test_a_value_that_is_none_is_told_apart(kind: Kind, raw: Any, problem: Problem) -> None:
    assert read(kind, raw)[1] == problem


def test_empty_is_nothing_unless_it_must_be_filled_in() -> None:
    for raw in (None, "", "  ", "\u3000"):
        assert read(Kind.DATE, raw) == (None, None)
        assert read(Kind.DATE, raw, required=True)[1] == Problem.MISSING


def test_bounds_hold_for_numbers_money_and_days() -> None:
    assert read(Kind.NUMBER, "5", high=Decimal(4))[1] == Problem.HIGH
    assert read(Kind.MONEY, "-1", low=Decimal(0))[1] == Problem.LOW
    assert read(Kind.DATE, "1999-12-31", low=date(2000, 1, 1))[1] == Problem.LOW
    assert read(Kind.MOMENT, "2000-01-02 03:04", low=date(2000, 1, 1))[1] is None
    assert read(Kind.WHOLE, "4", low=Decimal(4), high=Decimal(4))[1] is None


def test_the_unit_of_the_column_may_be_written_and_no_other() -> None:
    assert read(Kind.NUMBER, "12.5 亩", unit="亩") == (12.5, None)
    assert read(Kind.WHOLE, "3人", unit="人") == (3, None)
    assert read(Kind.NUMBER, "12公顷", unit="亩")[1] == Problem.NUMBER


def test_what_is_wrong_says_what_is_allowed() -> None:
    sex = column("it", "值", "It", Kind.CODE, codes={"M": "男", "F": "女"})
    assert sentence(Problem.CODE, sex) == "不在允许的取值范围内：男、女"
    assert sentence(Problem.LOW, column("it", "值", "It", Kind.NUMBER, low=Decimal(0))).endswith("：0")


def test_a_code_is_known_by_itself_and_by_its_label() -> None:
    codes = {"M": "男", "F": "女"}
    assert read(Kind.CODE, "男", codes=codes) == ("M", None)
    assert read(Kind.CODE, "ｆ", codes=codes) == ("F", None)
    assert read(Kind.CODE, "不详", codes=codes)[1] == Problem.CODE


def test_one_and_yes_are_not_taken_for_each_other() -> None:
    """They are equal in Python, and the reader remembers what it met."""
    reader = Reader(column("it", "值", "It"), today=TODAY)
    assert [reader.read(raw)[0] for raw in (1, True, 1.0, "1")] == ["1", "是", "1", "1"]


def test_check_digits() -> None:
    assert is_identity(identity(7))
    assert not is_identity("")
    assert lengthened("500101700101001") == identity(1)
    assert lengthened("50010170010100") == ""
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("９1350100M000100Y43")


def test_every_problem_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Problem)
