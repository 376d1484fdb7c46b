"""M45: items charged that do not fit the patient's sex, age or illness."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.medical import ITEM_LIMITS, MEDICAL_CLAIMS
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
from mingcha.analyse.supervision.parameters import money
from mingcha.analyse.supervision.portable import capped, keys, yuan
from mingcha.foundation.words import Words

WRONG_CODE = FalsePositive(
    "wrong_code", Words("项目编码或性别年龄录入错误", "Item, sex or age entered wrongly")
)
TRANSGENDER = FalsePositive(
    "transgender", Words("登记性别与生理情况不同", "Registered sex differs from body")
)
NEWBORN = FalsePositive("newborn", Words("新生儿费用记在母亲名下", "A newborn's items charged to the mother"))
INFANT = 1  # up to this age an item is for newborns


def hits(claims: ir.Table, limits: ir.Table, *, least: int) -> ir.Table:
    """One row for each person: lines that do not fit by sex, age and diagnosis, and their amount."""
    lines = _against_limits(claims, limits)
    found = lines.group_by("person_id").agg(
        subject_name=lines.name.max(),
        by_sex=lines.count(where=lines.by_sex),
        by_age=lines.count(where=lines.by_age),
        by_part=lines.count(where=lines.by_part),
        amount=yuan(lines.amount.sum()),
        keys_claims=keys(lines.line_id),
    )
    base = ibis.cases((found.by_sex > 0, 0.65), (found.by_age > 0, 0.55), else_=0.4)
    return found.filter(found.amount >= least).select(
        "subject_name",
        "by_sex",
        "by_age",
        "by_part",
        "amount",
        "keys_claims",
        subject_key=found.person_id,
        score=capped(base + (found.by_sex + found.by_age) * 0.02),
    )


def _against_limits(claims: ir.Table, limits: ir.Table) -> ir.Table:
    """Lines of limited items with what does not fit, without a newborn's items in its mother's delivery."""
    digit = claims.person_id.substr(16, 1)
    lines = claims.select(
        "line_id",
        "person_id",
        "name",
        "age",
        "item_code",
        "amount",
        sex=ibis.cases((digit.isin(list("13579")), "M"), (digit.isin(list("02468")), "F"), else_=""),
        chapter=claims.diagnosis_code.substr(0, 1).upper(),
    )
    only = limits.select("item_code", "age_low", "age_high", "chapters", only=limits.sex)
    lines = lines.inner_join(only, "item_code")
    sex, chapter = lines.sex, lines.chapter
    lines = lines.mutate(
        by_sex=((sex != "") & (sex != lines.only)).fill_null(False),
        by_age=(lines.age < lines.age_low).fill_null(False) | (lines.age > lines.age_high).fill_null(False),
        by_part=((chapter != "") & ~lines.chapters.contains(chapter)).fill_null(False),
        delivery=((sex == "F") & (chapter == "O") & (lines.age_high <= INFANT)).fill_null(False),
    )
    return lines.filter((lines.by_sex | lines.by_age | lines.by_part) & ~lines.delivery)


MAN, WOMAN = "11010119500101001X", "110101195001010028"
CLAIMS = "line_id person_id name sex age diagnosis_code item_code amount"
LIMITS = rows(
    "item_code sex age_low age_high chapters",
    ("I1", "F", None, None, None),  # a gynaecological examination
    ("I2", "F", 14, 60, None),  # care at birth
    ("I3", None, None, 1, "P"),  # care of newborns
    ("I4", None, None, None, "MS"),  # arthroscopy of the knee
)
MODEL = Model(
    code="M45",
    words=Words("收费项目与性别、年龄、部位不符", "Items that do not fit sex, age or illness"),
    area=Area.MEDICAL,
    subject=Subject.PERSON,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "男性做妇科项目、超龄生育项目、项目与诊断部位不符等收费",
        "Gynaecology charged for men, births beyond the age, items for another part of the body",
    ),
    basis=(
        Words(
            "国家医保局医保基金智能监管规则库、知识库：限性别、限年龄、限适应症",
            "National rules of review of medical insurance: limits of sex, age and indication",
        ),
        Words(
            "《医疗保障基金使用监督管理条例》第三十八条", "Regulations on medical insurance funds, article 38"
        ),
    ),
    inputs={"claims": MEDICAL_CLAIMS, "limits": ITEM_LIMITS},
    parameters=(money("least", "起查金额", "Least amount", 0, 0, 100_000),),
    evidence=(
        Evidence("by_sex", Words("性别不符明细", "Lines that do not fit the sex"), unit="条"),
        Evidence("by_age", Words("年龄不符明细", "Lines that do not fit the age"), unit="条"),
        Evidence("by_part", Words("诊断不符明细", "Lines that do not fit the diagnosis"), unit="条"),
        Evidence("amount", Words("涉及金额", "Amount"), unit="元"),
    ),
    sentence=Words(
        "{subject_name}的收费中性别不符{by_sex}条、年龄不符{by_age}条、诊断不符{by_part}条，共{amount}元。",
        "{subject_name}: {by_sex} lines do not fit the sex, {by_age} the age, {by_part} the diagnosis;"
        " ¥{amount} in all.",
    ),
    to_check=Words(
        "调病历、检查报告与收费单；核对是否串换项目、冒用他人社保卡；问开单医生。",
        "Case notes, reports and bills; were items swapped or a card used by another; ask the doctor.",
    ),
    false_positives=(WRONG_CODE, TRANSGENDER, NEWBORN),
    hits=hits,
    notes=Words(
        "性别以身份证号第17位为准，不用结算单上手填的性别；哪些项目限性别、年龄、诊断，由医保局规则库表给出。"
        "诊断只有主要诊断，次要诊断可能说明项目合理，因此单凭部位不符只给0.4分。变性情况从数据上分不出来。",
        "Sex is read from the 17th digit of the identity number, not from the bill. The bureau's table says"
        " which items are limited. Only the main diagnosis is known, so a part that does not fit alone"
        " scores 0.4. A changed sex cannot be told from data.",
    ),
    cases=(
        Case(
            "a gynaecological item for a man, a birth at 61, a knee for pneumonia",
            rows={
                "claims": rows(
                    CLAIMS,
                    ("c1", MAN, "甲", "F", 75, "N40", "I1", 80),
                    ("c2", WOMAN, "乙", "F", 61, "O80", "I2", 900),
                    ("c3", WOMAN, "乙", "F", 61, "J18", "I4", 100),
                ),
                "limits": LIMITS,
            },
            hits={
                MAN: {"by_sex": 1, "by_age": 0, "amount": 80, "score": 0.67, "keys": {"claims": ("c1",)}},
                WOMAN: {"by_age": 1, "by_part": 1, "amount": 1000, "keys": {"claims": ("c2", "c3")}},
            },
        ),
        Case(
            "at the limit of age, and a part that fits",
            rows={
                "claims": rows(
                    CLAIMS,
                    ("c1", WOMAN, "乙", "F", 60, "O80", "I2", 900),
                    ("c2", WOMAN, "乙", "F", 60, "M23", "I4", 900),
                ),
                "limits": LIMITS,
            },
        ),
        Case(
            "the bill says male, the identity number female",
            rows={"claims": rows(CLAIMS, ("c1", WOMAN, "乙", "M", 30, "N80", "I1", 80)), "limits": LIMITS},
            innocent="wrong_code",
        ),
        Case(
            "a newborn's care in its mother's delivery",
            rows={"claims": rows(CLAIMS, ("c1", WOMAN, "乙", "F", 28, "O80", "I3", 300)), "limits": LIMITS},
            innocent="newborn",
        ),
    ),
)
