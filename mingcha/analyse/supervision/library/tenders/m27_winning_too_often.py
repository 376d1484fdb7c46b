"""M27: a company that wins nearly all it bids for with one owner or through one agent."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.tenders import AWARDS, BIDS, TENDERS
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

FEW_SUPPLIERS = FalsePositive("few_suppliers", Words("该类供应商少", "Few suppliers of the kind"))
MONOPOLY_TRADE = FalsePositive("monopoly_trade", Words("水电气等垄断行业", "A monopoly trade"))
FRAMEWORK = FalsePositive("framework", Words("框架协议入围后的订单", "Orders under a framework agreement"))


def _competed(bids: ir.Table, tenders: ir.Table, awards: ir.Table, suppliers: int) -> ir.Table:
    """Bids, won or not, for lots open to competition: no framework, enough suppliers of the kind."""
    lots = tenders.filter(~tenders.framework.fill_null(False))
    lots = lots.select("tender_id", "owner", "agent", category=lots.category.fill_null(""))
    made = bids.select("bid_id", "tender_id", "company_code", "company").inner_join(lots, "tender_id")
    known = made.group_by("category").agg(suppliers=made.company_code.nunique())
    made = made.semi_join(known.filter(known.suppliers >= suppliers), "category")
    won = awards.group_by("tender_id", "company_code").agg(award_id=awards.award_id.min())
    made = made.left_join(won, ["tender_id", "company_code"])
    return made.select(*lots.columns, "bid_id", "company_code", "company", "award_id")


def _often(made: ir.Table, side: str, bids: int, rate: float) -> ir.Table:
    """Companies with the owners (or agents) with whom they bid often and win nearly always."""
    known = made.filter(made[side].notnull())
    won = known.group_by("company_code", side).agg(bids=known.bid_id.count(), wins=known.award_id.count())
    return won.filter((won.bids >= bids) & (ratio(won.wins, won.bids) > rate)).select("company_code", side)


def hits(
    bids: ir.Table, tenders: ir.Table, awards: ir.Table, *, least: int, rate: float, suppliers: int
) -> ir.Table:
    """One row for each company: bids and wins with the owners and agents concerned, and elsewhere."""
    made = _competed(bids, tenders, awards, suppliers)
    owners, agents = (_often(made, side, least, rate) for side in ("owner", "agent"))
    concerned = ibis.union(owners.select("company_code"), agents.select("company_code"))
    marked = made.semi_join(concerned, "company_code")
    marked = marked.left_join(owners, ["company_code", "owner"], rname="{name}_often")
    marked = marked.left_join(agents, ["company_code", "agent"], rname="{name}_through")
    here = marked.company_code_often.notnull() | marked.company_code_through.notnull()
    found = marked.group_by("company_code").agg(
        subject_name=marked.company.max(),
        bids=marked.bid_id.count(where=here),
        wins=marked.award_id.count(where=here),
        owners=marked.owner.nunique(where=here),
        agents=marked.agent.nunique(where=here),
        owner=marked.owner.max(where=here),
        agent=marked.agent.max(where=here),
        elsewhere=marked.award_id.count(where=~here),
        keys_bids=keys(marked.bid_id, where=here),
        keys_awards=keys(marked.award_id, where=here),
    )
    bound = (found.agents == 1).cast("int64") + (found.elsewhere == 0).cast("int64")
    return found.select(
        "subject_name",
        "bids",
        "wins",
        "owners",
        "owner",
        "agents",
        "agent",
        "elsewhere",
        "keys_bids",
        "keys_awards",
        rate=ratio(found.wins, found.bids),
        subject_key=found.company_code,
        score=capped(ibis.literal(0.6) + bound * 0.1 + ibis.least(found.bids - least, 10) * 0.01),
    )


TENDER, BID, AWARD = (
    "tender_id owner agent category",
    "bid_id tender_id company_code",
    "award_id tender_id company_code",
)
SIX = range(1, 7)


def _lots(category: str, owner: str = "某局", *more: tuple[str, bool]) -> list[dict[str, object]]:
    """Six lots of an owner."""
    given = rows(TENDER, *((f"T{one}", owner, f"某代理{one % 2}", category) for one in SIX))
    return [one | dict(more) for one in given]


WINNER = {
    "bids": rows(
        BID, *((f"a{one}", f"T{one}", "A") for one in SIX), *((f"b{one}", f"T{one}", "B") for one in SIX)
    ),
    "awards": rows(AWARD, *((f"w{one}", f"T{one}", "A") for one in SIX)),
}
MODEL = Model(
    code="M27",
    words=Words("中标率异常、与招标人或代理绑定", "Winning too often"),
    area=Area.TENDERS,
    subject=Subject.COMPANY,
    severity=Severity.MEDIUM,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "向同一招标人或经同一代理机构多次投标，几乎每投必中，在别处却不中标的企业",
        "Companies that win nearly every bid with one owner or agent, and nothing elsewhere",
    ),
    basis=(
        Words(
            "招标投标法第三十二条：投标人不得与招标人串通投标",
            "Law on tendering art. 32: bidders shall not collude with owners",
        ),
    ),
    inputs={"bids": BIDS, "tenders": TENDERS, "awards": AWARDS},
    parameters=(
        whole("least", "最少投标次数", "Fewest bids", 5, 3, 50, unit="次"),
        share("rate", "中标率", "Share of bids won", 0.8, 0.5, 1),
        whole("suppliers", "同类供应商不少于", "Fewest suppliers of the kind", 5, 2, 50, unit="家"),
    ),
    evidence=(
        Evidence("bids", Words("投标次数", "Bids"), unit="次"),
        Evidence("wins", Words("中标次数", "Wins"), unit="次"),
        Evidence("rate", Words("中标率", "Share won"), share=True),
        Evidence("owners", Words("涉及招标人", "Owners"), unit="家"),
        Evidence("owner", Words("招标人（其一）", "Owner (one of them)")),
        Evidence("agents", Words("涉及代理机构", "Agents"), unit="家"),
        Evidence("agent", Words("代理机构（其一）", "Agent (one of them)")),
        Evidence("elsewhere", Words("别处中标次数", "Wins elsewhere"), unit="次"),
    ),
    sentence=Words(
        "{subject_name}投标{bids}次、中标{wins}次（中标率{rate}），涉及招标人{owners}家（{owner}）、"
        "代理机构{agents}家（{agent}）；别处中标{elsewhere}次。",
        "{subject_name} won {wins} of {bids} bids ({rate}) with {owners} owners ({owner}) through "
        "{agents} agents "
        "({agent}); {elsewhere} wins elsewhere.",
    ),
    to_check=Words(
        "查资格条件与评分办法是否量身定做；查评标打分、陪标企业与招标人、代理的往来。",
        "See whether conditions were made to measure; the scores given; the losers; dealings with "
        "owner and agent.",
    ),
    false_positives=(FEW_SUPPLIERS, MONOPOLY_TRADE, FRAMEWORK),
    hits=hits,
    notes=Words(
        "按招标人、按代理机构分别计算，任一超过即提示，每家企业一条；统计期即所调取的数据（宜为三年）。"
        "同类供应商少或垄断的按该类别出现过的投标人数排除。",
        "Counted by owner and by agent, either is enough, one hit a company; the period is that of the data "
        "called for (three years is meant). Few suppliers and monopolies are told by the bidders of "
        "the category.",
    ),
    cases=(
        Case(
            "six bids, six wins with one owner",
            rows=WINNER | {"tenders": _lots("市政")},
            hits={
                "A": {
                    "bids": 6,
                    "wins": 6,
                    "rate": 1.0,
                    "owner": "某局",
                    "agents": 2,
                    "elsewhere": 0,
                    "score": 0.71,
                    "keys": {
                        "bids": tuple(f"a{one}" for one in SIX),
                        "awards": tuple(f"w{one}" for one in SIX),
                    },
                }
            },
            parameters={"suppliers": 2},
        ),
        Case(
            "many owners through one agent, one win elsewhere",
            rows={
                "tenders": rows(
                    TENDER,
                    *((f"T{one}", f"某局{one}", "某代理", "市政") for one in SIX),
                    ("T7", "某局", "别家", "市政"),
                ),
                "bids": WINNER["bids"] + rows(BID, ("a7", "T7", "A")),
                "awards": WINNER["awards"] + rows(AWARD, ("w7", "T7", "A")),
            },
            hits={"A": {"agents": 1, "owners": 6, "elsewhere": 1, "bids": 6}},
            parameters={"suppliers": 2},
        ),
        Case(
            "four wins of five bids is not above eight in ten",
            rows={
                "tenders": _lots("市政")[:5],
                "bids": WINNER["bids"],
                "awards": WINNER["awards"][:4],
            },
            parameters={"suppliers": 2},
        ),
        Case("few suppliers", rows=WINNER | {"tenders": _lots("盾构机维修")}, innocent="few_suppliers"),
        Case(
            "the only supplier of water",
            rows={"tenders": _lots("供水"), "bids": WINNER["bids"][:6], "awards": WINNER["awards"]},
            innocent="monopoly_trade",
            parameters={"suppliers": 2},
        ),
        Case(
            "orders under a framework",
            rows=WINNER | {"tenders": _lots("市政", "某局", ("framework", True))},
            innocent="framework",
            parameters={"suppliers": 2},
        ),
    ),
)
