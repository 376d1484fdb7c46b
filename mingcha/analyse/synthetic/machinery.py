"""Farm machinery: grants and hours worked, with machines paid for twice, standing idle or suddenly dearer."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.machinery import MACHINE_GRANTS, MACHINE_WORK
from mingcha.analyse.synthetic.province import Province, Sort

MONTHS = np.arange("2024-01", "2025-01", dtype="datetime64[M]").astype("datetime64[D]")
Row = dict[str, Any]


def fill(province: Province) -> None:
    _ordinary(province)
    _reused(province)
    _idle(province)
    _dearer(province)


def _ordinary(province: Province) -> None:
    """Machines of their own numbers at steady prices, at work all year."""
    count, rng = max(200, province.scale // 20), province.rng
    who, number = province.background(count), np.arange(count)
    serial = np.char.add("SB", number.astype(str))
    province.add(
        MACHINE_GRANTS,
        {
            "grant_id": np.char.add("GB", number.astype(str)),
            "person_id": province.persons[who],
            "name": province.names[who],
            "serial": serial,
            "engine_no": np.char.add("EB", number.astype(str)),
            "model": np.char.add("示例型", (number % 20).astype(str)),
            "dealer": np.full(count, "示例农机公司"),
            "bought_on": np.datetime64("2022-01-01") + rng.integers(0, 700, count).astype("timedelta64[D]"),
            "price": np.round(50_000 * (1 + number % 20) * rng.uniform(0.95, 1.05, count)),
            "subsidy": np.full(count, 15_000),
            "village": province.villages[province.village_of[who]],
        },
    )
    province.add(
        MACHINE_WORK,
        {
            "work_id": np.char.add("KB", np.arange(count * 12).astype(str)),
            "serial": np.repeat(serial, 12),
            "month": np.tile(MONTHS, count),
            "hours": np.round(rng.uniform(3, 60, count * 12), 1),
            "online_days": rng.integers(5, 28, count * 12),
        },
    )


def _machine(province: Province, index: int, letter: str, **more: Any) -> Row:
    return {
        "grant_id": f"G{letter}{index}",
        "person_id": province.persons[index],
        "name": province.names[index],
        "serial": f"S{letter}{index}",
        "engine_no": f"E{letter}{index}",
        "model": "示例大型",
        "dealer": "示例农机公司",
        "bought_on": np.datetime64("2023-03-01"),
        "price": 90_000,
        "subsidy": 20_000,
    } | more


def _reused(province: Province) -> None:
    """M19: one serial in two grants; one engine under two serials, one of them replaced honestly."""
    rows = []
    for index in province.take(province.many):
        first = _machine(province, index, "P")
        rows += [first, first | {"grant_id": f"GQ{index}", "bought_on": np.datetime64("2024-03-01")}]
        province.plant("M19", Sort.PLAIN, first["serial"])
    for sort, why in ((Sort.HARD, "one engine in two machines"), (Sort.INNOCENT, "an engine moved over")):
        for index in province.take(province.many):
            first, other = _machine(province, index, "H"), _machine(province, index, "I")
            rows += [first, other | {"engine_no": first["engine_no"]}]
            for one in (first, other):
                province.plant("M19", sort, one["serial"], why)
    province.add_rows(MACHINE_GRANTS, rows)


def _idle(province: Province) -> None:
    """M19: idle all year; eighteen hours; under repair, seen in winter only, offline, twenty-one hours."""
    kinds: list[tuple[Sort, str, Row]] = [
        (Sort.PLAIN, "", {"hours": 0.0}),
        (Sort.HARD, "eighteen hours a year", {"hours": 1.5}),
        (Sort.HARD, "nine months on record", {"hours": 0.0, "months": 9}),
        (Sort.INNOCENT, "twenty-one hours a year", {"hours": 1.75}),
        (Sort.INNOCENT, "repair", {"hours": 0.0, "state": "维修中"}),
        (Sort.INNOCENT, "winter", {"hours": 0.0, "months": 3}),
        (Sort.INNOCENT, "data_loss", {"hours": 0.0, "online_days": 0}),
    ]
    for letter, (sort, why, more) in zip("JKLMNOR", kinds, strict=True):
        who = province.take(province.many)
        machines = [_machine(province, one, letter) for one in who]
        province.add_rows(MACHINE_GRANTS, machines)
        province.add_rows(MACHINE_WORK, [row for one in machines for row in _work(one["serial"], **more)])
        for one in machines:
            province.plant("M19", sort, one["serial"], why)


def _work(serial: str, months: int = 12, **more: Any) -> list[Row]:
    return [
        {"work_id": f"K{serial}-{number}", "serial": serial, "month": month, "online_days": 20} | more
        for number, month in enumerate(MONTHS[:months])
    ]


def _dearer(province: Province) -> None:
    """M19: half as dear again as last year's mean; a third; a quarter, which is let pass."""
    year, rows = np.datetime64("2024-06-01"), []
    for sort, price in ((Sort.PLAIN, 135_000), (Sort.HARD, 118_000), (Sort.INNOCENT, 112_000)):
        for index in province.take(province.many):
            name = f"示例涨价型{index}"
            rows += [_machine(province, index, letter, model=name) for letter in "TUV"]
            dear = _machine(province, index, "W", model=name, bought_on=year, price=price)
            rows.append(dear)
            province.plant("M19", sort, dear["serial"], f"{price} after 90000")
    province.add_rows(MACHINE_GRANTS, rows)
