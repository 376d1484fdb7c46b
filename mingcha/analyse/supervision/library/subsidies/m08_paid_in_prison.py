"""M08: subsidies paid to prisoners for months that they were held throughout."""

from datetime import date

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.people import PRISONERS
from mingcha.analyse.datasets.contracts.subsidies import SUBSIDY_PAYMENTS
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
from mingcha.analyse.supervision.library.households import holds_any
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys, months_between, yuan
from mingcha.foundation.words import Words

RELEASED_EARLY = FalsePositive("released_early", Words("已提前释放或改判", "Released early"))
GUARDIAN_LAWFUL = FalsePositive(
    "guardian_lawful", Words("监护人或家属依法代领", "Lawfully drawn by the guardian or family")
)
STILL_ENTITLED = FalsePositive(
    "still_entitled", Words("按承包地等发放，服刑不影响", "Paid by land held, prison does not end it")
)
BY_LAND = ("耕地", "种粮", "退耕", "农机", "公益林", "草原")
NEVER = date(2999, 12, 31)


def hits(payments: ir.Table, prisoners: ir.Table, *, grace: int) -> ir.Table:
    """One row for each person: whole months held and paid, after those it takes to stop."""
    terms = prisoners.group_by("person_id", "from_on").agg(
        to_on=ibis.coalesce(prisoners.to_on.min(), ibis.literal(NEVER)),
        record_id=prisoners.record_id.max(),
    )
    paid = payments.filter(~holds_any(payments.item, BY_LAND)).inner_join(terms, "person_id")
    held = (months_between(paid.from_on, paid.month) > grace) & (months_between(paid.month, paid.to_on) > 0)
    paid = paid.filter(held)
    records = paid.group_by("person_id").agg(
        from_on=paid.from_on.min(),
        to_on=paid.to_on.max(),
        keys_prisoners=keys(paid.record_id),
    )
    once = paid.select("payment_id", "person_id", "name", "month", "amount").distinct()
    found = once.group_by("person_id").agg(
        subject_name=once.name.max(),
        months=once.month.nunique(),
        amount=yuan(once.amount.sum()),
        first=once.month.min(),
        last=once.month.max(),
        keys_payments=keys(once.payment_id),
    )
    found = found.inner_join(records, "person_id")
    return found.mutate(
        subject_key=found.person_id,
        to_on=found.to_on.nullif(ibis.literal(NEVER)),
        score=capped(found.months * 0.05 + 0.55),
    ).drop("person_id")


PAYMENTS = "payment_id person_id name item month amount"
TERMS = "record_id person_id from_on to_on"
MODEL = Model(
    code="M08",
    words=Words("服刑在押期间领取补贴", "Subsidies paid to prisoners"),
    area=Area.SUBSIDIES,
    subject=Subject.PERSON,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "服刑、在押的完整月份仍在发放的低保、津贴等补贴",
        "Allowances and subsidies paid for whole months in prison or custody",
    ),
    basis=(
        Words(
            "低保、高龄津贴、残疾人补贴等按规定服刑期间停发",
            "The allowance, old-age and disability benefits are suspended during imprisonment",
        ),
    ),
    inputs={"payments": SUBSIDY_PAYMENTS, "prisoners": PRISONERS},
    parameters=(
        whole(
            "grace",
            "宽限月数",
            "Months of grace",
            1,
            0,
            6,
            unit="月",
            source=Words("收押当月及办理停发的次月", "The month of arrest and the next, to stop it"),
        ),
    ),
    evidence=(
        Evidence("from_on", Words("收押日期", "Held from")),
        Evidence("to_on", Words("释放日期", "Held until")),
        Evidence("months", Words("违规领取月数", "Months paid"), unit="个月"),
        Evidence("amount", Words("违规领取金额", "Amount paid"), unit="元"),
        Evidence("first", Words("首个月份", "First month"), month=True),
        Evidence("last", Words("最后月份", "Last month"), month=True),
    ),
    sentence=Words(
        "{subject_name}自{from_on}起在押（释放日期：{to_on}），其间仍发放补贴{months}个月共{amount}元（{first}至{last}）。",
        "{subject_name} was held from {from_on} (released: {to_on}); {months} months were paid meanwhile, "
        "¥{amount} "
        "({first} to {last}).",
    ),
    to_check=Words(
        "核对判决与释放证明；查账户由谁支取；问村（社区）与主管部门是否知情、何时停发。",
        "The judgment and the release paper; who drew the money; when village and bureau knew.",
    ),
    false_positives=(RELEASED_EARLY, GUARDIAN_LAWFUL, STILL_ENTITLED),
    notes=Words(
        "只计整月在押：收押当月和次月、释放当月不报。同一收押日有多条记录时以最早释放日为准。按承包地、"
        "林草发放的补贴"
        "与人身无关，不报。监护人依法代领无法区分，留待核查。",
        "Whole months only: not the month of arrest or the next, nor that of release. Of several "
        "records from one "
        "day the earliest release counts. Subsidies by land are not ended by prison. A lawful guardian "
        "cannot be "
        "told.",
    ),
    hits=hits,
    cases=(
        Case(
            "held for a year, with two records, and one still held",
            rows={
                "payments": rows(
                    PAYMENTS,
                    ("p1", "w1", "甲", "农村低保", "2024-01-01", 100),
                    ("p2", "w1", "甲", "农村低保", "2024-05-01", 100),
                    ("p3", "w1", "甲", "高龄津贴", "2024-06-01", 50),
                    ("p4", "w2", "乙", "农村低保", "2025-06-01", 70),
                ),
                "prisoners": rows(
                    TERMS,
                    ("s1", "w1", "2024-02-10", "2025-02-09"),
                    ("s2", "w1", "2024-03-15", "2024-12-31"),
                    ("s3", "w2", "2024-03-15", None),
                ),
            },
            hits={
                "w1": {
                    "months": 2,
                    "amount": 150,
                    "first": date(2024, 5, 1),
                    "to_on": date(2025, 2, 9),
                    "keys": {"payments": ("p2", "p3"), "prisoners": ("s1", "s2")},
                },
                "w2": {"months": 1, "to_on": None, "score": 0.6},
            },
        ),
        Case(
            "an amended record shows the release",
            rows={
                "payments": rows(PAYMENTS, ("p1", "w1", "甲", "农村低保", "2024-09-01", 100)),
                "prisoners": rows(
                    TERMS, ("s1", "w1", "2024-02-10", "2026-02-09"), ("s2", "w1", "2024-02-10", "2024-08-20")
                ),
            },
            innocent="released_early",
        ),
        Case(
            "a subsidy by land",
            rows={
                "payments": rows(PAYMENTS, ("p1", "w1", "甲", "耕地地力保护补贴", "2024-09-01", 100)),
                "prisoners": rows(TERMS, ("s1", "w1", "2024-02-10", "2026-02-09")),
            },
            innocent="still_entitled",
        ),
        Case(
            "the month after arrest and the month of release",
            rows={
                "payments": rows(
                    PAYMENTS,
                    ("p1", "w1", "甲", "农村低保", "2024-03-01", 100),
                    ("p2", "w1", "甲", "农村低保", "2024-08-01", 100),
                ),
                "prisoners": rows(TERMS, ("s1", "w1", "2024-02-10", "2024-08-20")),
            },
        ),
    ),
)
