"""M01: subsidies paid for months after the recipient's death."""

from datetime import date

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.people import DEATHS
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
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys, months_between, yuan
from mingcha.foundation.words import Words

LATE_REGISTRATION = FalsePositive(
    "late_registration", Words("死亡登记滞后或登记日期有误", "Death registered late or wrongly dated")
)
FUNERAL_MONTH = FalsePositive(
    "funeral_month", Words("当月或丧葬月按政策照发", "Paid for the month of death by policy")
)
HEIR_ENTITLED = FalsePositive("heir_entitled", Words("补贴依法由继承人领取", "The heirs are entitled to it"))
IDENTITY_ERROR = FalsePositive(
    "identity_error", Words("身份证号错误，非同一人", "Wrong identity number, another person")
)


def hits(payments: ir.Table, deaths: ir.Table, *, grace: int) -> ir.Table:
    """One row for each person: months paid in excess, amount, first and last month."""
    dead = deaths.group_by("person_id").agg(died_on=deaths.died_on.min())
    late = payments.inner_join(dead, "person_id")
    late = late.filter(months_between(late.died_on, late.month) > grace)
    found = late.group_by("person_id", "died_on").agg(
        subject_name=late.name.max(),
        months=late.month.nunique(),
        amount=yuan(late.amount.sum()),
        first=late.month.min(),
        last=late.month.max(),
        keys_payments=keys(late.payment_id),
    )
    return found.select(
        "subject_name",
        "died_on",
        "months",
        "amount",
        "first",
        "last",
        "keys_payments",
        subject_key=found.person_id,
        score=capped(ibis.literal(0.6) + found.months * 0.1),
        keys_deaths=ibis.array([found.person_id]),
    )


FUNERAL = Words("死亡当月及丧葬月按惯例照发", "The month of death and the next are usually still paid")
WHO = "11010119500101001X"
PAYMENTS = "payment_id person_id name month amount"
MODEL = Model(
    code="M01",
    words=Words("死亡后仍领取补贴", "Subsidies paid after death"),
    area=Area.SUBSIDIES,
    subject=Subject.PERSON,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words("本人死亡后的月份仍在发放的补贴", "Subsidies paid for months after the recipient died"),
    basis=(Words("各项补贴政策均规定受益人死亡的次月起停发", "Every subsidy ends in the month after death"),),
    inputs={"payments": SUBSIDY_PAYMENTS, "deaths": DEATHS},
    parameters=(whole("grace", "宽限月数", "Months of grace", 1, 0, 12, unit="月", source=FUNERAL),),
    evidence=(
        Evidence("died_on", Words("死亡日期", "Died on")),
        Evidence("months", Words("超领月数", "Months overpaid"), unit="个月"),
        Evidence("amount", Words("超领金额", "Amount overpaid"), unit="元"),
        Evidence("first", Words("首个超领月份", "First month overpaid"), month=True),
        Evidence("last", Words("最后超领月份", "Last month overpaid"), month=True),
    ),
    sentence=Words(
        "{subject_name}于{died_on}死亡，其后仍发放补贴{months}个月，共{amount}元（{first}至{last}）。",
        "{subject_name} died on {died_on}; {months} months were paid after, ¥{amount} ({first} to {last}).",
    ),
    to_check=Words(
        "核对死亡证明与登记日期；查银行流水由谁领取；问村（社区）经办人是否知情并上报。",
        "Check the death certificate; who drew the money; whether the village reported the death.",
    ),
    false_positives=(LATE_REGISTRATION, FUNERAL_MONTH, HEIR_ENTITLED, IDENTITY_ERROR),
    hits=hits,
    cases=(
        Case(
            "two months too many",
            rows={
                "payments": rows(
                    PAYMENTS,
                    ("p1", WHO, "甲", "2024-05-01", 100),
                    ("p2", WHO, "甲", "2024-07-01", 100),
                    ("p3", WHO, "甲", "2024-08-01", 120),
                ),
                "deaths": rows("person_id died_on", (WHO, "2024-05-20")),
            },
            hits={
                WHO: {
                    "months": 2,
                    "amount": 220,
                    "first": date(2024, 7, 1),
                    "keys": {"payments": ("p2", "p3"), "deaths": (WHO,)},
                }
            },
        ),
        Case(
            "the month of the funeral",
            rows={
                "payments": rows(PAYMENTS, ("p1", WHO, "甲", "2024-06-01", 100)),
                "deaths": rows("person_id died_on", (WHO, "2024-05-20")),
            },
            innocent="funeral_month",
        ),
    ),
)
