"""Farmland: parcels claimed for three years, maps over them, changes on basic farmland; M11 to M13."""

from __future__ import annotations

import numpy as np

from mingcha.analyse.datasets.contracts.farmland import (
    BASIC_FARMLAND_CHANGES,
    CONFIRMED_LAND,
    FARMLAND_CLAIMS,
    LAND_APPROVALS,
    LAND_GAINS,
    PARCEL_OVERLAPS,
    VILLAGE_LAND,
)
from mingcha.analyse.synthetic.province import Province, Sort
from mingcha.analyse.synthetic.sheets import Row, Sheets

YEARS = np.array([2023, 2024, 2025])
PLAIN, HARD, INNOCENT = Sort.PLAIN, Sort.HARD, Sort.INNOCENT


def fill(province: Province) -> None:
    _parcels(province)
    _changes(province)
    sheets = Sheets(province, "ZG")
    for model, cases in (("M11", NOT_TILLED), ("M12", TOO_MUCH), ("M12V", VILLAGES)):
        sheets.plant(model, province.take(len(cases) * province.many), cases)
    sheets.plant("M13", range(len(LEFT_OPEN) * province.many), LEFT_OPEN)
    sheets.done()


def _parcels(province: Province) -> None:
    """Two parcels a household, claimed as confirmed; on some, slivers of wood well below the thresholds."""
    heads, rng = np.arange(0, province.scale // 2, 3), province.rng
    owner = np.repeat(heads, 2)
    parcels = np.char.add("DK", np.arange(len(owner)).astype(str))
    area = rng.integers(400, 900, len(owner)) / 100
    households = np.char.add("CB", owner.astype(str))
    village = province.villages[province.village_of[owner]]
    province.add(
        CONFIRMED_LAND,
        {
            "parcel_id": parcels,
            "household": households,
            "holder": province.names[owner],
            "village": village,
            "area": area,
        },
    )
    each = np.tile(np.arange(len(owner)), len(YEARS))
    province.add(
        FARMLAND_CLAIMS,
        {
            "claim_id": np.char.add("SB", np.arange(len(each)).astype(str)),
            "parcel_id": parcels[each],
            "person_id": province.persons[owner[each]],
            "name": province.names[owner[each]],
            "household": households[each],
            "village": village[each],
            "year": np.repeat(YEARS, len(owner)),
            "area": area[each],
            "subsidy": area[each] * 100,
        },
    )
    _slivers(province, parcels)
    _tillable(province, area)


def _slivers(province: Province, parcels: np.ndarray) -> None:
    some = parcels[::10]
    province.add(
        PARCEL_OVERLAPS,
        {
            "overlap_id": np.char.add("DJ", np.arange(len(some)).astype(str)),
            "parcel_id": some,
            "map": np.array(["forest", "change", "built"])[np.arange(len(some)) % 3],
            "patch_id": np.char.add("TB", np.arange(len(some)).astype(str)),
            "area": province.rng.integers(1, 38, len(some)) / 100,
            "image_on": np.full(len(some), np.datetime64("2023-03-01")),
        },
    )


def _tillable(province: Province, area: np.ndarray) -> None:
    """Every village has a little more land than it claims."""
    owner = np.repeat(np.arange(0, province.scale // 2, 3), 2)
    claimed = np.bincount(province.village_of[owner], weights=area, minlength=len(province.villages))
    each = np.tile(np.arange(len(province.villages)), len(YEARS))
    province.add(
        VILLAGE_LAND,
        {
            "record_id": np.char.add("KG", np.arange(len(each)).astype(str)),
            "village": province.villages[each],
            "year": np.repeat(YEARS, len(province.villages)),
            "tillable": np.round(claimed[each] * 1.02 + 1, 2),
        },
    )


def _changes(province: Province) -> None:
    """Changes on basic farmland, dealt with within a month, or too small."""
    count, rng = max(20, province.scale // 100), province.rng
    found = np.datetime64("2025-01-01") + rng.integers(0, 100, count).astype("timedelta64[D]")
    small = np.arange(count) % 2 == 0
    province.add(
        BASIC_FARMLAND_CHANGES,
        {
            "patch_id": np.char.add("JB", np.arange(count).astype(str)),
            "village": province.villages[rng.integers(0, len(province.villages), count)],
            "change": np.full(count, "推填土"),
            "area": np.where(small, rng.integers(10, 100, count), rng.integers(100, 900, count)) / 100,
            "found_on": found,
            "closed_on": found + np.where(small, 60, rng.integers(5, 30, count)).astype("timedelta64[D]"),
            "ledger_on": np.full(count, np.datetime64("2025-12-31")),
        },
    )


def _claim(
    sheets: Sheets, index: int, area: float, *, confirmed: float, household: str = "", village: str = ""
) -> str:
    """One claim of 2024 by this person, with land confirmed to the household. Gives the parcel."""
    who, parcel = sheets.province, f"DKZ{index}"
    household, village = household or f"CBZ{index}", village or "示例耕地村"
    sheets.row(CONFIRMED_LAND, parcel_id=parcel, household=household, village=village, area=confirmed)
    sheets.row(
        FARMLAND_CLAIMS,
        parcel_id=parcel,
        person_id=who.persons[index],
        name=who.names[index],
        household=household,
        village=village,
        year=2024,
        area=area,
        subsidy=int(area * 100),
    )
    return parcel


def _covered(
    sheets: Sheets, index: int, area: float, *patches: float, image: str = "2024-03-01", restored: str = ""
) -> str:
    """M11: a parcel with patches of wood on it."""
    parcel = _claim(sheets, index, area, confirmed=area)
    for number, patch in enumerate(patches):
        sheets.row(
            PARCEL_OVERLAPS,
            parcel_id=parcel,
            map="forest",
            patch_id=f"TBZ{index}-{number}",
            area=patch,
            image_on=np.datetime64(image),
            restored_on=np.datetime64(restored) if restored else None,
        )
    return parcel


NOT_TILLED: tuple[Row, ...] = (
    (PLAIN, "", lambda s, i: _covered(s, i, 6.0, 3.0)),
    (HARD, "two patches together", lambda s, i: _covered(s, i, 6.0, 0.32, 0.3)),
    (HARD, "half a mu of much", lambda s, i: _covered(s, i, 40.0, 0.52)),
    (INNOCENT, "image_date", lambda s, i: _covered(s, i, 6.0, 3.0, image="2020-03-01")),
    (INNOCENT, "boundary", lambda s, i: _covered(s, i, 0.6, 0.09)),
    (INNOCENT, "restored", lambda s, i: _covered(s, i, 6.0, 3.0, restored="2024-05-01")),
    (INNOCENT, "glare, not told apart", lambda s, i: _covered(s, i, 6.0, 3.0)),
)


def _beyond(
    sheets: Sheets, index: int, area: float, gain: float = 0, kind: str = "leased", until: int | None = None
) -> str:
    """M12: a household with ten mu confirmed that claims more."""
    _claim(sheets, index, area, confirmed=10.0)
    if gain:
        sheets.row(
            LAND_GAINS,
            household=f"CBZ{index}",
            village="示例耕地村",
            kind=kind,
            area=gain,
            from_year=2020,
            to_year=until,
        )
    return f"CBZ{index}"


TOO_MUCH: tuple[Row, ...] = (
    (PLAIN, "", lambda s, i: _beyond(s, i, 16.0)),
    (HARD, "six in a hundred", lambda s, i: _beyond(s, i, 10.6)),
    (HARD, "the lease had ended", lambda s, i: _beyond(s, i, 15.0, 5.0, until=2023)),
    (HARD, "lent out, yet claimed: no lessor on record", lambda s, i: _beyond(s, i, 10.0)),
    (INNOCENT, "leased_in", lambda s, i: _beyond(s, i, 15.0, 5.0)),
    (INNOCENT, "reclaimed", lambda s, i: _beyond(s, i, 13.0, 3.0, kind="reclaimed")),
    (INNOCENT, "survey", lambda s, i: _beyond(s, i, 10.4)),
    (INNOCENT, "unconfirmed, not told apart", lambda s, i: _beyond(s, i, 14.0)),
)


def _village(sheets: Sheets, index: int, claimed: float) -> str:
    """M12V: a village of a hundred mu of tillable land."""
    village = f"示例耕地{index}村"
    _claim(sheets, index, claimed, confirmed=claimed, village=village)
    sheets.row(VILLAGE_LAND, village=village, year=2024, tillable=100.0)
    return village


VILLAGES: tuple[Row, ...] = (
    (PLAIN, "", lambda s, i: _village(s, i, 130.0)),
    (HARD, "six in a hundred", lambda s, i: _village(s, i, 106.0)),
    (INNOCENT, "survey", lambda s, i: _village(s, i, 104.0)),
    (INNOCENT, "border, not told apart", lambda s, i: _village(s, i, 112.0)),
)


def _patch(
    sheets: Sheets,
    number: int,
    area: float,
    closed: str | None = None,
    approved: tuple[str, float, str, str | None] | None = None,
) -> str:
    """M13: a change found on 10 January 2025; `approved` is its kind, area, day and end."""
    patch = f"JBZ{number}"
    sheets.row(
        BASIC_FARMLAND_CHANGES,
        patch_id=patch,
        village="示例耕地村",
        change="推填土",
        area=area,
        found_on=np.datetime64("2025-01-10"),
        closed_on=np.datetime64(closed) if closed else None,
        ledger_on=np.datetime64("2025-12-31"),
    )
    if approved:
        kind, granted, day, until = approved
        sheets.row(
            LAND_APPROVALS,
            patch_id=patch,
            kind=kind,
            area=granted,
            approved_on=np.datetime64(day),
            until=np.datetime64(until) if until else None,
        )
    return patch


LEFT_OPEN: tuple[Row, ...] = (
    (PLAIN, "", lambda s, i: _patch(s, i, 5.0)),
    (HARD, "closed on the 31st day", lambda s, i: _patch(s, i, 1.1, closed="2025-02-10")),
    (
        HARD,
        "approved afterwards",
        lambda s, i: _patch(s, i, 5.0, approved=("construction", 5.0, "2025-03-01", None)),
    ),
    (
        HARD,
        "the term had ended",
        lambda s, i: _patch(s, i, 5.0, approved=("temporary", 5.0, "2023-01-01", "2025-01-09")),
    ),
    (
        INNOCENT,
        "facility",
        lambda s, i: _patch(s, i, 5.0, approved=("agriculture", 4.5, "2024-06-01", None)),
    ),
    (
        INNOCENT,
        "temporary",
        lambda s, i: _patch(s, i, 5.0, approved=("temporary", 5.0, "2024-06-01", "2026-06-01")),
    ),
    (INNOCENT, "solar", lambda s, i: _patch(s, i, 5.0, approved=("solar", 5.0, "2022-06-01", None))),
)
