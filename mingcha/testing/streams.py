"""Large content for the tests and benchmarks that stands nowhere."""

from io import SEEK_SET, BufferedReader, RawIOBase
from typing import Any

_BLOCK = bytes(range(256)) * 256


class _Made(RawIOBase):
    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        size = min(self._size - self._at, len(into), len(_BLOCK))
        into[:size] = _BLOCK[:size]
        self._at += size
        return size

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        self._at = (0, self._at, self._size)[whence] + offset
        return self._at

    def tell(self) -> int:
        return self._at


def made(size: int) -> BufferedReader:
    """A file of so many bytes, made while they are read."""
    return BufferedReader(_Made(size), len(_BLOCK))
