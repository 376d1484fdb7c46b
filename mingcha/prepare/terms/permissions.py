"""Who may do what with a term."""

from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.terms.models import Term


def may_keep(user: User, term: Term) -> bool:
    """The office's staff prepare the term and take its scope."""
    return term.office_id in rights_of(user).own_offices


def heads_office(user: User, term: Term) -> bool:
    """The head of the office begins and closes it."""
    return term.office_id in rights_of(user).headed_offices


def may_create_any(user: User) -> bool:
    return bool(rights_of(user).own_offices)


def sees_coverage(user: User) -> bool:
    """Offices, leading groups and committee clerks."""
    rights = rights_of(user)
    return bool(rights.offices or rights.groups or rights.clerks)
