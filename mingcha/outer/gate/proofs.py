"""Proof of work: a little of the sender's time for each report, more of it while many come.

The server keeps nothing of a challenge until it is answered: `hours.bits.nonce.mac`, the mac binding it to
what it is for. An answer is a number that makes SHA-256 of `challenge:number` begin with so many zero bits.
"""

import hashlib
import hmac
import secrets
import threading
import time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mingcha.foundation.refusals import NotAllowed, NotNow
from mingcha.outer.codes.models import today
from mingcha.outer.gate.models import Spent

_HOUR = 3600
_LIFETIME = 3  # hours
MOST_BITS = 24


class _Load:
    """How many answers came lately, in this process; halves every minute, knows nobody."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count, self._since = 0.0, time.monotonic()

    def add(self) -> None:
        with self._lock:
            self._count = self._now() + 1

    def extra_bits(self) -> int:
        with self._lock:
            self._count = self._now()
            return max(0, int(self._count / 20).bit_length())

    def reset(self) -> None:
        self._count = 0.0

    def _now(self) -> float:
        before, self._since = self._since, time.monotonic()
        return float(self._count * 0.5 ** ((self._since - before) / 60))


LOAD = _Load()


def challenge(purpose: str, *, bits: int) -> str:
    """Something to work on before this may be done."""
    ends = int(time.time()) // _HOUR + _LIFETIME
    body = f"{ends}.{min(MOST_BITS, bits + LOAD.extra_bits())}.{secrets.token_hex(16)}"
    return f"{body}.{_mac(purpose, body)}"


def require(answer: object, purpose: str) -> None:
    """Refuse unless this answers a challenge for that purpose, in time and for the first time."""
    given, _colon, number = str(answer or "").rpartition(":")
    body, _dot, mac = given.rpartition(".")
    if len(str(answer)) > 200 or not hmac.compare_digest(mac.encode(), _mac(purpose, body).encode()):
        raise NotAllowed(_("The page is too old. Copy what you wrote and open the page again."))
    ends, bits, nonce = body.split(".")
    if int(ends) < int(time.time()) // _HOUR:
        raise NotAllowed(_("The page is too old. Copy what you wrote and open the page again."))
    if not _worked(given, number, int(bits)):
        raise NotAllowed(_("The proof of work is wrong."))
    _spend(nonce)
    LOAD.add()


def _worked(given: str, number: str, bits: int) -> bool:
    digest = hashlib.sha256(f"{given}:{number}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def _spend(nonce: str) -> None:
    try:
        with transaction.atomic():
            Spent.objects.create(nonce=nonce, day=today())
    except IntegrityError:
        raise NotNow(_("This was sent already.")) from None


def _mac(purpose: str, body: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"proof\0{purpose}\0{body}".encode(), hashlib.sha256).hexdigest()[:32]
