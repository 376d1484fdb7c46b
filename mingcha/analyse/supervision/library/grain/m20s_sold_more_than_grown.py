"""M20S: growers who sold more grain than their land can bring in."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.grain import GRAIN_GROWERS, GRAIN_TICKETS, GRAIN_YIELDS
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
from mingcha.analyse.supervision.parameters import share
from mingcha.analyse.supervision.portable import beside, capped, keys, ratio, total, yuan
from mingcha.foundation.words import Words

BROKER = FalsePositive("broker", Words("粮食经纪人或合作社代售", "A broker or cooperative sells for many"))
SEVERAL_FIELDS = FalsePositive("several_fields", Words("多处种植，面积分散登记", "Fields in several places"))
FAMILY = FalsePositive("family", Words("面积登记在家人名下", "The land stands in a relative's name"))
OLD_CROP = FalsePositive("old_crop", Words("上年存粮跨年出售", "Last year's crop sold this year"))
CROP = ("seller_id", "year", "grain")


def _with_rows(found: ir.Table, own: ir.Table, land: ir.Table) -> ir.Table:
    """With what is told of their tickets and land: gathered for those found only, for it costs most."""
    own, land = own.semi_join(found, CROP), land.semi_join(found, CROP)
    tickets = own.group_by(*CROP).agg(
        subject_name=own.seller.max(),
        paid=yuan(own.paid.sum()),
        trucks=own.ticket_id.nunique(),
        stations=own.station.nunique(),
        keys_tickets=keys(own.ticket_id),
    )
    planted = land.group_by(*CROP).agg(keys_growers=keys(land.record_id))
    return beside(found.inner_join(tickets, CROP), planted, *CROP)


def hits(tickets: ir.Table, growers: ir.Table, yields: ir.Table, *, factor: float, least: float) -> ir.Table:
    """One row for each seller, year and grain: what was sold, what can have grown."""
    own = tickets.filter(tickets.seller_id.notnull() & (tickets.seller_kind.fill_null("grower") == "grower"))
    own = own.mutate(year=own.weighed_at.year().cast("int64"))
    sold = own.group_by(*CROP).agg(sold=total(own.net))
    sold = sold.filter(sold.sold >= least).inner_join(yields, ["year", "grain"])
    land = growers.select("year", "grain", "area", "record_id", seller_id="person_id")
    planted = land.group_by(*CROP).agg(area=total(land.area))
    found = beside(sold, planted, *CROP)
    found = found.mutate(area=found.area.fill_null(0.0))
    found = found.mutate(able=found.area * found.per_mu)
    found = _with_rows(found.filter(found.sold > found.able * factor), own, land)
    beyond = ratio(found.sold - found.able, found.sold)
    return found.select(
        "subject_name",
        "year",
        "grain",
        "area",
        "able",
        "sold",
        "paid",
        "trucks",
        "stations",
        "keys_tickets",
        "keys_growers",
        subject_key=found.seller_id,
        score=capped(ibis.literal(0.45) + beyond * 0.35),
    )


WHO = "110101195001010010"
TICKETS = "ticket_id station seller_id seller seller_kind weighed_at grain net paid"
GROWERS = "record_id person_id year grain area"
FOUR_HUNDRED = rows("year grain per_mu", (2024, "小麦", 400.0))


def _sold(net: float, kind: str | None = "grower") -> list[dict[str, object]]:
    return rows(
        TICKETS,
        ("t1", "甲库", WHO, "甲", kind, "2024-06-10 09:00", "小麦", 3000.0, 7200),
        ("t2", "乙库", WHO, "甲", kind, "2024-06-12 09:00", "小麦", net, 4800),
        ("t3", "乙库", WHO, "甲", kind, "2024-06-12 10:00", "玉米", 9000.0, 9000),
        ("t4", "乙库", WHO, "甲", kind, "2023-06-12 10:00", "小麦", 9000.0, 9000),
    )


MODEL = Model(
    code="M20S",
    words=Words("粮食虚假收购（售粮人）", "Grain bought on paper: sellers"),
    area=Area.GRAIN,
    subject=Subject.PERSON,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "农户一年卖给国库的粮食超过其种植面积乘平均亩产的一点三倍",
        "Growers who sold over 1.3 times what their planted land yields on average",
    ),
    basis=(
        Words(
            "《粮食流通管理条例》：粮食收购者应如实建立收购台账，不得虚假收购套取资金",
            "Regulation on grain circulation: buying is recorded as it was",
        ),
    ),
    inputs={"tickets": GRAIN_TICKETS, "growers": GRAIN_GROWERS, "yields": GRAIN_YIELDS},
    parameters=(
        share("factor", "产量倍数", "Factor on the yield", 1.3, 1.0, 5.0),
        share("least", "最少售粮量", "Least sold", 2000.0, 0.0, 1_000_000.0, unit="公斤"),
    ),
    evidence=(
        Evidence("year", Words("年度", "Year")),
        Evidence("grain", Words("粮食品种", "Grain")),
        Evidence("area", Words("种植面积", "Area planted"), unit="亩"),
        Evidence("able", Words("推算产量", "What can have grown"), unit="公斤"),
        Evidence("sold", Words("售粮量", "Sold"), unit="公斤"),
        Evidence("paid", Words("结算金额", "Paid"), unit="元"),
        Evidence("trucks", Words("车次", "Trucks")),
        Evidence("stations", Words("库点数", "Depots")),
    ),
    sentence=Words(
        "{subject_name}{year}年种植{grain}{area}亩，推算产量{able}公斤，却售出{sold}公斤（{trucks}车次，"
        "{paid}元）。",
        "{subject_name} planted {area} mu of {grain} in {year}, which yields some {able} kg, but sold "
        "{sold} kg "
        "({trucks} trucks, ¥{paid}).",
    ),
    to_check=Words(
        "问本人种了多少、卖了多少、卡在谁手里；查收款后资金去向；查身份证是否被库点借用。",
        "Ask what was grown and sold and who holds the card; where the money went; was the identity lent.",
    ),
    false_positives=(BROKER, SEVERAL_FIELDS, FAMILY, OLD_CROP),
    hits=hits,
    cases=(
        Case(
            "five tonnes from nine mu",
            rows={
                "tickets": _sold(2000.0),
                "growers": rows(GROWERS, ("g1", WHO, 2024, "小麦", 9.0), ("g2", WHO, 2024, "玉米", 90.0)),
                "yields": FOUR_HUNDRED,
            },
            hits={
                WHO: {
                    "area": 9.0,
                    "able": 3600.0,
                    "sold": 5000.0,
                    "paid": 12_000,
                    "trucks": 2,
                    "stations": 2,
                    "score": 0.548,
                    "keys": {"tickets": ("t1", "t2"), "growers": ("g1",)},
                }
            },
        ),
        Case(
            "no land at all",
            rows={"tickets": _sold(2000.0, None), "yields": FOUR_HUNDRED},
            hits={WHO: {"area": 0.0, "score": 0.8}},
        ),
        Case(
            "exactly 1.3 times",
            rows={
                "tickets": _sold(2200.0),
                "growers": rows(GROWERS, ("g1", WHO, 2024, "小麦", 10.0)),
                "yields": FOUR_HUNDRED,
            },
        ),
        Case(
            "a broker", rows={"tickets": _sold(90_000.0, "broker"), "yields": FOUR_HUNDRED}, innocent="broker"
        ),
        Case(
            "land in two villages",
            rows={
                "tickets": _sold(2000.0),
                "growers": rows(GROWERS, ("g1", WHO, 2024, "小麦", 5.0), ("g2", WHO, 2024, "小麦", 5.0)),
                "yields": FOUR_HUNDRED,
            },
            innocent="several_fields",
        ),
    ),
    notes=Words(
        "M20 中“售粮超产量”单列，因为对象是人。亩产用统计局全县平均；没有亩产的品种不判；"
        "没有种植记录的按零亩。"
        "年度按过磅日期，跨年卖存粮和登记在家人名下分不出，留作核查结论。",
        "The seller's part of M20. Yields are the statistics bureau's average; grains without one are not "
        "judged; "
        "no record of planting counts as none. The year is that of weighing: old crop sold later, and "
        "land in a "
        "relative's name, cannot be told from the data.",
    ),
)
