"""M20: depots that weighed more trucks than they can, or trucks that no gate camera saw."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.grain import GATE_PICTURES, GRAIN_STATIONS, GRAIN_TICKETS
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
from mingcha.analyse.supervision.portable import capped, keys, minutes_between, ratio, total, yuan
from mingcha.foundation.words import Words

CLOCK = FalsePositive("clock", Words("地磅与相机时钟不一致", "The clocks of scale and camera differ"))
CAMERA_DOWN = FalsePositive("camera_down", Words("当日相机停用或断网", "The camera was down that day"))
MISREAD = FalsePositive("misread", Words("车牌污损误识", "Plates misread"))
SHARED_SCALE = FalsePositive(
    "shared_scale", Words("多台地磅同时作业", "Several scales working at the same time")
)
ORIGIN = "2000-01-01 00:00:00"


def hits(
    tickets: ir.Table,
    pictures: ir.Table,
    stations: ir.Table,
    *,
    minutes: int,
    least: int,
    part: float,
) -> ir.Table:
    """One row for each depot: hours beyond its capacity, weighings without a picture."""
    weighed = tickets.select(
        "ticket_id", "station", "plate", "net", "paid", at=tickets.weighed_at, day=tickets.weighed_at.date()
    )
    unseen = _unseen(weighed, pictures, minutes)
    crowded = _crowded(weighed, stations)
    columns = ("station", "ticket_id", "day", "net", "paid", "hour", "trucks", "seen")
    both = ibis.union(unseen.select(*columns), crowded.select(*columns))
    missing = ~both.seen
    found = both.group_by("station").agg(
        hours=both.hour.nunique(),
        most=both.trucks.max(),
        unseen=both.ticket_id.nunique(where=missing),
        net=total(both.net, where=missing),
        paid=yuan(both.paid.sum(where=missing)),
        first=both.day.min(),
        last=both.day.max(),
        keys_tickets=keys(both.ticket_id),
    )
    every = weighed.semi_join(found, "station").group_by("station").agg(weighed=lambda one: one.count())
    found = found.inner_join(every, "station")
    found = found.mutate(share=ratio(found.unseen, found.weighed))
    many = (found.unseen >= least) & (found.share >= part)
    found = found.filter((found.hours > 0) | many)
    strength = ibis.literal(0.45) + ibis.ifelse(found.hours > 0, 0.2, 0.0) + ibis.ifelse(many, 0.2, 0.0)
    return found.mutate(
        subject_key=found.station,
        subject_name=found.station,
        score=capped(strength + ibis.least(found.share, 1.0) * 0.1),
    ).drop("station", "weighed")


def _unseen(weighed: ir.Table, pictures: ir.Table, minutes: int) -> ir.Table:
    """Weighings without a picture of the plate within so many minutes, on days when the camera worked.

    Times fall into slots of that length: only the same slot and its neighbours are compared.
    """
    clock = pictures.select(
        "station", "plate", day=pictures.taken_at.date(), taken=minutes_between(_origin(), pictures.taken_at)
    )
    steps = ibis.memtable({"step": [-minutes, 0, minutes]}, schema={"step": "int64"})
    near = clock.cross_join(steps)
    near = near.select("station", "plate", "taken", slot=near.taken - near.taken % minutes + near.step)
    minute = minutes_between(_origin(), weighed.at)
    timed = weighed.mutate(minute=minute, slot=minute - minute % minutes)
    met = timed.inner_join(near, ["station", "plate", "slot"])
    met = met.filter((met.minute - met.taken).abs() <= minutes)
    missing = weighed.semi_join(clock, ["station", "day"]).anti_join(met, "ticket_id")
    return missing.mutate(hour=ibis.null("int64"), trucks=ibis.null("int64"), seen=ibis.literal(False))


def _crowded(weighed: ir.Table, stations: ir.Table) -> ir.Table:
    """Weighings in hours with more of them than the depot can do. The hour is counted since 2000."""
    minute = minutes_between(_origin(), weighed.at)
    timed = weighed.mutate(hour=minute - minute % 60)
    by_hour = timed.group_by("station", "hour").agg(trucks=timed.ticket_id.nunique())
    able = stations.select("station", able=stations.trucks)
    busy = by_hour.inner_join(able, "station")
    busy = busy.filter(busy.trucks > busy.able).select("station", "hour", "trucks")
    return timed.inner_join(busy, ["station", "hour"]).mutate(seen=ibis.literal(True))


def _origin() -> ir.TimestampScalar:
    return ibis.timestamp(ORIGIN)


TICKETS = "ticket_id station plate weighed_at net paid"
PICTURES = "picture_id station plate taken_at"
CAN_TWO = rows("station trucks", ("甲库", 2))
OTHERS = [  # seen by the camera, so that it worked that day
    ("t8", "甲库", "测A00008", "2024-10-01 08:00", 9000.0, 20_000),
    ("t9", "甲库", "测A00009", "2024-10-01 09:00", 9000.0, 20_000),
]
SEEN = [("g8", "甲库", "测A00008", "2024-10-01 07:50"), ("g9", "甲库", "测A00009", "2024-10-01 09:30")]
FOUR = [
    (f"t{number}", "甲库", f"测A0000{number}", f"2024-10-01 1{number}:05", 10_000.0, 24_000)
    for number in range(4)
]
FOUR_SEEN = [(f"g{number}", "甲库", f"测A0000{number}", f"2024-10-01 1{number}:00") for number in range(4)]
MODEL = Model(
    code="M20",
    words=Words("粮食虚假收购（库点）", "Grain bought on paper: depots"),
    area=Area.GRAIN,
    subject=Subject.UNIT,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "一小时内过磅车次超过能力、过磅时门口没有抓拍到车牌的库点",
        "Depots weighing more trucks in an hour than they can, or trucks that the gate camera never saw",
    ),
    basis=(
        Words(
            "《粮食流通管理条例》：粮食收购者应如实建立收购台账，不得虚假收购套取资金",
            "Regulation on grain circulation: buying is recorded as it was",
        ),
    ),
    inputs={"tickets": GRAIN_TICKETS, "pictures": GATE_PICTURES, "stations": GRAIN_STATIONS},
    optional=("pictures", "stations"),
    parameters=(
        whole("minutes", "抓拍允许相差分钟", "Minutes between scale and camera", 30, 5, 240, unit="分钟"),
        whole("least", "无抓拍最少车次", "Fewest trucks unseen", 3, 1, 1000, unit="车次"),
        share("part", "无抓拍最低占比", "Least share unseen", 0.02, 0.0, 1.0),
    ),
    evidence=(
        Evidence("hours", Words("超能力的小时数", "Hours beyond capacity")),
        Evidence("most", Words("一小时最多车次", "Most trucks in an hour")),
        Evidence("unseen", Words("无抓拍车次", "Trucks unseen")),
        Evidence("share", Words("无抓拍占比", "Share unseen"), share=True),
        Evidence("net", Words("无抓拍净重", "Weight unseen"), unit="公斤"),
        Evidence("paid", Words("无抓拍结算金额", "Paid for it"), unit="元"),
        Evidence("first", Words("最早日期", "First on")),
        Evidence("last", Words("最晚日期", "Last on")),
    ),
    sentence=Words(
        "{subject_name}在{first}至{last}间：{hours}个小时过磅超出能力（最多{most}车次），"
        "{unseen}车次过磅时无车牌抓拍（{net}公斤，{paid}元）。",
        "{subject_name}, {first} to {last}: {hours} hours beyond capacity (up to {most} trucks), {unseen} "
        "trucks "
        "weighed unseen by the gate camera ({net} kg, ¥{paid}).",
    ),
    to_check=Words(
        "调过磅与仓门录像；查毛重皮重原始记录、化验单、结算银行流水；问售粮人是否到场。",
        "The video of scale and bins; raw weights, laboratory slips, bank records; ask the sellers.",
    ),
    false_positives=(CLOCK, CAMERA_DOWN, MISREAD, SHARED_SCALE),
    hits=hits,
    cases=(
        Case(
            "four trucks unseen, three others in one hour",
            rows={
                "tickets": rows(
                    TICKETS,
                    *FOUR,
                    *OTHERS,
                    ("t7", "甲库", "测A00009", "2024-10-01 09:20", 9000.0, 20_000),
                    ("t6", "甲库", "测A00009", "2024-10-01 09:40", 9000.0, 20_000),
                ),
                "pictures": rows(PICTURES, *SEEN),
                "stations": CAN_TWO,
            },
            hits={
                "甲库": {
                    "hours": 1,
                    "most": 3,
                    "unseen": 4,
                    "share": 0.5,
                    "net": 40_000.0,
                    "paid": 96_000,
                    "score": 0.9,
                    "keys": {"tickets": ("t0", "t1", "t2", "t3", "t6", "t7", "t9")},
                }
            },
        ),
        Case(
            "two unseen, two in an hour",
            rows={
                "tickets": rows(
                    TICKETS, *FOUR[:2], *OTHERS, ("t7", "甲库", "测A00009", "2024-10-01 09:59", 1.0, 1)
                ),
                "pictures": rows(PICTURES, *SEEN),
                "stations": CAN_TWO,
            },
        ),
        Case(
            "the camera's clock is half an hour ahead",
            rows={
                "tickets": rows(TICKETS, *FOUR, *OTHERS),
                "pictures": rows(
                    PICTURES,
                    *SEEN,
                    *((key, at, plate, when.replace(":00", ":35")) for key, at, plate, when in FOUR_SEEN),
                ),
            },
            innocent="clock",
        ),
        Case(
            "no picture of anyone that day",
            rows={
                "tickets": rows(TICKETS, *FOUR),
                "pictures": rows(PICTURES, ("g1", "甲库", "测A00001", "2024-10-02 11:00")),
            },
            innocent="camera_down",
        ),
    ),
    notes=Words(
        "目录中的三条规则对象不同，分成两个模型：库点（本模型，车次、抓拍）与售粮人（M20S，超产量）。"
        "抓拍缺失须同时达到最少车次和占比，以容少量误识；全天一张都没有的日子不判。一小时按钟点计。",
        "The catalogue's three rules have two subjects: the depot here, the seller in M20S. Unseen trucks "
        "need "
        "both a number and a share, for plates are misread at times; days without any picture are not "
        "judged. "
        "An hour is one on the clock.",
    ),
)
