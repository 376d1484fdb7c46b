"""Reading a package, piece by piece. Nothing is believed until `verify` has seen the signature at its end."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO
from uuid import UUID

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from mingcha.foundation.exchange.packages.declarations import (
    FILE,
    HEAD,
    MAGIC,
    MOST_HEAD,
    MOST_RECORD,
    PIECE,
    RECORD,
    SIGNATURE,
    SIGNED,
    Fault,
    Head,
)
from mingcha.foundation.exchange.packages.suites import SUITES
from mingcha.foundation.sealing import streams

_FRAME = struct.Struct(">cQ")


class _Framed(msgspec.Struct):
    """What the frame of a record holds; its fields are parsed when they are needed, as what they are."""

    kind: str
    id: UUID
    fields: msgspec.Raw
    files: dict[str, int]


_framed = msgspec.json.Decoder(_Framed)
_decoder_of = cache(msgspec.json.Decoder)


@dataclass(frozen=True)
class Record:
    """One record as it stands in a package, of `size` bytes; `text` is the JSON of its fields.

    `files` names the places of its files.
    """

    kind: str
    id: UUID
    text: bytes
    files: dict[str, int]
    size: int

    @property
    def fields(self) -> dict[str, Any]:
        found: dict[str, Any] = self.read(dict[str, Any])
        return found

    def read(self, said: Any) -> Any:
        """The fields as this type. Raises ValueError where they are not."""
        try:
            return _decoder_of(said).decode(self.text)
        except (msgspec.DecodeError, RecursionError) as error:
            raise ValueError(str(error)) from None


def plain_pieces(source: BinaryIO, key: streams.PrivateKeys | None) -> Iterator[bytes]:
    """The bytes of a package, opened if it is sealed. Raises Fault."""
    magic = source.read(len(MAGIC))
    source.seek(0)
    if magic == MAGIC:
        while piece := source.read(PIECE):
            yield piece
    elif magic == streams.MAGIC:
        if key is None:
            raise Fault("not_for_us")
        try:
            yield from streams.opened(source, key=key)
        except streams.NotForUs:
            raise Fault("not_for_us") from None
        except streams.Damaged:
            raise Fault("damaged") from None
    else:
        raise Fault("not_a_package")


class Reader:
    """One pass over a package: `head` at once, then `files`, `records` and `verify`, in this order."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, bytearray()
        start = self._read(len(MAGIC) + 1)
        if not start.startswith(MAGIC):
            raise Fault("not_a_package")
        suite = SUITES.get(start[-1])
        if suite is None:
            raise Fault("another_version")
        self._digest = suite.digest()
        self._digest.update(start)
        self._frame: tuple[bytes, int] = (b"", 0)
        self._step()
        self.head = Head.parsed(self._whole(HEAD, MOST_HEAD))
        self._step()

    def files(self) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Each file's place and its pieces; what the caller leaves unread is read past."""
        number = 0
        while self._frame[0] == FILE:
            pieces = self._stream(self._frame[1])
            yield number, pieces
            for _rest in pieces:
                pass
            number += 1
            self._step()
        if number != self.head.files:
            raise Fault("disordered", "files")

    def records(self) -> Iterator[Record]:
        """Every record. Raises Fault if they are not those that the manifest counts."""
        found: Counter[str] = Counter()
        while self._frame[0] == RECORD:
            record = _record(self._whole(RECORD, MOST_RECORD), self.head.files)
            found[record.kind] += 1
            yield record
            self._step()
        if found != Counter(self.head.kinds) or found.total() != self.head.records:
            raise Fault("disordered", "records")

    def verify(self, signer: bytes) -> str:
        """The digest, if this Ed25519 key signed all that was read and nothing follows it."""
        digest = self._digest.digest()
        if self._frame != (SIGNATURE, 64):
            raise Fault("disordered", "signature")
        signature = self._read(64)
        if self._rest or next(self._pieces, b""):
            raise Fault("too_much")
        try:
            VerifyKey(signer).verify(SIGNED + digest, signature)
        except BadSignatureError:
            raise Fault("unsigned") from None
        return digest.hex()

    def _step(self) -> None:
        """On to the next frame. The signature's own frame is not part of what is signed."""
        raw = self._read(_FRAME.size)
        self._frame = _FRAME.unpack(raw)
        if self._frame[0] != SIGNATURE:
            self._digest.update(raw)

    def _whole(self, kind: bytes, most: int) -> bytes:
        found, size = self._frame
        if found != kind:
            raise Fault("disordered")
        if size > most:
            raise Fault("too_much")
        content = self._read(size)
        self._digest.update(content)
        return content

    def _stream(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self._read(min(size, PIECE))
            self._digest.update(piece)
            size -= len(piece)
            yield piece

    def _read(self, size: int) -> bytes:
        while len(self._rest) < size:
            piece = next(self._pieces, b"")
            if not piece:
                raise Fault("cut_off")
            self._rest += piece
        given = bytes(self._rest[:size])
        del self._rest[:size]
        return given


def _record(raw: bytes, files: int) -> Record:
    try:
        found = _framed.decode(raw)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Fault("damaged", "record") from None
    record = Record(found.kind, found.id, bytes(found.fields), found.files, len(raw))
    if not record.text.startswith(b"{"):
        raise Fault("damaged", "record")
    if not all(0 <= place < files for place in record.files.values()):
        raise Fault("disordered", "files")
    return record
