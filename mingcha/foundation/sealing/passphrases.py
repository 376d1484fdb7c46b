"""A secret locked with a passphrase: Argon2id (libsodium), then XSalsa20-Poly1305.

Locked: 8 bytes magic ‖ 4 bytes passes ‖ 8 bytes memory ‖ 16 bytes salt ‖ secretbox. Numbers are big-endian;
the cost is kept with each, so that it can be raised without losing what was locked before.
"""

import struct

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

_MAGIC = b"MCLOCK1\n"
_HEAD = struct.Struct(">8sIQ16s")


class WrongPassphrase(Exception):
    """The passphrase is another, or the locked bytes were changed: the two cannot be told apart."""


def lock(secret: bytes, passphrase: str) -> bytes:
    """The secret, for whoever knows the passphrase."""
    passes, memory = _cost()
    salt = random(argon2id.SALTBYTES)
    head = _HEAD.pack(_MAGIC, passes, memory, salt)
    return head + bytes(SecretBox(_key(passphrase, salt, passes, memory)).encrypt(secret))


def unlock(locked: bytes, passphrase: str) -> bytes:
    """The secret again. Raises WrongPassphrase."""
    magic, passes, memory, salt = _HEAD.unpack_from(locked)
    if magic != _MAGIC:
        raise WrongPassphrase
    try:
        return bytes(SecretBox(_key(passphrase, salt, passes, memory)).decrypt(locked[_HEAD.size :]))
    except CryptoError as error:
        raise WrongPassphrase from error


def _cost() -> tuple[int, int]:
    """Passes and bytes of memory: about half a second for a person, next to nothing for tests."""
    if settings.FAST_PASSWORDS:
        return argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN
    return argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE


def _key(passphrase: str, salt: bytes, passes: int, memory: int) -> bytes:
    words = " ".join(passphrase.split()).encode()
    return argon2id.kdf(SecretBox.KEY_SIZE, words, salt, opslimit=passes, memlimit=memory)
