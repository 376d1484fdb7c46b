"""Who may do what in an inspection. Each rule is one sentence; workflow.py puts them together."""

from typing import Protocol
from uuid import UUID

from mingcha.conduct.inspections.models import Activity, Inspection, MidTermComment, Prompt
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


class OfInspection(Protocol):
    """Anything that belongs to one inspection and the office that sent the team."""

    inspection_id: UUID | None
    office_id: UUID


def in_office(user: User, inspection: Inspection) -> bool:
    """Staff of the office that organises the inspection, unless recused from it."""
    rights = rights_of(user)
    return inspection.office_id in rights.own_offices and inspection.pk not in rights.recused_inspections


def in_team(user: User, inspection: Inspection) -> bool:
    """A member of the team, while the round is authorised and unless recused."""
    return inspection.pk in rights_of(user).inspections


def leads_team(user: User, inspection: Inspection) -> bool:
    return inspection.pk in rights_of(user).leads


def may_arrange(user: User, inspection: Inspection) -> bool:
    """The office and the team fill in dates, phone and mailbox."""
    return in_office(user, inspection) or in_team(user, inspection)


def by_a_later_step(user: User, inspection: Inspection) -> bool:
    """Meetings, feedback and rectification move the inspection on; their own rules were asked there."""
    return True


def works_on(user: User, record: OfInspection) -> bool:
    """A member of the team that the record belongs to."""
    return record.inspection_id in rights_of(user).inspections


def staffs(user: User, record: OfInspection) -> bool:
    """Staff of the office that the record belongs to, unless recused from that inspection."""
    rights = rights_of(user)
    return record.office_id in rights.own_offices and record.inspection_id not in rights.recused_inspections


def may_keep_activity(user: User, activity: Activity) -> bool:
    """The team keeps its own records; the mid-term hearing is kept by the office that holds it."""
    if activity.kind == Activity.Kind.MID_TERM:
        return staffs(user, activity) or works_on(user, activity)
    return works_on(user, activity)


def may_reopen_activity(user: User, activity: Activity) -> bool:
    """Only the team leader unlocks a confirmed record."""
    return activity.inspection_id in rights_of(user).leads


def gives_comment(user: User, comment: MidTermComment) -> bool:
    """The leading group of the office, and the office that writes for it."""
    rights = rights_of(user)
    in_group = comment.office_id in rights.groups and comment.inspection_id not in rights.recused_inspections
    return in_group or staffs(user, comment)


def gives_comments_on(user: User, inspection: Inspection) -> bool:
    """Whether a comment on this inspection could come from this person."""
    return in_office(user, inspection) or (
        inspection.office_id in rights_of(user).groups
        and inspection.pk not in rights_of(user).recused_inspections
    )


def answers_comment(user: User, comment: MidTermComment) -> bool:
    return works_on(user, comment)


def gives_prompt(user: User, prompt: Prompt) -> bool:
    return prompt.office_id in rights_of(user).own_offices


def answers_prompt(user: User, prompt: Prompt) -> bool:
    """A member of the team prompted, through any inspection of that team."""
    mine = rights_of(user).inspections
    return any(inspection.pk in mine for inspection in prompt.team.inspections.all())
