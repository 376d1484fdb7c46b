"""M50: most of a project's money passed to a young company; one paper that closes several projects."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.companies import COMPANIES
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.research import (
    RESEARCH_OUTPUTS,
    RESEARCH_PROJECTS,
    RESEARCH_TRANSFERS,
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
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, keys, months_between, ratio, yuan
from mingcha.foundation.words import Words

JOINT = FalsePositive("joint", Words("联合项目、子课题共享成果", "Joint projects that share their results"))
SPIN_OFF = FalsePositive(
    "spin_off", Words("经批准新设的平台公司承担", "A new company set up for it with approval")
)
CITED = FalsePositive("cited", Words("仅致谢标注，不作主要成果", "Only acknowledged, no main result"))


def hits(
    projects: ir.Table, transfers: ir.Table, companies: ir.Table, outputs: ir.Table,
    *, part: float, months: int, closes: int,
) -> ir.Table:  # fmt: skip
    """One row for each project: what went to young companies, and results that closed others too."""
    given = _to_young(transfers, companies, months)
    shared = _shared(outputs, projects, closes)
    found = projects.left_join(given, "project_id")
    found = found.select(*projects.columns, "amount", "companies", "keys_transfers")
    found = found.left_join(shared, "project_id")
    passed = (ratio(found.amount, found.budget) > part).fill_null(False)
    found = found.mutate(passed=passed, shared=found.shared.coalesce(0))
    found = found.filter(found.passed | (found.shared > 0))
    score = ibis.ifelse(found.passed, 0.6, 0.4) + ibis.ifelse(found.shared > 0, 0.15, 0.0)
    return found.select(
        "shared",
        "keys_transfers",
        "keys_outputs",
        subject_key=found.project_id,
        subject_name=found.project,
        amount=ibis.ifelse(found.passed, found.amount, ibis.null("decimal(18, 2)")),
        part=ibis.ifelse(found.passed, ratio(found.amount, found.budget).round(6), ibis.null("float64")),
        others=found.others.coalesce(0),
        score=capped(score),
    )


def _to_young(transfers: ir.Table, companies: ir.Table, months: int) -> ir.Table:
    """What each project passed to companies founded fewer months before."""
    founded = companies.filter(companies.founded_on.notnull()).select("company_code", "founded_on")
    young = transfers.inner_join(founded, "company_code")
    young = young.filter(months_between(young.founded_on, young.paid_on) < months)
    return young.group_by("project_id").agg(
        amount=yuan(young.amount.sum()),
        companies=young.company_code.nunique(),
        keys_transfers=keys(young.transfer_id),
    )


def _shared(outputs: ir.Table, projects: ir.Table, closes: int) -> ir.Table:
    """Results that close so many projects, those of one joint project counting as one."""
    group = projects.joint_id.nullif("").coalesce(projects.project_id)
    whose = outputs.inner_join(projects.select("project_id", group=group), "project_id")
    whose = whose.mutate(named=whose.output.upper().replace(" ", ""))
    many = whose.group_by("named").agg(groups=whose.group.nunique())
    whose = whose.inner_join(many.filter(many.groups >= closes), "named")
    return whose.group_by("project_id").agg(
        shared=whose.named.nunique(), others=whose.groups.max() - 1, keys_outputs=keys(whose.output_id)
    )


PROJECTS = "project_id project budget joint_id"
ONE, TWO = ("K1", "课题一", 100_000, None), ("K2", "课题二", 200_000, None)
PASSED = "transfer_id project_id company_code amount paid_on"
YOUNG = rows("company_code founded_on", ("C1", "2023-06-15"))
OUTPUTS = "output_id project_id output"
MODEL = Model(
    code="M50",
    words=Words("外协转拨异常、一果多结", "Money passed on; one result for several projects"),
    area=Area.RESEARCH,
    subject=Subject.PROJECT,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "项目经费大部分转给成立不久的企业，或同一论文、专利用于两个以上项目结题",
        "Most of a project passed to a young company; one paper or patent that closes several projects",
    ),
    basis=(
        Words(
            "科研经费管理办法：不得以外协名义转移、套取经费；科研诚信规定：不得用同一成果重复结题",
            "Rules of research funds and integrity: no funds passed out by subcontract, no result used twice",
        ),
    ),
    inputs={
        "projects": RESEARCH_PROJECTS,
        "transfers": RESEARCH_TRANSFERS,
        "companies": COMPANIES,
        "outputs": RESEARCH_OUTPUTS,
    },
    optional=("transfers", "companies", "outputs"),
    parameters=(
        share("part", "转拨占批准经费比例", "Share of the budget passed on", 0.5, 0.1, 1.0),
        whole("months", "企业成立月数", "Company's age in months", 12, 1, 36, unit="月"),
        whole("closes", "同一成果结题项目数", "Projects closed by one result", 2, 2, 10, unit="个"),
    ),
    evidence=(
        Evidence("amount", Words("转给新设企业", "Passed to young companies"), unit="元"),
        Evidence("part", Words("占批准经费", "Share of the budget"), share=True),
        Evidence("shared", Words("重复使用的成果", "Results used again"), unit="项"),
        Evidence("others", Words("另结题项目数", "Other projects closed"), unit="个"),
    ),
    sentence=Words(
        "{subject_name}（{subject_key}）转给新设企业{amount}元，占批准经费{part}；"
        "{shared}项成果另用于{others}个项目结题。",
        "{subject_name} ({subject_key}) passed ¥{amount} to young companies, share {part}; {shared} results"
        " closed {others} other projects.",
    ),
    to_check=Words(
        "看外协合同、交付物与验收；查受托企业人员、场所和资金去向；调各项目结题材料比对。",
        "Subcontract, what was delivered; the company's staff, premises and money; the closing files.",
    ),
    false_positives=(JOINT, SPIN_OFF, CITED),
    hits=hits,
    notes=Words(
        "“转拨过半”指转给付款时成立不足一年的企业合计超过批准经费一半，两个条件同时成立才提示。"
        "同一联合项目编号的项目共享成果不提示。成果标识去空格、不分大小写比对。"
        "经批准新设的平台公司、仅致谢标注，数据上分不出来。",
        "Passed on means: to companies less than a year old when paid, together more than half the budget."
        " Projects of one joint project may share results. Results are compared without blanks or case."
        " Approved new companies and mere acknowledgements cannot be told from data.",
    ),
    cases=(
        Case(
            "six tenths to a company of eleven months",
            rows={
                "projects": rows(PROJECTS, ONE),
                "transfers": rows(
                    PASSED, ("t1", "K1", "C1", 40_000, "2024-03-01"), ("t2", "K1", "C1", 20_000, "2024-05-31")
                ),
                "companies": YOUNG,
            },
            hits={
                "K1": {
                    "amount": 60_000,
                    "part": 0.6,
                    "shared": 0,
                    "score": 0.6,
                    "keys": {"transfers": ("t1", "t2"), "outputs": ()},
                }
            },
        ),
        Case(
            "half exactly, or to a company of a year",
            rows={
                "projects": rows(PROJECTS, ONE, TWO),
                "transfers": rows(
                    PASSED,
                    ("t1", "K1", "C1", 50_000, "2024-03-01"),
                    ("t2", "K2", "C1", 190_000, "2024-06-01"),
                ),
                "companies": YOUNG,
            },
        ),
        Case(
            "one paper closes two projects",
            rows={
                "projects": rows(PROJECTS, ONE, TWO),
                "outputs": rows(OUTPUTS, ("u1", "K1", "10.9999/ab 1"), ("u2", "K2", "10.9999/AB1")),
            },
            hits={
                "K1": {
                    "shared": 1,
                    "others": 1,
                    "amount": None,
                    "score": 0.55,
                    "keys": {"transfers": (), "outputs": ("u1",)},
                },
                "K2": {"shared": 1, "others": 1},
            },
        ),
        Case(
            "projects of one joint project",
            rows={
                "projects": rows(PROJECTS, ("K1", "课题一", 100_000, "J1"), ("K2", "课题二", 200_000, "J1")),
                "outputs": rows(OUTPUTS, ("u1", "K1", "10.9999/AB1"), ("u2", "K2", "10.9999/AB1")),
            },
            innocent="joint",
        ),
    ),
)
