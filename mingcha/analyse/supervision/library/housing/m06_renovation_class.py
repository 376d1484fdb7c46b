"""M06: renovation grants to people not on the list they claim, or twice within ten years."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.allowance import RELIEF_LIST
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.housing import RENOVATIONS
from mingcha.analyse.datasets.contracts.people import RESIDENTS
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
from mingcha.analyse.supervision.library.households import living_with
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import keys, yuan
from mingcha.foundation.words import Words

YEAR_MISMATCH = FalsePositive(
    "year_mismatch", Words("名册年度与改造年度不一致", "On the list a year before or after")
)
OTHER_MEMBER = FalsePositive(
    "other_member", Words("同户其他成员在名册", "Another of the household is listed")
)
POLICY_CHANGE = FalsePositive(
    "policy_change", Words("政策调整允许再次改造（如因灾）", "A second grant allowed, as after a disaster")
)
CLASS, AGAIN = "class", "again"


def _listed(grants: ir.Table, relief: ir.Table, residents: ir.Table, slack: int) -> ir.Table:
    """The grants whose household was on the claimed list about that year."""
    near = living_with(grants, residents)
    claims = grants.select("grant_id", "person_id", "category", "year").inner_join(near, "person_id")
    allowance = relief.scheme.isin(["urban", "rural"])
    on = relief.select(
        member_id=relief.person_id,
        category=ibis.cases((allowance, "allowance"), else_=relief.scheme),
        from_year=relief.from_month.year().cast("int64"),
        to_year=ibis.coalesce(relief.to_month.year(), 9999).cast("int64"),
    )
    found = claims.inner_join(on, ["member_id", "category"])
    fits = (found.from_year <= found.year + slack) & (found.to_year >= found.year - slack)
    return found.filter(fits).select("grant_id").distinct()


def _repeated(grants: ir.Table, years: int) -> ir.Table:
    """The grants that follow another of the same household within so many years, and those they follow."""
    often = grants.group_by("home").agg(grants=grants.grant_id.nunique())
    some = grants.semi_join(often.filter(often.grants > 1), "home").select("home", "grant_id", "year")
    other = some.select("home", other_id=some.grant_id, other_year=some.year)
    both = some.inner_join(other, "home")
    gap = (both.year - both.other_year).abs()
    return both.filter((both.grant_id != both.other_id) & (gap < years)).select("grant_id").distinct()


def hits(renovations: ir.Table, relief: ir.Table, residents: ir.Table, *, slack: int, years: int) -> ir.Table:
    """One row for each household: grants of a class it was not listed in, grants repeated too soon."""
    homes = residents.select("person_id", register_home="household")
    grants = renovations.left_join(homes, "person_id").drop("person_id_right")
    home = ibis.coalesce(grants.register_home, grants.household, grants.person_id)
    grants = grants.mutate(home=home)
    claimed = grants.filter(grants.category.isin(["allowance", "destitute"]))
    unlisted = claimed.anti_join(_listed(claimed, relief, residents, slack), "grant_id")
    flagged = ibis.union(
        unlisted.select("grant_id", fault=ibis.literal(CLASS)),
        _repeated(grants, years).mutate(fault=ibis.literal(AGAIN)),
    )
    found = flagged.group_by("grant_id").agg(
        is_off=(flagged.fault == CLASS).cast("int64").max(),
        is_again=(flagged.fault == AGAIN).cast("int64").max(),
    )
    found = found.inner_join(grants, "grant_id")
    found = found.group_by("home").agg(
        subject_name=found.name.max(),
        off_list=found.is_off.sum(),
        repeated=found.is_again.sum(),
        amount=yuan(found.amount.sum()),
        first=found.year.min(),
        last=found.year.max(),
        keys_renovations=keys(found.grant_id),
    )
    both = (found.off_list > 0) & (found.repeated > 0)
    score = ibis.cases((both, 0.85), (found.repeated > 0, 0.75), else_=0.65).cast("float64")
    return found.mutate(subject_key=found.home, score=score).drop("home")


GRANT = "grant_id person_id name household category year amount"
RELIEF = "record_id person_id scheme from_month to_month"
MODEL = Model(
    code="M06",
    words=Words("危房改造身份不符或重复享受", "Renovation grants to the wrong class, or twice"),
    area=Area.HOUSING,
    subject=Subject.HOUSEHOLD,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "以五保、低保名义申报危房改造而当年不在名册；同一户十年内两次享受",
        "Grants claimed as destitute or on the allowance without being listed; two grants within ten years",
    ),
    basis=(
        Words(
            "农村危房改造对象限于规定类别的重点对象，已享受过改造补助的不得重复享受",
            "Grants are for the classes named, and once for each household",
        ),
    ),
    inputs={"renovations": RENOVATIONS, "relief": RELIEF_LIST, "residents": RESIDENTS},
    optional=("residents",),
    parameters=(
        whole("slack", "名册年度容差", "Years of slack", 1, 0, 3, unit="年"),
        whole("years", "不得重复的年限", "Years without another", 10, 1, 30, unit="年"),
    ),
    evidence=(
        Evidence("off_list", Words("身份不符笔数", "Grants of a class not listed"), unit="笔"),
        Evidence("repeated", Words("年限内重复笔数", "Grants too close together"), unit="笔"),
        Evidence("amount", Words("涉及补助", "Grants"), unit="元"),
        Evidence("first", Words("首个年度", "First year")),
        Evidence("last", Words("最后年度", "Last year")),
    ),
    sentence=Words(
        "{subject_name}户危房改造补助{amount}元（{first}至{last}年）存疑：申报类别不在名册{off_list}笔，"
        "年限内重复{repeated}笔。",
        "Grants of ¥{amount} to the household of {subject_name} ({first} to {last}) are in doubt: "
        "{off_list} of a "
        "class not listed, {repeated} too close together.",
    ),
    to_check=Words(
        "调取农户档案、鉴定报告与改造前后照片；核对当年五保、低保名册原件；入户看房屋是否实际改造。",
        "The household's file, the surveyor's report and photographs; the list of that year; the house "
        "itself.",
    ),
    false_positives=(YEAR_MISMATCH, OTHER_MEMBER, POLICY_CHANGE),
    notes=Words(
        "名册早一年或晚一年仍算在册。同户任一人在册即算在册，以公安户籍为准，无户籍时用台账户编号。"
        "间隔不足十年为重复，"
        "满十年不报。因灾等允许再次改造，台账无此列，留待核查。",
        "A year before or after still counts as listed; so does any member of the household by the police "
        "register. Less than ten years apart is too soon, ten years is not. What policy allows a "
        "second time is "
        "not in the data.",
    ),
    hits=hits,
    cases=(
        Case(
            "not on the list, and twice in nine years",
            rows={
                "renovations": rows(
                    GRANT,
                    ("g1", "w1", "甲", "d1", "allowance", 2022, 30_000),
                    ("g2", "w2", "乙", "d2", "other", 2014, 20_000),
                    ("g3", "w3", "丙", "d2", "other", 2023, 25_000),
                    ("g4", "w4", "丁", "d4", "destitute", 2022, 30_000),
                ),
                "relief": rows(
                    RELIEF,
                    ("r1", "w1", "destitute", "2020-01-01", None),
                    ("r4", "w4", "destitute", "2020-01-01", "2020-12-01"),
                ),
            },
            hits={
                "d1": {"off_list": 1, "repeated": 0, "score": 0.65, "keys": {"renovations": ("g1",)}},
                "d2": {
                    "off_list": 0,
                    "repeated": 2,
                    "amount": 45_000,
                    "first": 2014,
                    "last": 2023,
                    "keys": {"renovations": ("g2", "g3")},
                },
                "d4": {"off_list": 1, "score": 0.65},
            },
        ),
        Case(
            "on the list a year later",
            rows={
                "renovations": rows(GRANT, ("g1", "w1", "甲", "d1", "allowance", 2022, 30_000)),
                "relief": rows(RELIEF, ("r1", "w1", "rural", "2023-12-01", None)),
            },
            innocent="year_mismatch",
        ),
        Case(
            "the wife is listed",
            rows={
                "renovations": rows(GRANT, ("g1", "w1", "甲", "d1", "allowance", 2022, 30_000)),
                "relief": rows(RELIEF, ("r1", "w2", "rural", "2020-01-01", None)),
                "residents": rows("person_id household", ("w1", "h1"), ("w2", "h1")),
            },
            innocent="other_member",
        ),
        Case(
            "ten years apart",
            rows={
                "renovations": rows(
                    GRANT,
                    ("g1", "w1", "甲", "d1", "other", 2013, 30_000),
                    ("g2", "w1", "甲", "d1", "other", 2023, 30_000),
                )
            },
        ),
    ),
)
