"""Who may do what with a round. Each rule is one sentence; workflow.py puts them together."""

from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.queries import rights_of


def may_plan(user: User, in_round: Round) -> bool:
    """Staff of the office draft the round and its tasks."""
    return in_round.office_id in rights_of(user).own_offices


def heads_office(user: User, in_round: Round) -> bool:
    return in_round.office_id in rights_of(user).headed_offices


def in_group(user: User, in_round: Round) -> bool:
    """A member of the leading group."""
    return in_round.office_id in rights_of(user).groups


def approves_for_group(user: User, in_round: Round) -> bool:
    """A member of the leading group who neither drafted nor submitted the round."""
    return in_group(user, in_round) and user.pk not in (in_round.made_by_id, in_round.submitted_by_id)


def records_approval(user: User, in_round: Round) -> bool:
    """The committee's clerk, who neither drafted nor submitted the round."""
    keeps = in_round.office_id in rights_of(user).clerks
    return keeps and user.pk not in (in_round.made_by_id, in_round.submitted_by_id)


def returns_plan(user: User, in_round: Round) -> bool:
    """Whoever has the plan before them sends it back."""
    if in_round.status == Round.Status.FOR_GROUP:
        return in_group(user, in_round)
    return in_round.office_id in rights_of(user).clerks


def by_a_later_step(user: User, in_round: Round) -> bool:
    """The inspections move their round on; who may was asked there."""
    return True


def may_change_task(user: User, task: Task) -> bool:
    return task.office_id in rights_of(user).own_offices


def may_create_any(user: User) -> bool:
    return bool(rights_of(user).own_offices)


def sees_rounds(user: User) -> bool:
    """Offices, leading groups, committee clerks and teams; not the inspected, not administrators."""
    rights = rights_of(user)
    return bool(rights.offices or rights.groups or rights.clerks or rights.rounds)
