"""Whether somebody is who they say, asked once more; wrong answers count as failed sign-ins."""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext as _

from mingcha.foundation.accounts import second_factor
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid


def prove(request: HttpRequest, user: User, *, password: str, code: str = "") -> None:
    """Ask a person who has signed in once more who they are, before a grave act.

    The password, and the code where a second factor is set up. Wrong ones count as failed sign-ins,
    so guessing locks the account. Raises Invalid.
    """
    if is_locked(request, user):
        raise Invalid(_("Too many wrong passwords. Wait half an hour, or ask the system administrator."))
    if user.check_password(password) and (
        second_factor.factor_of(user) is None or second_factor.is_right(user, code)
    ):
        return
    refuse(request, user)
    raise Invalid(_("The password or the code is wrong."))


def is_locked(request: HttpRequest, user: User) -> bool:
    """Whether the account is locked after too many wrong passwords or codes."""
    return not AxesProxyHandler.is_allowed(request, {"username": user.username})


def refuse(request: HttpRequest, user: User) -> None:
    """Count a wrong code as a failed sign-in, on the trail too."""
    credentials = {"username": user.username}
    user_login_failed.send(sender="second_factor", credentials=credentials, request=request)
    audit.record("account.refuse_sign_in", user, by=user)
