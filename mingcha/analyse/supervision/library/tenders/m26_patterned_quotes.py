"""M26: quotes that follow a pattern: equal steps, too close together, or one proportion over many lots."""

from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.tenders import BIDS, TENDERS
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
from mingcha.analyse.supervision.portable import capped, keys, ratio
from mingcha.foundation.words import Words

NARROW_PRICE = FalsePositive(
    "narrow_price", Words("最高、最低限价之间区间很窄", "The price limits leave little room")
)
FIXED_RATES = FalsePositive("fixed_rates", Words("固定单价或固定费率计价", "Fixed unit prices or rates"))
CROWD = 30
KINDS = {"steps": "等差", "close": "接近", "fixed": "固定比例"}


def _priced(bids: ir.Table, tenders: ir.Table, narrow: float) -> ir.Table:
    """Valid quotes of lots whose price is the bidders' own; `tight` where the limits leave little room."""
    valid = bids.filter(bids.valid.fill_null(True) & (bids.quote > 0))
    lots = tenders.filter(tenders.pricing.fill_null("free") != "fixed")
    room = ratio(lots.control_price - lots.floor_price, lots.control_price)
    lots = lots.select("tender_id", tight=(room <= narrow).fill_null(False))
    priced = valid.select("bid_id", "tender_id", "company_code", "quote").inner_join(lots, "tender_id")
    window = ibis.window(group_by=priced.tender_id, order_by=[priced.quote, priced.bid_id])
    return priced.mutate(gap=priced.quote - priced.quote.lag().over(window))


def _by_lot(priced: ir.Table) -> ir.Table:
    lots = priced.group_by("tender_id").agg(
        bidders=priced.company_code.nunique(),
        low=priced.quote.min(),
        high=priced.quote.max(),
        least=priced.gap.min(),
        most=priced.gap.max(),
        tight=priced.tight.any(),
    )
    return lots.mutate(spread=ratio(lots.high - lots.low, lots.low))


def _fixed(priced: ir.Table, sizes: ir.Table, lots: int, same: float) -> ir.Table:
    """Bids of pairs whose quotes keep one proportion in all the lots they met in, at least so many.

    Lots drawn among a crowd are left out: they have too many pairs, and no pattern.
    """
    free = priced.semi_join(sizes.filter(sizes.bidders <= CROWD), "tender_id")
    free = free.filter(~free.tight).select("tender_id", "company_code", "quote", "bid_id")
    pairs = free.inner_join(free.view(), "tender_id", rname="other_{name}")
    pairs = pairs.filter(pairs.company_code < pairs.other_company_code)
    pairs = pairs.mutate(part=ratio(pairs.other_quote, pairs.quote))
    kept = pairs.group_by("company_code", "other_company_code").agg(
        met=pairs.tender_id.nunique(), low=pairs.part.min(), high=pairs.part.max()
    )
    kept = kept.filter((kept.met >= lots) & (kept.high - kept.low <= same))
    found = pairs.semi_join(kept, ["company_code", "other_company_code"])
    both = [found.select("tender_id", bid_id=found[name]) for name in ("bid_id", "other_bid_id")]
    return ibis.union(*both, distinct=True)


def hits(bids: ir.Table, tenders: ir.Table, **given: Any) -> ir.Table:
    """One row for each lot: the patterns its quotes follow."""
    priced = _priced(bids, tenders, given["narrow"])
    lots = _by_lot(priced)
    even = (lots.least > 0) & (ratio(lots.most - lots.least, lots.least) <= given["step"])
    steps = lots.filter((lots.bidders >= given["many"]) & even)
    near = ~lots.tight & (lots.spread <= given["spread"])
    close = lots.filter((lots.bidders >= given["few"]) & near)
    marked = ibis.union(
        priced.semi_join(steps, "tender_id").select("tender_id", "bid_id", kind=ibis.literal("steps")),
        priced.semi_join(close, "tender_id").select("tender_id", "bid_id", kind=ibis.literal("close")),
        _fixed(priced, lots, given["lots"], given["same"]).mutate(kind=ibis.literal("fixed")),
    )
    found = marked.group_by("tender_id").agg(
        kinds=marked.kind.nunique(),
        keys_bids=keys(marked.bid_id),
        **{kind: (marked.kind == kind).any() for kind in KINDS},
    )
    words = [ibis.ifelse(found[kind], f"{word} ", "") for kind, word in KINDS.items()]
    found = found.mutate(pattern=(words[0] + words[1] + words[2]).strip()).inner_join(lots, "tender_id")
    found = found.left_join(tenders.select("tender_id", "tender"), "tender_id")
    return found.select(
        "pattern",
        "bidders",
        "low",
        "high",
        "spread",
        "keys_bids",
        subject_key=found.tender_id,
        subject_name=found.tender,
        score=capped(ibis.literal(0.45) + found.kinds * 0.15),
        keys_tenders=ibis.array([found.tender_id]),
    )


BID = "bid_id tender_id company_code quote"
LOT = {"tenders": rows("tender_id tender", *((f"T{one}", f"某路{one}标段") for one in range(1, 5)))}
MODEL = Model(
    code="M26",
    words=Words("投标报价呈规律性", "Quotes that follow a pattern"),
    area=Area.TENDERS,
    subject=Subject.PROJECT,
    severity=Severity.MEDIUM,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "报价等差排列、异常接近，或两家在多个标段保持固定比例",
        "Quotes in equal steps, too close together, or two bidders' in one proportion over several lots",
    ),
    basis=(
        Words(
            "招标投标法实施条例第四十条：投标报价呈规律性差异的，视为串通投标",
            "Regulation on tendering art. 40: quotes that differ regularly count as collusion",
        ),
    ),
    inputs={"bids": BIDS, "tenders": TENDERS},
    parameters=(
        whole("many", "等差判断最少投标人", "Fewest bidders for steps", 4, 3, 20, unit="家"),
        share("step", "等差允许偏差", "Deviation of steps", 0.01, 0, 0.2),
        whole("few", "接近判断最少投标人", "Fewest bidders for closeness", 3, 2, 20, unit="家"),
        share("spread", "最高最低价相差", "Spread of quotes", 0.005, 0, 0.05),
        whole("lots", "固定比例标段数", "Lots with one proportion", 3, 2, 20, unit="个"),
        share("same", "固定比例允许偏差", "Deviation of proportions", 0.001, 0, 0.02),
        share("narrow", "限价区间过窄", "Narrow price limits", 0.03, 0, 0.2),
    ),
    evidence=(
        Evidence("pattern", Words("规律", "Pattern")),
        Evidence("bidders", Words("有效投标人", "Valid bidders"), unit="家"),
        Evidence("low", Words("最低报价", "Lowest quote"), unit="元"),
        Evidence("high", Words("最高报价", "Highest quote"), unit="元"),
        Evidence("spread", Words("相差比例", "Spread"), share=True),
    ),
    sentence=Words(
        "标段“{subject_name}”（{subject_key}）{bidders}家有效报价呈规律性（{pattern}）："
        "{low}元至{high}元，相差{spread}。",
        "The {bidders} quotes of “{subject_name}” ({subject_key}) follow a pattern ({pattern}): "
        "¥{low} to ¥{high}, a spread of {spread}.",
    ),
    to_check=Words(
        "对比各家已标价工程量清单的单价、错误与文档属性；问报价由谁计算。",
        "Compare the priced bills item by item, their mistakes and file properties; ask who priced them.",
    ),
    false_positives=(NARROW_PRICE, FIXED_RATES),
    hits=hits,
    notes=Words(
        "“高、中、低”轮换以两家报价比例在其共同投标的全部标段中不变来衡量：单看名次，投标人少时偶然重复太多。"
        "只在部分标段保持比例的识别不出；投标人超过三十家的标段不比较两家比例。",
        "The repeated high-middle-low is measured by a constant proportion over all lots two bidders met in: "
        "ranks alone repeat by chance where bidders are few. A proportion kept in some lots only is "
        "not seen; lots of more than thirty bidders are not compared pair by pair.",
    ),
    cases=(
        Case(
            "four quotes in equal steps",
            rows={
                "bids": rows(
                    BID,
                    ("b1", "T1", "A", 970_000),
                    ("b2", "T1", "B", 980_000),
                    ("b3", "T1", "C", 990_050),
                    ("b4", "T1", "D", 1_000_100),
                )
            }
            | LOT,
            hits={
                "T1": {
                    "pattern": "等差",
                    "bidders": 4,
                    "low": 970_000,
                    "spread": 0.03103092783505155,
                    "keys": {"bids": ("b1", "b2", "b3", "b4"), "tenders": ("T1",)},
                }
            },
        ),
        Case(
            "three quotes within half a per cent",
            rows={
                "bids": rows(
                    BID,
                    ("b1", "T1", "A", 1_000_000),
                    ("b2", "T1", "B", 1_001_000),
                    ("b3", "T1", "C", 1_005_000),
                )
            }
            | LOT,
            hits={"T1": {"pattern": "接近", "score": 0.6}},
        ),
        Case(
            "one proportion in three lots",
            rows={
                "bids": rows(
                    BID,
                    *((f"a{one}", f"T{one}", "A", 100_000 * one) for one in (1, 2, 3)),
                    *((f"b{one}", f"T{one}", "B", 104_000 * one) for one in (1, 2, 3)),
                    ("c1", "T1", "C", 93_000),
                )
            }
            | LOT,
            hits={
                "T1": {"pattern": "固定比例", "keys": {"bids": ("a1", "b1"), "tenders": ("T1",)}},
                "T2": {"bidders": 2},
                "T3": {"bidders": 2},
            },
        ),
        Case(
            "steps less even, quotes further apart, a proportion in two lots, an invalid quote",
            rows={
                "bids": rows(
                    BID + " valid",
                    ("b1", "T1", "A", 970_000, True),
                    ("b2", "T1", "B", 980_000, True),
                    ("b3", "T1", "C", 990_200, True),
                    ("b4", "T1", "D", 1_000_200, True),
                    ("b5", "T2", "A", 1_000_000, True),
                    ("b6", "T2", "B", 1_001_000, True),
                    ("b7", "T2", "C", 1_005_100, True),
                    ("b8", "T3", "A", 1_000_000, True),
                    ("b9", "T3", "E", 1_001_000, True),
                    ("bA", "T3", "F", 1_002_000, False),
                )
            }
            | LOT,
        ),
        Case(
            "price limits that leave little room",
            rows={
                "bids": rows(
                    BID,
                    ("b1", "T1", "A", 1_000_000),
                    ("b2", "T1", "B", 1_001_000),
                    ("b3", "T1", "C", 1_004_000),
                ),
                "tenders": rows("tender_id control_price floor_price", ("T1", 1_010_000, 990_000)),
            },
            innocent="narrow_price",
        ),
        Case(
            "fixed unit prices",
            rows={
                "bids": rows(
                    BID,
                    ("b1", "T1", "A", 1_000_000),
                    ("b2", "T1", "B", 1_000_000),
                    ("b3", "T1", "C", 1_000_000),
                ),
                "tenders": rows("tender_id pricing", ("T1", "fixed")),
            },
            innocent="fixed_rates",
        ),
    ),
)
