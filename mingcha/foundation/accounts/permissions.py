"""The split between the three administrators (三员分立)."""

from mingcha.foundation.accounts.models import User


def keeps_accounts(user: User) -> bool:
    """The system administrator opens accounts and gives them no rights."""
    return user.administration == User.Administration.SYSTEM


def keeps_rights(user: User) -> bool:
    """The security administrator gives posts and opens no accounts."""
    return user.administration == User.Administration.SECURITY


def reads_trail(user: User) -> bool:
    """The audit administrator reads the trail and does neither."""
    return user.administration == User.Administration.AUDIT
