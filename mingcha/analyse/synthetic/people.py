"""The registers of persons and companies that every area draws on, with nothing amiss in them."""

from __future__ import annotations

import numpy as np

from mingcha.analyse.datasets.contracts.companies import COMPANIES, COMPANY_ROLES
from mingcha.analyse.datasets.contracts.people import OFFICIALS, PAYROLL, RESIDENTS
from mingcha.analyse.synthetic.province import Province

MONTHS = 12  # of payroll


def fill(province: Province) -> None:
    _residents(province)
    _officials(province)
    _companies(province)


def _residents(province: Province) -> None:
    everyone = np.arange(province.scale)
    province.add(
        RESIDENTS,
        {
            "person_id": province.persons,
            "name": province.names,
            "household": province.households,
            "relation": np.array(["户主", "配偶", "子女"])[everyone % 3],
            "sex": np.array(["M", "F"])[everyone % 2],
            "born_on": province.born,
            "village": province.villages[province.village_of],
            "phone": province.phones,
        },
    )


def officials(province: Province) -> np.ndarray:
    """The ordinary officials, by index: one person in fifty of the first half."""
    found: np.ndarray = np.arange(0, province.scale // 2, 50)
    return found


def _officials(province: Province) -> None:
    who = officials(province)
    columns = {
        "person_id": province.persons[who],
        "name": province.names[who],
        "unit": np.char.add("示例单位", (np.arange(len(who)) % 40).astype(str)),
        "post": np.where(np.arange(len(who)) % 10 == 0, "负责人", "科员"),
        "is_leader": np.arange(len(who)) % 10 == 0,
        "is_village": np.arange(len(who)) % 5 == 0,
        "village": np.where(np.arange(len(who)) % 5 == 0, province.villages[province.village_of[who]], None),
        "since": np.full(len(who), np.datetime64("2018-01-01")),
    }
    province.add(OFFICIALS, columns)
    paid = np.repeat(who, MONTHS)
    months = np.tile(np.arange("2025-01", "2026-01", dtype="datetime64[M]"), len(who)).astype("datetime64[D]")
    province.add(
        PAYROLL,
        {
            "pay_id": np.char.add("W", np.arange(len(paid)).astype(str)),
            "person_id": province.persons[paid],
            "name": province.names[paid],
            "unit": np.repeat(columns["unit"], MONTHS),
            "month": months,
            "item": np.full(len(paid), "基本工资"),
            "amount": np.full(len(paid), 5000),
        },
    )


def _companies(province: Province) -> None:
    """Companies of many years with staff and tax; each has its own owner, who is no official."""
    count = len(province.companies)
    ordinary = np.setdiff1d(np.arange(province.scale // 2), officials(province))
    owners = province.rng.choice(ordinary, count, replace=False)
    province.add(
        COMPANIES,
        {
            "company_code": province.companies,
            "company": province.company_names,
            "founded_on": np.full(count, np.datetime64("2012-06-01")),
            "capital": province.rng.integers(100, 5000, count) * 10_000,
            "status": np.full(count, "存续"),
            "insured": province.rng.integers(10, 300, count),
            "tax": province.rng.integers(50_000, 5_000_000, count),
        },
    )
    province.add(
        COMPANY_ROLES,
        {
            "role_id": np.char.add("R", np.arange(count).astype(str)),
            "company_code": province.companies,
            "company": province.company_names,
            "person_id": province.persons[owners],
            "name": province.names[owners],
            "role": np.full(count, "legal"),
            "share": np.full(count, 100.0),
            "since": np.full(count, np.datetime64("2012-06-01")),
        },
    )
