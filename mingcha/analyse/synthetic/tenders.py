"""Tenders of three years in which nothing is amiss, and the lots, bidders and winners that are."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.companies import COMPANY_ROLES
from mingcha.analyse.datasets.contracts.people import SOCIAL_INSURANCE
from mingcha.analyse.datasets.contracts.tenders import (
    AWARDS,
    BID_TRACES,
    BIDS,
    DEPOSITS,
    SHARED_PLACES,
    TENDERS,
)
from mingcha.analyse.synthetic.province import BEGIN, Province, Sort
from mingcha.analyse.synthetic.tendering import AGENTS, ASKED, CATEGORIES, Book, Firm, bidders

EACH = 4  # bidders of an ordinary lot
OPENED = np.datetime64("2025-03-10")


def fill(province: Province) -> None:
    _background(province, max(60, province.scale // 50))
    book = Book(province, 1)
    for _ in range(province.many):
        _same_computer(book)
        _same_payer(book)
        _linked(book)
        _patterned(book)
        _winning(book)
        _shells(book)
    book.finish()


def _background(province: Province, lots: int) -> None:
    rng, numbers = province.rng, np.arange(lots)
    ids = np.char.add("T", numbers.astype(str))
    price = rng.integers(50, 2000, lots) * 10_000
    opened = BEGIN + rng.integers(40, 1000, lots).astype("timedelta64[D]")
    owners = np.char.add("示例招标人", (numbers % max(20, lots // 8)).astype(str))
    lot = {
        "tender_id": ids,
        "tender": np.char.add(np.char.add("示例工程", numbers.astype(str)), "标段"),
        "owner": owners,
        "agent": np.char.add("示例代理", rng.integers(0, AGENTS, lots).astype(str)),
        "category": CATEGORIES[rng.integers(0, len(CATEGORIES), lots)],
        "method": np.full(lots, "open"),
        "noticed_on": opened - 25,
        "opened_on": opened,
        "control_price": price,
        "pricing": np.full(lots, "free"),
        "framework": np.full(lots, False),
    }
    province.add(TENDERS, lot)
    who = _who_bids(province, lots)
    _bids(province, lot, who, rng.integers(0, EACH, lots))
    _uploads(province, np.repeat(ids, EACH), np.repeat(opened, EACH), who.ravel())


def _who_bids(province: Province, lots: int) -> np.ndarray:
    """Four different ordinary bidders for each lot."""
    pool, rng = bidders(province), province.rng
    stride = rng.integers(1, max(2, (pool - 1) // (EACH - 1) + 1), lots)
    found: np.ndarray = (rng.integers(0, pool, lots)[:, None] + stride[:, None] * np.arange(EACH)) % pool
    return found


def _bids(province: Province, lot: dict[str, Any], who: np.ndarray, winner: np.ndarray) -> None:
    rng, lots = province.rng, len(who)
    asked = np.array(ASKED[:EACH]) - rng.uniform(0, 0.008, (lots, EACH))
    quotes = np.round(lot["control_price"][:, None] * rng.permuted(asked, axis=1))
    flat = who.ravel()
    bid = {
        "bid_id": np.char.add("B", np.arange(lots * EACH).astype(str)),
        "tender_id": np.repeat(lot["tender_id"], EACH),
        "company_code": province.companies[flat],
        "company": province.company_names[flat],
        "quote": quotes.ravel(),
        "valid": np.full(lots * EACH, True),
        "contact": province.names[flat],
        "contact_phone": np.char.add("1009", np.char.zfill(flat.astype(str), 7)),
    }
    province.add(BIDS, bid)
    won = np.arange(lots) * EACH + winner
    award = {
        "award_id": np.char.add("A", np.arange(lots).astype(str)),
        "tender_id": lot["tender_id"],
        "owner": lot["owner"],
        "company_code": bid["company_code"][won],
        "company": bid["company"][won],
        "amount": bid["quote"][won],
        "awarded_on": lot["opened_on"] + 5,
    }
    province.add(AWARDS, award)


def _uploads(province: Province, tender: np.ndarray, opened: np.ndarray, who: np.ndarray) -> None:
    """Every bidder at its own computer and its own bank's branch."""
    count, number = len(who), who.astype(str)
    company = {"company_code": province.companies[who], "company": province.company_names[who]}
    ip = np.char.add(
        np.char.add("10.0.", (who // 250).astype(str)), np.char.add(".", (who % 250).astype(str))
    )
    moment = (opened - 1).astype("datetime64[s]") + province.rng.integers(32_000, 60_000, count)
    trace = {
        "trace_id": np.char.add("U", np.arange(count).astype(str)),
        "tender_id": tender,
        "ip": ip,
        "mac": np.char.add("MAC", number),
        "disk": np.char.add("DISK", number),
        "ca": np.char.add("CA", number),
        "tool_key": np.char.add("KEY", number),
        "uploaded_at": moment,
    }
    province.add(BID_TRACES, {**trace, **company})
    deposit = {
        "deposit_id": np.char.add("D", np.arange(count).astype(str)),
        "tender_id": tender,
        "payer": company["company"],
        "payer_account": np.char.add("9998", np.char.zfill(number, 15)),
        "branch": np.char.add(np.char.add("示例银行", number), "支行"),
        "paid_at": moment - 86_400,
        "amount": np.full(count, 20_000),
        "way": np.full(count, "transfer"),
    }
    province.add(DEPOSITS, {**deposit, **company})


def _upload(book: Book, tender: str, firm: Firm, **keys: str) -> None:
    own = {name: f"{name}-{firm.code}" for name in ("mac", "disk", "ca", "tool_key")}
    own |= {"ip": f"10.9.{firm.code}", "trace_id": book.number("U"), "tender_id": tender}
    book.add(BID_TRACES, **{**own, "company_code": firm.code, "company": firm.name, **keys})


def _lot_from(book: Book, firms: list[Firm], sharing: int, **keys: str) -> str:
    """A lot of which the first so many bidders share these keys."""
    tender = book.lot(firms, winner=len(firms) - 1)
    for place, firm in enumerate(firms):
        _upload(book, tender, firm, **(keys if place < sharing else {}))
    return tender


def _same_computer(book: Book) -> None:
    """M23: plain, one card and certificate; hard, one IP in two lots; innocents, public places."""
    key = book.number("K")
    plain = _lot_from(book, book.strangers(4), 2, mac=f"AA-{key}", ca=f"CC-{key}")
    book.plant("M23", Sort.PLAIN, plain)
    ring = book.strangers(3)
    for _ in range(2):
        book.plant("M23", Sort.HARD, _lot_from(book, ring, 2, ip=f"11.{key}"), "one IP in two lots")
    book.plant("M23", Sort.HARD, _lot_from(book, book.strangers(3), 0), "missed: a computer for each bidder")
    once = _lot_from(book, book.strangers(3), 2, ip=f"12.{key}")
    book.plant("M23", Sort.INNOCENT, once, "one IP in one lot")
    for _ in range(3):
        lot = _lot_from(book, [book.firm() for _ in range(4)], 4, ip=f"13.{key}")
        book.plant("M23", Sort.INNOCENT, lot, "same_building")
    for kind, why in (("mac", "agency_computer"), ("disk", "print_shop")):
        book.add(SHARED_PLACES, kind=kind, value=f"PUB-{key}", place="示例公共电脑")
        lot = _lot_from(book, book.strangers(4), 3, **{kind: f"pub-{key}"})
        book.plant("M23", Sort.INNOCENT, lot, why)


def _paid(book: Book, sort: Sort, why: str, *paid: tuple[str, str, str, str]) -> None:
    """M24: a lot whose bidders paid so: account, branch, moment, way."""
    firms = book.strangers(len(paid))
    tender = book.lot(firms, winner=len(firms) - 1)
    for firm, (account, branch, moment, way) in zip(firms, paid, strict=True):
        book.add(
            DEPOSITS,
            deposit_id=book.number("D"),
            tender_id=tender,
            company_code=firm.code,
            company=firm.name,
            payer=firm.name,
            payer_account=account,
            branch=branch,
            paid_at=np.datetime64(moment),
            amount=20_000,
            way=way,
        )
    book.plant("M24", sort, tender, why)


def _same_payer(book: Book) -> None:
    one, two, three = (book.number("99970000") for _ in range(3))
    noon, later, late = "2025-03-01T12:00:00", "2025-03-03T09:00:00", "2025-03-02T00:02:59"
    usual = (three, "丙支行", later, "transfer")
    _paid(book, Sort.PLAIN, "", (one, "甲支行", noon, "transfer"), (one, "乙支行", later, "transfer"), usual)
    night = "2025-03-01T23:58:00"
    _paid(
        book,
        Sort.HARD,
        "over midnight",
        (one, "甲支行", night, "transfer"),
        (two, "甲支行", late, "transfer"),
        usual,
    )
    mine, his = (one, "甲支行", noon, "transfer"), (two, "乙支行", later, "transfer")
    _paid(book, Sort.HARD, "missed: two accounts of one person", mine, his, usual)
    after = "2025-03-02T00:04:00"
    _paid(
        book,
        Sort.INNOCENT,
        "six minutes",
        (one, "甲支行", night, "transfer"),
        (two, "甲支行", after, "cash"),
        usual,
    )
    for way, why in (("gateway", "bank_gateway"), ("guarantee", "guarantee_letter")):
        _paid(book, Sort.INNOCENT, why, (one, "总行", noon, way), (one, "总行", noon, way), usual)


def _role(book: Book, firm: Firm, index: int, role: str, **more: Any) -> None:
    person, name = book.province.persons[index], book.province.names[index]
    who = {"company_code": firm.code, "company": firm.name, "person_id": person, "name": name, "role": role}
    book.add(COMPANY_ROLES, role_id=book.number("RT"), **who, **more)


def _insured(book: Book, firm: Firm, index: int, month: str) -> None:
    who = {"person_id": book.province.persons[index], "name": book.province.names[index]}
    payer = {"payer_code": firm.code, "payer": firm.name, "month": np.datetime64(month), "base": 5_000}
    book.add(SOCIAL_INSURANCE, pay_id=book.number("ST"), **who, **payer)


def _linked(book: Book) -> None:
    """M25: plain, contact and shareholder; hard, insured three months ago; innocents, group and leavers."""
    province = book.province
    person, manager, left, seller = province.take(4)
    firms = [book.firm() for _ in range(8)]
    _role(book, firms[1], person, "shareholder", since=np.datetime64("2020-01-01"))
    contact = [{"contact_id": province.persons[person]}, {}, {}]
    plain = book.lot([*firms[:2], *book.strangers(1)], 2, opened_on=OPENED, bids=contact)
    book.plant("M25", Sort.PLAIN, plain)
    _insured(book, firms[3], manager, "2024-12-01")
    managed = [{"manager_id": province.persons[manager]}, {}, {}]
    hard = book.lot([*firms[2:4], *book.strangers(1)], 2, opened_on=OPENED, bids=managed)
    book.plant("M25", Sort.HARD, hard, "insured three months before")
    named = {"contact": "示例联系人"}
    missed = book.lot(book.strangers(3), 2, opened_on=OPENED, bids=[named, named, {}])
    book.plant("M25", Sort.HARD, missed, "missed: one person, known by name only")
    declared = {"declared_group": "示例集团", "contact_phone": book.number("10088")}
    group = book.lot([*firms[4:6], *book.strangers(1)], 2, opened_on=OPENED, bids=[declared, declared, {}])
    book.plant("M25", Sort.INNOCENT, group, "disclosed_group")
    _insured(book, firms[7], left, "2024-11-01")
    _role(book, firms[7], seller, "shareholder", until=OPENED - 1)
    old = [{"manager_id": province.persons[left], "contact_id": province.persons[seller]}, {}, {}]
    gone = book.lot([*firms[6:8], *book.strangers(1)], 2, opened_on=OPENED, bids=old)
    book.plant("M25", Sort.INNOCENT, gone, "old_staff")


def _patterned(book: Book) -> None:
    """M26: plain, equal steps and close quotes; hard, one proportion in three lots; innocents by pricing."""
    steps = [900_000 + 12_000 * one for one in range(4)]
    book.plant("M26", Sort.PLAIN, book.lot(book.strangers(4), 0, quotes=steps))
    close = [950_000, 951_000, 953_500]
    book.plant("M26", Sort.PLAIN, book.lot(book.strangers(3), 0, quotes=close))
    pair, apart = ([book.firm(), book.firm()] for _ in range(2))
    for base in (800_000, 870_000, 911_000):
        lot = book.lot([*pair, *book.strangers(1)], 2, quotes=[base, round(base * 1.0405), 780_000])
        book.plant("M26", Sort.HARD, lot, "one proportion over three lots")
    for base, part in ((800_000, 1.04), (870_000, 1.04), (911_000, 1.02)):
        lot = book.lot([*apart, *book.strangers(1)], 2, quotes=[base, round(base * part), 780_000])
        book.plant("M26", Sort.HARD, lot, "missed: one proportion in two lots of three")
    narrow = book.lot(book.strangers(3), 0, quotes=close, control_price=960_000, floor_price=940_000)
    book.plant("M26", Sort.INNOCENT, narrow, "narrow_price")
    fixed = book.lot(book.strangers(3), 0, quotes=[950_000] * 3, pricing="fixed")
    book.plant("M26", Sort.INNOCENT, fixed, "fixed_rates")
    uneven = book.lot(book.strangers(4), 0, quotes=[900_000, 912_000, 924_130, 936_000])
    book.plant("M26", Sort.INNOCENT, uneven, "steps not quite even")


def _series(book: Book, wins: int, lots: int, **columns: Any) -> Firm:
    """A firm that wins so many of its lots against strangers."""
    firm = book.firm()
    for place in range(lots):
        book.lot([firm, *book.strangers(3)], 0 if place < wins else 1, **columns)
    return firm


def _winning(book: Book) -> None:
    """M27: plain, six of six for one owner; hard, five of six through an agent; innocents by kind of lot."""
    name = book.number("示例招标人Z")
    book.plant("M27", Sort.PLAIN, _series(book, 6, 6, owner=name).code)
    agent = _series(book, 5, 6, agent=book.number("示例代理Z"))
    for _ in range(2):
        book.lot([*book.strangers(2), agent], 0)
    book.plant("M27", Sort.HARD, agent.code, "five of six through one agent")
    four = _series(book, 4, 4, owner=name + "甲").code
    book.plant("M27", Sort.HARD, four, "missed: four of four")
    less = _series(book, 4, 5, owner=name + "乙").code
    book.plant("M27", Sort.INNOCENT, less, "four of five")
    framework = _series(book, 6, 6, owner=name + "丙", framework=True)
    book.plant("M27", Sort.INNOCENT, framework.code, "framework")
    rare, few = book.number("稀缺类"), [book.firm() for _ in range(3)]
    for _ in range(6):
        book.lot(few, 0, owner=name + "丁", category=rare)
    book.plant("M27", Sort.INNOCENT, few[0].code, "few_suppliers")


def _won(book: Book, firm: Firm, amount: int, **columns: Any) -> None:
    given = {"owner": book.number("示例业主"), "awarded_on": OPENED, "amount": amount}
    book.award(firm, tender_id=book.number("TW"), **given, **columns)


def _shells(book: Book) -> None:
    """M28: plain, new and empty; hard, an old shell a yuan above; innocents, subsidiary and consortium."""
    new = {"founded_on": OPENED - 30, "insured": 0, "tax": 0}
    shell, old = book.firm(**new), book.firm(insured=2, tax=1000)
    _won(book, shell, 2_000_000)
    book.plant("M28", Sort.PLAIN, shell.code)
    _won(book, old, 1_000_001)
    book.plant("M28", Sort.HARD, old.code, "an old shell, two signs")
    dressed = book.firm(insured=3, tax=5_000)
    _won(book, dressed, 2_000_000)
    book.plant("M28", Sort.HARD, dressed.code, "missed: an old shell with three insured and a little tax")
    parent = book.firm()
    child, partner = book.firm(**new, parent_code=parent.code), book.firm(**new)
    _won(book, child, 2_000_000)
    book.plant("M28", Sort.INNOCENT, child.code, "spin_off")
    _won(book, partner, 2_000_000, partner="示例劳务公司")
    book.plant("M28", Sort.INNOCENT, partner.code, "labour_by_partner")
    small = book.firm(**new)
    _won(book, small, 1_000_000)
    book.plant("M28", Sort.INNOCENT, small.code, "a million exactly")
