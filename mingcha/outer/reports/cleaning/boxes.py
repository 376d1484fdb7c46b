"""Boxes within boxes (ISO 14496-12): what MP4, MOV, HEIC and AVIF are made of, and blanked in place."""

import re
import struct
from collections.abc import Callable, Iterator

from mingcha.outer.reports.cleaning.bounds import CannotLook

_TELLING = {b"udta", b"meta", b"uuid"}
_INSIDE, _TIMED = {b"moov", b"trak", b"mdia"}, {b"mvhd", b"tkhd", b"mdhd"}
_TOLD = [
    ("gps", re.compile(rb"\xa9xyz|location|[+-]\d+\.\d+[+-]\d+\.\d+")),
    ("camera", re.compile(rb"\xa9(mak|mod)|make|model|com\.android")),
    ("software", re.compile(rb"\xa9(swr|too)|encoder|software", re.I)),
    ("author", re.compile(rb"\xa9(aut|ART|nam)|author|artist")),
]
_DEEPEST = 8  # boxes within boxes


def boxes(content: bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, beginning and end of each box. Raises CannotLook where one does not fit."""
    while start + 8 <= end:
        (size,) = struct.unpack_from(">I", content, start)
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, start + 8)
        size = size or end - start
        if not 8 <= size <= end - start:
            raise CannotLook("no boxes")
        yield bytes(content[start + 4 : start + 8]), start, start + size
        start += size


def _whole(content: bytearray) -> Iterator[tuple[bytes, int, int]]:
    """The outermost boxes, which fill the file to its last byte or it is something else."""
    if sum(end - start for _name, start, end in boxes(content, 0, len(content))) != len(content):
        raise CannotLook("no boxes")
    return boxes(content, 0, len(content))


Blank = Callable[[bytearray, int, int, list[str]], None]


def blanked(content: bytes, meta: Blank | None = None) -> tuple[list[str], bytes]:
    """What was found, and the copy in which nothing moves. `meta` blanks the outermost box of that name."""
    copy, found = bytearray(content), list[str]()
    for name, start, end in _whole(copy):
        if name == b"moov":
            _describe_less(copy, start, end, found)
        elif name == b"meta" and meta:
            meta(copy, start, end, found)
        elif name in _TELLING:
            found.append("other")
            _empty(copy, start, end)
    return found, bytes(copy)


def _describe_less(copy: bytearray, start: int, end: int, found: list[str], depth: int = 0) -> None:
    """In the box that describes a film: what tells becomes empty room, times become zero."""
    if depth > _DEEPEST:
        raise CannotLook("too many boxes within boxes")
    for name, first, last in boxes(copy, start + 8, end):
        if name in _INSIDE:
            _describe_less(copy, first, last, found, depth + 1)
        elif name in _TIMED:
            _untime(copy, first + 8, found)
        elif name in _TELLING:
            told = [what for what, words in _TOLD if words.search(copy, first, last)]
            found.extend(told or ["other"])
            _empty(copy, first, last)


def _empty(copy: bytearray, start: int, end: int) -> None:
    """Room of the same size that nobody reads: nothing else moves."""
    copy[start:end] = struct.pack(">I4s", end - start, b"free") + bytes(end - start - 8)


def _untime(copy: bytearray, at: int, found: list[str]) -> None:
    end = at + (20 if copy[at] == 1 else 12)
    if end > len(copy):
        raise CannotLook("no boxes")
    if any(copy[at + 4 : end]):
        found.append("time")
    copy[at + 4 : end] = bytes(end - at - 4)
