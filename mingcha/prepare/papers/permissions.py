"""Who may do what with templates. Each rule is one sentence."""

from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import offices_of, rights_of


def heads(user: User, office_id: object) -> bool:
    """The head of the office decides what its papers begin with."""
    return office_id in rights_of(user).headed_offices


def sees_templates(user: User) -> bool:
    return bool(offices_of(user))
