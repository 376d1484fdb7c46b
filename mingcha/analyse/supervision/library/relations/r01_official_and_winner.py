"""R01: the shortest chain from an official to a company that wins awards of the official's unit."""

from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.companies import COMPANIES, COMPANY_ROLES
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.people import KIN, OFFICIALS, RESIDENTS
from mingcha.analyse.datasets.contracts.relations import ACCOUNT_HOLDERS
from mingcha.analyse.datasets.contracts.tenders import AWARDS
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
from mingcha.analyse.supervision.library.relations import chains, contacts
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys, yuan
from mingcha.foundation.words import Words

POST_ENDED = FalsePositive(
    "post_ended", Words("中标时已不任职、不持股", "Post or share ended before the award")
)
AGENCY_CONTACT = FalsePositive(
    "agency_contact", Words("代办机构的电话、地址", "Telephone or address of a registration agency")
)
DISTANT_KIN = FalsePositive("distant_kin", Words("亲等较远", "Distant kin"))
FAIR_AWARD = FalsePositive(
    "fair_award", Words("公开竞争、已回避，未利用职权", "A fair award; the official had stepped aside")
)
COMMON = (
    *("official_id", "official", "unit", "post_since", "post_until", "winner", "steps", "path", "from_on"),
    *("to_on", "weak", "passed", "key_kin", "key_role", "key_resident", "key_account", "key_account_of"),
)
LINKED = ("key_role_one", "key_role_two", "key_account_one", "key_account_two")
PAIR = ["official_id", "winner"]
TAGS = {"awards": "W", "kin": "K", "residents": "P", "roles": "R", "accounts": "A"}
KEYED = {
    **{"award_id": "W", "key_kin": "K", "key_resident": "P"},
    **dict.fromkeys(("key_role", *LINKED[:2]), "R"),
    **dict.fromkeys(("key_account", "key_account_of", *LINKED[2:]), "A"),
}  # columns of keys, and the mark of the table they are of


def _one_more(table: ir.Table) -> Any:
    return (table.steps + 1).cast("int64")


def _chains(people: ir.Table, touched: ir.Table, links: ir.Table, names: ir.Table) -> ir.Table:
    """Chains of one to three steps; the winner's name is still to be added."""
    first = people.inner_join(touched, "person")
    first = first.mutate(path=first.start + chains.ARROW + first.how, steps=_one_more(first))
    direct = first.mutate(
        winner=first.company_code,
        passed=ibis.null("string"),
        **{name: ibis.null("string") for name in LINKED},
        **{name: ibis.null("date") for name in chains.PERIODS},
    )
    second = first.inner_join(links, "company_code").left_join(names, "company_code")
    second = second.mutate(
        path=second.path + chains.ARROW + second.company_name.fill_null("") + chains.ARROW + second.tie,
        steps=_one_more(second),
        weak=second.weak + second.tie_weak,
        passed=second.company_code,
    )
    columns = (*COMMON, *LINKED, *chains.PERIODS)
    return ibis.union(direct.select(*columns), second.select(*columns))


def _shortest(found: ir.Table) -> ir.Table:
    """Of the chains between one official and one winner the shortest, firmest, and first as text.

    A window, not a join: the chains, which are many joins, are then worked out once.
    """
    ranked = found.mutate(order=(found.steps * 10 + found.weak).cast("string") + found.path)
    ranked = ranked.mutate(least=ranked.order.min().over(ibis.window(group_by=PAIR)))
    best = ranked.filter(ranked.order == ranked.least)
    same = ibis.window(group_by=[*PAIR, "award_id"], order_by=list(KEYED))
    return best.mutate(copy=ibis.row_number().over(same))


def _awarded(found: ir.Table, awards: ir.Table, own_unit: int) -> ir.Table:
    """Chains that held on the day of an award, of the official's own unit unless all are wanted."""
    won = awards.select(
        "award_id", "owner", "amount", "awarded_on", winner="company_code", winner_name="company"
    )
    held = found.inner_join(won, "winner")
    held = held.filter((held.owner == held.unit) | ibis.literal(own_unit == 0))
    for first, last in (("post_since", "post_until"), ("from_on", "to_on"), *chains.PERIOD_PAIRS):
        held = chains.within(held, first, last, "awarded_on")
    return held


def _by_pair(best: ir.Table) -> ir.Table:
    """One row for each official and winner. Each row's keys are laid out one below the other first."""
    tagged = [ibis.literal(tag) + best[name] for name, tag in KEYED.items()]
    laid = best.mutate(tagged=ibis.array(tagged).unnest())
    laid = laid.filter(laid.tagged.notnull())
    laid = laid.mutate(tag=laid.tagged.substr(0, 1), key=laid.tagged.substr(1))
    counted = (laid.tag == "W") & (laid["copy"] == 0)
    arrays = {f"keys_{name}": keys(laid.key, where=laid.tag == tag) for name, tag in TAGS.items()}
    return laid.group_by(*PAIR).agg(
        subject_name=laid.official.max(),
        unit=laid.unit.max(),
        winner_name=laid.winner_name.max(),
        steps=laid.steps.max(),
        path=laid.path.max(),
        first=laid.awarded_on.min(),
        own=(laid.owner == laid.unit).any(),
        passed=laid.passed.max(),
        awards=laid.award_id.nunique(),
        amount=yuan(laid.amount.sum(where=counted)),
        **arrays,
    )


def _shown(found: ir.Table) -> ir.Table:
    """The hit as it is told: the longer the chain, the weaker."""
    away = (~found.own).cast("int64")
    return found.select(
        "subject_name",
        "unit",
        "winner",
        "winner_name",
        "steps",
        "awards",
        "amount",
        "first",
        "keys_awards",
        "keys_kin",
        "keys_residents",
        "keys_roles",
        "keys_accounts",
        subject_key=found.official_id,
        path=found.path + chains.ARROW + found.winner_name,
        score=capped(ibis.literal(0.95) - found.steps * 0.15 - away * 0.2),
        keys_officials=ibis.array([found.official_id]),
        keys_companies=ibis.array([found.winner, found.passed]),
    )


def hits(
    officials: ir.Table,
    kin: ir.Table,
    residents: ir.Table,
    roles: ir.Table,
    companies: ir.Table,
    accounts: ir.Table,
    awards: ir.Table,
    **given: Any,
) -> ir.Table:
    """One row for each official and winner: the shortest chain in words, and the awards."""
    people = chains.people(officials, kin, given["degree"])
    winners = awards.select(winner="company_code").distinct()
    of_companies = contacts.of_companies(companies, accounts, given["crowd"])
    of_persons = contacts.of_persons(officials, residents, accounts, people.select("person").distinct())
    touched = chains.touching(people, roles, of_persons, of_companies)
    links = chains.links(of_companies, roles, touched, winners)
    names = companies.select("company_code", company_name="company")
    found = _awarded(_chains(people, touched, links, names), awards, given["own_unit"])
    found = _by_pair(_shortest(found))
    return _shown(found)


ME, SPOUSE, FRIEND = "990101197001010012", "990101197201010029", "990101198001010037"
OFFICIAL = "person_id name unit phone"
AWARD = "award_id owner company_code company amount awarded_on"
ROLE = "role_id company_code person_id name role since until"
COMPANY = "company_code company phone address"
KINSHIP = "relation_id person_id kin_id kin_name relation degree"
BASE = {
    "officials": rows(OFFICIAL, (ME, "张某", "某局", "1009")),
    "kin": rows(KINSHIP, ("k1", ME, SPOUSE, "李某", "配偶", 1)),
    "awards": rows(AWARD, ("w1", "某局", "A", "甲公司", 500_000, "2025-06-01")),
}
MODEL = Model(
    code="R01",
    words=Words("公职人员与中标人的最短关联", "Shortest chain from official to winner"),
    area=Area.RELATIONS,
    subject=Subject.PERSON,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "公职人员经亲属、企业任职、共用电话地址账户，与本单位项目的中标人相连",
        "Officials tied to winners of their unit's awards by kin, posts, telephones, addresses or accounts",
    ),
    basis=(
        Words(
            "公职人员政务处分法、招标投标法：不得利用职务影响为亲属谋利，有利害关系的应当回避",
            "Law on sanctions, law on tendering: no gain for kin; who has an interest steps aside",
        ),
    ),
    inputs={
        "officials": OFFICIALS,
        "kin": KIN,
        "residents": RESIDENTS,
        "roles": COMPANY_ROLES,
        "companies": COMPANIES,
        "accounts": ACCOUNT_HOLDERS,
        "awards": AWARDS,
    },
    optional=("residents", "accounts"),
    parameters=(
        whole("degree", "亲等不超过", "Degree of kin", 2, 1, 4),
        whole("crowd", "共用电话地址企业上限", "Most companies sharing a contact", 10, 2, 200, unit="家"),
        whole("own_unit", "只看本单位项目（1是，0否）", "Only the own unit's awards (1 or 0)", 1, 0, 1),
    ),
    evidence=(
        Evidence("unit", Words("单位", "Unit")),
        Evidence("winner", Words("中标人代码", "Winner's code")),
        Evidence("winner_name", Words("中标人", "Winner")),
        Evidence("steps", Words("关联步数", "Steps"), unit="步"),
        Evidence("path", Words("关联路径", "Chain")),
        Evidence("awards", Words("中标次数", "Awards"), unit="次"),
        Evidence("amount", Words("中标金额", "Amount"), unit="元"),
        Evidence("first", Words("首次中标", "First award")),
    ),
    sentence=Words(
        "{subject_name}（{unit}）与中标人{winner_name}有{steps}步关联：{path}；"
        "自{first}起中标{awards}次、{amount}元。",
        "{subject_name} ({unit}) is {steps} steps from the winner {winner_name}: {path}; {awards} "
        "awards since "
        "{first}, ¥{amount}.",
    ),
    to_check=Words(
        "核实每一环节的登记原件；查该人是否经手项目、是否申报和回避；查资金往来。",
        "Verify every link on its paper; see whether the official handled the award, declared or "
        "stepped aside.",
    ),
    false_positives=(POST_ENDED, AGENCY_CONTACT, DISTANT_KIN, FAIR_AWARD),
    hits=hits,
    notes=Words(
        "步数按公职人员到中标人之间的环节计，不超过三步，即亲属、企业、关联企业；人按身份证号，"
        "单位按名称匹配。"
        "任职、在职须在中标日有效；等长的取联系方式环节少的，再取文字在先的。",
        "Steps are counted between official and winner, three at most: kin, company, company tied to "
        "it. Persons "
        "are matched by identity number, units by name. Posts must hold on the day of the award; of chains "
        "alike in length the one with fewer contacts, then the first as text, is shown.",
    ),
    cases=(
        Case(
            "the official's own telephone is the winner's, which is shorter than over the spouse",
            rows=BASE
            | {
                "roles": rows(ROLE, ("r1", "B", SPOUSE, "李某", "legal", "2020-01-01", "2025-06-01")),
                "companies": rows(COMPANY, ("B", "乙公司", "1009", None)),
                "awards": rows(AWARD, ("w1", "某局", "B", "乙公司", 300_000, "2025-06-01")),
            },
            hits={ME: {"steps": 1, "path": "张某 → 同一电话 → 乙公司", "score": 0.8}},
        ),
        Case(
            "the spouse is a shareholder; as long but less firm over a company with the official's telephone",
            rows=BASE
            | {
                "roles": rows(
                    ROLE,
                    ("r1", "A", SPOUSE, "李某", "shareholder", "2020-01-01", None),
                    ("r2", "B", SPOUSE, "李某", "legal", "2020-01-01", None),
                ),
                "companies": rows(COMPANY, ("A", "甲公司", "1001", ""), ("B", "乙公司", "1009", None)),
            },
            hits={
                ME: {
                    "steps": 2,
                    "path": "张某 → 配偶李某 → 股东 → 甲公司",
                    "amount": 500_000,
                    "score": 0.65,
                    "keys": {
                        "officials": (ME,),
                        "kin": ("k1",),
                        "residents": (),
                        "roles": ("r1",),
                        "companies": ("A",),
                        "accounts": (),
                        "awards": ("w1",),
                    },
                }
            },
        ),
        Case(
            "the spouse's company shares an account with the winner",
            rows=BASE
            | {
                "roles": rows(ROLE, ("r1", "B", SPOUSE, "李某", "legal", None, None)),
                "companies": rows(COMPANY, ("A", "甲公司", "1001", None), ("B", "乙公司", "1002", None)),
                "accounts": rows("record_id holder_id account", ("a1", "A", "9999"), ("a2", "B", "9999")),
            },
            hits={
                ME: {
                    "steps": 3,
                    "path": "张某 → 配偶李某 → 法定代表人 → 乙公司 → 同一账户 → 甲公司",
                    "score": 0.5,
                    "keys": {
                        "officials": (ME,),
                        "kin": ("k1",),
                        "residents": (),
                        "roles": ("r1",),
                        "companies": ("A", "B"),
                        "accounts": ("a1", "a2"),
                        "awards": ("w1",),
                    },
                }
            },
        ),
        Case(
            "a relative's home is the seat of a company whose manager has a post in the winner",
            rows=BASE
            | {
                "residents": rows("person_id address", (SPOUSE, "示例路1号")),
                "companies": rows(COMPANY, ("A", "甲公司", None, None), ("B", "乙公司", None, "示例路1号")),
                "roles": rows(
                    ROLE,
                    ("r1", "B", FRIEND, "王某", "manager", None, None),
                    ("r2", "A", FRIEND, "王某", "legal", None, None),
                ),
            },
            hits={
                ME: {
                    "path": "张某 → 配偶李某 → 同一地址 → 乙公司 → 同一人任职王某 → 甲公司",
                    "keys": {
                        "officials": (ME,),
                        "kin": ("k1",),
                        "residents": (SPOUSE,),
                        "roles": ("r1", "r2"),
                        "companies": ("A", "B"),
                        "accounts": (),
                        "awards": ("w1",),
                    },
                }
            },
        ),
        Case(
            "the share was sold the day before the award; another unit's award",
            rows=BASE
            | {
                "roles": rows(
                    ROLE,
                    ("r1", "A", SPOUSE, "李某", "shareholder", "2020-01-01", "2025-05-31"),
                    ("r2", "B", SPOUSE, "李某", "legal", None, None),
                ),
                "awards": BASE["awards"] + rows(AWARD, ("w2", "别局", "B", "乙公司", 900_000, "2025-07-01")),
            },
            innocent="post_ended",
        ),
        Case(
            "the telephone of an agency",
            rows=BASE | {"companies": rows(COMPANY, *((one, one, "1009", None) for one in ("A", "B", "C")))},
            innocent="agency_contact",
            parameters={"crowd": 2},
        ),
        Case(
            "a cousin",
            rows=BASE
            | {
                "kin": rows(KINSHIP, ("k1", ME, SPOUSE, "李某", "表弟", 4)),
                "roles": rows(ROLE, ("r1", "A", SPOUSE, "李某", "legal", None, None)),
            },
            innocent="distant_kin",
        ),
    ),
)
