"""Official spending: fuel cards, receptions and trips."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.spending import (
    DISPATCHES,
    FUEL_FILLS,
    OFFICIAL_VEHICLES,
    RECEPTION_HOSTS,
    RECEPTION_LETTERS,
    RECEPTIONS,
    TRIPS,
    VEHICLE_POSITIONS,
)
from mingcha.analyse.synthetic.labelled import days, persons, units, who
from mingcha.analyse.synthetic.people import officials
from mingcha.analyse.synthetic.province import BEGIN, Province, Sort

HOME, EAST, NORTH = "示例县", 110.0, 30.0
WORKDAY, SATURDAY = "2024-03-06", "2024-03-09"
CITIES = np.array(["甲市", "乙市", "丙市", "丁市"])


def fill(province: Province) -> None:
    _fills(province, province.scale)
    _fuel_cases(province)
    _receptions(province, province.scale // 2)
    _reception_cases(province)
    _trips(province)
    _trip_cases(province)


def _fills(province: Province, count: int) -> None:
    """Vehicles of 60 litres filled with 40 at home, on days that are worked, seen at the station."""
    cars = max(20, province.scale // 100)
    plates = np.char.add("示B", np.char.zfill(np.arange(cars).astype(str), 6))
    province.add(
        OFFICIAL_VEHICLES,
        {
            "plate": plates,
            "unit": np.char.add("示例单位", (np.arange(cars) % 40).astype(str)),
            "tank": np.full(cars, 60.0),
            "fuel": np.full(cars, "petrol"),
            "home": np.full(cars, HOME),
        },
    )
    worked = days(worked=True)
    number = np.arange(count)
    at = worked[number // cars * len(worked) // (count // cars + 1)].astype("datetime64[m]")
    at = at + province.rng.integers(480, 1020, count)
    places = {"longitude": np.full(count, EAST), "latitude": np.full(count, NORTH)}
    columns = {
        "fill_id": np.char.add("FB", number.astype(str)),
        "card": np.char.add("C", (number % cars).astype(str)),
        "plate": plates[number % cars],
        "at": at.astype("datetime64[us]"),
        "city": np.full(count, HOME),
        "kind": np.full(count, "petrol"),
        "litres": np.full(count, 40.0),
        "amount": np.full(count, 320),
        **places,
    }
    province.add(FUEL_FILLS, columns)
    seen = {"plate": plates[number % cars], "at": (at + 3).astype("datetime64[us]"), **places}
    province.add(VEHICLE_POSITIONS, seen)


def _fuel_cases(province: Province) -> None:
    """M33: plain, beyond the tank; hard, one sign only, or within the allowance; innocents as recorded.

    A dispatch written later, on paper, is hit: the tables do not show it.
    """
    _cars(province, Sort.PLAIN, "", {"litres": 90.0}, {"litres": 85.0, "clock": "11:00"})
    _cars(province, Sort.HARD, "just beyond the tank", {"litres": 66.5})
    _cars(province, Sort.HARD, "within the allowance", {"litres": 65.0})
    _cars(province, Sort.HARD, "twice in four hours", {}, {"clock": "12:50"})
    _cars(province, Sort.HARD, "three kilometres away", {"east": EAST + 0.035})
    _cars(province, Sort.HARD, "a Saturday", {"day": SATURDAY})
    _cars(province, Sort.HARD, "diesel into a petrol car", {"kind": "diesel"})
    _cars(province, Sort.INNOCENT, "spare", {"litres": 120.0, "use": "can"})
    _cars(province, Sort.INNOCENT, "no_signal", {"east": EAST + 1.0, "seen": False})
    _cars(province, Sort.INNOCENT, "swapped", {"litres": 100.0, "swapped_to": "示大00001"})
    _cars(province, Sort.INNOCENT, "dispatched", {"day": SATURDAY, "city": "他县", "sent": True})
    _cars(province, Sort.INNOCENT, "late_slip", {"day": SATURDAY})
    large = {"plate": "示大00001", "unit": "示例单位1", "tank": 200.0, "fuel": "petrol", "home": HOME}
    province.add_rows(OFFICIAL_VEHICLES, [large])


def _cars(province: Province, sort: Sort, why: str, *fills: dict[str, Any]) -> None:
    """Each car with these fills: what is not said is as usual."""
    for number in range(province.many):
        plate = f"示P{sort[0]}{why.replace(' ', '')[:16]}{number}"
        province.plant("M33", sort, plate, why)
        car = {"plate": plate, "unit": "示例单位2", "tank": 60.0, "fuel": "petrol", "home": HOME}
        province.add_rows(OFFICIAL_VEHICLES, [car])
        for order, given in enumerate(fills):
            _fill(province, f"{plate}-{order}", plate, dict(given), number)


def _fill(province: Province, key: str, plate: str, given: dict[str, Any], hour: int) -> None:
    """One fill. Fills into the shared large vehicle are days apart."""
    day = np.datetime64(given.pop("day", WORKDAY))
    if "swapped_to" in given:
        day = days(worked=True)[hour * 5 % 700]
    at = np.datetime64(f"{day}T{given.pop('clock', '09:10')}", "us")
    east, seen, sent = given.pop("east", EAST), given.pop("seen", True), given.pop("sent", False)
    usual = {"city": HOME, "kind": "petrol", "litres": 40.0, "amount": 320, "latitude": NORTH}
    row = {"fill_id": key, "card": plate, "plate": plate, "at": at, "longitude": EAST}
    province.add_rows(FUEL_FILLS, [usual | row | given])
    position = {"plate": plate, "at": at + 5_000_000, "longitude": east, "latitude": NORTH}
    if seen and "swapped_to" not in given:
        province.add_rows(VEHICLE_POSITIONS, [position])
    if sent:
        slip = {"dispatch_id": f"D{key}", "plate": plate, "unit": "示例单位2", "from_on": day, "to_on": day}
        province.add_rows(DISPATCHES, [slip])


def _receptions(province: Province, count: int) -> None:
    """Receptions within the rules, each with a letter of its own that the unit registered."""
    worked, number = days(worked=True), np.arange(count)
    day = worked[province.rng.integers(0, len(worked), count)]
    unit = np.char.add("示例单位", (number % 40).astype(str))
    letter = np.char.add("函B", number.astype(str))
    visitors = province.rng.integers(3, 10, count)
    province.add(
        RECEPTIONS,
        {
            "reception_id": np.char.add("RB", number.astype(str)),
            "unit": unit,
            "day": day,
            "place": np.full(count, "示例饭店"),
            "kind": np.full(count, "work"),
            "letter_no": letter,
            "visitor_unit": np.full(count, "来访局"),
            "visitors": visitors,
            "hosts": np.full(count, 3),
            "fee": (visitors + 3) * 90,
            "standard": np.full(count, 100),
            "invoice_no": np.char.zfill((number * 3).astype(str), 8),
        },
    )
    sent = {"letter_no": letter, "unit": unit, "sender": np.full(count, "来访局"), "visit_from": day}
    province.add(RECEPTION_LETTERS, sent)


def _reception_cases(province: Province) -> None:
    """M34. Invoices two apart are missed; where the letter came later, a hit is false."""
    bad: list[dict[str, Any]] = [
        {"letter_no": None},
        {"letter_no": None, "hosts": 8},
        {"day": SATURDAY, "fee": 3000},
    ]
    _meals(province, Sort.PLAIN, "", *bad)
    _meals(province, Sort.HARD, "one host too many", {"hosts": 4})
    _meals(province, Sort.HARD, "a yuan a head too dear", {"fee": 808})
    _meals(
        province,
        Sort.HARD,
        "one letter twice",
        {"letter_no": "函同"},
        {"letter_no": "函同", "day": "2024-03-07"},
    )
    row = [{"invoice_no": f"0000012{end}", "day": f"2024-03-1{end}"} for end in (1, 2)]
    _meals(province, Sort.HARD, "invoices in a row", *row)
    apart = [{"invoice_no": f"0000012{end}", "day": f"2024-03-1{end}"} for end in (1, 3)]
    _meals(province, Sort.HARD, "invoices two apart", *apart)
    _meals(province, Sort.HARD, "another sender", {"sender": "别的局"})
    _meals(
        province,
        Sort.INNOCENT,
        "duty_meal",
        {"kind": "duty", "letter_no": None, "hosts": 12, "day": SATURDAY, "fee": 500},
    )
    _meals(
        province,
        Sort.INNOCENT,
        "foreign",
        {"kind": "foreign", "letter_no": None, "hosts": 5, "day": SATURDAY},
    )
    _meals(province, Sort.INNOCENT, "letter_after", {"letter_no": None})
    _meals(province, Sort.INNOCENT, "weekend_work", {"day": SATURDAY, "sender": "来访局"})


def _meals(province: Province, sort: Sort, why: str, *given: dict[str, Any]) -> None:
    """Each unit with these receptions. A `sender` means that the letter is in the register."""
    for unit in units(province, "M34", sort, why):
        for order, one in enumerate(given):
            row: dict[str, Any] = {
                "reception_id": f"{unit}{order}",
                "unit": unit,
                "letter_no": f"函{unit}{order}",
            }
            usual = {
                "day": np.datetime64(WORKDAY),
                "place": "示例饭店",
                "kind": "work",
                "visitor_unit": "来访局",
            }
            numbers = {"visitors": 5, "hosts": 3, "fee": 800, "standard": 100}
            row = row | usual | numbers | {name: value for name, value in one.items() if name != "sender"}
            row["day"] = np.datetime64(row["day"])
            province.add_rows(RECEPTIONS, [row])
            if "sender" in one:
                letter = {"letter_no": row["letter_no"], "unit": unit, "sender": one["sender"]}
                province.add_rows(RECEPTION_LETTERS, [letter | {"visit_from": row["day"]}])


def _trips(province: Province) -> None:
    """Every official travels for a few days every twenty, and is host at home in between."""
    everyone, slots = officials(province), 50
    count = len(everyone) * slots
    travellers, slot = np.repeat(everyone, slots), np.tile(np.arange(slots), len(everyone))
    start = BEGIN + (slot * 20 + province.rng.integers(0, 5, count)).astype("timedelta64[D]")
    person = {"person_id": province.persons[travellers], "name": province.names[travellers]}
    province.add(
        TRIPS,
        {
            "trip_id": np.char.add("TB", np.arange(count).astype(str)),
            **person,
            "unit": np.full(count, "示例单位3"),
            "from_on": start,
            "to_on": start + province.rng.integers(1, 6, count).astype("timedelta64[D]"),
            "destination": CITIES[province.rng.integers(0, len(CITIES), count)],
            "amount": np.full(count, 1500),
        },
    )
    host = {"host_id": np.char.add("HB", np.arange(count).astype(str)), **person}
    at_home = BEGIN + (slot * 20 + 15).astype("timedelta64[D]")
    province.add(RECEPTION_HOSTS, host | {"day": at_home, "city": np.full(count, HOME)})


def _trip_cases(province: Province) -> None:
    """M35. Two papers for one place are missed; who was listed as host by mistake is hit."""
    long = ("甲市", "2024-03-04", "2024-03-10")
    _journeys(province, Sort.PLAIN, "", long, ("乙市", "2024-03-06", "2024-03-12"))
    _journeys(province, Sort.HARD, "one day", long, ("乙市", "2024-03-09", "2024-03-12"))
    _journeys(province, Sort.HARD, "host at home", long, meal="2024-03-05")
    _journeys(province, Sort.HARD, "one place twice", long, ("甲市", "2024-03-05", "2024-03-09"))
    _journeys(
        province, Sort.INNOCENT, "connection", long, ("乙市", "2024-03-10", "2024-03-12"), meal="2024-03-12"
    )
    _journeys(province, Sort.INNOCENT, "signed_for", long, meal="2024-03-06")
    _journeys(province, Sort.INNOCENT, "changed", long, ("乙市", "2024-03-05", "2024-03-12", "cancelled"))


def _journeys(province: Province, sort: Sort, why: str, *trips: tuple[str, ...], meal: str = "") -> None:
    for index in persons(province, "M35", sort, why):
        for order, (place, start, end, *state) in enumerate(trips):
            row = {
                "trip_id": f"TP{index}-{order}",
                "unit": "示例单位3",
                "destination": place,
                "from_on": np.datetime64(start),
                "to_on": np.datetime64(end),
                "amount": 1500,
                "state": state[0] if state else "taken",
            }
            province.add_rows(TRIPS, [who(province, index) | row])
        if meal:
            host = {"host_id": f"HP{index}", "day": np.datetime64(meal), "city": HOME}
            province.add_rows(RECEPTION_HOSTS, [who(province, index) | host])
