"""Hidden data of recordings: MP4 and MOV in place, WAV, MP3."""

import re
import struct
from collections.abc import Iterator

from mingcha.outer.reports.cleaning.bounds import CannotLook
from mingcha.outer.reports.cleaning.pictures import riff, riff_chunks

_INSIDE, _TIMED, _TELLING = (
    {b"moov", b"trak", b"mdia"},
    {b"mvhd", b"tkhd", b"mdhd"},
    {b"udta", b"meta", b"uuid"},
)
_TOLD = [
    ("gps", re.compile(rb"\xa9xyz|location|[+-]\d+\.\d+[+-]\d+\.\d+")),
    ("camera", re.compile(rb"\xa9(mak|mod)|make|model|com\.android")),
    ("software", re.compile(rb"\xa9(swr|too)|encoder|software", re.I)),
    ("author", re.compile(rb"\xa9(aut|ART|nam)|author|artist")),
]
_DEEPEST = 8  # boxes within boxes


def movie(content: bytes) -> tuple[list[str], bytes]:
    """Boxes that tell become empty room of the same size, times become zero: nothing else moves."""
    copy, found = bytearray(content), list[str]()
    if not _ends_well(copy):
        raise CannotLook("no recording")
    for name, start, end in _boxes(copy, 0, len(copy)):
        if name == b"moov":
            _clean(copy, start, end, found, 0)
        elif name in _TELLING:
            found.append("other")
            _empty(copy, start, end)
    return found, bytes(copy)


def _boxes(content: bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, beginning and end of each box."""
    while start + 8 <= end:
        (size,) = struct.unpack_from(">I", content, start)
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, start + 8)
        size = size or end - start
        if not 8 <= size <= end - start:
            raise CannotLook("no recording")
        yield bytes(content[start + 4 : start + 8]), start, start + size
        start += size


def _ends_well(content: bytearray) -> bool:
    """Whether the boxes fill the file to its last byte."""
    return sum(end - start for _name, start, end in _boxes(content, 0, len(content))) == len(content)


def _clean(copy: bytearray, start: int, end: int, found: list[str], depth: int) -> None:
    if depth > _DEEPEST:
        raise CannotLook("no recording")
    for name, first, last in _boxes(copy, start + 8, end):
        if name in _INSIDE:
            _clean(copy, first, last, found, depth + 1)
        elif name in _TIMED:
            _untime(copy, first + 8, found)
        elif name in _TELLING:
            told = [what for what, words in _TOLD if words.search(copy, first, last)]
            found.extend(told or ["other"])
            _empty(copy, first, last)


def _empty(copy: bytearray, start: int, end: int) -> None:
    copy[start:end] = struct.pack(">I4s", end - start, b"free") + bytes(end - start - 8)


def _untime(copy: bytearray, at: int, found: list[str]) -> None:
    end = at + (20 if copy[at] == 1 else 12)
    if end > len(copy):
        raise CannotLook("no recording")
    if any(copy[at + 4 : end]):
        found.append("time")
    copy[at + 4 : end] = bytes(end - at - 4)


def wave(content: bytes) -> tuple[list[str], bytes]:
    found: list[str] = []
    kept = []
    for name, piece in riff_chunks(content, found):
        if name in (b"fmt ", b"fact", b"data"):
            kept.append(piece)
        else:
            found.append("author" if name in (b"bext", b"LIST") else "other")
    return found, riff(b"WAVE", kept)


def mp3(content: bytes) -> tuple[list[str], bytes]:
    """The notes before and behind the sound are left out."""
    size = content[6] << 21 | content[7] << 14 | content[8] << 7 | content[9]
    front = 10 + size + (10 if content[5] & 16 else 0)
    end = len(content) - (128 if content[-128:-125] == b"TAG" else 0)
    if front >= end:
        raise CannotLook("no recording")
    return ["author", "other"], content[front:end]
