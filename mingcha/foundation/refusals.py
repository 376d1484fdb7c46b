"""The ways a use case says no, and the one place they become HTTP responses."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


class Refusal(Exception):
    """Base class. The message is shown to the user, so write it for them."""

    status_code = 400


class NotAllowed(Refusal):
    """This person may not do this."""

    status_code = 403


class NotNow(Refusal):
    """Nobody may do this yet: the record is in the wrong state or something is missing."""

    status_code = 409


class Invalid(Refusal):
    """What was sent cannot be understood or would break a rule of the data."""

    status_code = 422


class RefusalMiddleware:
    """Turns a refusal raised anywhere below a view into a page that says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        return render(request, "ui/refusal.html", {"reason": str(error)}, status=error.status_code)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 403 page, in the same dress as our own refusals."""
    reason = str(exception) or _("You may not open this page.")
    return render(request, "ui/refusal.html", {"reason": reason}, status=403)
