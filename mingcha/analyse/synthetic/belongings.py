"""Cars, homes, the housing fund and companies: the background's, and of whoever is given."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.companies import COMPANIES, COMPANY_ROLES
from mingcha.analyse.datasets.contracts.people import HOUSES, HOUSING_FUND, VEHICLES
from mingcha.analyse.synthetic import identities
from mingcha.analyse.synthetic.people import officials
from mingcha.analyse.synthetic.province import Province

Row = dict[str, Any]


def fill(province: Province) -> None:
    """Cars, homes and the housing fund of those who draw no relief."""
    some = np.arange(0, province.scale // 2, 4)
    everyone = len(some)
    province.add(
        VEHICLES,
        {
            "plate": np.char.add("示B", some.astype(str)),
            "person_id": province.persons[some],
            "kind": np.full(everyone, "小型轿车"),
            "registered_on": np.full(everyone, np.datetime64("2021-03-01")),
            "value": province.rng.integers(20_000, 300_000, everyone),
        },
    )
    province.add(
        HOUSES,
        {
            "house_id": np.char.add("HB", some.astype(str)),
            "person_id": province.persons[some],
            "use": np.full(everyone, "住宅"),
            "area": province.rng.integers(60, 160, everyone),
            "share": np.full(everyone, 1.0),
            "acquired_by": np.full(everyone, "购买"),
            "registered_on": np.full(everyone, np.datetime64("2018-06-01")),
            "status": np.full(everyone, "现势"),
        },
    )
    paid = np.repeat(officials(province), 12)
    province.add(
        HOUSING_FUND,
        {
            "pay_id": np.char.add("FB", np.arange(len(paid)).astype(str)),
            "person_id": province.persons[paid],
            "month": np.resize([month(one) for one in range(1, 13)], len(paid)),
            "base": province.rng.integers(5_000, 15_000, len(paid)),
        },
    )


def month(number: int) -> np.datetime64:
    """The first of a month: 1 is January 2024."""
    day: np.datetime64 = (np.datetime64("2024-01", "M") + (number - 1)).astype("datetime64[D]")
    return day


def car(province: Province, index: int, value: int, kind: str = "小型轿车", on: str = "2022-05-01") -> Row:
    return {
        "plate": f"示A{index}",
        "person_id": province.persons[index],
        "kind": kind,
        "registered_on": np.datetime64(on),
        "value": value,
    }


def house(province: Province, index: int, number: int = 1, **more: Any) -> Row:
    return {
        "house_id": f"HA{index}-{number}",
        "person_id": province.persons[index],
        "use": "住宅",
        "area": 90,
        "share": 1.0,
        "acquired_by": "购买",
        "registered_on": np.datetime64("2019-01-01"),
        "status": "现势",
    } | more


def fund(province: Province, index: int, months: int, base: int) -> list[Row]:
    return [
        {
            "pay_id": f"FA{index}-{number}",
            "person_id": province.persons[index],
            "unit": "示例单位",
            "month": month(number),
            "base": base,
        }
        for number in range(1, months + 1)
    ]


def firms(province: Province, members: list[int], status: str, insured: int, role: str = "legal") -> None:
    """A company of its own for each of them."""
    codes = identities.credit_codes(province.rng, len(members))
    company = [
        {
            "company_code": code,
            "company": f"示例户办{one}号有限公司",
            "founded_on": np.datetime64("2015-01-01"),
            "capital": 500_000,
            "status": status,
            "insured": insured,
            "tax": insured * 1_000,
        }
        for code, one in zip(codes, members, strict=True)
    ]
    roles = [
        {
            "role_id": f"RA{index}",
            "company_code": one["company_code"],
            "company": one["company"],
            "person_id": province.persons[index],
            "name": province.names[index],
            "role": role,
            "share": 100.0,
            "since": np.datetime64("2015-01-01"),
        }
        for one, index in zip(company, members, strict=True)
    ]
    province.add_rows(COMPANIES, company)
    province.add_rows(COMPANY_ROLES, roles)
