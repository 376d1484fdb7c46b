"""M42: relatives in one unit, posts made for one applicant, one native place in the majority."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.appointments import RECRUITMENT_POSTS
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.people import KIN, OFFICIALS
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
from mingcha.analyse.supervision.portable import capped, keys, ratio
from mingcha.foundation.words import Words

SMALL_PLACE = FalsePositive(
    "small_place", Words("本地人本就占多数", "Most people are from that place anyway")
)
FEW_STAFF = FalsePositive("few_staff", Words("单位人数少", "A unit of few"))
TARGETED = FalsePositive("targeted", Words("返乡、退役等定向招聘", "Recruitment for returners or veterans"))
WITHDREW = FalsePositive("withdrew", Words("已实行任职回避", "The relative withdrew from the line"))


def _weighed(found: ir.Table) -> ir.Table:
    """The score by the kinds of doubt: an insider who is kin counts most."""
    return found.mutate(
        subject_key=found.unit,
        subject_name=found.unit,
        score=capped(
            ibis.literal(0.4)
            + (found.relatives > 0).cast("int64") * 0.15
            + (found.single > 0).cast("int64") * 0.1
            + (found.insiders > 0).cast("int64") * 0.25
            + (found.from_place > 0).cast("int64") * 0.05
        ),
    ).drop("unit")


def hits(
    officials: ir.Table,
    kin: ir.Table,
    posts: ir.Table,
    *,
    degree: int,
    home_share: float,
    times: float,
    least: int,
) -> ir.Table:
    """One row for each unit: relatives under a leader, posts with one applicant, the native place."""
    serving = officials.filter(officials.until.isnull())
    doubts = ibis.union(
        _relatives(serving, kin, degree),
        _single(posts, kin, serving, degree),
        _one_place(serving, home_share, times, least),
    )

    def only(kind: str) -> ir.BooleanValue:
        return doubts.kind == kind

    found = doubts.group_by("unit").agg(
        relatives=doubts.ref.nunique(where=only("kin")),
        single=doubts.ref.nunique(where=only("post")),
        insiders=doubts.ref.nunique(where=only("post") & doubts.inside),
        from_place=doubts.ref.nunique(where=only("place")),
        place=doubts.place.max(),
        place_share=doubts.part.max(),
        keys_kin=keys(doubts.ref, where=only("kin")),
        keys_posts=keys(doubts.ref, where=only("post")),
        keys_officials=keys(doubts.ref, where=only("place")),
    )
    return _weighed(found)


def _relatives(serving: ir.Table, kin: ir.Table, degree: int) -> ir.Table:
    """Relatives of a leader on the roster of the same unit."""
    leaders = serving.filter(ibis.coalesce(serving.is_leader, False)).select("person_id", "unit")
    close = kin.filter(kin.degree <= degree).select("relation_id", "person_id", "kin_id")
    pairs = close.inner_join(leaders, "person_id").select("relation_id", "kin_id", "unit")
    found = pairs.inner_join(serving.select("unit", kin_id="person_id"), ["kin_id", "unit"])
    return _doubts(found, "kin", found.relation_id)


def _single(posts: ir.Table, kin: ir.Table, serving: ir.Table, degree: int) -> ir.Table:
    """Open posts for which one applicant qualified; `inside` if a leader's relative was hired."""
    alone = posts.filter(ibis.coalesce(posts.kind, "open") == "open", posts.qualified == 1)
    leaders = serving.filter(ibis.coalesce(serving.is_leader, False)).select("person_id", "unit")
    close = kin.filter(kin.degree <= degree).inner_join(leaders, "person_id")
    close = close.select("unit", hired_id="kin_id").distinct().mutate(related=True)
    found = alone.select("unit", "post_id", "hired_id").left_join(close, ["unit", "hired_id"])
    return _doubts(found, "post", found.post_id, inside=ibis.coalesce(found.related, False))


def _one_place(serving: ir.Table, home_share: float, times: float, least: int) -> ir.Table:
    """Staff of a native place that has far more of the unit than of all units together."""
    known = serving.filter(serving.hometown.notnull()).select("person_id", "unit", place="hometown")
    sizes = known.group_by("unit").agg(staff=known.count())
    sizes = sizes.filter(sizes.staff >= least)
    here = known.group_by("unit", "place").agg(here=known.count()).inner_join(sizes, "unit")
    everywhere = known.group_by("place").agg(everywhere=known.count())
    total = known.agg(total=known.count())
    marked = here.inner_join(everywhere, "place").cross_join(total)
    marked = marked.mutate(
        part=ratio(marked.here, marked.staff),
        usual=ratio(marked.everywhere - marked.here, marked.total - marked.staff),
    )
    unusual = ibis.coalesce(marked.part > marked.usual * times, True)
    marked = marked.filter(marked.part > home_share, unusual).select("unit", "place", "part")
    found = known.inner_join(marked, ["unit", "place"])
    return _doubts(found, "place", found.person_id, place=found.place, part=found.part)


def _doubts(found: ir.Table, kind: str, ref: ir.StringValue, **given: ir.Value) -> ir.Table:
    filled = {
        "inside": ibis.literal(False),
        "place": ibis.null("string"),
        "part": ibis.null("float64"),
        **given,
    }
    return found.select("unit", kind=ibis.literal(kind), ref=ref, **filled)


UNIT, LEADER, CHILD = "示例局", "11010119650101001X", "110101199501010023"
STAFF = "person_id name unit is_leader hometown"
RELATION = rows("relation_id person_id kin_id relation degree", ("k1", LEADER, CHILD, "子女", 1))
POST = "post_id unit post kind qualified hired_id"
LEADERS = rows(STAFF, (LEADER, "甲", UNIT, True, None))


def _staff(unit: str, here: int, others: int) -> list[dict[str, object]]:
    """So many from one place, so many each from a place of their own."""
    places = ["甲县"] * here + [f"{unit}{one}县" for one in range(others)]
    return rows(STAFF, *((f"{unit}{one}", "某", unit, False, place) for one, place in enumerate(places)))


MODEL = Model(
    code="M42",
    words=Words("近亲同单位与量身招聘", "Relatives in one unit and tailored recruitment"),
    area=Area.APPOINTMENTS,
    subject=Subject.UNIT,
    severity=Severity.MEDIUM,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "班子成员近亲属在同一单位、公开招聘岗位仅一人符合条件、同籍贯人员过于集中",
        "Leaders' relatives in the unit, open posts with one qualified applicant, one native place",
    ),
    basis=(
        Words("《党政领导干部任职回避暂行规定》", "Rules on recusal of leaders"),
        Words("《事业单位公开招聘人员暂行规定》：不得设置指向性条件", "No conditions for one person"),
    ),
    inputs={"officials": OFFICIALS, "kin": KIN, "posts": RECRUITMENT_POSTS},
    optional=("kin", "posts"),
    parameters=(
        whole("degree", "亲等", "Degree of kinship up to", 2, 1, 4),
        share("home_share", "同籍贯占比", "Share of one native place", 0.4, 0.1, 1.0),
        share("times", "高于各单位平均的倍数", "Times the share elsewhere", 2.0, 1.0, 10.0, unit="倍"),
        whole("least", "单位人数下限", "Staff at least", 10, 3, 100, unit="人"),
    ),
    evidence=(
        Evidence("relatives", Words("班子成员近亲属", "Leaders' relatives"), unit="人"),
        Evidence("single", Words("仅一人合格的岗位", "Posts with one applicant"), unit="个"),
        Evidence("insiders", Words("其中录用班子近亲属", "Of which relatives were hired"), unit="个"),
        Evidence("from_place", Words("同籍贯人数", "From one place"), unit="人"),
        Evidence("place", Words("籍贯", "Native place")),
        Evidence("place_share", Words("占比", "Share"), share=True),
    ),
    sentence=Words(
        "{subject_name}有班子成员近亲属{relatives}人；仅一人合格的公开招聘岗位{single}个，其中录用班子近亲属"
        "{insiders}个；同籍贯（{place}）{from_place}人，占{place_share}。",
        "{subject_name}: {relatives} leaders' relatives; {single} open posts with one qualified applicant, "
        "{insiders} given to relatives; {from_place} from {place}, a share of {place_share}.",
    ),
    to_check=Words(
        "查任职回避情况和招聘方案、条件设置过程；看报名与资格审查记录；了解进人渠道。",
        "Recusals; how conditions were set; applications and their review; how people came in.",
    ),
    false_positives=(SMALL_PLACE, FEW_STAFF, TARGETED, WITHDREW),
    notes=Words(
        "籍贯占比须同时超过其他单位平均占比的规定倍数，人数少的单位不判断；定向招聘与人才引进不看合格人数。"
        "条件文字不分析。已回避的调整数据上看不到，留作核查结论。",
        "The native place must also have several times its share elsewhere; small units are not judged. "
        "Targeted posts are left out. The wording of conditions is not analysed.",
    ),
    hits=hits,
    cases=(
        Case(
            "a leader's child on the roster, hired as the only applicant",
            rows={
                "officials": LEADERS + rows(STAFF, (CHILD, "乙", UNIT, False, None)),
                "kin": RELATION,
                "posts": rows(
                    POST, ("p1", UNIT, "文员", "open", 1, CHILD), ("p2", UNIT, "文员", "open", 3, "x")
                ),
            },
            hits={
                UNIT: {
                    "relatives": 1,
                    "single": 1,
                    "insiders": 1,
                    "from_place": 0,
                    "score": 0.9,
                    "keys": {"kin": ("k1",), "posts": ("p1",), "officials": ()},
                }
            },
        ),
        Case(
            "five of ten from one place",
            rows={"officials": _staff(UNIT, 5, 5) + _staff("别局", 2, 18)},
            hits={UNIT: {"from_place": 5, "place": "甲县", "place_share": 0.5}},
        ),
        Case("just four of ten", rows={"officials": _staff(UNIT, 4, 6) + _staff("别局", 2, 18)}),
        Case(
            "most people are from that place",
            rows={"officials": _staff(UNIT, 8, 2) + _staff("别局", 15, 5)},
            innocent="small_place",
        ),
        Case(
            "a unit of nine",
            rows={"officials": _staff(UNIT, 8, 1) + _staff("别局", 2, 18)},
            innocent="few_staff",
        ),
        Case(
            "posts for returners",
            rows={"officials": LEADERS, "posts": rows(POST, ("p1", UNIT, "文员", "targeted", 1, "x"))},
            innocent="targeted",
        ),
    ),
)
