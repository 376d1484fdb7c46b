"""Small purchases of many units at ordinary prices, and those split, dear or always of one vendor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.purchasing import PURCHASES
from mingcha.analyse.synthetic.province import Province, Sort
from mingcha.analyse.synthetic.tendering import Book, Firm, bidders

GOODS = 20  # categories
KINDS = 5  # specifications of each
DAY = np.datetime64("2025-03-01")


def fill(province: Province) -> None:
    _background(province, province.scale // 2)
    book = Book(province, 3)
    for _ in range(province.many):
        _split(book)
        _single(book)
        _dear(book)
        _branded(book)
    book.finish()


def _background(province: Province, count: int) -> None:
    """Four small purchases or so by unit, category and year."""
    rng = province.rng
    unit, goods = rng.integers(0, max(40, count // 240), count), rng.integers(0, GOODS, count)
    kind = rng.integers(0, KINDS, count)
    price = ((goods + 1) * 40 + kind * 15) * rng.uniform(0.95, 1.05, count)
    quantity = rng.integers(1, 20, count)
    year = rng.integers(2023, 2026, count)
    supplier = rng.integers(0, bidders(province), count)
    bought = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]") + rng.integers(0, 365, count)
    purchase = {
        "purchase_id": np.char.add("G", np.arange(count).astype(str)),
        "unit": np.char.add("示例采购单位", unit.astype(str)),
        "budget_year": year,
        "category": np.char.add("示例品目", goods.astype(str)),
        "item": np.char.add("示例货物", goods.astype(str)),
        "spec": np.char.add("规格", kind.astype(str)),
        "company_code": province.companies[supplier],
        "company": province.company_names[supplier],
        "bought_on": bought,
        "quantity": quantity,
        "unit_price": price,
        "amount": price * quantity,
        "method": np.array(["direct", "inquiry"])[rng.integers(0, 2, count)],
        "emergency": np.full(count, False),
    }
    province.add(PURCHASES, purchase)


def buy(book: Book, firm: Firm, unit: str, day: np.datetime64, amount: int, **columns: Any) -> str:
    """One purchase, of a category that only this unit buys unless columns say else."""
    number = book.number("G")
    usual = {
        "purchase_id": number,
        "unit": unit,
        "budget_year": int(str(day)[:4]),
        "category": f"品目-{unit}",
        "company_code": firm.code,
        "company": firm.name,
        "bought_on": day,
        "amount": amount,
        "method": "direct",
    }
    book.add(PURCHASES, **{**usual, **columns})
    return number


def _bought(book: Book, sort: Sort, why: str, bought: Sequence[tuple[Any, int]], **columns: Any) -> None:
    """M29: a unit that bought so, each time of another vendor."""
    unit = book.number("示例单位Y")
    for day, amount in bought:
        buy(book, book.strangers(1)[0], unit, np.datetime64(day), amount, **columns)
    book.plant("M29", sort, unit, why)


def _renamed(book: Book) -> None:
    """M29: one need bought under two names."""
    unit = book.number("示例单位Y")
    for place in range(4):
        buy(book, book.strangers(1)[0], unit, DAY + place, 150_000, category=f"{unit}-{place % 2}")
    book.plant("M29", Sort.HARD, unit, "missed: one need under two categories")


def _split(book: Book) -> None:
    _renamed(book)
    _bought(book, Sort.PLAIN, "", [(DAY + 15 * one, 150_000) for one in range(4)])
    _bought(book, Sort.HARD, "the limit exactly, ninety days apart", [(DAY, 499_000), (DAY + 90, 1_000)])
    _bought(book, Sort.INNOCENT, "a day too far apart", [(DAY, 300_000), (DAY + 91, 300_000)])
    _bought(book, Sort.INNOCENT, "budget_years", [("2024-12-20", 300_000), ("2025-01-10", 300_000)])
    _bought(book, Sort.INNOCENT, "emergency", [(DAY, 300_000), (DAY + 1, 300_000)], emergency=True)


def _sole(book: Book, sort: Sort, why: str, times: int, reason: str) -> None:
    """M32: a vendor from whom one unit bought so often without competition."""
    firm, unit = book.firm(), book.number("示例单位S")
    for place in range(times):
        buy(book, firm, unit, DAY + 30 * place, 20_000, method="single", reason=reason)
    book.plant("M32", sort, firm.code, why)


def _single(book: Book) -> None:
    _sole(book, Sort.PLAIN, "", 5, "other")
    _sole(book, Sort.HARD, "three times", 3, "urgent")
    _sole(book, Sort.HARD, "missed: a false patent", 5, "patent")
    _sole(book, Sort.INNOCENT, "twice", 2, "other")
    _sole(book, Sort.INNOCENT, "patent", 5, "patent")
    _sole(book, Sort.INNOCENT, "spare_parts", 5, "spare")


def _priced(book: Book, sort: Sort, why: str, price: int, spec: str = "甲型") -> None:
    """M32: a vendor who asked this where everybody paid a thousand."""
    firm, item = book.firm(), book.number("货物")
    for one in (*book.strangers(5), *book.strangers(5), *book.strangers(2)):
        buy(book, one, book.number("示例单位Q"), DAY, 1000, item=item, spec="甲型", unit_price=1000)
    buy(book, firm, book.number("示例单位Q"), DAY + 9, price, item=item, spec=spec, unit_price=price)
    book.plant("M32", sort, firm.code, why)


def _dear(book: Book) -> None:
    _priced(book, Sort.PLAIN, "", 2_000)
    _priced(book, Sort.HARD, "just above", 1_210)
    _priced(book, Sort.INNOCENT, "a fifth above", 1_200)
    _priced(book, Sort.INNOCENT, "spec_differs", 2_000, "乙型")


def _branded(book: Book) -> None:
    firm = book.firm()
    buy(book, firm, book.number("示例单位P"), DAY, 30_000, method="inquiry", required_brand="示例牌")
    book.plant("M32", Sort.HARD, firm.code, "brand in the requirements")
