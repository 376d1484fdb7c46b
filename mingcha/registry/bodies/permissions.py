"""Who may keep bodies and posts."""

from mingcha.foundation.accounts.models import User
from mingcha.foundation.accounts.permissions import keeps_rights
from mingcha.registry.bodies.queries import posts_of


def keeps_bodies(user: User) -> bool:
    """Giving rights is the security administrator's alone; they see no business data."""
    return keeps_rights(user)


def reads_bodies(user: User) -> bool:
    """The security administrator, and whoever holds a post."""
    return keeps_rights(user) or (not user.is_administrator and posts_of(user).exists())
