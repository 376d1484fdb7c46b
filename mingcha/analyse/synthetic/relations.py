"""Chains from officials to winners, rings of bidders and shared contacts, and what only looks like them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.companies import COMPANY_ROLES
from mingcha.analyse.datasets.contracts.people import KIN, OFFICIALS
from mingcha.analyse.datasets.contracts.relations import ACCOUNT_HOLDERS
from mingcha.analyse.synthetic.province import Province, Sort
from mingcha.analyse.synthetic.purchasing import buy
from mingcha.analyse.synthetic.tendering import CATEGORIES, Book, Firm

AWARDED = np.datetime64("2025-06-01")
CROWD = 11  # one more than may share a contact


def fill(province: Province) -> None:
    book = Book(province, 4)
    for _ in range(province.many):
        _chains(book)
        _rings(book)
        _contacts(book)
    book.finish()


def _account(book: Book, holder: str, account: str) -> None:
    book.add(ACCOUNT_HOLDERS, record_id=book.number("H"), holder_id=holder, account=account, use="收款")


def _post(book: Book, firm: Firm, index: int, role: str, **more: Any) -> None:
    who = {"person_id": book.province.persons[index], "name": book.province.names[index]}
    company = {"company_code": firm.code, "company": firm.name}
    book.add(COMPANY_ROLES, role_id=book.number("RR"), **company, **who, role=role, **more)


def _official(book: Book, sort: Sort, why: str, degree: int = 1) -> tuple[Firm, int]:
    """R01: an official with a relative, and the winner of an award of the official's unit."""
    province = book.province
    one, other = province.take(2)
    unit, firm = book.number("示例监管单位"), book.firm()
    who = {"person_id": province.persons[one], "name": province.names[one]}
    book.add(OFFICIALS, **who, unit=unit, post="科长", since=np.datetime64("2018-01-01"))
    kin = {"kin_id": province.persons[other], "kin_name": province.names[other], "degree": degree}
    relation = "配偶" if degree == 1 else "表亲"
    book.add(KIN, relation_id=book.number("KR"), person_id=who["person_id"], **kin, relation=relation)
    book.award(firm, tender_id=book.number("TR"), owner=unit, awarded_on=AWARDED)
    book.plant("R01", sort, who["person_id"], why)
    return firm, other


def _chains(book: Book) -> None:
    phones = book.province.phones
    firm, kin = _official(book, Sort.PLAIN, "")
    _post(book, firm, kin, "shareholder", since=np.datetime64("2020-01-01"))
    firm, kin = _official(book, Sort.HARD, "the relative's company and the winner share an account")
    own, account = book.firm(), book.number("9996000")
    _post(book, own, kin, "legal")
    for one in (own, firm):
        _account(book, one.code, account)
    _firm, kin = _official(book, Sort.HARD, "the winner's telephone is the relative's")
    book.rows["companies"][-1]["phone"] = phones[kin]
    firm, kin = _official(book, Sort.HARD, "missed: four steps")
    far = [book.firm() for _ in range(2)]
    _post(book, far[0], kin, "legal")
    for one, other in ((far[0], far[1]), (far[1], firm)):
        account = book.number("9996000")
        _account(book, one.code, account)
        _account(book, other.code, account)
    firm, kin = _official(book, Sort.INNOCENT, "post_ended")
    _post(book, firm, kin, "legal", until=AWARDED - 1)
    firm, kin = _official(book, Sort.INNOCENT, "distant_kin", degree=4)
    _post(book, firm, kin, "legal")
    _firm, kin = _official(book, Sort.INNOCENT, "agency_contact")
    book.rows["companies"][-1]["phone"] = phones[kin]
    for _ in range(CROWD - 1):
        book.firm(phone=phones[kin])


def _met(book: Book, ring: Sequence[Firm], lots: int, wins: int, **columns: Any) -> None:
    """Lots in which a ring bids with two strangers and wins so many by turns."""
    for place in range(lots):
        strangers = book.strangers(2)
        book.lot([*ring, *strangers], place % len(ring) if place < wins else len(ring), **columns)


def _rings(book: Book) -> None:
    """R02: plain, three who win nine of nine; hard, two who meet in five of their ten; innocents."""
    category = str(CATEGORIES[int(book.number("R").partition("-")[2]) % len(CATEGORIES)])
    ring = [book.firm() for _ in range(3)]
    _met(book, ring, 9, 9, category=category)
    book.plant("R02", Sort.PLAIN, ring[0].code)
    pair = [book.firm(), book.firm()]
    _met(book, pair, 5, 4, category=category)
    for one in pair:
        _met(book, [one], 3, 0, category=category)
    book.plant("R02", Sort.HARD, pair[0].code, "four of five, and lots apart")
    half = [book.firm(), book.firm()]
    _met(book, half, 8, 4, category=category)
    book.plant("R02", Sort.HARD, half[0].code, "missed: they win every other lot")
    outbid = [book.firm(), book.firm()]
    _met(book, outbid, 6, 2, category=category)
    book.plant("R02", Sort.INNOCENT, outbid[0].code, "outbid")
    framework = [book.firm(), book.firm()]
    _met(book, framework, 6, 6, category=category, framework=True)
    book.plant("R02", Sort.INNOCENT, framework[0].code, "framework")
    few, rare = [book.firm() for _ in range(3)], book.number("稀缺类")
    for place in range(6):
        book.lot(few, place % 3, category=rare)
    book.plant("R02", Sort.INNOCENT, few[0].code, "few_suppliers")


def _contacts(book: Book) -> None:
    """R03: plain, rivals with one telephone and account; hard, suppliers at one address; innocents."""
    phone, account, address = book.number("10066"), book.number("9995000"), book.number("示例路")
    pair = [book.firm(phone=phone) for _ in range(2)]
    for one in pair:
        _account(book, one.code, account)
    book.lot([*pair, *book.strangers(2)], 3)
    book.plant("R03", Sort.PLAIN, pair[0].code)
    sellers, unit = [book.firm(address=address) for _ in range(2)], book.number("示例单位K")
    for place, one in enumerate(sellers):
        buy(book, one, unit, AWARDED + 100 * place, 5_000)
    book.plant("R03", Sort.HARD, sellers[0].code, "suppliers at one address")
    written = [book.firm(address=text) for text in (address + "甲1号", address + "甲 1 号")]
    book.lot([*written, *book.strangers(2)], 3)
    book.plant("R03", Sort.HARD, written[0].code, "missed: one address written in two ways")
    apart = [book.firm(phone=phone + "1") for _ in range(2)]
    for one in apart:
        book.lot([one, *book.strangers(2)], 1)
    book.plant("R03", Sort.INNOCENT, apart[0].code, "never met")
    crowd = [book.firm(phone=phone + "2") for _ in range(CROWD)]
    book.lot([*crowd[:2], *book.strangers(2)], 3)
    book.plant("R03", Sort.INNOCENT, crowd[0].code, "agency_contact")
    parent = book.firm(phone=phone + "3")
    child = book.firm(phone=phone + "3", parent_code=parent.code)
    book.lot([parent, child, *book.strangers(2)], 3)
    book.plant("R03", Sort.INNOCENT, parent.code, "known_group")
