"""Who may do what with a work plan. Each rule is one sentence; workflow.py puts them together."""

from mingcha.foundation.accounts.models import User
from mingcha.prepare.plans.models import WorkPlan
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of


def drafts_for(user: User, in_round: Round) -> bool:
    """The office of the round, and its teams."""
    rights = rights_of(user)
    return in_round.office_id in rights.own_offices or in_round.pk in rights.rounds


def drafts_somewhere(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.own_offices or rights.rounds)


def writes(user: User, plan: WorkPlan) -> bool:
    """The office and the round's teams write it together."""
    rights = rights_of(user)
    return plan.office_id in rights.own_offices or plan.round_id in rights.rounds


def wrote_in_it(user: User, plan: WorkPlan) -> bool:
    return plan.drafted_by_id == user.pk or plan.versions.filter(written_by=user).exists()


def heads_office(user: User, plan: WorkPlan) -> bool:
    """The head of the office sends it up."""
    return plan.office_id in rights_of(user).headed_offices


def in_office(user: User, plan: WorkPlan) -> bool:
    return plan.office_id in rights_of(user).own_offices


def reviews(user: User, plan: WorkPlan) -> bool:
    """The office above, or the leading group where there is none; never one who wrote in it."""
    rights = rights_of(user)
    above, beside = plan.reviewer_id in rights.own_offices, plan.office_id in rights.groups
    return (above if plan.reviewer_id else beside) and not wrote_in_it(user, plan)


def draws_up_opinion(user: User, plan: WorkPlan) -> bool:
    """The office that reviewed it writes down what it said."""
    return plan.reviewer_id in rights_of(user).own_offices if plan.reviewer_id else reviews(user, plan)


def sees_plans(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.offices or rights.groups or rights.rounds)
