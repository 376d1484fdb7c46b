"""Housing: renovation grants and public housing, with false classes, repeats, and means over the limits."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.allowance import RELIEF_LIST
from mingcha.analyse.datasets.contracts.housing import PUBLIC_HOUSING, RENOVATIONS
from mingcha.analyse.datasets.contracts.people import HOUSES, HOUSING_FUND, VEHICLES
from mingcha.analyse.synthetic.allowance import listed
from mingcha.analyse.synthetic.belongings import Row, car, firms, fund, house
from mingcha.analyse.synthetic.homes import block, homes
from mingcha.analyse.synthetic.province import Province, Sort


def fill(province: Province) -> None:
    _renovations(province)
    _public_housing(province)
    _class_and_repeats(province)
    _means(province)


def _renovations(province: Province) -> None:
    """One grant a household: half of the allowance and listed, half of no class."""
    who = np.array(block(province, 3 * max(10, province.scale // 200)))[::3]
    poor = who[::2]
    province.add_rows(RELIEF_LIST, [listed(province, one, to_month=None) for one in poor])
    province.add(
        RENOVATIONS,
        {
            "grant_id": np.char.add("WB", who.astype(str)),
            "person_id": province.persons[who],
            "name": province.names[who],
            "household": province.households[who],
            "category": np.where(np.isin(who, poor), "allowance", "other"),
            "year": np.where(np.isin(who, poor), 2024, province.rng.integers(2012, 2026, len(who))),
            "grade": np.full(len(who), "D"),
            "amount": province.rng.integers(10_000, 40_000, len(who)),
            "village": province.villages[province.village_of[who]],
        },
    )


def _public_housing(province: Province) -> None:
    """Tenants who own nothing."""
    who = np.array(block(province, 3 * max(10, province.scale // 200)))[::3]
    province.add(
        PUBLIC_HOUSING,
        {
            "allotment_id": np.char.add("BB", who.astype(str)),
            "person_id": province.persons[who],
            "name": province.names[who],
            "household": province.households[who],
            "kind": np.full(len(who), "rental"),
            "house_id": np.char.add("HP", who.astype(str)),
            "from_on": np.full(len(who), np.datetime64("2022-03-01")),
        },
    )


def _grant(province: Province, index: int, year: int, category: str = "allowance") -> Row:
    return {
        "grant_id": f"WA{index}-{year}",
        "person_id": province.persons[index],
        "name": province.names[index],
        "household": province.households[index],
        "category": category,
        "year": year,
        "grade": "D",
        "amount": 30_000,
    }


def _class_and_repeats(province: Province) -> None:
    """M06: claimed on the allowance and not listed; two grants nine years apart, by two of a household.

    A second grant after a flood is hit: the table does not say that policy allowed it.
    """
    province.add_rows(RENOVATIONS, [_grant(province, one, 2022) for one in _labelled(province, Sort.PLAIN)])
    who = _labelled(province, Sort.HARD, "nine years apart, by another member")
    again = [_grant(province, one + at, year, "other") for one in who for at, year in ((0, 2015), (1, 2024))]
    province.add_rows(RENOVATIONS, again)
    who = _labelled(province, Sort.INNOCENT, "ten years apart")
    again = [_grant(province, one, year, "other") for one in who for year in (2014, 2024)]
    province.add_rows(RENOVATIONS, again)
    who = _labelled(province, Sort.INNOCENT, "policy_change")
    again = [_grant(province, one, year, "other") for one in who for year in (2018, 2024)]
    province.add_rows(RENOVATIONS, again)
    who = _labelled(province, Sort.INNOCENT, "year_mismatch")
    province.add_rows(RENOVATIONS, [_grant(province, one, 2023) for one in who])
    province.add_rows(RELIEF_LIST, [listed(province, one) for one in who])
    who = _labelled(province, Sort.INNOCENT, "other_member")
    province.add_rows(RENOVATIONS, [_grant(province, one, 2024) for one in who])
    province.add_rows(RELIEF_LIST, [listed(province, one + 1) for one in who])


def _labelled(province: Province, sort: Sort, why: str = "", model: str = "M06") -> list[int]:
    who = homes(province, province.many)
    for one in who:
        province.plant(model, sort, province.households[one], why)
    return who


def _tenants(province: Province, sort: Sort, why: str = "") -> list[int]:
    """Households in public housing, labelled for M07, by their first member."""
    who = _labelled(province, sort, why, "M07")
    held: list[dict[str, Any]] = [
        {
            "allotment_id": f"BA{one}",
            "person_id": province.persons[one],
            "name": province.names[one],
            "household": province.households[one],
            "kind": "sale",
            "house_id": f"HA{one}-9",
            "from_on": np.datetime64("2022-03-01"),
        }
        for one in who
    ]
    province.add_rows(PUBLIC_HOUSING, held)
    return who


def _means(province: Province) -> None:
    """M07: a home and a car; the home of a member, three months just over, shares in a company."""
    who = _tenants(province, Sort.PLAIN)
    province.add_rows(HOUSES, [house(province, one) for one in who])
    province.add_rows(VEHICLES, [car(province, one, 250_000) for one in who])
    who = _tenants(province, Sort.HARD, "the home of another member")
    province.add_rows(HOUSES, [house(province, one + 1) for one in who])
    who = _tenants(province, Sort.HARD, "just over the limits")
    province.add_rows(VEHICLES, [car(province, one, 150_500) for one in who])
    province.add_rows(HOUSING_FUND, [row for one in who for row in fund(province, one, 3, 8_100)])
    firms(province, _tenants(province, Sort.HARD, "shares in a company"), "存续", 4, role="shareholder")
    kinds: dict[str, Row] = {
        "pre_sale": {"status": "预售未交付"},
        "commercial": {"use": "商业"},
        "allotted_house": {"number": 9},
    }
    for why, more in kinds.items():
        who = _tenants(province, Sort.INNOCENT, why)
        province.add_rows(HOUSES, [house(province, one, **more) for one in who])
    firms(province, _tenants(province, Sort.INNOCENT, "zombie_firm"), "注销", 2)
