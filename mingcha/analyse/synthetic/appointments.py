"""Careers and recruitment."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.appointments import APPOINTMENTS, RECRUITMENT_POSTS
from mingcha.analyse.datasets.contracts.people import KIN, OFFICIALS
from mingcha.analyse.synthetic.labelled import persons, units, who
from mingcha.analyse.synthetic.payroll import kinship
from mingcha.analyse.synthetic.people import officials
from mingcha.analyse.synthetic.province import Province, Sort

LOCAL = "示例县"
Step = tuple[int, str, str]  # level, from, until


def fill(province: Province) -> None:
    _careers(province)
    _career_cases(province)
    _posts(province, max(100, province.scale // 100))
    _unit_cases(province)


def _careers(province: Province) -> None:
    """Every official rises every five years, without gaps."""
    everyone = officials(province)
    for level, since, until in (
        (1, "2008-07-01", "2013-07-01"),
        (2, "2013-07-01", "2018-07-01"),
        (3, "2018-07-01", ""),
    ):
        count = len(everyone)
        columns = {
            "appointment_id": np.char.add(f"AB{level}-", np.arange(count).astype(str)),
            "person_id": province.persons[everyone],
            "name": province.names[everyone],
            "unit": np.char.add("示例单位", (np.arange(count) % 40).astype(str)),
            "level": np.full(count, level),
            "from_on": np.full(count, np.datetime64(since)),
        }
        if until:
            columns["to_on"] = np.full(count, np.datetime64(until))
        province.add(APPOINTMENTS, columns)


def _career_cases(province: Province) -> None:
    """M41. A promotion too soon behind a gap in the records is missed; a rank taken for a post is hit."""
    deputy: Step = (2, "2016-01-10", "2017-01-10")
    _career(province, Sort.PLAIN, "", deputy, (4, "2017-01-10", ""))
    _career(province, Sort.HARD, "a month too soon", (2, "2016-01-10", "2017-12-10"), (3, "2017-12-10", ""))
    steps = ((1, "2010-01-10", "2019-01-10"), (2, "2019-01-10", "2021-12-10"), (3, "2021-12-10", ""))
    _career(province, Sort.HARD, "twice in 35 months", *steps)
    old = ((3, "2015-01-10", "2021-01-10"), (4, "2021-01-10", ""))
    _career(province, Sort.HARD, "at 58", *old, born_on=np.datetime64("1963-01-10"))
    _career(province, Sort.HARD, "too soon behind a gap", deputy, (3, "2017-06-10", ""))
    _career(province, Sort.INNOCENT, "exception", deputy, (3, "2017-01-10", ""), exception_no="示例批1号")
    _career(province, Sort.INNOCENT, "ranks", deputy, (3, "2017-01-10", ""))
    _career(province, Sort.INNOCENT, "remote", deputy, (3, "2017-01-10", ""), is_remote=True)
    _career(province, Sort.INNOCENT, "data_gap", deputy, (5, "2021-06-10", ""))


def _career(province: Province, sort: Sort, why: str, *steps: Step, **given: Any) -> None:
    for index in persons(province, "M41", sort, why):
        rows = [
            who(province, index)
            | {"appointment_id": f"AP{index}-{level}", "unit": "示例单位7", "level": level}
            | {"from_on": np.datetime64(start), "to_on": np.datetime64(end) if end else None}
            | given
            for level, start, end in steps
        ]
        province.add_rows(APPOINTMENTS, rows)


def _posts(province: Province, count: int) -> None:
    """Posts for which several qualified."""
    columns = {
        "post_id": np.char.add("PB", np.arange(count).astype(str)),
        "unit": np.char.add("示例单位", (np.arange(count) % 40).astype(str)),
        "kind": np.full(count, "open"),
        "qualified": province.rng.integers(3, 30, count),
    }
    province.add(RECRUITMENT_POSTS, columns)


def _unit_cases(province: Province) -> None:
    """M42. Conditions that let two qualify, one of them a relative, are missed.

    A relative who withdrew from the line is hit.
    """
    _staffed(province, Sort.PLAIN, "", special=5, local=5, degree=1, qualified=1)
    _staffed(province, Sort.HARD, "five of twelve", special=5, local=7)
    _staffed(province, Sort.HARD, "a nephew", degree=2)
    _staffed(province, Sort.HARD, "one qualified", qualified=1)
    _staffed(province, Sort.HARD, "two qualified", qualified=2)
    _staffed(province, Sort.INNOCENT, "small_place", local=12)
    _staffed(province, Sort.INNOCENT, "few_staff", special=7, local=1)
    _staffed(province, Sort.INNOCENT, "withdrew", degree=1)
    _staffed(province, Sort.INNOCENT, "targeted", qualified=1, kind="targeted")


def _staffed(
    province: Province, sort: Sort, why: str, special: int = 0, local: int = 0, **given: Any
) -> None:
    """Each unit with staff of a place of its own and of the local one; a relative; a post."""
    for unit in units(province, "M42", sort, why):
        leader, relative, *others = province.take(2 + special + local)
        places = [f"{unit}县"] * special + [LOCAL] * local
        plain = {"unit": unit, "is_leader": False, "is_village": False}
        staff = [
            who(province, one) | plain | {"hometown": place}
            for one, place in zip(others, places, strict=True)
        ]
        staff.append(who(province, leader) | plain | {"is_leader": True})
        if "degree" in given:
            staff.append(who(province, relative) | plain)
            province.add_rows(KIN, [kinship(province, leader, relative, given["degree"])])
        province.add_rows(OFFICIALS, staff)
        if "qualified" in given:
            hired = {"hired_id": province.persons[relative], "hired_name": province.names[relative]}
            post = {"post_id": f"PP{unit}", "unit": unit, "kind": given.get("kind", "open")}
            province.add_rows(RECRUITMENT_POSTS, [post | hired | {"qualified": given["qualified"]}])
