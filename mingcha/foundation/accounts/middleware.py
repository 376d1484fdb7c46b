"""One session an account: signing in elsewhere ends the earlier session."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
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
