"""Who may keep the organisations of an office."""

from uuid import UUID

from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.queries import managed_offices


def manages(user: User, office_id: UUID) -> bool:
    """The responsible office's people, and those of the offices above it."""
    return office_id in managed_offices(user)


def may_create(user: User) -> bool:
    """Whoever works in an office keeps its library of organisations."""
    return bool(managed_offices(user))


def may_load_divisions(user: User) -> bool:
    """Public reference data comes with the system; those who keep the system load it."""
    return user.administration in (User.Administration.SYSTEM, User.Administration.SECURITY)


def no_administrator(user: User) -> bool:
    """Administrators see no business data, so nothing of the library."""
    return not user.is_administrator
