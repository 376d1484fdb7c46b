"""Who may do what with channels and packages."""

from uuid import UUID

from mingcha.foundation import scopes
from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.models import Channel


def makes_keys(user: User) -> bool:
    """The system administrator keeps the installation's keys, and sees nothing that they protect."""
    return user.administration == User.Administration.SYSTEM


def keeps_channels(user: User) -> bool:
    """Offices set up channels."""
    return not user.is_administrator and bool(scopes.get("own_offices")(user))


def exchanges(user: User) -> bool:
    """Whoever may have a channel to use: the office, and a team for its laptop."""
    return keeps_channels(user) or (not user.is_administrator and bool(scopes.get("inspections")(user)))


def may_set_up(user: User, office: UUID) -> bool:
    """The office itself."""
    return not user.is_administrator and office in scopes.get("own_offices")(user)


def uses(user: User, channel: Channel) -> bool:
    """The office of the channel; on a laptop the team it was made for."""
    return Channel.objects.visible_to(user).filter(pk=channel.pk).exists()


def may_confirm(user: User, channel: Channel) -> bool:
    """A second person of the office."""
    return may_set_up(user, channel.office) and user.pk != channel.proposed_by_id
