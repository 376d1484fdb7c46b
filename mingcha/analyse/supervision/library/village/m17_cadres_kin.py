"""M17: village works won by companies that village cadres or their relatives own, run or work for."""

from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.companies import COMPANY_ROLES
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.people import KIN, OFFICIALS, RESIDENTS, SOCIAL_INSURANCE
from mingcha.analyse.datasets.contracts.village import VILLAGE_WORKS
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
from mingcha.analyse.supervision.portable import capped, keys, months_between
from mingcha.foundation.words import Words

DISTANT = FalsePositive("distant", Words("远亲，没有实际往来", "Distant kin, without dealings"))
NAMESAKE = FalsePositive("namesake", Words("同名不同人", "A namesake"))
LEFT_OFFICE = FalsePositive("left_office", Words("签约时已离任或尚未任职", "Not in office at the time"))
ONLY_BIDDER = FalsePositive("only_bidder", Words("当地只有这一家能做", "The only firm near that could do it"))
ROLE_WEIGHTS = {"legal": 1.0, "shareholder": 0.8, "manager": 0.6, "supervisor": 0.5}
STAFF = 0.4
KIN_WEIGHTS = {1: 0.8, 2: 0.5, 3: 0.3}  # by degree; further kin 0.1
DISTANT_KIN, SAME_HOUSEHOLD, HIMSELF = 0.1, 0.7, 1.0
LEADER, MEMBER = 1.0, 0.7


def hits(
    works: ir.Table,
    officials: ir.Table,
    roles: ir.Table,
    insurance: ir.Table,
    kin: ir.Table,
    residents: ir.Table,
    *,
    threshold: float,
    months: int,
) -> ir.Table:
    """One row for each of the works: how closely its builder is tied to the village's cadres."""
    cadres = officials.filter(officials.is_village & officials.village.notnull())
    cadres = cadres.semi_join(works, "village")
    cadres = cadres.select("village", "name", "since", "until", "is_leader", official_id=cadres.person_id)
    circle = _circle(cadres, kin, residents)
    ties = _ties(works, roles, insurance, months).inner_join(circle, ["village", "person_id"])
    ties = ties.inner_join(cadres.drop("village"), "official_id")
    held = (ties.since.isnull() | (ties.since <= ties.signed_on)) & (
        ties.until.isnull() | (ties.until >= ties.signed_on)
    )
    post = ibis.ifelse(ties.is_leader.fill_null(False), LEADER, MEMBER)
    ties = ties.filter(held).mutate(tie=ties.role_weight * ties.kin_weight * post)
    by_person = ties.group_by("work_id", "person_id").agg(
        closest=ties.tie.max(),
        pair=(ties.name + "—" + ties.linked).max(),
        official_key=ties.official_id.max(),
        role_key=ties.role_id.max(),
        pay_key=ties.pay_id.max(),
        kin_key=ties.relation_id.max(),
    )
    return _by_work(by_person, works, threshold)


def _by_work(by_person: ir.Table, works: ir.Table, threshold: float) -> ir.Table:
    summed = by_person.group_by("work_id").agg(
        strength=by_person.closest.cast("decimal(18, 4)").sum().cast("float64"),
        persons=by_person.person_id.nunique(),
        pair=by_person.pair.max(),
        keys_officials=keys(by_person.official_key),
        keys_roles=keys(by_person.role_key),
        keys_insurance=keys(by_person.pay_key),
        keys_kin=keys(by_person.kin_key),
    )
    found = summed.filter(summed.strength > threshold).inner_join(works, "work_id")
    return found.select(
        "strength",
        "persons",
        "pair",
        "village",
        "winner",
        "amount",
        "signed_on",
        "keys_officials",
        "keys_roles",
        "keys_insurance",
        "keys_kin",
        subject_key=found.work_id,
        subject_name=found.work,
        score=capped(found.strength * 0.4 + 0.4),
        keys_works=ibis.array([found.work_id]),
    )


def _circle(cadres: ir.Table, kin: ir.Table, residents: ir.Table) -> ir.Table:
    """Cadres of these villages and who is close to them, each with a weight."""
    who = cadres.select("village", "official_id", "name").distinct()
    himself = _near(who, who.official_id, ibis.literal(HIMSELF), who.name)
    weight = ibis.cases(
        *((kin.degree == degree, weight) for degree, weight in KIN_WEIGHTS.items()), else_=DISTANT_KIN
    )
    relation = kin.mutate(kin_weight=weight)
    down = relation.select("relation_id", "kin_weight", official_id="person_id", other="kin_id")
    up = relation.select("relation_id", "kin_weight", official_id="kin_id", other="person_id")
    both = ibis.union(down, up).inner_join(who, "official_id")
    relatives = _near(both, both.other, both.kin_weight, both.name, both.relation_id)
    home = residents.select("household", official_id="person_id").inner_join(who, "official_id")
    home = home.inner_join(residents.select("household", other="person_id"), "household")
    home = home.filter(home.other != home.official_id)
    housemates = _near(home, home.other, ibis.literal(SAME_HOUSEHOLD), home.name)
    return ibis.union(himself, relatives, housemates).drop("official")


def _near(found: ir.Table, person: Any, weight: Any, official: Any, relation: Any = None) -> ir.Table:
    return found.select(
        "village",
        "official_id",
        person_id=person,
        kin_weight=weight.cast("float64"),
        official=official,
        relation_id=ibis.null("string") if relation is None else relation,
    )


def _ties(works: ir.Table, roles: ir.Table, insurance: ir.Table, months: int) -> ir.Table:
    """Who owned, ran or worked for the builder when the contract was signed."""
    asked = works.select("work_id", "village", "signed_on", company_code="winner_code")
    run = roles.select("role_id", "company_code", "person_id", "role", "name", from_on="since", to_on="until")
    run = run.inner_join(asked, "company_code")
    then = (run.from_on.isnull() | (run.from_on <= run.signed_on)) & (
        run.to_on.isnull() | (run.to_on >= run.signed_on)
    )
    weight = ibis.cases(*((run.role == role, weight) for role, weight in ROLE_WEIGHTS.items()), else_=STAFF)
    run = run.filter(then).select(
        "work_id",
        "village",
        "signed_on",
        "person_id",
        "role_id",
        linked=run.name.fill_null(""),
        pay_id=ibis.null("string"),
        role_weight=weight.cast("float64"),
    )
    paid = insurance.select("pay_id", "person_id", "name", "month", company_code="payer_code")
    paid = paid.inner_join(asked, "company_code")
    paid = paid.filter(months_between(paid.month, paid.signed_on).between(-months, months))
    staff = paid.select(
        "work_id",
        "village",
        "signed_on",
        "person_id",
        role_id=ibis.null("string"),
        linked=paid.name.fill_null(""),
        pay_id=paid.pay_id,
        role_weight=ibis.literal(STAFF),
    )
    return ibis.union(run, staff)


CODE = "91990101MA0000001A"
HEAD, WIFE, SON, THIRD = (
    "110101195001010010",
    "110101195501010023",
    "110101197501010035",
    "110101197001010048",
)
WORKS = rows(
    "work_id work village signed_on amount winner_code winner",
    ("W1", "通村路", "示例村", "2024-05-01", 400_000, CODE, "示例公司"),
)
OFFICIAL = "person_id name unit village is_village is_leader since until"
HEADS = rows(OFFICIAL, (HEAD, "甲", "示例村委会", "示例村", True, True, "2021-01-01", None))
ROLE = "role_id company_code person_id name role since until"
RELATION = "relation_id person_id kin_id degree"


def _owned_by(person: str, name: str = "乙", role: str = "legal") -> list[dict[str, Any]]:
    return rows(ROLE, ("R1", CODE, person, name, role, "2020-01-01", None))


MODEL = Model(
    code="M17",
    words=Words("村级工程与村干部亲属关联", "Village works won by cadres' kin"),
    area=Area.VILLAGE,
    subject=Subject.PROJECT,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "承建单位的法人、股东、高管、参保职工是本村村干部本人、近亲属或同户人员的村级工程",
        "Village works whose builder is owned, run or staffed by the village's cadres, their kin or "
        "household",
    ),
    basis=(
        Words(
            "《农村基层干部廉洁履行职责若干规定》：不得以权谋私、为本人及亲属承揽工程谋利",
            "Rules for rural cadres: no works for oneself or one's relatives by one's office",
        ),
        Words(
            "人员×亲属权重×职务权重的算法见公开专利申请",
            "Persons by weight of kin and of post: a published patent",
        ),
    ),
    inputs={
        "works": VILLAGE_WORKS,
        "officials": OFFICIALS,
        "roles": COMPANY_ROLES,
        "insurance": SOCIAL_INSURANCE,
        "kin": KIN,
        "residents": RESIDENTS,
    },
    optional=("insurance", "kin", "residents"),
    parameters=(
        share("threshold", "关联强度下限", "Least strength of the tie", 0.3, 0.0, 3.0),
        whole("months", "社保距签约月数", "Months of insurance around signing", 6, 0, 36, unit="月"),
    ),
    evidence=(
        Evidence("village", Words("村（社区）", "Village")),
        Evidence("winner", Words("承建单位", "Builder")),
        Evidence("amount", Words("合同金额", "Amount"), unit="元"),
        Evidence("signed_on", Words("合同日期", "Signed on")),
        Evidence("persons", Words("关联人数", "Persons tied")),
        Evidence("pair", Words("村干部—关联人", "Cadre and person tied")),
        Evidence("strength", Words("关联强度", "Strength of the tie")),
    ),
    sentence=Words(
        "{village}“{subject_name}”（{amount}元，{signed_on}）由{winner}承建，"
        "其{persons}名人员与村干部关联（{pair}），"
        "强度{strength}。",
        "{village}: {subject_name} (¥{amount}, {signed_on}) built by {winner}; {persons} of its people "
        "are tied to "
        "the cadres ({pair}), strength {strength}.",
    ),
    to_check=Words(
        "查招标或比选过程、回避记录；核实亲属关系；查资金最后流向；问同镇其他施工队是否知情、能否参与。",
        "How the builder was chosen and who stood aside; the kinship; where the money went; who else "
        "could bid.",
    ),
    false_positives=(DISTANT, NAMESAKE, LEFT_OFFICE, ONLY_BIDDER),
    hits=hits,
    cases=(
        Case(
            "the head's wife owns the builder, and his son works there",
            rows={
                "works": WORKS,
                "officials": HEADS,
                "roles": _owned_by(WIFE),
                "insurance": rows(
                    "pay_id person_id name payer_code month",
                    ("S1", SON, "丙", CODE, "2024-05-01"),
                    ("S0", SON, "丙", CODE, "2023-10-01"),
                ),
                "kin": rows(RELATION, ("K1", HEAD, WIFE, 1), ("K2", SON, HEAD, 1)),
                "residents": rows("person_id household", (HEAD, "H1"), (WIFE, "H1")),
            },
            hits={
                "W1": {
                    "persons": 2,
                    "strength": 1.12,
                    "score": 0.848,
                    "keys": {
                        "works": ("W1",),
                        "officials": (HEAD,),
                        "roles": ("R1",),
                        "insurance": ("S1",),
                        "kin": ("K1", "K2"),
                    },
                }
            },
        ),
        Case(
            "a member himself holds shares",
            rows={
                "works": WORKS,
                "officials": rows(OFFICIAL, (HEAD, "甲", "示例村委会", "示例村", True, False, None, None)),
                "roles": _owned_by(HEAD, "甲", "shareholder"),
            },
            hits={"W1": {"strength": 0.56, "pair": "甲—甲"}},
        ),
        Case(
            "of the same household, but only of the builder's staff, under a member",
            rows={
                "works": WORKS,
                "officials": rows(OFFICIAL, (HEAD, "甲", "示例村委会", "示例村", True, False, None, None)),
                "insurance": rows(
                    "pay_id person_id name payer_code month", ("S1", WIFE, "乙", CODE, "2024-05-01")
                ),
                "residents": rows("person_id household", (HEAD, "H1"), (WIFE, "H1")),
            },
        ),
        Case(
            "a cadre of another village",
            rows={
                "works": WORKS,
                "officials": rows(OFFICIAL, (HEAD, "甲", "邻村委会", "邻村", True, True, None, None)),
                "roles": _owned_by(HEAD),
            },
        ),
        Case(
            "kin of the fifth degree",
            rows={
                "works": WORKS,
                "officials": HEADS,
                "roles": _owned_by(THIRD),
                "kin": rows(RELATION, ("K1", HEAD, THIRD, 5)),
            },
            innocent="distant",
        ),
        Case(
            "the head's name, another person",
            rows={"works": WORKS, "officials": HEADS, "roles": _owned_by(SON, "甲")},
            innocent="namesake",
        ),
        Case(
            "left office before the contract",
            rows={
                "works": WORKS,
                "officials": rows(
                    OFFICIAL, (HEAD, "甲", "示例村委会", "示例村", True, True, "2015-01-01", "2020-12-31")
                ),
                "roles": _owned_by(HEAD),
            },
            innocent="left_office",
        ),
    ),
    notes=Words(
        "强度＝各关联人的（任职权重×亲属权重×村职权重）取最高后相加。任职：法人1、股东0.8、高管0.6、"
        "监事0.5、参保职工0.4；"
        "亲属：本人1、一亲等0.8、同户0.7、二亲等0.5、三亲等0.3、更远0.1；村职：班子成员1、其他0.7。"
        "只按身份证号认人，同名不算。当地只有一家能做，数据上分不出。工程用村级工程台账，不用招投标表，"
        "因多数不进交易平台。",
        "Strength adds, over the persons tied, the largest of role by kin by post. Roles: legal 1, "
        "shareholder "
        "0.8, manager 0.6, supervisor 0.5, staff 0.4; kin: self 1, first degree 0.8, same household 0.7, "
        "second "
        "0.5, third 0.3, further 0.1; post: leadership 1, other 0.7. Persons are known by identity number "
        "only. "
        "Village works have a ledger of their own, since most never reach the tender platform.",
    ),
)
