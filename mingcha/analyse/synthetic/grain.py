"""Grain: a harvest weighed at depots, gate pictures, growers, moves and stocks; M20, M20S, M21 and M22."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.grain import (
    GATE_PICTURES,
    GRAIN_GROWERS,
    GRAIN_MOVES,
    GRAIN_STATIONS,
    GRAIN_STOCKS,
    GRAIN_TICKETS,
    GRAIN_YIELDS,
)
from mingcha.analyse.synthetic.province import Province, Sort
from mingcha.analyse.synthetic.sheets import Row, Sheets

PLAIN, HARD, INNOCENT = Sort.PLAIN, Sort.HARD, Sort.INNOCENT
WHEAT, PADDY, YIELD = "小麦", "稻谷", 400.0
ABLE, AN_HOUR, HOURS = 12, 8, 10  # trucks an hour that can be and are weighed, hours a day
HARVEST = np.datetime64("2024-06-01T08:00")


def fill(province: Province) -> None:
    _harvest(province, province.scale)
    _moves(province)
    _stocks(province)
    sheets = Sheets(province, "ZL")
    sheets.plant("M20", range(len(ON_PAPER) * province.many), ON_PAPER)
    sheets.plant("M20S", province.take(len(OVERSOLD) * province.many), OVERSOLD)
    sheets.plant("M21", range(len(CIRCLES) * province.many), CIRCLES)
    sheets.plant("M22", range(len(BINS) * province.many), BINS)
    sheets.done()


def _minutes(count: np.ndarray) -> Any:
    return count.astype("timedelta64[m]")


def _plates(number: np.ndarray) -> np.ndarray:
    """Plates that no place gives."""
    made: np.ndarray = np.char.add("测A", np.char.zfill((number % 90_000).astype(str), 5))
    return made


def _harvest(province: Province, count: int) -> None:
    """One truck or two a grower; one in two hundred passes the gate unread."""
    depots, rng, number = max(5, province.scale // 1000), province.rng, np.arange(count)
    names = np.char.add("示例粮库", np.arange(depots).astype(str))
    depot, order = number % depots, number // depots
    hour = order // AN_HOUR
    minute = (hour // HOURS) * 1440 + hour % HOURS * 60 + order % AN_HOUR * 7
    weighed = HARVEST + _minutes(minute + rng.integers(0, 6, count))
    plates = _plates(number)
    seller, net = number % (province.scale // 2), rng.integers(3000, 8000, count)
    province.add(
        GRAIN_TICKETS,
        {
            "ticket_id": np.char.add("BD", number.astype(str)),
            "station": names[depot],
            "plate": plates,
            "weighed_at": weighed.astype("datetime64[us]"),
            "gross": net + 6000.0,
            "tare": np.full(count, 6000.0),
            "net": net.astype(float),
            "grain": np.full(count, WHEAT),
            "seller_id": province.persons[seller],
            "seller": province.names[seller],
            "seller_kind": np.full(count, "grower"),
            "paid": net * 2.4,
        },
    )
    read = rng.random(count) > 0.005
    taken = weighed - _minutes(rng.integers(1, 15, count))
    province.add(
        GATE_PICTURES,
        {
            "picture_id": np.char.add("ZP", number[read].astype(str)),
            "station": names[depot[read]],
            "plate": plates[read],
            "taken_at": taken[read].astype("datetime64[us]"),
        },
    )
    province.add(GRAIN_STATIONS, {"station": names, "trucks": np.full(depots, ABLE)})
    _growers(province, np.bincount(seller, weights=net))


def _growers(province: Province, sold: np.ndarray) -> None:
    """Land enough for what each sold, give or take a good or a bad year."""
    who = np.arange(len(sold))
    province.add(
        GRAIN_GROWERS,
        {
            "record_id": np.char.add("ZZ", who.astype(str)),
            "person_id": province.persons[who],
            "name": province.names[who],
            "year": np.full(len(who), 2024),
            "grain": np.full(len(who), WHEAT),
            "area": np.round(sold / YIELD * (0.82 + province.rng.random(len(who)) * 0.4), 2),
        },
    )
    province.add_rows(GRAIN_YIELDS, [{"year": 2024, "grain": WHEAT, "per_mu": YIELD}])


def _moves(province: Province) -> None:
    """Trucks that go out, and come in ten days later with the same grain."""
    count, rng = max(100, province.scale // 10), province.rng
    number = np.tile(np.arange(count), 2)
    out = np.repeat([True, False], count)
    left = np.datetime64("2024-01-01T09:00") + _minutes(rng.integers(0, 300, count) * 1440)
    province.add(
        GRAIN_MOVES,
        {
            "move_id": np.char.add("CR", np.arange(2 * count).astype(str)),
            "station": np.char.add("示例粮库", (number % 5).astype(str)),
            "plate": np.char.add("测B", np.char.zfill(number.astype(str), 5)),
            "direction": np.where(out, "out", "in"),
            "moved_at": (left[number] + _minutes(np.where(out, 0, 14_400))).astype("datetime64[us]"),
            "grain": np.full(2 * count, PADDY),
            "weight": rng.integers(20_000, 35_000, 2 * count).astype(float),
            "moisture": rng.integers(125, 145, 2 * count) / 10,
            "acidity": rng.integers(120, 260, 2 * count) / 10,
        },
    )


def _stocks(province: Province) -> None:
    """Bins of three years with small losses and sensors calibrated in the year."""
    bins, rng = max(30, province.scale // 100), province.rng
    number, count = np.tile(np.arange(bins), 3), 3 * bins
    opening = rng.integers(500, 4000, count).astype(float)
    loss = np.round(opening * rng.integers(1, 7, count) / 1000, 3)
    measured = (opening - loss) * (0.99 + rng.random(count) * 0.02)
    year = np.repeat(np.array([2023, 2024, 2025]), bins)
    day = (np.array(["2023-12-20", "2024-12-20", "2025-12-20"], dtype="datetime64[D]"))[year - 2023]
    province.add(
        GRAIN_STOCKS,
        {
            "stock_id": np.char.add("PD", np.arange(count).astype(str)),
            "station": np.char.add("示例粮库", (number // 10).astype(str)),
            "bin": np.char.add((number % 10).astype(str), "号仓"),
            "grain": np.full(count, PADDY),
            "year": year,
            "opening": opening,
            "loss": loss,
            "book": opening - loss,
            "moisture_from": np.full(count, 13.5),
            "moisture_to": np.full(count, 13.4),
            "volume": np.round(measured / 0.58, 1),
            "density": np.full(count, 0.58),
            "measured_on": day,
            "calibrated_on": day - rng.integers(10, 300, count).astype("timedelta64[D]"),
        },
    )


def _weighed(
    sheets: Sheets,
    number: int,
    trucks: int,
    *,
    unseen: int = 0,
    apart: int = 40,
    drift: int = 5,
    down: bool = False,
) -> str:
    """M20: trucks some minutes apart at one depot, the last ones unseen; `down`, a day without pictures."""
    station = f"示例收购点{number}"
    sheets.row(GRAIN_STATIONS, station=station, trucks=ABLE)
    for one in range(trucks):
        at = np.datetime64("2024-06-10T00:00") + np.timedelta64(one * apart, "m")
        plate = f"测C{one:05d}"
        sheets.row(
            GRAIN_TICKETS,
            station=station,
            plate=plate,
            weighed_at=at.astype("datetime64[us]"),
            net=6000.0,
            grain=WHEAT,
            seller_kind="broker",
            paid=14_400,
        )
        off = down and at.astype("datetime64[D]") == np.datetime64("2024-06-11")
        if one < trucks - unseen and not off:
            taken = at + np.timedelta64(drift, "m")
            sheets.row(GATE_PICTURES, station=station, plate=plate, taken_at=taken.astype("datetime64[us]"))
    return station


ON_PAPER: tuple[Row, ...] = (
    (PLAIN, "", lambda s, i: _weighed(s, i, 60, unseen=25, apart=3)),
    (HARD, "one truck an hour too many", lambda s, i: _weighed(s, i, ABLE + 1, apart=4)),
    (HARD, "three unseen", lambda s, i: _weighed(s, i, 60, unseen=3)),
    (INNOCENT, "clock", lambda s, i: _weighed(s, i, 60, drift=29)),
    (INNOCENT, "camera_down", lambda s, i: _weighed(s, i, 60, down=True)),
    (INNOCENT, "misread, not told apart", lambda s, i: _weighed(s, i, 60, unseen=4)),
)


def _sold(sheets: Sheets, index: int, net: float, *areas: float, kind: str = "grower") -> str:
    """M20S: one grower's wheat of 2024, weighed under the camera, and the land."""
    who = sheets.province
    at, plate = np.datetime64("2024-06-20T10:00").astype("datetime64[us]"), f"测D{index % 100_000:05d}"
    sheets.row(
        GRAIN_TICKETS,
        station="示例售粮点",
        plate=plate,
        weighed_at=at,
        net=net,
        grain=WHEAT,
        seller_id=who.persons[index],
        seller=who.names[index],
        seller_kind=kind,
        paid=int(net * 2.4),
    )
    sheets.row(GATE_PICTURES, station="示例售粮点", plate=plate, taken_at=at)
    for area in areas:
        sheets.row(GRAIN_GROWERS, person_id=who.persons[index], year=2024, grain=WHEAT, area=area)
    return str(who.persons[index])


OVERSOLD: tuple[Row, ...] = (
    (PLAIN, "", lambda s, i: _sold(s, i, 20_000.0, 10.0)),
    (HARD, "1.31 times", lambda s, i: _sold(s, i, 5240.0, 10.0)),
    (HARD, "no land on record", lambda s, i: _sold(s, i, 2500.0)),
    (INNOCENT, "broker", lambda s, i: _sold(s, i, 90_000.0, kind="broker")),
    (INNOCENT, "several_fields", lambda s, i: _sold(s, i, 5000.0, 5.0, 6.0)),
    (INNOCENT, "family, not told apart", lambda s, i: _sold(s, i, 6000.0)),
)


def _circle(
    sheets: Sheets,
    number: int,
    trips: int = 1,
    *,
    days: int = 3,
    plan: str | None = None,
    fresh: bool = False,
    swapped: bool = False,
) -> str:
    """M21: out and in again, so many times a month apart; `fresh` grain is of another quality."""
    plate = f"测E{number:05d}"
    for trip in range(trips):
        left = np.datetime64("2024-03-01T09:00") + np.timedelta64(trip * 30, "D")
        _move(sheets, plate, "out", left, plan, old=True)
        back = f"测F{number:05d}" if swapped else plate
        _move(sheets, back, "in", left + np.timedelta64(days, "D"), plan, old=not fresh)
    return plate


def _move(sheets: Sheets, plate: str, way: str, at: Any, plan: str | None, *, old: bool) -> None:
    sheets.row(
        GRAIN_MOVES,
        station="示例中心库",
        plate=plate,
        direction=way,
        moved_at=at.astype("datetime64[us]"),
        grain=PADDY,
        weight=30_000.0,
        moisture=13.5 if old else 14.3,
        acidity=24.0 if old else 14.0,
        plan_no=plan,
    )


CIRCLES: tuple[Row, ...] = (
    (PLAIN, "", lambda s, i: _circle(s, i, 4, days=1)),
    (HARD, "once, on the third day", lambda s, i: _circle(s, i)),
    (HARD, "under a plan, the same grain", lambda s, i: _circle(s, i, plan="LH1")),
    (HARD, "back with other plates", lambda s, i: _circle(s, i, swapped=True)),
    (INNOCENT, "rotation", lambda s, i: _circle(s, i, plan="LH1", fresh=True)),
    (INNOCENT, "haulier, not told apart", lambda s, i: _circle(s, i, fresh=True)),
)


def _bin(
    sheets: Sheets,
    number: int,
    loss: float,
    measured: float = 1.0,
    moisture: float = 13.0,
    calibrated: str = "2025-06-01",
) -> str:
    """M22: a thousand tonnes, so many lost; the sensor finds this share of what the book says."""
    book = 1000.0 - loss
    sheets.row(
        GRAIN_STOCKS,
        station="示例储备库",
        bin=f"{number}号仓",
        grain=PADDY,
        year=2025,
        opening=1000.0,
        loss=loss,
        book=book,
        moisture_from=moisture,
        moisture_to=13.0,
        volume=round(book * measured / 0.58, 2),
        density=0.58,
        measured_on=np.datetime64("2025-12-20"),
        calibrated_on=np.datetime64(calibrated),
    )
    return f"示例储备库·{number}号仓"


BINS: tuple[Row, ...] = (
    (PLAIN, "", lambda s, i: _bin(s, i, 30.0, 0.93)),
    (HARD, "nine in a thousand lost", lambda s, i: _bin(s, i, 9.0)),
    (HARD, "a gap of 2.2 in a hundred", lambda s, i: _bin(s, i, 5.0, 0.978)),
    (INNOCENT, "moisture", lambda s, i: _bin(s, i, 18.0, moisture=14.0)),
    (INNOCENT, "calibration", lambda s, i: _bin(s, i, 5.0, 0.9, calibrated="2023-06-01")),
    (INNOCENT, "settled, not told apart", lambda s, i: _bin(s, i, 5.0, 0.975)),
)
