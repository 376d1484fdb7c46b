"""Who guides and who answers."""

from uuid import UUID

from mingcha.foundation.accounts.models import User
from mingcha.oversee.guidance.models import GuidanceNote, GuidanceVisit
from mingcha.prepare.teams.queries import rights_of


def guides(user: User, office_id: UUID, to_office_id: UUID) -> bool:
    """An office guides the offices below it."""
    rights = rights_of(user)
    return office_id in rights.own_offices and to_office_id in rights.offices - {office_id}


def guides_somewhere(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.offices - rights.own_offices)


def may_write(user: User, visit: GuidanceVisit) -> bool:
    return visit.office_id in rights_of(user).own_offices


def may_answer(user: User, note: GuidanceNote) -> bool:
    """The office guided answers what it was told."""
    return note.visit.to_office_id in rights_of(user).own_offices


def reads_guidance(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.offices | rights.groups)
