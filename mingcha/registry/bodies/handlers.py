"""What this app answers when others ask."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.accounts.signals import becoming_administrator
from mingcha.registry.bodies.queries import posts_of


@receiver(becoming_administrator, dispatch_uid="bodies_posts_stand_against_it")
def posts_stand_against_it(sender: type[User], user: User, **more: Any) -> str | None:
    """Whoever holds a post sees business data, so cannot be an administrator."""
    if posts_of(user).exists():
        return _("This person holds a post. End it first: administrators hold none.")
    return None
