"""M14: high-standard farmland projects on fields that an earlier project has already built."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.fields import FIELD_OVERLAPS, FIELD_PROJECTS
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

UPGRADE = FalsePositive("upgrade", Words("经批准的改造提升项目", "An approved upgrade of old fields"))
LEFT_OUT = FalsePositive(
    "left_out", Words("重叠部分未计入建设面积、未安排投资", "The overlap was left out of area and funds")
)


def hits(projects: ir.Table, overlaps: ir.Table, *, part: float, years: int) -> ir.Table:
    """One row for each project: how much of it lies on which earlier ones, and how long after them."""
    later = projects.filter(projects.kind != "upgrade")
    later = later.select("project_id", "project", "year", "funds", planned=later.area)
    both = overlaps.inner_join(later, "project_id")
    earlier = projects.select(earlier_id=projects.project_id, earlier_year=projects.year)
    both = both.inner_join(earlier, "earlier_id")
    both = both.mutate(apart=both.year - both.earlier_year)
    both = both.filter((both.apart >= 0) & (both.apart < years) & (both.earlier_id != both.project_id))
    found = both.group_by("project_id", "planned", "funds", "year").agg(
        subject_name=both.project.max(),
        overlap=total(both.area),
        earlier=both.earlier_id.nunique(),
        apart=both.apart.min(),
        keys_overlaps=keys(both.overlap_id),
        before=keys(both.earlier_id),
    )
    found = found.mutate(share=ratio(found.overlap, found.planned))
    found = found.filter(found.share > part)
    return found.select(
        "subject_name",
        "year",
        "planned",
        "overlap",
        "share",
        "earlier",
        "apart",
        "funds",
        "keys_overlaps",
        subject_key=found.project_id,
        score=capped(ibis.literal(0.5) + ibis.least(found.share, 1.0) * 0.4),
        keys_projects=found.before.concat(ibis.array([found.project_id])),
    )


PROJECTS = "project_id project kind year area funds"
OVERLAPS = "overlap_id project_id earlier_id area"
OLD = ("X1", "甲镇一期", "new", 2018, 2000.0, 3_000_000)
NEW = ("X2", "甲镇二期", "new", 2024, 1000.0, 2_000_000)
MODEL = Model(
    code="M14",
    words=Words("高标准农田项目区重复建设", "High-standard farmland built twice"),
    area=Area.FIELDS,
    subject=Subject.PROJECT,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "新建项目区与八年内已建项目区重叠超过百分之五",
        "New projects lying on fields that another project built within eight years",
    ),
    basis=(
        Words(
            "高标准农田建设坚持新增建设与改造提升并重，已建成的项目区按年限改造提升，不得重复安排新建",
            "Fields once built are upgraded when due, not built anew",
        ),
    ),
    inputs={"projects": FIELD_PROJECTS, "overlaps": FIELD_OVERLAPS},
    parameters=(
        share("part", "重叠比例", "Share overlapped", 0.05, 0.0, 1.0),
        whole("years", "建设间隔年限", "Years between", 8, 1, 30, unit="年"),
    ),
    evidence=(
        Evidence("year", Words("立项年度", "Year")),
        Evidence("planned", Words("建设面积", "Area"), unit="亩"),
        Evidence("overlap", Words("重叠面积", "Area overlapped"), unit="亩"),
        Evidence("share", Words("重叠比例", "Share overlapped"), share=True),
        Evidence("earlier", Words("涉及既有项目数", "Earlier projects")),
        Evidence("apart", Words("最短间隔年数", "Least years apart"), unit="年"),
        Evidence("funds", Words("投资金额", "Funds"), unit="元"),
    ),
    sentence=Words(
        "{subject_name}（{subject_key}，{year}年，"
        "{planned}亩）与{apart}年前起的{earlier}个已建项目重叠{overlap}亩，"
        "占{share}。",
        "{subject_name} ({subject_key}, {year}, {planned} mu) lies on {earlier} earlier projects, the latest "
        "{apart} years before, by {overlap} mu, a share of {share}.",
    ),
    to_check=Words(
        "对照两期竣工图和现场渠、路、井；查重叠部分是否再次计量支付；查立项时是否核过上图入库。",
        "Compare both as-built maps with the fields; was the overlap billed again; was the map consulted.",
    ),
    false_positives=(UPGRADE, LEFT_OUT),
    hits=hits,
    cases=(
        Case(
            "a tenth on two earlier projects",
            rows={
                "projects": rows(PROJECTS, OLD, ("X0", "乙镇", "new", 2020, 500.0, 900_000), NEW),
                "overlaps": rows(OVERLAPS, ("o1", "X2", "X1", 60.0), ("o2", "X2", "X0", 40.0)),
            },
            hits={
                "X2": {
                    "overlap": 100.0,
                    "share": 0.1,
                    "earlier": 2,
                    "apart": 4,
                    "score": 0.54,
                    "keys": {"projects": ("X0", "X1", "X2"), "overlaps": ("o1", "o2")},
                }
            },
        ),
        Case(
            "five in a hundred exactly",
            rows={
                "projects": rows(PROJECTS, OLD, NEW),
                "overlaps": rows(OVERLAPS, ("o1", "X2", "X1", 50.0)),
            },
        ),
        Case(
            "eight years after",
            rows={
                "projects": rows(PROJECTS, ("X1", "甲镇一期", "new", 2016, 2000.0, 1), NEW),
                "overlaps": rows(OVERLAPS, ("o1", "X2", "X1", 600.0)),
            },
        ),
        Case(
            "an upgrade",
            rows={
                "projects": rows(PROJECTS, OLD, ("X2", "甲镇改造", "upgrade", 2024, 1000.0, 1)),
                "overlaps": rows(OVERLAPS, ("o1", "X2", "X1", 900.0)),
            },
            innocent="upgrade",
        ),
    ),
    notes=Words(
        "重叠由主管部门上图入库时算好：两种引擎都不需要空间扩展。比例以后建项目面积为底；八年按立项年度相减。"
        "“超占”没有可用阈值，并入重叠比例。重叠部分是否已扣除投资，数据上分不出，留作核查结论。",
        "Overlaps come from the bureau's own map, so that no spatial extension is needed. The share is of "
        "the "
        "later project; eight years are between the years of approval. Whether the overlap was left out "
        "of the "
        "funds cannot be told from the data and stays a verdict.",
    ),
)
