"""M04: relief under two schemes, or in two places, for the same months."""

from datetime import date

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.allowance import RELIEF_LIST, SCHEMES
from mingcha.analyse.datasets.contracts.declaration import Area
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
from mingcha.analyse.supervision.library.households import until_known
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, months_between, yuan
from mingcha.foundation.words import Words

ALLOWED = FalsePositive(
    "allowed_combination",
    Words("按政策可以叠加，如低保加临时救助", "Allowed together, as temporary relief is"),
)
MOVED = FalsePositive("moved", Words("迁移或转保当月衔接重叠", "A month of overlap when moving over"))
RENEWED = FalsePositive(
    "renewed", Words("同一待遇年度复核重新登记", "The same relief entered anew on review")
)
EXCLUSIVE = ("urban", "rural", "destitute")
COLUMNS = ("record_id", "person_id", "name", "scheme", "authority", "from_month", "to_month", "monthly")


def hits(relief: ir.Table, *, grace: int) -> ir.Table:
    """One row for each two records of a person that overlap longer than a hand-over takes."""
    listed = until_known(relief).filter(ibis._.scheme.isin(EXCLUSIVE)).select(*COLUMNS)
    often = listed.group_by("person_id").agg(records=listed.record_id.nunique())
    listed = listed.semi_join(often.filter(often.records > 1), "person_id")
    other = listed.select(
        "person_id", **{f"other_{name}": listed[name] for name in COLUMNS if name != "person_id"}
    )
    both = listed.inner_join(other, "person_id")
    both = both.filter(both.record_id < both.other_record_id)
    elsewhere = (both.authority != both.other_authority).fill_null(False)
    both = both.filter((both.scheme != both.other_scheme) | elsewhere)
    first = ibis.greatest(both.from_month, both.other_from_month)
    last = ibis.least(both.to_month, both.other_to_month)
    both = both.mutate(first=first, last=last, months=months_between(first, last) + 1)
    both = both.filter(both.months > grace)
    return both.select(
        "months",
        "first",
        "last",
        "authority",
        "other_authority",
        subject_key=both.person_id,
        subject_name=both.name,
        score=capped(both.months * 0.02 + 0.7),
        scheme=both.scheme.cases(*SCHEMES.items()),
        other_scheme=both.other_scheme.cases(*SCHEMES.items()),
        amount=yuan(ibis.least(both.monthly, both.other_monthly) * both.months),
        keys_relief=ibis.array([both.record_id, both.other_record_id]),
    )


RELIEF = "record_id person_id name scheme authority from_month to_month monthly"
RURAL = ("r1", "w1", "甲", "rural", "示例一镇", "2024-01-01", "2024-12-01", 300)
MODEL = Model(
    code="M04",
    words=Words("重复享受救助", "Relief drawn twice"),
    area=Area.ALLOWANCE,
    subject=Subject.PERSON,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "同一人在相同月份享受两种互斥救助，或在两地享受同一种救助",
        "One person under two schemes that exclude each other, or in two places, for the same months",
    ),
    basis=(
        Words(
            "国发〔2016〕14号：纳入特困供养的不再适用最低生活保障；城乡低保不得重复享受",
            "State Council opinion 14 of 2016: the destitute leave the allowance; no one draws both",
        ),
    ),
    inputs={"relief": RELIEF_LIST},
    parameters=(whole("grace", "衔接月数", "Months of hand-over", 1, 0, 6, unit="月"),),
    evidence=(
        Evidence("scheme", Words("救助类别", "Scheme")),
        Evidence("other_scheme", Words("另一救助类别", "The other scheme")),
        Evidence("authority", Words("审批单位", "Approved by")),
        Evidence("other_authority", Words("另一审批单位", "The other authority")),
        Evidence("months", Words("重叠月数", "Months of both"), unit="个月"),
        Evidence("amount", Words("涉及金额", "Amount"), unit="元"),
        Evidence("first", Words("首个重叠月份", "First month"), month=True),
        Evidence("last", Words("最后重叠月份", "Last month"), month=True),
    ),
    sentence=Words(
        "{subject_name}同时享受{scheme}（{authority}）与{other_scheme}（{other_authority}）{months}个月"
        "（{first}至{last}），按较低一项计{amount}元。",
        "{subject_name} drew {scheme} ({authority}) and {other_scheme} ({other_authority}) together for "
        "{months} months ({first} to {last}), ¥{amount} by the lower.",
    ),
    to_check=Words(
        "核对两份审批表与发放流水；查是否已办理退出但名册未更新；问经办人如何比对。",
        "Both approvals and the payments; whether one was ended and not struck off; how lists were compared.",
    ),
    false_positives=(ALLOWED, MOVED, RENEWED),
    notes=Words(
        "城市低保、农村低保、特困三者互斥；临时救助可与其叠加，不报。同一类别须审批单位不同才报。重叠超过衔接月数"
        "（默认一个月）才报。每两份记录报一条；仍在享受的按名册最后月份计。",
        "The two allowances and support of the destitute exclude each other; temporary relief may be added. "
        "The same scheme counts in two places only. One month of hand-over is let pass. One row for each "
        "two records; what still runs is counted to the list's last month.",
    ),
    hits=hits,
    cases=(
        Case(
            "rural allowance and support of the destitute, and the allowance in two places",
            rows={
                "relief": rows(
                    RELIEF,
                    RURAL,
                    ("r2", "w1", "甲", "destitute", "示例一镇", "2024-07-01", None, 900),
                    ("r3", "w2", "乙", "urban", "示例一街道", "2024-01-01", "2024-03-01", 500),
                    ("r4", "w2", "乙", "urban", "示例二街道", "2024-02-01", "2025-03-01", 600),
                )
            },
            hits={
                "w1": {
                    "scheme": "农村低保",
                    "other_scheme": "特困供养",
                    "months": 6,
                    "amount": 1800,
                    "first": date(2024, 7, 1),
                    "keys": {"relief": ("r1", "r2")},
                },
                "w2": {"months": 2, "amount": 1000, "score": 0.74},
            },
        ),
        Case(
            "temporary relief beside the allowance",
            rows={
                "relief": rows(
                    RELIEF,
                    RURAL,
                    ("r2", "w1", "甲", "temporary", "示例一镇", "2024-07-01", "2024-09-01", 900),
                )
            },
            innocent="allowed_combination",
        ),
        Case(
            "one month of both when moving",
            rows={
                "relief": rows(
                    RELIEF, RURAL, ("r2", "w1", "甲", "rural", "示例二镇", "2024-12-01", "2025-06-01", 300)
                )
            },
            innocent="moved",
        ),
        Case(
            "entered anew on the yearly review",
            rows={
                "relief": rows(
                    RELIEF, RURAL, ("r2", "w1", "甲", "rural", "示例一镇", "2024-06-01", "2025-06-01", 300)
                )
            },
            innocent="renewed",
        ),
    ),
)
