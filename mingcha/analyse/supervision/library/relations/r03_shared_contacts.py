"""R03: companies that compete or sell to one unit as strangers, but share a telephone, address or account."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.companies import COMPANIES
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.purchasing import PURCHASES
from mingcha.analyse.datasets.contracts.relations import ACCOUNT_HOLDERS
from mingcha.analyse.datasets.contracts.tenders import BIDS
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
from mingcha.analyse.supervision.library.relations import contacts
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys
from mingcha.foundation.words import Words

AGENCY_CONTACT = FalsePositive(
    "agency_contact", Words("代办机构、孵化器的电话、地址", "Telephone or address of an agency or incubator")
)
KNOWN_GROUP = FalsePositive(
    "known_group", Words("登记的母子公司、同一集团", "Parent and subsidiary on the register")
)
PAIR = ["company_code", "other_code"]


def _sharing(companies: ir.Table, accounts: ir.Table, crowd: int) -> ir.Table:
    """Pairs, the smaller code first, of different groups, with what they share."""
    found = contacts.pairs(contacts.of_companies(companies, accounts, crowd))
    found = found.filter(found.company_code < found.other_code)
    group = ibis.coalesce(companies.parent_code.nullif(""), companies.company_code)
    known = companies.select("company_code", "company", group=group)
    found = found.inner_join(known, "company_code")
    others = known.select(other_code="company_code", other="company", other_group="group")
    found = found.inner_join(others, "other_code")
    return found.filter(found["group"] != found.other_group)


def _met_in_lots(pairs: ir.Table, bids: ir.Table) -> ir.Table:
    """The bids of a pair in the lots where both bid."""
    made = bids.select("tender_id", "company_code", "bid_id")
    theirs = made.select("tender_id", other_code="company_code", other_bid="bid_id")
    met = pairs.inner_join(made, "company_code").inner_join(theirs, ["other_code", "tender_id"])
    both = [
        met.select(*PAIR, "tender_id", key=met[name], lot=ibis.literal(1)) for name in ("bid_id", "other_bid")
    ]
    return ibis.union(*both).select(*PAIR, "key", "lot", place="tender_id")


def _sold_to_one(pairs: ir.Table, purchases: ir.Table) -> ir.Table:
    """The purchases of one unit, category and year from both of a pair."""
    same = ("unit", "category", "year")
    made = purchases.mutate(year=purchases.bought_on.year())
    members = ibis.union(*(pairs.select(who=pairs[name]) for name in PAIR), distinct=True)
    made = made.select(*same, "purchase_id", who="company_code").semi_join(members, "who")
    cells = made.select(*same, "who").distinct()
    met = pairs.inner_join(cells.rename(company_code="who"), "company_code")
    met = met.inner_join(cells.rename(other_code="who"), ["other_code", *same])
    both = ibis.union(*(met.select(*PAIR, *same, who=met[name]) for name in PAIR))
    found = both.inner_join(made, ["who", *same])
    return found.select(*PAIR, key="purchase_id", lot=ibis.literal(0), place="unit")


def hits(
    companies: ir.Table, accounts: ir.Table, bids: ir.Table, purchases: ir.Table, *, crowd: int
) -> ir.Table:
    """One row for each pair: what they share, lots they met in, units they both sold to."""
    sharing = _sharing(companies, accounts, crowd)
    pairs = sharing.select(*PAIR).distinct()
    met = ibis.union(_met_in_lots(pairs, bids), _sold_to_one(pairs, purchases))
    met = met.group_by(*PAIR).agg(
        lots=met.place.nunique(where=met.lot == 1),
        units=met.place.nunique(where=met.lot == 0),
        keys_bids=keys(met.key, where=met.lot == 1),
        keys_purchases=keys(met.key, where=met.lot == 0),
    )
    rowed = ibis.union(sharing, sharing.mutate(key=sharing.other_key))
    found = rowed.group_by(*PAIR).agg(
        subject_name=rowed.company.max(),
        other=rowed.other.max(),
        kinds=rowed.kind.nunique(),
        keys_accounts=keys(rowed.key),
        **{kind: (rowed.kind == kind).any() for kind in contacts.WORDS},
    )
    parts = [ibis.ifelse(found[kind], f"、{word}", "") for kind, word in contacts.WORDS.items()]
    found = found.mutate(shared=(parts[0] + parts[1] + parts[2]).substr(1)).inner_join(met, PAIR)
    in_lots = (found.lots > 0).cast("int64")
    return found.select(
        "subject_name",
        "other",
        "shared",
        "lots",
        "units",
        "keys_accounts",
        "keys_bids",
        "keys_purchases",
        subject_key=found.company_code,
        score=capped(
            ibis.literal(0.3) + found.kinds * 0.1 + in_lots * 0.2 + found.account.cast("int64") * 0.1
        ),
        keys_companies=ibis.array([found.company_code, found.other_code]),
    )


COMPANY = "company_code company phone address parent_code"
BID = "bid_id tender_id company_code"
PURCHASE = "purchase_id unit category company_code bought_on"
MET = {"bids": rows(BID, ("b1", "T1", "A"), ("b2", "T1", "B"), ("b3", "T2", "A"), ("b4", "T2", "C"))}
MODEL = Model(
    code="R03",
    words=Words("投标人、供应商共用电话地址账户", "Shared contacts"),
    area=Area.RELATIONS,
    subject=Subject.COMPANY,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "同一标段投标或向同一单位供应同类货物的企业，登记电话、住所或银行账户相同",
        "Bidders of one lot or suppliers of one unit with the same telephone, address or account",
    ),
    basis=(
        Words(
            "招标投标法实施条例第三十四条：存在控股、管理关系的不同单位不得参加同一标段投标",
            "Regulation on tendering art. 34: units under one control may not bid for one lot",
        ),
    ),
    inputs={"companies": COMPANIES, "accounts": ACCOUNT_HOLDERS, "bids": BIDS, "purchases": PURCHASES},
    optional=("accounts", "bids", "purchases"),
    parameters=(
        whole("crowd", "共用电话地址企业上限", "Most companies sharing a contact", 10, 2, 200, unit="家"),
    ),
    evidence=(
        Evidence("other", Words("另一企业", "Other company")),
        Evidence("shared", Words("相同之处", "What they share")),
        Evidence("lots", Words("同投标段", "Lots together"), unit="个"),
        Evidence("units", Words("同供单位", "Units both sold to"), unit="家"),
    ),
    sentence=Words(
        "{subject_name}与{other}登记的是{shared}；两家同投{lots}个标段，同向{units}家单位供应同类货物。",
        "{subject_name} and {other} share {shared}; they met in {lots} lots and sold alike to {units} units.",
    ),
    to_check=Words(
        "实地查看两家是否同处办公、同一班人；查账户实际控制人；对照投标文件与报价。",
        "See whether they share rooms and staff; who controls the account; compare bids and quotes.",
    ),
    false_positives=(AGENCY_CONTACT, KNOWN_GROUP),
    hits=hits,
    notes=Words(
        "电话、地址、账户须完全相同；超过上限的企业共用的视为代办机构。"
        "登记有同一控股法人的视为公开的集团，不计。"
        "对象取代码较小的一家，同供以同一单位、品目、自然年为准。",
        "Contacts must be equal; those of more companies than the limit are an agency's. Companies "
        "with one parent "
        "on the register are an open group. The subject is the smaller code; suppliers meet in one "
        "unit, category "
        "and year.",
    ),
    cases=(
        Case(
            "one telephone and one account, rivals in a lot",
            rows=MET
            | {
                "companies": rows(
                    COMPANY,
                    ("A", "甲", "1001 ", "路1号", None),
                    ("B", "乙", "1001", "路2号", None),
                    ("C", "丙", "", "", None),
                ),
                "accounts": rows(
                    "record_id holder_id account",
                    ("a1", "A", "9999"),
                    ("a2", "B", "9999"),
                    ("a3", "C", "9998"),
                ),
            },
            hits={
                "A": {
                    "other": "乙",
                    "shared": "同一电话、同一账户",
                    "lots": 1,
                    "units": 0,
                    "score": 0.8,
                    "keys": {
                        "companies": ("A", "B"),
                        "accounts": ("a1", "a2"),
                        "bids": ("b1", "b2"),
                        "purchases": (),
                    },
                }
            },
        ),
        Case(
            "one address, suppliers of one unit",
            rows={
                "companies": rows(COMPANY, ("A", "甲", None, "路1号", None), ("B", "乙", None, "路1号", "Z")),
                "purchases": rows(
                    PURCHASE,
                    ("p1", "某局", "家具", "A", "2025-01-01"),
                    ("p2", "某局", "家具", "B", "2025-12-01"),
                ),
            },
            hits={"A": {"shared": "同一地址", "lots": 0, "units": 1, "score": 0.4}},
        ),
        Case(
            "sharing without meeting: another lot, another year, another category",
            rows={
                "companies": rows(COMPANY, ("B", "乙", "1001", None, None), ("C", "丙", "1001", None, None)),
                "purchases": rows(
                    PURCHASE,
                    ("p1", "某局", "家具", "B", "2024-12-31"),
                    ("p2", "某局", "家具", "C", "2025-01-01"),
                    ("p3", "某局", "印刷", "B", "2025-01-01"),
                ),
            }
            | MET,
        ),
        Case(
            "the telephone of an agency",
            rows=MET | {"companies": rows(COMPANY, *((one, one, "1001", None, None) for one in "ABC"))},
            innocent="agency_contact",
            parameters={"crowd": 2},
        ),
        Case(
            "parent and subsidiary",
            rows=MET
            | {"companies": rows(COMPANY, ("A", "甲", "1001", None, None), ("B", "乙", "1001", None, "A"))},
            innocent="known_group",
        ),
    ),
)
