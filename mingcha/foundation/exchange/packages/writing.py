"""Writing a package. Records wait in a nameless file until their number is known; files are never copied."""

from __future__ import annotations

import struct
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Self

from nacl.signing import SigningKey

from mingcha.foundation.exchange.packages.declarations import (
    FILE,
    HEAD,
    MAGIC,
    MOST_RECORD,
    PIECE,
    RECORD,
    SIGNATURE,
    SIGNED,
    Fault,
    Head,
    Item,
    Opener,
    as_json,
    opened,
    size_of,
)
from mingcha.foundation.exchange.packages.suites import DEFAULT, Suite
from mingcha.foundation.sealing.streams import seal

_FRAME = struct.Struct(">cQ")
_SIGNATURE_BYTES = 64


@dataclass
class Content:
    """The records and files of one package, gathered. Use as a context: the spool goes with it."""

    spool: BinaryIO = field(default_factory=tempfile.TemporaryFile)
    files: list[tuple[Path | Opener, int]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.spool.close()

    def add(self, item: Item) -> None:
        """Raises Fault if the record is larger than a reader takes."""
        names = {}
        for name, source in item.files.items():
            names[name] = len(self.files)
            self.files.append((source, size_of(source)))
        record = as_json({"kind": item.kind, "id": str(item.id), "fields": item.fields, "files": names})
        if len(record) > MOST_RECORD:
            raise Fault("too_much", f"{item.kind} {item.id}")
        self.spool.write(_FRAME.pack(RECORD, len(record)))
        self.spool.write(record)
        self.kinds[item.kind] += 1

    def extend(self, items: Iterable[Item]) -> None:
        for item in items:
            self.add(item)

    @property
    def records(self) -> int:
        return self.kinds.total()


@dataclass(frozen=True)
class Written:
    """What became of it: the manifest as written, and the digest that was signed (hexadecimal)."""

    head: Head
    digest: str


def write_package(
    target: BinaryIO,
    head: Head,
    content: Content,
    *,
    sign: SigningKey,
    to: bytes | None,
    suite: Suite = DEFAULT,
) -> Written:
    """Write the package, sealed to the X25519 key `to`, or only signed where that is None."""
    head = replace(head, kinds=dict(content.kinds), files=len(content.files), records=content.records)
    plain = _Plain(head, content, sign, suite)
    if to is None:
        for piece in plain.pieces():
            target.write(piece)
    else:
        seal(_Readable(plain.pieces()), target, to=[to], padded=False, size=plain.size, suite=suite.number)
    return Written(head, plain.digest)


class _Plain:
    """The bytes of a package before it is sealed, and their digest once they have all been read."""

    def __init__(self, head: Head, content: Content, sign: SigningKey, suite: Suite) -> None:
        self._head, self._content, self._sign, self._suite = head.as_bytes(), content, sign, suite
        self.digest = ""
        self.size = len(MAGIC) + 1 + _FRAME.size + len(self._head) + content.spool.tell()
        self.size += sum(_FRAME.size + size for _source, size in content.files)
        self.size += _FRAME.size + _SIGNATURE_BYTES

    def pieces(self) -> Iterator[bytes]:
        digest = self._suite.digest()
        for piece in self._signed_part():
            digest.update(piece)
            yield piece
        self.digest = digest.digest().hex()
        yield _FRAME.pack(SIGNATURE, _SIGNATURE_BYTES)
        yield self._sign.sign(SIGNED + digest.digest()).signature

    def _signed_part(self) -> Iterator[bytes]:
        yield MAGIC + bytes([self._suite.number])
        yield _FRAME.pack(HEAD, len(self._head)) + self._head
        for source, size in self._content.files:
            yield _FRAME.pack(FILE, size)
            yield from _whole(source, size)
        self._content.spool.seek(0)
        while piece := self._content.spool.read(PIECE):
            yield piece


def _whole(source: Path | Opener, size: int) -> Iterator[bytes]:
    """Exactly the bytes that were announced, or Fault: somebody wrote into the file meanwhile."""
    left = size
    with opened(source) as file:
        while piece := file.read(PIECE):
            left -= len(piece)
            if left < 0:
                break
            yield piece
    if left:
        raise Fault("changed_meanwhile")


class _Readable:
    """An iterator of pieces as something with `read`."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, bytearray()

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._rest += piece
        size = len(self._rest) if size < 0 else size
        given = bytes(self._rest[:size])
        del self._rest[:size]
        return given
