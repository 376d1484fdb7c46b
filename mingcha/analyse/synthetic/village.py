"""Villages: assets let, payments, works and cadres; M16, M17 and M18."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.companies import COMPANY_ROLES
from mingcha.analyse.datasets.contracts.people import KIN, OFFICIALS, SOCIAL_INSURANCE
from mingcha.analyse.datasets.contracts.village import (
    VILLAGE_CONTRACTS,
    VILLAGE_DUES,
    VILLAGE_PAYMENTS,
    VILLAGE_WORKS,
)
from mingcha.analyse.synthetic.homes import homes
from mingcha.analyse.synthetic.province import BEGIN, Province, Sort
from mingcha.analyse.synthetic.sheets import Row, Sheets

PLAIN, HARD, INNOCENT = Sort.PLAIN, Sort.HARD, Sort.INNOCENT
KINDS, RENTS = np.array(["farmland", "pond", "shop", "forest"]), np.array([600, 800, 2400, 100])
LEDGER = np.datetime64("2025-12-31")


def fill(province: Province) -> None:
    _contracts(province)
    _payments(province, 2 * province.scale)
    _works(province)
    sheets = Sheets(province, "ZV")
    _peers(sheets)
    sheets.plant("M16", range(len(LET) * province.many), LET)
    sheets.plant("M18", range(len(PAID) * province.many), PAID)
    heads = homes(province, 2 * len(TIED) * province.many)
    kin = dict(zip(heads[::2], heads[1::2], strict=True))
    builders = dict(zip(heads[::2], province.take_companies(len(kin)), strict=True))
    cases = [
        (sort, why, lambda s, i, plant=plant: plant(s, i, kin[i], builders[i])) for sort, why, plant in TIED
    ]
    sheets.plant("M17", kin, cases)
    sheets.done()


def _contracts(province: Province) -> None:
    """Contracts at nine to twelve tenths of the usual rent, measured right, paid in time."""
    count, rng = max(100, province.scale // 20), province.rng
    village, kind = rng.integers(0, len(province.villages), count), rng.integers(0, len(KINDS), count)
    area = rng.integers(200, 4000, count) / 100
    rent = np.round(area * RENTS[kind] * (0.9 + rng.random(count) * 0.3))
    contracts = np.char.add("HT", np.arange(count).astype(str))
    province.add(
        VILLAGE_CONTRACTS,
        {
            "contract_id": contracts,
            "village": province.villages[village],
            "town": np.char.add("示例镇", (village // 5).astype(str)),
            "asset": np.full(count, "集体资源"),
            "kind": KINDS[kind],
            "area": area,
            "mapped": np.round(area * (0.97 + rng.random(count) * 0.06), 2),
            "rent": rent,
            "years": rng.integers(3, 20, count).astype(float),
            "signed_on": np.datetime64("2014-01-01") + rng.integers(0, 3500, count).astype("timedelta64[D]"),
            "lessee": province.names[province.background(count)],
        },
    )
    twice = np.tile(np.arange(count), 2)
    due_on = np.repeat(np.array(["2024-06-30", "2025-06-30"], dtype="datetime64[D]"), count)
    province.add(
        VILLAGE_DUES,
        {
            "due_id": np.char.add("YS", np.arange(len(twice)).astype(str)),
            "contract_id": contracts[twice],
            "due_on": due_on,
            "due": rent[twice],
            "received": rent[twice],
            "received_on": due_on + rng.integers(-20, 60, len(twice)).astype("timedelta64[D]"),
            "ledger_on": np.full(len(twice), LEDGER),
        },
    )


def _payments(province: Province, count: int) -> None:
    """Small payments to each person months apart; wages in cash; large ones by contract and transfer."""
    half, rng, number = province.scale // 2, province.rng, np.arange(count)
    who, turn = number % half, number // half
    kind = np.array(["goods", "goods", "other", "wages", "works"])[number % 5]
    wages, works = kind == "wages", kind == "works"
    amount = np.where(wages, rng.integers(2000, 4000, count), rng.integers(100, 900, count))
    province.add(
        VILLAGE_PAYMENTS,
        {
            "payment_id": np.char.add("PZ", number.astype(str)),
            "village": province.villages[province.village_of[who]],
            "paid_on": BEGIN + (turn * 60 + rng.integers(0, 30, count)).astype("timedelta64[D]"),
            "payee": province.names[who],
            "amount": np.where(works, rng.integers(3000, 60_000, count), amount),
            "way": np.where(works | (number % 3 == 0), "transfer", "cash"),
            "kind": kind,
            "contract_no": np.array([None, "HTG"], dtype=object)[works.astype(int)],
        },
    )


def _works(province: Province) -> None:
    """Works built by companies whose owner lives in another village than the works are in."""
    count = max(40, province.scale // 200)
    builder = province.background_companies(count)
    roles = province.table(COMPANY_ROLES).select(["company_code", "person_id"]).to_pylist()
    owner = {row["company_code"]: row["person_id"] for row in roles}
    home = dict(zip(province.persons.tolist(), province.village_of.tolist(), strict=True))
    villages = np.array([home.get(owner.get(str(province.companies[one]), ""), 0) for one in builder])
    elsewhere = (villages + 1) % len(province.villages)
    signed = np.datetime64("2023-01-01") + province.rng.integers(0, 1000, count).astype("timedelta64[D]")
    province.add(
        VILLAGE_WORKS,
        {
            "work_id": np.char.add("CG", np.arange(count).astype(str)),
            "work": np.char.add("示例通村路", np.arange(count).astype(str)),
            "village": province.villages[elsewhere],
            "signed_on": signed,
            "amount": province.rng.integers(5, 80, count) * 10_000,
            "winner_code": province.companies[builder],
            "winner": province.company_names[builder],
        },
    )


def _peers(sheets: Sheets) -> None:
    """Ponds of a town of their own, all at 100 yuan a mu, and more of them than planted ones."""
    for number in range(6 * sheets.province.many):
        _pond(sheets, f"HTP{number}")


def _pond(sheets: Sheets, key: str, rent: int = 1000, **given: Any) -> str:
    usual = {"years": 5.0, "signed_on": np.datetime64("2020-01-01"), "mapped": 10.0}
    sheets.row(
        VILLAGE_CONTRACTS,
        contract_id=key,
        village="示例水面村",
        town="示例水面镇",
        asset="鱼塘",
        kind="pond",
        area=10.0,
        rent=rent,
        **{**usual, **given},
    )
    return key


def _let(
    sheets: Sheets, number: int, rent: int = 1000, due: str = "", received: int = 0, **given: Any
) -> str:
    """M16: a pond of ten mu, with a rent due on this day."""
    key = _pond(sheets, f"HTZ{number}", rent, **given)
    if due:
        sheets.row(
            VILLAGE_DUES,
            contract_id=key,
            due_on=np.datetime64(due),
            due=1000,
            received=received,
            ledger_on=LEDGER,
        )
    return key


OLD = np.datetime64("2003-01-01")
LET: tuple[Row, ...] = (
    (PLAIN, "", lambda s, i: _let(s, i, 400, "2024-12-31", years=30.0)),
    (HARD, "69 in a hundred of the median", lambda s, i: _let(s, i, 690)),
    (HARD, "21 years", lambda s, i: _let(s, i, years=21.0)),
    (HARD, "part unpaid for 91 days", lambda s, i: _let(s, i, due="2025-10-01", received=900)),
    (HARD, "six in a hundred more land", lambda s, i: _let(s, i, mapped=10.6)),
    (INNOCENT, "historical", lambda s, i: _let(s, i, 100, years=50.0, signed_on=OLD)),
    (INNOCENT, "public", lambda s, i: _let(s, i, 1, purpose="public")),
    (INNOCENT, "in_kind", lambda s, i: _let(s, i, 0, "2024-12-31", in_kind=True)),
    (INNOCENT, "poor_land, not told apart", lambda s, i: _let(s, i, 600)),
)


def _paid(sheets: Sheets, number: int, *payments: tuple[str, int], **given: str) -> str:
    """M18: payments of one village to one payee."""
    village = f"示例支出{number}村"
    usual = {"way": "transfer", "kind": "goods"}
    for day, amount in payments:
        sheets.row(
            VILLAGE_PAYMENTS,
            village=village,
            paid_on=np.datetime64(day),
            payee="示例收款人",
            amount=amount,
            **{**usual, **given},
        )
    return village


def _two_names(sheets: Sheets, number: int) -> str:
    """M18: split between two names with one account, which the model does not see."""
    for name in ("示例收款甲", "示例收款乙"):
        sheets.row(
            VILLAGE_PAYMENTS,
            village=f"示例支出{number}村",
            paid_on=np.datetime64("2025-03-03"),
            payee=name,
            account=f"9999000000000{number:06d}",
            amount=3000,
            way="transfer",
            kind="goods",
        )
    return f"示例支出{number}村"


SPLIT = (("2025-03-03", 3000), ("2025-03-04", 3000), ("2025-03-05", 3000))
PAID: tuple[Row, ...] = (
    (PLAIN, "", lambda s, i: _paid(s, i, *SPLIT)),
    (HARD, "a week apart", lambda s, i: _paid(s, i, ("2025-03-03", 2500), ("2025-03-10", 2500))),
    (HARD, "cash just over", lambda s, i: _paid(s, i, ("2025-03-03", 1001), way="cash")),
    (HARD, "two names, one account", _two_names),
    (INNOCENT, "instalments", lambda s, i: _paid(s, i, *SPLIT, kind="works", contract_no="HTZ")),
    (INNOCENT, "wages", lambda s, i: _paid(s, i, *SPLIT, way="cash", kind="wages")),
    (INNOCENT, "regular, not told apart", lambda s, i: _paid(s, i, *SPLIT)),
)


def _kin(sheets: Sheets, cadre: int, other: int, degree: int) -> None:
    who = sheets.province
    sheets.row(
        KIN,
        person_id=who.persons[cadre],
        kin_id=who.persons[other],
        kin_name=who.names[other],
        relation="亲属",
        degree=degree,
    )


def _tied(
    sheets: Sheets,
    cadre: int,
    other: int,
    builder: int,
    *,
    role: str = "legal",
    degree: int | None = 1,
    leader: bool = True,
    until: str | None = None,
    name: str = "",
) -> str:
    """M17: works of a village of their own; `other` is tied to its cadre and to the builder."""
    who, village = sheets.province, f"示例工程{cadre}村"
    sheets.row(
        OFFICIALS,
        person_id=who.persons[cadre],
        name=who.names[cadre],
        unit=f"{village}村委会",
        village=village,
        is_village=True,
        is_leader=leader,
        since=np.datetime64("2018-01-01"),
        until=np.datetime64(until) if until else None,
    )
    if degree:
        _kin(sheets, cadre, other, degree)
    _employed(sheets, other, builder, role, name)
    sheets.row(
        VILLAGE_WORKS,
        work_id=f"CGZ{cadre}",
        work=f"示例村级工程{cadre}",
        village=village,
        signed_on=np.datetime64("2024-05-01"),
        amount=400_000,
        winner_code=who.companies[builder],
        winner=who.company_names[builder],
    )
    return f"CGZ{cadre}"


def _employed(sheets: Sheets, person: int, builder: int, role: str, name: str) -> None:
    """In this role at the builder; `staff` is known from social insurance alone."""
    who = sheets.province
    shared = {"person_id": who.persons[person], "name": name or who.names[person]}
    code, company = who.companies[builder], who.company_names[builder]
    if role == "staff":
        month = np.datetime64("2024-04-01")
        sheets.row(SOCIAL_INSURANCE, payer_code=code, payer=company, month=month, base=5000, **shared)
        return
    since = np.datetime64("2019-01-01")
    sheets.row(COMPANY_ROLES, company_code=code, company=company, role=role, since=since, **shared)


TIED = (
    (PLAIN, "", lambda s, i, kin, firm: _tied(s, i, kin, firm)),
    (HARD, "degree 2, of a member", lambda s, i, kin, firm: _tied(s, i, kin, firm, degree=2, leader=False)),
    (HARD, "staff only", lambda s, i, kin, firm: _tied(s, i, kin, firm, role="staff")),
    (
        HARD,
        "same household",
        lambda s, i, kin, firm: _tied(s, i, i + 1, firm, role="shareholder", degree=None, leader=False),
    ),
    (HARD, "kin of no register", lambda s, i, kin, firm: _tied(s, i, kin, firm, degree=None)),
    (INNOCENT, "distant", lambda s, i, kin, firm: _tied(s, i, kin, firm, degree=4)),
    (
        INNOCENT,
        "namesake",
        lambda s, i, kin, firm: _tied(s, i, kin, firm, degree=None, name=str(s.province.names[i])),
    ),
    (INNOCENT, "left_office", lambda s, i, kin, firm: _tied(s, i, kin, firm, until="2023-12-31")),
    (INNOCENT, "only_bidder, not told apart", lambda s, i, kin, firm: _tied(s, i, kin, firm)),
)
