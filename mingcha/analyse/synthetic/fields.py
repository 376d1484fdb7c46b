"""High-standard farmland: projects, their bills, wells, meters and managers; M14 and M15."""

from __future__ import annotations

import numpy as np

from mingcha.analyse.datasets.contracts.fields import (
    FIELD_BILLS,
    FIELD_OVERLAPS,
    FIELD_PROJECTS,
    FIELD_WELLS,
    METER_READINGS,
)
from mingcha.analyse.datasets.contracts.people import SOCIAL_INSURANCE
from mingcha.analyse.synthetic.province import Province, Sort
from mingcha.analyse.synthetic.sheets import Row, Sheets

PLAIN, HARD, INNOCENT = Sort.PLAIN, Sort.HARD, Sort.INNOCENT
ITEMS = np.array(["灌溉渠道", "田间道路", "土地平整", "输变电", "机井"])
BUILDERS = 10
WORKING = np.arange("2023-03", "2023-12", dtype="datetime64[M]").astype("datetime64[D]")
READ = np.arange("2024-01", "2026-01", dtype="datetime64[M]").astype("datetime64[D]")
SPRING = (3, 4, 5, 6)


def fill(province: Province) -> None:
    _projects(province)
    sheets = Sheets(province, "ZF")
    sheets.plant("M14", range(len(TWICE) * province.many), TWICE)
    people = province.take(len(MADE_UP) * province.many)
    builders = province.take_companies(len(people))
    places = dict(zip(people, builders, strict=True))
    cases = [(sort, why, lambda s, i, plant=plant: plant(s, i, places[i])) for sort, why, plant in MADE_UP]
    sheets.plant("M15", people, cases)
    sheets.done()


def _projects(province: Province) -> None:
    """Projects of a few builders, each manager insured by the builder; overlaps of a few hundredths."""
    count, rng = max(20, province.scale // 200), province.rng
    builders, managers = np.array(province.take_companies(BUILDERS)), np.array(province.take(BUILDERS))
    by = np.arange(count) % BUILDERS
    projects = np.char.add("GB", np.arange(count).astype(str))
    province.add(
        FIELD_PROJECTS,
        {
            "project_id": projects,
            "project": np.char.add("示例高标准农田项目", np.arange(count).astype(str)),
            "kind": np.full(count, "new"),
            "year": np.full(count, 2023) - np.arange(count) % 5,
            "area": rng.integers(1000, 5000, count).astype(float),
            "funds": rng.integers(200, 900, count) * 10_000,
            "winner_code": province.companies[builders[by]],
            "winner": province.company_names[builders[by]],
            "manager_id": province.persons[managers[by]],
            "manager": province.names[managers[by]],
            "started_on": np.full(count, np.datetime64("2023-03-01")),
            "accepted_on": np.full(count, np.datetime64("2023-11-30")),
        },
    )
    _insured(province, builders, managers)
    _bills(province, projects)
    _wells(province, projects)
    province.add(
        FIELD_OVERLAPS,
        {
            "overlap_id": np.char.add("GD", np.arange(1, count).astype(str)),
            "project_id": projects[1:],
            "earlier_id": projects[:-1],
            "area": rng.integers(1, 40, count - 1).astype(float),
        },
    )


def _insured(province: Province, builders: np.ndarray, managers: np.ndarray) -> None:
    who, where = np.repeat(managers, len(WORKING)), np.repeat(builders, len(WORKING))
    province.add(
        SOCIAL_INSURANCE,
        {
            "pay_id": np.char.add("GS", np.arange(len(who)).astype(str)),
            "person_id": province.persons[who],
            "name": province.names[who],
            "payer_code": province.companies[where],
            "payer": province.company_names[where],
            "month": np.tile(WORKING, len(managers)),
            "base": np.full(len(who), 6000),
        },
    )


def _bills(province: Province, projects: np.ndarray) -> None:
    """Five items a project, built to 97 in a hundred or more of what is billed."""
    each, rng = np.repeat(projects, len(ITEMS)), province.rng
    billed = rng.integers(100, 5000, len(each)).astype(float)
    province.add(
        FIELD_BILLS,
        {
            "bill_id": np.char.add("GQ", np.arange(len(each)).astype(str)),
            "project_id": each,
            "item": np.tile(ITEMS, len(projects)),
            "billed": billed,
            "built": np.round(billed * (0.97 + rng.random(len(each)) * 0.05), 2),
            "amount": np.round(billed * 120, 2),
        },
    )


def _wells(province: Province, projects: np.ndarray) -> None:
    """Three wells a project, pumped in spring and idle for the rest of the year."""
    each = np.repeat(projects, 3)
    meters = np.char.add("DB", np.arange(len(each)).astype(str))
    province.add(
        FIELD_WELLS,
        {
            "well_id": np.char.add("JJ", np.arange(len(each)).astype(str)),
            "project_id": each,
            "meter": meters,
            "built_on": np.full(len(each), np.datetime64("2023-10-01")),
        },
    )
    month = np.tile(READ, len(each))
    watering = np.isin(month.astype("datetime64[M]").astype(int) % 12 + 1, SPRING)
    province.add(
        METER_READINGS,
        {
            "reading_id": np.char.add("DF", np.arange(len(month)).astype(str)),
            "meter": np.repeat(meters, len(READ)),
            "month": month,
            "used": np.where(watering, province.rng.integers(20, 400, len(month)), 0).astype(float),
        },
    )


def _project(sheets: Sheets, key: str, year: int, kind: str = "new", area: float = 1000.0) -> str:
    sheets.row(
        FIELD_PROJECTS,
        project_id=key,
        project=f"示例重叠项目{key}",
        kind=kind,
        year=year,
        area=area,
        funds=2_000_000,
    )
    return key


def _twice(sheets: Sheets, number: int, *overlaps: float, year: int = 2020, kind: str = "new") -> str:
    """M14: a project of a thousand mu in 2024 over earlier ones."""
    key = _project(sheets, f"GBZ{number}", 2024, kind)
    for one, area in enumerate(overlaps):
        earlier = _project(sheets, f"GBZ{number}-{one}", year, area=2000.0)
        sheets.row(FIELD_OVERLAPS, project_id=key, earlier_id=earlier, area=area)
    return key


TWICE: tuple[Row, ...] = (
    (PLAIN, "", lambda s, i: _twice(s, i, 400.0)),
    (HARD, "two earlier projects together", lambda s, i: _twice(s, i, 30.0, 25.0)),
    (HARD, "seven years after", lambda s, i: _twice(s, i, 51.0, year=2017)),
    (INNOCENT, "upgrade", lambda s, i: _twice(s, i, 900.0, kind="upgrade")),
    (INNOCENT, "left_out, not told apart", lambda s, i: _twice(s, i, 200.0)),
)


def _works(
    sheets: Sheets,
    index: int,
    builder: int,
    *,
    built: float = 1000.0,
    used: tuple[str, ...] = ("2025-04-01",),
    meter: bool = True,
    elsewhere: bool = False,
) -> str:
    """M15: a project with one well, one item of a thousand and a manager."""
    who, key, payer = sheets.province, f"GBY{index}", builder
    sheets.row(
        FIELD_PROJECTS,
        project_id=key,
        project=f"示例农田工程{index}",
        kind="new",
        year=2023,
        area=1000.0,
        winner_code=who.companies[builder],
        winner=who.company_names[builder],
        manager_id=who.persons[index],
        started_on=np.datetime64("2023-03-01"),
        accepted_on=np.datetime64("2023-11-30"),
    )
    sheets.row(FIELD_BILLS, project_id=key, item="渠道", billed=1000.0, built=built, amount=500_000)
    sheets.row(
        FIELD_WELLS,
        project_id=key,
        meter=f"DBY{index}" if meter else None,
        built_on=np.datetime64("2023-10-01"),
    )
    for month in used if meter else ():
        sheets.row(METER_READINGS, meter=f"DBY{index}", month=np.datetime64(month), used=50.0)
    code, name = (who.companies[payer], who.company_names[payer]) if not elsewhere else (None, "示例劳务公司")
    _managed(sheets, index, code, name)
    return key


def _managed(sheets: Sheets, index: int, code: str | None, name: str) -> None:
    """Who pays the manager's social insurance."""
    who = sheets.province
    sheets.row(
        SOCIAL_INSURANCE,
        person_id=who.persons[index],
        name=who.names[index],
        payer_code=code,
        payer=name,
        month=np.datetime64("2023-06-01"),
        base=6000,
    )


MADE_UP = (
    (PLAIN, "", lambda s, i, b: _works(s, i, b, built=600.0, used=(), elsewhere=True)),
    (HARD, "one well idle for a year", lambda s, i, b: _works(s, i, b, used=("2024-12-01",))),
    (HARD, "94 in a hundred built", lambda s, i, b: _works(s, i, b, built=949.0)),
    (HARD, "manager insured elsewhere", lambda s, i, b: _works(s, i, b, elsewhere=True)),
    (INNOCENT, "seasonal", lambda s, i, b: _works(s, i, b, used=("2025-01-01",))),
    (INNOCENT, "other_meter", lambda s, i, b: _works(s, i, b, meter=False)),
    (INNOCENT, "branch, not told apart", lambda s, i, b: _works(s, i, b, elsewhere=True)),
)
