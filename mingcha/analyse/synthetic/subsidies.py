"""Subsidies: payments of three years, deaths, prisoners, and who was paid too long or into whose account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.allowance import RELIEF_LIST
from mingcha.analyse.datasets.contracts.people import DEATHS, PRISONERS
from mingcha.analyse.datasets.contracts.subsidies import SUBSIDY_PAYMENTS
from mingcha.analyse.synthetic.homes import homes
from mingcha.analyse.synthetic.province import BEGIN, Province, Sort

ITEMS = np.array(["耕地地力保护补贴", "高龄津贴", "农村低保", "残疾人两项补贴"])


def fill(province: Province) -> None:
    _payments(province, province.scale * 10)
    _deaths(province)
    _prisoners(province)
    _paid_after_death(province)
    _one_account(province)
    _paid_in_prison(province)


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


def _payment(province: Province, index: int, number: int = 0, **more: Any) -> dict[str, Any]:
    """A payment of old-age allowance in June 2024 to a person's own account, unless told otherwise."""
    return {
        "payment_id": f"PP{index}-{number}",
        "person_id": province.persons[index],
        "name": province.names[index],
        "item": "高龄津贴",
        "month": np.datetime64("2024-06-01"),
        "amount": 100,
        "account": province.accounts[index],
        "payee": province.names[index],
    } | more


def _one_account(province: Province) -> None:
    """M05: five households into one account; three persons of two, a stranger's card; families, guardians.

    Two persons of two households are missed: they are below the limit.
    """
    many, names = province.many, province.names
    _into(province, _several(province, 5), Sort.PLAIN)
    pairs = [(one, one + 1, other) for one, other in _several(province, 2)]
    _into(province, pairs, Sort.HARD, "three persons of two households")
    _into(province, _several(province, 1), Sort.HARD, "a stranger's name", payee="某某")
    _into(province, _several(province, 2), Sort.HARD, "two persons of two households")
    for one in homes(province, many):
        _into(province, [(one, one + 1, one + 2)], Sort.INNOCENT, "family_account", payee=names[one])
    pairs = [(one, one + 1, other) for one, other in _several(province, 2)]
    _into(province, pairs, Sort.INNOCENT, "collective", payee="示例村村民委员会")
    wards = _several(province, 1)
    _into(province, wards, Sort.INNOCENT, "guardian", payee="示例监护人")
    kept = {"guardian": "示例监护人", "scheme": "destitute", "from_month": BEGIN}
    listed = [{"record_id": f"RG{one}", "person_id": province.persons[one]} | kept for (one,) in wards]
    province.add_rows(RELIEF_LIST, listed)


def _several(province: Province, count: int) -> list[tuple[int, ...]]:
    """So many persons of as many households, for each case."""
    found = homes(province, count * province.many)
    return [tuple(found[one : one + count]) for one in range(0, len(found), count)]


def _into(
    province: Province, groups: Sequence[tuple[int, ...]], sort: Sort, why: str = "", **more: Any
) -> None:
    """Each group paid into the account of its first."""
    accounts = [province.accounts[group[0]] for group in groups]
    rows = [
        _payment(province, one, account=account, **more)
        for group, account in zip(groups, accounts, strict=True)
        for one in group
    ]
    province.add_rows(SUBSIDY_PAYMENTS, rows)
    for account in accounts:
        province.plant("M05", sort, account, why)


def _prisoners(province: Province) -> None:
    """Terms of people who draw nothing."""
    who = province.scale // 2 + np.arange(province.scale // 200)
    held = BEGIN - province.rng.integers(1, 900, len(who)).astype("timedelta64[D]")
    columns = {
        "record_id": np.char.add("JB", who.astype(str)),
        "person_id": province.persons[who],
        "name": province.names[who],
        "from_on": held,
    }
    province.add(PRISONERS, columns)


def _paid_in_prison(province: Province) -> None:
    """M08: paid all the time held; one month; released early, paid by land, the months at either end.

    A lawful guardian is hit: the tables do not show one.
    """
    kinds: tuple[tuple[Sort, str, range, str], ...] = (
        (Sort.PLAIN, "", range(0, 12), "农村低保"),
        (Sort.HARD, "one month", range(2, 3), "农村低保"),
        (Sort.INNOCENT, "guardian_lawful", range(0, 12), "高龄津贴"),
        (Sort.INNOCENT, "released_early", range(7, 12), "农村低保"),
        (Sort.INNOCENT, "still_entitled", range(0, 12), "耕地地力保护补贴"),
        (Sort.INNOCENT, "first and last month", range(0, 2), "农村低保"),
    )
    for sort, why, months, item in kinds:
        who = province.take(province.many)
        until = ["2026-01-20"] + ["2024-08-20"] * (why == "released_early")
        province.add_rows(PRISONERS, [term for one in who for term in _terms(province, one, until)])
        rows = [_payment(province, index, at, month=_month(at), item=item) for index in who for at in months]
        province.add_rows(SUBSIDY_PAYMENTS, rows)
        for one in who:
            province.plant("M08", sort, province.persons[one], why)


def _month(number: int) -> np.datetime64:
    """The first of a month: 0 is February 2024, when they are taken in."""
    day: np.datetime64 = (np.datetime64("2024-02", "M") + number).astype("datetime64[D]")
    return day


def _terms(province: Province, index: int, until: list[str]) -> list[dict[str, Any]]:
    """A record for each day of release given."""
    return [
        {
            "record_id": f"JA{index}-{number}",
            "person_id": province.persons[index],
            "name": province.names[index],
            "from_on": np.datetime64("2024-02-10"),
            "to_on": np.datetime64(day),
        }
        for number, day in enumerate(until)
    ]
