"""S04: voucher numbers that are missing from a sequence."""

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
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, keys, ratio, ticked, ticks
from mingcha.foundation.words import Words

OTHER_VOUCHERS = FalsePositive(
    "other_vouchers", Words("流水只含部分凭证", "The ledger holds part of the vouchers only")
)
FEW = FalsePositive("few", Words("凭证过少，不成序列", "Too few vouchers for a sequence"))
CANCELLED = FalsePositive("cancelled", Words("作废凭证已留存", "Cancelled vouchers were kept"))
NUMBER = r"[0-9]{1,9}$"
BLOCK = 30  # numbers that are ticked off together


def hits(payments: ir.Table, *, least: int, most_share: float) -> ir.Table:
    """One row for each unit and sequence: what stands before the last digits of the number names it."""
    numbered = _numbered(payments)
    found = _ticked_off(numbered)
    found = found.filter(
        found.vouchers >= least, found.missing > 0, ratio(found.missing, found.span) <= most_share
    )
    found = found.inner_join(_gaps(numbered.semi_join(found, ["unit", "sequence"])), ["unit", "sequence"])
    return found.select(
        "sequence",
        "vouchers",
        "gaps",
        "missing",
        "largest",
        "first_missing",
        subject_key=found.unit,
        subject_name=found.unit,
        score=capped(ibis.literal(0.45) + found.gaps * 0.02 + found.missing * 0.005),
        keys_payments=found.edges.concat(found.edges_before),
    )


def _numbered(payments: ir.Table) -> ir.Table:
    """The payments whose voucher ends in digits."""
    ending = payments.filter(payments.voucher_no.re_extract(NUMBER, 0) != "")
    voucher = ending.voucher_no
    return ending.select(
        "unit",
        "payment_id",
        sequence=voucher.re_replace(NUMBER, ""),
        number=voucher.re_extract(NUMBER, 0).cast("int64"),
    )


def _ticked_off(numbered: ir.Table) -> ir.Table:
    """Of each sequence how many numbers there are and how many from the first to the last.

    Numbers are ticked off in blocks, one row for each: counting the different ones takes thrice as long.
    """
    place = numbered.number % BLOCK
    blocks = numbered.group_by("unit", "sequence", block=numbered.number - place).agg(
        ticks=ticks(place), low=numbered.number.min(), high=numbered.number.max()
    )
    found = blocks.group_by("unit", "sequence").agg(
        vouchers=ticked(blocks.ticks).sum(), span=blocks.high.max() - blocks.low.min() + 1
    )
    return found.mutate(missing=found.span - found.vouchers)


def _gaps(numbered: ir.Table) -> ir.Table:
    """Of each sequence its gaps, and the payments at their edges."""
    once = numbered.group_by("unit", "sequence", "number").agg(payment_id=numbered.payment_id.min())
    order = ibis.window(group_by=[once.unit, once.sequence], order_by=once.number)
    steps = once.mutate(before=once.number.lag().over(order), before_id=once.payment_id.lag().over(order))
    gaps = steps.mutate(missing=steps.number - steps.before - 1)
    gaps = gaps.filter(gaps.missing > 0)
    return gaps.group_by("unit", "sequence").agg(
        gaps=gaps.count(),
        largest=gaps.missing.max(),
        first_missing=(gaps.before + 1).min(),
        edges=keys(gaps.payment_id),
        edges_before=keys(gaps.before_id),
    )


UNIT = "示例局"
NAMES = "payment_id unit voucher_no"


def _vouchers(numbers: list[int], sequence: str = "记2024-") -> list[dict[str, object]]:
    return rows(NAMES, *((f"p{one}", UNIT, f"{sequence}{one:04}") for one in numbers))


def _without(*left_out: int) -> list[int]:
    return [one for one in range(1, 61) if one not in left_out]


MODEL = Model(
    code="S04",
    words=Words("凭证断号", "Gaps in voucher numbers"),
    area=Area.SCREENS,
    subject=Subject.UNIT,
    severity=Severity.LOW,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "同一单位同一序列凭证号中缺失的号码", "Numbers missing from a unit's sequence of vouchers"
    ),
    basis=(Words("《会计基础工作规范》：凭证连续编号", "Vouchers are numbered without gaps"),),
    inputs={"payments": PAYMENTS},
    parameters=(
        whole("least", "最少凭证数", "Vouchers at least", 20, 5, 1000, unit="份"),
        share("most_share", "缺号比例上限", "Share missing up to", 0.1, 0.01, 0.5),
    ),
    evidence=(
        Evidence("sequence", Words("序列", "Sequence")),
        Evidence("vouchers", Words("凭证数", "Vouchers"), unit="份"),
        Evidence("gaps", Words("断号处", "Gaps"), unit="处"),
        Evidence("missing", Words("缺号", "Numbers missing"), unit="个"),
        Evidence("largest", Words("最大断号", "Largest gap"), unit="个"),
        Evidence("first_missing", Words("首个缺号", "First missing")),
    ),
    sentence=Words(
        "{subject_name}凭证序列“{sequence}”{vouchers}份中断号{gaps}处，缺{missing}个号（首个{first_missing}，"
        "最大一处{largest}个）。",
        "{subject_name}: {gaps} gaps in the {vouchers} vouchers of “{sequence}”, {missing} numbers missing "
        "(the first {first_missing}, the largest gap {largest}).",
    ),
    to_check=Words(
        "查缺号凭证原件或作废记录；对照总账与银行流水看是否有未入账收支。",
        "The missing vouchers or the record of cancelling; the bank's record for money not booked.",
    ),
    false_positives=(OTHER_VOUCHERS, FEW, CANCELLED),
    notes=Words(
        "号码末尾的数字为序号，其前为序列。缺号比例高于上限的视为流水只含部分凭证，不报；关键行为断号前后两份凭证。"
        "已留存的作废凭证数据上无法区分。",
        "The last digits are the number, what stands before names the sequence. Where more is missing than "
        "the share, the ledger is taken to hold part of the vouchers only. Rows named are those at the "
        "edges of gaps.",
    ),
    hits=hits,
    cases=(
        Case(
            "three numbers missing in two places",
            rows={"payments": _vouchers(_without(10, 11, 40))},
            hits={
                UNIT: {
                    "sequence": "记2024-",
                    "gaps": 2,
                    "missing": 3,
                    "largest": 2,
                    "first_missing": 10,
                    "vouchers": 57,
                    "keys": {"payments": ("p12", "p39", "p41", "p9")},
                }
            },
        ),
        Case("none missing", rows={"payments": _vouchers(_without()) + _vouchers([61], "收2024-")}),
        Case(
            "every second number is another kind of voucher",
            rows={"payments": _vouchers(list(range(1, 61, 2)))},
            innocent="other_vouchers",
        ),
        Case("nineteen vouchers", rows={"payments": _vouchers(_without(10, *range(21, 61)))}, innocent="few"),
    ),
)
