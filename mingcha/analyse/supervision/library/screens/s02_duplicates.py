"""S02: the same payment twice."""

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
from mingcha.analyse.supervision.parameters import money
from mingcha.analyse.supervision.portable import capped, keys, recurring, yuan
from mingcha.foundation.words import Words

SEPARATE = FalsePositive("separate", Words("各有发票的两笔采购", "Two purchases, each with its invoice"))
REVERSED = FalsePositive("reversed", Words("已冲销退回", "Reversed or paid back"))
INSTALMENTS = FalsePositive("instalments", Words("同一发票分期付款", "One invoice paid in parts"))
SAME_WORK = FalsePositive("same_work", Words("同日两笔同额的真实业务", "Two real dealings of one amount"))
DEALING = ("unit", "payee", "amount", "day")


def hits(payments: ir.Table, *, smallest: object) -> ir.Table:
    """One row for each set of payments that are one: by payee, amount and day, or by invoice and amount."""
    paid = payments.filter(payments.amount >= smallest)
    paid = paid.select("payment_id", "unit", "payee", "amount", "day", invoice=paid.invoice_no.nullif(""))
    sets = ibis.union(_same_day(paid, payments), _same_invoice(paid))
    return sets.mutate(
        subject_key=sets.unit,
        subject_name=sets.unit,
        score=capped(
            ibis.literal(0.55)
            + sets.invoice_no.notnull().cast("int64") * 0.15
            + (sets.units > 1).cast("int64") * 0.1
            + (sets.times - 2) * 0.02
        ),
    ).drop("unit", "units")


def _same_day(paid: ir.Table, payments: ir.Table) -> ir.Table:
    """Twice or more after what was paid back, unless each has an invoice of its own."""
    paid = recurring(paid, *DEALING)
    sets = paid.group_by(*DEALING).agg(
        times=paid.count(),
        invoices=paid.invoice.nunique(),
        total=paid.amount.sum(),
        keys_payments=keys(paid.payment_id),
    )
    sets = sets.filter(sets.times > 1, sets.invoices < sets.times)
    back = payments.filter(payments.amount < 0).select("unit", "payee", amount=yuan(-payments.amount))
    back = back.group_by("unit", "payee", "amount").agg(back=back.count())
    sets = sets.left_join(back, ["unit", "payee", "amount"])
    sets = sets.filter(sets.times - ibis.coalesce(sets.back, 0) > 1)
    return sets.select(
        "unit",
        "payee",
        "amount",
        "times",
        "keys_payments",
        units=ibis.literal(1, "int64"),
        excess=yuan(sets.total - sets.amount),
        first=sets.day,
        last=sets.day,
        invoice_no=ibis.null("string"),
    )


def _same_invoice(paid: ir.Table) -> ir.Table:
    """One invoice and amount paid on two days or by two units; of one day and unit the other rule tells."""
    billed = paid.filter(paid.invoice.notnull())
    sets = billed.group_by("payee", "invoice", "amount").agg(
        times=billed.count(),
        units=billed.unit.nunique(),
        unit=billed.unit.min(),
        total=billed.amount.sum(),
        first=billed.day.min(),
        last=billed.day.max(),
        keys_payments=keys(billed.payment_id),
    )
    sets = sets.filter(sets.times > 1, (sets.units > 1) | (sets.first < sets.last))
    return sets.select(
        "unit",
        "payee",
        "amount",
        "times",
        "keys_payments",
        "units",
        "first",
        "last",
        excess=yuan(sets.total - sets.amount),
        invoice_no=sets.invoice,
    )


UNIT, OTHER = "示例局", "示例中心"
NAMES = "payment_id unit payee amount day invoice_no"


def _paid(
    number: str, amount: int = 8000, day: str = "2024-03-06", invoice: str | None = None, unit: str = UNIT
) -> dict[str, object]:
    return rows(NAMES, (number, unit, "示例公司", amount, day, invoice))[0]


MODEL = Model(
    code="S02",
    words=Words("重复付款", "Duplicate payments"),
    area=Area.SCREENS,
    subject=Subject.UNIT,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "同一单位同日向同一收款人支付的相同金额，或同一发票按相同金额多次支付",
        "The same amount to the same payee on one day, or one invoice paid twice by the same amount",
    ),
    basis=(Words("审计分析常用方法", "A common audit screen"),),
    inputs={"payments": PAYMENTS},
    parameters=(money("smallest", "起报金额", "Amounts from", 500, 0, 1_000_000),),
    evidence=(
        Evidence("payee", Words("收款人", "Payee")),
        Evidence("amount", Words("每笔金额", "Amount each"), unit="元"),
        Evidence("times", Words("笔数", "Times"), unit="笔"),
        Evidence("excess", Words("多付金额", "Paid in excess"), unit="元"),
        Evidence("first", Words("首笔日期", "First day")),
        Evidence("last", Words("末笔日期", "Last day")),
        Evidence("invoice_no", Words("同一发票号", "Invoice")),
    ),
    sentence=Words(
        "{subject_name}向{payee}支付{amount}元{times}笔（{first}至{last}，同一发票：{invoice_no}），疑多付{excess}元。",
        "{subject_name} paid {payee} ¥{amount} {times} times ({first} to {last}, one invoice: {invoice_no}); "
        "¥{excess} may be in excess.",
    ),
    to_check=Words(
        "调两笔付款的凭证附件比对；看收款方是否退回或入账一次。",
        "Compare the papers of both; whether the payee paid back or booked it once.",
    ),
    false_positives=(SEPARATE, REVERSED, INSTALMENTS, SAME_WORK),
    notes=Words(
        "各笔发票号互不相同的不算；按相同金额的负数冲销笔数扣减。同一发票金额不同的视为分期付款。"
        "跨单位的同一发票记在名称排前的单位名下。",
        "Not when each has its own invoice number; negative payments of the amount are set off. Different "
        "amounts on one invoice are taken as instalments. Across units the first by name is named.",
    ),
    hits=hits,
    cases=(
        Case(
            "twice on one day",
            rows={"payments": [_paid("p1"), _paid("p2"), _paid("p3", day="2024-04-08")]},
            hits={
                UNIT: {
                    "times": 2,
                    "excess": 8000,
                    "invoice_no": None,
                    "score": 0.55,
                    "keys": {"payments": ("p1", "p2")},
                }
            },
        ),
        Case(
            "one invoice, two units",
            rows={
                "payments": [
                    _paid("p1", invoice="票1"),
                    _paid("p2", invoice="票1", unit=OTHER, day="2024-05-06"),
                ]
            },
            hits={OTHER: {"times": 2, "invoice_no": "票1", "score": 0.8, "keys": {"payments": ("p1", "p2")}}},
        ),
        Case(
            "another amount, and small ones",
            rows={"payments": [_paid("p1"), _paid("p2", 8001), _paid("p3", 499), _paid("p4", 499)]},
        ),
        Case(
            "two purchases, each with its invoice",
            rows={"payments": [_paid("p1", invoice="票1"), _paid("p2", invoice="票2")]},
            innocent="separate",
        ),
        Case(
            "the second was reversed",
            rows={"payments": [_paid("p1"), _paid("p2"), _paid("p3", -8000, "2024-03-20")]},
            innocent="reversed",
        ),
        Case(
            "one invoice in two parts",
            rows={"payments": [_paid("p1", 3000, invoice="票1"), _paid("p2", 5000, "2024-05-06", "票1")]},
            innocent="instalments",
        ),
    ),
)
