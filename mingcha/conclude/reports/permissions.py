"""Who may do what to a report. Each rule is one sentence; workflow.py puts them together."""

from typing import Any

from mingcha.conclude.reports.models import Report
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


def on_the_team(user: User, report: Report) -> bool:
    """The team drafts its own report."""
    return report.inspection_id in rights_of(user).inspections


def leads_the_team(user: User, report: Report) -> bool:
    """The leader answers for the report."""
    return report.inspection_id in rights_of(user).leads


def wrote_in_it(user: User, report: Report) -> bool:
    return report.drafted_by_id == user.pk or report.versions.filter(written_by=user).exists()


def in_the_office(user: User, report: Report) -> bool:
    """The office reviews with the team, by someone who wrote none of it."""
    return (
        report.office_id in rights_of(user).own_offices
        and report.inspection_id not in rights_of(user).recused_inspections
        and not wrote_in_it(user, report)
    )


def in_the_leading_group(user: User, report: Report) -> bool:
    return report.office_id in rights_of(user).groups and not wrote_in_it(user, report)


def keeps_committee_records(user: User, report: Report) -> bool:
    """The committee's clerk records what the secretary and the committee decided."""
    return report.office_id in rights_of(user).clerks and not wrote_in_it(user, report)


def may_return(user: User, report: Report) -> bool:
    """Whoever it lies before may send it back."""
    judges: dict[str, Any] = {
        Report.Status.TEAM_REVIEW: leads_the_team,
        Report.Status.COMMUNICATION: leads_the_team,
        Report.Status.JOINT_REVIEW: in_the_office,
        Report.Status.LEADING_GROUP: in_the_leading_group,
        Report.Status.SECRETARY: keeps_committee_records,
    }
    judge = judges.get(report.status)
    return bool(judge and judge(user, report))


def may_remark(user: User, report: Report) -> bool:
    """Reviewers remark while it lies before them."""
    return may_return(user, report)


def drafts_somewhere(user: User) -> bool:
    """Whether this person is on any team now."""
    return bool(rights_of(user).inspections)


def reads_reports(user: User) -> bool:
    """Reports are for teams, offices and those who decide; never for the inspected."""
    rights = rights_of(user)
    return bool(rights.inspections | rights.offices | rights.groups | rights.clerks)


def prints_it(user: User, report: Report) -> bool:
    """Team and office draw the report up as a paper."""
    rights = rights_of(user)
    mine = report.inspection_id in rights.inspections or report.office_id in rights.own_offices
    return mine and report.inspection_id not in rights.recused_inspections
