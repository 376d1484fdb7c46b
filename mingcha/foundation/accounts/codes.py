"""One-time codes: TOTP (RFC 6238), six digits, thirty seconds, SHA-1: what apps on telephones make."""

import base64
import hashlib
import secrets
import time

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
_DRIFT = 1  # steps a telephone's clock may be off, either way
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another


def new_secret() -> bytes:
    """160 bits, as RFC 4226 recommends."""
    return secrets.token_bytes(20)


def step_of(secret: bytes, code: str, *, after: int) -> int | None:
    """The time step of the code, later than `after`; None where it is wrong, stale or used."""
    now = int(time.time()) // STEP
    for step in range(max(now - _DRIFT, after + 1), now + _DRIFT + 1):
        try:
            _totp(secret).verify(code.strip().encode(), step * STEP)
        except (InvalidToken, UnicodeEncodeError):
            continue
        return step
    return None


def code_at(secret: bytes, moment: float) -> str:
    """The six digits a telephone shows at that moment (seconds since 1970)."""
    return _totp(secret).generate(int(moment)).decode()


def address(secret: bytes, username: str) -> str:
    """What the QR code says, for any app that makes one-time codes."""
    return _totp(secret).get_provisioning_uri(username, "Mingcha")


def spoken(secret: bytes) -> str:
    """The secret to be typed by hand, in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def recovery_codes() -> list[str]:
    """Ten codes of 49 bits for the day the telephone is lost."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _l in range(5)) for _g in range(2)) for _c in range(10)
    ]


def digest(recovery_code: str) -> str:
    """What is kept of a recovery code. They are random, so a plain digest tells nothing."""
    return hashlib.sha256(recovery_code.strip().lower().encode()).hexdigest()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, 6, SHA1(), STEP)  # noqa: S303 - what the apps speak; RFC 6238 allows it
