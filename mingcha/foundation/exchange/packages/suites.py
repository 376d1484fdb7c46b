"""The algorithms of a package, behind one interface.

Suite 1 is SHA-512; suite 2 takes the national digest SM3 (GB/T 32905-2016) and, in the sealed stream
around it, SM4-GCM (GB/T 32907-2016, RFC 8998). Both sign with Ed25519: no well-kept library for Python
offers SM2 signatures, and one of our own would be worse than none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives import hashes


class Digest(Protocol):
    def update(self, data: bytes) -> None: ...

    def digest(self) -> bytes: ...


class _Sm3:
    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        self._hash.update(data)

    def digest(self) -> bytes:
        return self._hash.copy().finalize()


@dataclass(frozen=True)
class Suite:
    """`number` stands in the package and in the sealed stream around it."""

    number: int
    title: str
    digest: Callable[[], Digest]


DEFAULT = Suite(1, "Ed25519 · SHA-512 · X25519 · XChaCha20-Poly1305", hashlib.sha512)
NATIONAL = Suite(2, "Ed25519 · SM3 · X25519 · SM4-GCM", _Sm3)
SUITES = {suite.number: suite for suite in (DEFAULT, NATIONAL)}
