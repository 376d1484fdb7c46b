"""Reports, meetings and feedback of a round that has left the site."""

from collections.abc import Sequence
from typing import Any

from mingcha.conclude.feedback.actions import draft_opinions_many
from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.conclude.feedback.workflow import WORKFLOW as FEEDBACK
from mingcha.conclude.meetings.actions import decide_many, minute_meeting, name_matter
from mingcha.conclude.meetings.workflow import WORKFLOW as MEETINGS
from mingcha.conclude.reports.actions import (
    answer_remark,
    draft_report,
    draft_reports_many,
    remark,
    settle_remark,
)
from mingcha.conclude.reports.models import Report
from mingcha.conclude.reports.workflow import WORKFLOW as REPORTS
from mingcha.demo.city import figures
from mingcha.demo.city.preparing import Running, done, load
from mingcha.foundation.accounts.models import User

SPECIAL = ("special", "principal")


def conclude(running: Running, accounts: dict[str, User]) -> None:
    """From the draft of the report to the receipt of the feedback."""
    reports = _draft(running)
    _review(running, reports)
    _hear(running)
    _approve(running, reports)
    _feed_back(running, accounts)


def _draft(running: Running) -> list[Report]:
    plan, reports = running.plan, []
    wanted = figures.shares(plan.special_reports, len(running.inspections)) if plan.special_reports else []
    for squad in running.squads:
        squad.inspections = load(running.round, squad.team)
        member, leader = squad.one("member"), squad.one("leader")
        made = draft_reports_many(squad.inspections, by=member)
        for inspection in squad.inspections:
            if wanted:
                kinds = SPECIAL[: wanted.pop(0)]
                made += [_special(inspection, kind, member) for kind in kinds]
        done(REPORTS.perform_many(made, "submit", by=member, on=plan.day(plan.days + 5)))
        done(REPORTS.perform_many(made, "pass_team", by=leader, on=plan.day(plan.days + 8)))
        done(REPORTS.perform_many(made, "communicate", by=leader, on=plan.day(plan.days + 10)))
        reports += made
    return reports


def _special(inspection: Any, kind: str, by: User) -> Report:
    words = {"special": "政治生态调研报告", "principal": "主要负责人履职尽责情况报告"}
    return draft_report(inspection, by=by, kind=kind, title=f"{inspection.organisation}{words[kind]}")


def _review(running: Running, reports: Sequence[Report]) -> None:
    """The office adjusts how some matters are characterised; each remark is answered and settled."""
    plan, head = running.plan, running.place.one("office_head")
    teams = {inspection.pk: squad for squad in running.squads for inspection in squad.inspections}
    main = [report for report in reports if report.kind == Report.Kind.INSPECTION]
    if plan.wordings:
        for report, many in zip(main, figures.shares(plan.wordings, len(main)), strict=True):
            for no in range(many):
                text = f"第{no + 1}处：定性应与事实、依据相一致，建议调整表述。"
                made = remark(report, text=text, by=head, changes_nature=True)
                answer_remark(made, answer="已按意见调整。", by=teams[report.inspection_id].one("member"))
                settle_remark(made, by=head)
    done(REPORTS.perform_many(list(reports), "pass_review", by=head, on=plan.day(plan.days + 15)))


def _hear(running: Running) -> None:
    """Leading group, secretary, standing committee: each hears the round and decides on every inspection."""
    plan, place = running.plan, running.place
    staff, group = place.one("office_staff"), place.one("group_head")
    for no, (kind, words) in enumerate(
        [("leading_group", "领导小组"), ("secretary", "书记专题会"), ("standing_committee", "常委会")]
    ):
        meeting = minute_meeting(
            office=place.office,
            kind=kind,
            held_on=plan.day(plan.days + 20 + 4 * no),
            chair=f"{place.name}{words}主持人",
            by=staff,
            in_round=running.round,
            place="第一会议室",
            attendees="领导小组成员、巡察办、各巡察组组长",
            agenda=f"听取{plan.name}情况汇报",
            minutes="会议听取汇报，研究处置意见，部署反馈和整改工作。",
        )
        decisions = [(each, "同意报告，按程序反馈并督促整改。") for each in running.inspections]
        decide_many(
            meeting, decisions, owner=place.office.short_name, by=staff, due_on=plan.day(plan.days + 60)
        )
        if kind == "secretary":
            for each in running.inspections[:3]:
                name_matter(
                    meeting,
                    each,
                    kind="matter",
                    name="责任落实不到位事项（示例）",
                    decision="责成专题研究，限期整改。",
                    carried_out_by=place.office.short_name,
                    by=staff,
                )
        MEETINGS.perform(meeting, "record", by=group, on=plan.day(plan.days + 21 + 4 * no))


def _approve(running: Running, reports: list[Report]) -> None:
    plan, place = running.plan, running.place
    day = plan.day(plan.days + 30)
    done(REPORTS.perform_many(reports, "pass_group", by=place.one("group_head"), on=plan.day(plan.days + 22)))
    keys = [report.pk for report in reports]
    fresh = list(Report.objects.filter(pk__in=keys).select_related("inspection__round__rule_set"))
    done(REPORTS.perform_many(fresh, "approve", by=place.one("committee_clerk"), on=day))


def _feed_back(running: Running, accounts: dict[str, User]) -> None:
    plan, place = running.plan, running.place
    start = plan.days + 35
    for squad in running.squads:
        squad.inspections = load(running.round, squad.team)
        opinions = draft_opinions_many(squad.inspections, by=place.one("office_staff", 1))
        done(FEEDBACK.perform_many(opinions, "approve", by=place.one("group_head"), on=plan.day(start)))
        done(FEEDBACK.perform_many(opinions, "tell", by=squad.one("leader"), on=plan.day(start + 2)))
        done(FEEDBACK.perform_many(opinions, "serve", by=place.one("office_staff"), on=plan.day(start + 3)))
        for opinion in FeedbackOpinion.objects.filter(pk__in=[one.pk for one in opinions]).select_related(
            "organisation", "inspection__round__rule_set"
        ):
            account = accounts[opinion.organisation.code]
            FEEDBACK.perform(opinion, "receipt", by=account, on=plan.day(start + 3))
