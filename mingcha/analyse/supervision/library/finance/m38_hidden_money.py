"""M38: balances left standing, accounts outside the books, rent that was not booked."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.finance import (
    BALANCES,
    BANK_ACCOUNTS,
    REGISTERED_ACCOUNTS,
    RENT_RECEIPTS,
    UNIT_LEASES,
)
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
from mingcha.analyse.supervision.portable import capped, keys, months_between, ratio, yuan
from mingcha.foundation.words import Words

IN_COURT = FalsePositive("in_court", Words("涉诉、破产等待处理", "In court or insolvency"))
CLOSED = FalsePositive("closed", Words("账户已销户", "The account was closed"))
REMITTED = FalsePositive("remitted", Words("经批准减免租金", "The rent was remitted with approval"))
SOURCES = {"balance": "keys_balances", "account": "keys_accounts", "lease": "keys_leases"}


def hits(
    balances: ir.Table,
    accounts: ir.Table,
    registered: ir.Table,
    leases: ir.Table,
    receipts: ir.Table,
    *,
    months: int,
    small: object,
    short_share: float,
) -> ir.Table:
    """One row for each unit: balances unmoved, accounts not approved, rent short."""
    doubts = ibis.union(
        _unmoved(balances, months, small),
        _unapproved(accounts, registered),
        _short(leases, receipts, short_share),
    )

    def only(kind: str) -> ir.BooleanValue:
        return doubts.kind == kind

    found = doubts.group_by("unit").agg(
        balances=doubts.count(where=only("balance")),
        balance=yuan(ibis.coalesce(doubts.amount.sum(where=only("balance")), 0)),
        accounts=doubts.count(where=only("account")),
        leases=doubts.count(where=only("lease")),
        rent=yuan(ibis.coalesce(doubts.amount.sum(where=only("lease")), 0)),
        **{name: keys(doubts.ref, where=only(kind)) for kind, name in SOURCES.items()},
    )
    return found.mutate(
        subject_key=found.unit,
        subject_name=found.unit,
        score=capped(
            ibis.literal(0.5)
            + (found.balances > 0).cast("int64") * 0.05
            + (found.leases > 0).cast("int64") * 0.15
            + (found.accounts > 0).cast("int64") * 0.25
        ),
    ).drop("unit")


def _unmoved(balances: ir.Table, months: int, small: object) -> ir.Table:
    old = months_between(balances.moved_on, balances.as_of) > months
    kept = balances.filter(old, balances.amount.abs() >= small, ~ibis.coalesce(balances.in_court, False))
    return kept.select(
        "unit", kind=ibis.literal("balance"), ref=kept.balance_id, amount=yuan(kept.amount.abs())
    )


def _unapproved(accounts: ir.Table, registered: ir.Table) -> ir.Table:
    """Open accounts that the finance bureau does not know, of units of which it knows at least one."""
    mine = accounts.filter(accounts.closed_on.isnull()).semi_join(registered.select("unit"), "unit")
    mine = mine.anti_join(registered.select("account"), "account")
    return mine.select("unit", kind=ibis.literal("account"), ref=mine.account, amount=yuan(ibis.literal(0)))


def _short(leases: ir.Table, receipts: ir.Table, short_share: float) -> ir.Table:
    booked = receipts.group_by("lease_id").agg(booked=receipts.amount.sum())
    due = leases.left_join(booked, "lease_id").drop("lease_id_right")
    due = due.mutate(short=yuan(due.due - ibis.coalesce(due.booked, 0)))
    due = due.filter(ratio(due.short, due.due) > short_share)
    return due.select("unit", kind=ibis.literal("lease"), ref=due.lease_id, amount=due.short)


UNIT = "示例局"
BALANCE = "balance_id unit subject amount moved_on as_of in_court"
ACCOUNT = "account unit bank closed_on"
MODEL = Model(
    code="M38",
    words=Words("往来挂账与账外资金", "Standing balances and money outside the books"),
    area=Area.FINANCE,
    subject=Subject.UNIT,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "三年以上未变动的往来款、未经财政备案的银行账户、应收租金未足额入账",
        "Balances unmoved for three years, accounts the finance bureau does not know, rent not booked",
    ),
    basis=(
        Words("《行政事业单位内部控制规范》：往来款定期清理", "Balances are to be cleared regularly"),
        Words(
            "《预算法》《人民币银行结算账户管理办法》：账户审批，严禁账外账", "No accounts outside the books"
        ),
    ),
    inputs={
        "balances": BALANCES,
        "accounts": BANK_ACCOUNTS,
        "registered": REGISTERED_ACCOUNTS,
        "leases": UNIT_LEASES,
        "receipts": RENT_RECEIPTS,
    },
    optional=("accounts", "registered", "leases", "receipts"),
    parameters=(
        whole("months", "未变动月数", "Months unmoved", 36, 6, 240, unit="月"),
        money("small", "余额起报金额", "Balances from", 1000, 0, 1_000_000),
        share("short_share", "租金少入账比例", "Rent short by a share of", 0.05, 0.0, 1.0),
    ),
    evidence=(
        Evidence("balances", Words("长期挂账", "Balances unmoved"), unit="笔"),
        Evidence("balance", Words("挂账金额", "Their amount"), unit="元"),
        Evidence("accounts", Words("未备案账户", "Accounts not approved"), unit="个"),
        Evidence("leases", Words("租金少入账合同", "Leases with rent short"), unit="份"),
        Evidence("rent", Words("少入账租金", "Rent short"), unit="元"),
    ),
    sentence=Words(
        "{subject_name}长期挂账{balances}笔{balance}元，未备案账户{accounts}个，租金少入账{leases}份合同{rent}元。",
        "{subject_name}: {balances} balances unmoved (¥{balance}), {accounts} accounts not approved, rent "
        "short on {leases} leases (¥{rent}).",
    ),
    to_check=Words(
        "调开户资料与流水；向承租人核对付款凭证和收款账户；查往来款形成原因与清理记录。",
        "The accounts' papers and records; the tenants' receipts; how the balances came about.",
    ),
    false_positives=(IN_COURT, CLOSED, REMITTED),
    notes=Words(
        "账龄按最后变动日期到余额日期计；应收租金取台账截至报表日的数；财政备案清单中完全没有的单位不判断账户。"
        "经批准减免的租金应在台账应收数中扣除，否则数据上无法区分。",
        "Age runs from the last move to the day of the balance; rent due is the ledger's. Units wholly "
        "missing from the finance bureau's list are not judged on accounts.",
    ),
    hits=hits,
    cases=(
        Case(
            "an old balance, a hidden account, rent short",
            rows={
                "balances": rows(
                    BALANCE,
                    ("b1", UNIT, "其他应收款", 50_000, "2020-11-30", "2024-12-31", None),
                    ("b2", UNIT, "其他应付款", -900, "2020-11-30", "2024-12-31", None),
                ),
                "accounts": rows(ACCOUNT, ("9999001", UNIT, "甲行", None), ("9999002", UNIT, "乙行", None)),
                "registered": rows("account unit", ("9999001", UNIT)),
                "leases": rows("lease_id unit due", ("l1", UNIT, 100_000), ("l2", UNIT, 100_000)),
                "receipts": rows(
                    "receipt_id lease_id amount",
                    ("r1", "l1", 40_000),
                    ("r2", "l1", 30_000),
                    ("r3", "l2", 100_000),
                ),
            },
            hits={
                UNIT: {
                    "balances": 1,
                    "balance": 50_000,
                    "accounts": 1,
                    "leases": 1,
                    "rent": 30_000,
                    "score": 0.95,
                    "keys": {"balances": ("b1",), "accounts": ("9999002",), "leases": ("l1",)},
                }
            },
        ),
        Case(
            "just three years, just the share of rent",
            rows={
                "balances": rows(
                    BALANCE, ("b1", UNIT, "其他应收款", 50_000, "2021-12-01", "2024-12-31", None)
                ),
                "leases": rows("lease_id unit due", ("l1", UNIT, 100_000)),
                "receipts": rows("receipt_id lease_id amount", ("r1", "l1", 95_000)),
                "accounts": rows(ACCOUNT, ("9999002", UNIT, "乙行", None)),
            },
        ),
        Case(
            "in court",
            rows={
                "balances": rows(
                    BALANCE, ("b1", UNIT, "其他应收款", 50_000, "2015-01-01", "2024-12-31", True)
                )
            },
            innocent="in_court",
        ),
        Case(
            "the account was closed",
            rows={
                "accounts": rows(
                    ACCOUNT, ("9999001", UNIT, "甲行", None), ("9999002", UNIT, "乙行", "2023-05-01")
                ),
                "registered": rows("account unit", ("9999001", UNIT)),
            },
            innocent="closed",
        ),
    ),
)
