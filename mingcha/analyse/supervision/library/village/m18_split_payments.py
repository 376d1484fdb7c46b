"""M18: village payments split below the limit that needs a decision, and large payments in cash."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.village import VILLAGE_PAYMENTS
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
from mingcha.analyse.supervision.parameters import Number, money, whole
from mingcha.analyse.supervision.portable import capped, days_between, keys, yuan
from mingcha.foundation.words import Words

INSTALMENTS = FalsePositive("instalments", Words("按合同分期支付", "Instalments by contract"))
WAGES = FalsePositive("wages", Words("工资、误工补贴等按人发放", "Wages, paid by person"))
REGULAR = FalsePositive("regular", Words("水电、食堂等定期小额采购", "Regular small purchases"))
ROUND = 1000  # multiples of so many yuan count as round


def hits(payments: ir.Table, *, limit: Number, days: int, cash: Number) -> ir.Table:
    """One row for each payee of a village: payments that together pass the limit, cash, round amounts."""
    judged = payments.filter(payments.kind.fill_null("other") != "wages")
    judged = judged.select(
        "payment_id", "village", "paid_on", "amount", "way", "contract_no", payee=judged.payee.fill_null("")
    )
    split = _split(judged, limit, days).mutate(sign=ibis.literal("split"))
    paid = judged.filter((judged.way == "cash") & (judged.amount > cash)).mutate(sign=ibis.literal("cash"))
    both = ibis.union(split, paid.select(*split.columns))
    is_split, is_cash = both.sign == "split", both.sign == "cash"
    found = both.group_by("village", "payee").agg(
        split=both.payment_id.nunique(where=is_split),
        split_sum=yuan(both.amount.sum(where=is_split).fill_null(0)),
        cash=both.payment_id.nunique(where=is_cash),
        cash_sum=yuan(both.amount.sum(where=is_cash).fill_null(0)),
        rounds=both.payment_id.nunique(where=both.amount % ROUND == 0),
        first=both.paid_on.min(),
        last=both.paid_on.max(),
        keys_payments=keys(both.payment_id),
    )
    strength = ibis.literal(0.4) + ibis.ifelse(found.split > 0, 0.2, 0.0)
    strength = strength + ibis.ifelse(found.cash > 0, 0.15, 0.0) + ibis.least(found.rounds, 3) * 0.05
    return found.mutate(subject_key=found.village, subject_name=found.village, score=capped(strength)).drop(
        "village"
    )


def _split(judged: ir.Table, limit: Number, days: int) -> ir.Table:
    """Small payments without a contract that with others to the same payee, days apart, reach the limit."""
    small = judged.filter((judged.amount < limit) & judged.contract_no.isnull() & (judged.payee != ""))
    much = small.group_by("village", "payee").agg(paid=small.amount.sum(), times=small.count())
    much = much.filter((much.paid >= limit) & (much.times > 1))
    small = small.semi_join(much, ["village", "payee"])
    small = small.mutate(day=days_between(ibis.date("2000-01-01"), small.paid_on))
    by = {"group_by": ["village", "payee"], "order_by": "day"}
    before = ibis.range_window(preceding=days, following=0, **by)
    small = small.mutate(run=small.amount.sum().over(before))
    after = ibis.range_window(preceding=0, following=days, **by)
    small = small.mutate(most=small.run.max().over(after))
    return small.filter(small.most >= limit).drop("day", "run", "most", "contract_no", "way")


PAYMENTS = "payment_id village payee paid_on amount way kind contract_no"
MODEL = Model(
    code="M18",
    words=Words("村级资金拆分支付、大额现金", "Village payments split, or large in cash"),
    area=Area.VILLAGE,
    subject=Subject.UNIT,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "七天内付给同一收款人、每笔低于审批限额而合计达到限额的支出，以及超过限额的现金支出",
        "Payments to one payee within seven days, each below the limit, together above; cash above its limit",
    ),
    basis=(
        Words(
            "村级重大支出须经“四议两公开”民主决策，不得化整为零",
            "Large village payments need a decision and may not be split",
        ),
        Words(
            "《现金管理暂行条例》及实施细则：结算起点（一千元）以上应当转账，工资津贴等除外",
            "Cash rules: above ¥1,000 payment is by transfer, wages apart",
        ),
    ),
    inputs={"payments": VILLAGE_PAYMENTS},
    parameters=(
        money("limit", "须集体决策的限额", "Limit that needs a decision", 5000, 500, 1_000_000),
        whole("days", "间隔天数", "Days apart", 7, 1, 60, unit="天"),
        money(
            "cash",
            "现金限额",
            "Cash limit",
            1000,
            100,
            100_000,
            source=Words("现金结算起点一千元", "The limit of cash settlement, ¥1,000"),
        ),
    ),
    evidence=(
        Evidence("payee", Words("收款人", "Payee")),
        Evidence("split", Words("疑似拆分笔数", "Payments split")),
        Evidence("split_sum", Words("拆分合计", "Split, together"), unit="元"),
        Evidence("cash", Words("大额现金笔数", "Payments in cash")),
        Evidence("cash_sum", Words("现金合计", "Cash, together"), unit="元"),
        Evidence("rounds", Words("整千笔数", "Round amounts")),
        Evidence("first", Words("最早日期", "First on")),
        Evidence("last", Words("最晚日期", "Last on")),
    ),
    sentence=Words(
        "{subject_name}在{first}至{last}间向{payee}支付：疑似拆分{split}笔{split_sum}元，"
        "大额现金{cash}笔{cash_sum}元，"
        "其中整千{rounds}笔。",
        "{subject_name} paid {payee} between {first} and {last}: {split} payments split, ¥{split_sum}; "
        "{cash} in "
        "cash, ¥{cash_sum}; {rounds} of round amounts.",
    ),
    to_check=Words(
        "查原始凭证、决策记录和公示；问收款人实际收到多少、做了什么；查经办人与收款人的关系。",
        "See vouchers, decisions and notices; what the payee received and did; who handled it.",
    ),
    false_positives=(INSTALMENTS, WAGES, REGULAR),
    hits=hits,
    cases=(
        Case(
            "three in a week, and a fourth a month later",
            rows={
                "payments": rows(
                    PAYMENTS,
                    ("p1", "示例村", "甲", "2025-03-01", 2000, "transfer", "goods", None),
                    ("p2", "示例村", "甲", "2025-03-05", 2000, "transfer", "goods", None),
                    ("p3", "示例村", "甲", "2025-03-12", 3000, "cash", "goods", None),
                    ("p4", "示例村", "甲", "2025-04-12", 4999, "transfer", "goods", None),
                )
            },
            hits={
                "示例村": {
                    "split": 2,
                    "split_sum": 5000,
                    "cash": 1,
                    "cash_sum": 3000,
                    "rounds": 2,
                    "score": 0.85,
                    "keys": {"payments": ("p2", "p3")},
                }
            },
        ),
        Case(
            "eight days apart, or just below together; cash at its limit",
            rows={
                "payments": rows(
                    PAYMENTS,
                    ("p1", "示例村", "甲", "2025-03-01", 4999, "transfer", "goods", None),
                    ("p2", "示例村", "甲", "2025-03-09", 4999, "transfer", "goods", None),
                    ("p3", "示例村", "乙", "2025-03-01", 2500, "transfer", "goods", None),
                    ("p4", "示例村", "乙", "2025-03-02", 2499, "transfer", "goods", None),
                    ("p5", "示例村", "丙", "2025-03-02", 1000, "cash", "goods", None),
                )
            },
        ),
        Case(
            "above the limit in one payment by transfer: no splitting",
            rows={
                "payments": rows(
                    PAYMENTS,
                    ("p1", "示例村", "甲", "2025-03-01", 9000, "transfer", "works", None),
                    ("p2", "示例村", "甲", "2025-03-02", 4000, "transfer", "works", None),
                )
            },
        ),
        Case(
            "instalments of a contract",
            rows={
                "payments": rows(
                    PAYMENTS,
                    ("p1", "示例村", "甲", "2025-03-01", 4000, "transfer", "works", "HT1"),
                    ("p2", "示例村", "甲", "2025-03-02", 4000, "transfer", "works", "HT1"),
                )
            },
            innocent="instalments",
        ),
        Case(
            "wages, in cash",
            rows={
                "payments": rows(
                    PAYMENTS,
                    ("p1", "示例村", "甲", "2025-03-01", 3000, "cash", "wages", None),
                    ("p2", "示例村", "甲", "2025-03-02", 3000, "cash", "wages", None),
                )
            },
            innocent="wages",
        ),
    ),
    notes=Words(
        "收款人按姓名认，因为现金支出没有账号；同村同名两人会并在一起，核查时分清。整千只加分，不单独命中。"
        "“合计超过限额”取“达到”，因为限额以上才要决策。一村有几个收款人就有几条。",
        "Payees go by name, since cash has no account. Round amounts only add to the score. Together means "
        "reaching the limit, from which a decision is needed. A village has one hit for each such payee.",
    ),
)
