"""The chunk ciphers of the sealed stream, one class for each suite and direction.

Suite 1 is libsodium's secretstream (XChaCha20-Poly1305). Suite 2 is SM4-GCM (RFC 8998) in the STREAM
construction: the nonce is a prefix, the chunk's number and a mark on the last, so that chunks cannot be
left out, repeated, reordered or cut off; key and prefix come from the stream key and the header by SM3.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from nacl import bindings as sodium

HEADER = 24  # bytes
OVERHEAD = 17  # bytes that a sealed chunk is longer than its content
_TAG = 16
_FINAL, _MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL, 0


class BadChunk(Exception):
    """The chunk is not the one that was sealed here."""


class Sealing(Protocol):
    header: bytes

    def seal(self, chunk: bytes, about: bytes, *, final: bool) -> bytes: ...


class Opening(Protocol):
    def open(self, sealed: bytes, about: bytes) -> tuple[bytes, bool]:
        """The chunk, and whether it is the last. Raises BadChunk."""
        ...


class _SodiumSealing:
    def __init__(self, key: bytes) -> None:
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        self.header = sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)

    def seal(self, chunk: bytes, about: bytes, *, final: bool) -> bytes:
        tag = _FINAL if final else _MESSAGE
        push = sodium.crypto_secretstream_xchacha20poly1305_push
        sealed: bytes = push(self._state, chunk, about or None, tag)
        return sealed


class _SodiumOpening:
    def __init__(self, key: bytes, header: bytes) -> None:
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(self._state, header, key)

    def open(self, sealed: bytes, about: bytes) -> tuple[bytes, bool]:
        try:
            chunk, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(self._state, sealed, about or None)
        except (RuntimeError, ValueError) as error:
            raise BadChunk from error
        return chunk, tag == _FINAL


class _National:
    """Key, nonce prefix and count of one stream."""

    def __init__(self, key: bytes, header: bytes) -> None:
        digest = hashes.Hash(hashes.SM3())
        digest.update(b"mingcha SM4-GCM stream" + key + header)
        made = digest.finalize()
        self._key, self._prefix, self._count = algorithms.SM4(made[:16]), made[16:23], 0

    def cipher(self, *, final: bool, tag: bytes | None = None) -> Cipher[modes.GCM]:
        nonce = self._prefix + struct.pack(">IB", self._count, final)
        self._count += 1
        return Cipher(self._key, modes.GCM(nonce, tag))


class _NationalSealing:
    def __init__(self, key: bytes) -> None:
        self.header = os.urandom(HEADER)
        self._stream = _National(key, self.header)

    def seal(self, chunk: bytes, about: bytes, *, final: bool) -> bytes:
        """One byte that says whether it is the last, the content, the tag."""
        encryptor = self._stream.cipher(final=final).encryptor()
        encryptor.authenticate_additional_data(about)
        return bytes([final]) + encryptor.update(chunk) + encryptor.finalize() + encryptor.tag


class _NationalOpening:
    def __init__(self, key: bytes, header: bytes) -> None:
        self._stream = _National(key, header)

    def open(self, sealed: bytes, about: bytes) -> tuple[bytes, bool]:
        if len(sealed) < OVERHEAD or sealed[0] > 1:
            raise BadChunk
        final = bool(sealed[0])
        decryptor = self._stream.cipher(final=final, tag=sealed[-_TAG:]).decryptor()
        decryptor.authenticate_additional_data(about)
        try:
            return decryptor.update(sealed[1:-_TAG]) + decryptor.finalize(), final
        except InvalidTag as error:
            raise BadChunk from error


SEALING: dict[int, Callable[[bytes], Sealing]] = {1: _SodiumSealing, 2: _NationalSealing}
OPENING: dict[int, Callable[[bytes, bytes], Opening]] = {1: _SodiumOpening, 2: _NationalOpening}
