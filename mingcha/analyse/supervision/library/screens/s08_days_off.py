"""S08: a unit pays on weekends and holidays far more often than others do."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.holidays import HOLIDAYS
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
from mingcha.analyse.supervision.library.daysoff import with_day_off
from mingcha.analyse.supervision.library.screens.peers import PLACES, against_peers
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, keys, quotient, yuan
from mingcha.foundation.words import Words

WORKED = FalsePositive("worked", Words("调休上班日", "Exchanged days that are worked"))
ON_DUTY = FalsePositive("on_duty", Words("医院、应急等轮班单位", "Hospitals and others on duty every day"))
BATCHES = FalsePositive("batches", Words("银行批量代发日期", "The bank's days of batch payment"))


def hits(
    payments: ir.Table,
    holidays: ir.Table,
    *,
    least: int,
    least_share: float,
    spreads: float,
    least_peers: int,
) -> ir.Table:
    """One row for each unit: its share of payments on days off, against the others'."""
    days = with_day_off(payments.select("day").distinct(), holidays)
    free = days.filter(days.is_off).select("day", free_day=days.day)
    dated = payments.left_join(free, "day")
    off = dated.free_day.notnull()
    units = dated.group_by("unit").agg(
        payments=dated.count(), days_off=dated.free_day.count(), amount=dated.amount.sum(where=off)
    )
    units = units.filter(units.payments >= least)
    units = units.mutate(part=quotient(units.days_off, units.payments, PLACES))
    units = against_peers(units, "part", least_spread=0.02)
    found = units.filter(units.part >= least_share, units.distance >= spreads, units.peers >= least_peers)
    behind = payments.semi_join(found, "unit").semi_join(free, "day")
    behind = behind.group_by("unit").agg(keys_payments=keys(behind.payment_id))
    found = found.inner_join(behind, "unit")
    return found.select(
        "payments",
        "days_off",
        "part",
        "usual",
        "distance",
        "peers",
        "keys_payments",
        subject_key=found.unit,
        subject_name=found.unit,
        amount=yuan(found.amount),
        score=capped(ibis.literal(0.35) + ibis.least(found.part, ibis.literal(0.5)) * 0.5),
    )


NAMES = "payment_id unit payee amount day"
UNIT, FRIDAY, SATURDAY, SUNDAY = "示例局", "2024-03-08", "2024-03-09", "2024-02-18"


def _unit(unit: str, days: list[str]) -> list[dict[str, object]]:
    return rows(NAMES, *((f"{unit}{one}", unit, "某", 100, day) for one, day in enumerate(days)))


PEERS = [row for one in range(10) for row in _unit(f"同类{one}", [FRIDAY] * 10)]
FEW = {"least": 10}
MODEL = Model(
    code="S08",
    words=Words("休息日付款占比过高", "Too many payments on days off"),
    area=Area.SCREENS,
    subject=Subject.UNIT,
    severity=Severity.LOW,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "周末、节假日付款占比明显高于其他单位的单位",
        "Units whose share of payments on weekends and holidays is far above the others'",
    ),
    basis=(Words("审计分析常用方法", "A common audit screen"),),
    inputs={"payments": PAYMENTS, "holidays": HOLIDAYS},
    optional=("holidays",),
    parameters=(
        whole("least", "最少笔数", "Payments at least", 50, 10, 10_000, unit="笔"),
        share("least_share", "占比下限", "Share at least", 0.15, 0.0, 1.0),
        share("spreads", "高于同类的标准差倍数", "Standard deviations above", 2.0, 1.0, 10.0, unit="倍"),
        whole("least_peers", "最少同类单位", "Peers at least", 10, 3, 1000, unit="家"),
    ),
    evidence=(
        Evidence("payments", Words("付款笔数", "Payments"), unit="笔"),
        Evidence("days_off", Words("休息日付款", "On days off"), unit="笔"),
        Evidence("amount", Words("休息日金额", "Their amount"), unit="元"),
        Evidence("part", Words("占比", "Share"), share=True),
        Evidence("usual", Words("其他单位平均", "Mean of the others"), share=True),
        Evidence("distance", Words("标准差倍数", "Standard deviations above")),
        Evidence("peers", Words("比较单位数", "Peers"), unit="家"),
    ),
    sentence=Words(
        "{subject_name}{payments}笔付款中有{days_off}笔在休息日，占比{part}，共{amount}元；"
        "其他{peers}家平均{usual}，高出{distance}个标准差。",
        "{subject_name}: {days_off} of {payments} payments on days off, a share of {part}, ¥{amount}; "
        "{usual} for {peers} others, {distance} standard deviations above.",
    ),
    to_check=Words(
        "看休息日付款由谁经办、何种事项；对照值班与考勤记录。",
        "Who handled payments on days off, and for what; duty lists and attendance.",
    ),
    false_positives=(WORKED, ON_DUTY, BATCHES),
    notes=Words(
        "有节假日表时按放假与调休安排判断，没有时只看周六周日；比较时不含本单位，逐轮剔除明显偏高的单位。轮班单位应分开运行。",
        "With a calendar by its holidays and exchanged days, else Saturdays and Sundays; the unit itself, "
        "and who stands out in earlier rounds, are left out of the peers. Run units always on duty apart.",
    ),
    hits=hits,
    cases=(
        Case(
            "two of ten on a Saturday and a holiday",
            rows={
                "payments": PEERS + _unit(UNIT, [FRIDAY] * 8 + [SATURDAY, "2024-05-01"]),
                "holidays": rows("day kind", ("2024-05-01", "off")),
            },
            hits={
                UNIT: {
                    "days_off": 2,
                    "amount": 200,
                    "part": 0.2,
                    "usual": 0.0,
                    "distance": 10.0,
                    "score": 0.45,
                }
            },
            parameters=FEW,
        ),
        Case("one of ten", rows={"payments": PEERS + _unit(UNIT, [FRIDAY] * 9 + [SATURDAY])}, parameters=FEW),
        Case(
            "a Sunday that is worked",
            rows={
                "payments": PEERS + _unit(UNIT, [FRIDAY] * 6 + [SUNDAY] * 4),
                "holidays": rows("day kind", (SUNDAY, "work")),
            },
            innocent="worked",
            parameters=FEW,
        ),
        Case("five units only", rows={"payments": PEERS[:50] + _unit(UNIT, [SATURDAY] * 10)}, parameters=FEW),
    ),
)
