"""Who may do what with a work plan. Each rule is one sentence; workflow.py puts them together."""

from uuid import UUID

from mingcha.foundation.accounts.models import User
from mingcha.prepare.plans.models import WorkPlan
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.queries import rights_of


def drafts_for(user: User, in_round: Round) -> bool:
    """The office of the round, and its teams; not who is recused from one of its organisations."""
    return _works_on(user, in_round.pk, in_round.office_id)


def _works_on(user: User, round_id: UUID, office_id: UUID) -> bool:
    rights = rights_of(user)
    mine = office_id in rights.own_offices or round_id in rights.rounds
    return mine and not shut_out(user, round_id)


def shut_out(user: User, round_id: UUID) -> list[str]:
    """The organisations of the round that a person is recused from, by name; mostly nothing is asked."""
    if not (recused := rights_of(user).recused_inspections):
        return []
    tasks = Task.objects.filter(pk__in=recused, round=round_id)
    return list(tasks.values_list("organisation__name", flat=True))


def drafts_somewhere(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.own_offices or rights.rounds)


def writes(user: User, plan: WorkPlan) -> bool:
    """The office and the round's teams write it together; not who is recused from what it names."""
    return _works_on(user, plan.round_id, plan.office_id)


def wrote_in_it(user: User, plan: WorkPlan) -> bool:
    return plan.drafted_by_id == user.pk or plan.versions.filter(written_by=user).exists()


def heads_office(user: User, plan: WorkPlan) -> bool:
    """The head of the office sends it up."""
    return plan.office_id in rights_of(user).headed_offices


def in_office(user: User, plan: WorkPlan) -> bool:
    return plan.office_id in rights_of(user).own_offices


def draws_up_plan(user: User, plan: WorkPlan) -> bool:
    """The office; not who is recused from one of the organisations it names."""
    return in_office(user, plan) and not shut_out(user, plan.round_id)


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
