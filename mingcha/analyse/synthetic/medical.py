"""Medical insurance: stays, orders, journeys, items charged and settlements by diagnosis group."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.medical import (
    ADMISSIONS,
    DRG_SETTLEMENTS,
    HOSPITAL_LEAVES,
    INPATIENT_ORDERS,
    ITEM_LIMITS,
    MEDICAL_CLAIMS,
    MOVEMENTS,
)
from mingcha.analyse.datasets.contracts.people import DEATHS
from mingcha.analyse.synthetic.planting import Bed, at, numbered, on, who
from mingcha.analyse.synthetic.province import BEGIN, Province, Sort

ILLNESSES = np.array(["J44.1", "I10.0", "E11.9", "M51.2", "K29.5", "I63.9"])
HOSPITALS = 40
LIMITS = {  # item: name, sex, lowest age, highest age, chapters
    "I-F": ("妇科检查", "F", None, None, None),
    "I-M": ("前列腺检查", "M", None, None, None),
    "I-OLD": ("产前检查", None, 0, 60, None),
    "I-BABY": ("新生儿护理", None, None, 1, None),
    "I-KNEE": ("膝关节镜检查", None, None, None, "MS"),
}
LEVELS = {"三级": 0.10, "二级": 0.0, "一级": -0.05, "未定级": -0.08}  # and how far from the usual share
GROUPS = {"BR2": 0.30, "ES2": 0.20, "FM1": 0.62}
PEERS = 14


def fill(province: Province) -> None:
    patients, others = _patients(province)
    stays = _stays(province, patients)
    _orders(province, stays)
    _movements(province, stays, others)
    _claims(province, province.scale * 2)
    _settlements(province, max(40, province.scale // 500))
    _in_two_places(province)
    _items(province)
    _rounds(province)
    _crowds(province)


def _patients(province: Province) -> tuple[Any, Any]:
    """Ordinary persons who were in hospital, and others who were not."""
    mixed = province.rng.permutation(province.scale // 2)
    half = len(mixed) // 2
    return mixed[:half], mixed[half:]


def _stays(province: Province, patients: Any) -> dict[str, Any]:
    """One stay for each patient, and for every third another illness 200 days later in the same hospital."""
    rng = province.rng
    again = patients[::3]
    persons = np.concatenate([patients, again])
    illness = rng.integers(0, len(ILLNESSES), len(patients))
    first = BEGIN + rng.integers(0, 800, len(patients)).astype("timedelta64[D]")
    begun = np.concatenate([first, first[::3] + np.timedelta64(200, "D")])
    home = rng.integers(0, HOSPITALS, len(patients))
    hospital = np.concatenate([home, home[::3]]).astype(str)
    columns = {
        "admission_id": numbered("A", len(persons)),
        "person_id": province.persons[persons],
        "name": province.names[persons],
        "hospital_code": np.char.add("H", hospital),
        "hospital": np.char.add("示例医院", hospital),
        "admitted_on": begun,
        "discharged_on": begun + rng.integers(4, 15, len(persons)).astype("timedelta64[D]"),
        "diagnosis_code": ILLNESSES[np.concatenate([illness, (illness[::3] + 1) % len(ILLNESSES)])],
        "village": province.villages[province.village_of[persons]],
        "planned": np.zeros(len(persons), dtype=bool),
        "cost": rng.integers(2000, 20_000, len(persons)),
    }
    province.add(ADMISSIONS, columns)
    return columns


def _orders(province: Province, stays: dict[str, Any]) -> None:
    """Two orders on the second day of each stay."""
    for turn in range(2):
        minutes = province.rng.integers(480, 1100, len(stays["admission_id"])).astype("timedelta64[m]")
        second = (stays["admitted_on"] + np.timedelta64(1, "D")).astype("datetime64[us]")
        columns = {name: stays[name] for name in ("admission_id", "person_id", "name")}
        columns |= {
            "order_id": np.char.add(f"O{turn}-", stays["admission_id"]),
            "ordered_at": second + minutes,
            "item": np.full(len(minutes), "静脉输液"),
        }
        province.add(INPATIENT_ORDERS, columns)


def _movements(province: Province, stays: dict[str, Any], others: Any) -> None:
    """Patients come by bus on the day; people who are well travel as they please."""
    came = stays["admitted_on"].astype("datetime64[us]") + np.timedelta64(8 * 60, "m")
    columns = {name: stays[name] for name in ("person_id", "name")}
    many = len(came)
    province.add(
        MOVEMENTS,
        columns | {"movement_id": numbered("VA", many), "at": came, "way": np.full(many, "bus")},
    )
    rng, persons = province.rng, np.repeat(others, 6)
    moment = BEGIN.astype("datetime64[us]") + rng.integers(0, 1_500_000, len(persons)).astype(
        "timedelta64[m]"
    )
    province.add(
        MOVEMENTS,
        {
            "movement_id": numbered("V", len(persons)),
            "person_id": province.persons[persons],
            "name": province.names[persons],
            "at": moment,
            "way": np.array(["bus", "bus", "rail", "work"])[rng.integers(0, 4, len(persons))],
        },
    )


def _sex(persons: Any) -> Any:
    """M or F by the 17th digit of the identity number."""
    digit = np.asarray(persons, dtype="U18").view("U1").reshape(-1, 18)[:, 16].astype(int)
    return np.where(digit % 2 == 1, "M", "F")


def _claims(province: Province, count: int) -> None:
    """Ordinary items, and those for one sex charged to that sex."""
    limits = [
        dict(zip(("item_code", "item", "sex", "age_low", "age_high", "chapters"), (code, *one), strict=True))
        for code, one in LIMITS.items()
    ]
    province.add_rows(ITEM_LIMITS, limits)
    index, rng = province.background(count), province.rng
    sex = _sex(province.persons[index])
    limited = rng.random(count) < 0.2
    item = np.where(limited, np.where(sex == "F", "I-F", "I-M"), "I-ANY")
    province.add(
        MEDICAL_CLAIMS,
        {
            "line_id": numbered("L", count),
            "person_id": province.persons[index],
            "name": province.names[index],
            "sex": sex,
            "age": 2025 - province.born[index].astype("datetime64[Y]").astype(int) - 1970,
            "diagnosis_code": ILLNESSES[rng.integers(0, len(ILLNESSES), count)],
            "item_code": item,
            "amount": rng.integers(10, 3000, count),
            "served_on": BEGIN + rng.integers(0, 1000, count).astype("timedelta64[D]"),
        },
    )


def _settlements(province: Province, cases: int) -> None:
    """M47: hospitals of four levels, in each of which one is planted: few enough not to move the peers."""
    planted = {"三级": (0.579, Sort.PLAIN), "二级": (0.579, Sort.PLAIN), "一级": (0.39, Sort.HARD),
               "未定级": (None, Sort.INNOCENT)}  # fmt: skip
    for number, (level, shift) in enumerate(LEVELS.items()):
        shares = {name: max(0.05, one + shift) for name, one in GROUPS.items()}
        for peer in range(PEERS):
            near = province.rng.uniform(-0.02, 0.02)
            mix = dict.fromkeys(GROUPS, cases)
            if peer == 0:
                mix["FM1"] = cases * 2  # so that heavy groups are known elsewhere too
            _hospital(province, f"D{number}-{peer}", level, mix, {n: s + near for n, s in shares.items()})
        share, sort = planted[level]
        code = f"DX{number}"
        if share is None:
            heavy = {"BR2": cases // 10, "ES2": cases // 10, "FM1": cases * 3}
            _hospital(province, code, level, heavy, shares)
        else:
            _hospital(province, code, level, dict.fromkeys(GROUPS, cases), dict.fromkeys(GROUPS, share))
        province.plant("M47", sort, code, "" if share else "case_mix")
    _hospital(province, "DY", "未定级", dict.fromkeys(GROUPS, cases), dict.fromkeys(GROUPS, 0.5))
    province.plant("M47", Sort.INNOCENT, "DY", "referrals, which no data tells")


def _hospital(province: Province, code: str, level: str, mix: Any, shares: dict[str, float]) -> None:
    """One hospital's cases: so many of each group, of which the first share is complicated."""
    group = np.repeat(list(mix), list(mix.values()))
    rank = np.concatenate([np.arange(count) / max(count, 1) for count in mix.values()])
    heavy = rank < np.repeat([shares[name] for name in mix], list(mix.values()))
    count = len(group)
    province.add(
        DRG_SETTLEMENTS,
        {
            "settlement_id": numbered(f"{code}-", count),
            "hospital_code": np.full(count, code),
            "hospital": np.full(count, f"示例{level}医院{code}"),
            "level": np.full(count, level),
            "adrg": group,
            "complication": np.where(heavy, np.where(np.arange(count) % 2 == 0, "mcc", "cc"), "none"),
            "paid": province.rng.integers(3000, 30_000, count),
        },
    )


def _stay(bed: Bed, index: int, **more: Any) -> str:
    """One planted stay of eight days from 6 May 2024, unless said otherwise; gives its number."""
    given: dict[str, Any] = {
        "hospital_code": "HX",
        "admitted_on": on("2024-05-06"),
        "diagnosis_code": "J44.1",
    }
    given |= {"village": None, "planned": False} | more
    given.setdefault("discharged_on", given["admitted_on"] + np.timedelta64(8, "D"))
    number = f"{bed.model}-{len(bed.rows.get(ADMISSIONS.name, []))}"
    bed.row(ADMISSIONS, admission_id=number, hospital="示例医院", **who(bed.province, index), **given)
    return number


def _travels(*taps: tuple[int, int, str], orders: int = 1, at_time: Any = (9, 0), leave: bool = False,
             day: int = 2) -> Any:  # fmt: skip
    """Hourly orders on a day of the stay, and journeys of that day (hour, minute, way)."""

    def write(bed: Bed, index: int) -> str:
        stay, person, then = _stay(bed, index), who(bed.province, index), on("2024-05-06", day)
        for number in range(orders):
            given = {"order_id": f"{stay}-{number}", "ordered_at": at(then, at_time[0] + number, at_time[1])}
            bed.row(INPATIENT_ORDERS, admission_id=stay, **given, **person)
        for number, (hour, minute, way) in enumerate(taps):
            moment = at(then, hour, minute)
            bed.row(MOVEMENTS, movement_id=f"{stay}-{number}", at=moment, way=way, **person)
        if leave:
            day_off = {"from_at": at(then, 7), "to_at": at(then, 20)}
            bed.row(HOSPITAL_LEAVES, leave_id=stay, admission_id=stay, **day_off)
        return person["person_id"]

    return write


def _dies(before: int) -> Any:
    """Death so many days before the end of the stay."""

    def write(bed: Bed, index: int) -> str:
        _stay(bed, index)
        bed.row(DEATHS, died_on=on("2024-05-14", -before), **who(bed.province, index))
        return str(bed.province.persons[index])

    return write


def _in_two_places(province: Province) -> None:
    """M44: seen on buses and trains as drips were given, or lying in hospital after death."""
    bed = Bed(province, "M44")
    bed.persons(Sort.PLAIN, "", _travels((9, 10, "bus"), (10, 5, "bus"), (18, 0, "rail"), orders=3))
    bed.persons(Sort.PLAIN, "lies there a week after death", _dies(7))
    bed.persons(Sort.HARD, "one bus, thirty minutes off", _travels((9, 30, "bus")))
    bed.persons(Sort.HARD, "on either side of midnight", _travels((24, 10, "bus"), at_time=(23, 50)))
    bed.persons(Sort.HARD, "discharged two days after death", _dies(2))
    bed.persons(Sort.INNOCENT, "day_leave", _travels((9, 10, "bus"), (12, 0, "rail"), leave=True))
    bed.persons(Sort.INNOCENT, "arrival", _travels((8, 50, "bus"), day=0))
    bed.persons(Sort.INNOCENT, "late_discharge", _dies(1))
    bed.persons(Sort.INNOCENT, "card_lent, which no data tells", _travels((9, 20, "bus")))
    bed.persons(Sort.INNOCENT, "a bus an hour off", _travels((10, 0, "bus")))
    bed.done()


def _charged(count: int, **given: Any) -> Any:
    """So many lines of an item: for the other sex if none is said, for the own with the bill's sex wrong."""

    def write(bed: Bed, index: int) -> str:
        person = who(bed.province, index)
        sex = str(_sex([person["person_id"]])[0])
        other = {"M": "I-F", "F": "I-M"}[sex]
        line = {"sex": sex, "age": 40, "diagnosis_code": "K29.5", "item_code": other, "amount": 100} | given
        if line["item_code"] == "own":
            line |= {"item_code": {"M": "I-M", "F": "I-F"}[sex], "sex": {"M": "F", "F": "M"}[sex]}
        for number in range(count):
            bed.row(MEDICAL_CLAIMS, line_id=f"M45-{index}-{number}", **person, **line)
        return person["person_id"]

    return write


def _items(province: Province) -> None:
    """M45: items for the other sex, beyond the age, for another part of the body."""
    bed = Bed(province, "M45")
    bed.persons(Sort.PLAIN, "", _charged(5))
    bed.persons(Sort.HARD, "one year beyond the age", _charged(1, item_code="I-OLD", age=61))
    bed.persons(Sort.HARD, "a knee for a stomach", _charged(1, item_code="I-KNEE"))
    bed.persons(Sort.INNOCENT, "wrong_code", _charged(1, item_code="own"))
    bed.persons(Sort.INNOCENT, "transgender, which no data tells", _charged(1))
    bed.persons(Sort.INNOCENT, "at the limit", _charged(1, item_code="I-OLD", age=60))
    women = [index for index in province.take(province.many * 3) if _sex([province.persons[index]])[0] == "F"]
    baby = _charged(2, item_code="I-BABY", age=28, diagnosis_code="O80.0")
    bed.each(women[: province.many], Sort.INNOCENT, "newborn", baby)
    bed.done()


ROUND = (("HX1", "2024-01-05"), ("HX2", "2024-03-05"), ("HX3", "2024-06-05"), ("HX1", "2024-09-05"))
TURN = (("HX1", "2023-09-05"), ("HX2", "2023-11-05"), ("HX3", "2024-01-25"), ("HX1", "2024-04-05"))


def _lies(*stays: tuple[str, str], **more: Any) -> Any:
    """Stays in these hospitals, from these days."""

    def write(bed: Bed, index: int) -> str:
        for hospital, begun in stays:
            _stay(bed, index, hospital_code=hospital, admitted_on=on(begun), **more)
        return str(bed.province.persons[index])

    return write


def _rounds(province: Province) -> None:
    """M46: round the hospitals, and back too soon."""
    bed = Bed(province, "M46")
    soon = [("HX1", one) for one in ("2024-01-05", "2024-01-18", "2024-01-31", "2024-02-13")]
    bed.persons(Sort.PLAIN, "", _lies(*ROUND, ("HX4", "2024-11-05"), ("HX2", "2024-11-20")))
    bed.persons(Sort.PLAIN, "three times back within a week", _lies(*soon))
    bed.persons(Sort.HARD, "four stays in three hospitals", _lies(*ROUND))
    bed.persons(Sort.HARD, "four stays in three hospitals, over the turn of the year", _lies(*TURN))
    bed.persons(Sort.HARD, "back on the fourteenth day", _lies(("HX1", "2024-01-05"), ("HX1", "2024-01-27")))
    bed.persons(Sort.INNOCENT, "chronic", _lies(*soon, planned=True))
    bed.persons(Sort.INNOCENT, "chemo", _lies(*ROUND, diagnosis_code="Z51.1"))
    bed.persons(Sort.INNOCENT, "dialysis", _lies(*ROUND, ("HX1", "2024-09-15"), diagnosis_code="N18.5"))
    bed.persons(Sort.INNOCENT, "chronic, with no plan written down", _lies(*soon[:2]))
    bed.persons(Sort.INNOCENT, "three stays", _lies(*ROUND[:3]))
    bed.done()


def _crowds(province: Province) -> None:
    """M46: a village admitted on one day; every one of it is a case."""
    bed = Bed(province, "M46C")
    kinds = ((Sort.PLAIN, "", 9, "M51.2"), (Sort.HARD, "five only", 5, "M51.2"),
             (Sort.INNOCENT, "four only", 4, "M51.2"), (Sort.INNOCENT, "outbreak", 8, "A05.9"))  # fmt: skip
    for sort, why, size, illness in kinds:
        for group in range(max(1, province.many // 8)):
            village = f"{sort}{size}-{group}村"
            for index in province.take(size):
                _stay(bed, index, village=village, diagnosis_code=illness, hospital_code="HXC")
                province.plant("M46", sort, province.persons[index], why)
    bed.done()
