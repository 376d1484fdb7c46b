"""What every page shows about notices."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mingcha.foundation.notices.models import Notice


def unread(request: HttpRequest) -> dict[str, Any]:
    """How many notices the person has not read, counted only if the page shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread": 0}
    return {"unread": SimpleLazyObject(lambda: Notice.objects.visible_to(user).unread().count())}
