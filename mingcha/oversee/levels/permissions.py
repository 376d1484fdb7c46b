"""Who reads what other levels send."""

from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


def reads_levels(user: User) -> bool:
    """An office and its leading group."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.groups)
