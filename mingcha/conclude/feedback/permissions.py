"""Who may do what to a feedback opinion."""

from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


def may_draft_for(user: User, inspection: Inspection) -> bool:
    """Team and office draft it."""
    rights = rights_of(user)
    if inspection.pk in rights.recused_inspections:
        return False
    return inspection.pk in rights.inspections or inspection.office_id in rights.own_offices


def may_edit(user: User, opinion: FeedbackOpinion) -> bool:
    return may_draft_for(user, opinion.inspection)


def may_approve(user: User, opinion: FeedbackOpinion) -> bool:
    """The leading group approves, by someone who did not draft it."""
    return opinion.office_id in rights_of(user).groups and opinion.drafted_by_id != user.pk


def may_tell(user: User, opinion: FeedbackOpinion) -> bool:
    """The team leader, or the office, tells the principal alone first."""
    rights = rights_of(user)
    return opinion.inspection_id in rights.leads or opinion.office_id in rights.own_offices


def may_serve(user: User, opinion: FeedbackOpinion) -> bool:
    return opinion.office_id in rights_of(user).own_offices


def may_receipt(user: User, opinion: FeedbackOpinion) -> bool:
    """The organisation itself signs for it."""
    return opinion.organisation_id in rights_of(user).organisations


def drafts_somewhere(user: User) -> bool:
    """Whether this person is on any team, or in any office."""
    rights = rights_of(user)
    return bool(rights.inspections | rights.own_offices)


def knows_the_findings(user: User, opinion: FeedbackOpinion) -> bool:
    """Team, office and leading group see from which finding an issue came; the organisation never does."""
    rights = rights_of(user)
    return may_draft_for(user, opinion.inspection) or opinion.office_id in rights.groups
