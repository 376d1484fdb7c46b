"""Units and persons to plant cases on, labelled as they are named; and the days that are worked."""

from __future__ import annotations

from functools import cache
from typing import Any

import chinese_calendar
import numpy as np

from mingcha.analyse.synthetic.province import BEGIN, END, Province, Sort


def units(province: Province, model: str, sort: Sort, why: str = "") -> list[str]:
    """Units that are nobody else's, planted for this model."""
    found = [f"示例{model}{sort}{why.replace(' ', '')}{number}号局" for number in range(province.many)]
    for one in found:
        province.plant(model, sort, one, why)
    return found


def persons(province: Province, model: str, sort: Sort, why: str = "") -> list[int]:
    """Persons by index, likewise."""
    found = province.take(province.many)
    for one in found:
        province.plant(model, sort, province.persons[one], why)
    return found


def who(province: Province, index: int) -> dict[str, Any]:
    """The columns that say who somebody is."""
    return {"person_id": province.persons[index], "name": province.names[index]}


@cache
def days(worked: bool) -> Any:
    """All days of the province's years that are worked, or all that are not."""
    every = np.arange(BEGIN, END + 1)
    free = [
        day in chinese_calendar.holidays or (day.weekday() > 4 and day not in chinese_calendar.workdays)
        for day in every.tolist()
    ]
    return every[~np.array(free)] if worked else every[np.array(free)]


def exchanged() -> Any:
    """Weekend days that were worked in exchange."""
    return np.array([day for day in days(worked=True) if day.item().weekday() > 4])
