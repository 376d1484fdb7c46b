"""M49: research purchases from companies of the leader, kin or students, or nearly all from one company."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.companies import COMPANY_ROLES
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.people import KIN
from mingcha.analyse.datasets.contracts.research import (
    CONVERSION_FIRMS,
    RESEARCH_PROJECTS,
    RESEARCH_SPENDING,
    STUDENTS,
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
from mingcha.analyse.supervision.parameters import money, share, whole
from mingcha.analyse.supervision.portable import capped, keys, ratio, yuan
from mingcha.foundation.words import Words

APPROVED = FalsePositive("approved", Words("经批准的成果转化企业", "A company approved to use the results"))
FORMER = FalsePositive("former", Words("采购前已退出该企业", "Had left the company before"))
ONE_INSTRUMENT = FalsePositive("one_instrument", Words("购置大型仪器一次付清", "One large instrument"))
PEER = FalsePositive("peer", Words("学生毕业后自主创业，公开比选", "A graduate's company, openly chosen"))


def hits(
    spending: ir.Table,
    projects: ir.Table,
    roles: ir.Table,
    kin: ir.Table,
    students: ir.Table,
    approvals: ir.Table,
    *,
    part: float,
    times: int,
    least: int,
    degree: int,
) -> ir.Table:
    """One row for each project and supplier: how they are related, times, amount, share of the spending."""
    bought = _bought(spending, projects)
    approved = approvals.select("leader_id", "company_code")
    bought = bought.anti_join(approved, ["leader_id", "company_code"])
    circle = _circle(projects, kin, students, degree).semi_join(bought, "leader_id")
    found = bought.left_join(_related(bought, circle, roles), ["project_id", "company_code"])
    related = found.tie.notnull()
    main = (found.part > part) & (found.times >= times) & (found.amount >= least)
    found = found.filter(related | main)
    strong = ibis.cases((found.tie == 3, 0.75), (found.tie == 2, 0.65), (found.tie == 1, 0.55), else_=0.35)
    more = ibis.ifelse(found.tie.notnull() & (found.part > part), 0.15, 0.0)
    return found.select(
        "company",
        "times",
        "amount",
        "keys_spending",
        "keys_roles",
        subject_key=found.project_id,
        subject_name=found.project,
        tie=ibis.cases(
            (found.tie == 3, "本人"), (found.tie == 2, "亲属"), (found.tie == 1, "学生"), else_="无"
        ),
        part=found.part.round(6),
        score=capped(strong + more),
    )


def _bought(spending: ir.Table, projects: ir.Table) -> ir.Table:
    """What each project bought from each company, and its share of all it bought."""
    bought = spending.group_by("project_id", "company_code").agg(
        company=spending.company.max(),
        times=spending.count(),
        amount=yuan(spending.amount.sum()),
        first=spending.paid_on.min(),
        last=spending.paid_on.max(),
        keys_spending=keys(spending.spend_id),
    )
    whole_of = spending.group_by("project_id").agg(total=spending.amount.sum())
    bought = bought.inner_join(whole_of, "project_id")
    bought = bought.mutate(part=ratio(bought.amount, bought.total)).drop("total")
    return bought.inner_join(projects.select("project_id", "project", "leader_id"), "project_id")


def _circle(projects: ir.Table, kin: ir.Table, students: ir.Table, degree: int) -> ir.Table:
    """The leaders' own circle: leader (3), near kin (2), students (1)."""
    leaders = projects.select("leader_id").distinct()
    near = kin.filter(kin.degree <= degree)
    of = (
        leaders.mutate(member_id=leaders.leader_id, tie=ibis.literal(3)),
        near.select(leader_id=near.person_id, member_id=near.kin_id, tie=ibis.literal(2)),
        near.select(leader_id=near.kin_id, member_id=near.person_id, tie=ibis.literal(2)),
        students.select(leader_id=students.supervisor_id, member_id=students.person_id, tie=ibis.literal(1)),
    )
    return ibis.union(*of).semi_join(leaders, "leader_id")


def _related(bought: ir.Table, circle: ir.Table, roles: ir.Table) -> ir.Table:
    """Suppliers in which one of the circle had a part when something was bought."""
    held = roles.select("role_id", "company_code", "since", "until", member_id=roles.person_id)
    held = held.semi_join(bought, "company_code").inner_join(circle, "member_id")
    pairs = bought.select("project_id", "company_code", "leader_id", "first", "last")
    pairs = pairs.inner_join(held, ["leader_id", "company_code"])
    begun = (pairs.since <= pairs["last"]).fill_null(True)
    ended = (pairs.until < pairs["first"]).fill_null(False)
    pairs = pairs.filter(begun & ~ended)
    return pairs.group_by("project_id", "company_code").agg(
        tie=pairs.tie.max(), keys_roles=keys(pairs.role_id)
    )


LEADER, WIFE, STUDENT = "11010119700101001X", "110101197001010028", "110101199901010036"
SPENT = "spend_id project_id company_code company amount paid_on"
PROJECTS = rows("project_id project leader_id", ("K1", "课题一", LEADER))
HELD = "role_id company_code person_id since until"
BOUGHT = rows(
    SPENT,
    ("s1", "K1", "C1", "示例一公司", 30_000, "2024-03-01"),
    ("s2", "K1", "C2", "示例二公司", 70_000, "2024-04-01"),
)
MODEL = Model(
    code="M49",
    words=Words("科研关联采购", "Purchases from related companies"),
    area=Area.RESEARCH,
    subject=Subject.PROJECT,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "供应商由项目负责人、其近亲属或学生持股任职，或一家供应商占项目采购大部分",
        "Suppliers held or run by the leader, near kin or students; one supplier with most of the spending",
    ),
    basis=(
        Words(
            "科研经费管理办法：不得通过关联业务、虚假采购套取经费，关联交易应当公示",
            "Rules of research funds: no dealings with related companies to draw funds; they are disclosed",
        ),
    ),
    inputs={
        "spending": RESEARCH_SPENDING,
        "projects": RESEARCH_PROJECTS,
        "roles": COMPANY_ROLES,
        "kin": KIN,
        "students": STUDENTS,
        "approvals": CONVERSION_FIRMS,
    },
    optional=("kin", "students", "approvals"),
    parameters=(
        share("part", "占项目采购比例", "Share of the spending", 0.6, 0.3, 1.0),
        whole("times", "仅凭占比时的最少笔数", "Least payments for share alone", 3, 1, 50, unit="笔"),
        money("least", "仅凭占比时的最少金额", "Least amount for share alone", 100_000, 0, 10_000_000),
        whole("degree", "亲等", "Degree of kinship", 2, 1, 4),
    ),
    evidence=(
        Evidence("company", Words("供应商", "Supplier")),
        Evidence("tie", Words("关联关系", "Tie")),
        Evidence("times", Words("采购笔数", "Payments"), unit="笔"),
        Evidence("amount", Words("采购金额", "Amount"), unit="元"),
        Evidence("part", Words("占项目采购比例", "Share of the spending"), share=True),
    ),
    sentence=Words(
        "{subject_name}（{subject_key}）向{company}采购{times}笔、{amount}元，占比{part}；"
        "与负责人的关联：{tie}。",
        "{subject_name} ({subject_key}) paid {company} {times} times, ¥{amount}, share {part}; tie: {tie}.",
    ),
    to_check=Words(
        "查比价、验收与实物；查企业实际控制人；看是否申报利益关联；大型仪器看招标文件。",
        "Quotes, acceptance, the goods; who really controls the company; was the interest declared.",
    ),
    false_positives=(APPROVED, FORMER, ONE_INSTRUMENT, PEER),
    hits=hits,
    notes=Words(
        "“关联”与“占比过大”任一成立即提示，同时成立加分；仅凭占比的须不少于三笔且达到金额，只给0.35分，"
        "以免一次购置大型仪器被提示。任职持股期与采购期须有重叠。学生的企业是否公开比选，数据上分不出来。",
        "Either a tie or a large share is a hit; both score more. Share alone needs several payments and an"
        " amount, and scores 0.35, so that one instrument is no hit. The part held must overlap the time of"
        " buying. Whether a student's company was openly chosen cannot be told from data.",
    ),
    cases=(
        Case(
            "the leader's wife owns the supplier",
            rows={
                "spending": BOUGHT,
                "projects": PROJECTS,
                "roles": rows(HELD, ("r1", "C1", WIFE, "2020-01-01", None)),
                "kin": rows("relation_id person_id kin_id degree", ("k1", LEADER, WIFE, 1)),
            },
            hits={
                "K1": {
                    "company": "示例一公司",
                    "tie": "亲属",
                    "amount": 30_000,
                    "part": 0.3,
                    "score": 0.65,
                    "keys": {"spending": ("s1",), "roles": ("r1",)},
                }
            },
        ),
        Case(
            "a student owns the supplier of most",
            rows={
                "spending": BOUGHT,
                "projects": PROJECTS,
                "roles": rows(HELD, ("r1", "C2", STUDENT, "2023-01-01", None)),
                "students": rows("person_id supervisor_id enrolled_on", (STUDENT, LEADER, "2022-09-01")),
            },
            hits={"K1": {"tie": "学生", "part": 0.7, "score": 0.7}},
        ),
        Case(
            "most in three payments, no tie",
            rows={
                "spending": rows(
                    SPENT,
                    *((f"s{one}", "K1", "C1", "示例一公司", 40_000, "2024-03-01") for one in range(3)),
                    ("s9", "K1", "C2", "示例二公司", 70_000, "2024-04-01"),
                ),
                "projects": PROJECTS,
            },
            hits={
                "K1": {
                    "tie": "无",
                    "times": 3,
                    "score": 0.35,
                    "keys": {"spending": ("s0", "s1", "s2"), "roles": ()},
                }
            },
        ),
        Case(
            "exactly the share",
            rows={
                "spending": rows(
                    SPENT,
                    *((f"s{one}", "K1", "C1", "示例一公司", 40_000, "2024-03-01") for one in range(3)),
                    ("s9", "K1", "C2", "示例二公司", 80_000, "2024-04-01"),
                ),
                "projects": PROJECTS,
            },
        ),
        Case("one instrument", rows={"spending": BOUGHT, "projects": PROJECTS}, innocent="one_instrument"),
        Case(
            "an approved company of the leader",
            rows={
                "spending": BOUGHT,
                "projects": PROJECTS,
                "roles": rows(HELD, ("r1", "C1", LEADER, "2020-01-01", None)),
                "approvals": rows("approval_id leader_id company_code", ("b1", LEADER, "C1")),
            },
            innocent="approved",
        ),
        Case(
            "had left the company",
            rows={
                "spending": BOUGHT,
                "projects": PROJECTS,
                "roles": rows(HELD, ("r1", "C1", LEADER, "2015-01-01", "2024-02-29")),
            },
            innocent="former",
        ),
    ),
)
