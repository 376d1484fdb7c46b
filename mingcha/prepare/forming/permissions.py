"""Who forms teams and who sets the recusal rules."""

from uuid import UUID

from mingcha.foundation.accounts.models import User
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of


def forms(user: User, of: TeamProposal | Round) -> bool:
    """Staff of the office."""
    return of.office_id in rights_of(user).own_offices


def sets_rules(user: User, office_id: UUID) -> bool:
    """The head of the office: a rule left out is answered for."""
    return office_id in rights_of(user).headed_offices


def sees_proposals(user: User) -> bool:
    """The offices that form teams, and their leading groups."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.groups)
