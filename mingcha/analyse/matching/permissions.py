"""Who may do what with matchings. Each rule is one sentence."""

from mingcha.analyse.matching.models import Match, Pair
from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.teams.queries import rights_of


def matches_lists(user: User) -> bool:
    """Offices at their own level, and members of authorised teams."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.inspections)


def may_match_for(user: User, task: Task) -> bool:
    """The team of the inspection and its office, unless recused."""
    rights = rights_of(user)
    mine = task.pk in rights.inspections or task.office_id in rights.own_offices
    return mine and task.pk not in rights.recused_inspections


def works_on(user: User, match: Match) -> bool:
    """The office that made it, and the team for whose inspection it was made, unless recused."""
    rights = rights_of(user)
    if match.task_id is not None and match.task_id in rights.recused_inspections:
        return False
    return match.office_id in rights.own_offices or match.task_id in rights.inspections


def decides(user: User, pair: Pair) -> bool:
    """Whoever works on the matching says whether two records are the same."""
    return works_on(user, pair.match)


def thinks_again(user: User, pair: Pair) -> bool:
    """Whoever decided, and whoever else works on the matching: the trail keeps both decisions."""
    return works_on(user, pair.match)
