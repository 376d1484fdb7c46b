"""M21: grain going in circles: a truck takes grain out and brings the same grain in again."""

from datetime import date

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.grain import GRAIN_MOVES
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
from mingcha.analyse.supervision.portable import capped, days_between, keys, total
from mingcha.foundation.words import Words

ROTATION = FalsePositive("rotation", Words("按轮换计划出旧入新", "Old out and new in, by the plan"))
LAB_ERROR = FalsePositive("lab_error", Words("化验误差或数据照抄", "Laboratory error or copied values"))
HAULIER = FalsePositive(
    "haulier", Words("运输车辆往返承运不同货主粮食", "A haulier carrying for several owners")
)


def hits(moves: ir.Table, *, days: int, moisture: float, acidity: float) -> ir.Table:
    """One row for each truck and grain: times it came back, weight, how often of the same quality."""
    both = _returns(moves, days)
    same = ((both.moisture_in - both.moisture_out).abs() <= moisture) & (
        (both.acidity_in - both.acidity_out).abs() <= acidity
    )
    both = both.mutate(same=same.fill_null(False))
    both = both.filter(both.same | both.plan_in.isnull() | both.plan_out.isnull())
    trips = both.group_by("plate", "grain", "in_id", "weight_in", "station_in").agg(
        same=both.same.cast("int64").max(),
        station_out=both.station_out.max(),
        first=both.out_at.date().min(),
        last=both.in_at.date().max(),
        some_out=both.out_id.max(),
    )
    found = trips.group_by("plate", "grain").agg(
        trips=trips.count(),
        same=trips.same.sum(),
        weight=total(trips.weight_in),
        station_out=trips.station_out.max(),
        station_in=trips.station_in.max(),
        first=trips["first"].min(),
        last=trips["last"].max(),
        ins=keys(trips.in_id),
        outs=keys(trips.some_out),
    )
    strength = ibis.literal(0.45) + ibis.ifelse(found.same > 0, 0.25, 0.0) + ibis.least(found.trips, 5) * 0.05
    return found.mutate(
        subject_key=found.plate,
        subject_name=found.plate,
        score=capped(strength),
        keys_moves=found.ins.concat(found.outs),
    ).drop("plate", "ins", "outs")


def _returns(moves: ir.Table, days: int) -> ir.Table:
    """Each way out with each way in of the same truck and grain within so many days after it.

    A way out is looked for on each of those days, so that only moves of equal day are joined.
    """
    day = days_between(ibis.date("2000-01-01"), moves.moved_at.date())
    known = moves.mutate(day=day).filter(moves.direction.isin(["in", "out"]))
    out, back = known.filter(known.direction == "out"), known.filter(known.direction == "in")
    out = out.semi_join(back, ["plate", "grain"])
    steps = ibis.memtable({"step": list(range(days + 1))}, schema={"step": "int64"})
    out = out.cross_join(steps)
    out = out.select(
        "plate", "grain", day=out.day + out.step, out_id=out.move_id, out_at=out.moved_at,
        station_out=out.station, moisture_out=out.moisture, acidity_out=out.acidity, plan_out=out.plan_no,
    )  # fmt: skip
    back = back.select(
        "plate", "grain", "day", in_id=back.move_id, in_at=back.moved_at, station_in=back.station,
        moisture_in=back.moisture, acidity_in=back.acidity, plan_in=back.plan_no, weight_in=back.weight,
    )  # fmt: skip
    both = back.inner_join(out, ["plate", "grain", "day"])
    return both.filter(both.in_at > both.out_at)


MOVES = "move_id station plate direction moved_at grain weight moisture acidity plan_no"
OUT = ("o1", "甲库", "测A00001", "out", "2024-10-01 09:00", "稻谷", 30_000.0, 13.5, 24.0, None)
MODEL = Model(
    code="M21",
    words=Words("转圈粮、以陈顶新", "Grain going in circles, old for new"),
    area=Area.GRAIN,
    subject=Subject.ASSET,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "同一车辆出库后三天内又运入同品种粮食，且质量与出库的陈粮相同",
        "A truck that takes grain out and within three days brings in the same grain, of the old one's "
        "quality",
    ),
    basis=(
        Words(
            "《粮食流通管理条例》：政策性粮食不得以陈顶新、转圈、虚购虚销套取补贴",
            "Regulation on grain circulation: no old grain for new, no circles, no sales on paper",
        ),
    ),
    inputs={"moves": GRAIN_MOVES},
    parameters=(
        whole("days", "出入间隔天数", "Days between", 3, 0, 30, unit="天"),
        share("moisture", "水分相差", "Difference of moisture", 0.2, 0.0, 5.0, unit="%"),
        share("acidity", "脂肪酸值相差", "Difference of acidity", 1.0, 0.0, 20.0, unit="mgKOH/100g"),
    ),
    evidence=(
        Evidence("grain", Words("粮食品种", "Grain")),
        Evidence("trips", Words("返回次数", "Times it came back")),
        Evidence("same", Words("质量相同次数", "Times of the same quality")),
        Evidence("weight", Words("入库重量", "Weight brought in"), unit="公斤"),
        Evidence("station_out", Words("出库库点", "Out of")),
        Evidence("station_in", Words("入库库点", "Into")),
        Evidence("first", Words("最早日期", "First on")),
        Evidence("last", Words("最晚日期", "Last on")),
    ),
    sentence=Words(
        "{subject_name}从{station_out}运出{grain}后又运入{station_in}，{first}至{last}共{trips}次、"
        "{weight}公斤，"
        "其中{same}次质量指标相同。",
        "{subject_name} took {grain} out of {station_out} and brought it into {station_in}, {trips} times "
        "from "
        "{first} to {last}, {weight} kg; {same} times of the same quality.",
    ),
    to_check=Words(
        "查出库合同买方与入库卖方；调行车轨迹、过磅录像；重新扦样化验；查差价款和费用补贴去向。",
        "Buyer out and seller in; the truck's track and video; sample again; where difference and subsidy "
        "went.",
    ),
    false_positives=(ROTATION, LAB_ERROR, HAULIER),
    hits=hits,
    cases=(
        Case(
            "back on the third day with the same grain",
            rows={
                "moves": rows(
                    MOVES,
                    OUT,
                    ("i1", "乙库", "测A00001", "in", "2024-10-04 20:00", "稻谷", 29_900.0, 13.4, 24.5, None),
                    ("i2", "乙库", "测A00001", "in", "2024-10-04 21:00", "玉米", 29_900.0, 13.4, 24.5, None),
                )
            },
            hits={
                "测A00001": {
                    "trips": 1,
                    "same": 1,
                    "weight": 29_900.0,
                    "first": date(2024, 10, 1),
                    "score": 0.75,
                    "keys": {"moves": ("i1", "o1")},
                }
            },
        ),
        Case(
            "no plan, and the quality was not measured",
            rows={
                "moves": rows(
                    MOVES,
                    OUT,
                    ("i1", "乙库", "测A00001", "in", "2024-10-01 20:00", "稻谷", 29_900.0, None, None, "P1"),
                )
            },
            hits={"测A00001": {"same": 0, "score": 0.5}},
        ),
        Case(
            "by the plan, but the same grain",
            rows={
                "moves": rows(
                    MOVES,
                    ("o1", "甲库", "测A00001", "out", "2024-10-01 09:00", "稻谷", 1.0, 13.5, 24.0, "P1"),
                    ("i1", "甲库", "测A00001", "in", "2024-10-02 09:00", "稻谷", 1.0, 13.5, 24.0, "P1"),
                )
            },
            hits={"测A00001": {"same": 1}},
        ),
        Case(
            "on the fourth day; before it went out; another truck",
            rows={
                "moves": rows(
                    MOVES,
                    OUT,
                    ("i1", "乙库", "测A00001", "in", "2024-10-05 00:00", "稻谷", 1.0, 13.5, 24.0, None),
                    ("i2", "乙库", "测A00001", "in", "2024-10-01 08:00", "稻谷", 1.0, 13.5, 24.0, None),
                    ("i3", "乙库", "测A00002", "in", "2024-10-02 08:00", "稻谷", 1.0, 13.5, 24.0, None),
                )
            },
        ),
        Case(
            "old out and new in, by the plan",
            rows={
                "moves": rows(
                    MOVES,
                    ("o1", "甲库", "测A00001", "out", "2024-10-01 09:00", "稻谷", 1.0, 13.5, 24.0, "P1"),
                    ("i1", "甲库", "测A00001", "in", "2024-10-02 09:00", "稻谷", 1.0, 14.3, 15.0, "P1"),
                )
            },
            innocent="rotation",
        ),
    ),
    notes=Words(
        "有轮换计划不等于清白：转圈粮多以轮换为名。出入都在计划内的，只有质量与陈粮相同才命中；不在计划内的，"
        "出后三天内又入即命中，质量相同则加分。“质量同陈粮”按水分和脂肪酸值与运出那批相比，不设绝对限值，"
        "因品种而异。",
        "A plan does not clear a truck, for circles run under its name. With both moves in a plan only "
        "the same "
        "quality counts; without, coming back counts, and the quality adds. The quality is compared with the "
        "grain taken out, not with a fixed limit, which differs by grain.",
    ),
)
