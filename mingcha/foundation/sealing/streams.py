"""The sealed stream, version 1: whole files sealed to one or more X25519 keys, in constant memory.

    magic 8 · suite 1 · recipients n 1 · n × (key id 16 · sealed stream key 80) · header 24 · chunks

Each chunk holds 65,536 bytes of plaintext but the last. The plaintext is the true length (8 bytes,
big-endian), the content, and zeros up to a bucket, so that the size tells little. The first chunk is
bound to everything before it, and the last says that it is the last.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from nacl.bindings import (
    crypto_box_seal,
    crypto_box_seal_open,
    crypto_box_SEALBYTES,
    crypto_scalarmult_base,
)
from nacl.exceptions import CryptoError

from mingcha.foundation.sealing.chunks import HEADER, OPENING, OVERHEAD, SEALING, BadChunk

MAGIC = b"MCSTRM1\n"
CHUNK = 1 << 16  # bytes of plaintext
KEY = 32  # bytes
_ID, _LENGTH = 16, 8
_SEALED_KEY = KEY + crypto_box_SEALBYTES
_KIB, _MIB = 1 << 10, 1 << 20
_SMALL = (4 * _KIB, 16 * _KIB, 64 * _KIB, 256 * _KIB, _MIB)


class NotForUs(Exception):
    """None of the keys at hand opens it."""


class Damaged(Exception):
    """It is no sealed stream, or was changed, cut off or put together anew."""


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Writable(Protocol):
    def write(self, data: bytes, /) -> object: ...


def key_id(public: bytes) -> bytes:
    """What a public key is called in a stream: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(public).digest()[:_ID]


@dataclass(frozen=True)
class PrivateKeys:
    """Private X25519 keys (32 bytes each), any of which may open a stream."""

    keys: Sequence[bytes] = field(repr=False)

    def by_id(self) -> dict[bytes, tuple[bytes, bytes]]:
        """Public and private half by key id."""
        pairs = [(crypto_scalarmult_base(key), key) for key in self.keys]
        return {key_id(public): (public, key) for public, key in pairs}


def bucket(size: int) -> int:
    """The size that a plaintext of this size (with its length) is padded to, all in bytes."""
    for most in _SMALL:
        if size <= most:
            return most
    step = _MIB if size <= 16 * _MIB else 8 * _MIB
    return -(-size // step) * step


def seal(
    source: Readable,
    target: Writable,
    *,
    to: Sequence[bytes],
    padded: bool = True,
    size: int | None = None,
    suite: int = 1,
) -> None:
    """Seal what `source` holds to these public keys. Give `size` (bytes) where it cannot be sought.

    Raises ValueError if `source` holds more or less than that.
    """
    if not 1 <= len(to) <= 255:
        raise ValueError("a stream has 1 to 255 recipients")
    size = _left_in(source) if size is None else size
    key = secrets.token_bytes(KEY)
    sealing = SEALING[suite](key)
    start = MAGIC + bytes([suite, len(to)])
    start += b"".join(key_id(public) + crypto_box_seal(key, public) for public in to) + sealing.header
    target.write(start)
    about, chunk = start, b""
    for following in _chunks(_plaintext(source, size, padded)):
        if chunk:
            target.write(sealing.seal(chunk, about, final=False))
            about = b""
        chunk = following
    target.write(sealing.seal(chunk, about, final=True))


def open_stream(source: Readable, target: Writable, *, key: PrivateKeys) -> None:
    """Write the content to `target`, each chunk only once it is verified. Raises NotForUs or Damaged.

    A stream that was cut off is only found out at its end: throw away what was written when it raises.
    """
    for piece in opened(source, key=key):
        target.write(piece)


def opened(source: Readable, *, key: PrivateKeys) -> Iterator[bytes]:
    """The content piece by piece, each once it is verified. Raises NotForUs or Damaged."""
    plain = _plain_chunks(source, key)
    first = next(plain)
    if len(first) < _LENGTH:
        raise Damaged("shorter than its own length")
    left = int.from_bytes(first[:_LENGTH], "big")
    for chunk in _first_again(first[_LENGTH:], plain):
        content, padding = chunk[:left], chunk[left:]
        if padding.strip(b"\0"):
            raise Damaged("the padding is not empty")
        left -= len(content)
        if content:
            yield content
    if left:
        raise Damaged("shorter than it says")


def _left_in(source: Readable) -> int:
    seekable: BinaryIO = source  # type: ignore[assignment]
    here = seekable.tell()
    end = seekable.seek(0, 2)
    seekable.seek(here)
    return end - here


def _plaintext(source: Readable, size: int, padded: bool) -> Iterator[bytes]:
    start, left = size.to_bytes(_LENGTH, "big"), size
    while piece := source.read(min(CHUNK - len(start), left) if left else 1):
        left -= len(piece)
        if left < 0:
            raise ValueError("the source holds more than was said")
        yield start + piece
        start = b""
    if start:
        yield start
    if left:
        raise ValueError("the source holds less than was said")
    missing = bucket(size + _LENGTH) - size - _LENGTH if padded else 0
    while missing:
        yield bytes(min(CHUNK, missing))
        missing -= min(CHUNK, missing)


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of CHUNK, the last shorter."""
    rest = bytearray()
    for piece in pieces:
        if not rest and len(piece) == CHUNK:  # nearly always: nothing to put together
            yield piece
            continue
        rest += piece
        while len(rest) >= CHUNK:
            yield bytes(rest[:CHUNK])
            del rest[:CHUNK]
    if rest:
        yield bytes(rest)


def _plain_chunks(source: Readable, key: PrivateKeys) -> Iterator[bytes]:
    start, stream_key = _start(source, key)
    suite, header = start[len(MAGIC)], start[-HEADER:]
    opening, about = OPENING[suite](stream_key, header), start
    while True:
        sealed = _exactly(source, CHUNK + OVERHEAD, short=True)
        try:
            chunk, final = opening.open(sealed, about)
        except BadChunk:
            raise Damaged("a chunk does not open") from None
        about = b""
        if final and source.read(1):
            raise Damaged("something follows the last chunk")
        if not final and len(chunk) != CHUNK:
            raise Damaged("a chunk of the wrong size")
        yield chunk
        if final:
            return


def _start(source: Readable, key: PrivateKeys) -> tuple[bytes, bytes]:
    """Everything before the chunks, and the stream key."""
    start = _exactly(source, len(MAGIC) + 2)
    suite, count = start[-2], start[-1]
    if not start.startswith(MAGIC) or suite not in OPENING or not count:
        raise Damaged("this is no sealed stream of version 1")
    ours, found = key.by_id(), None
    for _recipient in range(count):
        named = _exactly(source, _ID + _SEALED_KEY)
        start += named
        if found is None and (pair := ours.get(named[:_ID])):
            found = _stream_key(named[_ID:], *pair)
    start += _exactly(source, HEADER)
    if found is None:
        raise NotForUs
    return start, found


def _stream_key(sealed: bytes, public: bytes, private: bytes) -> bytes:
    try:
        key: bytes = crypto_box_seal_open(sealed, public, private)
    except CryptoError:
        raise Damaged("the stream key does not open") from None
    if len(key) != KEY:
        raise Damaged("the stream key has the wrong size")
    return key


def _exactly(source: Readable, size: int, *, short: bool = False) -> bytes:
    """This many bytes, fewer only where `short` and the source ends."""
    found = source.read(size)
    while found and len(found) < size and (piece := source.read(size - len(found))):
        found += piece
    if len(found) < size and not (short and found):
        raise Damaged("cut off")
    return found


def _first_again(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others
