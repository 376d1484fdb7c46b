"""M11: the farmland subsidy drawn on parcels that maps show as woods, buildings or water."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.farmland import FARMLAND_CLAIMS, PARCEL_OVERLAPS
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
from mingcha.analyse.supervision.portable import capped, keys, ratio, total, yuan
from mingcha.foundation.words import Words

IMAGE_DATE = FalsePositive(
    "image_date", Words("影像时相与申报年度不符", "The image is of another time than the claim")
)
BOUNDARY = FalsePositive("boundary", Words("坐标偏移造成的边界碎片", "Slivers along a boundary drawn askew"))
RESTORED = FalsePositive("restored", Words("当年已恢复耕种", "Tilled again in that year"))
GLARE = FalsePositive("glare", Words("积水反光等误判地类", "Puddles or glare taken for another class"))


def hits(
    claims: ir.Table, overlaps: ir.Table, *, part: float, area: float, sliver: float, image_age: int
) -> ir.Table:
    """One row for each parcel: the largest overlap with one map, its share, years and money claimed."""
    both = _timely(claims, overlaps, sliver, image_age)
    worst = _worst(both)
    worst = worst.filter((worst.overlap >= area) | (worst.share >= part))
    found = worst.group_by("parcel_id").agg(
        subject_name=worst.name.max(),
        village=worst.village.max(),
        claimed=worst.claimed.max(),
        overlap=worst.overlap.max(),
        share=worst.share.max(),
        maps=worst.maps.max(),
        years=worst.year.nunique(),
        subsidy=yuan(worst.subsidy.sum()),
        keys_claims=keys(worst.claim_id),
    )
    patches = both.semi_join(found, "parcel_id").group_by("parcel_id")
    found = found.inner_join(patches.agg(keys_overlaps=keys(both.overlap_id)), "parcel_id")
    strength = ibis.literal(0.5) + found.share * 0.3 + (found.maps - 1) * 0.1
    return found.select(
        "subject_name",
        "village",
        "claimed",
        "overlap",
        "share",
        "maps",
        "years",
        "subsidy",
        "keys_claims",
        "keys_overlaps",
        subject_key=found.parcel_id,
        score=capped(strength),
    )


def _timely(claims: ir.Table, overlaps: ir.Table, sliver: float, image_age: int) -> ir.Table:
    """Claims and the patches on them, seen shortly before, not restored by then and no mere slivers."""
    seen = overlaps.filter(overlaps.area >= sliver)
    seen = seen.select("parcel_id", "overlap_id", "map", "image_on", "restored_on", patch=seen.area)
    both = claims.inner_join(seen, "parcel_id")
    image, restored = both.image_on.year(), both.restored_on.year()
    timely = both.image_on.isnull() | ((image <= both.year) & (both.year - image <= image_age))
    return both.filter(timely & (both.restored_on.isnull() | (restored > both.year)))


def _worst(both: ir.Table) -> ir.Table:
    """Each claim with its largest overlap with one map: maps lie over one another, patches of one do not."""
    named = ("claim_id", "parcel_id", "name", "village", "year", "area", "subsidy")
    by_map = both.group_by(*named, "map").agg(overlap=total(both.patch))
    worst = by_map.group_by(*named).agg(overlap=by_map.overlap.max(), maps=by_map.map.nunique())
    return worst.mutate(claimed=worst.area, share=ibis.least(ratio(worst.overlap, worst.area), 1.0))


WHO = "110101195001010010"
CLAIMS = "claim_id parcel_id person_id name village year area subsidy"
OVERLAPS = "overlap_id parcel_id map patch_id area image_on restored_on"
CLAIM = ("c1", "L1", WHO, "甲", "示例村", 2024, 6.0, 600)
MODEL = Model(
    code="M11",
    words=Words("补贴地块与非耕地图斑重叠", "Subsidised parcels that are not tilled"),
    area=Area.FARMLAND,
    subject=Subject.ASSET,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "领取耕地地力保护补贴、图上却是林地、建设用地、水面的地块",
        "Parcels drawing the farmland subsidy that maps show as woods, buildings or water",
    ),
    basis=(
        Words(
            "已作为畜牧养殖场、林地、成片粮田转为设施农业用地、非农业征（占）用等已改变用途的耕地，"
            "以及抛荒地等不得给予耕地地力保护补贴",
            "Land turned to stock yards, woods or buildings, or left waste, draws no farmland subsidy",
        ),
    ),
    inputs={"claims": FARMLAND_CLAIMS, "overlaps": PARCEL_OVERLAPS},
    parameters=(
        share("part", "重叠比例", "Share overlapped", 0.1, 0.01, 1.0),
        share("area", "重叠面积", "Area overlapped", 0.5, 0.05, 100.0, unit="亩"),
        share("sliver", "忽略的碎片面积", "Slivers left out below", 0.1, 0.0, 1.0, unit="亩"),
        whole("image_age", "影像最多早于申报年数", "Years an image may be older", 2, 0, 10, unit="年"),
    ),
    evidence=(
        Evidence("village", Words("村（社区）", "Village")),
        Evidence("claimed", Words("申报面积", "Area claimed"), unit="亩"),
        Evidence("overlap", Words("重叠面积", "Area overlapped"), unit="亩"),
        Evidence("share", Words("重叠比例", "Share overlapped"), share=True),
        Evidence("maps", Words("重叠图层数", "Maps overlapped")),
        Evidence("years", Words("涉及年数", "Years claimed")),
        Evidence("subsidy", Words("涉及补贴", "Subsidy of those years"), unit="元"),
    ),
    sentence=Words(
        "{village}{subject_name}申报补贴的地块{subject_key}（{claimed}亩）与非耕地图斑重叠{overlap}亩，"
        "涉及{years}个年度、补贴{subsidy}元。",
        "Parcel {subject_key} of {subject_name}, {village} ({claimed} mu) overlaps land that is not "
        "tilled by "
        "{overlap} mu; {years} years, subsidy ¥{subsidy}.",
    ),
    to_check=Words(
        "到现场看地类并拍照定位；调影像原图核对时相；查村级公示与申报表由谁填报。",
        "See the land and photograph it; look at the image itself; who filled in the claim.",
    ),
    false_positives=(IMAGE_DATE, BOUNDARY, RESTORED, GLARE),
    hits=hits,
    cases=(
        Case(
            "woods on a third of the parcel, by two patches; buildings over the same ground",
            rows={
                "claims": rows(CLAIMS, CLAIM, ("c2", "L1", WHO, "甲", "示例村", 2025, 6.0, 620)),
                "overlaps": rows(
                    OVERLAPS,
                    ("o1", "L1", "forest", "F1", 1.5, "2024-03-01", None),
                    ("o2", "L1", "forest", "F2", 0.5, "2024-03-01", None),
                    ("o3", "L1", "built", "B1", 0.8, "2024-03-01", None),
                ),
            },
            hits={
                "L1": {
                    "overlap": 2.0,
                    "share": 1 / 3,
                    "maps": 2,
                    "years": 2,
                    "subsidy": 1220,
                    "score": 0.7,
                    "keys": {"claims": ("c1", "c2"), "overlaps": ("o1", "o2", "o3")},
                }
            },
        ),
        Case(
            "half a mu of a large parcel",
            rows={
                "claims": rows(CLAIMS, ("c1", "L1", WHO, "甲", "示例村", 2024, 50.0, 5000)),
                "overlaps": rows(OVERLAPS, ("o1", "L1", "built", "B1", 0.5, "2024-03-01", None)),
            },
            hits={"L1": {"share": 0.01}},
        ),
        Case(
            "just below both thresholds",
            rows={
                "claims": rows(CLAIMS, CLAIM),
                "overlaps": rows(OVERLAPS, ("o1", "L1", "forest", "F1", 0.49, "2024-03-01", None)),
            },
        ),
        Case(
            "an image from long before, and one from after",
            rows={
                "claims": rows(CLAIMS, CLAIM),
                "overlaps": rows(
                    OVERLAPS,
                    ("o1", "L1", "forest", "F1", 3.0, "2020-03-01", None),
                    ("o2", "L1", "built", "B1", 3.0, "2025-03-01", None),
                ),
            },
            innocent="image_date",
        ),
        Case(
            "a sliver on a tiny parcel",
            rows={
                "claims": rows(CLAIMS, ("c1", "L1", WHO, "甲", "示例村", 2024, 0.5, 50)),
                "overlaps": rows(OVERLAPS, ("o1", "L1", "forest", "F1", 0.09, "2024-03-01", None)),
            },
            innocent="boundary",
        ),
        Case(
            "tilled again in the year of the claim",
            rows={
                "claims": rows(CLAIMS, CLAIM),
                "overlaps": rows(OVERLAPS, ("o1", "L1", "forest", "F1", 3.0, "2023-03-01", "2024-05-01")),
            },
            innocent="restored",
        ),
    ),
    notes=Words(
        "叠加由自然资源局一次算好后交来：两种引擎都不需要空间扩展，面积也以主管部门为准。"
        "同一图层的图斑互不重叠，"
        "故相加；不同图层会重叠同一块地，故取最大。积水反光从数据上分不出，留作核查结论。",
        "The land bureau overlays once and hands over the result: neither engine needs a spatial "
        "extension, and "
        "the area is the bureau's own. Patches of one map are added; across maps the largest counts, "
        "since maps "
        "lie over one another. Glare cannot be told from the data and stays a verdict.",
    ),
)
