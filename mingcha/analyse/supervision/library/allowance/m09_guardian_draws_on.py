"""M09: support of the destitute still paid after death, and drawn by the guardian."""

from datetime import date

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.allowance import RELIEF_LIST
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
from mingcha.analyse.supervision.library.households import holds_any
from mingcha.analyse.supervision.library.subsidies.m01_paid_after_death import (
    FUNERAL,
    FUNERAL_MONTH,
    HEIR_ENTITLED,
    IDENTITY_ERROR,
    LATE_REGISTRATION,
)
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys, months_between, yuan
from mingcha.foundation.words import Words

FUNERAL_GRANT = FalsePositive("funeral_grant", Words("按规定发放的丧葬费用", "The funeral grant"))
OTHER_WARD = FalsePositive(
    "other_ward", Words("监护人代另一名在世特困人员领取", "Drawn by the guardian for another living ward")
)


def _wards(relief: ir.Table, deaths: ir.Table) -> ir.Table:
    """The destitute who died, each with the guardian on the list."""
    destitute = relief.filter(relief.scheme == "destitute")
    dead = deaths.group_by("person_id").agg(died_on=deaths.died_on.min())
    wards = destitute.inner_join(dead, "person_id")
    return wards.group_by("person_id", "died_on").agg(
        subject_name=wards.name.max(),
        guardian_id=wards.guardian_id.max(),
        guardian=wards.guardian.max(),
        keys_relief=keys(wards.record_id),
    )


def _payments_for(wards: ir.Table, relief: ir.Table, payments: ir.Table) -> ir.Table:
    """What was paid to them, or under the name of a guardian who has no other ward, each payment once."""
    count = relief.filter(relief.scheme == "destitute").group_by("guardian_id").agg(
        wards=relief.person_id.nunique()
    )  # fmt: skip
    only = wards.semi_join(count.filter(count.wards == 1), "guardian_id")
    payable = ibis.union(
        wards.select(ward=wards.person_id, paid_to=wards.person_id),
        only.select(ward=only.person_id, paid_to=only.guardian_id),
        distinct=True,
    )
    support = payments.filter(payments.item.like("%特困%") & ~holds_any(payments.item, ("丧葬",)))
    paid = support.inner_join(payable, support.person_id == payable.paid_to)
    return paid.select("payment_id", "month", "amount", person_id="ward", to_payee="payee")


def hits(relief: ir.Table, payments: ir.Table, deaths: ir.Table, *, grace: int) -> ir.Table:
    """One row for each of the dead: months and amount paid after, and how much of it to the guardian."""
    wards = _wards(relief, deaths)
    paid = wards.inner_join(_payments_for(wards, relief, payments), "person_id")
    paid = paid.filter(months_between(paid.died_on, paid.month) > grace)
    drawn = (paid.to_payee == paid.guardian).fill_null(False)
    found = paid.group_by("person_id").agg(
        subject_name=paid.subject_name.max(),
        died_on=paid.died_on.max(),
        guardian=paid.guardian.max(),
        months=paid.month.nunique(),
        amount=yuan(paid.amount.sum()),
        by_guardian=drawn.cast("int64").sum(),
        first=paid.month.min(),
        last=paid.month.max(),
        keys_payments=keys(paid.payment_id),
    )
    found = found.inner_join(wards.select("person_id", "keys_relief"), "person_id")
    base = ibis.ifelse(found.by_guardian > 0, 0.75, 0.6)
    return found.mutate(
        subject_key=found.person_id,
        score=capped(base + found.months * 0.05),
        keys_deaths=ibis.array([found.person_id]),
    ).drop("person_id")


RELIEF = "record_id person_id name scheme from_month guardian_id guardian account"
WARD = ("r1", "w1", "甲", "destitute", "2020-01-01", "g1", "乙", "a1")
PAYMENTS = "payment_id person_id name item month amount account payee"
DEATH = rows("person_id died_on", ("w1", "2024-05-20"))
MODEL = Model(
    code="M09",
    words=Words("特困人员死亡后监护人续领", "Guardians drawing on after a ward's death"),
    area=Area.ALLOWANCE,
    subject=Subject.PERSON,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "特困人员死亡后的月份仍发放供养金，由监护人领取",
        "Support of the destitute paid for months after death, drawn by the guardian",
    ),
    basis=(
        Words(
            "《特困人员认定办法》：死亡的终止救助供养，次月停发",
            "Support of the destitute ends with death and is stopped in the month after",
        ),
    ),
    inputs={"relief": RELIEF_LIST, "payments": SUBSIDY_PAYMENTS, "deaths": DEATHS},
    parameters=(whole("grace", "宽限月数", "Months of grace", 1, 0, 12, unit="月", source=FUNERAL),),
    evidence=(
        Evidence("died_on", Words("死亡日期", "Died on")),
        Evidence("guardian", Words("监护人", "Guardian")),
        Evidence("months", Words("超领月数", "Months overpaid"), unit="个月"),
        Evidence("amount", Words("超领金额", "Amount overpaid"), unit="元"),
        Evidence("by_guardian", Words("监护人领取笔数", "Payments to the guardian"), unit="笔"),
        Evidence("first", Words("首个超领月份", "First month overpaid"), month=True),
        Evidence("last", Words("最后超领月份", "Last month overpaid"), month=True),
    ),
    sentence=Words(
        "特困人员{subject_name}于{died_on}死亡，其后仍发放供养金{months}个月共{amount}元（{first}至{last}），"
        "其中{by_guardian}笔由监护人{guardian}领取。",
        "{subject_name} died on {died_on}; support was paid for {months} months after, ¥{amount} ({first} to "
        "{last}), {by_guardian} payments of it to the guardian {guardian}.",
    ),
    to_check=Words(
        "核对死亡证明与登记日期；查账户由谁持有、取款人是谁；问村（社区）与供养机构何时知情、是否上报。",
        "The death certificate; who held the account and drew; when the village and the home knew.",
    ),
    false_positives=(
        LATE_REGISTRATION,
        FUNERAL_MONTH,
        HEIR_ENTITLED,
        IDENTITY_ERROR,
        FUNERAL_GRANT,
        OTHER_WARD,
    ),
    notes=Words(
        "供养金按补贴项目含“特困”识别，含“丧葬”的不计。发到本人名下的都查；发到监护人名下的，只在该监护人名下只有"
        "一名特困人员时才查，以免误及其他在世的被监护人。发到本人名下的同时会被 M01 报出，线索按对象合并。",
        "Support is known by its item; funeral grants do not count. Payments under the guardian's name "
        "count only if there is no other ward. What was paid under the ward's own name is found by M01 too; "
        "clues of one subject are shown together.",
    ),
    hits=hits,
    cases=(
        Case(
            "paid on to the ward's account, then under the guardian's name",
            rows={
                "relief": rows(RELIEF, WARD),
                "payments": rows(
                    PAYMENTS,
                    ("p1", "w1", "甲", "特困供养金", "2024-06-01", 900, "a1", "甲"),
                    ("p2", "w1", "甲", "特困供养金", "2024-07-01", 900, "a1", "甲"),
                    ("p3", "g1", "乙", "特困供养金", "2024-08-01", 900, "a2", "乙"),
                ),
                "deaths": DEATH,
            },
            hits={
                "w1": {
                    "months": 2,
                    "amount": 1800,
                    "by_guardian": 1,
                    "first": date(2024, 7, 1),
                    "keys": {"payments": ("p2", "p3"), "deaths": ("w1",), "relief": ("r1",)},
                }
            },
        ),
        Case(
            "the month of the funeral",
            rows={
                "relief": rows(RELIEF, WARD),
                "payments": rows(PAYMENTS, ("p1", "w1", "甲", "特困供养金", "2024-06-01", 900, "a1", "甲")),
                "deaths": DEATH,
            },
            innocent="funeral_month",
        ),
        Case(
            "the funeral grant",
            rows={
                "relief": rows(RELIEF, WARD),
                "payments": rows(PAYMENTS, ("p1", "w1", "甲", "特困丧葬费", "2024-09-01", 900, "a1", "乙")),
                "deaths": DEATH,
            },
            innocent="funeral_grant",
        ),
        Case(
            "another ward who lives",
            rows={
                "relief": rows(RELIEF, WARD, ("r2", "w2", "丙", "destitute", "2020-01-01", "g1", "乙", "a3")),
                "payments": rows(PAYMENTS, ("p1", "g1", "乙", "特困供养金", "2024-09-01", 900, "a3", "乙")),
                "deaths": DEATH,
            },
            innocent="other_ward",
        ),
    ),
)
