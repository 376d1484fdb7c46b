"""Who may do what to papers, findings and immediate rectification. Each rule is one sentence."""

from mingcha.conduct.findings.models import Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.permissions import staffs, works_on
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


def writes_for(user: User, inspection: Inspection) -> bool:
    """The team writes; its leader signs and confirms, and so does not write."""
    rights = rights_of(user)
    return inspection.pk in rights.inspections and inspection.pk not in rights.leads


def writes_somewhere(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.inspections - rights.leads)


def reads_papers(user: User) -> bool:
    """Those on a team and in an office: nobody else has working papers."""
    rights = rights_of(user)
    return bool(rights.inspections or rights.own_offices)


def reads_findings(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.inspections or rights.offices or rights.groups)


def reads_immediates(user: User) -> bool:
    return reads_findings(user) or bool(rights_of(user).organisations)


# Working papers


def handled(user: User, paper: WorkingPaper) -> bool:
    """Whoever wrote in the paper or was an agent of it, ever."""
    agents = {taking_part.user_id for taking_part in paper.taking_part.all()}
    return user.pk in agents or user.pk in paper.writers or user.pk == paper.made_by_id


def leads(user: User, record: WorkingPaper | Finding | ImmediateRectification) -> bool:
    return record.inspection_id in rights_of(user).leads


def writes_paper(user: User, paper: WorkingPaper) -> bool:
    """Its author and its agents, while they are on the team."""
    return works_on(user, paper) and not leads(user, paper) and handled(user, paper)


def reviews_paper(user: User, paper: WorkingPaper) -> bool:
    """A deputy leader who had no part in it."""
    return paper.inspection_id in rights_of(user).deputies and not handled(user, paper)


def signs_paper(user: User, paper: WorkingPaper) -> bool:
    """The leader, who had no part in it and did not review it."""
    return leads(user, paper) and not handled(user, paper) and user.pk != paper.reviewed_by_id


def files_paper(user: User, paper: WorkingPaper) -> bool:
    """Staff of the office who had no part in it."""
    others = (paper.reviewed_by_id, paper.signed_by_id)
    return staffs(user, paper) and not handled(user, paper) and user.pk not in others


def returns_paper(user: User, paper: WorkingPaper) -> bool:
    """Whoever it lies before may send it back."""
    judges = {
        WorkingPaper.Status.DEPUTY_REVIEW: reviews_paper,
        WorkingPaper.Status.LEADER_REVIEW: signs_paper,
        WorkingPaper.Status.SIGNED: files_paper,
    }
    judge = judges.get(WorkingPaper.Status(paper.status))
    return bool(judge and judge(user, paper))


def drops_paper(user: User, paper: WorkingPaper) -> bool:
    return writes_paper(user, paper) or leads(user, paper)


def agrees_to_reopen(user: User, paper: WorkingPaper) -> bool:
    """The head of the office, together with the leader who asked: two persons."""
    rights = rights_of(user)
    heads = paper.office_id in rights.headed_offices
    return heads and staffs(user, paper) and user.pk != paper.reopen_asked_by_id


# Findings


def writes_finding(user: User, finding: Finding) -> bool:
    """The team, except its leader."""
    return works_on(user, finding) and not leads(user, finding)


def confirms_finding(user: User, finding: Finding) -> bool:
    """The leader, and never anyone who wrote in it."""
    return leads(user, finding) and user.pk not in (finding.made_by_id, *finding.writers)


def withdraws_finding(user: User, finding: Finding) -> bool:
    """The leader; while it is a draft, those who write it too."""
    return leads(user, finding) or (finding.status == Finding.Status.DRAFT and writes_finding(user, finding))


# Immediate rectification


def proposed(user: User, immediate: ImmediateRectification) -> bool:
    return works_on(user, immediate) and user.pk == immediate.proposed_by_id


def agrees_to_immediate(user: User, immediate: ImmediateRectification) -> bool:
    """The leader, who did not propose it."""
    return leads(user, immediate) and user.pk != immediate.proposed_by_id


def approves_immediate(user: User, immediate: ImmediateRectification) -> bool:
    """Regulation practice: only with the leading group's approval."""
    rights = rights_of(user)
    sits = immediate.office_id in rights.groups and immediate.inspection_id not in rights.recused_inspections
    return sits and user.pk != immediate.proposed_by_id


def issues_immediate(user: User, immediate: ImmediateRectification) -> bool:
    return leads(user, immediate) or staffs(user, immediate)


def sees_inside(user: User, immediate: ImmediateRectification) -> bool:
    """The team and the offices see who did what; the organisation sees what concerns it."""
    rights = rights_of(user)
    return works_on(user, immediate) or immediate.office_id in rights.offices | rights.groups


def represents(user: User, immediate: ImmediateRectification) -> bool:
    """The organisation's representative."""
    return immediate.organisation_id in rights_of(user).organisations


def verifies_immediate(user: User, immediate: ImmediateRectification) -> bool:
    """The team, by somebody who did not propose it."""
    return works_on(user, immediate) and user.pk != immediate.proposed_by_id
