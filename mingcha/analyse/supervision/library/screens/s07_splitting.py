"""S07: payments below a limit that together are over it, within days."""

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
from mingcha.analyse.supervision.parameters import money, share, whole
from mingcha.analyse.supervision.portable import capped, days_between, keys, yuan
from mingcha.foundation.words import Words

CONTRACT = FalsePositive("contract", Words("同一合同分期付款", "Instalments of one contract"))
WAGES = FalsePositive("wages", Words("代发工资、劳务费清单", "Lists of wages"))
RUNNING = FalsePositive("running", Words("零星日常采购", "Small running purchases"))
SEPARATE_NEEDS = FalsePositive(
    "separate_needs", Words("互不相关的多次采购", "Purchases that have nothing in common")
)
WAGE_WORDS = ("工资", "劳务费", "绩效", "津贴")


def hits(payments: ir.Table, *, limit: object, days: int, least: int, near_share: float) -> ir.Table:
    """One row for each unit and payee: the largest sum within days, the payments in any window over."""
    below = _counted(payments, limit, near_share)
    groups = below.group_by("unit", "payee").agg(times=below.count(), total=below.amount.sum())
    groups = groups.filter(groups.times >= least, groups.total >= limit)
    below = below.semi_join(groups, ["unit", "payee"])
    daily = below.group_by("unit", "payee", "day").agg(amount=yuan(below.amount.sum()), times=below.count())
    daily = daily.mutate(number=days_between(ibis.date("2000-01-01"), daily.day))
    back = _window(daily, preceding=days - 1, following=0)
    daily = daily.mutate(total=yuan(daily.amount.sum().over(back)), together=daily.times.sum().over(back))
    over = ((daily.total >= limit) & (daily.together >= least)).cast("int64")
    daily = daily.mutate(over=over)
    ahead = _window(daily, preceding=0, following=days - 1)
    daily = daily.mutate(within=daily.over.max().over(ahead))
    windows = daily.filter(daily.over == 1).group_by("unit", "payee").agg(largest=lambda one: one.total.max())
    inside = below.semi_join(daily.filter(daily.within == 1), ["unit", "payee", "day"])
    sums = inside.group_by("unit", "payee").agg(
        payments=inside.count(),
        amount=yuan(inside.amount.sum()),
        first=inside.day.min(),
        last=inside.day.max(),
        keys_payments=keys(inside.payment_id),
    )
    found = sums.inner_join(windows, ["unit", "payee"])
    return found.mutate(
        subject_key=found.unit,
        subject_name=found.unit,
        largest=yuan(found.largest),
        score=capped(ibis.literal(0.5) + (found.payments - least) * 0.05),
    ).drop("unit")


def _counted(payments: ir.Table, limit: object, near_share: float) -> ir.Table:
    """Payments below the limit but not small; instalments of a contract and wages are left out."""
    purpose = ibis.coalesce(payments.purpose, "")
    wages = ibis.or_(*(purpose.contains(word) for word in WAGE_WORDS))
    near = payments.amount.cast("float64") >= ibis.literal(float(str(limit)) * near_share)
    free = payments.contract_no.nullif("").isnull()
    kept = payments.filter(payments.amount < limit, near, free, ~wages)
    return kept.select("unit", "payee", "payment_id", "amount", "day")


def _window(daily: ir.Table, preceding: int, following: int) -> object:
    return ibis.range_window(
        group_by=[daily.unit, daily.payee], order_by=daily.number, preceding=preceding, following=following
    )


UNIT, PAYEE = "示例局", "示例公司"
NAMES = "payment_id unit payee amount day purpose contract_no"


def _paid(
    number: str, amount: int, day: str, purpose: str = "采购", contract: str | None = None
) -> dict[str, object]:
    return rows(NAMES, (number, UNIT, PAYEE, amount, day, purpose, contract))[0]


MODEL = Model(
    code="S07",
    words=Words("拆分付款规避限额", "Payments split below a limit"),
    area=Area.SCREENS,
    subject=Subject.UNIT,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "几日内向同一收款人多次支付，每笔低于限额而合计达到限额",
        "Several payments to one payee within days, each below a limit and together at or over it",
    ),
    basis=(Words("单位内部控制规定：不得化整为零规避审批", "No splitting to avoid approval"),),
    inputs={"payments": PAYMENTS},
    parameters=(
        money("limit", "审批或采购限额", "Limit", 50_000, 1000, 10_000_000),
        whole("days", "时间窗", "Days", 7, 1, 90, unit="天"),
        whole("least", "最少笔数", "Payments at least", 2, 2, 20, unit="笔"),
        share("near_share", "单笔不低于限额的比例", "Each at least this share of the limit", 0.3, 0.0, 0.9),
    ),
    evidence=(
        Evidence("payee", Words("收款人", "Payee")),
        Evidence("payments", Words("涉及笔数", "Payments"), unit="笔"),
        Evidence("amount", Words("合计", "Together"), unit="元"),
        Evidence("largest", Words("时间窗内最大合计", "Largest within the days"), unit="元"),
        Evidence("first", Words("首笔", "First")),
        Evidence("last", Words("末笔", "Last")),
    ),
    sentence=Words(
        "{subject_name}向{payee}支付{payments}笔共{amount}元（{first}至{last}），每笔低于限额，"
        "时间窗内合计最大{largest}元。",
        "{subject_name} paid {payee} {payments} times, ¥{amount} ({first} to {last}), each below the limit; "
        "up to ¥{largest} within the days.",
    ),
    to_check=Words(
        "看是否同一事项、同一次验收；查审批权限与采购方式；比对合同和发票日期。",
        "One matter, one delivery? Powers of approval; dates of contracts and invoices.",
    ),
    false_positives=(CONTRACT, WAGES, RUNNING, SEPARATE_NEEDS),
    notes=Words(
        "有合同编号的付款视为整个合同已经审批，不计；用途写明工资劳务等的不计；低于限额规定比例的零星付款不计。"
        "限额各地不同，运行前应设定。多次采购是否相关数据上无法区分。",
        "Payments under a contract number are taken as approved with it; wages by their purpose, and small "
        "ones, are left out. Limits differ: set it first.",
    ),
    hits=hits,
    cases=(
        Case(
            "two below 50,000 on the seventh day",
            rows={
                "payments": [
                    _paid("p1", 26_000, "2024-03-01"),
                    _paid("p2", 24_000, "2024-03-07"),
                    _paid("p3", 30_000, "2024-06-01"),
                ]
            },
            hits={
                UNIT: {
                    "payments": 2,
                    "amount": 50_000,
                    "largest": 50_000,
                    "score": 0.5,
                    "keys": {"payments": ("p1", "p2")},
                }
            },
        ),
        Case(
            "three in moving windows",
            rows={
                "payments": [
                    _paid("p1", 30_000, "2024-03-01"),
                    _paid("p2", 30_000, "2024-03-06"),
                    _paid("p3", 30_000, "2024-03-11"),
                ]
            },
            hits={UNIT: {"payments": 3, "amount": 90_000, "largest": 60_000, "score": 0.55}},
        ),
        Case(
            "a day too late, a yuan too little",
            rows={
                "payments": [
                    _paid("p1", 26_000, "2024-03-01"),
                    _paid("p2", 24_000, "2024-03-08"),
                    _paid("p3", 25_999, "2024-03-14"),
                ]
            },
        ),
        Case(
            "instalments of one contract",
            rows={
                "payments": [
                    _paid("p1", 40_000, "2024-03-01", contract="合1"),
                    _paid("p2", 40_000, "2024-03-02", contract="合1"),
                ]
            },
            innocent="contract",
        ),
        Case(
            "wages",
            rows={
                "payments": [
                    _paid("p1", 40_000, "2024-03-01", "三月工资"),
                    _paid("p2", 40_000, "2024-03-01", "临时工劳务费"),
                ]
            },
            innocent="wages",
        ),
        Case(
            "small running purchases",
            rows={"payments": [_paid(f"p{one}", 14_000, f"2024-03-0{one}") for one in range(1, 6)]},
            innocent="running",
        ),
    ),
)
