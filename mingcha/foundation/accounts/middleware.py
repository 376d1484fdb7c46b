"""One session an account, and a one-time password that opens nothing but its own change."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.accounts.second_factor import factor_of

HAS_FACTOR = "has_second_factor"  # asked once in a session


class OneSession:
    """Level-3 protection allows one person one session (GB/T 22239-2019)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = getattr(request.user, "session_key", "") if request.user.is_authenticated else ""
        if known and known != request.session.session_key:
            logout(request)
            messages.warning(request, _("This account signed in elsewhere, so this session has ended."))
            return redirect("login")
        return self.get_response(request)


class OwnPasswordFirst:
    """Whoever has a one-time or an old password chooses their own before anything else.

    Where this installation requires a second factor, it comes next.
    """

    _OPEN = ("accounts:password", "logout", "set_language")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first = self._first(request, request.user) if isinstance(request.user, User) else ""
        if first and request.path not in [reverse(name) for name in (*self._OPEN, first)]:
            return redirect(first)
        return self.get_response(request)

    def _first(self, request: HttpRequest, user: User) -> str:
        """The page this person must deal with before any other, or nothing."""
        if user.must_change_password or user.password_is_old:
            return "accounts:password"
        if settings.SECOND_FACTOR == "required" and not request.session.get(HAS_FACTOR):
            request.session[HAS_FACTOR] = factor_of(user) is not None
            return "" if request.session[HAS_FACTOR] else "accounts:second_factor"
        return ""
