"""Meetings, reports and feedback for the tests, made through the actions, as far along as asked."""

from datetime import timedelta
from itertools import count
from typing import Any

from mingcha.conclude.feedback import actions as feedback
from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.conclude.feedback.workflow import WORKFLOW as FEEDBACK
from mingcha.conclude.meetings import actions as meetings
from mingcha.conclude.meetings.models import Meeting
from mingcha.conclude.meetings.workflow import WORKFLOW as MEETINGS
from mingcha.conclude.reports import actions as reports
from mingcha.conclude.reports.models import Report
from mingcha.conclude.reports.workflow import WORKFLOW as REPORTS
from mingcha.conduct.inspections.workflow import WORKFLOW as INSPECTIONS
from mingcha.testing.conduct import Site, make_activity, make_site
from mingcha.testing.findings import make_finding, representative
from mingcha.testing.prepare import BEGINNING

REPORTED = BEGINNING + timedelta(days=80)
SERVED = BEGINNING + timedelta(days=100)
_numbers = count(1)

_REPORT_WAY = [
    ("team_review", "submit", "member"),
    ("communication", "pass_team", "leader"),
    ("joint_review", "communicate", "leader"),
    ("leading_group", "pass_review", "office_staff"),
    ("secretary", "pass_group", "group_head"),
    ("approved", "approve", "committee_clerk"),
]
_FEEDBACK_WAY = [
    ("approved", "approve", "group_head"),
    ("told_principal", "tell", "leader"),
    ("served", "serve", "office_staff"),
    ("receipted", "receipt", "representative"),
]


def make_meeting(
    site: Site, kind: str = "leading_group", status: str = "recorded", *, decides: bool = True, **fields: Any
) -> Meeting:
    """A meeting of the site's office, minuted by its staff, that decided on the inspection."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "held_on": REPORTED,
        "chair": "测试己",
        "attendees": "测试庚、测试辛",
        "agenda": f"听取第{number}次汇报",
        "minutes": "会议听取了汇报。",
    }
    given |= fields
    made = meetings.minute_meeting(
        kind=kind, by=site.staff, in_round=site.made.round, **({"office": site.made.office} | given)
    )
    if decides:
        meetings.decide(made, site.inspection, text=f"原则同意（{number}）", owner="巡察办", by=site.staff)
    if status == "recorded":
        MEETINGS.perform(made, "record", by=site.head)
    return made


def reporting_site(findings: int = 1) -> Site:
    """A site whose team has left, with this many confirmed findings."""
    site = make_site("on_site")
    for _each in range(findings):
        make_finding(site)
    make_activity(site.inspection, by=site.leader, status="confirmed")
    return leave(site)


def leave(site: Site) -> Site:
    """The team leaves the site, as make_site does."""
    INSPECTIONS.perform(site.inspection, "leave", by=site.leader, on=BEGINNING + timedelta(days=60))
    return site


def make_report(site: Site | None = None, status: str = "draft", **fields: Any) -> Report:
    """A report drafted by the team's member; the meetings that heard it are made on the way."""
    site = site or reporting_site()
    report = reports.draft_report(site.inspection, by=site.member, **fields)
    order = [code for code, _move, _who in _REPORT_WAY]
    for code, move, who in _REPORT_WAY[: order.index(status) + 1 if status in order else 0]:
        prepare_report(site, code)
        REPORTS.perform(report, move, by=site.person(who), on=REPORTED)
    site.inspection.refresh_from_db()
    return report


def prepare_report(site: Site, code: str) -> None:
    """What must have happened before a report comes to this status."""
    if code == "joint_review":
        make_activity(site.inspection, "communication", by=site.leader, status="confirmed")
    if code == "secretary":
        make_meeting(site, "leading_group")
    if code == "approved":
        make_meeting(site, "secretary")


def make_feedback(site: Site | None = None, status: str = "draft") -> FeedbackOpinion:
    """An opinion drafted by the team's member on an approved report."""
    site = site or reporting_site()
    if not Report.objects.filter(inspection=site.inspection, status="approved").exists():
        make_report(site, "approved")
    opinion = feedback.draft_opinion(site.inspection, by=site.member)
    order = [code for code, _move, _who in _FEEDBACK_WAY]
    for _code, move, who in _FEEDBACK_WAY[: order.index(status) + 1 if status in order else 0]:
        by = representative(site) if who == "representative" else site.person(who)
        FEEDBACK.perform(opinion, move, by=by, on=SERVED)
    site.inspection.refresh_from_db()
    return opinion
