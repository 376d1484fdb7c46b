"""Posts: pay without work, and temporary staff."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.payroll import (
    APPROVED_ABSENCES,
    LEAVERS,
    STAFF_QUOTAS,
    TEMPORARY_STAFF,
)
from mingcha.analyse.datasets.contracts.people import (
    DEATHS,
    KIN,
    OFFICIALS,
    PAYROLL,
    PRISONERS,
    SOCIAL_INSURANCE,
)
from mingcha.analyse.synthetic.labelled import persons, units, who
from mingcha.analyse.synthetic.people import officials
from mingcha.analyse.synthetic.province import Province, Sort

UNIT = "示例单位5"


def fill(province: Province) -> None:
    _insurance(province)
    _empty_post_cases(province)
    _innocent_posts(province)
    _temporary(province)
    _temporary_cases(province)


def _insurance(province: Province) -> None:
    """Officials are insured by their own offices."""
    everyone = officials(province)
    insured = np.repeat(everyone, 12)
    months = np.tile(np.arange("2025-01", "2026-01", dtype="datetime64[M]"), len(everyone)).astype(
        "datetime64[D]"
    )
    columns = {
        "pay_id": np.char.add("SB", np.arange(len(insured)).astype(str)),
        "person_id": province.persons[insured],
        "name": province.names[insured],
        "payer_code": np.full(len(insured), "11990101MB00000001"),
        "payer": np.full(len(insured), "示例机关事务中心"),
        "month": months,
        "insurance": np.full(len(insured), "养老保险"),
    }
    province.add(SOCIAL_INSURANCE, columns)


def _empty_post_cases(province: Province) -> None:
    """M39, all paid from January to June 2024. Working elsewhere without insurance is missed."""
    for index in _paid(province, Sort.PLAIN, ""):
        province.add_rows(DEATHS, [who(province, index) | {"died_on": np.datetime64("2023-12-05")}])
    for index in _paid(province, Sort.HARD, "one month in custody"):
        held = {
            "record_id": f"QH{index}",
            "from_on": np.datetime64("2024-02-20"),
            "to_on": np.datetime64("2024-04-10"),
        }
        province.add_rows(PRISONERS, [who(province, index) | held])
    for index in _paid(province, Sort.HARD, "resigned in May"):
        gone = {"unit": UNIT, "left_on": np.datetime64("2024-05-06"), "kind": "resigned"}
        province.add_rows(LEAVERS, [who(province, index) | gone])
    for index in _paid(province, Sort.HARD, "a month with a company"):
        _insured(province, index)
    _paid(province, Sort.HARD, "a company without insurance")


def _innocent_posts(province: Province) -> None:
    """Away with approval, insured in part, paid back pay; insurance that was not moved in time is hit."""
    for index in _paid(province, Sort.INNOCENT, "away"):
        _insured(province, index)
        leave = {"absence_id": f"A{index}", "from_on": np.datetime64("2024-01-01"), "kind": "venture"}
        province.add_rows(APPROVED_ABSENCES, [who(province, index) | leave])
    for index in _paid(province, Sort.INNOCENT, "stale"):
        _insured(province, index)
    for index in _paid(province, Sort.INNOCENT, "part_insured"):
        _insured(province, index, "工伤保险")
    for index in _paid(province, Sort.INNOCENT, "back_pay", due="2023-11-01"):
        province.add_rows(DEATHS, [who(province, index) | {"died_on": np.datetime64("2023-12-05")}])


def _paid(province: Province, sort: Sort, why: str, due: str = "") -> list[int]:
    """Persons paid for six months, or once for an earlier month."""
    found = persons(province, "M39", sort, why)
    months = ["2024-01-01"] if due else [f"2024-0{one}-01" for one in range(1, 7)]
    rows = [
        who(province, index)
        | {"pay_id": f"W39-{index}-{month}", "unit": UNIT, "item": "基本工资", "amount": 5000}
        | {"month": np.datetime64(month), "for_month": np.datetime64(due) if due else None}
        for index in found
        for month in months
    ]
    province.add_rows(PAYROLL, rows)
    return found


def _insured(province: Province, index: int, kind: str = "养老保险") -> None:
    row = {"pay_id": f"S39-{index}", "payer_code": "91990101MAZZZZZZZ0", "payer": "示例外聘公司"}
    month = {"month": np.datetime64("2024-03-01"), "insurance": kind}
    province.add_rows(SOCIAL_INSURANCE, [who(province, index) | row | month])


def _temporary(province: Province) -> None:
    """Ten temporary staff to each of forty units that may have twelve."""
    staff = officials(province)[: 400 // 4] + 1
    staff = np.unique(np.concatenate([staff + one for one in range(4)]))
    unit = np.char.add("示例单位", (np.arange(len(staff)) % 40).astype(str))
    columns = {
        "contract_id": np.char.add("CB", np.arange(len(staff)).astype(str)),
        "person_id": province.persons[staff],
        "name": province.names[staff],
        "unit": unit,
        "source": np.full(len(staff), "direct"),
    }
    province.add(TEMPORARY_STAFF, columns)
    every = np.char.add("示例单位", np.arange(40).astype(str))
    province.add(STAFF_QUOTAS, {"unit": every, "quota": np.full(40, 12)})


def _temporary_cases(province: Province) -> None:
    """M43, quotas of two. A leader's relative in another unit is missed; one hired openly is hit."""
    _staffed(province, Sort.PLAIN, "", staff=4, degree=1)
    _staffed(province, Sort.HARD, "one too many", staff=3)
    _staffed(province, Sort.HARD, "a nephew", staff=1, degree=2)
    _staffed(province, Sort.HARD, "another unit", staff=1, degree=1, lead="示例单位6")
    _staffed(province, Sort.INNOCENT, "welfare", staff=4, degree=1, source="welfare")
    _staffed(province, Sort.INNOCENT, "hired_openly", staff=1, degree=1)
    _staffed(province, Sort.INNOCENT, "distant", staff=1, degree=4)


def _staffed(province: Province, sort: Sort, why: str, staff: int, **given: Any) -> None:
    """Each unit with a leader and so many staff, the first of them a relative if a degree is given."""
    for unit in units(province, "M43", sort, why):
        leader, *hired = province.take(staff + 1)
        post = {"unit": given.get("lead", unit), "post": "负责人", "is_leader": True, "is_village": False}
        province.add_rows(OFFICIALS, [who(province, leader) | post])
        province.add_rows(STAFF_QUOTAS, [{"unit": unit, "quota": 2}])
        row = {"unit": unit, "source": given.get("source", "direct")}
        rows = [who(province, one) | row | {"contract_id": f"CP{one}"} for one in hired]
        province.add_rows(TEMPORARY_STAFF, rows)
        if "degree" in given:
            province.add_rows(KIN, [kinship(province, leader, hired[0], given["degree"])])


def kinship(province: Province, leader: int, relative: int, degree: int) -> dict[str, Any]:
    """A row that says whose relative somebody is."""
    return {
        "relation_id": f"K{leader}-{relative}",
        "person_id": province.persons[leader],
        "kin_id": province.persons[relative],
        "kin_name": province.names[relative],
        "relation": "子女" if degree == 1 else "其他近亲属",
        "degree": degree,
    }
