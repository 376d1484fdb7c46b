"""M37: invoices whose wording hides what was bought."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.finance import INVOICES
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
from mingcha.analyse.supervision.portable import capped, keys, yuan
from mingcha.foundation.words import Words

LISTED = FalsePositive("listed", Words("附有清单的真实办公采购", "Real office goods, with a list"))
OFFICE_TRADE = FalsePositive("office_trade", Words("综合商店的正常采购", "Ordinary goods of a general store"))
VAGUE = ("办公用品", "食品", "日用品", "劳保用品", "生活用品", "礼品", "用品一批", "材料一批")
CARDS = ("预付卡", "购物卡", "储值卡", "加油卡", "充值")
SHOPS = ("烟草", "烟酒", "酒类", "名酒", "茶叶", "珠宝", "化妆品", "足浴", "娱乐")
ROUND = 100_000  # fen: a thousand yuan


def _weighed(found: ir.Table) -> ir.Table:
    """The score by the signs and by how many invoices show them."""
    return found.mutate(
        subject_key=found.unit,
        subject_name=found.unit,
        score=capped(
            ibis.literal(0.45)
            + (found.vague > 0).cast("int64") * 0.1
            + ((found.cards > 0) | (found.shops > 0)).cast("int64") * 0.15
            + (found.round > 0).cast("int64") * 0.05
            + found.invoices * 0.02
        ),
    ).drop("unit")


def hits(invoices: ir.Table, *, limit: object, least: int) -> ir.Table:
    """One row for each unit and seller: invoices without a list, from odd shops, for cards."""
    lines = invoices.mutate(
        vague_item=_names(invoices.item, VAGUE),
        card_item=_names(invoices.item, CARDS),
        odd_shop=_names(ibis.coalesce(invoices.seller_trade, invoices.seller), SHOPS)
        | _names(invoices.seller, SHOPS),
    )
    whole = ["unit", "seller", "invoice_no"]
    odd = lines.filter(lines.vague_item | lines.card_item | lines.odd_shop)
    lines = lines.semi_join(odd, whole)
    whole_ones = lines.group_by(*whole).agg(
        amount=yuan(lines.amount.sum()),
        items=lines.item.nunique(),
        listed=ibis.coalesce(lines.has_list, False).cast("int64").max(),
        vague_item=lines.vague_item.cast("int64").max(),
        card_item=lines.card_item.cast("int64").max(),
        odd_shop=lines.odd_shop.cast("int64").max(),
        lines=keys(lines.line_id),
    )
    bare = (whole_ones.listed == 0) & (whole_ones.items == 1)
    marked = whole_ones.mutate(
        vague=(bare & (whole_ones.vague_item == 1) & (whole_ones.amount >= limit)).cast("int64"),
        cards=(whole_ones.card_item == 1).cast("int64"),
        shops=(whole_ones.odd_shop == 1).cast("int64"),
        round=((whole_ones.amount * 100).cast("int64") % ROUND == 0).cast("int64"),
    )
    doubtful = marked.filter(marked.vague + marked.cards + marked.shops > 0)
    sums = doubtful.group_by("unit", "seller").agg(
        invoices=doubtful.count(),
        amount=yuan(doubtful.amount.sum()),
        **{name: doubtful[name].sum() for name in ("vague", "cards", "shops", "round")},
    )
    behind = doubtful.select("unit", "seller", line=doubtful.lines.unnest())
    lines_of = behind.group_by("unit", "seller").agg(keys_invoices=keys(behind.line))
    found = sums.filter(sums.invoices >= least).inner_join(lines_of, ["unit", "seller"])
    return _weighed(found)


def _names(text: ir.StringValue, words: tuple[str, ...]) -> ir.BooleanValue:
    return ibis.or_(*(text.contains(word) for word in words))


NAMES = "line_id invoice_no unit seller seller_trade item amount has_list"
UNIT, SHOP = "示例局", "示例文具店"


def _line(
    number: str, item: str, amount: int, *, seller: str = SHOP, trade: str = "文具零售", listed: bool = False
) -> dict[str, object]:
    given = (number, f"票{number[0]}", UNIT, seller, trade, item, amount, listed)
    return rows(NAMES, given)[0]


MODEL = Model(
    code="M37",
    words=Words("发票品名虚开", "Invoices that hide what was bought"),
    area=Area.FINANCE,
    subject=Subject.UNIT,
    severity=Severity.MEDIUM,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "以“办公用品”“食品”等笼统品名大额报销且无清单，从烟酒等商店开票，购买预付卡、购物卡",
        "Large invoices for “office goods” or “food” without a list, from liquor shops, for prepaid cards",
    ),
    basis=(
        Words("《发票管理办法》：如实开具，汇总开具应附清单", "Invoices name the goods, or have a list"),
        Words("中央八项规定精神：严禁公款购买烟酒、预付卡", "No liquor, tobacco or cards from public funds"),
    ),
    inputs={"invoices": INVOICES},
    parameters=(
        money("limit", "笼统品名起报金额", "Vague invoices from", 5000, 500, 100_000),
        whole("least", "起报张数", "Invoices at least", 1, 1, 50, unit="张"),
    ),
    evidence=(
        Evidence("seller", Words("销售方", "Seller")),
        Evidence("invoices", Words("可疑发票", "Doubtful invoices"), unit="张"),
        Evidence("amount", Words("涉及金额", "Amount"), unit="元"),
        Evidence("vague", Words("笼统品名无清单", "Vague, without a list"), unit="张"),
        Evidence("cards", Words("预付卡、充值", "For cards"), unit="张"),
        Evidence("shops", Words("烟酒等商店", "From liquor shops and the like"), unit="张"),
        Evidence("round", Words("整千金额", "Of whole thousands"), unit="张"),
    ),
    sentence=Words(
        "{subject_name}从{seller}报销可疑发票{invoices}张，共{amount}元：笼统品名无清单{vague}张、"
        "预付卡充值{cards}张、烟酒等商店{shops}张，其中整千金额{round}张。",
        "{subject_name} from {seller}: {invoices} doubtful invoices, ¥{amount}: {vague} vague, {cards} for "
        "cards, {shops} from odd shops, {round} of whole thousands.",
    ),
    to_check=Words(
        "调商家销售小票、出库单和税务开票明细；核对领用记录；问经手人实物去向。",
        "The shop's slips and tax records; who received the goods and where they are.",
    ),
    false_positives=(LISTED, OFFICE_TRADE),
    notes=Words(
        "同一张发票有两个以上品名的视为已列明。整千金额只加分，不单独成疑点。商家按名称和行业中的字样识别；"
        "综合商店的真实采购与虚开数据上无法区分，留作核查结论。",
        "An invoice with two or more items is taken as listed. Whole thousands add to the score only. Real "
        "goods of a general store cannot be told apart by data.",
    ),
    hits=hits,
    cases=(
        Case(
            "office goods of a whole 6000 without a list",
            rows={"invoices": [_line("1a", "办公用品", 6000), _line("2a", "办公用品", 4999)]},
            hits={
                UNIT: {
                    "seller": SHOP,
                    "invoices": 1,
                    "amount": 6000,
                    "vague": 1,
                    "round": 1,
                    "score": 0.62,
                    "keys": {"invoices": ("1a",)},
                }
            },
        ),
        Case(
            "a liquor shop, and cards",
            rows={
                "invoices": [
                    _line("1a", "会议用水", 900, seller="示例烟酒行", trade="零售"),
                    _line("2a", "购物卡", 2000, seller="示例烟酒行", trade="零售"),
                ]
            },
            hits={UNIT: {"shops": 2, "cards": 1, "vague": 0, "amount": 2900}},
        ),
        Case("just below the limit", rows={"invoices": [_line("1a", "办公用品", 4999)]}),
        Case(
            "a list is attached, or the lines name the goods",
            rows={
                "invoices": [
                    _line("1a", "办公用品", 8000, listed=True),
                    _line("2a", "食品：大米", 3000),
                    _line("2b", "食品：食用油", 4000),
                ]
            },
            innocent="listed",
        ),
    ),
)
