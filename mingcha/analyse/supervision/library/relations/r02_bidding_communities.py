"""R02: bidders who bid together again and again, far above chance, and win by turns."""

from typing import Any

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

FEW_SUPPLIERS = FalsePositive(
    "few_suppliers", Words("该类供应商少，每次都是这几家", "Few suppliers, who all bid every time")
)
FRAMEWORK = FalsePositive("framework", Words("框架协议入围供应商", "Suppliers of one framework agreement"))
OUTBID = FalsePositive("outbid", Words("常一同投标，但并不中标", "They meet often but others win"))


def _bids(bids: ir.Table, tenders: ir.Table, most: int) -> ir.Table:
    """One row for each lot and bidder, of lots neither under a framework nor drawn among a crowd."""
    lots = tenders.filter(~tenders.framework.fill_null(False))
    lots = lots.select("tender_id", category=lots.category.fill_null(""))
    made = bids.group_by("tender_id", "company_code").agg(
        company=bids.company.max(), bid_id=bids.bid_id.min()
    )
    sizes = made.group_by("tender_id").agg(size=made.count())
    made = made.semi_join(sizes.filter(sizes["size"].between(2, most)), "tender_id")
    return made.inner_join(lots, "tender_id")


def _pairs(made: ir.Table, together: int, lift: float) -> ir.Table:
    """Pairs of a category, each way, that met in so many lots, so many times more than by chance."""
    one = made.select("category", "tender_id", "company_code")
    other = one.select("tender_id", other_code="company_code")
    met = one.inner_join(other, "tender_id")
    met = met.filter(met.company_code < met.other_code)
    counted = met.group_by("category", "company_code", "other_code").agg(met=met.count())
    counted = counted.filter(counted.met >= together)
    bids = one.group_by("category", "company_code").agg(bids=one.count())
    theirs = bids.select("category", other_code="company_code", other_bids="bids")
    lots = one.group_by("category").agg(lots=one.tender_id.nunique())
    known = counted.inner_join(bids, ["category", "company_code"])
    known = known.inner_join(theirs, ["category", "other_code"]).inner_join(lots, "category")
    known = known.mutate(lift=ratio(known.met * known.lots, known.bids * known.other_bids))
    known = known.filter(known.lift >= lift).select("category", "company_code", "other_code", "lift")
    back = known.select("category", "lift", company_code="other_code", other_code="company_code")
    return ibis.union(known, back)


def _members(pairs: ir.Table) -> ir.Table:
    """Each company and its group, called after the smallest company within two steps."""
    own = ibis.window(group_by=[pairs.category, pairs.company_code])
    near = pairs.mutate(least=ibis.least(pairs.company_code, pairs.other_code.min().over(own)))
    labels = near.select("category", other_code="company_code", beyond="least").distinct()
    around = near.inner_join(labels, ["category", "other_code"])
    found = around.group_by("category", "company_code").agg(
        ring=ibis.least(around.least.min(), around.beyond.min()), lift=around.lift.min()
    )
    return found.select("category", "company_code", "ring", "lift")


def _joint(made: ir.Table, members: ir.Table, awards: ir.Table) -> ir.Table:
    """Bids of members in lots where two or more of a group met, the award if they won it, wins of each."""
    bids = made.inner_join(members, ["category", "company_code"])
    lot = ibis.window(group_by=[bids.category, bids.ring, bids.tender_id])
    joint = bids.mutate(of_ring=bids.count().over(lot)).filter(lambda table: table.of_ring >= 2)
    won = awards.group_by("tender_id", "company_code").agg(award_id=awards.award_id.min())
    joint = joint.left_join(won, ["tender_id", "company_code"]).select(*bids.columns, "award_id")
    each = ibis.window(group_by=[joint.category, joint.ring, joint.company_code])
    return joint.mutate(won=joint.award_id.count().over(each))


def hits(bids: ir.Table, tenders: ir.Table, awards: ir.Table, **given: Any) -> ir.Table:
    """One row for each group: members, lots together, lots won among them, by how many in turn."""
    made = _bids(bids, tenders, given["most"])
    members = _members(_pairs(made, given["together"], given["lift"]))
    joint = _joint(made, members, awards)
    found = joint.group_by("category", "ring").agg(
        subject_name=joint.company.max(where=joint.company_code == joint.ring),
        other=joint.company.max(where=joint.company_code != joint.ring),
        members=joint.company_code.nunique(),
        lots=joint.tender_id.nunique(),
        lift=joint.lift.min(),
        wins=joint.award_id.count(),
        winners=joint.company_code.nunique(where=joint.won > 0),
        best=joint.won.max(),
        keys_bids=keys(joint.bid_id),
        keys_awards=keys(joint.award_id),
    )
    found = found.mutate(subject_name=ibis.coalesce(found.subject_name, found.other))
    found = found.mutate(won_share=ratio(found.wins, found.lots), top=ratio(found.best, found.wins))
    found = found.filter(
        (found.winners >= 2) & (found.won_share >= given["won"]) & (found.top <= given["top"])
    )
    more = (found.won_share >= 0.9).cast("int64") + (found.members >= 3).cast("int64")
    more = more + (found.lift >= 10).cast("int64")
    return found.select(
        "subject_name",
        "category",
        "members",
        "other",
        "lots",
        "lift",
        "wins",
        "won_share",
        "winners",
        "keys_bids",
        "keys_awards",
        subject_key=found.ring,
        score=capped(ibis.literal(0.5) + more * 0.1),
    )


FIVE = range(1, 6)
MANY = range(1, 31)
TENDER = "tender_id category"
LOTS = rows(TENDER, *((f"T{one}", "水利") for one in MANY))
# Thirty lots: A and B meet in the first five, everyone else once.
OTHERS = [(f"x{one}{side}", f"T{one}", f"X{one}{side}", "外") for one in MANY for side in "ab"]
BID = "bid_id tender_id company_code company"
PAIR = [(f"{who}{one}", f"T{one}", who, f"{who}公司") for one in FIVE for who in ("A", "B")]
TURNS = [(f"w{one}", f"T{one}", "AB"[one % 2]) for one in FIVE]
AWARD = "award_id tender_id company_code"
MODEL = Model(
    code="R02",
    words=Words("投标人抱团轮流中标", "Communities of bidders"),
    area=Area.RELATIONS,
    subject=Subject.COMPANY,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "反复一同投标、远多于偶然，且在其中轮流中标的企业群体",
        "Companies that bid together far more than by chance and win by turns",
    ),
    basis=(
        Words(
            "招标投标法实施条例第三十九条：投标人之间约定中标人、约定部分投标人放弃投标等，属于串通投标",
            "Regulation on tendering art. 39: agreeing on who wins is collusion",
        ),
    ),
    inputs={"bids": BIDS, "tenders": TENDERS, "awards": AWARDS},
    parameters=(
        whole("together", "共同投标次数", "Lots together", 5, 3, 100, unit="次"),
        share("lift", "为偶然的倍数", "Times chance", 3, 1, 100, unit="倍"),
        share("won", "群体中标率", "Share of joint lots won", 0.7, 0.3, 1),
        share("top", "一家占比不超过", "Largest share of one", 0.8, 0.5, 1),
        whole("most", "每标段投标人上限", "Most bidders of a lot", 30, 5, 100, unit="家"),
    ),
    evidence=(
        Evidence("category", Words("项目类别", "Category")),
        Evidence("members", Words("成员", "Members"), unit="家"),
        Evidence("other", Words("其他成员（其一）", "Other member (one of them)")),
        Evidence("lots", Words("共同投标标段", "Lots together"), unit="个"),
        Evidence("lift", Words("为偶然的倍数（最低一对）", "Times chance, of the least pair"), unit="倍"),
        Evidence("wins", Words("群体中标", "Won among them"), unit="个"),
        Evidence("won_share", Words("群体中标率", "Share won"), share=True),
        Evidence("winners", Words("轮流中标企业", "Winners by turns"), unit="家"),
    ),
    sentence=Words(
        "{subject_name}、{other}等{members}家在“{category}”类{lots}个标段一同投标（为偶然的{lift}倍），"
        "其中{wins}个由群体内{winners}家轮流中标（{won_share}）。",
        "{subject_name}, {other}: {members} companies met in {lots} lots of {category} ({lift} times "
        "chance); {wins} "
        "were won among them ({won_share}) by {winners} in turn.",
    ),
    to_check=Words(
        "对照各标段报价、文件与保证金；查企业间资金往来、分包转包；问落标企业为何屡投屡不中。",
        "Compare quotes, files, deposits; payments and subcontracts among them; ask losers why they "
        "kept bidding.",
    ),
    false_positives=(FEW_SUPPLIERS, FRAMEWORK, OUTBID),
    hits=hits,
    notes=Words(
        "偶然的期望按同类项目计算：两家各自投标数之积除以该类标段数。群体为两步之内相连的企业，"
        "以代码最小者为对象；"
        "更长的链会分成几群。投标人过多的标段（抽签等）不计。",
        "Chance is reckoned within a category: the product of both bid counts over its lots. A group "
        "is what two "
        "steps connect, named after its smallest code; longer chains fall apart into several. Lots "
        "with a crowd "
        "of bidders are left out.",
    ),
    cases=(
        Case(
            "five lots together in thirty, won by turns",
            rows={
                "tenders": LOTS,
                "bids": rows(BID, *PAIR, *OTHERS),
                "awards": rows(AWARD, *TURNS, *((f"v{one}", f"T{one}", f"X{one}a") for one in range(6, 31))),
            },
            hits={
                "A": {
                    "members": 2,
                    "other": "B公司",
                    "lots": 5,
                    "lift": 6.0,
                    "wins": 5,
                    "winners": 2,
                    "score": 0.6,
                    "keys": {
                        "bids": tuple(sorted(one[0] for one in PAIR)),
                        "awards": ("w1", "w2", "w3", "w4", "w5"),
                    },
                }
            },
        ),
        Case(
            "three lots of five are not enough, nor is one winner",
            rows={
                "tenders": LOTS + rows(TENDER, *((f"S{one}", "市政") for one in MANY)),
                "bids": rows(BID, *PAIR, *OTHERS)
                + rows(BID, *((f"s{one}{who}", f"S{one}", who, who) for one in FIVE for who in "CD"))
                + rows(
                    BID, *((f"t{one}{who}", f"S{one}", f"Y{one}{who}", who) for one in MANY for who in "ab")
                ),
                "awards": rows(AWARD, *TURNS[:3], *((f"s{one}", f"S{one}", "C") for one in FIVE)),
            },
        ),
        Case(
            "few suppliers who all bid every time",
            rows={
                "tenders": LOTS,
                "bids": rows(BID, *((f"{who}{one}", f"T{one}", who, who) for one in MANY for who in "AB")),
                "awards": rows(AWARD, *((f"w{one}", f"T{one}", "AB"[one % 2]) for one in MANY)),
            },
            innocent="few_suppliers",
        ),
        Case(
            "a framework",
            rows={
                "tenders": [one | {"framework": one["tender_id"] in {f"T{n}" for n in FIVE}} for one in LOTS],
                "bids": rows(BID, *PAIR, *OTHERS),
                "awards": rows(AWARD, *TURNS),
            },
            innocent="framework",
        ),
        Case(
            "others win",
            rows={
                "tenders": LOTS,
                "bids": rows(BID, *PAIR, *OTHERS),
                "awards": rows(AWARD, *((f"v{one}", f"T{one}", f"X{one}a") for one in MANY)),
            },
            innocent="outbid",
        ),
    ),
)
