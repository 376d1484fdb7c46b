"""M32: vendors favoured: single-source again and again, prices far above the peers', a brand required."""

from typing import Any

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
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, keys, ratio, yuan
from mingcha.foundation.words import Words

PATENT = FalsePositive("patent", Words("专利、专有技术，只能从其采购", "A patent: nobody else can supply"))
SPARE_PARTS = FalsePositive("spare_parts", Words("原有设备配套、备件", "Spare parts of what is in use"))
SPEC_DIFFERS = FalsePositive("spec_differs", Words("规格配置不同", "Another specification"))
BOUGHT = ("purchase_id", "unit", "company_code", "company", "amount")
COMPETITIVE = ("open", "invited", "negotiation", "consultation", "inquiry")


def _single(purchases: ir.Table, times: int) -> ir.Table:
    """Single-source purchases without patent or spare parts: so many by a unit, of a vendor, in a year."""
    single = purchases.filter(
        (purchases.method == "single") & ~purchases.reason.fill_null("other").isin(["patent", "spare"])
    )
    single = single.mutate(year=single.bought_on.year())
    often = single.group_by("unit", "company_code", "year").agg(times=single.purchase_id.nunique())
    found = single.semi_join(often.filter(often.times >= times), ["unit", "company_code", "year"])
    return found.select(*BOUGHT, kind=ibis.literal("single"), over=ibis.null("float64"))


def _dear(purchases: ir.Table, peers: int, over: float) -> ir.Table:
    """Purchases above the ninth tenth of the prices paid for the same item and specification that year."""
    priced = purchases.filter(
        (purchases.unit_price > 0) & purchases.item.notnull() & purchases.spec.notnull()
    ).select(*BOUGHT, "item", "spec", "unit_price", year=purchases.bought_on.year())
    same = ["item", "spec", "year"]
    known = priced.group_by(*same).agg(many=priced.count(), prices=priced.unit_price.collect())
    known = known.filter(known.many >= peers)
    place = ((known.many * 9 + 9) // 10 - 1).cast("int32")  # Spark counts places by no larger numbers
    limits = known.select(*same, ninth=known.prices.sort()[place])
    found = priced.inner_join(limits, same)
    found = found.select(*BOUGHT, kind=ibis.literal("dear"), over=ratio(found.unit_price, found.ninth))
    return found.filter(found.over > over)


def _branded(purchases: ir.Table) -> ir.Table:
    brand = purchases.required_brand
    named = purchases.filter(purchases.method.isin(COMPETITIVE) & (brand != "")).filter(brand.strip() != "")
    return named.select(*BOUGHT, kind=ibis.literal("brand"), over=ibis.null("float64"))


def hits(purchases: ir.Table, **given: Any) -> ir.Table:
    """One row for each vendor: single-source, dear and branded purchases, and the units that made them."""
    marked = ibis.union(
        _single(purchases, given["times"]),
        _dear(purchases, given["peers"], given["over"]),
        _branded(purchases),
    )
    sums = marked.select("company_code", "purchase_id", "amount").distinct()
    sums = sums.group_by("company_code").agg(amount=yuan(sums.amount.sum()))
    found = marked.group_by("company_code").agg(
        subject_name=marked.company.max(),
        single=marked.count(where=marked.kind == "single"),
        dear=marked.count(where=marked.kind == "dear"),
        brand=marked.count(where=marked.kind == "brand"),
        over=marked.over.max(),
        units=marked.unit.nunique(),
        unit=marked.unit.max(),
        keys_purchases=keys(marked.purchase_id),
    )
    found = found.inner_join(sums, "company_code")
    kinds = [(found[one] > 0).cast("int64") for one in ("single", "dear", "brand")]
    return found.select(
        "subject_name",
        "single",
        "dear",
        "over",
        "brand",
        "units",
        "unit",
        "amount",
        "keys_purchases",
        subject_key=found.company_code,
        score=capped(ibis.literal(0.4) + (kinds[0] + kinds[1] + kinds[2]) * 0.15),
    )


PURCHASE = "purchase_id unit company_code company bought_on amount method"
PRICED = "purchase_id unit company_code bought_on amount item spec unit_price"
PEERS = [(f"q{one}", "某校", f"V{one}", "2025-02-01", 1000, "电脑", "甲型", 1000) for one in range(9)]


def _three(*more: tuple[str, str]) -> list[dict[str, Any]]:
    """Three single-source purchases of one vendor."""
    given = [(f"p{one}", "某局", "A", "甲公司", f"2025-0{one}-01", 100_000, "single") for one in (1, 2, 3)]
    return [one | dict(more) for one in rows(PURCHASE, *given)]


MODEL = Model(
    code="M32",
    words=Words("单一来源、高价采购与指定品牌", "Vendors favoured"),
    area=Area.PURCHASING,
    subject=Subject.COMPANY,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "一年内多次向同一供应商单一来源采购，单价明显高于同类，或竞争性采购中指定品牌",
        "Single-source purchases again and again, prices far above the peers', or a brand in the "
        "requirements",
    ),
    basis=(
        Words(
            "政府采购法第三十一条：单一来源采购的情形",
            "Law on purchasing art. 31: when a single source is allowed",
        ),
        Words(
            "政府采购法实施条例第二十条：不得限定或者指定特定的专利、商标、品牌或者供应商",
            "Regulation on purchasing art. 20: no patent, brand or supplier may be prescribed",
        ),
    ),
    inputs={"purchases": PURCHASES},
    parameters=(
        whole("times", "年度单一来源次数", "Single-source purchases in a year", 3, 2, 20, unit="次"),
        whole("peers", "比价最少笔数", "Fewest purchases to compare", 10, 5, 1000, unit="笔"),
        share("over", "超过同类九成位倍数", "Times the ninth tenth", 1.2, 1, 10),
    ),
    evidence=(
        Evidence("single", Words("单一来源", "Single-source"), unit="笔"),
        Evidence("dear", Words("高价", "Dear"), unit="笔"),
        Evidence("over", Words("最高为同类九成位的倍数", "At most, times the ninth tenth"), unit="倍"),
        Evidence("brand", Words("指定品牌", "Brand required"), unit="笔"),
        Evidence("units", Words("涉及单位", "Units"), unit="家"),
        Evidence("unit", Words("单位（其一）", "Unit (one of them)")),
        Evidence("amount", Words("涉及金额", "Amount"), unit="元"),
    ),
    sentence=Words(
        "向{subject_name}单一来源采购{single}笔、高价{dear}笔（最高{over}倍）、指定品牌{brand}笔，"
        "涉及{units}家单位（{unit}），{amount}元。",
        "From {subject_name}: {single} single-source purchases, {dear} dear ones (up to {over} times), "
        "{brand} with "
        "a brand required, by {units} units ({unit}), ¥{amount}.",
    ),
    to_check=Words(
        "查单一来源论证与公示；同期询价；比对采购需求由谁起草、是否照抄产品说明。",
        "Read the single-source reasons and notice; ask prices; see who wrote the requirements, and "
        "from what.",
    ),
    false_positives=(PATENT, SPARE_PARTS, SPEC_DIFFERS),
    hits=hits,
    notes=Words(
        "单一来源按同一单位、同一供应商、同一自然年计数。同类指品名与规格相同、同一年；"
        "九成位取排序后第九成那一笔的单价，"
        "两个引擎一致。“倾向参数”只认采购需求写明品牌，其他量身定做的参数须由人阅读。",
        "Single sources are counted by unit, vendor and calendar year. Peers have the same item, "
        "specification "
        "and year; the ninth tenth is the price at that rank, alike on both engines. Of biased "
        "requirements only "
        "a named brand is seen; others must be read.",
    ),
    cases=(
        Case(
            "three single-source purchases in a year",
            rows={"purchases": _three()},
            hits={
                "A": {
                    "single": 3,
                    "dear": 0,
                    "amount": 300_000,
                    "unit": "某局",
                    "score": 0.55,
                    "keys": {"purchases": ("p1", "p2", "p3")},
                }
            },
        ),
        Case(
            "a price far above the peers', a brand required",
            rows={
                "purchases": rows(
                    PRICED, *PEERS, ("p1", "某局", "A", "2025-03-01", 1210, "电脑", "甲型", 1210)
                )
                + rows(
                    PURCHASE + " required_brand",
                    ("p2", "某局", "B", "乙", "2025-03-01", 50, "inquiry", "示例牌"),
                )
            },
            hits={"A": {"dear": 1, "over": 1.21, "keys": {"purchases": ("p1",)}}, "B": {"brand": 1}},
        ),
        Case(
            "two in one year and one in the next; a fifth above; a brand bought directly",
            rows={
                "purchases": _three()[:2]
                + rows(PURCHASE, ("p9", "某局", "A", "甲公司", "2026-01-01", 100_000, "single"))
                + rows(PRICED, *PEERS, ("p7", "某局", "B", "2025-03-01", 1200, "电脑", "甲型", 1200))
                + rows(
                    PURCHASE + " required_brand",
                    ("p8", "某局", "B", "乙", "2025-03-01", 50, "direct", "示例牌"),
                )
            },
        ),
        Case("a patent", rows={"purchases": _three(("reason", "patent"))}, innocent="patent"),
        Case("spare parts", rows={"purchases": _three(("reason", "spare"))}, innocent="spare_parts"),
        Case(
            "another specification",
            rows={
                "purchases": rows(
                    PRICED, *PEERS, ("p1", "某局", "A", "2025-03-01", 9999, "电脑", "乙型", 9999)
                )
            },
            innocent="spec_differs",
        ),
    ),
)
