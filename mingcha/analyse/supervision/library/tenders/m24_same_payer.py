"""M24: bid deposits of different bidders paid from one account, or at one branch within minutes."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.tenders import DEPOSITS, TENDERS
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
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys, minutes_between
from mingcha.foundation.words import Words

BANK_GATEWAY = FalsePositive(
    "bank_gateway", Words("经银行支付网关归集划转", "Collected and paid on by a bank's gateway")
)
GUARANTEE_LETTER = FalsePositive(
    "guarantee_letter", Words("由同一机构开具保函、保险", "Guarantee letters of one institution")
)


def _same_account(paid: ir.Table) -> ir.Table:
    """Deposits of a lot whose paying account paid for several bidders of it."""
    known = paid.filter(paid.payer_account.notnull() & (paid.payer_account != ""))
    shared = known.group_by("tender_id", "payer_account").agg(bidders=known.company_code.nunique())
    found = known.semi_join(shared.filter(shared.bidders >= 2), ["tender_id", "payer_account"])
    return found.select("deposit_id", by_account=ibis.literal(1), by_branch=ibis.literal(0))


def _same_branch(paid: ir.Table, minutes: int) -> ir.Table:
    """Deposits of a lot paid at one branch within so many minutes for different bidders."""
    columns = ("tender_id", "branch", "company_code", "paid_at", "deposit_id")
    known = paid.filter(paid.branch.notnull() & paid.paid_at.notnull()).select(*columns)
    pairs = known.inner_join(known.view(), ["tender_id", "branch"], rname="other_{name}")
    apart = minutes_between(pairs.paid_at, pairs.other_paid_at)
    pairs = pairs.filter((pairs.company_code != pairs.other_company_code) & apart.between(-minutes, minutes))
    return pairs.select("deposit_id", by_account=ibis.literal(0), by_branch=ibis.literal(1))


def hits(deposits: ir.Table, tenders: ir.Table, *, minutes: int) -> ir.Table:
    """One row for each lot: bidders paid for by one account, or at one branch at one time."""
    paid = deposits.filter(~deposits.way.fill_null("transfer").isin(["gateway", "guarantee"]))
    flags = ibis.union(_same_account(paid), _same_branch(paid, minutes), distinct=True)
    flags = flags.group_by("deposit_id").agg(
        by_account=flags.by_account.max(), by_branch=flags.by_branch.max()
    )
    shared = paid.inner_join(flags, "deposit_id")
    found = shared.group_by("tender_id").agg(
        bidders=shared.company_code.nunique(),
        same_account=shared.company_code.nunique(where=shared.by_account == 1),
        same_branch=shared.company_code.nunique(where=shared.by_branch == 1),
        keys_deposits=keys(shared.deposit_id),
    )
    found = found.left_join(tenders.select("tender_id", "tender"), "tender_id")
    more = (found.bidders - 2) * 0.05
    return found.select(
        "bidders",
        "same_account",
        "same_branch",
        "keys_deposits",
        subject_key=found.tender_id,
        subject_name=found.tender,
        score=capped(ibis.ifelse(found.same_account > 0, 0.8, 0.5) + more),
        keys_tenders=ibis.array([found.tender_id]),
    )


PAID = "deposit_id tender_id company_code payer payer_account branch paid_at way"
ACCOUNT, OTHER = "9999000000000000001", "9999000000000000002"
MODEL = Model(
    code="M24",
    words=Words("投标保证金同源", "Bid deposits from one source"),
    area=Area.TENDERS,
    subject=Subject.PROJECT,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "同一标段多家投标人的保证金由同一账户支付，或在同一网点几分钟内先后缴纳",
        "Deposits of several bidders of a lot from one account, or at one branch within minutes",
    ),
    basis=(
        Words(
            "招标投标法实施条例第四十条：保证金从同一单位或者个人的账户转出的，视为串通投标",
            "Regulation on tendering art. 40: deposits from one account count as collusion",
        ),
    ),
    inputs={"deposits": DEPOSITS, "tenders": TENDERS},
    optional=("tenders",),
    parameters=(whole("minutes", "同一网点间隔分钟", "Minutes apart at a branch", 5, 1, 120, unit="分钟"),),
    evidence=(
        Evidence("bidders", Words("涉及投标人", "Bidders concerned"), unit="家"),
        Evidence("same_account", Words("同一账户支付的投标人", "Paid from one account"), unit="家"),
        Evidence("same_branch", Words("同网点先后缴纳的投标人", "Paid at one branch"), unit="家"),
    ),
    sentence=Words(
        "标段“{subject_name}”（{subject_key}）有{bidders}家投标人保证金疑似同源："
        "同一账户支付{same_account}家，"
        "同一网点先后缴纳{same_branch}家。",
        "Deposits of {bidders} bidders of “{subject_name}” ({subject_key}) seem to have one source: "
        "{same_account} from one account, {same_branch} at one branch within minutes.",
    ),
    to_check=Words(
        "调取付款账户开户资料与流水，查资金最初来源；调取网点监控与经办人。",
        "Get the account's papers and its flows, trace the money; see who stood at the counter.",
    ),
    false_positives=(BANK_GATEWAY, GUARANTEE_LETTER),
    hits=hits,
    notes=Words(
        "网关与保函按缴纳方式排除；缴纳方式为空的按转账看待。间隔按钟面分钟计算，不计秒。",
        "Gateways and guarantees are told by the way of payment; empty counts as a transfer. "
        "Seconds are left aside.",
    ),
    cases=(
        Case(
            "one account for two bidders, a third at the same counter",
            rows={
                "deposits": rows(
                    PAID,
                    ("d1", "T1", "A", "甲", ACCOUNT, "一支行", "2025-03-01 09:00:00", "transfer"),
                    ("d2", "T1", "B", "甲", ACCOUNT, "二支行", "2025-03-02 09:00:00", None),
                    ("d3", "T1", "C", "丙", OTHER, "一支行", "2025-03-01 09:05:30", "transfer"),
                    ("d4", "T1", "D", "丁", "1", "三支行", "2025-03-01 09:05:30", "transfer"),
                ),
                "tenders": rows("tender_id tender", ("T1", "某路一标段")),
            },
            hits={
                "T1": {
                    "bidders": 3,
                    "same_account": 2,
                    "same_branch": 2,
                    "score": 0.85,
                    "keys": {"deposits": ("d1", "d2", "d3"), "tenders": ("T1",)},
                }
            },
        ),
        Case(
            "a bank's gateway",
            rows={
                "deposits": rows(
                    PAID,
                    ("d1", "T1", "A", "银行", ACCOUNT, "总行", "2025-03-01 09:00:00", "gateway"),
                    ("d2", "T1", "B", "银行", ACCOUNT, "总行", "2025-03-01 09:00:00", "gateway"),
                )
            },
            innocent="bank_gateway",
        ),
        Case(
            "guarantee letters of one insurer",
            rows={
                "deposits": rows(
                    PAID,
                    ("d1", "T1", "A", "保险", ACCOUNT, "总行", "2025-03-01 09:00:00", "guarantee"),
                    ("d2", "T1", "B", "保险", ACCOUNT, "总行", "2025-03-01 09:01:00", "guarantee"),
                )
            },
            innocent="guarantee_letter",
        ),
        Case(
            "the same branch six minutes apart, and one account for two lots of one bidder",
            rows={
                "deposits": rows(
                    PAID,
                    ("d1", "T1", "A", "甲", ACCOUNT, "一支行", "2025-03-01 23:58:00", "transfer"),
                    ("d2", "T1", "B", "乙", OTHER, "一支行", "2025-03-02 00:04:00", "transfer"),
                    ("d3", "T2", "A", "甲", ACCOUNT, "一支行", "2025-03-01 23:59:00", "transfer"),
                )
            },
        ),
    ),
)
