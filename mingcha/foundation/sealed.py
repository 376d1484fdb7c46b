"""Sealing short texts for storage: AES-256-GCM with a key kept outside the database (settings.FIELD_KEY).

Each text is bound to the record it belongs to, so a sealed value moved to another row does not open.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from mingcha.foundation.refusals import NotNow

_NONCE = 12


def _cipher() -> AESGCM:
    return _cipher_of(settings.FIELD_KEY)


@lru_cache(maxsize=2)
def _cipher_of(key: str) -> AESGCM:
    return AESGCM(bytes.fromhex(key))


def seal(text: str, *, about: object) -> bytes:
    """The text, readable only with the key and only for this record (`about` is its key)."""
    return seal_bytes(text.encode(), about=about)


def seal_bytes(content: bytes, *, about: object) -> bytes:
    """The same for what is no text; whole in memory, so not for large files."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher().encrypt(nonce, content, str(about).encode())


def unseal(sealed: bytes | memoryview, *, about: object) -> str:
    """The text again. Refuses when the key is another, the row is another, or a bit has changed."""
    return unseal_bytes(sealed, about=about).decode()


def unseal_bytes(sealed: bytes | memoryview, *, about: object) -> bytes:
    """The same for what is no text."""
    raw = bytes(sealed)
    try:
        return _cipher().decrypt(raw[:_NONCE], raw[_NONCE:], str(about).encode())
    except InvalidTag as error:
        raise NotNow(_("This sealed text cannot be opened with the key of this installation.")) from error
