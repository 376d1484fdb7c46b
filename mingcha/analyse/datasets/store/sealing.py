"""Files sealed in chunks: AES-256-GCM, each chunk bound to its file, its place and whether it is the last.

The key of a file comes from settings.FIELD_KEY, the file's own salt and the record it belongs to (HKDF),
so a file put in another's place does not open, and neither does one that was cut, stretched or reordered
(the STREAM construction). Chunks are of one size, so a reader may jump.
"""

from __future__ import annotations

import io
import os
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from mingcha.foundation.refusals import NotNow

MAGIC = b"MCSEAL1\n"
CHUNK = 256 * 1024
_SALT, _TAG = 32, 16
_HEAD = len(MAGIC) + _SALT
_WHOLE = CHUNK + _TAG


class Tampered(NotNow):
    """The file is not as it was written, or belongs to another record or another key."""

    def __init__(self) -> None:
        super().__init__(
            _("The stored data were changed, so they stay closed. Tell the audit administrator.")
        )


def _cipher(salt: bytes, about: object) -> AESGCM:
    derived = HKDF(hashes.SHA256(), length=32, salt=salt, info=b"mingcha.datasets/" + str(about).encode())
    return AESGCM(derived.derive(bytes.fromhex(settings.FIELD_KEY)))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class SealedWriter(io.RawIOBase):
    """Write bytes once, from beginning to end; nothing readable ever reaches the disk."""

    def __init__(self, file: IO[bytes], *, about: object) -> None:
        super().__init__()
        salt = os.urandom(_SALT)
        self._file, self._cipher, self._about = file, _cipher(salt, about), MAGIC + salt
        self._waiting, self._number, self._place = bytearray(), 0, 0
        file.write(self._about)

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        given = memoryview(content).cast("B")
        self._waiting += given
        self._place += len(given)
        while len(self._waiting) > CHUNK:  # the last chunk is sealed as such, so one is kept back
            self._seal(CHUNK, last=False)
        return len(given)

    def tell(self) -> int:
        return self._place

    def _seal(self, size: int, *, last: bool) -> None:
        plain = bytes(self._waiting[:size])
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), plain, self._about))
        del self._waiting[:size]
        self._number += 1

    def close(self) -> None:
        if not self.closed:
            self._seal(len(self._waiting), last=True)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        super().close()

    def drop(self) -> None:
        """Give up: the file stays without its last chunk, which no reader takes."""
        self._file.close()
        super().close()


class SealedReader(io.RawIOBase):
    """Read a sealed file anywhere; a chunk that was touched raises Tampered."""

    def __init__(self, file: IO[bytes], *, about: object) -> None:
        super().__init__()
        head = file.read(_HEAD)
        if len(head) != _HEAD or not head.startswith(MAGIC):
            file.close()
            raise Tampered
        self._file, self._about, self._cipher = file, head, _cipher(head[len(MAGIC) :], about)
        body = file.seek(0, os.SEEK_END) - _HEAD
        self._chunks = -(-body // _WHOLE)
        self.size = body - self._chunks * _TAG
        self._at, self._held, self._plain = 0, -1, b""
        if body < _TAG:
            raise Tampered

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = memoryview(buffer).cast("B")
        done = 0
        while done < len(wanted) and self._at < self.size:
            number, inside = divmod(self._at, CHUNK)
            piece = self._chunk(number)[inside : inside + len(wanted) - done]
            wanted[done : done + len(piece)] = piece
            done += len(piece)
            self._at += len(piece)
        return done

    def _chunk(self, number: int) -> bytes:
        if number != self._held:
            self._file.seek(_HEAD + number * _WHOLE)
            sealed, last = self._file.read(_WHOLE), number == self._chunks - 1
            try:
                self._plain = self._cipher.decrypt(_nonce(number, last), sealed, self._about)
            except InvalidTag:
                raise Tampered from None
            self._held = number
        return self._plain

    def close(self) -> None:
        self._file.close()
        super().close()
