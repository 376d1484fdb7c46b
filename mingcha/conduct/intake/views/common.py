"""What the pages share: the secret that the asking browser keeps, and the key it opens."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpResponse

from mingcha.conduct.intake.actions.unlocking import SESSION, put_together
from mingcha.conduct.intake.models import Purpose, SealedReport, TeamKeys, Unlocking
from mingcha.conduct.intake.queries import own_unlocking
from mingcha.foundation.refusals import NotNow
from mingcha.foundation.requests import SignedInRequest

_OPENED = "intake_opened"
_FILES_FOR = 10 * 60  # seconds after a report was opened in which its files are


def _cookie(unlocking: Unlocking) -> str:
    return f"unlocking-{unlocking.pk.hex}"


def keep_token(response: HttpResponse, unlocking: Unlocking, token: bytes) -> HttpResponse:
    """Give the secret to the browser that asked, and to nobody else: it is stored nowhere."""
    response.set_cookie(
        _cookie(unlocking),
        token.hex(),
        max_age=int(SESSION.total_seconds()),
        path="/intake/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def token_of(request: SignedInRequest, unlocking: Unlocking) -> bytes:
    """The secret this browser keeps of an unlocking; empty where it is another browser."""
    try:
        return bytes.fromhex(request.COOKIES.get(_cookie(unlocking), ""))
    except ValueError:
        return b""


def report_key(request: SignedInRequest, keys: TeamKeys) -> bytes | None:
    """The key of reports, if this browser has it unlocked."""
    unlocking = own_unlocking(keys, Purpose.REPORT, request.user)
    if unlocking is None or not (token := token_of(request, unlocking)):
        return None
    try:
        return put_together(unlocking, token)
    except NotNow:
        return None


def note_opened(request: SignedInRequest, report: SealedReport) -> None:
    """For some minutes files of this report open without the password being asked again."""
    request.session[_OPENED] = {**request.session.get(_OPENED, {}), str(report.pk): int(time.time())}


def lately_opened(request: SignedInRequest, report: SealedReport) -> bool:
    opened: int = request.session.get(_OPENED, {}).get(str(report.pk), 0)
    return time.time() - opened < _FILES_FOR
