"""Care of the elderly: meals claimed by village canteens, with the dead, the absent and too many heads."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.elderly import ABSENCES, CARE_CLAIMS, CARE_HEADCOUNTS
from mingcha.analyse.datasets.contracts.people import DEATHS
from mingcha.analyse.synthetic.homes import block
from mingcha.analyse.synthetic.province import Province, Sort

MARCH = np.datetime64("2024-03-01")
MONTHS = 12


def fill(province: Province) -> None:
    _canteens(province)
    _inflated(province)


def _canteens(province: Province) -> None:
    """One canteen a village, claims of a year, and headcounts that fit."""
    elders = np.arange(0, province.scale // 2, 5)
    who = np.repeat(elders, MONTHS)
    months = np.arange("2024-01", "2025-01", dtype="datetime64[M]").astype("datetime64[D]")
    village = province.village_of[who]
    days = province.rng.integers(8, 22, len(who))
    province.add(
        CARE_CLAIMS,
        {
            "claim_id": np.char.add("CB", np.arange(len(who)).astype(str)),
            "unit": np.char.add(province.villages[village], "助餐点"),
            "person_id": province.persons[who],
            "name": province.names[who],
            "month": np.tile(months, len(elders)),
            "kind": np.full(len(who), "meals"),
            "days": days,
            "amount": days * 8,
            "village": province.villages[village],
        },
    )
    heads = np.bincount(province.village_of[elders], minlength=len(province.villages))
    places = np.repeat(np.arange(len(heads)), MONTHS)
    province.add(
        CARE_HEADCOUNTS,
        {
            "count_id": np.char.add("NB", np.arange(len(places)).astype(str)),
            "unit": np.char.add(province.villages[places], "助餐点"),
            "month": np.tile(months, len(heads)),
            "persons": heads[places] + 2,
        },
    )
    _away(province, elders[::10])


def _away(province: Province, gone: np.ndarray) -> None:
    """Stays in hospital around the turn of two months."""
    province.add(
        ABSENCES,
        {
            "absence_id": np.char.add("AB", gone.astype(str)),
            "person_id": province.persons[gone],
            "name": province.names[gone],
            "from_on": np.full(len(gone), np.datetime64("2024-06-28")),
            "to_on": np.full(len(gone), np.datetime64("2024-07-04")),
            "reason": np.full(len(gone), "住院"),
        },
    )


def _inflated(province: Province) -> None:
    """M10: the dead fed for a month; four days more than in place, two heads too many in twelve.

    Two days made up are missed: they are within the slack.
    """
    for number in range(province.many):
        _dead_fed(province, f"示例一类{number}号助餐点")
        _in_hospital(province, Sort.HARD, f"示例二类{number}号助餐点", 8, "four days over")
        _in_hospital(province, Sort.HARD, f"示例七类{number}号助餐点", 6, "two days over")
        _heads(province, Sort.HARD, f"示例三类{number}号助餐点", 12, "twelve for ten")
        _in_hospital(province, Sort.INNOCENT, f"示例四类{number}号助餐点", 7, "data_lag")
        _in_hospital(province, Sort.INNOCENT, f"示例五类{number}号助餐点", 20, "proxy_pickup", "家属")
        _heads(province, Sort.INNOCENT, f"示例六类{number}号助餐点", 11, "data_lag")


def _claims(province: Province, unit: str, who: list[int], days: int, proxy: str | None = None) -> None:
    claimed: list[dict[str, Any]] = [
        {
            "claim_id": f"CA{one}",
            "unit": unit,
            "person_id": province.persons[one],
            "name": province.names[one],
            "month": MARCH,
            "kind": "meals",
            "days": days,
            "amount": days * 8,
            "proxy": proxy,
        }
        for one in who
    ]
    province.add_rows(CARE_CLAIMS, claimed)


def _dead_fed(province: Province, unit: str) -> None:
    who = block(province, 3)
    _claims(province, unit, who, 25)
    dead = [
        {"person_id": province.persons[one], "name": province.names[one], "died_on": MARCH - 20}
        for one in who
    ]
    province.add_rows(DEATHS, dead)
    province.plant("M10", Sort.PLAIN, unit)


def _in_hospital(
    province: Province, sort: Sort, unit: str, days: int, why: str, proxy: str | None = None
) -> None:
    """27 of 31 days claimed for somebody who was away for some of them."""
    (who,) = block(province, 1)
    _claims(province, unit, [who], 27, proxy)
    away = {
        "absence_id": f"AA{who}",
        "person_id": province.persons[who],
        "name": province.names[who],
        "from_on": MARCH + 5,
        "to_on": MARCH + 4 + days,
        "reason": "住院",
    }
    province.add_rows(ABSENCES, [away])
    province.plant("M10", sort, unit, why)


def _heads(province: Province, sort: Sort, unit: str, claimed: int, why: str) -> None:
    """So many claimed for in a unit of ten."""
    _claims(province, unit, block(province, claimed), 20)
    there = {"count_id": f"NA{unit}", "unit": unit, "month": MARCH, "persons": 10}
    province.add_rows(CARE_HEADCOUNTS, [there])
    province.plant("M10", sort, unit, why)
