"""Who keeps the pools, who examines nominees, who admits them."""

from uuid import UUID

from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.models import Role
from mingcha.registry.bodies.queries import holds_post, managed_offices, posts_of
from mingcha.registry.talent.models import Talent, pools_open_to


def keeps_pool(user: User, office_id: UUID) -> bool:
    """Staff of the office, and of the offices above it."""
    return office_id in managed_offices(user)


def keeps(user: User, talent: Talent) -> bool:
    return keeps_pool(user, talent.office_id)


def keeps_any(user: User) -> bool:
    return bool(managed_offices(user))


def examines_any(user: User) -> bool:
    """Whoever works in an organisation department."""
    return posts_of(user).filter(role=Role.ORGANISATION_OFFICER).exists()


def heads_any(user: User) -> bool:
    """Whoever heads an office."""
    return posts_of(user).filter(role=Role.OFFICE_HEAD).exists()


def declares_for(user: User, talent: Talent) -> bool:
    """Ties and interests: the person, and the office that writes down what they said."""
    return talent.user_id == user.pk or keeps(user, talent)


def qualifies(user: User, talent: Talent) -> bool:
    """The organisation department, who asks the discipline body; not who nominated, not oneself."""
    if user.pk in (talent.nominated_by_id, talent.user_id):
        return False
    return holds_post(user, talent.office_id, Role.ORGANISATION_OFFICER)


def admits(user: User, talent: Talent) -> bool:
    """The head of the office, of somebody another examined."""
    if user.pk in (talent.qualified_by_id, talent.user_id):
        return False
    return holds_post(user, talent.office_id, Role.OFFICE_HEAD)


def reads_pools(user: User) -> bool:
    """Whoever keeps or examines a pool, and those who are in one."""
    if user.is_administrator:
        return False
    return bool(pools_open_to(user)) or Talent.objects.filter(user=user).exists()
