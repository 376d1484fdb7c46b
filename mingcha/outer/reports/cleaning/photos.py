"""Hidden data of HEIC and AVIF pictures (ISO 23008-12), blanked in place: nothing of the picture moves."""

from collections.abc import Iterator

from mingcha.outer.reports.cleaning.bounds import Budget, CannotLook
from mingcha.outer.reports.cleaning.boxes import blanked, boxes
from mingcha.outer.reports.cleaning.pictures import Exif

_HIDDEN = {b"Exif", b"mime", b"uri "}  # kinds of items that no picture is painted from
_MOST_SPANS = 10_000
_EMPTY_EXIF = bytes(4) + b"MM\0*\0\0\0\x08" + bytes(6)  # some programs fail on one that is none
Spans = list[tuple[int, int]]


def heif(content: bytes) -> tuple[list[str], bytes]:
    """Exif, XMP and the like become zeros. Which way up it is stands elsewhere and stays."""
    return blanked(content, _blank_items)


def _blank_items(copy: bytearray, start: int, end: int, found: list[str]) -> None:
    parts = {name: (first, last) for name, first, last in boxes(copy, start + 12, end)}
    if not {b"iinf", b"iloc"} <= parts.keys():
        raise CannotLook("no picture")
    kinds = dict(_kinds(copy, *parts[b"iinf"]))
    beside = parts[b"idat"][0] + 8 if b"idat" in parts else 0
    budget = Budget(len(copy))
    for item, spans in _places(copy, *parts[b"iloc"], beside):
        if kinds.get(item) in _HIDDEN:
            for at, size in spans:
                if not 0 < size <= len(copy) - at or at < 0:
                    raise CannotLook("no picture")
                budget.take(size)
            _blank(copy, spans, kinds[item], found)


def _blank(copy: bytearray, spans: Spans, kind: bytes, found: list[str]) -> None:
    block = b"".join(copy[at : at + size] for at, size in spans)
    if not any(block):
        return
    if kind == b"Exif":
        found += Exif(block[4 + int.from_bytes(block[:4]) :]).found
    else:
        found.append("other")
    filling = _EMPTY_EXIF if kind == b"Exif" else b""
    for at, size in spans:
        copy[at : at + size] = filling[:size].ljust(size, b"\0")
        filling = filling[size:]


class _Numbers:
    """Reads whole numbers one behind the other, big end first, up to the end of a box."""

    def __init__(self, copy: bytearray, at: int, end: int) -> None:
        self.copy, self.at, self.end = copy, at, end

    def next(self, size: int) -> int:
        if self.at + size > self.end:
            raise CannotLook("no picture")
        self.at += size
        return int.from_bytes(self.copy[self.at - size : self.at])


def _kinds(copy: bytearray, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """The kind of each item by its number. An old item that says none is taken for one that hides."""
    listed = start + (14 if copy[start + 8] == 0 else 16)
    for name, first, last in boxes(copy, listed, end):
        if name == b"infe":
            version = copy[first + 8]
            read = _Numbers(copy, first + 12, last)
            item = read.next(4 if version == 3 else 2)
            read.next(2)
            yield item, read.next(4).to_bytes(4) if version >= 2 else b"mime"


def _places(copy: bytearray, start: int, end: int, beside: int) -> Iterator[tuple[int, Spans]]:
    """Where the bytes of each item lie in the file; `beside` is where the box's own data begin."""
    read, budget = _Numbers(copy, start + 8, end), Budget(_MOST_SPANS)
    version = read.next(1)
    read.next(3)
    sizes = read.next(2)
    of_offset, of_length, of_base, of_index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide, newer = 4 if version == 2 else 2, version in (1, 2)
    for _item in range(read.next(wide)):
        item = read.next(wide)
        way = read.next(2) & 15 if newer else 0
        elsewhere, base, spans = read.next(2), read.next(of_base), Spans()
        for _span in range(read.next(2)):
            budget.take()
            read.next(of_index if newer else 0)
            offset, length = read.next(of_offset), read.next(of_length)
            spans.append((base + offset + (beside if way == 1 else 0), length))
        if way > 1 or elsewhere:
            spans = [(-1, 0)]  # made of other items, or in another file: not for us to blank
        yield item, spans
