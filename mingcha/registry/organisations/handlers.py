"""What this app answers when others ask."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.accounts.signals import becoming_administrator
from mingcha.registry.organisations.models import Representative


@receiver(becoming_administrator, dispatch_uid="organisations_representatives_stand_against_it")
def representatives_stand_against_it(sender: type[User], user: User, **more: Any) -> str | None:
    """Whoever acts for an inspected organisation cannot be an administrator."""
    if Representative.objects.filter(user=user, until__isnull=True).exists():
        return _("This person represents an organisation. End it first.")
    return None
