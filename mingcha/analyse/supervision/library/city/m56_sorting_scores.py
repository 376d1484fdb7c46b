"""M56: refuse sorting scored high where people complain, and checks with the same photo."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.city import HOTLINE_CALLS, SORTING_CHECKS
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
from mingcha.analyse.supervision.portable import capped, keys
from mingcha.foundation.words import Words

RIVALS = FalsePositive("rivals", Words("同一人反复投诉、同行恶意投诉", "One caller again and again, rivals"))
SAME_VISIT = FalsePositive("same_visit", Words("同日联合检查共用照片", "One joint visit, one photo"))
SEASONAL = FalsePositive("seasonal", Words("季节性集中投诉", "Complaints of the season"))


def hits(checks: ir.Table, calls: ir.Table, *, high: float, callers: int, uses: int) -> ir.Table:
    """One row for each station: months scored high despite complaints, checks with a photo used before."""
    dated = checks.mutate(month=checks.checked_on.truncate("M"))
    praised = _praised(dated, calls, high, callers)
    signs = ibis.union(
        _signs(praised, month=praised.month, persons=praised.persons, photo=0),
        _signs(_reused(dated, uses), month=ibis.null("date"), persons=ibis.literal(0), photo=1),
    )
    found = signs.group_by("station_id").agg(
        subject_name=signs.station.max(),
        months=signs.month.nunique(),
        callers=signs.persons.max(),
        photos=signs.photo.sum(),
        keys_checks=keys(signs.check_id),
    )
    both = (found.months > 0) & (found.photos > 0)
    score = ibis.ifelse(found.photos > 0, 0.65, 0.5) + ibis.ifelse(both, 0.15, 0.0) + found.months * 0.02
    return found.mutate(subject_key=found.station_id, score=capped(score)).drop("station_id")


def _praised(checks: ir.Table, calls: ir.Table, high: float, callers: int) -> ir.Table:
    """High scores of months in which so many different people complained of the station."""
    about = calls.filter(calls.topic == "refuse")
    about = about.mutate(
        station_id=about.place_id,
        month=about.received_on.truncate("M"),
        who=about.caller.nullif("").coalesce(about.call_id),
    )
    about = about.group_by("station_id", "month").agg(persons=about.who.nunique())
    about = about.filter(about.persons >= callers)
    return checks.filter(checks.score >= high).inner_join(about, ["station_id", "month"])


def _reused(checks: ir.Table, uses: int) -> ir.Table:
    """Checks whose photo also shows other visits: another station or another day."""
    shown = checks.filter(checks.photo_hash.notnull() & (checks.photo_hash != ""))
    visits = shown.select("photo_hash", "station_id", "checked_on").distinct()
    visits = visits.group_by("photo_hash").agg(visits=visits.count())
    return shown.semi_join(visits.filter(visits.visits >= uses), "photo_hash")


def _signs(found: ir.Table, *, month: ir.Value, persons: ir.Value, photo: int) -> ir.Table:
    return found.select(
        "station_id", "station", "check_id", month=month, persons=persons.cast("int64"),
        photo=ibis.literal(photo),
    )  # fmt: skip


CHECKED = "check_id station_id station checked_on score photo_hash"
CALLED = "call_id place_id topic received_on caller"


def _calls(*callers: str | None) -> list[dict[str, object]]:
    given = ((f"h{one}", "Z1", "refuse", f"2024-05-{one + 1:02}", who) for one, who in enumerate(callers))
    return rows(CALLED, *given)


MODEL = Model(
    code="M56",
    words=Words("垃圾分类检查失真", "Sorting scored high without ground"),
    area=Area.CITY,
    subject=Subject.UNIT,
    severity=Severity.LOW,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "评分90分以上而当月多人投诉，或不同次检查用同一张照片",
        "Scores of 90 and more while many complain, and one photo for several visits",
    ),
    basis=(
        Words(
            "生活垃圾分类考核办法；整治形式主义的规定",
            "Rules of assessing refuse sorting; rules against empty formalities",
        ),
    ),
    inputs={"checks": SORTING_CHECKS, "calls": HOTLINE_CALLS},
    optional=("calls",),
    parameters=(
        share("high", "高分线", "High score", 90.0, 60.0, 100.0, unit="分"),
        whole("callers", "一月投诉人数", "Callers in a month", 3, 1, 50, unit="人"),
        whole("uses", "同一照片使用次数", "Visits with one photo", 2, 2, 20, unit="次"),
    ),
    evidence=(
        Evidence("months", Words("高分而被投诉的月数", "Months scored high despite complaints"), unit="个月"),
        Evidence("callers", Words("一月最多投诉人数", "Most callers in a month"), unit="人"),
        Evidence("photos", Words("照片重复的检查", "Checks with a photo used before"), unit="次"),
    ),
    sentence=Words(
        "{subject_name}有{months}个月评分高而被投诉（一月最多{callers}人），{photos}次检查照片与其他检查相同。",
        "{subject_name}: {months} months scored high despite complaints (up to {callers} callers a month),"
        " {photos} checks with a photo of another visit.",
    ),
    to_check=Words(
        "到站点现场看；回访投诉人；问检查人照片来源；核对检查人当日行程。",
        "Go and see; call the callers back; ask where the photos came from; the inspector's day.",
    ),
    false_positives=(RIVALS, SAME_VISIT, SEASONAL),
    hits=hits,
    notes=Words(
        "投诉按不同来电号码计人数，一人多次只算一次；没有号码的每单算一人。照片按哈希值完全相同比对，"
        "同站点同日的算一次检查。季节性投诉、多人串联投诉，数据上分不出来。",
        "Complaints count by callers, so that one who calls again counts once; a call without number counts"
        " as one. Photos are compared by equal hashes; one station on one day is one visit. Complaints of the"
        " season or in concert cannot be told from data.",
    ),
    cases=(
        Case(
            "ninety points, three callers, and a photo from another station",
            rows={
                "checks": rows(
                    CHECKED,
                    ("c1", "Z1", "一站", "2024-05-20", 90.0, "f1"),
                    ("c2", "Z2", "二站", "2024-05-20", 80.0, "f1"),
                ),
                "calls": _calls("1", "2", None),
            },
            hits={
                "Z1": {"months": 1, "callers": 3, "photos": 1, "score": 0.82, "keys": {"checks": ("c1",)}},
                "Z2": {"months": 0, "callers": 0, "photos": 1, "score": 0.65, "keys": {"checks": ("c2",)}},
            },
        ),
        Case(
            "two callers; or not quite ninety",
            rows={
                "checks": rows(CHECKED, ("c1", "Z1", "一站", "2024-05-20", 95.0, "f1")),
                "calls": _calls("1", "2"),
            },
        ),
        Case(
            "a low score where three complain",
            rows={
                "checks": rows(CHECKED, ("c1", "Z1", "一站", "2024-05-20", 89.5, None)),
                "calls": _calls("1", "2", "3"),
            },
        ),
        Case(
            "one person calls five times",
            rows={
                "checks": rows(CHECKED, ("c1", "Z1", "一站", "2024-05-20", 95.0, "f1")),
                "calls": _calls("1", "1", "1", "1", "1"),
            },
            innocent="rivals",
        ),
        Case(
            "two teams on one visit",
            rows={
                "checks": rows(
                    CHECKED,
                    ("c1", "Z1", "一站", "2024-05-20", 95.0, "f1"),
                    ("c2", "Z1", "一站", "2024-05-20", 93.0, "f1"),
                )
            },
            innocent="same_visit",
        ),
    ),
)
