"""What a package says about itself, what it carries, and how it fails."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import msgspec

MAGIC = b"MCPACK1\n"
SIGNED = b"MCPACK1 signature\n"
HEAD, FILE, RECORD, SIGNATURE = b"H", b"F", b"R", b"S"
PIECE = 1 << 16  # bytes read and written at once
MOST_HEAD = 1 << 20  # bytes
MOST_RECORD = 1 << 24  # bytes

_encode = msgspec.json.Encoder(order="sorted").encode
Opener = Callable[[], BinaryIO]


class Fault(Exception):
    """A package that cannot be used. `reason` is one of REASONS; nothing of it has been given out."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason, self.detail = reason, detail


# Why a package is of no use, and no other reasons; the words for people are in `words.py`.
REASONS = (
    "not_a_package",
    "another_version",
    "not_for_us",
    "damaged",
    "cut_off",
    "too_much",
    "disordered",
    "unsigned",
    "changed_meanwhile",
    "unknown_sender",
    "wrong_reader",
    "not_open",
    "kind_not_taken",
    "other_with_number",
    "broken_chain",
    "unfit",
)


@dataclass(frozen=True)
class Item:
    """One record on its way. Files are opened when they are needed, never held in memory."""

    kind: str
    id: UUID
    fields: dict[str, Any]
    files: Mapping[str, Path | Opener] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """The manifest. `sender` and `reader` are key ids (16 bytes in hexadecimal), `made_on` is YYYY-MM-DD.

    `previous` is the digest of the package before it on this channel, so that packages form a chain. `void`
    are earlier numbers that never arrived and whose records have been sent again.
    """

    channel: str
    sender: str
    reader: str
    number: int
    previous: str
    made_on: str
    kinds: dict[str, int] = field(default_factory=dict)
    files: int = 0
    records: int = 0
    void: list[int] = field(default_factory=list)
    format: int = 1

    def as_bytes(self) -> bytes:
        return as_json(asdict(self))

    @classmethod
    def parsed(cls, raw: bytes) -> Head:
        """Raises Fault where anything is missing, of the wrong type, or more than is known."""
        given = parsed_json(raw)
        if given.get("format") != 1:
            raise Fault("another_version")
        try:
            head = cls(**given)
        except TypeError:
            raise Fault("damaged", "head") from None
        if not isinstance(head.kinds, dict) or not isinstance(head.void, list):
            raise Fault("damaged", "head")
        texts = (head.channel, head.sender, head.reader, head.previous, head.made_on)
        numbers = (head.number, head.files, head.records, *head.kinds.values(), *head.void)
        if not all(isinstance(one, str) for one in texts) or not all(isinstance(one, int) for one in numbers):
            raise Fault("damaged", "head")
        return head


def key_id(public: bytes) -> bytes:
    """What a public key is called: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(public).digest()[:16]


def as_json(value: Any) -> bytes:
    """The one way a value is written: sorted keys, no spaces, UTF-8."""
    return _encode(value)


def parsed_json(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        raise Fault("damaged", "JSON") from None
    if not isinstance(value, dict):
        raise Fault("damaged", "JSON")
    return value


def opened(source: Path | Opener) -> BinaryIO:
    return source.open("rb") if isinstance(source, Path) else source()


def size_of(source: Path | Opener) -> int:
    """Bytes, without reading them."""
    if isinstance(source, Path):
        return source.stat().st_size
    with source() as file:
        return file.seek(0, 2)
