"""M02: the minimum living allowance drawn by those paid from the treasury, village cadres and their kin."""

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.allowance import RELIEF_LIST
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.people import KIN, OFFICIALS, PAYROLL, RESIDENTS
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
from mingcha.analyse.supervision.library.households import holds_any, living_with, until_known
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import keys, months_between, yuan
from mingcha.foundation.words import Words

DISABILITY = FalsePositive(
    "disability_case",
    Words("重残、重病人员依法单人户纳入", "Severely disabled or ill, taken in alone by law"),
)
KIN_POOR = FalsePositive("kin_poor", Words("近亲属家庭确实困难", "The kin are really poor"))
FILED = FalsePositive("filed", Words("已按规定办理近亲属备案", "Filed as an official's kin, as required"))
SPLIT_HOUSEHOLD = FalsePositive(
    "split_household", Words("已依法分户生活", "Lives in a household apart by law")
)
PUBLIC_POST = FalsePositive(
    "public_post", Words("公益性岗位补贴，按规定可与低保并存", "A public-welfare post, allowed with it")
)
EVER, NEVER = date(1900, 1, 1), date(2999, 12, 31)
SELF, SAME_HOUSE = "本人", "同户"


def _ties(relief: ir.Table, kin: ir.Table, residents: ir.Table, degrees: int) -> ir.Table:
    """Who might be the official behind whom: oneself, someone of the household, kin of so many degrees."""
    near = living_with(relief, residents)
    oneself = near.person_id == near.member_id
    no_key = ibis.null("string")
    home = near.select(
        "person_id",
        staff_id=near.member_id,
        tie=ibis.ifelse(oneself, SELF, SAME_HOUSE),
        kin_key=no_key,
        score=ibis.ifelse(oneself, 0.9, 0.8).cast("float64"),
    )
    kin = kin.filter(kin.degree <= degrees).semi_join(relief, kin.kin_id == relief.person_id)
    related = kin.select(
        person_id=kin.kin_id,
        staff_id=kin.person_id,
        tie=kin.relation,
        kin_key=kin.relation_id,
        score=ibis.ifelse(kin.degree <= 1, 0.7, 0.5).cast("float64"),
    )
    return ibis.union(home, related)


def _staff(ties: ir.Table, payroll: ir.Table, officials: ir.Table) -> ir.Table:
    """Those of them who are officials or village cadres, or on the payroll, and from when to when."""
    who = ties.select("staff_id").distinct()
    listed = officials.semi_join(who, officials.person_id == who.staff_id)
    listed = listed.select(
        staff_id=listed.person_id,
        official=listed.name,
        unit=listed.unit,
        since=ibis.coalesce(listed.since, ibis.literal(EVER)),
        until=ibis.coalesce(listed.until, ibis.literal(NEVER)),
        official_key=listed.person_id,
        keys_payroll=ibis.null("array<string>"),
    )
    paid = payroll.filter(~holds_any(payroll.item, ("公益性岗位",)))
    paid = paid.semi_join(who, paid.person_id == who.staff_id)
    paid = paid.group_by(staff_id=paid.person_id).agg(
        official=paid.name.max(),
        unit=paid.unit.max(),
        since=paid.month.min(),
        until=paid.month.max(),
        official_key=ibis.null("string"),
        keys_payroll=keys(paid.pay_id),
    )
    return ibis.union(listed, paid)


def _nearest(found: ir.Table) -> ir.Table:
    """One row for each person on relief: the closest tie."""
    order = [ibis.desc("score"), "staff_id", ibis.asc("official_key", nulls_first=False), "record_id"]
    place: Any = ibis.row_number().over(group_by="person_id", order_by=order)
    ranked = found.mutate(place=place)
    return ranked.filter(ranked.place == 0)


def hits(
    relief: ir.Table,
    payroll: ir.Table,
    officials: ir.Table,
    kin: ir.Table,
    residents: ir.Table,
    *,
    degrees: int,
) -> ir.Table:
    """One row for each person on the allowance: the closest official, and the months that both ran."""
    relief = until_known(relief).filter(ibis._.scheme.isin(["urban", "rural"]))
    relief = relief.select(
        "record_id", "person_id", "name", "from_month", "to_month", "monthly", "single", "filed"
    )
    ties = _ties(relief, kin, residents, degrees)
    found = relief.inner_join(ties, "person_id").inner_join(_staff(ties, payroll, officials), "staff_id")
    found = found.filter((found.from_month <= found.until) & (found.to_month >= found.since))
    alone = found.single.fill_null(False) & (found.tie != SELF)
    filed = found.filed.fill_null(False) & found.kin_key.notnull()
    found = _nearest(found.filter(~(alone | filed)))
    first = ibis.greatest(found.from_month, found.since)
    last = ibis.least(found.to_month, found.until)
    months = months_between(first, last) + 1
    return found.select(
        "score",
        "tie",
        "official",
        "unit",
        "keys_payroll",
        subject_key=found.person_id,
        subject_name=found.name,
        months=months,
        amount=yuan(found.monthly * months),
        first=first,
        last=last,
        keys_relief=ibis.array([found.record_id]),
        keys_officials=ibis.array([found.official_key]),
        keys_kin=ibis.array([found.kin_key]),
    )


RELIEF = "record_id person_id name scheme from_month to_month monthly single filed"
OFFICIAL = "person_id name unit since"
RELATED = "relation_id person_id kin_id relation degree"
ON = ("r1", "w1", "甲", "rural", "2024-01-01", "2024-12-01", 300, False, False)
CADRE = ("w9", "乙", "示例村", "2021-01-01")
KIN_CASE = {"officials": rows(OFFICIAL, CADRE), "kin": rows(RELATED, ("k1", "w9", "w1", "父亲", 1))}
MODEL = Model(
    code="M02",
    words=Words("财政供养人员、村干部及亲属享受低保", "Officials and their kin on the allowance"),
    area=Area.ALLOWANCE,
    subject=Subject.PERSON,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "低保对象本人、同户成员或近亲属是财政供养人员、公职人员或村干部",
        "People on the minimum living allowance who are officials, live with one or are near kin of one",
    ),
    basis=(
        Words(
            "《社会救助暂行办法》第九条；低保经办人员和村（居）委会成员近亲属享受低保须备案",
            "Interim measures on social relief, art. 9; kin of those in charge must be filed",
        ),
    ),
    inputs={
        "relief": RELIEF_LIST,
        "payroll": PAYROLL,
        "officials": OFFICIALS,
        "kin": KIN,
        "residents": RESIDENTS,
    },
    optional=("payroll", "officials", "kin", "residents"),
    parameters=(
        whole(
            "degrees",
            "亲等",
            "Degrees of kin",
            2,
            0,
            4,
            source=Words("目录起始值：二亲等以内", "The catalogue's starting value"),
        ),
    ),
    evidence=(
        Evidence("tie", Words("关系", "Tie")),
        Evidence("official", Words("公职人员", "Official")),
        Evidence("unit", Words("单位", "Unit")),
        Evidence("months", Words("重合月数", "Months of both"), unit="个月"),
        Evidence("amount", Words("涉及金额", "Amount"), unit="元"),
        Evidence("first", Words("首个重合月份", "First month"), month=True),
        Evidence("last", Words("最后重合月份", "Last month"), month=True),
    ),
    sentence=Words(
        "{subject_name}享受低保，与{unit}{official}的关系为{tie}，重合{months}个月，涉及{amount}元（{first}至{last}）。",
        "{subject_name} drew the allowance for {months} months, ¥{amount} ({first} to {last}); "
        "{official} of {unit} is: {tie}.",
    ),
    to_check=Words(
        "入户核实家庭人口与收入；查近亲属备案与民主评议记录；问审批时是否回避。",
        "Visit the household; look for the filing and the review; whether the official stood aside.",
    ),
    false_positives=(DISABILITY, KIN_POOR, FILED, SPLIT_HOUSEHOLD, PUBLIC_POST),
    notes=Words(
        "只看城市、农村低保。单人户纳入的只看本人；已备案的不再报近亲属，同户仍报。工资表中公益性岗位不计。"
        "每人只报最近的一种关系。仍在享受的按名册最后月份计月。近亲属确实困难、依法分户，数据无法区分，留待核查。",
        "Only the two allowances. Taken in alone: only oneself counts. Filed kin are left out, the same "
        "household is not. Public-welfare posts do not count. One row a person: the closest tie. What still "
        "runs is counted to the list's last month. Kin really poor and lawful separation cannot be told.",
    ),
    hits=hits,
    cases=(
        Case(
            "the father of a village cadre, and an official's wife",
            rows={
                "relief": rows(RELIEF, ON, ("r2", "w2", "丙", "urban", "2024-06-01", None, 500, None, None)),
                "officials": rows(OFFICIAL, CADRE, ("w3", "丁", "示例局", None)),
                "kin": rows(RELATED, ("k1", "w9", "w1", "父亲", 1)),
                "residents": rows("person_id household", ("w2", "h1"), ("w3", "h1")),
            },
            hits={
                "w1": {
                    "tie": "父亲",
                    "months": 12,
                    "amount": 3600,
                    "score": 0.7,
                    "keys": {"relief": ("r1",), "officials": ("w9",), "kin": ("k1",), "payroll": ()},
                },
                "w2": {"tie": "同户", "unit": "示例局", "months": 7, "amount": 3500, "score": 0.8},
            },
        ),
        Case(
            "oneself on the payroll",
            rows={
                "relief": rows(RELIEF, ON),
                "payroll": rows(
                    "pay_id person_id name unit month item",
                    ("s1", "w1", "甲", "示例校", "2024-11-01", "基本工资"),
                    ("s2", "w1", "甲", "示例校", "2025-01-01", None),
                ),
            },
            hits={
                "w1": {
                    "tie": "本人",
                    "months": 2,
                    "first": date(2024, 11, 1),
                    "last": date(2024, 12, 1),
                    "keys": {"relief": ("r1",), "officials": (), "kin": (), "payroll": ("s1", "s2")},
                }
            },
        ),
        Case(
            "a disabled child taken in alone",
            rows={"relief": rows(RELIEF, (*ON[:7], True, False)), **KIN_CASE},
            innocent="disability_case",
        ),
        Case(
            "filed kin", rows={"relief": rows(RELIEF, (*ON[:7], False, True)), **KIN_CASE}, innocent="filed"
        ),
        Case(
            "a public-welfare post",
            rows={
                "relief": rows(RELIEF, ON),
                "payroll": rows("pay_id person_id month item", ("s1", "w1", "2024-11-01", "公益性岗位补贴")),
            },
            innocent="public_post",
        ),
        Case(
            "kin of the third degree, and an official only afterwards",
            rows={
                "relief": rows(RELIEF, ON),
                "officials": rows(OFFICIAL, CADRE, ("w8", "戊", "示例局", "2025-01-01")),
                "kin": rows(RELATED, ("k1", "w9", "w1", "叔父", 3), ("k2", "w8", "w1", "父亲", 1)),
            },
        ),
    ),
)
