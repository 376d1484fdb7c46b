"""M28: large awards to companies with nobody and nothing behind them."""

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.companies import COMPANIES
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.tenders import AWARDS
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
from mingcha.analyse.supervision.parameters import money, whole
from mingcha.analyse.supervision.portable import capped, days_between, keys, yuan
from mingcha.foundation.words import Words

SPIN_OFF = FalsePositive(
    "spin_off", Words("有实力的企业新设、分立的子公司", "A new subsidiary of a real company")
)
LABOUR_BY_PARTNER = FalsePositive(
    "labour_by_partner", Words("联合体成员出人施工", "The consortium partner has the staff")
)


def _backed(companies: ir.Table, insured: int) -> ir.Table:
    """Companies whose parent is in the register and has staff of its own."""
    parents = companies.filter(companies.insured > insured).select(parent_code=companies.company_code)
    return companies.semi_join(parents, "parent_code")


def _shown(found: ir.Table) -> ir.Table:
    """The hit as it is told."""
    return found.select(
        "subject_name",
        "awards",
        "amount",
        "founded_on",
        "age",
        "insured",
        "tax",
        "signs",
        "keys_awards",
        subject_key=found.company_code,
        score=capped(ibis.literal(0.3) + found.signs * 0.15 + ibis.least(found.awards - 1, 3) * 0.05),
        keys_companies=ibis.array([found.company_code]),
    )


def hits(
    awards: ir.Table,
    companies: ir.Table,
    *,
    award: Decimal,
    days: int,
    insured: int,
    tax: Decimal,
    signs: int,
) -> ir.Table:
    """One row for each company: its awards, and which signs of a shell it shows."""
    large = awards.filter((awards.amount > award) & (awards.partner.fill_null("") == ""))
    large = large.select("award_id", "company_code", "amount", "awarded_on")
    known = companies.anti_join(_backed(companies, insured), "company_code")
    won = large.inner_join(known, "company_code")
    age = days_between(won.founded_on, won.awarded_on)
    won = won.mutate(
        age=age,
        young=(age < days).fill_null(False).cast("int64"),
        empty=(won.insured <= insured).fill_null(False).cast("int64"),
        taxless=(won.tax <= tax).fill_null(False).cast("int64"),
    )
    won = won.filter(won.young + won.empty + won.taxless >= signs)
    found = won.group_by("company_code").agg(
        subject_name=won.company.max(),
        awards=won.award_id.nunique(),
        amount=yuan(won.amount.sum()),
        founded_on=won.founded_on.max(),
        age=won.age.min(),
        insured=won.insured.max(),
        tax=yuan(won.tax.max()),
        signs=(won.young + won.empty + won.taxless).max(),
        keys_awards=keys(won.award_id),
    )
    return _shown(found)


COMPANY = "company_code company founded_on insured tax"
AWARD = "award_id company_code amount awarded_on"
ONE_AWARD = {"awards": rows(AWARD, ("w1", "A", 1_000_001, "2025-06-01"))}
MODEL = Model(
    code="M28",
    words=Words("空壳企业中标", "Shell companies that win"),
    area=Area.TENDERS,
    subject=Subject.COMPANY,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "成立不久、几乎无人参保、几乎不纳税却中标百万元以上的企业",
        "Companies just founded, without insured staff or tax, that win more than a million yuan",
    ),
    basis=(
        Words(
            "招标投标法第二十六条：投标人应当具备承担招标项目的能力",
            "Law on tendering art. 26: bidders must be able to do the work",
        ),
    ),
    inputs={"awards": AWARDS, "companies": COMPANIES},
    parameters=(
        money("award", "中标金额超过", "Awards above", 1_000_000, 10_000, 100_000_000),
        whole("days", "成立不足天数", "Days since founding", 365, 30, 1095, unit="天"),
        whole("insured", "参保人数不超过", "Most persons insured", 2, 0, 20, unit="人"),
        money("tax", "上年纳税不超过", "Most tax of last year", 1_000, 0, 100_000),
        whole("signs", "至少符合特征数", "Fewest signs", 2, 1, 3, unit="项"),
    ),
    evidence=(
        Evidence("awards", Words("中标次数", "Awards"), unit="次"),
        Evidence("amount", Words("中标金额", "Amount"), unit="元"),
        Evidence("founded_on", Words("成立日期", "Founded on")),
        Evidence("age", Words("首次中标时成立天数", "Days old when it first won"), unit="天"),
        Evidence("insured", Words("参保人数", "Persons insured"), unit="人"),
        Evidence("tax", Words("上年纳税额", "Tax of last year"), unit="元"),
        Evidence("signs", Words("符合特征", "Signs shown"), unit="项"),
    ),
    sentence=Words(
        "{subject_name}成立于{founded_on}，参保{insured}人、上年纳税{tax}元，成立{age}天即中标，"
        "共{awards}次、{amount}元。",
        "{subject_name}, founded on {founded_on}, with {insured} insured and ¥{tax} of tax, won after "
        "{age} days: "
        "{awards} awards, ¥{amount}.",
    ),
    to_check=Words(
        "实地查经营场所；查谁实际施工供货、资金转往何处；查投标业绩、人员证书真伪。",
        "Visit its premises; find who does the work and where the money goes; verify its papers.",
    ),
    false_positives=(SPIN_OFF, LABOUR_BY_PARTNER),
    hits=hits,
    notes=Words(
        "三项特征默认符合两项即提示，因为收购来的旧壳成立不晚；参保、纳税为空的不算特征。"
        "母公司在册且有参保人员的视为新设子公司，联合体中标的不计。",
        "Two of the three signs are enough by default, since bought shells are not young; empty "
        "figures are no "
        "sign. Subsidiaries of a registered company with staff, and consortium awards, are left out.",
    ),
    cases=(
        Case(
            "all three signs, and an old shell with two",
            rows={
                "awards": rows(
                    AWARD,
                    ("w1", "A", 1_500_000, "2025-06-01"),
                    ("w2", "A", 2_000_000, "2025-07-01"),
                    ("w3", "B", 3_000_000, "2025-07-01"),
                ),
                "companies": rows(
                    COMPANY, ("A", "甲公司", "2025-05-02", 1, 0), ("B", "乙公司", "2015-01-01", 2, 1000)
                ),
            },
            hits={
                "A": {
                    "awards": 2,
                    "amount": 3_500_000,
                    "age": 30,
                    "signs": 3,
                    "score": 0.8,
                    "keys": {"awards": ("w1", "w2"), "companies": ("A",)},
                },
                "B": {"signs": 2, "score": 0.6},
            },
        ),
        Case(
            "a million exactly; one sign only; figures unknown",
            rows={
                "awards": rows(
                    AWARD,
                    ("w1", "A", 1_000_000, "2025-06-01"),
                    ("w2", "B", 2_000_000, "2025-06-01"),
                    ("w3", "C", 2_000_000, "2025-06-01"),
                ),
                "companies": rows(
                    COMPANY,
                    ("A", "甲公司", "2025-05-02", 0, 0),
                    ("B", "乙公司", "2024-06-01", 2, 1001),
                    ("C", "丙公司", "2025-05-02", None, None),
                ),
            },
        ),
        Case(
            "a new subsidiary of a real company",
            rows=ONE_AWARD
            | {
                "companies": rows(
                    COMPANY + " parent_code",
                    ("A", "甲公司", "2025-05-02", 0, 0, "P"),
                    ("P", "母公司", "2005-05-02", 300, 9_000_000, None),
                )
            },
            innocent="spin_off",
        ),
        Case(
            "a consortium",
            rows={
                "awards": rows(AWARD + " partner", ("w1", "A", 2_000_000, "2025-06-01", "示例劳务公司")),
                "companies": rows(COMPANY, ("A", "甲公司", "2025-05-02", 0, 0)),
            },
            innocent="labour_by_partner",
        ),
    ),
)
