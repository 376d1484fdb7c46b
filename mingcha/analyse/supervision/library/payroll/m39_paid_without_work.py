"""M39: pay to persons who are dead, in prison, have left, or work full time for a company."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.payroll import APPROVED_ABSENCES, LEAVERS
from mingcha.analyse.datasets.contracts.people import DEATHS, PAYROLL, PRISONERS, SOCIAL_INSURANCE
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
from mingcha.analyse.supervision.portable import capped, keys, months_between, yuan
from mingcha.foundation.words import Words

AWAY = FalsePositive("away", Words("经批准借调、病假、学习或离岗创业", "Away with approval"))
PART_INSURED = FalsePositive("part_insured", Words("按政策只缴工伤保险等", "Part insurance by policy"))
BACK_PAY = FalsePositive("back_pay", Words("离岗前工资的补发", "Back pay of the time before"))
STALE = FalsePositive("stale", Words("社保未及时转出、登记有误", "Insurance not moved in time"))
ENTERPRISE = "9"  # the first character of credit codes given by the market bureau
REASONS = ("dead", "jailed", "left", "elsewhere")


def hits(
    payroll: ir.Table,
    deaths: ir.Table,
    prisoners: ir.Table,
    leavers: ir.Table,
    insurance: ir.Table,
    absences: ir.Table,
    *,
    least: int,
) -> ir.Table:
    """One row for each person: months paid though not at work, and why."""
    paid = payroll.select(
        "pay_id",
        "person_id",
        "name",
        "unit",
        "amount",
        due=ibis.coalesce(payroll.for_month, payroll.month),
    )
    doubts = ibis.union(
        _dead(paid, deaths),
        _jailed(paid, prisoners),
        _left(paid, leavers),
        _elsewhere(paid, insurance, absences),
    )
    return _by_person(doubts, least)


def _by_person(doubts: ir.Table, least: int) -> ir.Table:
    """Months and sums of each person, and how many months for each reason."""
    reasons = doubts.group_by("person_id").agg(
        **{name: doubts.due.nunique(where=doubts.why == name) for name in REASONS}
    )
    once = doubts.drop("why").distinct()
    found = once.group_by("person_id").agg(
        subject_name=once.name.max(),
        unit=once.unit.max(),
        months=once.due.nunique(),
        amount=yuan(once.amount.sum()),
        first=once.due.min(),
        last=once.due.max(),
        keys_payroll=keys(once.pay_id),
    )
    found = found.filter(found.months >= least).inner_join(reasons, "person_id")
    sure = (found.dead + found.jailed + found.left) > 0
    return found.mutate(
        subject_key=found.person_id,
        score=capped(ibis.ifelse(sure, 0.75, 0.55) + found.months * 0.02),
    ).drop("person_id")


def _dead(paid: ir.Table, deaths: ir.Table) -> ir.Table:
    dead = deaths.group_by("person_id").agg(died_on=deaths.died_on.min())
    found = paid.inner_join(dead, "person_id")
    return _doubts(found.filter(months_between(found.died_on, found.due) > 0), "dead")


def _jailed(paid: ir.Table, prisoners: ir.Table) -> ir.Table:
    """Months wholly in custody."""
    held = prisoners.select("person_id", "from_on", "to_on")
    found = paid.inner_join(held, "person_id")
    inside = ibis.coalesce(months_between(found.due, found.to_on) > 0, True)
    return _doubts(found.filter(months_between(found.from_on, found.due) > 0, inside), "jailed")


def _left(paid: ir.Table, leavers: ir.Table) -> ir.Table:
    """Months after the last time the person left that unit."""
    gone = leavers.group_by("person_id", "unit").agg(left_on=leavers.left_on.max())
    found = paid.inner_join(gone, ["person_id", "unit"])
    return _doubts(found.filter(months_between(found.left_on, found.due) > 0), "left")


def _elsewhere(paid: ir.Table, insurance: ir.Table, absences: ir.Table) -> ir.Table:
    """Months insured by an enterprise, unless the person was away with approval."""
    kind = ibis.coalesce(insurance.insurance, "")
    business = insurance.filter(insurance.payer_code.startswith(ENTERPRISE), kind != "工伤保险")
    business = business.select("person_id", "payer", due="month")
    found = paid.inner_join(business, ["person_id", "due"])
    found = found.filter(found.payer != found.unit).drop("payer")
    leave = absences.select("person_id", "from_on", "to_on")
    away = found.inner_join(leave, "person_id")
    ends = ibis.coalesce(months_between(away.due, away.to_on) >= 0, True)
    away = away.filter(months_between(away.from_on, away.due) >= 0, ends)
    return _doubts(found.anti_join(away.select("pay_id"), "pay_id"), "elsewhere")


def _doubts(found: ir.Table, why: str) -> ir.Table:
    return found.select(
        "person_id", "name", "unit", "pay_id", "amount", "due", why=ibis.literal(why)
    ).distinct()


WHO = "11010119700101001X"
PAY = "pay_id person_id name unit month for_month amount"
INSURED = "pay_id person_id payer_code payer month insurance"
COMPANY = ("91990101MA00000001", "示例公司")


def _pay(number: str, month: str, for_month: str | None = None) -> dict[str, object]:
    return rows(PAY, (number, WHO, "甲", "示例局", month, for_month, 5000))[0]


def _insured(month: str, kind: str | None = None) -> list[dict[str, object]]:
    return rows(INSURED, ("s1", WHO, *COMPANY, month, kind))


MODEL = Model(
    code="M39",
    words=Words("吃空饷", "Paid without work"),
    area=Area.PAYROLL,
    subject=Subject.PERSON,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "死亡、服刑、离职之后，或在企业全职参保期间，仍由财政发放工资的人员",
        "Persons paid by the treasury after death, in prison, after leaving, or while a company's staff",
    ),
    basis=(Words("机关事业单位“吃空饷”问题专项治理的规定", "Rules against pay without work"),),
    inputs={
        "payroll": PAYROLL,
        "deaths": DEATHS,
        "prisoners": PRISONERS,
        "leavers": LEAVERS,
        "insurance": SOCIAL_INSURANCE,
        "absences": APPROVED_ABSENCES,
    },
    optional=("deaths", "prisoners", "leavers", "insurance", "absences"),
    parameters=(whole("least", "起报月数", "Months at least", 1, 1, 24, unit="月"),),
    evidence=(
        Evidence("unit", Words("发薪单位", "Paid by")),
        Evidence("months", Words("涉及月数", "Months"), unit="个月"),
        Evidence("amount", Words("涉及金额", "Amount"), unit="元"),
        Evidence("dead", Words("死亡后", "After death"), unit="个月"),
        Evidence("jailed", Words("在押期间", "In custody"), unit="个月"),
        Evidence("left", Words("离职后", "After leaving"), unit="个月"),
        Evidence("elsewhere", Words("企业参保期间", "While a company's staff"), unit="个月"),
        Evidence("first", Words("首月", "First month"), month=True),
        Evidence("last", Words("末月", "Last month"), month=True),
    ),
    sentence=Words(
        "{subject_name}（{unit}）{first}至{last}领取工资{months}个月{amount}元，其中死亡后{dead}个月、在押{jailed}个月、"
        "离职后{left}个月、企业参保{elsewhere}个月。",
        "{subject_name} ({unit}) was paid ¥{amount} for {months} months, {first} to {last}: {dead} after "
        "death, {jailed} in custody, {left} after leaving, {elsewhere} while a company's staff.",
    ),
    to_check=Words(
        "核对考勤、岗位和审批手续；查工资卡由谁支取；问单位是否知情并上报停薪。",
        "Attendance, post and approvals; who draws from the account; whether the unit reported it.",
    ),
    false_positives=(AWAY, PART_INSURED, BACK_PAY, STALE),
    notes=Words(
        "按工资所属月份判断，事件当月不计，在押按整月计。企业按信用代码首位为9识别；借调等备案只排除企业参保。"
        "考勤与出境数据各地差别大，未用。",
        "Months are those the pay is for; the month of the event itself does not count. Companies are told "
        "by credit codes beginning with 9. Approved absences excuse insurance elsewhere only. Attendance and "
        "travel abroad are not used: offices keep them too differently.",
    ),
    hits=hits,
    cases=(
        Case(
            "after death",
            rows={
                "payroll": [_pay("w1", "2024-05-01"), _pay("w2", "2024-06-01"), _pay("w3", "2024-07-01")],
                "deaths": rows("person_id died_on", (WHO, "2024-05-31")),
            },
            hits={
                WHO: {
                    "months": 2,
                    "dead": 2,
                    "amount": 10_000,
                    "score": 0.79,
                    "keys": {"payroll": ("w2", "w3")},
                }
            },
        ),
        Case(
            "in custody for whole months, and after resigning: one month for two reasons",
            rows={
                "payroll": [_pay(f"w{one}", f"2024-0{one}-01") for one in range(2, 7)],
                "prisoners": rows(
                    "record_id person_id from_on to_on", ("q1", WHO, "2024-02-10", "2024-05-20")
                ),
                "leavers": rows("person_id unit left_on kind", (WHO, "示例局", "2024-03-31", "resigned")),
            },
            hits={WHO: {"months": 4, "jailed": 2, "left": 3, "amount": 20_000}},
        ),
        Case(
            "insured by a company",
            rows={"payroll": [_pay("w1", "2024-05-01")], "insurance": _insured("2024-05-01")},
            hits={WHO: {"elsewhere": 1, "score": 0.57, "unit": "示例局"}},
        ),
        Case(
            "only the month of death, another month insured",
            rows={
                "payroll": [_pay("w1", "2024-05-01")],
                "deaths": rows("person_id died_on", (WHO, "2024-05-01")),
                "insurance": _insured("2024-06-01"),
            },
        ),
        Case(
            "away with approval",
            rows={
                "payroll": [_pay("w1", "2024-05-01")],
                "insurance": _insured("2024-05-01"),
                "absences": rows(
                    "absence_id person_id from_on to_on kind", ("a1", WHO, "2024-05-15", None, "venture")
                ),
            },
            innocent="away",
        ),
        Case(
            "injury insurance only",
            rows={"payroll": [_pay("w1", "2024-05-01")], "insurance": _insured("2024-05-01", "工伤保险")},
            innocent="part_insured",
        ),
        Case(
            "back pay after death",
            rows={
                "payroll": [_pay("w1", "2024-08-01", "2024-04-01")],
                "deaths": rows("person_id died_on", (WHO, "2024-05-31")),
            },
            innocent="back_pay",
        ),
    ),
)
