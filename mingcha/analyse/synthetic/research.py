"""Research funds: projects, students and labour, purchases, money passed on, and what closes projects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.companies import COMPANIES, COMPANY_ROLES
from mingcha.analyse.datasets.contracts.people import KIN, PAYROLL
from mingcha.analyse.datasets.contracts.research import (
    CONVERSION_FIRMS,
    RESEARCH_LABOUR,
    RESEARCH_OUTPUTS,
    RESEARCH_PROJECTS,
    RESEARCH_SPENDING,
    RESEARCH_TRANSFERS,
    STUDENTS,
)
from mingcha.analyse.synthetic.planting import Bed, Firm, newcomers, numbered, on, who
from mingcha.analyse.synthetic.province import Province, Sort

SCHOOL = "示例大学"
BUDGET = 500_000


def fill(province: Province) -> None:
    _background(province, max(30, province.scale // 200))
    _labour(province)
    _suppliers(province)
    _passed_on(province)
    _closed_twice(province)


def _background(province: Province, count: int) -> None:
    """Projects of leaders who own nothing, with students, several suppliers, and papers of their own."""
    owners = set(province.table(COMPANY_ROLES).column("person_id").to_pylist())
    free = [one for one in range(province.scale // 2) if one % 50 and province.persons[one] not in owners]
    chosen = province.rng.permutation(free)[: count * 7]
    leaders, students = chosen[:count], chosen[count:]
    projects = {
        "project_id": numbered("K", count),
        "project": numbered("示例课题", count),
        "leader_id": province.persons[leaders],
    }
    province.add(
        RESEARCH_PROJECTS,
        projects
        | {
            "unit": np.full(count, SCHOOL),
            "leader": province.names[leaders],
            "budget": np.full(count, BUDGET),
            "started_on": np.full(count, np.datetime64("2023-01-01")),
        },
    )
    _students(province, projects, students)
    _spending(province, projects, 20)


def _students(province: Province, projects: dict[str, Any], students: Any) -> None:
    """Students enrolled throughout, paid for four months each by one project into accounts of their own."""
    count = len(students)
    province.add(
        STUDENTS,
        {
            "person_id": province.persons[students],
            "name": province.names[students],
            "school": np.full(count, SCHOOL),
            "enrolled_on": np.full(count, np.datetime64("2021-09-01")),
            "left_on": np.full(count, np.datetime64("2025-06-30")),
        },
    )
    paid = np.repeat(np.arange(count), 4)
    project = paid % len(projects["project_id"])
    month = np.datetime64("2024-01") + np.tile(np.arange(4), count)
    province.add(
        RESEARCH_LABOUR,
        {
            "pay_id": numbered("KP", len(paid)),
            "project_id": projects["project_id"][project],
            "project": projects["project"][project],
            "unit": np.full(len(paid), SCHOOL),
            "person_id": province.persons[students[paid]],
            "name": province.names[students[paid]],
            "paid_as": np.full(len(paid), "student"),
            "account": province.accounts[students[paid]],
            "month": month.astype("datetime64[D]"),
            "amount": province.rng.integers(500, 3000, len(paid)),
        },
    )


def _spending(province: Province, projects: dict[str, Any], times: int) -> None:
    """Purchases from four companies in turn, a little passed on, and two papers for each project."""
    count, rng = len(projects["project_id"]), province.rng
    ids = np.repeat(projects["project_id"], times)
    first = np.repeat(province.background_companies(count), times)
    company = (first + np.tile(np.arange(times) % 4, count)) % (max(20, province.scale // 50) // 3)
    bought = {
        "project_id": ids,
        "company_code": province.companies[company],
        "company": province.company_names[company],
        "amount": rng.integers(1000, 8000, len(ids)),
        "paid_on": np.datetime64("2023-03-01") + rng.integers(0, 600, len(ids)).astype("timedelta64[D]"),
    }
    province.add(RESEARCH_SPENDING, bought | {"spend_id": numbered("KS", len(ids))})
    passed = {name: values[::times] for name, values in bought.items()}
    province.add(RESEARCH_TRANSFERS, passed | {"transfer_id": numbered("KT", count)})
    closing = np.repeat(projects["project_id"], 2)
    outputs = {"output_id": numbered("KO", len(closing)), "project_id": closing}
    province.add(RESEARCH_OUTPUTS, outputs | {"output": numbered("10.9999/k.", len(closing))})


def _project(bed: Bed, key: str, leader: int, **more: Any) -> str:
    person = who(bed.province, leader)
    given = {
        "leader_id": person["person_id"],
        "leader": person["name"],
        "budget": BUDGET,
        "unit": SCHOOL,
    } | more
    bed.row(RESEARCH_PROJECTS, project_id=key, project=f"示例课题{key}", **given)
    return key


def _pays(persons: int = 1, *, left: str = "2025-06-30", one_account: bool = False, staff: bool = False,
          amounts: tuple[int, ...] = (1500,), paid_as: str = "student") -> Any:  # fmt: skip
    """A project that pays so many persons for June 2024."""

    def write(bed: Bed, index: int) -> str:
        key, province = f"KL{index}", bed.province
        for place, one in enumerate([index, *province.take(persons - 1)]):
            person = who(province, one)
            if paid_as == "student":
                bed.row(STUDENTS, enrolled_on=on("2020-09-01"), left_on=on(left), school=SCHOOL, **person)
            if staff:
                wage = {"month": on("2024-06-01"), "item": "基本工资", "amount": 5000}
                bed.row(PAYROLL, pay_id=f"WK{one}", unit=SCHOOL, **wage, **person)
            given: dict[str, Any] = {
                "project_id": key,
                "project": f"课题{key}",
                "unit": SCHOOL,
                "paid_as": paid_as,
            }
            given |= {"account": province.accounts[index if one_account else one], "month": on("2024-06-01")}
            for number, amount in enumerate(amounts):
                bed.row(RESEARCH_LABOUR, pay_id=f"{key}-{place}-{number}", amount=amount, **given, **person)
        return key

    return write


def _labour(province: Province) -> None:
    """M48: students who left long ago, one account for many, staff, and more than the ceiling."""
    bed = Bed(province, "M48")
    bed.persons(Sort.PLAIN, "", _pays(4, left="2022-06-30", one_account=True, amounts=(3000,)))
    bed.persons(Sort.HARD, "three months after leaving", _pays(left="2024-03-31"))
    bed.persons(Sort.HARD, "staff paid as an assistant", _pays(paid_as="assistant", staff=True))
    bed.persons(Sort.HARD, "over the ceiling in two payments", _pays(amounts=(5000, 3001)))
    bed.persons(Sort.INNOCENT, "graduation", _pays(left="2024-04-30"))
    bed.persons(Sort.INNOCENT, "assistant", _pays(paid_as="assistant"))
    bed.persons(Sort.INNOCENT, "family of three, which no data tells", _pays(3, one_account=True))
    bed.persons(Sort.INNOCENT, "family", _pays(2, one_account=True))
    bed.done()


def _buys(
    firms: Iterator[Firm],
    part: int,
    *,
    tie: str = "",
    times: int = 1,
    until: str | None = None,
    approved: bool = False,
) -> Any:
    """A project with 200 000 yuan of purchases, so many hundredths of them from a supplier with this tie."""

    def write(bed: Bed, index: int) -> str:
        supplier, other = next(firms), next(firms)
        key, leader = _project(bed, f"KB{index}", index), str(bed.province.persons[index])
        for number in range(times):
            paid = {"amount": 2000 * part // times + 1, "paid_on": on("2024-03-01", number)}
            bed.row(RESEARCH_SPENDING, spend_id=f"{key}-{number}", project_id=key, **supplier, **paid)
        rest = {"amount": 2000 * (100 - part), "paid_on": on("2024-06-01")}
        bed.row(RESEARCH_SPENDING, spend_id=f"{key}-x", project_id=key, **other, **rest)
        if tie:
            owner = _owner(bed, index, tie)
            dates = {"since": on("2020-01-01"), "until": on(until) if until else None}
            bed.row(COMPANY_ROLES, role_id=key, role="shareholder", share=60.0, **supplier, **owner, **dates)
        if approved:
            given = {"company_code": supplier["company_code"], "approved_on": on("2023-01-01")}
            bed.row(CONVERSION_FIRMS, approval_id=key, leader_id=leader, **given)
        return key

    return write


def _suppliers(province: Province) -> None:
    """M49: suppliers of the wife, of a student, or of nearly everything."""
    bed, firms = Bed(province, "M49"), newcomers("M49", province.many * 16)
    bed.persons(Sort.PLAIN, "", _buys(firms, 80, tie="kin", times=6))
    bed.persons(Sort.HARD, "a student's company with a tenth", _buys(firms, 10, tie="student"))
    bed.persons(Sort.HARD, "no tie, most of it in three payments", _buys(firms, 60, times=3))
    bed.persons(Sort.HARD, "held through a friend, in no register", _buys(firms, 50, times=3))
    bed.persons(Sort.INNOCENT, "approved", _buys(firms, 50, tie="leader", approved=True))
    bed.persons(Sort.INNOCENT, "former", _buys(firms, 50, tie="leader", until="2024-02-29"))
    bed.persons(Sort.INNOCENT, "peer, which no data tells", _buys(firms, 20, tie="student"))
    bed.persons(Sort.INNOCENT, "one_instrument", _buys(firms, 90))
    bed.done()


def _owner(bed: Bed, leader: int, tie: str) -> dict[str, str]:
    """Who holds the supplier: the leader, the leader's wife, or a student."""
    if tie == "leader":
        return who(bed.province, leader)
    owner = who(bed.province, bed.province.take(1)[0])
    leader_id = str(bed.province.persons[leader])
    if tie == "kin":
        kin = {"kin_id": owner["person_id"], "kin_name": owner["name"], "relation": "配偶", "degree": 1}
        bed.row(KIN, relation_id=f"KK{leader}", person_id=leader_id, **kin)
    else:
        dates = {"enrolled_on": on("2021-09-01"), "left_on": on("2025-06-30")}
        bed.row(STUDENTS, supervisor_id=leader_id, school=SCHOOL, **dates, **owner)
    return owner


def _passes(firms: Iterator[Firm], parts: tuple[int, ...], founded: str) -> Any:
    """A project that passes these hundredths of its budget to a new company."""

    def write(bed: Bed, index: int) -> str:
        key = _project(bed, f"KD{index}", index)
        company = next(firms)
        bed.row(COMPANIES, founded_on=on(founded), status="存续", insured=12, tax=60_000, **company)
        for number, part in enumerate(parts):
            paid = {"amount": BUDGET // 100 * part, "paid_on": on("2024-05-20", number)}
            bed.row(RESEARCH_TRANSFERS, transfer_id=f"{key}-{number}", project_id=key, **company, **paid)
        return key

    return write


def _passed_on(province: Province) -> None:
    """M50: most of the budget passed to a company founded the year before."""
    bed = Bed(province, "M50")
    firms = newcomers("M50", province.many * 4)
    bed.persons(Sort.PLAIN, "", _passes(firms, (50, 30), "2024-01-10"))
    bed.persons(Sort.HARD, "eleven months old, a little over half", _passes(firms, (26, 25), "2023-06-30"))
    bed.persons(Sort.INNOCENT, "spin_off, which no data tells", _passes(firms, (50, 30), "2024-01-10"))
    bed.persons(Sort.INNOCENT, "a year old", _passes(firms, (50, 30), "2023-05-31"))
    bed.done()


def _closes(sort: Sort, outputs: tuple[str, str], joint: bool = False) -> Any:
    """Two projects closed by these outputs; the second is a case like the first."""

    def write(bed: Bed, index: int) -> str:
        keys = [f"KE{index}", f"KE{index}b"]
        for key, output in zip(keys, outputs, strict=True):
            _project(bed, key, index, joint_id=f"J{index}" if joint else None)
            bed.row(RESEARCH_OUTPUTS, output_id=key, project_id=key, output=output.format(index))
        bed.province.plant("M50", sort, keys[1], "the other project")
        return keys[0]

    return write


def _closed_twice(province: Province) -> None:
    """M50: one paper for two projects."""
    bed = Bed(province, "M50")
    same, otherwise = ("10.9999/e{}", "10.9999/e{}"), ("10.9999/h{}", "10.9999/ H{}")
    bed.persons(Sort.PLAIN, "one paper", _closes(Sort.PLAIN, same))
    bed.persons(Sort.HARD, "the paper written otherwise", _closes(Sort.HARD, otherwise))
    bed.persons(Sort.HARD, "the title in another language", _closes(Sort.HARD, ("论文{}", "Paper {}")))
    bed.persons(Sort.INNOCENT, "joint", _closes(Sort.INNOCENT, same, joint=True))
    bed.done()
