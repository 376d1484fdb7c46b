"""M53: signed projects that do not start, are not paid in, leave land idle, or promise unlawful favours."""

from datetime import date

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.investment import INVESTMENT_CONTRACTS
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
from mingcha.analyse.supervision.portable import capped, months_between, ratio
from mingcha.foundation.words import Words

STAGED = FalsePositive("staged", Words("按约定分期建设、分期到位", "Built and paid in by agreed stages"))
GOVERNMENT = FalsePositive(
    "government", Words("政府原因未交净地、规划调整", "Land or plans held up by government")
)
ENDED = FalsePositive("ended", Words("已协商解除合同", "The contract was ended by agreement"))
REVIEWED = FalsePositive("reviewed", Words("经公平竞争审查，有法律依据", "Passed fair-competition review"))
IN_FORCE = date(2024, 8, 1)  # 公平竞争审查条例
FAVOURS = (
    "税收返还",
    "先征后返",
    "即征即返",
    "税收奖励",
    "与税收挂钩",
    "按税收",
    "财政返还",
    "土地出让金返还",
    "零地价",
)


def hits(contracts: ir.Table, *, start: int, part: float, land: int) -> ir.Table:
    """One row for each contract: months without a start, share paid in, months the land lay idle, clauses."""
    since = contracts.planned_start_on.coalesce(contracts.signed_on)
    waited = months_between(since, contracts.as_of)
    idle = months_between(contracts.land_given_on, contracts.as_of)
    paid_in = ratio(contracts.invested.coalesce(0), contracts.due.coalesce(contracts.promised))
    late = contracts.started_on.isnull() & (waited > start)
    unpaid = ((waited > start) & (paid_in < part)).fill_null(False)
    fallow = (contracts.land_started_on.isnull() & (idle > land)).fill_null(False)
    unlawful = _favours(contracts.clauses) & (contracts.signed_on >= ibis.literal(IN_FORCE))
    signs = {"late": late, "unpaid": unpaid, "fallow": fallow, "unlawful": unlawful.fill_null(False)}
    found = contracts.mutate(**signs, waited=waited, idle=idle, paid_in=paid_in.round(6))
    count = sum((found[name].cast("int64") for name in signs), start=ibis.literal(0))
    found = found.mutate(count_of=count).filter(count > 0)
    base = ibis.ifelse(found.fallow | found.unlawful, 0.55, 0.45)
    hit = found.select(
        "contract_id",
        "signed_on",
        subject_key=found.contract_id,
        subject_name=found.project,
        months=ibis.ifelse(found.late, found.waited, 0).cast("int64"),
        paid_in=ibis.ifelse(found.unpaid, found.paid_in, ibis.null("float64")),
        idle=ibis.ifelse(found.fallow, found.idle, 0).cast("int64"),
        clauses=ibis.ifelse(found.unlawful, found.clauses, ibis.null("string")),
        score=capped(base + found.count_of * 0.1),
    )
    return hit.mutate(keys_contracts=ibis.array([hit.contract_id])).drop("contract_id")


def _favours(clauses: ir.Value) -> ir.Value:
    """Whether a clause promises what the regulations forbid."""
    found = clauses.contains(FAVOURS[0])
    for words in FAVOURS[1:]:
        found = found | clauses.contains(words)
    return found


SIGNED = (
    "contract_id project signed_on planned_start_on started_on promised due invested"
    " land_given_on land_started_on clauses as_of"
)
END = "2025-12-31"
MODEL = Model(
    code="M53",
    words=Words("签约项目未落地", "Signed and not built"),
    area=Area.INVESTMENT,
    subject=Subject.PROJECT,
    severity=Severity.MEDIUM,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "签约一年未开工、资金到位不足、供地两年未动工、2024年8月后合同仍约定违规优惠",
        "No start within a year, little paid in, land idle for two years, unlawful favours since August 2024",
    ),
    basis=(
        Words(
            "《公平竞争审查条例》（2024年8月1日施行）第十条",
            "Regulations on fair competition review, in force since 1 August 2024, article 10",
        ),
        Words(
            "《闲置土地处置办法》（2012年修订）：未动工满两年的，可无偿收回",
            "Measures on idle land (as revised in 2012): land unbuilt for two years may be taken back",
        ),
    ),
    inputs={"contracts": INVESTMENT_CONTRACTS},
    parameters=(
        whole("start", "未开工月数", "Months without a start", 12, 3, 60, unit="月"),
        share("part", "到位资金比例", "Share paid in", 0.2, 0.05, 1.0),
        whole(
            "land",
            "土地闲置月数",
            "Months the land lies idle",
            24,
            12,
            60,
            unit="月",
            source=Words("《闲置土地处置办法》两年", "Measures on idle land: two years"),
        ),
    ),
    evidence=(
        Evidence("signed_on", Words("签约日期", "Signed on")),
        Evidence("months", Words("逾期未开工月数", "Months without a start"), unit="个月"),
        Evidence("paid_in", Words("到位比例", "Share paid in"), share=True),
        Evidence("idle", Words("土地闲置月数", "Months the land lies idle"), unit="个月"),
        Evidence("clauses", Words("涉嫌违规条款", "Clauses in doubt")),
    ),
    sentence=Words(
        "{subject_name}于{signed_on}签约：未开工{months}个月，资金到位比例{paid_in}，土地闲置{idle}个月，"
        "涉嫌违规条款：{clauses}。（0或—表示无此情形）",
        "{subject_name}, signed {signed_on}: {months} months without a start, share paid in {paid_in}, land"
        " idle {idle} months, clauses in doubt: {clauses}. (0 or —: not so)",
    ),
    to_check=Words(
        "看合同、备案、开工与到账凭证；到地块现场看；查是否虚报签约额作考核；查优惠条款审查意见。",
        "Contract, filings, proof of start and of money; the site; was it counted for targets; the review.",
    ),
    false_positives=(STAGED, GOVERNMENT, ENDED, REVIEWED),
    hits=hits,
    notes=Words(
        "月数算到表中的统计截止日期，不用运行当天。约定了开工日期的从该日起算；分期到位的按截至统计日应到位资金算比例；"
        "到位比例与未开工用同一期限。条款按若干固定词查找，措辞不同的查不出。政府原因、已解除合同，数据上分不出来。",
        "Months run to the table's own day, never to today. Where a start was agreed they run from it; where"
        " money is due by stages the share is of what is due. Both use the same term. Clauses are found by"
        " fixed words; other wordings are missed. Government's delay and ended contracts cannot be told.",
    ),
    cases=(
        Case(
            "nothing came of it",
            rows={
                "contracts": rows(
                    SIGNED,
                    (
                        "N1",
                        "项目一",
                        "2023-05-01",
                        None,
                        None,
                        10_000_000,
                        None,
                        500_000,
                        "2023-11-01",
                        None,
                        None,
                        END,
                    ),
                )
            },  # fmt: skip
            hits={
                "N1": {
                    "months": 31,
                    "paid_in": 0.05,
                    "idle": 25,
                    "clauses": None,
                    "score": 0.85,
                    "keys": {"contracts": ("N1",)},
                }
            },
        ),
        Case(
            "tax to be given back, signed on the day of the law",
            rows={
                "contracts": rows(
                    SIGNED,
                    (
                        "N1",
                        "项目一",
                        "2024-08-01",
                        None,
                        "2024-09-01",
                        100,
                        None,
                        90,
                        None,
                        None,
                        "前三年按税收地方留成全额奖励",
                        END,
                    ),
                )
            },  # fmt: skip
            hits={"N1": {"months": 0, "paid_in": None, "score": 0.65}},
        ),
        Case(
            "twelve months, a fifth, two years, the day before",
            rows={
                "contracts": rows(
                    SIGNED,
                    ("N1", "项目一", "2024-12-01", None, None, 100, None, 0, None, None, None, END),
                    (
                        "N2",
                        "项目二",
                        "2022-12-01",
                        None,
                        "2023-12-01",
                        100,
                        None,
                        20,
                        "2023-12-01",
                        None,
                        None,
                        END,
                    ),
                    (
                        "N3",
                        "项目三",
                        "2024-07-31",
                        None,
                        "2024-09-01",
                        100,
                        None,
                        90,
                        None,
                        None,
                        "税收返还",
                        END,
                    ),
                )
            },  # fmt: skip
        ),
        Case(
            "a second stage due next year",
            rows={
                "contracts": rows(
                    SIGNED,
                    ("N1", "项目一", "2023-01-01", "2025-03-01", None, 100, None, 0, None, None, None, END),
                    ("N2", "项目二", "2023-01-01", None, "2023-06-01", 100, 15, 10, None, None, None, END),
                )
            },  # fmt: skip
            innocent="staged",
        ),
    ),
)
