"""Guidance of the counties, and what was done with the results."""

from typing import Any

from mingcha.conduct.findings.models import Finding
from mingcha.demo.city import figures, texts
from mingcha.demo.city.cast import Cast
from mingcha.demo.city.preparing import Running
from mingcha.oversee.guidance.actions import add_notes_many, enter_visit
from mingcha.resolve.results.actions import draft_suggestion, gather_findings, keep, keep_many
from mingcha.resolve.results.models import (
    Accountability,
    AppointmentCorrection,
    Circular,
    CommonProblem,
    SupervisionAct,
)
from mingcha.resolve.results.workflow import WORKFLOW as SUGGESTIONS

GROUPS = 3
SINKING = 2
JOINT_GROUPS = 5


def guide(cast: Cast, first: Running, special: Running) -> None:
    """Three guidance groups in the first round, two visits down, five joint groups in the special one."""
    notes = _notes()
    for no in range(GROUPS):
        visit = _visit(cast, first, no, "full", f"第{no + 1}督导组", 20 + 5 * no)
        add_notes_many(visit, notes[no::GROUPS], by=cast.city.one("office_staff"))
    for no in range(SINKING):
        _visit(cast, first, no + GROUPS, "sinking", f"下沉督导{no + 1}", 30 + 5 * no)
    advice = _of_kind("advice", figures.ADVICE)
    for no in range(JOINT_GROUPS):
        visit = _visit(cast, special, no, "joint", f"联合督导{no + 1}组", 10 + 3 * no)
        add_notes_many(visit, advice[no::JOINT_GROUPS], by=cast.city.one("office_staff"))


def _of_kind(kind: str, many: int) -> list[dict[str, str]]:
    topics = texts.TOPICS
    return [
        {"kind": kind, "text": texts.GUIDANCE[kind].format(topic=topics[no % len(topics)])}
        for no in range(many)
    ]


def _notes() -> list[dict[str, str]]:
    return [row for kind, many in figures.GUIDANCE.items() for row in _of_kind(kind, many)]


def _visit(cast: Cast, running: Running, no: int, kind: str, group: str, day: int) -> Any:
    county = cast.counties[no % len(cast.counties)]
    return enter_visit(
        by=cast.city.one("office_staff"),
        office=cast.city.office,
        to_office=county.office,
        round=running.round,
        kind=kind,
        group=group,
        held_on=running.plan.day(day),
        until=running.plan.day(day + 2),
        members="市委巡察办及有关部门骨干",
        text=f"对{county.name}巡察工作开展督导（示例）。",
    )


def use_results(running: Running) -> None:
    """Daily supervision, common problems, a suggestion, a circular: what a finished round leaves behind."""
    place, plan = running.place, running.plan
    discipline, department = place.bodies["discipline"], place.bodies["organisation_department"]
    for body, role, kinds in (
        (
            discipline,
            "supervisor",
            (("report_heard", 4), ("meeting", 2), ("site_check", 6), ("advice_letter", 2)),
        ),
        (department, "organisation_officer", (("briefing", 1), ("advice", 3))),
    ):
        rows = [
            {
                "office": place.office,
                "body": body,
                "round": running.round,
                "kind": kind,
                "amount": amount,
                "on": plan.day(plan.days + 90),
                "text": "督促整改落实（示例）。",
            }
            for kind, amount in kinds
        ]
        keep_many(SupervisionAct, rows, by=place.one(role))
    _gather(running)
    own = {
        "office": place.office,
        "body": place.office,
        "round": running.round,
        "on": plan.day(plan.days + 200),
    }
    staff = place.one("office_staff")
    keep(
        Circular,
        by=staff,
        **own,
        kind="problem",
        amount=2,
        approved_by="领导小组",
        text="通报整改不力问题（示例）。",
    )
    keep(
        Accountability,
        by=staff,
        **own,
        kind="person",
        amount=1,
        measure="诫勉",
        decided_by="纪委监委",
        text="整改不力问责（示例）。",
    )
    correction = {**own, "body": department, "corrected": 3, "handled": 1, "text": "纠正违规任用（示例）。"}
    keep(AppointmentCorrection, by=place.one("organisation_officer"), **correction)


def _gather(running: Running) -> None:
    place, staff = running.place, running.place.one("office_staff")
    problem = keep(
        CommonProblem,
        by=staff,
        office=place.office,
        body=place.office,
        round=running.round,
        on=running.plan.day(running.plan.days + 40),
        title="财务内控制度执行不严",
        text="多个单位存在往来款长期挂账、报销附件不全等问题。",
    )
    findings = Finding.objects.filter(
        inspection__round=running.round, issue_class__code="2.7", status="confirmed"
    )
    gather_findings(problem, list(findings), by=staff)
    suggestion = draft_suggestion(
        place.office,
        by=staff,
        to_body=place.bodies["department"],
        round=running.round,
        problem=problem,
        title="规范财务内部控制",
        text="建议统一往来款清理标准，开展专项检查。",
        due_on=running.plan.day(running.plan.days + 100),
    )
    SUGGESTIONS.perform(
        suggestion, "approve", by=place.one("group_head"), on=running.plan.day(running.plan.days + 42)
    )
    SUGGESTIONS.perform(suggestion, "send", by=staff, on=running.plan.day(running.plan.days + 45))
