"""M40: officials who run or own companies, and leaders' relatives who trade in the field overseen."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.appointments import APPROVED_POSTS, UNIT_FIELDS
from mingcha.analyse.datasets.contracts.companies import COMPANIES, COMPANY_ROLES
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.people import KIN, OFFICIALS
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
from mingcha.analyse.supervision.portable import capped, keys
from mingcha.foundation.words import Words

DISSOLVED = FalsePositive("dissolved", Words("企业已注销或吊销", "The company was dissolved"))
PASSIVE = FalsePositive("passive", Words("小额持股、不参与经营", "A small share, no part in the business"))
APPROVED = FalsePositive("approved", Words("经批准的兼职", "Approved"))
NAMESAKE = FalsePositive("namesake", Words("同名", "A namesake"))
NAME_LENT = FalsePositive("name_lent", Words("身份被冒用登记", "Registered with a stolen identity"))
ENDED = ("注销", "吊销", "吊销未注销", "迁出", "撤销")


def hits(
    officials: ir.Table,
    roles: ir.Table,
    companies: ir.Table,
    kin: ir.Table,
    fields: ir.Table,
    approved: ir.Table,
    *,
    least_share: float,
    degree: int,
) -> ir.Table:
    """One row for each official: own roles in companies, and relatives' in the field overseen."""
    serving = officials.filter(officials.until.isnull())
    active = _active(roles, companies, least_share)
    doubts = ibis.union(
        _own(serving, active, approved), _relatives(serving, active, companies, kin, fields, degree)
    )
    found = doubts.group_by("person_id").agg(
        own=doubts.company_code.nunique(where=doubts.relation_id.isnull()),
        relatives=doubts.company_code.nunique(where=doubts.relation_id.notnull()),
        runs=(doubts.relation_id.isnull() & (doubts.role != "shareholder")).cast("int64").sum(),
        company=doubts.company.max(),
        keys_roles=keys(doubts.role_id),
        keys_kin=keys(doubts.relation_id, where=doubts.relation_id.notnull()),
    )
    who = serving.select("person_id", "unit", subject_name="name")
    found = found.inner_join(who, "person_id")
    return found.mutate(
        subject_key=found.person_id,
        score=capped(
            ibis.literal(0.4)
            + (found.own > 0).cast("int64") * 0.15
            + (found.runs > 0).cast("int64") * 0.15
            + (found.relatives > 0).cast("int64") * 0.15
            + (found.own + found.relatives) * 0.02
        ),
        keys_officials=ibis.array([found.person_id]),
    ).drop("person_id", "runs")


def _active(roles: ir.Table, companies: ir.Table, least_share: float) -> ir.Table:
    """Roles that have not ended, in companies that go on, small shares left aside."""
    ended = companies.filter(companies.status.isin(ENDED)).select("company_code")
    small = (roles.role == "shareholder") & (roles.share < least_share)
    kept = roles.filter(roles.until.isnull(), ~ibis.coalesce(small, False))
    kept = kept.select("role_id", "company_code", "company", "person_id", "role", "since")
    return kept.anti_join(ended, "company_code")


def _own(serving: ir.Table, active: ir.Table, approved: ir.Table) -> ir.Table:
    mine = active.semi_join(serving, "person_id")
    allowed = approved.filter(approved.to_on.isnull()).select("person_id", "company_code")
    mine = mine.anti_join(allowed, ["person_id", "company_code"])
    return mine.select(
        "person_id", "company_code", "company", "role_id", "role", relation_id=ibis.null("string")
    )


def _relatives(
    serving: ir.Table, active: ir.Table, companies: ir.Table, kin: ir.Table, fields: ir.Table, degree: int
) -> ir.Table:
    """Relatives of leaders in companies of a trade that the leader's unit oversees."""
    leaders = serving.filter(ibis.coalesce(serving.is_leader, False)).select("person_id", "unit")
    close = kin.filter(kin.degree <= degree).select("relation_id", "person_id", "kin_id")
    pairs = close.inner_join(leaders, "person_id").inner_join(fields.select("unit", "trade"), "unit")
    held = active.select("role_id", "company_code", "company", "role", kin_id="person_id")
    found = pairs.inner_join(held, "kin_id")
    trades = companies.select("company_code", "trade").distinct()
    found = found.inner_join(trades, ["company_code", "trade"])
    return found.select("person_id", "company_code", "company", "role_id", "role", "relation_id")


WHO, CHILD = "11010119700101001X", "110101199501010023"
FIRM = ("91990101MA00000001", "示例公司")
ROLE = "role_id company_code company person_id name role share until"
OFFICIAL = rows("person_id name unit is_leader", (WHO, "甲", "示例局", True))


def _role(
    who: str = WHO, *, role: str = "legal", share_of: float | None = None, until: str | None = None
) -> list[dict[str, object]]:
    return rows(ROLE, ("r1", *FIRM, who, "甲", role, share_of, until))


MODEL = Model(
    code="M40",
    words=Words("公职人员及亲属经商办企业", "Officials and relatives in business"),
    area=Area.BUSINESS,
    subject=Subject.PERSON,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "公职人员担任企业法定代表人、高管或持股，领导干部近亲属在其主管行业经商",
        "Officials who run or own companies, leaders' relatives in a trade that the leader oversees",
    ),
    basis=(
        Words(
            "《公务员法》第五十九条：不得违反有关规定从事或者参与营利性活动、在企业兼任职务",
            "Civil Servants Law art. 59: no business for profit and no posts in companies against the rules",
        ),
        Words("领导干部配偶、子女及其配偶经商办企业管理规定", "Rules on leaders' relatives in business"),
    ),
    inputs={
        "officials": OFFICIALS,
        "roles": COMPANY_ROLES,
        "companies": COMPANIES,
        "kin": KIN,
        "fields": UNIT_FIELDS,
        "approved": APPROVED_POSTS,
    },
    optional=("companies", "kin", "fields", "approved"),
    parameters=(
        share("least_share", "持股比例下限", "Shares from", 5.0, 0.0, 100.0, unit="%"),
        whole("degree", "亲等", "Degree of kinship up to", 1, 1, 3),
    ),
    evidence=(
        Evidence("unit", Words("单位", "Unit")),
        Evidence("own", Words("本人任职持股企业", "Own companies"), unit="家"),
        Evidence(
            "relatives", Words("近亲属在主管行业的企业", "Relatives' companies in the field"), unit="家"
        ),
        Evidence("company", Words("企业", "Company")),
    ),
    sentence=Words(
        "{unit}{subject_name}本人任职或持股企业{own}家，近亲属在其主管行业的企业{relatives}家（{company}等）。",
        "{subject_name} of {unit}: {own} companies of their own, {relatives} of relatives in the field "
        "overseen ({company} …).",
    ),
    to_check=Words(
        "核对工商档案签字与出资流水；看个人有关事项报告是否申报；查企业与本单位有无业务往来。",
        "The register's signatures and payments; the personal report; dealings with the unit.",
    ),
    false_positives=(DISSOLVED, PASSIVE, APPROVED, NAMESAKE, NAME_LENT),
    notes=Words(
        "只按身份证号关联，不按姓名；现任人员、未终止的角色、存续企业。非股东角色不看持股比例。近亲属须为班子成员的"
        "亲属，且企业行业在单位主管行业表中。身份冒用数据上无法区分。",
        "Joined by identity number, never by name; those in post, roles not ended, companies that go on. "
        "Relatives count for leaders only, in trades listed for the unit.",
    ),
    hits=hits,
    cases=(
        Case(
            "runs a company",
            rows={"officials": OFFICIAL, "roles": _role()},
            hits={
                WHO: {
                    "own": 1,
                    "relatives": 0,
                    "company": "示例公司",
                    "score": 0.72,
                    "keys": {"roles": ("r1",), "officials": (WHO,), "kin": ()},
                }
            },
        ),
        Case(
            "a child trades in the field overseen",
            rows={
                "officials": OFFICIAL,
                "roles": _role(CHILD),
                "companies": rows("company_code company trade status", (*FIRM, "建筑业", "存续")),
                "kin": rows("relation_id person_id kin_id relation degree", ("k1", WHO, CHILD, "子女", 1)),
                "fields": rows("unit trade", ("示例局", "建筑业"), ("示例局", "房地产业")),
            },
            hits={
                WHO: {
                    "own": 0,
                    "relatives": 1,
                    "keys": {"roles": ("r1",), "officials": (WHO,), "kin": ("k1",)},
                }
            },
        ),
        Case(
            "a child in another trade",
            rows={
                "officials": OFFICIAL,
                "roles": _role(CHILD),
                "companies": rows("company_code company trade status", (*FIRM, "餐饮业", "存续")),
                "kin": rows("relation_id person_id kin_id relation degree", ("k1", WHO, CHILD, "子女", 1)),
                "fields": rows("unit trade", ("示例局", "建筑业")),
            },
        ),
        Case("the role has ended", rows={"officials": OFFICIAL, "roles": _role(until="2020-01-01")}),
        Case(
            "the company was dissolved",
            rows={
                "officials": OFFICIAL,
                "roles": _role(),
                "companies": rows("company_code company trade status", (*FIRM, "餐饮业", "注销")),
            },
            innocent="dissolved",
        ),
        Case(
            "just under the share",
            rows={"officials": OFFICIAL, "roles": _role(role="shareholder", share_of=4.9)},
            innocent="passive",
        ),
        Case(
            "approved",
            rows={
                "officials": OFFICIAL,
                "roles": _role(role="manager"),
                "approved": rows("approval_id person_id company_code", ("a1", WHO, FIRM[0])),
            },
            innocent="approved",
        ),
        Case("a namesake", rows={"officials": OFFICIAL, "roles": _role(CHILD)}, innocent="namesake"),
    ),
)
