"""M29: one need split into purchases that each stay below the limit for tendering."""

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.purchasing import PURCHASES
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
from mingcha.analyse.supervision.portable import capped, days_between, keys, ratio, yuan
from mingcha.foundation.words import Words

BUDGET_YEARS = FalsePositive(
    "budget_years", Words("分属不同预算年度、分别批复", "Of different budget years, approved apart")
)
EMERGENCY = FalsePositive("emergency", Words("应急采购", "Emergency purchases"))
SAME = ("unit", "category", "budget_year")


def _below(purchases: ir.Table, limit: Decimal) -> ir.Table:
    """Purchases below the limit, not by tender nor in an emergency, of needs that add up to the limit."""
    small = purchases.filter(
        (purchases.amount > 0) & (purchases.amount < limit),
        ~purchases.emergency.fill_null(False),
        ~purchases.method.fill_null("direct").isin(["open", "invited", "framework"]),
    )
    small = small.mutate(budget_year=ibis.coalesce(small.budget_year, small.bought_on.year().cast("int64")))
    whole = small.group_by(*SAME).agg(total=small.amount.sum(), many=small.count())
    return small.semi_join(whole.filter((whole.total >= limit) & (whole.many >= 2)), list(SAME))


def _reaching(small: ir.Table, limit: Decimal, days: int) -> ir.Table:
    """Days within spans that reach the limit. Sums by day keep the join small however much is bought."""
    daily = small.group_by(*SAME, "bought_on").agg(amount=small.amount.sum())
    near = daily.select(*SAME, first_on="bought_on").inner_join(daily, list(SAME))
    near = near.filter(days_between(near.first_on, near.bought_on).between(0, days))
    spans = near.group_by(*SAME, "first_on").agg(total=near.amount.sum())
    reaching = near.semi_join(spans.filter(spans.total >= limit), [*SAME, "first_on"])
    return reaching.select(*SAME, "bought_on").distinct()


def hits(purchases: ir.Table, *, limit: Decimal, days: int) -> ir.Table:
    """One row for each unit, category and year: the purchases that within so many days reach the limit."""
    small = _below(purchases, limit)
    split = small.semi_join(_reaching(small, limit, days), [*SAME, "bought_on"])
    found = split.group_by(*SAME).agg(
        purchases=split.purchase_id.nunique(),
        suppliers=split.company_code.nunique(),
        amount=yuan(split.amount.sum()),
        largest=yuan(split.amount.max()),
        first=split.bought_on.min(),
        last=split.bought_on.max(),
        keys_purchases=keys(split.purchase_id),
    )
    one = (found.suppliers == 1).cast("int64")
    near_limit = (ratio(found.largest, ibis.literal(limit)) >= 0.8).cast("int64")
    return found.select(
        "category",
        "budget_year",
        "purchases",
        "suppliers",
        "amount",
        "largest",
        "first",
        "last",
        "keys_purchases",
        subject_key=found.unit,
        subject_name=found.unit,
        score=capped(ibis.literal(0.5) + one * 0.2 + near_limit * 0.1),
    )


PURCHASE = "purchase_id unit budget_year category company_code bought_on amount"
MODEL = Model(
    code="M29",
    words=Words("化整为零规避招标采购", "Purchases split below the limit"),
    area=Area.PURCHASING,
    subject=Subject.UNIT,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "同一单位同一品目短期内多次采购，每次低于限额，合计达到限额",
        "Several purchases of one kind by one unit within a short time, each below the limit, together not",
    ),
    basis=(
        Words(
            "政府采购法实施条例第二十八条："
            "一个财政年度内以其他方式多次采购同一品目累计超过公开招标数额标准的，"
            "属于化整为零",
            "Regulation on government purchasing art. 28: purchases of one kind in one budget year, "
            "together above "
            "the limit for open tender, are split",
        ),
    ),
    inputs={"purchases": PURCHASES},
    parameters=(
        money(
            "limit",
            "限额标准",
            "Limit",
            500_000,
            10_000,
            10_000_000,
            source=Words(
                "各地分散采购限额不一，按当地标准调整", "Set by each province; put in the local one"
            ),
        ),
        whole("days", "间隔天数", "Days within", 90, 7, 366, unit="天"),
    ),
    evidence=(
        Evidence("category", Words("品目", "Category")),
        Evidence("budget_year", Words("预算年度", "Budget year")),
        Evidence("purchases", Words("采购次数", "Purchases"), unit="次"),
        Evidence("suppliers", Words("供应商", "Suppliers"), unit="家"),
        Evidence("amount", Words("合计金额", "Amount"), unit="元"),
        Evidence("largest", Words("最大一笔", "Largest"), unit="元"),
        Evidence("first", Words("首次日期", "First")),
        Evidence("last", Words("末次日期", "Last")),
    ),
    sentence=Words(
        "{subject_name}{budget_year}年度采购“{category}”{purchases}次（{first}至{last}），"
        "每次不超过{largest}元，"
        "合计{amount}元，供应商{suppliers}家。",
        "{subject_name} bought {category} {purchases} times in {budget_year} ({first} to {last}), none above "
        "¥{largest}, ¥{amount} together, from {suppliers} suppliers.",
    ),
    to_check=Words(
        "查采购预算与计划是否为同一项目；看合同、验收、付款是否同批；问拆分由谁决定。",
        "See whether the budget was one; compare contracts, deliveries, payments; ask who decided to split.",
    ),
    false_positives=(BUDGET_YEARS, EMERGENCY),
    hits=hits,
    notes=Words(
        "条例不问供应商是否相同，只看同一品目；供应商只有一家的分数更高。“同类”指品目名称相同。"
        "任一笔起算的期限内合计达到限额即提示，公开招标、邀请招标、框架协议采购不计。",
        "The regulation asks for one kind of goods, not one supplier; one supplier scores higher. Of a "
        "kind means "
        "the same category. Counted from each purchase on; tenders and framework orders are left out.",
    ),
    cases=(
        Case(
            "three purchases in a quarter",
            rows={
                "purchases": rows(
                    PURCHASE,
                    ("p1", "某局", 2025, "家具", "A", "2025-03-01", 200_000),
                    ("p2", "某局", 2025, "家具", "A", "2025-04-01", 200_000),
                    ("p3", "某局", 2025, "家具", "A", "2025-05-30", 100_000),
                    ("p4", "某局", 2025, "家具", "B", "2025-12-01", 100_000),
                    ("p5", "某局", 2025, "印刷", "A", "2025-04-01", 400_000),
                )
            },
            hits={
                "某局": {
                    "category": "家具",
                    "purchases": 3,
                    "suppliers": 1,
                    "amount": 500_000,
                    "score": 0.7,
                    "keys": {"purchases": ("p1", "p2", "p3")},
                }
            },
        ),
        Case(
            "a day too far apart",
            rows={
                "purchases": rows(
                    PURCHASE,
                    ("p1", "某局", None, "家具", "A", "2025-03-01", 300_000),
                    ("p2", "某局", None, "家具", "A", "2025-05-31", 300_000),
                    ("p3", "某局", None, "印刷", "A", "2025-03-01", 499_000),
                    ("p4", "某局", None, "印刷", "A", "2025-03-02", 999),
                    ("p5", "某局", None, "电脑", "A", "2025-03-01", 500_000),
                    ("p6", "某局", None, "电脑", "A", "2025-03-02", 100_000),
                )
            },
        ),
        Case(
            "two budget years",
            rows={
                "purchases": rows(
                    PURCHASE,
                    ("p1", "某局", 2024, "家具", "A", "2024-12-20", 300_000),
                    ("p2", "某局", 2025, "家具", "A", "2025-01-10", 300_000),
                )
            },
            innocent="budget_years",
        ),
        Case(
            "an emergency",
            rows={
                "purchases": rows(
                    PURCHASE + " emergency",
                    ("p1", "某局", 2025, "帐篷", "A", "2025-07-01", 300_000, True),
                    ("p2", "某局", 2025, "帐篷", "A", "2025-07-02", 300_000, True),
                )
            },
            innocent="emergency",
        ),
    ),
)
