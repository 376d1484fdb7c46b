"""What every template may use."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mingcha.foundation.ui.navigation import Menu


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The menu, worked out only if the page draws it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": None}
    return {"navigation": SimpleLazyObject(lambda: Menu(user, request.path))}
