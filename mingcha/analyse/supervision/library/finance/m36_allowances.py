"""M36: allowances paid twice, above their standard, or union benefits to those who are no members."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.finance import ALLOWANCE_STANDARDS, UNION_BENEFITS, UNION_MEMBERS
from mingcha.analyse.datasets.contracts.people import PAYROLL
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
from mingcha.analyse.supervision.portable import capped, keys, ratio, yuan
from mingcha.foundation.words import Words

BACK_PAY = FalsePositive("back_pay", Words("补发以前月份", "Back pay of earlier months"))
MERGED = FalsePositive("merged", Words("几个月合并发放", "Several months paid at once"))
OTHER_RULE = FalsePositive("other_rule", Words("另有文件批准的标准", "Another standard was approved"))


def hits(
    payroll: ir.Table,
    standards: ir.Table,
    benefits: ir.Table,
    members: ir.Table,
    *,
    over_percent: int,
    least: int,
) -> ir.Table:
    """One row for each person: items paid twice for a month, paid above the limit, benefits not due."""
    named = payroll.filter(payroll.item.notnull())
    paid = named.mutate(due=ibis.coalesce(named.for_month, named.month))
    doubts = ibis.union(_twice(paid), _over(paid, standards, over_percent), _not_due(benefits, members))
    found = doubts.group_by("person_id").agg(
        subject_name=doubts.name.max(),
        amount=yuan(doubts.excess.sum()),
        twice=(doubts.why == "twice").cast("int64").sum(),
        over=(doubts.why == "over").cast("int64").sum(),
        gifts=(doubts.why == "gift").cast("int64").sum(),
    )
    found = found.filter(found.amount >= least)
    return (
        found.mutate(
            subject_key=found.person_id,
            score=capped(ibis.literal(0.5) + (found.twice + found.over + found.gifts) * 0.03),
        )
        .inner_join(_keys(doubts, paid), "person_id")
        .drop("person_id")
    )


def _twice(paid: ir.Table) -> ir.Table:
    """The same item more than once for one month: all but the largest payment is in excess."""
    found = paid.group_by("person_id", "item", "due").agg(
        times=paid.count(), total=paid.amount.sum(), largest=paid.amount.max(), name=paid.name.max()
    )
    found = found.filter(found.times > 1)
    return _doubts(found, "twice", found.total - found.largest, found.item)


def _over(paid: ir.Table, standards: ir.Table, over_percent: int) -> ir.Table:
    """Months in which the largest payment of an item is over its limit: sums would count twice again."""
    limits = standards.group_by("item").agg(monthly=standards.monthly.max())
    found = paid.inner_join(limits, "item")
    found = found.filter(ratio(found.amount, found.monthly) > 1 + over_percent / 100)
    found = found.group_by("person_id", "item", "due").agg(
        largest=found.amount.max(), monthly=found.monthly.max(), name=found.name.max()
    )
    return _doubts(found, "over", found.largest - found.monthly, found.item)


def _not_due(benefits: ir.Table, members: ir.Table) -> ir.Table:
    """Benefits to persons on no day's list of members, of unions that handed in their list."""
    listed = benefits.semi_join(members.select("unit").distinct(), "unit")
    mine = members.select("person_id", "unit", "since", "until")
    both = listed.inner_join(mine, ["person_id", "unit"])
    begun = ibis.coalesce(both.since <= both.day, True)
    due = both.filter(begun & ibis.coalesce(both.day <= both.until, True))
    found = listed.anti_join(due.select("benefit_id"), "benefit_id").mutate(due=ibis.null("date"))
    return _doubts(found, "gift", found.amount, found.benefit_id)


def _doubts(found: ir.Table, why: str, excess: ir.Value, what: ir.Value) -> ir.Table:
    return found.select("person_id", "name", "due", why=ibis.literal(why), what=what, excess=yuan(excess))


def _keys(doubts: ir.Table, paid: ir.Table) -> ir.Table:
    """The rows behind each person's doubts."""
    wages = doubts.filter(doubts.why != "gift").select("person_id", "due", item="what").distinct()
    rows_of = paid.inner_join(wages, ["person_id", "due", "item"])
    pays = rows_of.select("person_id", pay_id=rows_of.pay_id, benefit_id=ibis.null("string"))
    gifts = doubts.filter(doubts.why == "gift")
    gifts = gifts.select("person_id", pay_id=ibis.null("string"), benefit_id=gifts.what)
    every = ibis.union(pays, gifts)
    return every.group_by("person_id").agg(
        keys_payroll=keys(every.pay_id, where=every.pay_id.notnull()),
        keys_benefits=keys(every.benefit_id, where=every.benefit_id.notnull()),
    )


WHO = "11010119700101001X"
PAY = "pay_id person_id name unit month for_month item amount"
BENEFIT = "benefit_id person_id name unit day item amount"
STANDARDS = rows("item monthly", ("岗位津贴", 800))


def _pay(number: str, month: str, amount: int, for_month: str | None = None) -> dict[str, object]:
    return rows(PAY, (number, WHO, "甲", "示例局", month, for_month, "岗位津贴", amount))[0]


MODEL = Model(
    code="M36",
    words=Words("津补贴重复或超标准发放", "Allowances paid twice or above the standard"),
    area=Area.FINANCE,
    subject=Subject.PERSON,
    severity=Severity.MEDIUM,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "同一人同一月份重复发放的项目、超过标准的津补贴、发给非会员的工会福利",
        "Items paid twice for a month, allowances above their standard, union benefits to non-members",
    ),
    basis=(
        Words("《违规发放津贴补贴行为处分规定》", "Rules on sanctions for undue allowances"),
        Words("《基层工会经费收支管理办法》：慰问会员", "Union funds are for members"),
    ),
    inputs={
        "payroll": PAYROLL,
        "standards": ALLOWANCE_STANDARDS,
        "benefits": UNION_BENEFITS,
        "members": UNION_MEMBERS,
    },
    optional=("standards", "benefits", "members"),
    parameters=(
        whole("over_percent", "超标准容差", "Allowance over the standard", 0, 0, 50, unit="%"),
        whole("least", "起报金额", "Amount at least", 1, 0, 100_000, unit="元"),
    ),
    evidence=(
        Evidence("twice", Words("重复发放", "Paid twice"), unit="项次"),
        Evidence("over", Words("超标准", "Above the standard"), unit="项次"),
        Evidence("gifts", Words("非会员领取工会福利", "Union benefits not due"), unit="次"),
        Evidence("amount", Words("多发金额", "Amount in excess"), unit="元"),
    ),
    sentence=Words(
        "{subject_name}重复领取{twice}项次、超标准{over}项次、非会员领取工会福利{gifts}次，多发{amount}元。",
        "{subject_name}: {twice} items twice, {over} above the standard, {gifts} union benefits not due; "
        "¥{amount} in excess.",
    ),
    to_check=Words(
        "核对发放表与所属月份、文件依据；问财务是否补发或合并发放；核对工会名册。",
        "The sheets and the months they are for; whether it was back pay; the union's list.",
    ),
    false_positives=(BACK_PAY, MERGED, OTHER_RULE),
    notes=Words(
        "按“所属月份”判断，没有所属月份的按发放月份；重复发放的多发额为总额减最大一笔。超标准按单笔与月标准比较。"
        "没有交会员名册的工会不判断。另有文件批准的标准数据上无法区分。",
        "Months are those the pay is for, else those it was paid in. Of items paid twice, all but the "
        "largest payment is in excess. Unions without a list are not judged.",
    ),
    hits=hits,
    cases=(
        Case(
            "twice a month and above the standard",
            rows={
                "payroll": [
                    _pay("w1", "2024-03-01", 800),
                    _pay("w2", "2024-03-01", 700),
                    _pay("w3", "2024-04-01", 1000),
                    _pay("w4", "2024-05-01", 800),
                ],
                "standards": STANDARDS,
            },
            hits={
                WHO: {
                    "twice": 1,
                    "over": 1,
                    "amount": 900,
                    "score": 0.56,
                    "keys": {"payroll": ("w1", "w2", "w3"), "benefits": ()},
                }
            },
        ),
        Case(
            "union benefits after leaving the union",
            rows={
                "benefits": rows(
                    BENEFIT,
                    ("b1", WHO, "甲", "示例局", "2024-02-01", "慰问品", 300),
                    ("b2", WHO, "甲", "示例局", "2024-09-01", "慰问品", 300),
                    ("b3", WHO, "甲", "未交名册局", "2024-09-01", "慰问品", 300),
                ),
                "members": rows("person_id unit since until", (WHO, "示例局", None, "2024-06-30")),
            },
            hits={WHO: {"gifts": 1, "amount": 300, "keys": {"payroll": (), "benefits": ("b2",)}}},
        ),
        Case(
            "just the standard, once a month",
            rows={
                "payroll": [_pay("w1", "2024-03-01", 800), _pay("w2", "2024-04-01", 800)],
                "standards": STANDARDS,
            },
        ),
        Case(
            "back pay of January in March",
            rows={"payroll": [_pay("w1", "2024-03-01", 800), _pay("w2", "2024-03-01", 800, "2024-01-01")]},
            innocent="back_pay",
        ),
        Case(
            "a quarter paid at once",
            rows={
                "payroll": [
                    _pay("w1", "2024-03-01", 800, "2024-01-01"),
                    _pay("w2", "2024-03-01", 800, "2024-02-01"),
                    _pay("w3", "2024-03-01", 800, "2024-03-01"),
                ],
                "standards": STANDARDS,
            },
            innocent="merged",
        ),
    ),
)
