"""Who keeps which entries, and who does what with a suggestion."""

from uuid import UUID

from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of
from mingcha.resolve.results.models import Suggestion


def keeps_for(user: User, office_id: UUID, body_id: UUID) -> bool:
    """The office enters what it did; a body supervising its rectification enters its own."""
    rights = rights_of(user)
    if office_id in rights.own_offices:
        return True
    return office_id in rights.supervised_offices and body_id in rights.bodies


def keeps_somewhere(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.own_offices | rights.supervised_offices)


def reads_results(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.offices | rights.groups | rights.supervised_offices)


def drafts_suggestions(user: User) -> bool:
    return bool(rights_of(user).own_offices)


def reads_suggestions(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.offices | rights.groups | rights.receiving)


def drafts(user: User, suggestion: Suggestion) -> bool:
    return suggestion.office_id in rights_of(user).own_offices


def approves(user: User, suggestion: Suggestion) -> bool:
    """The leading group, by someone who did not draft it."""
    return suggestion.office_id in rights_of(user).groups and suggestion.made_by_id != user.pk


def receives(user: User, suggestion: Suggestion) -> bool:
    return suggestion.to_body_id in rights_of(user).receiving
