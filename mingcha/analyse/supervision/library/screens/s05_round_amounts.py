"""S05: a unit pays round amounts far more often than others do."""

from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.screens import PAYMENTS
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
from mingcha.analyse.supervision.library.screens.peers import PLACES, against_peers
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, keys, quotient
from mingcha.foundation.words import Words

FIXED = FalsePositive("fixed", Words("按固定标准发放", "Paid by a fixed standard"))
BUDGET = FalsePositive("budget", Words("预算拨款多为整数", "Grants by budget are round"))
FEN = 100


def hits(
    payments: ir.Table,
    *,
    round_to: int,
    repeats: int,
    least: int,
    least_share: float,
    spreads: float,
    least_peers: int,
) -> ir.Table:
    """One row for each unit: its share of round amounts, against the others'."""
    used = payments.filter(payments.amount >= round_to)
    amounts = used.group_by("unit", "amount").agg(times=used.count())
    is_round = _is_round(amounts.amount, round_to)
    amounts = amounts.mutate(weight=ibis.least(amounts.times, repeats), is_round=is_round)
    units = amounts.group_by("unit").agg(
        payments=amounts.times.sum(),
        weighed=amounts.weight.sum(),
        round_weight=amounts.weight.sum(where=amounts.is_round),
        rounds=amounts.times.sum(where=amounts.is_round),
    )
    units = units.filter(units.payments >= least)
    part = quotient(ibis.coalesce(units.round_weight, 0), units.weighed, PLACES)
    units = against_peers(units.mutate(part=part), "part", least_spread=0.02)
    found = units.filter(units.part >= least_share, units.distance >= spreads, units.peers >= least_peers)
    behind = used.semi_join(found, "unit").filter(_is_round(used.amount, round_to))
    behind = behind.group_by("unit").agg(keys_payments=keys(behind.payment_id))
    found = found.inner_join(behind, "unit")
    return found.select(
        "payments",
        "rounds",
        "part",
        "usual",
        "distance",
        "peers",
        "keys_payments",
        subject_key=found.unit,
        subject_name=found.unit,
        score=capped(ibis.literal(0.35) + ibis.least(found.part, ibis.literal(0.5)) * 0.5),
    )


def _is_round(amount: Any, round_to: int) -> Any:
    return (amount * FEN).cast("int64") % (round_to * FEN) == 0


NAMES = "payment_id unit payee amount day"
UNIT = "示例局"


def _unit(unit: str, amounts: list[int]) -> list[dict[str, object]]:
    return rows(
        NAMES, *((f"{unit}{one}", unit, "某", amount, "2024-03-06") for one, amount in enumerate(amounts))
    )


PEERS = [
    row for one in range(10) for row in _unit(f"同类{one}", [1000, *(1234 + 7 * two for two in range(9))])
]
ODD = [1234 + 7 * one for one in range(10)]
FEW = {"least": 10}
MODEL = Model(
    code="S05",
    words=Words("整数金额占比过高", "Too many round amounts"),
    area=Area.SCREENS,
    subject=Subject.UNIT,
    severity=Severity.LOW,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "整千（或整万）金额占比明显高于其他单位的单位",
        "Units whose share of round amounts is far above the others'",
    ),
    basis=(Words("审计分析常用方法：整数多为估列、虚列", "Invented amounts tend to be round"),),
    inputs={"payments": PAYMENTS},
    parameters=(
        whole("round_to", "整数单位", "Round to", 1000, 100, 100_000, unit="元"),
        whole("repeats", "同一金额最多计次", "One amount counts up to", 5, 1, 1000, unit="笔"),
        whole("least", "最少笔数", "Payments at least", 50, 10, 10_000, unit="笔"),
        share("least_share", "占比下限", "Share at least", 0.3, 0.0, 1.0),
        share("spreads", "高于同类的标准差倍数", "Standard deviations above", 2.0, 1.0, 10.0, unit="倍"),
        whole("least_peers", "最少同类单位", "Peers at least", 10, 3, 1000, unit="家"),
    ),
    evidence=(
        Evidence("payments", Words("付款笔数", "Payments"), unit="笔"),
        Evidence("rounds", Words("整数金额笔数", "Round amounts"), unit="笔"),
        Evidence("part", Words("整数占比", "Share of round amounts"), share=True),
        Evidence("usual", Words("其他单位平均", "Mean of the others"), share=True),
        Evidence("distance", Words("标准差倍数", "Standard deviations above")),
        Evidence("peers", Words("比较单位数", "Peers"), unit="家"),
    ),
    sentence=Words(
        "{subject_name}{payments}笔付款中整数金额{rounds}笔，占比{part}；其他{peers}家平均{usual}，"
        "高出{distance}个标准差。",
        "{subject_name}: {rounds} of {payments} payments are round, a share of {part}; {usual} for {peers} "
        "others, {distance} standard deviations above.",
    ),
    to_check=Words(
        "抽查整数付款的合同、结算和实物；看是否估列、虚列支出。",
        "Contracts, settlements and goods behind round payments: estimated or invented?",
    ),
    false_positives=(FIXED, BUDGET),
    notes=Words(
        "只看不低于整数单位的付款；同一金额反复出现只计规定次数，以免固定标准的发放被误报；比较时不含本单位，逐轮剔除明显偏高的单位。"
        "拨款性质的整数数据上无法区分。",
        "Payments from the round unit up. One amount counts so many times at most, so that fixed standards "
        "do not weigh; the unit itself, and who stands out in earlier rounds, are left out of the peers.",
    ),
    hits=hits,
    cases=(
        Case(
            "half of the amounts are round",
            rows={"payments": PEERS + _unit(UNIT, [*ODD[:5], 2000, 3000, 5000, 8000, 9000])},
            hits={
                UNIT: {"rounds": 5, "part": 0.5, "usual": 0.1, "distance": 20.0, "peers": 10, "score": 0.6}
            },
            parameters=FEW,
        ),
        Case(
            "under the share",
            rows={"payments": PEERS + _unit(UNIT, [*ODD[:8], 2000, 3000])},
            parameters=FEW,
        ),
        Case(
            "fixed standard",
            rows={"payments": PEERS + _unit(UNIT, [*([2000] * 90), *(1234 + 7 * one for one in range(45))])},
            innocent="fixed",
            parameters=FEW,
        ),
    ),
)
