"""Subsidies: payments of three years, deaths, and who was paid too long."""

from __future__ import annotations

import numpy as np

from mingcha.analyse.datasets.contracts.people import DEATHS
from mingcha.analyse.datasets.contracts.subsidies import SUBSIDY_PAYMENTS
from mingcha.analyse.synthetic.province import BEGIN, Province, Sort

ITEMS = np.array(["耕地地力保护补贴", "高龄津贴", "农村低保", "残疾人两项补贴"])


def fill(province: Province) -> None:
    _payments(province, province.scale * 10)
    _deaths(province)
    _paid_after_death(province)


def _payments(province: Province, count: int) -> None:
    """Ordinary payments to the living, ten a person."""
    who, rng = province.background(count), province.rng
    month = (BEGIN.astype("datetime64[M]") + rng.integers(0, 36, count)).astype("datetime64[D]")
    columns = {
        "payment_id": np.char.add("P", np.arange(count).astype(str)),
        "person_id": province.persons[who],
        "name": province.names[who],
        "item": ITEMS[rng.integers(0, len(ITEMS), count)],
        "month": month,
        "amount": rng.integers(50, 2000, count),
        "account": province.accounts[who],
        "payee": province.names[who],
        "village": province.villages[province.village_of[who]],
    }
    province.add(SUBSIDY_PAYMENTS, columns)


def _deaths(province: Province) -> None:
    """Deaths of people who were never paid: the second half of the province draws nothing by itself."""
    who = province.scale // 2 + np.arange(province.scale // 100)
    died = BEGIN - province.rng.integers(1, 900, len(who)).astype("timedelta64[D]")
    province.add(DEATHS, {"person_id": province.persons[who], "name": province.names[who], "died_on": died})


def _paid_after_death(province: Province) -> None:
    """M01: plain, six months too many; hard, one only; innocent, the funeral month."""
    sorts = {Sort.PLAIN: (range(0, 8), ""), Sort.HARD: (range(0, 3), "one month only"),
             Sort.INNOCENT: (range(-3, 2), "funeral_month")}  # fmt: skip
    for sort, (months, why) in sorts.items():
        for index in province.take(province.many):
            _pay_around_death(province, index, months)
            province.plant("M01", sort, province.persons[index], why)


def _pay_around_death(province: Province, index: int, months: range) -> None:
    who, name = province.persons[index], province.names[index]
    died = np.datetime64("2024-05-20")
    province.add_rows(DEATHS, [{"person_id": who, "name": name, "died_on": died}])
    paid = [(died.astype("datetime64[M]") + one).astype("datetime64[D]") for one in months]
    rows = [
        {
            "payment_id": f"PD{index}-{number}",
            "person_id": who,
            "name": name,
            "item": str(ITEMS[1]),
            "month": month,
            "amount": 100,
            "account": province.accounts[index],
            "payee": name,
        }
        for number, month in enumerate(paid)
    ]
    province.add_rows(SUBSIDY_PAYMENTS, rows)
