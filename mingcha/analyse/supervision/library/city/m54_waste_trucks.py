"""M54: trucks with construction waste that have no permit, leave their route, or do not arrive."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.city import (
    LANDFILL_WEIGHINGS,
    SITE_WEIGHINGS,
    WASTE_PERMITS,
    WASTE_POSITIONS,
)
from mingcha.analyse.datasets.contracts.declaration import Area
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
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, keys, ratio, total
from mingcha.foundation.words import Words

DRIFT = FalsePositive("drift", Words("定位漂移", "Positions drift"))
OTHER_DUMP = FalsePositive("other_dump", Words("运至其他核准消纳场", "Taken to another permitted dump"))
DIVERSION = FalsePositive("diversion", Words("交通管制绕行", "Diverted by the traffic police"))
MISREAD = FalsePositive("misread", Words("车牌识别错误", "The plate was misread"))


def hits(
    weighings: ir.Table, permits: ir.Table, positions: ir.Table, arrivals: ir.Table,
    *, metres: int, points: int, part: float, tons: float,
) -> ir.Table:  # fmt: skip
    """One row for each truck: loads without a permit, days off route, tons that did not arrive."""
    lost = _lost(weighings, arrivals, part, tons)
    signs = ibis.union(
        _signs(_unpermitted(weighings, permits), weighing=True, loads=1),
        _signs(_off_route(positions, metres, points), weighing=False, loads=0),
        _signs(weighings.semi_join(lost, ["plate", "site_id"]), weighing=True, loads=0),
    )
    found = signs.group_by("plate").agg(
        loads=signs.loads.sum(),
        days=signs.day.nunique(),
        keys_weighings=keys(signs.weighing_id),
        keys_positions=keys(signs.position_id),
    )
    by_truck = lost.group_by("plate").agg(missing=total(lost.missing))
    found = found.left_join(by_truck, "plate")
    found = found.mutate(missing=found.missing.coalesce(0.0))
    kinds = sum(
        ((found[name] > 0).cast("int64") for name in ("loads", "days", "missing")), start=ibis.literal(0)
    )
    return found.select(
        "loads",
        "days",
        "missing",
        "keys_weighings",
        "keys_positions",
        subject_key=found.plate,
        subject_name=found.plate,
        score=capped(kinds * 0.15 + 0.4),
    )


def _unpermitted(weighings: ir.Table, permits: ir.Table) -> ir.Table:
    """Loads that left a site on a day for which the truck had no permit of that site."""
    held = permits.select("site_id", "plate", "from_on", "until_on")
    loads = weighings.select("weighing_id", "site_id", "plate", day=weighings.at.date())
    loads = loads.inner_join(held, ["site_id", "plate"])
    allowed = loads.filter((loads.day >= loads.from_on) & (loads.day <= loads.until_on).fill_null(True))
    return weighings.anti_join(allowed, "weighing_id")


def _off_route(positions: ir.Table, metres: int, points: int) -> ir.Table:
    """Positions off the route on days that have so many of them: a few are drift."""
    off = positions.filter(positions.off_route > metres)
    off = off.mutate(day=off.at.date())
    days = off.group_by("plate", "day").agg(points=off.count())
    return off.semi_join(days.filter(days.points >= points), ["plate", "day"])


def _lost(weighings: ir.Table, arrivals: ir.Table, part: float, tons: float) -> ir.Table:
    """Trucks and sites of which less than the share arrived at any dump, with so many tons missing."""
    left = weighings.group_by("plate", "site_id").agg(left=total(weighings.tons))
    came = arrivals.group_by("plate", "site_id").agg(came=total(arrivals.tons))
    both = left.left_join(came, ["plate", "site_id"])
    both = both.mutate(came=both.came.coalesce(0.0))
    both = both.mutate(missing=both["left"] - both.came)
    both = both.filter((ratio(both.came, both["left"]) < part) & (both.missing >= tons))
    return both.select("plate", "site_id", "missing")


def _signs(found: ir.Table, *, weighing: bool, loads: int) -> ir.Table:
    none = ibis.null("string")
    return found.select(
        "plate",
        weighing_id=found.weighing_id if weighing else none,
        position_id=none if weighing else found.position_id,
        day=ibis.null("date") if weighing else found.day,
        loads=ibis.literal(loads),
    )


TRUCK = "示A00001"
LEFT = "weighing_id site_id plate at tons"
PERMIT = rows("permit_id site_id plate from_on until_on", ("x1", "S1", TRUCK, "2024-01-01", "2024-06-30"))
TWO_LOADS = rows(
    LEFT, ("w1", "S1", TRUCK, "2024-05-01T10:00:00", 50.0), ("w2", "S1", TRUCK, "2024-06-30T23:00:00", 50.0)
)


def _arrived(tons: float, dump: str = "D1") -> list[dict[str, object]]:
    return rows(
        "weighing_id landfill site_id plate at tons",
        ("d1", "D1", "S1", TRUCK, "2024-05-01T11:00:00", 50.0),
        ("d2", dump, "S1", TRUCK, "2024-07-01T00:30:00", tons),
    )


def _positions(count: int) -> list[dict[str, object]]:
    given = ((f"g{one}", TRUCK, f"2024-05-01T10:{one:02}:00", 501.0) for one in range(count))
    return rows("position_id plate at off_route", *given)


MODEL = Model(
    code="M54",
    words=Words("渣土车无证、偏航、去向不明", "Waste trucks without permit, off route, or not arriving"),
    area=Area.CITY,
    subject=Subject.ASSET,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "无准运证出场、偏离核准路线、出场量与消纳量相差过大的车辆",
        "Trucks that left sites without a permit, left their route, or whose loads did not reach a dump",
    ),
    basis=(
        Words(
            "《城市建筑垃圾管理规定》：须经核准，按核准的路线、时间运输到核准的消纳场所",
            "Rules of urban construction waste: only with approval, by the route and to the dump approved",
        ),
    ),
    inputs={
        "weighings": SITE_WEIGHINGS,
        "permits": WASTE_PERMITS,
        "positions": WASTE_POSITIONS,
        "arrivals": LANDFILL_WEIGHINGS,
    },
    optional=("positions",),
    parameters=(
        whole("metres", "偏航距离", "Distance off route", 500, 100, 5000, unit="米"),
        whole("points", "一日偏航点数", "Positions of a day", 5, 1, 200, unit="个"),
        share("part", "到场比例", "Share that arrives", 0.9, 0.5, 1.0),
        share("tons", "少到吨数起点", "Least tons missing", 10.0, 0.0, 10_000.0, unit="吨"),
    ),
    evidence=(
        Evidence("loads", Words("无证出场", "Loads without a permit"), unit="车次"),
        Evidence("days", Words("偏航天数", "Days off route"), unit="天"),
        Evidence("missing", Words("少到吨数", "Tons missing"), unit="吨"),
    ),
    sentence=Words(
        "{subject_key}无证出场{loads}车次，偏离核准路线{days}天，出场后未到消纳场{missing}吨。",
        "{subject_key}: {loads} loads without permit, {days} days off route, {missing} tons did not arrive.",
    ),
    to_check=Words(
        "调卡口与工地监控；查运输企业结算凭证；到疑似倾倒点现场看；问核发许可和日常监管的人。",
        "Cameras of roads and sites; the haulier's accounts; likely dumping places; who permits and watches.",
    ),
    false_positives=(DRIFT, OTHER_DUMP, DIVERSION, MISREAD),
    hits=hits,
    notes=Words(
        "偏离距离由监管平台按核准路线算出，模型不做地图运算；一日偏航点数不足的视为漂移。"
        "所有核准消纳场的进场量都算到场，不限许可所写的一处；按车与工地累计，不逐车次配对。"
        "绕行、车牌识别错误，数据上分不出来。",
        "The distance off route comes from the platform; the model does no map work. Few positions a day are"
        " drift. What any permitted dump took in has arrived, whichever the permit names; tons are summed by"
        " truck and site, loads are not paired. Diversions and misread plates cannot be told from data.",
    ),
    cases=(
        Case(
            "no permit, off route, and half did not arrive",
            rows={
                "weighings": TWO_LOADS,
                "positions": _positions(5),
                "arrivals": _arrived(5.0),
                "permits": rows(
                    "permit_id site_id plate from_on until_on",
                    ("x1", "S1", TRUCK, "2024-01-01", "2024-06-29"),
                ),
            },
            hits={
                TRUCK: {
                    "loads": 1,
                    "days": 1,
                    "missing": 45.0,
                    "score": 0.85,
                    "keys": {"weighings": ("w1", "w2"), "positions": ("g0", "g1", "g2", "g3", "g4")},
                }
            },
        ),
        Case(
            "nine tenths arrived, on the last day of the permit",
            rows={"weighings": TWO_LOADS, "permits": PERMIT, "arrivals": _arrived(40.0)},
        ),
        Case(
            "four positions off route",
            rows={
                "weighings": TWO_LOADS,
                "permits": PERMIT,
                "arrivals": _arrived(50.0),
                "positions": _positions(4),
            },
            innocent="drift",
        ),
        Case(
            "the other load went to another dump",
            rows={"weighings": TWO_LOADS, "permits": PERMIT, "arrivals": _arrived(50.0, "D2")},
            innocent="other_dump",
        ),
    ),
)
