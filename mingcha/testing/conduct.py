"""Inspections, activities and petitions for the tests, made through the actions, as far along as asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import count
from typing import Any
from weakref import ReferenceType

from mingcha.conduct.inspections import actions
from mingcha.conduct.inspections import signals as inspecting
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.inspections.workflow import ACTIVITIES, WORKFLOW
from mingcha.conduct.petitions import actions as petitions
from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.workflow import WORKFLOW as PETITIONS
from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds import signals as rounds
from mingcha.prepare.teams.queries import forget_rights
from mingcha.testing.prepare import BEGINNING, Made, make_round_with_people

NOTIFIED = BEGINNING - timedelta(days=10)
_numbers = count(1)


_ASKED = (inspecting.leaving, inspecting.evaluating, inspecting.closing, rounds.advancing, rounds.archiving)
_LATER = ("mingcha.conduct.findings", "mingcha.conclude", "mingcha.resolve", "mingcha.oversee")


@contextmanager
def alone() -> Iterator[None]:
    """Inspections without the later steps: what those would still ask for is not asked."""
    kept = [signal.receivers for signal in _ASKED]
    for signal in _ASKED:
        signal.receivers = [row for row in signal.receivers if not _is_later(row)]
    try:
        yield
    finally:
        for signal, receivers in zip(_ASKED, kept, strict=True):
            signal.receivers = receivers


def _is_later(row: Any) -> bool:
    receiver = row[1]() if isinstance(row[1], ReferenceType) else row[1]
    return getattr(receiver, "__module__", "").startswith(_LATER)


@dataclass
class Site:
    """An inspection with the round it belongs to and everyone who has a part in it."""

    made: Made
    inspection: Inspection

    def person(self, who: str) -> User:
        """leader, deputy, liaison, member; office_head, office_staff, group_head, … as first signed in."""
        found = self.made.members.get(who) or self.made.people[who]
        forget_rights(found)
        return found

    @property
    def leader(self) -> User:
        return self.person("leader")

    @property
    def member(self) -> User:
        return self.person("member")

    @property
    def staff(self) -> User:
        return self.person("office_staff")

    @property
    def head(self) -> User:
        return self.person("office_head")


def make_inspection(status: str = "on_site", **fields: Any) -> Inspection:
    """An inspection in this status. See `make_site` for the people around it."""
    return make_site(status, **fields).inspection


def make_site(status: str = "on_site", *, made: Made | None = None, **fields: Any) -> Site:
    """An inspection in this status with its people; `fields` go to the round (office, organisations…)."""
    made = made or make_round_with_people("ready", **fields)
    opened = actions.open_inspections(made.round, by=_staff(made))
    site = Site(made, opened[0] if opened else Inspection.objects.get(task=made.task))
    codes = [str(code) for code in Inspection.Status.values]
    with alone():
        for code in codes[1 : codes.index(status) + 1]:
            for inspection in Inspection.objects.filter(round=made.round).select_related("task", "round"):
                _STEPS[code](Site(made, inspection))
    site.inspection.refresh_from_db()
    made.round.refresh_from_db()
    return site


def _staff(made: Made) -> User:
    forget_rights(made.people["office_staff"])
    return made.people["office_staff"]


def arrange(site: Site) -> None:
    """Everything that the notice and the announcement must name."""
    actions.arrange_inspection(
        site.inspection,
        by=site.staff,
        planned_entry_on=BEGINNING,
        planned_leave_on=BEGINNING + timedelta(days=60),
        petition_until=BEGINNING + timedelta(days=50),
        phone="0000-0000001",
        phone_hours="8:00-18:00",
        mailbox="测试信箱",
    )


def _notify(site: Site) -> None:
    arrange(site)
    WORKFLOW.perform(site.inspection, "notify", by=site.staff, on=NOTIFIED)


def _enter(site: Site) -> None:
    WORKFLOW.perform(site.inspection, "enter", by=site.leader, on=BEGINNING)


def _leave(site: Site) -> None:
    make_activity(site.inspection, by=site.leader, status="confirmed")
    WORKFLOW.perform(site.inspection, "leave", by=site.leader, on=BEGINNING + timedelta(days=60))


def _quiet(move: str, days: int) -> Callable[[Site], None]:
    def step(site: Site) -> None:
        day = BEGINNING + timedelta(days=days)
        actions.advance_inspection(site.inspection, move, by=site.staff, on=day)

    return step


def _by_office(move: str, days: int) -> Callable[[Site], None]:
    def step(site: Site) -> None:
        WORKFLOW.perform(site.inspection, move, by=site.staff, on=BEGINNING + timedelta(days=days))

    return step


_STEPS: dict[str, Callable[[Site], None]] = {
    "notified": _notify,
    "on_site": _enter,
    "reporting": _leave,
    "awaiting_feedback": _quiet("decide", 80),
    "fed_back": _quiet("feed_back", 100),
    "rectifying": _quiet("rectify", 120),
    "evaluating": _by_office("evaluate", 200),
    "archived": _by_office("archive", 220),
}

_GIVEN: dict[str, dict[str, Any]] = {
    "hearing": {"report_kind": "general", "speaker": "测试甲", "summary": "听取工作汇报"},
    "talk": {
        "interviewee": "测试乙",
        "interviewee_post": "科长",
        "talk_class": "must",
        "starts_at": time(9),
        "ends_at": time(10, 30),
        "place": "谈话室",
        "rights_told": True,
        "record": "问:……\n答:……",
        "read_back_on": BEGINNING + timedelta(days=3),
    },
    "symposium": {"participants": "职工代表", "summary": "座谈情况"},
    "file_review": {"copies": 12, "handed_by": "测试丙", "received_by": "测试丁"},
    "visit": {"visit_kind": "sinking", "place": "测试村", "summary": "走访情况"},
    "questionnaire": {"sent": 100, "returned": 96, "valid": 95},
    "attendance": {"participants": "班子成员", "summary": "列席情况"},
    "spot_check": {"checked": "台账", "found": "账实相符"},
    "communication": {"speaker": "测试甲", "summary": "沟通重点问题"},
    "mid_term": {"participants": "领导小组", "summary": "听取中期汇报"},
}


def make_activity(
    inspection: Inspection, kind: str = "hearing", *, by: User, status: str = "draft", **fields: Any
) -> Activity:
    """A record of this kind with all it needs; a talk is held by everyone in `inspectors`, or `by` alone."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "title": f"测试活动{number:03}",
        "held_on": BEGINNING + timedelta(days=3),
        **_GIVEN[kind],
    }
    inspectors = fields.pop("inspectors", [by])
    if kind == "talk":
        given["recorder"] = inspectors[-1]
    given |= fields
    made = actions.create_activity(inspection, by=by, inspectors=inspectors, kind=kind, **given)
    if status == "confirmed":
        ACTIVITIES.perform(made, "confirm", by=by)
    return made


_WAY: dict[str, tuple[str, ...]] = {
    "registered": (),
    "summarised": ("summarise",),
    "classified": ("summarise", "classify"),
    "verifying": ("summarise", "classify", "verify"),
    "immediate": ("summarise", "classify", "immediate"),
    "problem": ("summarise", "classify", "list"),
    "lead": ("summarise", "classify", "propose"),
    "passed_on": ("summarise", "classify", "pass_on"),
    "kept": ("summarise", "classify", "keep"),
    "closed": ("summarise", "classify", "verify", "close"),
}


def make_petition(
    inspection: Inspection | None = None,
    *,
    by: User,
    status: str = "registered",
    decider: User | None = None,
    **fields: Any,
) -> Petition:
    """A petition in this status; `decider` signs where `by` may not. Without inspection give `office`."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "channel": "letter",
        "received_on": BEGINNING + timedelta(days=5),
        "content": f"反映测试事项第{number}件",
        **fields,
    }
    if inspection is not None:
        given["inspection"] = inspection
    petition = petitions.register_petition(by=by, **given)
    for move in _WAY[status]:
        PETITIONS.perform(petition, move, by=decider or by, **_moved_with(move, status))
    return petition


def _moved_with(move: str, status: str) -> dict[str, Any]:
    classes = {"passed_on": "personal", "kept": "empty", "lead": "lead", "immediate": "immediate"}
    given: dict[str, dict[str, Any]] = {
        "summarise": {"summary": "测试摘要"},
        "classify": {
            "classification": classes.get(status, "problem"),
            "meeting_opinion": "组务会研究意见",
        },
        "pass_on": {"passed_to": "测试信访局", "due_on": date(2026, 5, 1)},
        "keep": {"note": "无实质内容"},
        "close": {"result": "已了解", "replied_on": date(2026, 5, 2)},
    }
    return given.get(move, {})
