"""M43: temporary staff who are relatives of the unit's leaders, or more than its quota."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.payroll import STAFF_QUOTAS, TEMPORARY_STAFF
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
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys, ratio
from mingcha.foundation.words import Words

WELFARE = FalsePositive("welfare", Words("公益性岗位", "Public-welfare posts"))
DISTANT = FalsePositive("distant", Words("远亲", "Distant relatives"))
HIRED_OPENLY = FalsePositive("hired_openly", Words("经公开招聘录用", "Hired in open recruitment"))


def hits(
    staff: ir.Table, quotas: ir.Table, kin: ir.Table, officials: ir.Table, *, degree: int, over: int
) -> ir.Table:
    """One row for each unit: relatives of leaders among its temporary staff, persons over its quota."""
    current = staff.filter(staff.left_on.isnull(), ibis.coalesce(staff.source, "direct") != "welfare")
    many = _over_quota(current, quotas, over)
    close = _relatives(current, kin, officials, degree)
    units = many.select("unit").union(close.select("unit"), distinct=True)
    found = units.left_join(many, "unit").drop("unit_right").left_join(close, "unit").drop("unit_right")
    relatives, excess = ibis.coalesce(found.relatives, 0), ibis.coalesce(found.excess, 0)
    return found.select(
        "names",
        "quota",
        "employed",
        "keys_quotas",
        "keys_staff",
        "keys_kin",
        subject_key=found.unit,
        subject_name=found.unit,
        relatives=relatives,
        excess=excess,
        score=capped(
            ibis.literal(0.5)
            + (relatives > 0).cast("int64") * 0.15
            + relatives * 0.05
            + ibis.coalesce(ratio(excess, found.quota), ibis.literal(0.0)) * 0.2
        ),
    )


def _over_quota(current: ir.Table, quotas: ir.Table, over: int) -> ir.Table:
    employed = current.group_by("unit").agg(employed=current.person_id.nunique())
    found = quotas.inner_join(employed, "unit")
    found = found.mutate(excess=found.employed - found.quota).filter(lambda one: one.excess > over)
    return found.select("unit", "quota", "employed", "excess", keys_quotas=ibis.array([found.unit]))


def _relatives(current: ir.Table, kin: ir.Table, officials: ir.Table, degree: int) -> ir.Table:
    """Temporary staff who are relatives of a leader of the same unit, up to this degree."""
    leaders = officials.filter(ibis.coalesce(officials.is_leader, False), officials.until.isnull())
    leaders = leaders.select("person_id", "unit")
    close = kin.filter(kin.degree <= degree).select("relation_id", "person_id", "kin_id")
    pairs = close.inner_join(leaders, "person_id").select("relation_id", "kin_id", "unit")
    hired = current.select("contract_id", "name", "unit", kin_id="person_id")
    found = hired.inner_join(pairs, ["kin_id", "unit"])
    return found.group_by("unit").agg(
        relatives=found.kin_id.nunique(),
        names=found.name.max(),
        keys_staff=keys(found.contract_id),
        keys_kin=keys(found.relation_id),
    )


UNIT, LEADER, CHILD = "示例局", "11010119650101001X", "110101199501010023"
STAFF = "contract_id person_id name unit source left_on"
RELATION = rows("relation_id person_id kin_id relation degree", ("k1", LEADER, CHILD, "子女", 1))
LEADERS = rows("person_id name unit is_leader", (LEADER, "甲", UNIT, True))


def _staff(number: int, source: str = "direct", left: str | None = None) -> dict[str, object]:
    who = CHILD if number == 1 else f"11010119900101{number:04}"
    return rows(STAFF, (f"c{number}", who, f"临{number}", UNIT, source, left))[0]


MODEL = Model(
    code="M43",
    words=Words("编外用工近亲与超额", "Temporary staff: relatives and excess"),
    area=Area.PAYROLL,
    subject=Subject.UNIT,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "领导班子成员近亲属在本单位编外岗位，编外人数超过核定控制数",
        "Leaders' relatives among the unit's temporary staff, more temporary staff than the quota",
    ),
    basis=(Words("编外聘用人员管理办法：控制数、回避", "Rules on temporary staff: quotas and recusal"),),
    inputs={"staff": TEMPORARY_STAFF, "quotas": STAFF_QUOTAS, "kin": KIN, "officials": OFFICIALS},
    optional=("quotas", "kin", "officials"),
    parameters=(
        whole("degree", "亲等", "Degree of kinship up to", 2, 1, 4),
        whole("over", "超出人数", "Over the quota by more than", 0, 0, 50, unit="人"),
    ),
    evidence=(
        Evidence("relatives", Words("班子成员近亲属", "Leaders' relatives"), unit="人"),
        Evidence("names", Words("其中", "Among them")),
        Evidence("employed", Words("编外人数", "Temporary staff"), unit="人"),
        Evidence("quota", Words("控制数", "Quota"), unit="人"),
        Evidence("excess", Words("超出", "In excess"), unit="人"),
    ),
    sentence=Words(
        "{subject_name}编外人员中有班子成员近亲属{relatives}人（{names}等）；编外{employed}人，"
        "控制数{quota}人，超出{excess}人。",
        "{subject_name}: {relatives} relatives of leaders ({names} …) among temporary staff; {employed} "
        "employed, quota {quota}, {excess} in excess.",
    ),
    to_check=Words(
        "核对招用公告、程序与回避情况；查实际在岗与工资来源；看控制数批复。",
        "How they were hired and whether relatives withdrew; who is at work; the quota's approval.",
    ),
    false_positives=(WELFARE, DISTANT, HIRED_OPENLY),
    notes=Words(
        "公益性岗位不计；只看本单位现任班子成员与现有编外人员；没有控制数的单位不判断超额，未超额单位的人数不列。"
        "是否公开招聘数据上无法区分。",
        "Public-welfare posts are left out; present leaders and staff of the same unit only. Units without "
        "a quota are not judged on number. Open recruitment cannot be told by data.",
    ),
    hits=hits,
    cases=(
        Case(
            "the leader's child, and one too many",
            rows={
                "staff": [_staff(1), _staff(2), _staff(3), _staff(4, left="2024-01-01")],
                "quotas": rows("unit quota", (UNIT, 2)),
                "kin": RELATION,
                "officials": LEADERS,
            },
            hits={
                UNIT: {
                    "relatives": 1,
                    "names": "临1",
                    "employed": 3,
                    "excess": 1,
                    "score": 0.8,
                    "keys": {"staff": ("c1",), "kin": ("k1",), "quotas": (UNIT,)},
                }
            },
        ),
        Case(
            "just the quota",
            rows={
                "staff": [_staff(2), _staff(3)],
                "quotas": rows("unit quota", (UNIT, 2)),
                "officials": LEADERS,
            },
        ),
        Case(
            "public-welfare posts",
            rows={
                "staff": [_staff(1, "welfare"), _staff(2), _staff(3)],
                "quotas": rows("unit quota", (UNIT, 2)),
                "kin": RELATION,
                "officials": LEADERS,
            },
            innocent="welfare",
        ),
        Case(
            "a distant relative",
            rows={
                "staff": [_staff(1)],
                "kin": rows("relation_id person_id kin_id relation degree", ("k1", LEADER, CHILD, "远亲", 4)),
                "officials": LEADERS,
            },
            innocent="distant",
        ),
    ),
)
