"""One session an account, and a one-time password that opens nothing but its own change."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _


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
    """Whoever signed in with a one-time password chooses their own before anything else."""

    _OPEN = ("accounts:password", "logout", "set_language")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        must = request.user.is_authenticated and request.user.must_change_password
        if must and request.path not in [reverse(name) for name in self._OPEN]:
            return redirect("accounts:password")
        return self.get_response(request)
