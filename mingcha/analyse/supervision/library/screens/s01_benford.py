"""S01: first two digits of amounts that are not as Benford's law has them."""

from math import log10

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
from mingcha.analyse.supervision.portable import capped, keys, ratio
from mingcha.foundation.words import Words

STANDARD = FalsePositive("standard", Words("按固定标准付款", "Paid by fixed standards"))
NARROW = FalsePositive("narrow", Words("金额范围过窄，定律不适用", "Amounts span too little for the law"))
FEW = FalsePositive("few", Words("笔数过少", "Too few payments"))
LIMITS = FalsePositive("limits", Words("受限额、定价影响", "Limits and prices shape the amounts"))
PAIRS = range(10, 100)
EXPECTED = {pair: log10(1 + 1 / pair) for pair in PAIRS}
LONGEST = 16  # digits of an amount before the point


def _counted(payments: ir.Table, smallest: object) -> tuple[ir.Table, ir.Table, ir.Table]:
    """What counts; each pair of digits, how often; of each unit how many and how far they span."""
    used = payments.filter(payments.amount >= smallest)
    used = used.select("unit", "payment_id", "amount", digits=_first_two(used.amount))
    pairs = used.group_by("unit", "digits").agg(
        seen=used.count(), low=used.amount.min(), high=used.amount.max()
    )
    sizes = pairs.group_by("unit").agg(payments=pairs.seen.sum(), low=pairs.low.min(), high=pairs.high.max())
    return used, pairs, sizes.mutate(span=ratio(sizes.high, sizes.low).round(0)).drop("low", "high")


def _first_two(amount: ir.DecimalValue) -> ir.IntegerValue:
    """Of an amount from 10 on. By comparing: to write every amount out as text takes twice as long."""
    yuan = amount.cast("float64")
    steps = [(yuan < 10**size, yuan / 10 ** (size - 2)) for size in range(2, LONGEST + 1)]
    return ibis.cases(*steps).floor().cast("int64")


def unjudged(
    payments: ir.Table, *, least: int, smallest: object, span: int, critical: float, mad_limit: float
) -> ir.Table:
    """Units with too few payments for the test, or amounts of too narrow a span."""
    _used, _pairs, sizes = _counted(payments, smallest)
    left = sizes.filter((sizes.payments < least) | (sizes.span < span))
    return left.select(subject_name="unit", why=ibis.ifelse(left.payments < least, FEW.code, NARROW.code))


def hits(
    payments: ir.Table, *, least: int, smallest: object, span: int, critical: float, mad_limit: float
) -> ir.Table:
    """One row for each unit whose amounts differ both beyond chance and by much."""
    used, pairs, sizes = _counted(payments, smallest)
    sizes = sizes.filter(sizes.payments >= least, sizes.span >= span)
    counts = pairs.select("unit", "digits", "seen").inner_join(sizes, "unit")
    law = ibis.memtable(
        {"digits": PAIRS, "law": [EXPECTED[pair] for pair in PAIRS]},
        schema={"digits": "int64", "law": "float64"},
    )
    found = _tested(counts.inner_join(law, "digits"))
    found = found.filter(found.chi_square > critical, found.mad > mad_limit)
    behind = used.inner_join(found.select("unit", "digits"), ["unit", "digits"])
    behind = behind.group_by("unit").agg(keys_payments=keys(behind.payment_id))
    found = found.inner_join(behind, "unit")
    return found.mutate(
        subject_key=found.unit,
        subject_name=found.unit,
        digits=found.digits.cast("string"),
        score=capped(ibis.literal(0.3) + ibis.least(ratio(found.mad, ibis.literal(0.05)), ibis.literal(0.3))),
    ).drop("unit")


def _tested(counts: ir.Table) -> ir.Table:
    """Chi-square and mean absolute deviation over all 90 pairs of digits.

    Over all pairs, the sum of (seen - expected)² ÷ expected is the sum of seen² ÷ expected, less all seen;
    to the deviation of the pairs seen comes what the law gives to those not seen.
    """
    part = ratio(counts.seen, counts.payments)
    order = ibis.window(group_by=counts.unit, order_by=[ibis.desc(part - counts.law), counts.digits])
    counts = counts.mutate(part=part, place=ibis.row_number().over(order))
    first = counts.place == 0
    tested = counts.group_by("unit", "payments", "span").agg(
        weighted=(counts.part * counts.seen / counts.law).sum(),
        apart=(counts.part - counts.law).abs().sum(),
        covered=counts.law.sum(),
        digits=counts.digits.max(where=first),
        seen=counts.seen.max(where=first),
        usual=(counts.law * counts.payments).max(where=first).round(1),
    )
    return tested.mutate(
        chi_square=(tested.weighted - tested.payments).round(2),
        mad=((tested.apart + (ibis.literal(1.0) - tested.covered)) / 90.0).round(6),
    ).drop("weighted", "apart", "covered")


NIGRINI = Words(
    "首两位数字平均绝对偏差大于0.0022为不符合（Nigrini）", "Nigrini's bound for two digits: 0.0022"
)
CHI = Words("卡方分布89个自由度，显著性0.1%", "Chi-square, 89 degrees of freedom, 0.1 %")
UNIT = "示例局"
NAMES = "payment_id unit payee amount day"


def _lawful(count: int) -> list[dict[str, object]]:
    """About so many payments, each pair of digits as often as the law says."""
    found = [pair * 10 ** (number % 3) for pair in PAIRS for number in range(round(EXPECTED[pair] * count))]
    return rows(NAMES, *((f"p{one}", UNIT, "甲", amount, "2024-03-06") for one, amount in enumerate(found)))


def _same(count: int) -> list[dict[str, object]]:
    return rows(NAMES, *((f"q{one}", UNIT, "甲", 4900 + one % 90, "2024-03-06") for one in range(count)))


MODEL = Model(
    code="S01",
    words=Words("金额首两位数字异常（本福特定律）", "First two digits against Benford's law"),
    area=Area.SCREENS,
    subject=Subject.UNIT,
    severity=Severity.LOW,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "付款金额首两位数字的分布明显偏离本福特定律的单位；笔数不足或金额范围过窄的单位不检验",
        "Units whose amounts' first two digits are far from Benford's law; units with few payments or "
        "amounts of too narrow a span are not tested",
    ),
    basis=(Words("审计分析常用方法，只用于选点", "A common audit screen, for choosing where to look"),),
    inputs={"payments": PAYMENTS},
    parameters=(
        whole("least", "最少笔数", "Payments at least", 1000, 300, 100_000, unit="笔"),
        money("smallest", "起算金额", "Amounts from", 10, 10, 10_000),
        whole("span", "最大与最小金额之比", "Largest to smallest at least", 100, 10, 100_000, unit="倍"),
        share("critical", "卡方临界值", "Critical chi-square", 135.98, 112.02, 300.0, source=CHI),
        share(
            "mad_limit",
            "平均绝对偏差上限",
            "Mean absolute deviation up to",
            0.0022,
            0.0,
            0.05,
            source=NIGRINI,
        ),
    ),
    evidence=(
        Evidence("payments", Words("检验笔数", "Payments tested"), unit="笔"),
        Evidence("span", Words("最大与最小之比", "Largest to smallest"), unit="倍"),
        Evidence("chi_square", Words("卡方值", "Chi-square")),
        Evidence("mad", Words("平均绝对偏差", "Mean absolute deviation")),
        Evidence("digits", Words("偏多最多的首两位", "Digits most in excess")),
        Evidence("seen", Words("其笔数", "Their payments"), unit="笔"),
        Evidence("usual", Words("按定律应有", "By the law"), unit="笔"),
    ),
    sentence=Words(
        "{subject_name}{payments}笔付款的首两位数字偏离本福特定律（卡方{chi_square}，平均绝对偏差{mad}）；"
        "以{digits}开头的有{seen}笔，按定律约{usual}笔。",
        "{subject_name}: the first two digits of {payments} payments are off Benford's law (chi-square "
        "{chi_square}, deviation {mad}); {seen} begin with {digits}, about {usual} by the law.",
    ),
    to_check=Words(
        "查偏多金额的付款：是否紧贴审批限额、是否拆分或虚列；与固定标准对照。",
        "The payments in excess: close below a limit, split, invented, or by a fixed standard?",
    ),
    false_positives=(STANDARD, NARROW, FEW, LIMITS),
    notes=Words(
        "同时超过卡方临界值（不是偶然）与平均绝对偏差（偏离够大）才报；90个两位数全部计入，未出现的也算。"
        "金额最大与最小之比不足的单位不检验，不等于没有问题。关键行取偏多最多的首两位的付款。",
        "Both beyond chance (chi-square) and by much (deviation); all 90 pairs count, also those not seen. "
        "Units not tested for their span or number are not thereby in order. The rows named are those of "
        "the digits most in excess.",
    ),
    hits=hits,
    unjudged=unjudged,
    cases=(
        Case(
            "many just below 5000",
            rows={"payments": _lawful(1200) + _same(150)},
            hits={UNIT: {"digits": "49", "seen": 161}},
        ),
        Case("as the law says", rows={"payments": _lawful(1200)}),
        Case(
            "amounts of a narrow span",
            rows={"payments": _same(1200)},
            innocent="narrow",
            unjudged={UNIT: "narrow"},
        ),
        Case("too few", rows={"payments": _lawful(600) + _same(150)}, innocent="few", unjudged={UNIT: "few"}),
    ),
)
