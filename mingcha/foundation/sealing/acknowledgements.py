"""The signed acknowledgement: proof, for the person who reported, of what arrived at the outer site and when.

    MCACK1.<facts, JSON in base64url>.<Ed25519 signature, base64url>

The facts are the code, the day, the kind, and one digest over all sealed parts: SHA-256 of the lines
`name:SHA-256 in hexadecimal`, sorted. The sealed copy at the inner site gives the same digest.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import nacl.bindings as sodium
from django.utils.translation import gettext as _
from nacl.exceptions import CryptoError

from mingcha.foundation.refusals import Invalid

_MARK = "MCACK1"


def sign(facts: Mapping[str, Any], *, seed: bytes) -> str:
    """The acknowledgement of these facts. `seed` is the site's 32 secret bytes."""
    body = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    _public, private = sodium.crypto_sign_seed_keypair(seed)
    signature = sodium.crypto_sign(_signed(body), private)[: sodium.crypto_sign_BYTES]
    return ".".join([_MARK, _text(body), _text(signature)])


def verify(text: str, public: bytes) -> dict[str, Any]:
    """The facts of an acknowledgement of the site with this public half (32 bytes). Refuses every other."""
    try:
        mark, body, signature = "".join(text.split()).split(".")
        facts, raw = _bytes(body), _bytes(signature)
        if mark != _MARK:
            raise ValueError(mark)
        sodium.crypto_sign_open(raw + _signed(facts), public)
        found: dict[str, Any] = json.loads(facts)
    except (ValueError, binascii.Error, CryptoError) as error:
        raise Invalid(
            _("This is no acknowledgement of this site, or a sign of it was changed. Copy it whole.")
        ) from error
    return found


def public_half(seed: bytes) -> bytes:
    """What others verify with."""
    public: bytes = sodium.crypto_sign_seed_keypair(seed)[0]
    return public


def digest_of(parts: Mapping[str, str]) -> str:
    """One digest over all parts, given as name → SHA-256 in hexadecimal."""
    lines = "".join(f"{name}:{digest}\n" for name, digest in sorted(parts.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _signed(body: bytes) -> bytes:
    return _MARK.encode() + b"\n" + body


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
