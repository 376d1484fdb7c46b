"""M25: bidders of one lot linked by a person: contact, site manager, owner, manager or insured staff."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.companies import COMPANY_ROLES
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.people import SOCIAL_INSURANCE
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
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys, months_between
from mingcha.foundation.words import Words

DISCLOSED_GROUP = FalsePositive(
    "disclosed_group", Words("已声明的同一集团成员", "Members of one group, and they said so")
)
OLD_STAFF = FalsePositive("old_staff", Words("人员投标前已离职、退股", "The person had left before the bid"))
KINDS = {"person": "人员", "phone": "电话", "head": "法定代表人", "role": "股东高管", "insured": "社保"}


def _ties(table: ir.Table, kind: str | ir.Value, who: str, key: str) -> ir.Table:
    """Who is tied to which bid's company, by what (one kind, or a kind for each row), on which row."""
    shown = table.select(
        "tender_id",
        "company_code",
        "unit",
        kind=ibis.literal(kind) if isinstance(kind, str) else kind,
        who=table[who],
        key=table[key].cast("string"),
    )
    return shown.filter(shown.who.notnull() & (shown.who != ""))


def _bids(bids: ir.Table, tenders: ir.Table) -> ir.Table:
    """Bids with the day of opening; `unit` is one for all bidders of one declared group."""
    opened = bids.inner_join(tenders.select("tender_id", "opened_on"), "tender_id")
    return opened.mutate(unit=ibis.coalesce(opened.declared_group.nullif(""), opened.company_code))


def _owners(bids: ir.Table, roles: ir.Table) -> ir.Table:
    held = bids.select("tender_id", "company_code", "unit", "opened_on").inner_join(
        roles.select("company_code", "role_id", "person_id", "role", "since", "until"), "company_code"
    )
    begun = held.since.isnull() | (held.since <= held.opened_on)
    return held.filter(begun & (held.until.isnull() | (held.until >= held.opened_on)))


def _insured(bids: ir.Table, insurance: ir.Table, named: ir.Table, months: int) -> ir.Table:
    """Insured staff, only of persons who are named by some bid or register: others link nobody."""
    staff = insurance.semi_join(named, insurance.person_id == named.who)
    paid = bids.select("tender_id", "company_code", "unit", "opened_on").inner_join(
        staff.select("pay_id", "person_id", "month", company_code=staff.payer_code), "company_code"
    )
    return paid.filter(months_between(paid.month, paid.opened_on).between(0, months))


def _linked(ties: ir.Table) -> ir.Table:
    """The ties of those who link bidders of a lot: of two groups, or as the head of two companies."""
    head, code = ties.kind == "head", ties.company_code
    links = ties.group_by("tender_id", "who").agg(
        low=ties.unit.min(), high=ties.unit.max(), first=code.min(where=head), last=code.max(where=head)
    )
    links = links.filter((links.low != links.high) | (links["first"] != links["last"]))
    return ties.semi_join(links, ["tender_id", "who"])


def _by_lot(linked: ir.Table) -> ir.Table:
    found = linked.group_by("tender_id").agg(
        bidders=linked.company_code.nunique(),
        links=linked.who.nunique(),
        keys_bids=keys(linked.key, where=linked.kind.isin(["person", "phone"])),
        keys_roles=keys(linked.key, where=linked.kind.isin(["head", "role"])),
        keys_insurance=keys(linked.key, where=linked.kind == "insured"),
        **{kind: (linked.kind == kind).any() for kind in KINDS},
    )
    words = [ibis.ifelse(found[kind], f"{word} ", "") for kind, word in KINDS.items()]
    return found.mutate(how=(words[0] + words[1] + words[2] + words[3] + words[4]).strip())


def hits(bids: ir.Table, tenders: ir.Table, roles: ir.Table, insurance: ir.Table, *, months: int) -> ir.Table:
    """One row for each lot: bidders linked, by how many persons or telephones, of which kinds."""
    opened = _bids(bids, tenders)
    owners = _owners(opened, roles).filter(lambda one: one.role.notnull())
    named = ibis.union(
        _ties(opened, "person", "contact_id", "bid_id"),
        _ties(opened, "person", "manager_id", "bid_id"),
        _ties(owners, ibis.ifelse(owners.role == "legal", "head", "role"), "person_id", "role_id"),
    )
    staff = _ties(_insured(opened, insurance, named, months), "insured", "person_id", "pay_id")
    ties = ibis.union(named, staff, _ties(opened, "phone", "contact_phone", "bid_id"))
    found = _by_lot(_linked(ties)).left_join(tenders.select("tender_id", "tender"), "tender_id")
    extra = ibis.least(found.links - 1, 3) * 0.1 + (found["role"] | found["head"]).cast("int64") * 0.1
    return found.select(
        "bidders",
        "links",
        "how",
        "keys_bids",
        "keys_roles",
        "keys_insurance",
        subject_key=found.tender_id,
        subject_name=found.tender,
        score=capped(ibis.literal(0.6) + extra),
        keys_tenders=ibis.array([found.tender_id]),
    )


BID = "bid_id tender_id company_code contact_id contact_phone manager_id declared_group"
LOT = {"tenders": rows("tender_id tender opened_on", ("T1", "某路一标段", "2025-03-10"))}
ONE, TWO = "990101198001010014", "990101198001010022"
MODEL = Model(
    code="M25",
    words=Words("投标人之间人员、股东、社保关联", "Bidders linked by persons"),
    area=Area.TENDERS,
    subject=Subject.PROJECT,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "同一标段不同投标人的联系人、项目负责人、法定代表人、股东、高管或参保人员为同一人",
        "One person is contact, site manager, owner, manager or insured staff of several bidders of a lot",
    ),
    basis=(
        Words(
            "招标投标法实施条例第三十四条、第四十条：负责人为同一人、项目管理成员为同一人等情形",
            "Regulation on tendering arts. 34 and 40: the same head, the same project staff",
        ),
    ),
    inputs={"bids": BIDS, "tenders": TENDERS, "roles": COMPANY_ROLES, "insurance": SOCIAL_INSURANCE},
    optional=("roles", "insurance"),
    parameters=(whole("months", "参保追溯月数", "Months of insurance before opening", 3, 0, 24, unit="月"),),
    evidence=(
        Evidence("bidders", Words("关联的投标人", "Bidders linked"), unit="家"),
        Evidence("links", Words("关联点", "Persons and telephones linking them"), unit="个"),
        Evidence("how", Words("关联方式", "How they are linked")),
    ),
    sentence=Words(
        "标段“{subject_name}”（{subject_key}）有{bidders}家投标人相互关联，关联点{links}个（{how}）。",
        "{bidders} bidders of “{subject_name}” ({subject_key}) are linked by {links} persons or telephones "
        "({how}).",
    ),
    to_check=Words(
        "核对人员身份、任职与参保起止；询问为何代表多家投标；查投标文件编制人。",
        "Check who the person is and when employed; ask why one acts for several; who wrote the bids.",
    ),
    false_positives=(DISCLOSED_GROUP, OLD_STAFF),
    hits=hits,
    notes=Words(
        "按身份证号和电话匹配，不按姓名。声明同一集团的视为一家，但法定代表人为同一人的，声明也不免除。"
        "两家先后参保而无其他身份的人多为换工作，不计。",
        "Matched by identity number and telephone, never by name. Members of one declared group count as "
        "one, except under one legal representative, which no disclosure mends. Persons merely insured by "
        "two bidders are mostly changing jobs and are not counted.",
    ),
    cases=(
        Case(
            "the contact of one is a shareholder of another, whose site manager is insured by a third",
            rows={
                "bids": rows(
                    BID,
                    ("b1", "T1", "A", ONE, "1001", None, None),
                    ("b2", "T1", "B", None, "1002", TWO, None),
                    ("b3", "T1", "C", None, "1003", None, None),
                    ("b4", "T1", "D", None, "1004", None, None),
                ),
                "roles": rows(
                    "role_id company_code person_id role until",
                    ("r1", "B", ONE, "shareholder", None),
                    ("r2", "D", ONE, "shareholder", "2025-03-09"),
                ),
                "insurance": rows(
                    "pay_id person_id payer_code month",
                    ("i1", TWO, "C", "2025-01-01"),
                    ("i2", TWO, "D", "2025-04-01"),
                ),
            }
            | LOT,
            hits={
                "T1": {
                    "bidders": 3,
                    "links": 2,
                    "how": "人员 股东高管 社保",
                    "keys": {
                        "bids": ("b1", "b2"),
                        "roles": ("r1",),
                        "insurance": ("i1",),
                        "tenders": ("T1",),
                    },
                }
            },
        ),
        Case(
            "one telephone",
            rows={
                "bids": rows(
                    BID,
                    ("b1", "T1", "A", None, "1001", None, "示例集团"),
                    ("b2", "T1", "B", None, "1001", None, None),
                )
            }
            | LOT,
            hits={"T1": {"how": "电话", "score": 0.6}},
        ),
        Case(
            "members of a group that said so",
            rows={
                "bids": rows(
                    BID,
                    ("b1", "T1", "A", ONE, "1001", None, "示例集团"),
                    ("b2", "T1", "B", ONE, "1001", None, "示例集团"),
                )
            }
            | LOT,
            innocent="disclosed_group",
        ),
        Case(
            "a group that said so, under one head",
            rows={
                "bids": rows(
                    BID,
                    ("b1", "T1", "A", None, "1001", None, "示例集团"),
                    ("b2", "T1", "B", None, "1002", None, "示例集团"),
                ),
                "roles": rows(
                    "role_id company_code person_id role",
                    ("r1", "A", ONE, "legal"),
                    ("r2", "B", ONE, "legal"),
                ),
            }
            | LOT,
            hits={
                "T1": {
                    "how": "法定代表人",
                    "keys": {"bids": (), "roles": ("r1", "r2"), "insurance": (), "tenders": ("T1",)},
                }
            },
        ),
        Case(
            "staff who left four months before, and a share sold the day before",
            rows={
                "bids": rows(
                    BID,
                    ("b1", "T1", "A", ONE, "1001", None, None),
                    ("b2", "T1", "B", TWO, "1002", None, None),
                ),
                "roles": rows(
                    "role_id company_code person_id role until", ("r1", "B", ONE, "manager", "2025-03-09")
                ),
                "insurance": rows("pay_id person_id payer_code month", ("i1", TWO, "A", "2024-11-01")),
            }
            | LOT,
            innocent="old_staff",
        ),
    ),
)
