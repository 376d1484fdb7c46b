"""Construction works begun after tender and permit and settled near the contract, and those that are not."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.tenders import TENDERS
from mingcha.analyse.datasets.contracts.works import WORK_CHANGES, WORK_LOGS, WORKS
from mingcha.analyse.synthetic.province import Province, Sort
from mingcha.analyse.synthetic.tendering import Book

LOGS, CHANGES = 5, 2  # of ordinary works
NOTICED, PERMITTED = np.datetime64("2025-03-01"), np.datetime64("2025-05-01")
LINE = 500_000  # where a change needs approval
TEN_MILLION = 10_000_000
TWICE = {"contract_amount": 2 * TEN_MILLION, "settlement": 2 * TEN_MILLION, "budget": 2 * TEN_MILLION}


def fill(province: Province) -> None:
    _background(province)
    book = Book(province, 2)
    for _ in range(province.many):
        _early(book)
        _changed(book)
    book.finish()


def _background(province: Province) -> None:
    """Works of the first ordinary lots: building from ten days after the permit, two small changes each."""
    lots = province.tables[TENDERS.name][0].slice(0, max(30, province.scale // 100))
    rng, count = province.rng, lots.num_rows
    ids = np.char.add("W", np.arange(count).astype(str))
    permitted = lots["opened_on"].to_numpy().astype("datetime64[D]") + 60
    contract = rng.integers(100, 900, count) * 10_000
    work = {
        "project_id": ids,
        "project": np.char.add("示例工程", np.arange(count).astype(str)),
        "owner": lots["owner"],
        "tender_id": lots["tender_id"],
        "company": np.full(count, "示例施工单位"),
        "budget": contract * 1.1,
        "contract_amount": contract,
        "settlement": contract * rng.uniform(0.95, 1.05, count),
        "permitted_on": permitted,
        "rescue": np.full(count, False),
    }
    province.add(WORKS, work)
    log = {
        "log_id": np.char.add("L", np.arange(count * LOGS).astype(str)),
        "project_id": np.repeat(ids, LOGS),
        "day": np.repeat(permitted, LOGS) + np.tile(np.arange(LOGS) * 7 + 10, count),
        "kind": np.full(count * LOGS, "build"),
    }
    province.add(WORK_LOGS, log)
    change = {
        "change_id": np.char.add("C", np.arange(count * CHANGES).astype(str)),
        "project_id": np.repeat(ids, CHANGES),
        "signed_on": np.repeat(permitted, CHANGES) + 90,
        "amount": np.repeat(contract, CHANGES) * rng.uniform(0.01, 0.03, count * CHANGES),
        "reason": np.full(count * CHANGES, "site"),
    }
    province.add(WORK_CHANGES, change)


def _work(book: Book, **columns: Any) -> str:
    """Works of ten million in order, but for what columns say."""
    number = book.number("W")
    usual = {
        "project_id": number,
        "project": f"示例工程{number}",
        "owner": f"示例业主{number}",
        "company": "示例施工单位",
        "budget": TEN_MILLION * 12 // 10,
        "contract_amount": TEN_MILLION,
        "settlement": TEN_MILLION,
        "permitted_on": PERMITTED,
    }
    book.add(WORKS, **{**usual, **columns})
    return number


def _begun(book: Book, sort: Sort, why: str, day: np.datetime64, kind: str = "build", **columns: Any) -> None:
    """M30: works whose first log is of this day."""
    tender = book.tender(noticed_on=NOTICED, opened_on=NOTICED + 25)
    work = _work(book, tender_id=tender, **columns)
    for number, (on, what) in enumerate(((day, kind), (PERMITTED + 5, "build"))):
        book.add(WORK_LOGS, log_id=f"{work}-L{number}", project_id=work, day=on, kind=what)
    book.plant("M30", sort, work, why)


def _early(book: Book) -> None:
    _begun(book, Sort.PLAIN, "", NOTICED - 20)
    _begun(book, Sort.HARD, "a day before the permit", PERMITTED - 1)
    _begun(book, Sort.HARD, "missed: building put down as preparation", NOTICED - 20, "prepare")
    _begun(book, Sort.INNOCENT, "on the day of the permit", PERMITTED)
    _begun(book, Sort.INNOCENT, "rescue_works", NOTICED - 20, rescue=True)
    _begun(book, Sort.INNOCENT, "survey", NOTICED - 20, "survey")


def _change(book: Book, work: str, amount: int, reason: str = "site", approval: str | None = None) -> None:
    row = {"change_id": book.number("C"), "project_id": work, "signed_on": PERMITTED + 90, "amount": amount}
    book.add(WORK_CHANGES, **row, reason=reason, approval_no=approval)


def _changed(book: Book) -> None:
    """M31: plain, three tenths changed; hard, near the line or settled just above; innocents, approved."""
    plain = _work(book, settlement=TEN_MILLION * 13 // 10)
    _change(book, plain, 3_000_000)
    book.plant("M31", Sort.PLAIN, plain)
    split = _work(book, **TWICE)
    for _ in range(3):
        _change(book, split, LINE * 8 // 10)
    book.plant("M31", Sort.HARD, split, "three near the line")
    lower = _work(book, **TWICE)
    for _ in range(4):
        _change(book, lower, LINE * 7 // 10)
    book.plant("M31", Sort.HARD, lower, "missed: split further below the line")
    over = _work(book, settlement=TEN_MILLION * 11 // 10 + 10_000)
    book.plant("M31", Sort.HARD, over, "settled just above")
    for reason, why in (("design", "design_error"), ("force", "force_majeure")):
        work = _work(book, settlement=TEN_MILLION * 12 // 10)
        _change(book, work, 2_000_000, reason, "示批〔2025〕9号")
        book.plant("M31", Sort.INNOCENT, work, why)
    tenth = _work(book, settlement=TEN_MILLION * 11 // 10)
    _change(book, tenth, TEN_MILLION // 10)
    book.plant("M31", Sort.INNOCENT, tenth, "a tenth exactly")
