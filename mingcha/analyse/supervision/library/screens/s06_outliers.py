"""S06: a unit pays far more, or in far larger payments, than others do."""

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
from mingcha.analyse.supervision.library.screens.peers import against_peers
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, keys, ratio, yuan
from mingcha.foundation.words import Words

ONE_LARGE = FalsePositive("one_large", Words("一笔大额项目支出", "One large project"))
OTHER_TASKS = FalsePositive(
    "other_tasks", Words("职能、规模与同类不同", "Other tasks or size than the peers")
)


def hits(payments: ir.Table, *, least: int, spreads: float, times: float, least_peers: int) -> ir.Table:
    """One row for each unit: mean and total without its largest payment, against the others'."""
    paid = payments.filter(payments.amount > 0)
    units = paid.group_by("unit").agg(
        payments=paid.count(), total=yuan(paid.amount.sum()), largest=paid.amount.max()
    )
    units = units.filter(units.payments >= least)
    units = units.mutate(rest=yuan(units.total - units.largest))
    units = units.mutate(mean=ratio(units.rest, units.payments - 1).round(2))
    both = _judged(_judged(units, "mean"), "rest")
    is_mean = (both.far_mean >= spreads) & (both.above_mean >= times)
    is_total = (both.far_rest >= spreads) & (both.above_rest >= times)
    found = both.mutate(is_mean=is_mean, is_total=is_total)
    found = found.filter(found.is_mean | found.is_total, found.peers >= least_peers)
    large = paid.inner_join(found.select("unit", "mean"), "unit")
    large = large.filter(large.amount.cast("float64") >= large["mean"])
    behind = large.group_by("unit").agg(keys_payments=keys(large.payment_id))
    found = found.inner_join(behind, "unit")
    return found.select(
        "payments",
        "total",
        "mean",
        "usual_mean",
        "far_mean",
        "usual_rest",
        "far_rest",
        "peers",
        "keys_payments",
        subject_key=found.unit,
        subject_name=found.unit,
        score=capped(
            ibis.literal(0.4) + found.is_mean.cast("int64") * 0.15 + found.is_total.cast("int64") * 0.1
        ),
    )


def _judged(units: ir.Table, value: str) -> ir.Table:
    """Against the peers: `usual_…`, `far_…` standard deviations and `above_…` times their mean."""
    judged = against_peers(units, value, share_of_mean=0.05)
    return judged.mutate(
        **{
            f"usual_{value}": judged.usual.round(2),
            f"far_{value}": judged.distance,
            f"above_{value}": ratio(judged[value], judged.usual),
        }
    ).drop("usual", "spread", "distance")


NAMES = "payment_id unit payee amount day"
UNIT = "示例局"


def _unit(unit: str, amounts: list[int]) -> list[dict[str, object]]:
    return rows(
        NAMES, *((f"{unit}{one}", unit, "某", amount, "2024-03-06") for one, amount in enumerate(amounts))
    )


PEERS = [row for one in range(10) for row in _unit(f"同类{one}", [1000 + 10 * one] * 10)]
FEW = {"least": 10}
MODEL = Model(
    code="S06",
    words=Words("支出明显高于同类单位", "Spending far above the peers"),
    area=Area.SCREENS,
    subject=Subject.UNIT,
    severity=Severity.LOW,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "笔均或总额明显高于其他单位的单位", "Units whose mean payment or total is far above the others'"
    ),
    basis=(Words("审计分析常用方法", "A common audit screen"),),
    inputs={"payments": PAYMENTS},
    parameters=(
        whole("least", "最少笔数", "Payments at least", 50, 10, 10_000, unit="笔"),
        share("spreads", "标准差倍数", "Standard deviations above", 3.0, 1.0, 10.0, unit="倍"),
        share("times", "同类平均的倍数", "Times the peers' mean", 1.5, 1.0, 20.0, unit="倍"),
        whole("least_peers", "最少同类单位", "Peers at least", 10, 3, 1000, unit="家"),
    ),
    evidence=(
        Evidence("payments", Words("付款笔数", "Payments"), unit="笔"),
        Evidence("total", Words("总额", "Total"), unit="元"),
        Evidence("mean", Words("笔均（除最大一笔）", "Mean without the largest"), unit="元"),
        Evidence("usual_mean", Words("其他单位笔均", "Mean of the others"), unit="元"),
        Evidence("far_mean", Words("笔均高出标准差", "Mean above by deviations")),
        Evidence("usual_rest", Words("其他单位总额平均", "Total of the others"), unit="元"),
        Evidence("far_rest", Words("总额高出标准差", "Total above by deviations")),
        Evidence("peers", Words("比较单位数", "Peers"), unit="家"),
    ),
    sentence=Words(
        "{subject_name}付款{payments}笔、总额{total}元，笔均{mean}元；其他{peers}家笔均{usual_mean}元"
        "（高出{far_mean}个标准差）、总额平均{usual_rest}元（高出{far_rest}个标准差）。",
        "{subject_name}: {payments} payments, ¥{total}, mean ¥{mean}; {peers} others: mean ¥{usual_mean} "
        "({far_mean} deviations below), total ¥{usual_rest} ({far_rest} below).",
    ),
    to_check=Words(
        "对照职能、人数与预算分析原因；抽查笔均以上的付款。",
        "Tasks, staff and budget; look into the payments above the mean.",
    ),
    false_positives=(ONE_LARGE, OTHER_TASKS),
    notes=Words(
        "各单位均去掉最大一笔再比较，免得一个大项目决定结果；比较时不含本单位，逐轮剔除明显偏高的单位。流水中没有单位类别，"
        "应先按同类单位筛选数据再运行；职能不同数据上无法区分。",
        "Every unit is compared without its largest payment; the unit itself, and who stands out in "
        "earlier rounds, are left out of the peers. The ledger does not tell kinds of units: give it units "
        "of one kind.",
    ),
    hits=hits,
    cases=(
        Case(
            "twice as much each",
            rows={"payments": PEERS + _unit(UNIT, [2000] * 10)},
            hits={
                UNIT: {"mean": 2000.0, "usual_mean": 1045.0, "far_mean": 18.2775, "peers": 10, "score": 0.65}
            },
            parameters=FEW,
        ),
        Case(
            "half as much again, nearly", rows={"payments": PEERS + _unit(UNIT, [1560] * 10)}, parameters=FEW
        ),
        Case(
            "one large project",
            rows={"payments": PEERS + _unit(UNIT, [1000] * 9 + [1_000_000])},
            innocent="one_large",
            parameters=FEW,
        ),
    ),
)
