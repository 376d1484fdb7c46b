"""M46: patients who go round hospitals, stays cut in pieces, and a village admitted together."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.medical import ADMISSIONS
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
from mingcha.analyse.supervision.portable import capped, days_between, keys
from mingcha.foundation.words import Words

CHRONIC = FalsePositive("chronic", Words("慢性病有再住院计划", "Chronic illness, readmission planned"))
CHEMO = FalsePositive("chemo", Words("肿瘤放化疗分次住院", "Chemotherapy or radiotherapy in courses"))
DIALYSIS = FalsePositive("dialysis", Words("透析治疗", "Dialysis"))
OUTBREAK = FalsePositive("outbreak", Words("传染病、中毒等聚集发病", "Infection or poisoning in one place"))
COURSES = ("Z51", "Z49", "N18")  # ICD-10: radiotherapy and chemotherapy, dialysis, chronic kidney disease
TOGETHER = ("A", "B", "T")  # ICD-10 chapters: infections, poisoning and injury


def hits(admissions: ir.Table, *, times: int, hospitals: int, days: int, crowd: int) -> ir.Table:
    """One row for each person: stays and hospitals in the fullest year, early readmissions, the crowd."""
    stays = admissions.filter(~admissions.diagnosis_code.substr(0, 3).isin(COURSES).fill_null(False))
    stays = stays.select(
        "admission_id", "person_id", "name", "hospital_code", "admitted_on", "discharged_on",
        "diagnosis_code", "village", "planned", year=stays.admitted_on.year(),
    )  # fmt: skip
    signs = ibis.union(_round(stays, times, hospitals), _again(stays, days), _crowd(stays, crowd))
    found = signs.group_by("person_id").agg(
        subject_name=signs.name.max(),
        stays=signs.stays.max(),
        hospitals=signs.hospitals.max(),
        again=signs.again.sum(),
        crowd=signs.crowd.max(),
        keys_admissions=keys(signs.admission_id),
    )
    kinds = sum((ibis.ifelse(found[name] > 0, 1, 0) for name in ("stays", "crowd")), start=ibis.literal(0))
    score = kinds * 0.15 + found.again * 0.1 + 0.45
    return found.mutate(subject_key=found.person_id, score=capped(score)).drop("person_id")


def _round(stays: ir.Table, times: int, hospitals: int) -> ir.Table:
    """Stays of a year with so many in so many hospitals."""
    years = stays.group_by("person_id", "year").agg(
        stays=stays.count(), hospitals=stays.hospital_code.nunique()
    )
    years = years.filter((years.stays >= times) & (years.hospitals >= hospitals))
    return _signs(stays.inner_join(years, ["person_id", "year"]), again=0, crowd=0)


def _again(stays: ir.Table, days: int) -> ir.Table:
    """Stays that begin fewer days after the last one for the same illness, unplanned."""
    illness = stays.filter(stays.diagnosis_code.notnull())
    illness = illness.mutate(illness=illness.diagnosis_code.substr(0, 3))
    order = {"group_by": ["person_id", "illness"], "order_by": ["admitted_on", "admission_id"]}
    before = illness.mutate(
        left_on=illness.discharged_on.lag().over(**order), foreseen=illness.planned.lag().over(**order)
    )
    gap = days_between(before.left_on, before.admitted_on)
    found = before.filter((gap >= 0) & (gap < days) & ~before.foreseen.fill_null(False))
    return _signs(found.mutate(stays=0, hospitals=0), again=1, crowd=0)


def _crowd(stays: ir.Table, crowd: int) -> ir.Table:
    """Stays in one hospital, from one village, begun on one day, by so many persons."""
    alone = stays.filter(~stays.diagnosis_code.substr(0, 1).isin(TOGETHER).fill_null(False))
    alone = alone.filter(alone.village.notnull())
    by = ["hospital_code", "village", "admitted_on"]
    groups = alone.group_by(by).agg(size=alone.person_id.nunique())
    found = alone.inner_join(groups.filter(groups["size"] >= crowd), by)
    return _signs(found.mutate(stays=0, hospitals=0), again=0, crowd=found["size"])


def _signs(found: ir.Table, again: int, crowd: int | ir.Value) -> ir.Table:
    numbers = {"stays": found.stays, "hospitals": found.hospitals, "again": again, "crowd": crowd}
    whole_numbers = {
        name: (ibis.literal(one) if isinstance(one, int) else one).cast("int64")
        for name, one in numbers.items()
    }
    return found.select("person_id", "name", "admission_id", **whole_numbers)


WHO = "11010119500101001X"
STAYS = "admission_id person_id name hospital_code admitted_on discharged_on diagnosis_code village planned"


def _stays(*given: tuple[str, str, str, str], planned: bool = False) -> list[dict[str, object]]:
    """One person's stays: hospital, from, until, illness."""
    return rows(
        STAYS, *((f"a{number}", WHO, "甲", *one, "一村", planned) for number, one in enumerate(given, 1))
    )


def _village(count: int, illness: str) -> list[dict[str, object]]:
    """So many people of one village, admitted on one day."""
    return rows(
        STAYS,
        *(
            (f"a{one}", f"P{one}", "乙", "H1", "2024-05-01", "2024-05-08", illness, "一村", False)
            for one in range(count)
        ),
    )


ROUND = (
    ("H1", "2024-01-01", "2024-01-08", "J44"),
    ("H2", "2024-03-01", "2024-03-08", "J44"),
    ("H3", "2024-06-01", "2024-06-08", "J44"),
    ("H1", "2024-09-01", "2024-09-08", "J44"),
)
MODEL = Model(
    code="M46",
    words=Words("循环住院、分解住院、集中住院", "Stays repeated, split or by the village"),
    area=Area.MEDICAL,
    subject=Subject.PERSON,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "一年内在多家机构反复住院、出院不久同病再入院、同村多人同日入住同一机构",
        "Many stays in several hospitals a year, early readmission for the same illness, a village at once",
    ),
    basis=(
        Words(
            "《医疗保障基金使用监督管理条例》第三十八条：分解住院、挂床住院",
            "Regulations on medical insurance funds, article 38: split and sham stays",
        ),
    ),
    inputs={"admissions": ADMISSIONS},
    parameters=(
        whole("times", "一年住院次数", "Stays in a year", 4, 3, 20, unit="次"),
        whole("hospitals", "涉及机构数", "Hospitals", 3, 2, 10, unit="家"),
        whole("days", "再入院间隔天数", "Days until readmission", 15, 1, 60, unit="天"),
        whole("crowd", "同日同村人数", "Persons of a village on a day", 5, 3, 50, unit="人"),
    ),
    evidence=(
        Evidence("stays", Words("一年住院次数", "Stays in a year"), unit="次"),
        Evidence("hospitals", Words("涉及机构数", "Hospitals"), unit="家"),
        Evidence("again", Words("短期再入院次数", "Early readmissions"), unit="次"),
        Evidence("crowd", Words("同日同村入院人数", "Admitted together"), unit="人"),
    ),
    sentence=Words(
        "{subject_name}：一年内在{hospitals}家机构住院{stays}次；短期同病再入院{again}次；"
        "同村同日入院{crowd}人。（0表示无此情形）",
        "{subject_name}: {stays} stays in {hospitals} hospitals in a year; {again} early readmissions;"
        " {crowd} of the village admitted together. (0: not so)",
    ),
    to_check=Words(
        "看入院指征、检查结果与护理记录；查是否免费接送、减免自付；向村干部了解谁组织。",
        "Grounds for admission, results, nursing notes; free transport or waived payments; who organised it.",
    ),
    false_positives=(CHRONIC, CHEMO, DIALYSIS, OUTBREAK),
    hits=hits,
    notes=Words(
        "循环住院按自然年计。同病指诊断编码前三位相同。放化疗、透析、慢性肾病按编码排除；"
        "前次病案首页写明有再住院计划的，不算短期再入院；传染病、中毒、外伤不算集中住院。"
        "慢性病本身不排除，反复住院是否必要须看病历。集中住院对每位病人各提示一次，便于与其他情形合并。",
        "Rounds are counted by calendar year. The same illness is the same first three characters of the"
        " code. Courses of treatment are left out by code, planned readmissions by the front page of the"
        " case notes, infections, poisoning and injury from crowds. Chronic illness as such is not left out:"
        " whether a stay was needed is in the notes. A crowd hits each patient, so that signs add up.",
    ),
    cases=(
        Case(
            "four stays in three hospitals",
            rows={"admissions": _stays(*ROUND)},
            hits={
                WHO: {
                    "stays": 4,
                    "hospitals": 3,
                    "again": 0,
                    "crowd": 0,
                    "score": 0.6,
                    "keys": {"admissions": ("a1", "a2", "a3", "a4")},
                }
            },
        ),
        Case("three stays in three hospitals", rows={"admissions": _stays(*ROUND[:3])}),
        Case(
            "back after 14 days",
            rows={
                "admissions": _stays(
                    ("H1", "2024-01-01", "2024-01-08", "J44.0"), ("H1", "2024-01-22", "2024-01-29", "J44.1")
                )
            },
            hits={WHO: {"again": 1, "stays": 0, "keys": {"admissions": ("a2",)}}},
        ),
        Case(
            "back after 15 days",
            rows={
                "admissions": _stays(
                    ("H1", "2024-01-01", "2024-01-08", "J44.0"), ("H1", "2024-01-23", "2024-01-29", "J44.1")
                )
            },
        ),
        Case(
            "five of a village on one day",
            rows={"admissions": _village(5, "M51")},
            hits={f"P{one}": {"crowd": 5} for one in range(5)},
        ),
        Case("four of a village on one day", rows={"admissions": _village(4, "M51")}),
        Case("a village fallen ill together", rows={"admissions": _village(6, "A05")}, innocent="outbreak"),
        Case(
            "readmission foreseen in the case notes",
            rows={
                "admissions": _stays(
                    ("H1", "2024-01-01", "2024-01-08", "J44.0"),
                    ("H1", "2024-01-12", "2024-01-29", "J44.1"),
                    planned=True,
                )
            },
            innocent="chronic",
        ),
        Case(
            "chemotherapy in courses",
            rows={"admissions": _stays(*((one[0], one[1], one[2], "Z51.1") for one in ROUND))},
            innocent="chemo",
        ),
        Case(
            "dialysis twice a month",
            rows={
                "admissions": _stays(
                    ("H1", "2024-01-01", "2024-01-02", "N18.5"), ("H1", "2024-01-04", "2024-01-05", "N18.5")
                )
            },
            innocent="dialysis",
        ),
    ),
)
