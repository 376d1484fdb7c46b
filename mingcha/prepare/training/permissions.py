"""Who holds trainings, takes tests, signs pledges."""

from uuid import UUID

from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.training.models import Pledge, Session


def trains(user: User, of: Session | Round | Pledge) -> bool:
    """Staff of the office."""
    return of.office_id in rights_of(user).own_offices


def is_in_team(user: User, round_id: UUID) -> bool:
    """Members of the round's teams, from the day they are formed."""
    return round_id in rights_of(user).rounds


def signed_it(user: User, pledge: Pledge) -> bool:
    """The person draws up their own pledge; the office may as well."""
    return pledge.user_id == user.pk or trains(user, pledge)


def sees_trainings(user: User) -> bool:
    """Offices, leading groups and the teams themselves."""
    rights = rights_of(user)
    return bool(rights.offices or rights.groups or rights.rounds)


def sees_pledges(user: User) -> bool:
    """The office, its leading group, and those who signed."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.groups or rights.rounds)
