"""Units' accounts: allowances, invoices, balances, accounts and rent."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.finance import (
    ALLOWANCE_STANDARDS,
    BALANCES,
    BANK_ACCOUNTS,
    INVOICES,
    REGISTERED_ACCOUNTS,
    RENT_RECEIPTS,
    UNION_BENEFITS,
    UNION_MEMBERS,
    UNIT_LEASES,
)
from mingcha.analyse.datasets.contracts.people import PAYROLL
from mingcha.analyse.synthetic.labelled import persons, units, who
from mingcha.analyse.synthetic.people import officials
from mingcha.analyse.synthetic.province import AS_OF, Province, Sort

ITEM, LIMIT = "岗位津贴", 800
GOODS = np.array(["复印纸", "墨盒", "档案盒", "办公用品", "食品"])


def fill(province: Province) -> None:
    _allowances(province)
    _allowance_cases(province)
    _invoices(province, province.scale)
    _invoice_cases(province)
    _balances(province, max(400, province.scale // 20))
    _accounts(province)
    _money_cases(province)


def _allowances(province: Province) -> None:
    """Every official has the allowance within its standard once a month, and gifts as a member."""
    province.add_rows(ALLOWANCE_STANDARDS, [{"item": ITEM, "monthly": LIMIT, "basis": "示例文件"}])
    everyone = officials(province)
    paid = np.repeat(everyone, 12)
    months = np.tile(np.arange("2025-01", "2026-01", dtype="datetime64[M]"), len(everyone)).astype(
        "datetime64[D]"
    )
    person = {"person_id": province.persons[paid], "name": province.names[paid]}
    unit = np.full(len(paid), "示例单位4")
    province.add(
        PAYROLL,
        {
            "pay_id": np.char.add("WA", np.arange(len(paid)).astype(str)),
            **person,
            "unit": unit,
            "month": months,
            "item": np.full(len(paid), ITEM),
            "amount": np.full(len(paid), 600),
        },
    )
    gift = {"benefit_id": np.char.add("GB", np.arange(len(paid)).astype(str)), **person, "unit": unit}
    province.add(UNION_BENEFITS, gift | {"day": months, "amount": np.full(len(paid), 100)})
    member = {"person_id": province.persons[everyone], "name": province.names[everyone]}
    province.add(UNION_MEMBERS, member | {"unit": np.full(len(everyone), "示例单位4")})


def _allowance_cases(province: Province) -> None:
    """M36. The same money under another name is missed; another approved standard is hit."""
    twice = [(month, None, ITEM, 800) for month in ("2024-03", "2024-03", "2024-04", "2024-04")]
    _paid(province, Sort.PLAIN, "", *twice, ("2024-05", None, ITEM, 1500))
    _paid(province, Sort.HARD, "once twice", *twice[:2])
    _paid(province, Sort.HARD, "a yuan over", ("2024-03", None, ITEM, 801))
    _paid(province, Sort.HARD, "another name", *twice[:1], ("2024-03", None, "工作补助", 800))
    _paid(province, Sort.INNOCENT, "back_pay", *twice[:1], ("2024-03", "2024-01", ITEM, 800))
    _paid(province, Sort.INNOCENT, "merged", *(("2024-03", f"2024-0{one}", ITEM, 800) for one in (1, 2, 3)))
    _paid(province, Sort.INNOCENT, "other_rule", ("2024-03", None, ITEM, 1000))
    for index in persons(province, "M36", Sort.HARD, "no member"):
        gift = {
            "benefit_id": f"GP{index}",
            "unit": "示例单位4",
            "day": np.datetime64("2024-02-01"),
            "amount": 300,
        }
        province.add_rows(UNION_BENEFITS, [who(province, index) | gift])


def _paid(province: Province, sort: Sort, why: str, *given: tuple[str, str | None, str, int]) -> None:
    for index in persons(province, "M36", sort, why):
        rows = [
            who(province, index)
            | {"pay_id": f"WP{index}-{order}", "unit": "示例单位4", "item": item, "amount": amount}
            | {"month": _first(month), "for_month": _first(due) if due else None}
            for order, (month, due, item, amount) in enumerate(given)
        ]
        province.add_rows(PAYROLL, rows)


def _first(month: str) -> np.datetime64:
    return np.datetime64(f"{month}-01")


def _invoices(province: Province, count: int) -> None:
    """Invoices from ordinary companies: vague ones are small or have a list."""
    number = np.arange(count)
    amount = province.rng.integers(100, 20_000, count)
    item = GOODS[number % len(GOODS)]
    province.add(
        INVOICES,
        {
            "line_id": np.char.add("IB", number.astype(str)),
            "invoice_no": np.char.add("票B", number.astype(str)),
            "unit": np.char.add("示例单位", (number % 40).astype(str)),
            "seller": province.company_names[province.background_companies(count)],
            "seller_trade": np.full(count, "文具零售"),
            "item": item,
            "amount": amount,
            "has_list": amount >= 5000,
        },
    )


def _invoice_cases(province: Province) -> None:
    """M37. Vague invoices kept below the limit are missed; real goods without a list are hit."""
    _bought(province, Sort.PLAIN, "", *[("办公用品", 8000, "示例文具店", False)] * 4)
    _bought(province, Sort.HARD, "at the limit", ("办公用品", 5000, "示例文具店", False))
    _bought(province, Sort.HARD, "a liquor shop", ("会议用水", 900, "示例烟酒行", True))
    _bought(province, Sort.HARD, "a card", ("购物卡", 1000, "示例商场", True))
    _bought(province, Sort.HARD, "kept below", *[("办公用品", 4900, "示例文具店", False)] * 3)
    _bought(province, Sort.INNOCENT, "office_trade", ("办公用品", 6400, "示例百货店", False))
    _bought(province, Sort.INNOCENT, "listed", ("办公用品", 12_000, "示例文具店", True))


def _bought(province: Province, sort: Sort, why: str, *given: tuple[str, int, str, bool]) -> None:
    for unit in units(province, "M37", sort, why):
        rows = [
            {
                "line_id": f"I{unit}{order}",
                "invoice_no": f"票{unit}{order}",
                "unit": unit,
                "seller": seller,
                "seller_trade": "零售",
                "item": item,
                "amount": amount,
                "has_list": listed,
            }
            for order, (item, amount, seller, listed) in enumerate(given)
        ]
        province.add_rows(INVOICES, rows)


def _balances(province: Province, count: int) -> None:
    """Balances that moved within three years."""
    moved = AS_OF - province.rng.integers(1, 1000, count).astype("timedelta64[D]")
    columns = {
        "balance_id": np.char.add("BB", np.arange(count).astype(str)),
        "unit": np.char.add("示例单位", (np.arange(count) % 40).astype(str)),
        "subject": np.full(count, "其他应收款"),
        "amount": province.rng.integers(100, 500_000, count),
        "moved_on": moved,
        "as_of": np.full(count, AS_OF),
    }
    province.add(BALANCES, columns)


def _accounts(province: Province) -> None:
    """Every unit's accounts are approved, and its rent is booked."""
    count = 80
    unit = np.char.add("示例单位", (np.arange(count) % 40).astype(str))
    account = np.char.add("9998", np.char.zfill(np.arange(count).astype(str), 15))
    province.add(BANK_ACCOUNTS, {"account": account, "unit": unit, "bank": np.full(count, "示例银行")})
    province.add(REGISTERED_ACCOUNTS, {"account": account, "unit": unit})
    lease = np.char.add("LB", np.arange(count).astype(str))
    province.add(UNIT_LEASES, {"lease_id": lease, "unit": unit, "due": np.full(count, 60_000)})
    twice = np.tile(lease, 2)
    receipt = {"receipt_id": np.char.add("RR", np.arange(len(twice)).astype(str)), "lease_id": twice}
    province.add(RENT_RECEIPTS, receipt | {"amount": np.full(len(twice), 30_000)})


def _money_cases(province: Province) -> None:
    """M38. A balance moved on paper is missed; rent remitted but left in the ledger is hit."""
    _money(province, Sort.PLAIN, "", moved="2018-05-01", secret=True, short=30_000)
    _money(province, Sort.HARD, "a month over three years", moved="2022-11-30")
    _money(province, Sort.HARD, "moved on paper", moved="2024-12-31")
    _money(province, Sort.HARD, "an account", secret=True)
    _money(province, Sort.HARD, "rent short", short=6_000)
    _money(province, Sort.INNOCENT, "remitted", short=50_000)
    _money(province, Sort.INNOCENT, "in_court", moved="2018-05-01", in_court=True)
    _money(province, Sort.INNOCENT, "closed", secret=True, closed=np.datetime64("2024-01-31"))


def _money(province: Province, sort: Sort, why: str, **given: Any) -> None:
    """Each unit with a registered account, and what is given."""
    for unit in units(province, "M38", sort, why):
        open_one = {"account": f"9997{unit}", "unit": unit}
        province.add_rows(BANK_ACCOUNTS, [open_one])
        province.add_rows(REGISTERED_ACCOUNTS, [open_one])
        if "secret" in given:
            other = {"account": f"9996{unit}", "unit": unit, "closed_on": given.get("closed")}
            province.add_rows(BANK_ACCOUNTS, [other])
        if "moved" in given:
            row = {
                "balance_id": f"B{unit}",
                "unit": unit,
                "subject": "其他应收款",
                "amount": 90_000,
                "as_of": AS_OF,
            }
            moved = {"moved_on": np.datetime64(given["moved"]), "in_court": given.get("in_court")}
            province.add_rows(BALANCES, [row | moved])
        if "short" in given:
            province.add_rows(UNIT_LEASES, [{"lease_id": f"L{unit}", "unit": unit, "due": 100_000}])
            booked = {"receipt_id": f"R{unit}", "lease_id": f"L{unit}", "amount": 100_000 - given["short"]}
            province.add_rows(RENT_RECEIPTS, [booked])
