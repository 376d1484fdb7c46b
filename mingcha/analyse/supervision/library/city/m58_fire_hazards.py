"""M58: fire hazards closed on paper, photos used again, and checks that never find anything."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.city import (
    FIRE_CHECKS,
    FIRE_HAZARDS,
    FIRE_INCIDENTS,
    HOTLINE_CALLS,
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
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, days_between, keys
from mingcha.foundation.words import Words

NEW_TENANT = FalsePositive("new_tenant", Words("经营使用人已更换", "Another occupant by then"))
ONE_PHOTO = FalsePositive(
    "one_photo", Words("一张照片反映同次检查的几处隐患", "One photo of one check's hazards")
)
WRONG_ADDRESS = FalsePositive(
    "wrong_address", Words("投诉、警情地址登记错误", "The complaint's address is wrong")
)


def hits(
    hazards: ir.Table, checks: ir.Table, calls: ir.Table, incidents: ir.Table,
    *, days: int, uses: int, visits: int, told: int,
) -> ir.Table:  # fmt: skip
    """One row for each place: hazards found again, closings with a used photo, checks that saw nothing."""
    signs = ibis.union(
        _signs(_again(hazards, days), again=1, photo=0),
        _signs(_same_photo(hazards, uses), again=0, photo=1),
        _blind(checks, calls, incidents, days, visits, told),
    )
    found = signs.group_by("place_id").agg(
        subject_name=signs.place.max(),
        again=signs.again.sum(),
        photos=signs.photo.sum(),
        blind=signs.check_id.nunique(),
        reports=signs.reports.max(),
        fires=signs.fires.max(),
        keys_hazards=keys(signs.hazard_id),
        keys_checks=keys(signs.check_id),
    )
    kinds = sum(
        ((found[name] > 0).cast("int64") for name in ("again", "photos", "blind")), start=ibis.literal(0)
    )
    score = kinds * 0.15 + ibis.ifelse((found.photos > 0) | (found.fires > 0), 0.5, 0.4)
    return found.mutate(subject_key=found.place_id, score=capped(score)).drop("place_id")


def _again(hazards: ir.Table, days: int) -> ir.Table:
    """Hazards of a kind that was closed no more than so many days before, under the same occupant."""
    order = {"group_by": ["place_id", "kind"], "order_by": ["found_on", "hazard_id"]}
    before = hazards.mutate(
        was_closed=hazards.closed_on.lag().over(**order), was_run_by=hazards.occupant.lag().over(**order)
    )
    gap = days_between(before.was_closed, before.found_on)
    moved = (before.occupant != before.was_run_by).fill_null(False)
    return before.filter((gap >= 0) & (gap <= days) & ~moved)


def _same_photo(hazards: ir.Table, uses: int) -> ir.Table:
    """Closings whose photo closed hazards of other checks too."""
    shown = hazards.filter(hazards.photo_hash.notnull() & (hazards.photo_hash != ""))
    shown = shown.mutate(visit=shown.check_id.coalesce(shown.hazard_id))
    visits = shown.group_by("photo_hash").agg(visits=shown.visit.nunique())
    return shown.semi_join(visits.filter(visits.visits >= uses), "photo_hash")


def _blind(
    checks: ir.Table, calls: ir.Table, incidents: ir.Table, days: int, visits: int, told: int
) -> ir.Table:
    """Checks of places where many found nothing, though people reported hazards or it burned."""
    seen = checks.group_by("place_id").agg(
        visits=checks.count(), hazards=checks.hazards.sum(), first=checks.checked_on.min(),
        last=checks.checked_on.max(),
    )  # fmt: skip
    seen = seen.filter((seen.visits >= visits) & (seen.hazards == 0))
    fire_calls = calls.filter(calls.topic == "fire")
    reported = _between(seen, fire_calls, fire_calls.received_on, days).rename(reports="count_of")
    burned = _between(seen, incidents, incidents.happened_on, days).rename(fires="count_of")
    seen = seen.select("place_id").left_join(reported, "place_id").drop("place_id_right")
    seen = seen.left_join(burned, "place_id").drop("place_id_right")
    seen = seen.mutate(reports=seen.reports.coalesce(0), fires=seen.fires.coalesce(0))
    seen = seen.filter((seen.reports >= told) | (seen.fires > 0))
    none, nought = ibis.null("string"), ibis.literal(0).cast("int64")
    found = checks.inner_join(seen, "place_id")
    return found.select(
        "place_id", "place", hazard_id=none, check_id=found.check_id, again=nought, photo=nought,
        reports=found.reports, fires=found.fires,
    )  # fmt: skip


def _between(seen: ir.Table, events: ir.Table, day: ir.Value, days: int) -> ir.Table:
    """How many events each place had from its first check until so many days after its last."""
    dated = events.select("place_id", day=day).inner_join(seen, "place_id")
    dated = dated.filter((dated.day >= dated["first"]) & (days_between(dated["last"], dated.day) <= days))
    return dated.group_by("place_id").agg(count_of=dated.count())


def _signs(found: ir.Table, *, again: int, photo: int) -> ir.Table:
    none, nought = ibis.null("string"), ibis.literal(0).cast("int64")
    return found.select(
        "place_id", "place", "hazard_id", check_id=none, again=ibis.literal(again).cast("int64"),
        photo=ibis.literal(photo).cast("int64"), reports=nought, fires=nought,
    )  # fmt: skip


FOUND = "hazard_id check_id place_id place occupant kind found_on closed_on photo_hash"
FIRST = ("v1", "c1", "Z1", "一店", "甲", "占用通道", "2024-01-05", "2024-02-01", "f1")


def _checks(count: int, hazards: int = 0) -> list[dict[str, object]]:
    given = ((f"c{one}", "Z1", "一店", f"2024-0{one + 1}-05", hazards) for one in range(count))
    return rows("check_id place_id place checked_on hazards", *given)


def _fire_calls(count: int) -> list[dict[str, object]]:
    given = ((f"h{one}", "Z1", "fire", "2024-03-01") for one in range(count))
    return rows("call_id place_id topic received_on", *given)


MODEL = Model(
    code="M58",
    words=Words("消防隐患虚假销号", "Fire hazards closed on paper"),
    area=Area.CITY,
    subject=Subject.UNIT,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "隐患销号不久又现、整改照片重复使用、多次检查零隐患却被投诉或起火",
        "Hazards found again soon after closing, photos used twice, checks that saw nothing before a fire",
    ),
    basis=(
        Words(
            "《中华人民共和国消防法》第五十四条；《消防监督检查规定》：隐患整改须复查销号",
            "Fire Protection Law, article 54; rules of inspection: hazards are closed after a second look",
        ),
    ),
    inputs={
        "hazards": FIRE_HAZARDS,
        "checks": FIRE_CHECKS,
        "calls": HOTLINE_CALLS,
        "incidents": FIRE_INCIDENTS,
    },
    optional=("checks", "calls", "incidents"),
    parameters=(
        whole("days", "再现天数", "Days until found again", 90, 7, 365, unit="天"),
        whole("uses", "同一照片用于检查次数", "Checks with one photo", 2, 2, 20, unit="次"),
        whole("visits", "零隐患检查次数", "Checks that found nothing", 4, 2, 50, unit="次"),
        whole("told", "投诉件数", "Complaints", 2, 1, 50, unit="件"),
    ),
    evidence=(
        Evidence("again", Words("销号后再现", "Found again"), unit="处"),
        Evidence("photos", Words("照片重复的销号", "Closings with a used photo"), unit="处"),
        Evidence("blind", Words("零隐患检查", "Checks that found nothing"), unit="次"),
        Evidence("reports", Words("其间投诉", "Complaints meanwhile"), unit="件"),
        Evidence("fires", Words("其间火灾", "Fires meanwhile"), unit="起"),
    ),
    sentence=Words(
        "{subject_name}：销号后再现隐患{again}处，重复照片销号{photos}处；零隐患检查{blind}次，"
        "其间投诉{reports}件、火灾{fires}起。",
        "{subject_name}: {again} hazards found again, {photos} closed with a used photo; {blind} checks found"
        " nothing while there were {reports} complaints and {fires} fires.",
    ),
    to_check=Words(
        "到现场看隐患；比对整改照片原图与拍摄信息；问检查人、复查人是否到场；查警情出动记录。",
        "See the hazard; the photo's original; were checkers there; the fire brigade's records.",
    ),
    false_positives=(NEW_TENANT, ONE_PHOTO, WRONG_ADDRESS),
    hits=hits,
    notes=Words(
        "再现指同一场所、同类隐患，与前一次相比；经营使用人已更换的不算。照片按哈希值比对，同次检查共用一张的不算。"
        "零隐患本身不提示，须其间（至末次检查后90天内）有两件以上消防投诉或火灾。地址登记错误，数据上分不出来。",
        "Found again means the same kind at the same place, beside the one before; not under another"
        " occupant. One photo for one check is no sign. Finding nothing alone is no hit: there must be"
        " complaints or a fire from the first check until some days after the last. Wrong addresses stay.",
    ),
    cases=(
        Case(
            "found again on the ninetieth day, and a photo used at another place",
            rows={
                "hazards": rows(
                    FOUND,
                    FIRST,
                    ("v2", "c2", "Z1", "一店", "甲", "占用通道", "2024-05-01", None, None),
                    ("v3", "c3", "Z2", "二店", "乙", "电线老化", "2024-03-01", "2024-03-09", "f1"),
                )
            },
            hits={
                "Z1": {
                    "again": 1,
                    "photos": 1,
                    "blind": 0,
                    "score": 0.8,
                    "keys": {"hazards": ("v1", "v2"), "checks": ()},
                },
                "Z2": {"again": 0, "photos": 1, "score": 0.65},
            },
        ),
        Case(
            "four checks found nothing, then a fire",
            rows={
                "checks": _checks(4),
                "incidents": rows("incident_id place_id happened_on", ("j1", "Z1", "2024-07-04")),
            },
            hits={
                "Z1": {
                    "blind": 4,
                    "fires": 1,
                    "reports": 0,
                    "score": 0.65,
                    "keys": {"hazards": (), "checks": ("c0", "c1", "c2", "c3")},
                }
            },
        ),
        Case(
            "on the ninety-first day; three checks; one complaint",
            rows={
                "hazards": rows(
                    FOUND, FIRST, ("v2", "c2", "Z1", "一店", "甲", "占用通道", "2024-05-02", None, None)
                ),
                "checks": _checks(3),
                "calls": _fire_calls(2),
            },
        ),
        Case("four checks and one complaint", rows={"checks": _checks(4), "calls": _fire_calls(1)}),
        Case(
            "the shop has changed hands",
            rows={
                "hazards": rows(
                    FOUND, FIRST, ("v2", "c2", "Z1", "新店", "丙", "占用通道", "2024-03-01", None, None)
                )
            },
            innocent="new_tenant",
        ),
        Case(
            "one photo shows both",
            rows={
                "hazards": rows(
                    FOUND,
                    FIRST,
                    ("v2", "c1", "Z1", "一店", "甲", "电线老化", "2024-01-05", "2024-02-01", "f1"),
                )
            },
            innocent="one_photo",
        ),
    ),
)
