"""Who may do what with models and runs."""

from mingcha.analyse.supervision.models import OwnModel
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


def reads_models(user: User) -> bool:
    """Offices and the teams at work read the library and how well each model does."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.inspections)


def writes_models(user: User) -> bool:
    """The office's own people write models; teams use them."""
    return bool(rights_of(user).own_offices)


def writes_own(user: User, own: OwnModel) -> bool:
    """Its author, as long as they serve in the office."""
    return own.author_id == user.pk and own.office_id in rights_of(user).own_offices


def may_review(user: User, own: OwnModel) -> bool:
    """Anybody of the office but its author."""
    return own.author_id != user.pk and own.office_id in rights_of(user).own_offices
