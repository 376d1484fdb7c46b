"""City management: waste trucks, refuse, sorting checks and complaints, public houses, fire checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.city import (
    HOTLINE_CALLS,
    HOUSE_LEASES,
    HOUSE_OCCUPANTS,
    HOUSE_UTILITIES,
    HOUSING_STOCK,
    LANDFILL_WEIGHINGS,
    PLANT_INTAKE,
    REFUSE_BILLS,
    REFUSE_TICKETS,
    SCALE_CHECKS,
    SITE_WEIGHINGS,
    SORTING_CHECKS,
    WASTE_PERMITS,
    WASTE_POSITIONS,
)
from mingcha.analyse.datasets.contracts.housing import PUBLIC_HOUSING
from mingcha.analyse.synthetic import fire
from mingcha.analyse.synthetic.planting import Bed, Firm, at, newcomers, numbered, on, who
from mingcha.analyse.synthetic.province import Province, Sort

YEAR = np.datetime64("2024-01-01")
US = "datetime64[us]"


def fill(province: Province) -> None:
    places = max(60, province.scale // 50)
    _trucks(province, places, 24)
    _refuse(province, max(8, province.scale // 2000))
    _stations(province, places)
    _houses(province, places)
    fire.background(province, places)
    for plant in (_waste, _billed, _scores, _house_use, fire.plant):
        plant(province)


def _moments(province: Province, count: int, hours: tuple[int, int]) -> Any:
    """Moments of 2024 within these hours of the day."""
    days = province.rng.integers(0, 365, count).astype("timedelta64[D]")
    minutes = province.rng.integers(hours[0] * 60, hours[1] * 60, count).astype("timedelta64[m]")
    return (YEAR + days).astype(US) + minutes


def _trucks(province: Province, count: int, loads: int) -> None:
    """Trucks with a year's permit whose loads arrive but for a little dust, seldom off their route."""
    plates = np.char.add("示C", np.char.zfill(np.arange(count).astype(str), 5))
    site = np.char.add("S", (np.arange(count) // 5).astype(str))
    permit = {"site_id": site, "plate": plates, "from_on": np.full(count, YEAR)}
    until = np.full(count, np.datetime64("2024-12-31"))
    province.add(WASTE_PERMITS, permit | {"permit_id": numbered("X", count), "until_on": until})
    moment, many = _moments(province, count * loads, (7, 20)), count * loads
    tons = np.round(province.rng.uniform(20, 35, many), 2)
    each = {"site_id": np.repeat(site, loads), "plate": np.repeat(plates, loads)}
    left = each | {"weighing_id": numbered("XW", many), "at": moment, "tons": tons}
    province.add(SITE_WEIGHINGS, left)
    came = {
        "at": moment + np.timedelta64(50, "m"),
        "tons": np.round(tons * province.rng.uniform(0.97, 1, many), 2),
    }
    province.add(LANDFILL_WEIGHINGS, each | came | {"weighing_id": numbered("XD", many)})
    off = np.where(province.rng.random(many) < 0.02, 900.0, 60.0)
    seen = {"plate": each["plate"], "at": moment + np.timedelta64(20, "m"), "off_route": off}
    province.add(WASTE_POSITIONS, seen | {"position_id": numbered("XG", many)})


def _refuse(province: Province, count: int) -> None:
    """Hauliers of refuse: a year's tickets, the same tons at the plant, bills a little above."""
    firms = list(newcomers("CITY00", count))
    codes, names = (np.array([one[key] for one in firms]) for key in ("company_code", "company"))
    loads = 200
    many, which = count * loads, np.repeat(np.arange(count), loads)
    moment, rng = _moments(province, many, (0, 24)), province.rng
    tare = np.full(many, 6.5)
    gross = np.round(rng.uniform(10, 16, many), 2)
    each = {
        "company_code": codes[which],
        "plate": np.char.add("示D", (np.arange(many) % 50 + 1000).astype(str)),
    }
    ticket = {"ticket_id": numbered("T", many), "company": names[which], "picture": numbered("g", many)}
    province.add(REFUSE_TICKETS, each | ticket | {"at": moment, "gross": gross, "tare": tare})
    plant = np.char.add("示例焚烧厂", (which % 3).astype(str))
    intake = {"intake_id": numbered("TI", many), "plant": plant, "at": moment, "tons": gross - tare}
    province.add(PLANT_INTAKE, each | intake)
    month = moment.astype("datetime64[M]").astype(int) - YEAR.astype("datetime64[M]").astype(int)
    tons = np.bincount(which * 12 + month, weights=gross - tare, minlength=count * 12)
    billed = np.round(tons * rng.uniform(0.99, 1.025, len(tons)), 2)
    province.add(
        REFUSE_BILLS,
        {
            "bill_id": numbered("TB", len(tons)),
            "company_code": np.repeat(codes, 12),
            "company": np.repeat(names, 12),
            "month": np.tile(np.arange("2024-01", "2025-01", dtype="datetime64[M]"), count).astype(
                "datetime64[D]"
            ),
            "tons": billed,
            "amount": billed * 120,
        },
    )


def _stations(province: Province, count: int) -> None:
    """Stations checked each month with a photo of its own; now and then somebody complains."""
    many, rng = count * 12, province.rng
    station = np.repeat(numbered("Z", count), 12)
    months = np.tile(np.arange("2024-01", "2025-01", dtype="datetime64[M]"), count).astype("datetime64[D]")
    province.add(
        SORTING_CHECKS,
        {
            "check_id": numbered("ZC", many),
            "station_id": station,
            "station": np.char.add("示例站点", station),
            "checked_on": months + rng.integers(0, 28, many).astype("timedelta64[D]"),
            "score": rng.integers(70, 100, many).astype(float),
            "photo_hash": numbered("zf", many),
        },
    )
    called = np.arange(0, many, 5)
    call = {
        "place_id": station[called],
        "topic": np.full(len(called), "refuse"),
        "caller": province.phones[: len(called)],
    }
    call |= {"call_id": numbered("ZH", len(called)), "received_on": months[called]}
    province.add(HOTLINE_CALLS, call)


def _houses(province: Province, count: int) -> None:
    """Public houses: a holder with family, or empty; ordinary use of water and power."""
    ids, vacant = numbered("F", count), np.arange(count) % 10 == 0
    address = np.char.add("示例路", np.char.add(np.arange(count).astype(str), "号"))
    status = np.where(vacant, "vacant", "let")
    province.add(HOUSING_STOCK, {"house_id": ids, "address": address, "status": status})
    for relation in range(2):
        living = np.arange(relation * count, (relation + 1) * count)[~vacant] % (province.scale // 2)
        person = {
            "person_id": province.persons[living],
            "name": province.names[living],
            "house_id": ids[~vacant],
        }
        record = {
            "record_id": numbered(f"FO{relation}-", len(living)),
            "is_family": np.full(len(living), relation == 1),
        }
        province.add(HOUSE_OCCUPANTS, person | record)
    for kind, norm in (("water", 10), ("power", 200)):
        months = np.tile(np.arange("2024-01", "2025-01", dtype="datetime64[M]"), count).astype(
            "datetime64[D]"
        )
        used = norm * province.rng.uniform(0.3, 2.0, count * 12) * np.repeat(np.where(vacant, 0.05, 1), 12)
        each = {
            "house_id": np.repeat(ids, 12),
            "meter": np.char.add(f"{kind}-", np.repeat(ids, 12)),
            "month": months,
        }
        reading = {
            "reading_id": numbered(f"FR{kind}", len(used)),
            "kind": np.full(len(used), kind),
            "used": used,
        }
        province.add(HOUSE_UTILITIES, each | reading)


def _carries(key: str, *, until: str = "2024-12-31", arrives: float = 1.0, off: tuple[int, float] = (0, 0.0),
             dumps: int = 1) -> Any:  # fmt: skip
    """A truck with ten loads of 20 tons in June 2024: its permit's end, what arrives, positions off route."""

    def write(bed: Bed, number: int) -> str:
        plate, site = f"示E{key}{number:04}", f"SX{key}{number}"
        bed.row(
            WASTE_PERMITS,
            permit_id=plate,
            site_id=site,
            plate=plate,
            from_on=on("2024-01-01"),
            until_on=on(until),
        )
        for load in range(10):
            day = on("2024-06-01", load)
            given: dict[str, Any] = {"site_id": site, "plate": plate}
            bed.row(SITE_WEIGHINGS, weighing_id=f"{plate}-{load}", at=at(day, 9), tons=20.0, **given)
            given |= {"landfill": f"示例消纳场{load % dumps}", "at": at(day, 10)}
            bed.row(LANDFILL_WEIGHINGS, weighing_id=f"{plate}-{load}", tons=20 * arrives, **given)
        for point in range(off[0]):
            moment = at("2024-06-01", 9, 10 + point)
            bed.row(WASTE_POSITIONS, position_id=f"{plate}-{point}", plate=plate, at=moment, off_route=off[1])
        return plate

    return write


def _waste(province: Province) -> None:
    """M54: no permit, off route, not arriving."""
    bed = Bed(province, "M54")
    bed.numbers(Sort.PLAIN, "", _carries("P", until="2024-05-01", arrives=0.4, off=(20, 3000.0)))
    bed.numbers(Sort.HARD, "one load on the day after", _carries("A", until="2024-06-09"))
    bed.numbers(Sort.HARD, "a little more than a tenth missing", _carries("B", arrives=0.89))
    bed.numbers(Sort.HARD, "five positions a little off", _carries("C", off=(5, 501.0)))
    bed.numbers(Sort.INNOCENT, "drift", _carries("D", off=(4, 3000.0)))
    bed.numbers(Sort.INNOCENT, "other_dump", _carries("E", dumps=3))
    bed.numbers(Sort.INNOCENT, "diversion, which no data tells", _carries("G", off=(20, 900.0)))
    bed.numbers(Sort.INNOCENT, "a twentieth missing", _carries("F", arrives=0.95))
    bed.done()


def _bills(
    firms: Iterator[Firm], *, factor: float = 1.0, nights: int = 0, alike: int = 0, corrected: bool = False
) -> Any:
    """A haulier whose plant took 100 tons in June 2024, and what it billed and weighed."""

    def write(bed: Bed, _number: int) -> str:
        company = next(firms)
        code, month = company["company_code"], on("2024-06-01")
        plant = f"示例厂{code}"
        given = {"plant": plant, "at": at("2024-06-20", 10), "tons": 100.0}
        bed.row(PLANT_INTAKE, intake_id=f"TI{code}", company_code=code, plate="示F10000", **given)
        bill = {"tons": 100 * factor, "amount": round(12_000 * factor), "month": month}
        bed.row(REFUSE_BILLS, bill_id=f"TB{code}", **company, **bill)
        if corrected:
            bed.row(SCALE_CHECKS, check_id=code, plant=plant, done_on=on("2024-06-15"), corrected=True)
        for turn in range(nights + alike):
            hour, picture = (23, None) if turn < nights else (10, f"g{turn}")
            weight = 12.0 + turn / 10 if turn < nights else 11.11
            given = {"at": at(on("2024-06-01", turn), hour), "gross": weight, "tare": 6.5, "picture": picture}
            bed.row(REFUSE_TICKETS, ticket_id=f"T{code}-{turn}", plate="示F10000", **company, **given)
        return code

    return write


def _billed(province: Province) -> None:
    """M55: billed beyond what arrived, weighed at night unseen, always alike."""
    bed, firms = Bed(province, "M55"), newcomers("M55", province.many * 8)
    bed.numbers(Sort.PLAIN, "", _bills(firms, factor=1.2, nights=10, alike=9))
    bed.numbers(Sort.HARD, "a little over three per cent", _bills(firms, factor=1.031))
    bed.numbers(Sort.HARD, "five nights", _bills(firms, nights=5))
    bed.numbers(Sort.HARD, "five alike", _bills(firms, alike=5))
    bed.numbers(Sort.INNOCENT, "moisture", _bills(firms, factor=1.029))
    bed.numbers(Sort.INNOCENT, "recalibrated", _bills(firms, factor=1.1, corrected=True))
    bed.numbers(Sort.INNOCENT, "camera_down, which no data tells", _bills(firms, nights=6))
    bed.numbers(Sort.INNOCENT, "four nights, four alike", _bills(firms, nights=4, alike=4))
    bed.done()


def _scored(key: str, *, score: float = 95.0, callers: int = 0, calls: int = 0, photo: str = "{0}",
            same_day: bool = False, checks: int = 2) -> Any:  # fmt: skip
    """A station with checks in June 2024, and calls by so many callers. Photos: 0 check, 1 station."""

    def write(bed: Bed, number: int) -> str:
        station = f"ZX{key}{number}"
        for turn in range(checks):
            given = {"checked_on": on("2024-06-05", 0 if same_day else turn * 7), "score": score}
            given |= {
                "photo_hash": photo.format(f"{station}-{turn}", station),
                "station": f"示例站点{station}",
            }
            bed.row(SORTING_CHECKS, check_id=f"{station}-{turn}", station_id=station, **given)
        for turn in range(calls):
            call = {
                "topic": "refuse",
                "caller": f"1000{turn % callers}",
                "received_on": on("2024-06-10", turn),
            }
            bed.row(HOTLINE_CALLS, call_id=f"{station}-{turn}", place_id=station, **call)
        return station

    return write


def _scores(province: Province) -> None:
    """M56: scored high while many complain; one photo for all."""
    bed = Bed(province, "M56")
    bed.numbers(Sort.PLAIN, "", _scored("P", callers=8, calls=10, photo="one photo for all"))
    bed.numbers(Sort.HARD, "ninety points, three callers", _scored("A", score=90.0, callers=3, calls=3))
    bed.numbers(Sort.HARD, "one photo shared by stations", _scored("B", photo="shared", checks=1))
    bed.numbers(Sort.HARD, "the photo cropped", _scored("C", photo="cropped {0}"))
    bed.numbers(Sort.INNOCENT, "rivals", _scored("D", callers=1, calls=9))
    bed.numbers(Sort.INNOCENT, "same_visit", _scored("E", photo="joint {1}", same_day=True))
    bed.numbers(Sort.INNOCENT, "seasonal, which no data tells", _scored("G", callers=4, calls=4))
    bed.numbers(Sort.INNOCENT, "two callers", _scored("F", callers=2, calls=4))
    bed.done()


def _lived(key: str, *, strangers: int = 0, family: int = 0, tenant: int | None = None, use: float = 100.0,
           vacant: bool = False, months: int = 3, shared: int = 0) -> Any:  # fmt: skip
    """A public house: who lives in it, which of them leases it (-1: another), its power, its meter."""

    def write(bed: Bed, index: int) -> str:
        house, province = f"FX{key}{index}", bed.province
        bed.row(
            HOUSING_STOCK, house_id=house, address=f"示例路{house}号", status="vacant" if vacant else "let"
        )
        if not vacant:
            holder = who(province, index)
            bed.row(PUBLIC_HOUSING, allotment_id=house, house_id=house, from_on=on("2020-01-01"), **holder)
        half = province.scale // 2
        first = int(province.background(1)[0])
        living = [str(province.persons[(first + one) % half]) for one in range(strangers + family + 1)]
        for number, person in enumerate(living[:-1]):
            given = {"record_id": f"{house}-{number}", "is_family": number >= strangers}
            bed.row(HOUSE_OCCUPANTS, house_id=house, person_id=person, **given)
        if tenant is not None:
            lease = {"tenant_id": living[tenant], "from_on": on("2024-01-01")}
            bed.row(HOUSE_LEASES, lease_id=house, house_id=house, **lease)
        for month in range(months):
            day = (np.datetime64("2024-03") + month).astype("datetime64[D]")
            for place in range(shared + 1):
                reading = {"meter": house, "month": day, "kind": "power", "used": use}
                whose = house if place == 0 else f"{house}-{place}"
                bed.row(HOUSE_UTILITIES, reading_id=f"{whose}-{month}", house_id=whose, **reading)
        return house

    return write


def _house_use(province: Province) -> None:
    """M57: crowded, sublet, heavy use, lived in while empty."""
    bed = Bed(province, "M57")
    bed.persons(Sort.PLAIN, "", _lived("P", strangers=14, tenant=-1, use=1500.0))
    bed.persons(Sort.PLAIN, "empty and lived in", _lived("V", vacant=True, use=200.0, months=8))
    bed.persons(Sort.HARD, "ten strangers", _lived("A", strangers=10))
    bed.persons(Sort.HARD, "leased to another", _lived("B", tenant=-1))
    bed.persons(Sort.HARD, "two months a little over", _lived("C", use=721.0, months=2))
    bed.persons(Sort.HARD, "empty, a little used", _lived("D", vacant=True, use=50.0, months=2))
    bed.persons(Sort.INNOCENT, "family", _lived("E", family=12, tenant=3))
    bed.persons(Sort.INNOCENT, "meter_split", _lived("F", use=1500.0, shared=2))
    bed.persons(Sort.INNOCENT, "renovation, which no data tells", _lived("H", vacant=True, use=100.0))
    bed.persons(Sort.INNOCENT, "standby", _lived("G", vacant=True, use=40.0))
    bed.done()
