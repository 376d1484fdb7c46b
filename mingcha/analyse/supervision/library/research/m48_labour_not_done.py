"""M48: labour paid from research funds to those who are no students, share an account, or are staff."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.people import PAYROLL
from mingcha.analyse.datasets.contracts.research import RESEARCH_LABOUR, STUDENTS
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
from mingcha.analyse.supervision.parameters import money, whole
from mingcha.analyse.supervision.portable import capped, keys, months_between, yuan
from mingcha.foundation.words import Words

GRADUATION = FalsePositive("graduation", Words("毕业前后结清，发放滞后", "Settled late, around graduation"))
ASSISTANT = FalsePositive("assistant", Words("聘用的科研助理，并非学生", "A research assistant, no student"))
FAMILY = FalsePositive("family", Words("同一账户为家庭共用", "A family's common account"))
SIGNS = ("not_enrolled", "shared", "staff", "over")


def hits(
    labour: ir.Table, students: ir.Table, payroll: ir.Table, *, lag: int, sharers: int, ceiling: int
) -> ir.Table:
    """One row for each project: payments to no students, to shared accounts, to staff, over the ceiling."""
    signs = ibis.union(
        _signed(_not_enrolled(labour, students, lag), "not_enrolled"),
        _signed(_shared(labour, sharers), "shared"),
        _signed(labour.semi_join(payroll, ["person_id", "month", "unit"]), "staff"),
        _signed(_over(labour, ceiling), "over"),
    )
    payments = signs.group_by("pay_id", "project_id", "project", "amount").agg(
        **{name: signs.sign.nunique(where=signs.sign == name) for name in SIGNS}
    )
    found = payments.group_by("project_id").agg(
        subject_name=payments.project.max(),
        payments=payments.count(),
        amount=yuan(payments.amount.sum()),
        keys_labour=keys(payments.pay_id),
        **{name: payments[name].sum() for name in SIGNS},
    )
    kinds = sum((ibis.ifelse(found[name] > 0, 1, 0) for name in SIGNS), start=ibis.literal(0))
    only_over = (kinds == 1) & (found.over > 0)
    score = ibis.ifelse(only_over, 0.4, 0.45 + kinds * 0.15)
    return found.mutate(subject_key=found.project_id, score=capped(score)).drop("project_id")


def _not_enrolled(labour: ir.Table, students: ir.Table, lag: int) -> ir.Table:
    """Payments as a student for months in which the person was on no roll, nor in the months after."""
    paid = labour.filter(labour.paid_as == "student")
    terms = students.select("person_id", "enrolled_on", "left_on")
    held = paid.select("pay_id", "person_id", "month").inner_join(terms, "person_id")
    begun = months_between(held.enrolled_on, held.month) >= 0
    over = (months_between(held.left_on, held.month) > lag).fill_null(False)
    return paid.anti_join(held.filter(begun & ~over), "pay_id")


def _shared(labour: ir.Table, sharers: int) -> ir.Table:
    """Payments into accounts that so many persons were paid into."""
    accounts = labour.filter(labour.account.notnull() & (labour.account != ""))
    accounts = accounts.group_by("account").agg(persons=accounts.person_id.nunique())
    return labour.semi_join(accounts.filter(accounts.persons >= sharers), "account")


def _over(labour: ir.Table, ceiling: int) -> ir.Table:
    """Payments of months in which students and assistants got more than the ceiling, over all projects."""
    paid = labour.filter(labour.paid_as != "expert")
    months = paid.group_by("person_id", "month").agg(total=paid.amount.sum())
    return paid.semi_join(months.filter(months.total > ceiling), ["person_id", "month"])


def _signed(found: ir.Table, sign: str) -> ir.Table:
    return found.select("pay_id", "project_id", "project", "amount", sign=ibis.literal(sign))


STUDENT, OTHER, THIRD = "11010119990101001X", "110101199901010028", "110101199901010036"
PAID = "pay_id project_id project unit person_id paid_as account month amount"
ROLL = "person_id enrolled_on left_on"
ON_ROLL = rows(ROLL, *((one, "2021-09-01", "2024-06-30") for one in (STUDENT, OTHER, THIRD)))


def _paid(
    who: str, paid_as: str, account: str, month: str, amount: int, number: int = 1
) -> tuple[object, ...]:
    return (f"p{number}", "K1", "课题一", "示例大学", who, paid_as, account, month, amount)


MODEL = Model(
    code="M48",
    words=Words("套取科研劳务费", "Labour paid for and not done"),
    area=Area.RESEARCH,
    subject=Subject.PROJECT,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "劳务费发给非在读学生、多人共用一个账户、在编职工，或超过月度上限",
        "Labour paid to persons on no roll, into a shared account, to staff, or above the month's ceiling",
    ),
    basis=(
        Words(
            "科研经费管理办法：劳务费发给参与项目的研究生、博士后、访问学者和聘用的研究人员、科研助理，严禁虚列套取",
            "Rules of research funds: labour is for students and assistants who take part; never sham",
        ),
    ),
    inputs={"labour": RESEARCH_LABOUR, "students": STUDENTS, "payroll": PAYROLL},
    optional=("payroll",),
    parameters=(
        whole("lag", "离校后宽限月数", "Months after leaving", 2, 0, 12, unit="月"),
        whole("sharers", "同一账户人数", "Persons on one account", 3, 2, 20, unit="人"),
        money("ceiling", "每人每月上限", "Most a month and person", 8000, 1000, 50_000),
    ),
    evidence=(
        Evidence("payments", Words("可疑发放笔数", "Payments in doubt"), unit="笔"),
        Evidence("amount", Words("金额", "Amount"), unit="元"),
        Evidence("not_enrolled", Words("非在读", "On no roll"), unit="笔"),
        Evidence("shared", Words("共用账户", "Shared account"), unit="笔"),
        Evidence("staff", Words("在编职工", "Staff"), unit="笔"),
        Evidence("over", Words("超月度上限", "Over the ceiling"), unit="笔"),
    ),
    sentence=Words(
        "{subject_name}（{subject_key}）劳务费可疑{payments}笔、{amount}元：非在读{not_enrolled}笔，"
        "共用账户{shared}笔，在编职工{staff}笔，超上限{over}笔。",
        "{subject_name} ({subject_key}): {payments} payments in doubt, ¥{amount}; {not_enrolled} to persons"
        " on no roll, {shared} to shared accounts, {staff} to staff, {over} over the ceiling.",
    ),
    to_check=Words(
        "查银行流水是否回流负责人；问领款人是否知情、做了什么；看考勤与实验记录。",
        "Did money flow back to the leader; did the payees know, what did they do; attendance, lab books.",
    ),
    false_positives=(GRADUATION, ASSISTANT, FAMILY),
    hits=hits,
    notes=Words(
        "以项目为对象汇总，核查从项目负责人入手。在编职工以同一单位同月有工资为准。国家不再规定劳务费比例，"
        "每人每月上限由承担单位规定，默认值仅供起步，单独超上限只给0.4分。家庭共用账户达到人数的，数据上分不出来。",
        "Put together by project, for checking begins with its leader. Staff are those with pay of the same"
        " unit in the same month. The ceiling is the unit's own rule: its default is a start; alone it scores"
        " 0.4. A family's account with as many persons cannot be told from data.",
    ),
    cases=(
        Case(
            "a year after leaving, and to staff",
            rows={
                "labour": rows(
                    PAID,
                    _paid(STUDENT, "student", "A1", "2025-06-01", 2000, 1),
                    _paid(OTHER, "assistant", "A2", "2024-05-01", 3000, 2),
                ),
                "students": ON_ROLL,
                "payroll": rows("person_id unit month", (OTHER, "示例大学", "2024-05-01")),
            },
            hits={
                "K1": {
                    "payments": 2,
                    "amount": 5000,
                    "not_enrolled": 1,
                    "staff": 1,
                    "over": 0,
                    "score": 0.75,
                    "keys": {"labour": ("p1", "p2")},
                }
            },
        ),
        Case(
            "three students, one account",
            rows={
                "labour": rows(
                    PAID,
                    *(
                        _paid(who, "student", "A1", "2024-05-01", 1000, number)
                        for number, who in enumerate((STUDENT, OTHER, THIRD))
                    ),
                ),
                "students": ON_ROLL,
            },
            hits={"K1": {"shared": 3, "not_enrolled": 0, "keys": {"labour": ("p0", "p1", "p2")}}},
        ),
        Case(
            "over the ceiling in two payments",
            rows={
                "labour": rows(
                    PAID,
                    _paid(STUDENT, "student", "A1", "2024-05-01", 5000, 1),
                    _paid(STUDENT, "student", "A1", "2024-05-01", 3001, 2),
                ),
                "students": ON_ROLL,
            },
            hits={"K1": {"over": 2, "amount": 8001, "score": 0.4}},
        ),
        Case(
            "just at the ceiling, two on one account",
            rows={
                "labour": rows(
                    PAID,
                    _paid(STUDENT, "student", "A1", "2024-05-01", 8000, 1),
                    _paid(OTHER, "student", "A1", "2024-05-01", 1000, 2),
                ),
                "students": ON_ROLL,
            },
            innocent="family",
        ),
        Case(
            "settled two months after leaving",
            rows={
                "labour": rows(PAID, _paid(STUDENT, "student", "A1", "2024-08-01", 2000)),
                "students": ON_ROLL,
            },
            innocent="graduation",
        ),
        Case(
            "an assistant who is on no roll",
            rows={"labour": rows(PAID, _paid("A", "assistant", "A1", "2024-08-01", 2000))},
            innocent="assistant",
        ),
    ),
)
