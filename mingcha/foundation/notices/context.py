"""What every page shows about notices."""

from typing import Any

from django.http import HttpRequest


def unread(request: HttpRequest) -> dict[str, Any]:
    """How many notices the person has not read."""
    return {"unread": 0}
