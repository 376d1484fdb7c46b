"""M33: fuel cards used for something else than the official vehicle."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.holidays import HOLIDAYS
from mingcha.analyse.datasets.contracts.spending import (
    DISPATCHES,
    FUEL_FILLS,
    OFFICIAL_VEHICLES,
    VEHICLE_POSITIONS,
)
from mingcha.analyse.supervision.declaration import (
    Case,
    Evidence,
    FalsePositive,
    Model,
    Severity,
    Standing,
    Subject,
    rows,
)
from mingcha.analyse.supervision.library.daysoff import with_day_off
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, keys, minutes_between, ratio, yuan
from mingcha.foundation.words import Words

SPARE = FalsePositive(
    "spare", Words("为发电机或备用油桶加油并有登记", "For a generator or a spare can, recorded")
)
NO_SIGNAL = FalsePositive("no_signal", Words("当时无定位信号", "No position at the time"))
SWAPPED = FalsePositive(
    "swapped", Words("换卡加油并有登记", "The card was lent to another vehicle, recorded")
)
DISPATCHED = FalsePositive(
    "dispatched", Words("经派车的节假日或异地公务", "A dispatched journey on a day off")
)
LATE_SLIP = FalsePositive(
    "late_slip", Words("派车单事后补录未入系统", "The dispatch was written later, on paper")
)
DEGREE = 111.0  # kilometres to a degree of latitude


def hits(
    fills: ir.Table,
    vehicles: ir.Table,
    dispatches: ir.Table,
    positions: ir.Table,
    holidays: ir.Table,
    *,
    over_share: float,
    hours: int,
    near_minutes: int,
    far_km: float,
) -> ir.Table:
    """One row for each vehicle: how many of its fills are doubtful, for which reason."""
    known = vehicles.select("plate", "unit", "tank", "fuel", "home")
    every = fills.mutate(plate=ibis.coalesce(fills.swapped_to, fills.plate), day=fills.at.date())
    every = every.inner_join(known, "plate")
    every = _with_earlier(with_day_off(every, holidays))
    every = every.left_join(_dispatched(every, dispatches), "fill_id").drop("fill_id_right")
    every = every.left_join(_away(every, positions, near_minutes, far_km), "fill_id").drop("fill_id_right")
    most = every.tank * (1 + over_share)
    drives = ibis.coalesce(every.use, "vehicle") == "vehicle"
    soon = minutes_between(every.earlier_at, every.at) < hours * 60
    loose = every.dispatched.isnull()
    marked = every.mutate(
        over=drives & (every.litres > most),
        twice=drives & soon & (every.litres + every.earlier_litres > most),
        far=drives & ibis.coalesce(every.away, False),
        day_off=drives & loose & every.is_off,
        outside=drives & loose & (every.city != every.home),
        wrong=(every.kind == "goods")
        | (drives & every.kind.isin(["petrol", "diesel", "gas"]) & (every.kind != every.fuel)),
    )
    return _by_vehicle(marked.mutate(**{name: ibis.coalesce(marked[name], False) for name in REASONS}))


REASONS = ("over", "twice", "far", "day_off", "outside", "wrong")


def _with_earlier(fills: ir.Table) -> ir.Table:
    """The vehicle's fill before each, goods that are no fuel left aside."""
    litres = ibis.ifelse(ibis.coalesce(fills.kind, "").isin(["goods", "supplies"]), None, fills.litres)
    order = ibis.window(group_by=fills.plate, order_by=[fills.at, fills.fill_id])
    return fills.mutate(earlier_at=fills.at.lag().over(order), earlier_litres=litres.lag().over(order))


def _dispatched(fills: ir.Table, dispatches: ir.Table) -> ir.Table:
    """The fills that fall into a dispatch of their vehicle."""
    sent = dispatches.select("plate", "from_on", "to_on")
    found = fills.select("fill_id", "plate", "day").inner_join(sent, "plate")
    found = found.filter(found.from_on <= found.day, found.day <= ibis.coalesce(found.to_on, found.from_on))
    return found.select("fill_id").distinct().mutate(dispatched=True)


def _away(fills: ir.Table, positions: ir.Table, near_minutes: int, far_km: float) -> ir.Table:
    """Whether the vehicle was far from the station, by its positions of the same hour; else not judged."""
    at = fills.filter(fills.longitude.notnull(), fills.latitude.notnull())
    at = at.select("fill_id", "plate", "day", "at", "longitude", "latitude", hour=at.at.hour())
    seen = positions.select(
        plate=positions.plate,
        day=positions.at.date(),
        hour=positions.at.hour(),
        seen_at=positions.at,
        east=positions.longitude,
        north=positions.latitude,
    )
    pairs = at.inner_join(seen, ["plate", "day", "hour"])
    pairs = pairs.filter(minutes_between(pairs.at, pairs.seen_at).abs() <= near_minutes)
    north = (pairs.north - pairs.latitude) * DEGREE
    east = (pairs.east - pairs.longitude) * DEGREE * (pairs.latitude * 0.017453292519943295).cos()
    pairs = pairs.mutate(square=north * north + east * east)
    nearest = pairs.group_by("fill_id").agg(square=pairs.square.min())
    return nearest.select("fill_id", away=nearest.square > far_km * far_km)


def _by_vehicle(marked: ir.Table) -> ir.Table:
    doubtful = marked.filter(ibis.or_(*(marked[name] for name in REASONS)))
    counts = {name: doubtful[name].cast("int64").sum() for name in REASONS}
    found = doubtful.group_by("plate").agg(
        subject_name=doubtful.unit.max(),
        fills=doubtful.count(),
        amount=yuan(doubtful.amount.sum()),
        keys_fills=keys(doubtful.fill_id),
        **counts,
    )
    reasons = sum(((found[name] > 0).cast("int64") for name in REASONS), ibis.literal(0))
    return found.mutate(
        subject_key=found.plate,
        score=capped(ibis.literal(0.5) + reasons * 0.1 + ratio(found.fills, ibis.literal(100))),
        keys_vehicles=ibis.array([found.plate]),
    ).drop("plate")


CAR = "示A00001"
VEHICLES = rows("plate unit tank fuel home", (CAR, "示例局", 60.0, "petrol", "示例县"))
FILLS = "fill_id plate at city kind litres amount use longitude latitude swapped_to"
WORKDAY, SATURDAY = "2024-03-06T09:10:00", "2024-03-09T09:10:00"


def _fill(
    number: str,
    at: str,
    litres: float,
    *,
    city: str = "示例县",
    kind: str = "petrol",
    use: str | None = None,
    longitude: float | None = None,
    swapped_to: str | None = None,
) -> list[dict[str, object]]:
    return rows(FILLS, (number, CAR, at, city, kind, litres, 300, use, longitude, 30.0, swapped_to))


def _seen(longitude: float) -> list[dict[str, object]]:
    return rows("plate at longitude latitude", (CAR, "2024-03-06T09:15:00", longitude, 30.0))


MODEL = Model(
    code="M33",
    words=Words("公务加油卡异常使用", "Fuel cards used oddly"),
    area=Area.SPENDING,
    subject=Subject.ASSET,
    severity=Severity.MEDIUM,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "加油量超油箱、短时连续加油、加油时车不在场、休息日或异地加油无派车、油品与车辆不符",
        "Fills beyond the tank, twice within hours, with the vehicle elsewhere, undispatched, or wrong goods",
    ),
    basis=(
        Words(
            "《党政机关公务用车管理办法》：一车一卡，定点加油", "Rules on official vehicles: one card a car"
        ),
    ),
    inputs={
        "fills": FUEL_FILLS,
        "vehicles": OFFICIAL_VEHICLES,
        "dispatches": DISPATCHES,
        "positions": VEHICLE_POSITIONS,
        "holidays": HOLIDAYS,
    },
    optional=("positions", "holidays"),
    parameters=(
        share("over_share", "超油箱容差", "Allowance over the tank", 0.1, 0.0, 0.5),
        whole("hours", "连续加油间隔", "Hours between two fills", 4, 1, 24, unit="小时"),
        whole("near_minutes", "定位时间差", "Minutes to the nearest position", 10, 1, 30, unit="分钟"),
        share("far_km", "车与加油站距离", "Distance to the station", 2.0, 0.5, 50.0, unit="公里"),
    ),
    evidence=(
        Evidence("fills", Words("异常加油笔数", "Doubtful fills"), unit="笔"),
        Evidence("amount", Words("涉及金额", "Amount"), unit="元"),
        Evidence("over", Words("超油箱", "Beyond the tank"), unit="笔"),
        Evidence("twice", Words("短时连续加油", "Twice within hours"), unit="笔"),
        Evidence("far", Words("车不在加油站", "Vehicle elsewhere"), unit="笔"),
        Evidence("day_off", Words("休息日无派车", "Undispatched on a day off"), unit="笔"),
        Evidence("outside", Words("异地无派车", "Undispatched elsewhere"), unit="笔"),
        Evidence("wrong", Words("油品不符", "Wrong goods"), unit="笔"),
    ),
    sentence=Words(
        "{subject_name}车辆{subject_key}有{fills}笔异常加油，共{amount}元：超油箱{over}笔、短时连续{twice}笔、"
        "车不在场{far}笔、休息日无派车{day_off}笔、异地无派车{outside}笔、油品不符{wrong}笔。",
        "{subject_key} of {subject_name}: {fills} doubtful fills, ¥{amount}: {over} beyond the tank, {twice} "
        "within hours, {far} elsewhere, {day_off} on days off, {outside} outside, {wrong} of wrong goods.",
    ),
    to_check=Words(
        "调加油站监控与小票；核对行车日志、里程和派车审批；问持卡人油品去向。",
        "The station's cameras and slips; the log, mileage and dispatches; who held the card.",
    ),
    false_positives=(SPARE, NO_SIGNAL, SWAPPED, DISPATCHED, LATE_SLIP),
    notes=Words(
        "登记换卡的按实际车辆判断；没有定位点的不判断“车不在场”，只比较同一小时内、规定分钟内的定位点；"
        "异地指加油站所在市县与车辆驻地不同。派车单事后补录数据上无法区分，留作核查结论。",
        "A lent card is judged by the vehicle it was lent to. Without a position within the minutes, in the "
        "same hour, absence is not judged. Dispatches written later cannot be told from missing ones.",
    ),
    hits=hits,
    cases=(
        Case(
            "beyond the tank",
            rows={"vehicles": VEHICLES, "fills": _fill("f1", WORKDAY, 66.5)},
            hits={
                CAR: {
                    "fills": 1,
                    "over": 1,
                    "twice": 0,
                    "amount": 300,
                    "score": 0.61,
                    "keys": {"fills": ("f1",), "vehicles": (CAR,)},
                }
            },
        ),
        Case(
            "just the tank and the allowance",
            rows={"vehicles": VEHICLES, "fills": _fill("f1", WORKDAY, 66.0)},
        ),
        Case(
            "twice within four hours",
            rows={
                "vehicles": VEHICLES,
                "fills": _fill("f1", WORKDAY, 40.0) + _fill("f2", "2024-03-06T13:09:00", 40.0),
            },
            hits={CAR: {"twice": 1, "over": 0, "keys": {"fills": ("f2",), "vehicles": (CAR,)}}},
        ),
        Case(
            "four hours apart",
            rows={
                "vehicles": VEHICLES,
                "fills": _fill("f1", WORKDAY, 40.0) + _fill("f2", "2024-03-06T13:10:00", 40.0),
            },
        ),
        Case(
            "elsewhere, on a day off, in another place, and no fuel",
            rows={
                "vehicles": VEHICLES,
                "positions": _seen(110.0),
                "fills": _fill("f1", WORKDAY, 30.0, longitude=110.03)
                + _fill("f2", SATURDAY, 30.0)
                + _fill("f3", "2024-03-07T09:00:00", 30.0, city="他县")
                + _fill("f4", "2024-03-08T09:00:00", 1.0, kind="goods")
                + _fill("f5", "2024-03-11T09:00:00", 30.0, kind="diesel"),
            },
            hits={CAR: {"far": 1, "day_off": 1, "outside": 1, "wrong": 2, "fills": 5}},
        ),
        Case(
            "a spare can and a generator, recorded",
            rows={
                "vehicles": VEHICLES,
                "fills": _fill("f1", WORKDAY, 90.0, use="can")
                + _fill("f2", WORKDAY, 50.0, kind="diesel", use="generator"),
            },
            innocent="spare",
        ),
        Case(
            "no position at the time",
            rows={
                "vehicles": VEHICLES,
                "positions": rows("plate at longitude latitude", (CAR, "2024-03-06T09:30:00", 110.5, 30.0)),
                "fills": _fill("f1", WORKDAY, 30.0, longitude=110.0),
            },
            innocent="no_signal",
        ),
        Case(
            "the card was lent, and that is recorded",
            rows={
                "vehicles": [
                    *VEHICLES,
                    *rows("plate unit tank fuel home", ("示A2", "示例局", 90.0, "diesel", "示例县")),
                ],
                "fills": _fill("f1", WORKDAY, 80.0, kind="diesel", swapped_to="示A2"),
            },
            innocent="swapped",
        ),
        Case(
            "dispatched on a Saturday, and a Sunday that is worked",
            rows={
                "vehicles": VEHICLES,
                "dispatches": rows(
                    "dispatch_id plate from_on to_on", ("d1", CAR, "2024-03-08", "2024-03-10")
                ),
                "holidays": rows("day kind", ("2024-02-18", "work")),
                "fills": _fill("f1", SATURDAY, 30.0, city="他县") + _fill("f2", "2024-02-18T09:00:00", 30.0),
            },
            innocent="dispatched",
        ),
    ),
)
