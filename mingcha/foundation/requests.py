"""The request as views see it once sign-in is certain."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from mingcha.foundation.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request that LoginRequiredMiddleware has let through, so `user` is a real User."""

    user: User
    htmx: HtmxDetails
