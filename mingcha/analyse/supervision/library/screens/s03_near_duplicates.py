"""S03: nearly the same payment twice: days apart, or with two digits of the amount exchanged."""

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
from mingcha.analyse.supervision.parameters import money, whole
from mingcha.analyse.supervision.portable import capped, days_between, recurring
from mingcha.foundation.words import Words

REGULAR = FalsePositive("regular", Words("定期固定付款", "Regular payments of one amount"))
SEPARATE = FalsePositive("separate", Words("各有发票的两笔采购", "Two purchases, each with its invoice"))
COINCIDENCE = FalsePositive("coincidence", Words("金额巧合", "The amounts are so by chance"))
LONGEST = 18  # characters of an amount
SET = ("unit", "payee", "amount")
ALIKE = ("unit", "payee", "length", "rest")


def hits(payments: ir.Table, *, smallest: object, days: int, regular: int) -> ir.Table:
    """One row for each pair of payments, the earlier first."""
    paid = recurring(_paid_out(payments, smallest), *ALIKE)
    sets = paid.group_by(*SET).agg(times=paid.count())
    paid = paid.anti_join(sets.filter(sets.times >= regular), list(SET))
    pairs = _near(paid, days)
    apart = days_between(pairs.day, pairs.other_day)
    again = (pairs.amount == pairs.other_amount) & (apart > 0)
    pairs = pairs.filter(apart <= days, _not_separate(pairs), again | _exchanged(pairs))
    exchanged = (pairs.amount != pairs.other_amount).cast("int64")
    one_bill = ibis.coalesce(pairs.invoice == pairs.other_invoice, False).cast("int64")
    return pairs.select(
        "payee",
        "amount",
        "other_amount",
        "day",
        "other_day",
        subject_key=pairs.unit,
        subject_name=pairs.unit,
        days=days_between(pairs.day, pairs.other_day),
        exchanged=exchanged,
        score=capped(ibis.literal(0.5) + exchanged * 0.1 + one_bill * 0.2),
        keys_payments=ibis.array([pairs.payment_id, pairs.other_payment_id]),
    )


def _paid_out(payments: ir.Table, smallest: object) -> ir.Table:
    """With what an exchange of digits leaves: how many there are, and their sum, so the rest by nine."""
    paid = payments.filter(payments.amount >= smallest)
    return paid.select(
        *SET,
        "payment_id",
        "day",
        invoice=paid.invoice_no.nullif(""),
        length=paid.amount.cast("string").length(),
        rest=(paid.amount * 100).cast("int64") % 9,
    )


def _near(paid: ir.Table, days: int) -> ir.Table:
    """Pairs alike in the same or the next stretch of days."""
    number = days_between(ibis.date("2000-01-01"), paid.day)
    late = paid.mutate(stretch=number - number % (days + 1), shown=paid.amount.cast("string"))
    early = ibis.union(late, late.mutate(stretch=late.stretch + (days + 1)))
    pairs = early.inner_join(late.view(), [*ALIKE, "stretch"], rname="other_{name}")
    first = (pairs.day < pairs.other_day) | (
        (pairs.day == pairs.other_day) & (pairs.payment_id < pairs.other_payment_id)
    )
    return pairs.filter(first)


def _exchanged(pairs: ir.Table) -> ir.BooleanValue:
    """Two digits that stand side by side are exchanged, all others alike."""
    unlike = [
        (pairs.shown.substr(place, 1) != pairs.other_shown.substr(place, 1)).cast("int64")
        for place in range(LONGEST)
    ]
    beside = [one * next_one for one, next_one in zip(unlike, unlike[1:], strict=False)]
    return (sum(unlike[1:], unlike[0]) == 2) & (sum(beside[1:], beside[0]) == 1)


def _not_separate(pairs: ir.Table) -> ir.BooleanValue:
    """Not each with an invoice of its own."""
    return ~ibis.coalesce(pairs.invoice != pairs.other_invoice, False)


UNIT = "示例局"
NAMES = "payment_id unit payee amount day invoice_no"


def _paid(number: str, amount: object, day: str, invoice: str | None = None) -> dict[str, object]:
    return rows(NAMES, (number, UNIT, "示例公司", amount, day, invoice))[0]


MODEL = Model(
    code="S03",
    words=Words("近似重复付款", "Near-duplicate payments"),
    area=Area.SCREENS,
    subject=Subject.UNIT,
    severity=Severity.LOW,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "几日内向同一收款人再付相同金额，或金额中相邻两位数字颠倒",
        "The same amount to the same payee again within days, or an amount with two digits exchanged",
    ),
    basis=(Words("审计分析常用方法", "A common audit screen"),),
    inputs={"payments": PAYMENTS},
    parameters=(
        money("smallest", "起报金额", "Amounts from", 1000, 0, 1_000_000),
        whole("days", "相隔天数", "Days apart up to", 7, 1, 30, unit="天"),
        whole("regular", "视为定期付款的次数", "Regular from so many times", 5, 3, 20, unit="笔"),
    ),
    evidence=(
        Evidence("payee", Words("收款人", "Payee")),
        Evidence("amount", Words("一笔金额", "Amount"), unit="元"),
        Evidence("other_amount", Words("另一笔金额", "Other amount"), unit="元"),
        Evidence("day", Words("一笔日期", "Day")),
        Evidence("other_day", Words("另一笔日期", "Other day")),
        Evidence("days", Words("相隔", "Days apart"), unit="天"),
        Evidence("exchanged", Words("数字颠倒", "Digits exchanged")),
    ),
    sentence=Words(
        "{subject_name}于{day}向{payee}支付{amount}元，又于{other_day}支付{other_amount}元，相隔{days}天。",
        "{subject_name} paid {payee} ¥{amount} on {day} and ¥{other_amount} on {other_day}, {days} days "
        "apart.",
    ),
    to_check=Words(
        "比对两笔凭证附件；看是否同一业务记了两次。", "Compare the papers: one dealing booked twice?"
    ),
    false_positives=(REGULAR, SEPARATE, COINCIDENCE),
    notes=Words(
        "同日相同金额归S02。同一金额反复支付到规定次数的视为定期付款；两笔发票号不同的不算。"
        "颠倒指仅相邻两位互换，巧合数据上无法区分。",
        "The same day is S02's. An amount paid time and again is regular; two invoice numbers make two "
        "purchases. Exchanged means two neighbouring digits; chance cannot be told apart.",
    ),
    hits=hits,
    cases=(
        Case(
            "again after seven days",
            rows={"payments": [_paid("p1", 8000, "2024-03-06"), _paid("p2", 8000, "2024-03-13")]},
            hits={UNIT: {"days": 7, "exchanged": 0, "score": 0.5, "keys": {"payments": ("p1", "p2")}}},
        ),
        Case(
            "two digits exchanged",
            rows={"payments": [_paid("p1", 12_350, "2024-03-06"), _paid("p2", 13_250, "2024-03-06")]},
            hits={UNIT: {"days": 0, "exchanged": 1, "amount": 12_350, "other_amount": 13_250}},
        ),
        Case(
            "after eight days, and digits that do not stand side by side",
            rows={
                "payments": [
                    _paid("p1", 8000, "2024-03-06"),
                    _paid("p2", 8000, "2024-03-14"),
                    _paid("p3", 12_350, "2024-03-06"),
                    _paid("p4", 32_150, "2024-03-06"),
                ]
            },
        ),
        Case(
            "every week",
            rows={"payments": [_paid(f"p{one}", 8000, f"2024-03-{one:02}") for one in (1, 8, 15, 22, 29)]},
            innocent="regular",
        ),
        Case(
            "each with its invoice",
            rows={
                "payments": [_paid("p1", 8000, "2024-03-06", "票1"), _paid("p2", 8000, "2024-03-08", "票2")]
            },
            innocent="separate",
        ),
    ),
)
