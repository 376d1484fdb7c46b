"""Who reads the figures."""

from uuid import UUID

from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


def reads_figures(user: User) -> bool:
    """Offices and leading groups: for anyone else the same words would count a part only."""
    return bool(counted_offices(user))


def counted_offices(user: User) -> frozenset[UUID]:
    """The offices whose records count in this person's figures."""
    rights = rights_of(user)
    return rights.offices | rights.groups


def home_office(user: User) -> UUID | None:
    """The office whose figures are shown until another is chosen."""
    rights = rights_of(user)
    return min(rights.own_offices or rights.groups or rights.offices, default=None)
