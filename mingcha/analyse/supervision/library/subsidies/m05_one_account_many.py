"""M05: one account that draws subsidies for several households, or for somebody whose name it is not in."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.allowance import RELIEF_LIST
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.people import RESIDENTS
from mingcha.analyse.datasets.contracts.subsidies import SUBSIDY_PAYMENTS
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
from mingcha.analyse.supervision.library.households import holds_any
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys, yuan
from mingcha.foundation.words import Words

FAMILY = FalsePositive("family_account", Words("同户家庭成员共用账户", "A family's account"))
GUARDIAN = FalsePositive("guardian", Words("监护人依法代领", "Drawn by the lawful guardian"))
COLLECTIVE = FalsePositive("collective", Words("村集体、合作社专户代收", "The village's collective account"))
COLLECTIVES = ("村民委员会", "村委会", "居委会", "合作社", "集体经济", "村集体")


def _drawn(payments: ir.Table) -> ir.Table:
    """Who is paid into which account under whose name, without the accounts of collectives."""
    into = payments.filter(payments.account.notnull() & ~holds_any(payments.payee, COLLECTIVES))
    return into.group_by("account", "person_id", "name", "payee").agg(amount=into.amount.sum())


def _shared(drawn: ir.Table, residents: ir.Table, persons: int) -> ir.Table:
    """Accounts of so many persons who are not all of one household."""
    many = drawn.group_by("account").agg(persons=drawn.person_id.nunique())
    pairs = drawn.semi_join(many.filter(many.persons >= persons), "account")
    pairs = pairs.select("account", "person_id").distinct()
    homes = residents.filter(residents.household.notnull()).select("person_id", "household")
    pairs = pairs.left_join(homes, "person_id").drop("person_id_right")
    return pairs.group_by("account").agg(households=ibis.coalesce(pairs.household, pairs.person_id).nunique())


def _strangers(drawn: ir.Table, residents: ir.Table, relief: ir.Table) -> ir.Table:
    """How many persons an account draws for under a name that is neither theirs, their family's nor a "
    "guardian's."""
    other = drawn.filter(drawn.payee != drawn.name).select("account", "person_id", "payee").distinct()
    family = _family_names(other, residents)
    guards = relief.filter(relief.guardian.notnull()).select("person_id", payee=relief.guardian)
    strange = other.anti_join(ibis.union(family, guards, distinct=True), ["person_id", "payee"])
    return strange.group_by("account").agg(strangers=strange.person_id.nunique())


def _family_names(people: ir.Table, residents: ir.Table) -> ir.Table:
    """The names of those who share a household with these persons."""
    who = people.select("person_id").distinct()
    known = residents.filter(residents.household.notnull()).select("person_id", "household", "name")
    homes = known.semi_join(who, "person_id").select("person_id", "household")
    return homes.inner_join(known.select("household", payee=known.name), "household").select(
        "person_id", "payee"
    )


def hits(payments: ir.Table, residents: ir.Table, relief: ir.Table, *, persons: int) -> ir.Table:
    """One row for each account: for how many persons and households it draws, and under whose name."""
    drawn = _drawn(payments)
    shared = _shared(drawn, residents, persons)
    shared = shared.filter(shared.households > 1)
    strangers = _strangers(drawn, residents, relief)
    flagged = ibis.union(
        shared.select("account", "households", strangers=ibis.literal(0).cast("int64")),
        strangers.select("account", households=ibis.literal(0).cast("int64"), strangers=strangers.strangers),
    )
    flagged = flagged.group_by("account").agg(
        households=flagged.households.max(), strangers=flagged.strangers.max()
    )
    rows_of = payments.semi_join(flagged, "account")
    found = rows_of.group_by("account").agg(
        subject_name=rows_of.payee.max(),
        persons=rows_of.person_id.nunique(),
        amount=yuan(rows_of.amount.sum()),
        keys_payments=keys(rows_of.payment_id),
    )
    found = found.inner_join(flagged, "account")
    by_many = capped(found.households * 0.05 + 0.5)
    score = ibis.ifelse(found.households > 0, by_many, 0.4)
    return found.mutate(subject_key=found.account, score=score).drop("account")


PAYMENTS = "payment_id person_id name account payee amount"
RESIDENT = "person_id name household"
THREE = (
    ("p1", "w1", "甲", "a1", "甲", 100),
    ("p2", "w2", "乙", "a1", "乙", 200),
    ("p3", "w3", "丙", "a1", "丙", 300),
)
MODEL = Model(
    code="M05",
    words=Words("一账户多人、代持一卡通", "One account for several persons"),
    area=Area.SUBSIDIES,
    subject=Subject.ACCOUNT,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "同一账户代收三人以上、不止一户的补贴，或收款人与受益人不是同一人",
        "An account that draws for three persons or more of several households, or in another's name",
    ),
    basis=(
        Words(
            "惠民惠农补贴“一卡通”实名发放，不得代持代领",
            "Subsidies are paid to the person's own account; no one may hold another's card",
        ),
    ),
    inputs={"payments": SUBSIDY_PAYMENTS, "residents": RESIDENTS, "relief": RELIEF_LIST},
    optional=("residents", "relief"),
    parameters=(whole("persons", "人数", "Persons", 3, 2, 50, unit="人"),),
    evidence=(
        Evidence("persons", Words("受益人数", "Persons paid"), unit="人"),
        Evidence(
            "households", Words("涉及户数（够人数时计）", "Households, if persons reach the limit"), unit="户"
        ),
        Evidence(
            "strangers", Words("收款人姓名不符的人数", "Persons drawn for in a strange name"), unit="人"
        ),
        Evidence("amount", Words("收款金额", "Amount"), unit="元"),
    ),
    sentence=Words(
        "账户{subject_key}（收款人{subject_name}）代收{persons}人补贴共{amount}元，不同户{households}户，"
        "收款人姓名不符{strangers}人。",
        "Account {subject_key} (payee {subject_name}) drew ¥{amount} for {persons} persons of {households} "
        "households, {strangers} of them under a strange name.",
    ),
    to_check=Words(
        "查开户人与实际持卡人；问受益人是否知情、是否收到钱；核对代领手续与监护证明。",
        "Who opened the account and holds the card; whether the recipients know and got the money.",
    ),
    false_positives=(FAMILY, GUARDIAN, COLLECTIVE),
    notes=Words(
        "不止一户且达到人数的计基础分；仅姓名不符的只凭姓名，分不超过零点四。"
        "收款人为同户成员或名册上的监护人不报；"
        "收款人为村集体、合作社的账户不报，须另行核查。无户籍数据时各人算一户。",
        "Several households score by their number; a name that differs is a name only and scores 0.4. "
        "A payee of "
        "the same household or a guardian on the relief list is let pass, and so are accounts of "
        "collectives, "
        "which need a look of their own. Without the register everyone is a household.",
    ),
    hits=hits,
    cases=(
        Case(
            "three persons of two households, and a card held by a stranger",
            rows={
                "payments": rows(PAYMENTS, *THREE, ("p4", "w4", "丁", "a2", "戊", 50)),
                "residents": rows(RESIDENT, ("w1", "甲", "h1"), ("w2", "乙", "h1"), ("w3", "丙", "h2")),
            },
            hits={
                "a1": {
                    "persons": 3,
                    "households": 2,
                    "strangers": 0,
                    "amount": 600,
                    "score": 0.6,
                    "keys": {"payments": ("p1", "p2", "p3")},
                },
                "a2": {"persons": 1, "strangers": 1, "score": 0.4, "keys": {"payments": ("p4",)}},
            },
        ),
        Case(
            "a family of three, paid to the father",
            rows={
                "payments": rows(PAYMENTS, THREE[0], (*THREE[1][:4], "甲", 200), (*THREE[2][:4], "甲", 300)),
                "residents": rows(RESIDENT, ("w1", "甲", "h1"), ("w2", "乙", "h1"), ("w3", "丙", "h1")),
            },
            innocent="family_account",
        ),
        Case(
            "a guardian on the relief list",
            rows={
                "payments": rows(PAYMENTS, ("p4", "w4", "丁", "a2", "戊", 50)),
                "relief": rows("record_id person_id guardian", ("r1", "w4", "戊")),
            },
            innocent="guardian",
        ),
        Case(
            "the village's account",
            rows={"payments": rows(PAYMENTS, *((*one[:4], "示例村村民委员会", 100) for one in THREE))},
            innocent="collective",
        ),
        Case(
            "two persons of two households",
            rows={"payments": rows(PAYMENTS, *THREE[:2])},
        ),
    ),
)
