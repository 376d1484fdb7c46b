"""Hidden data of pictures: JPEG, PNG and WebP, taken apart and put together without them."""

import re
import struct
from collections.abc import Iterator

from mingcha.outer.reports.cleaning.bounds import Budget, CannotLook

_TAGS = {
    0x010E: "comment", 0x010F: "camera", 0x0110: "camera", 0x0131: "software", 0x0132: "time",
    0x013B: "author", 0x8298: "author", 0x8825: "gps", 0x9003: "time", 0x9004: "time",
    0x927C: "camera", 0x9286: "comment", 0x9C9C: "comment", 0x9C9D: "author",
    0xA430: "author", 0xA431: "camera", 0xA434: "camera",
}  # fmt: skip
_ORIENTATION, _INNER, _DEEPEST, _MOST_ENTRIES = 0x0112, 0x8769, 3, 2000
_PNG_KEPT = re.compile(rb"IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|iCCP|bKGD|pHYs|sBIT|acTL|fcTL|fdAT")
_PNG_FOUND = {b"tEXt": "comment", b"zTXt": "comment", b"iTXt": "comment", b"tIME": "time"}
_WEBP_KEPT = re.compile(rb"VP8 |VP8L|VP8X|ALPH|ANIM|ANMF|ICCP")


class Exif:
    """What an Exif block, from its TIFF header on, holds: `found`, and which way up the picture is."""

    def __init__(self, block: bytes) -> None:
        self.block = block
        self.order = "<" if block[:2] == b"II" else ">"
        self.found: list[str] = []
        self.orientation = 1
        self.strange = False  # something stands in it that is not in our table
        self.budget = Budget(_MOST_ENTRIES)
        try:
            if self._directory(self._number("I", 4), 0):
                self.found.append("thumbnail")
        except (struct.error, CannotLook):
            self.found.append("other")
        if self.strange and not self.found:
            self.found.append("other")

    def _number(self, kind: str, at: int) -> int:
        (number,) = struct.unpack_from(self.order + kind, self.block, at)
        return int(number)

    def _directory(self, at: int, depth: int) -> int:
        """Note what its entries tell; where the next directory begins."""
        entries = self._number("H", at)
        for index in range(entries):
            self._entry(at + 2 + 12 * index, depth)
        return self._number("I", at + 2 + 12 * entries)

    def _entry(self, at: int, depth: int) -> None:
        self.budget.take()
        tag = self._number("H", at)
        if tag in _TAGS:
            self.found.append(_TAGS[tag])
        elif tag == _ORIENTATION:
            self.orientation = self._number("H", at + 8)
        else:
            self.strange = True
        if tag == _INNER and depth < _DEEPEST:
            self._directory(self._number("I", at + 8), depth + 1)


def _upright(orientation: int) -> bytes:
    """A block that says only which way up the picture is."""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return struct.pack(">HH6s", 0xFFE1, len(tiff) + 8, b"Exif\0\0") + tiff


def jpeg(content: bytes) -> tuple[list[str], bytes]:
    """Exif but for the orientation, comments, notes of programs, and what stands behind the end go."""
    found: list[str] = []
    kept, at = [content[:2]], 2
    while True:
        if at + 2 > len(content) or content[at] != 0xFF:
            raise CannotLook("no JPEG")
        marker = content[at + 1]
        if marker == 0xD9:
            break
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + struct.unpack_from(">H", content, at + 2)[0]
        if marker == 0xDA:
            end = _scan_end(content, end)
        kept += _segment(content[at:end], marker, found)
        at = end
    if at + 2 < len(content):
        found.append("trailing")
    return found, b"".join([*kept, content[at : at + 2]])


_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _scan_end(content: bytes, at: int) -> int:
    """Where the next marker stands behind the picture's own data."""
    if not (found := _MARKER.search(content, at)):
        raise CannotLook("no JPEG")
    return found.start()


def _segment(whole: bytes, marker: int, found: list[str]) -> list[bytes]:
    """What goes into the copy of one segment; what it hid goes to `found`."""
    name = whole[4:14]
    if marker == 0xE1 and name.startswith(b"Exif"):
        told = Exif(whole[10:])
        found.extend(told.found)
        return [_upright(told.orientation)] if 1 < told.orientation < 9 else []
    if marker == 0xFE:
        found.append("comment")
        return []
    if marker == 0xE0 and name.startswith(b"JFIF"):
        if any(whole[16:18]):
            found.append("thumbnail")
        return [whole[:2], b"\0\x10", whole[4:16], b"\0\0"]
    if 0xDF < marker < 0xF0 and marker != 0xEE and not (marker == 0xE2 and name == b"ICC_PROFIL"):
        found.append("other")
        return []
    return [whole]


def png(content: bytes) -> tuple[list[str], bytes]:
    """The chunks that paint it, and no others."""
    found: list[str] = []
    kept, at, name = [content[:8]], 8, b""
    while name != b"IEND":
        (size,) = struct.unpack_from(">I", content, at)
        end, name = at + 12 + size, content[at + 4 : at + 8]
        if end > len(content):
            raise CannotLook("no PNG")
        if _PNG_KEPT.fullmatch(name):
            kept.append(content[at:end])
        elif name == b"eXIf":
            found += Exif(content[at + 8 : end - 4]).found
        else:
            found.append(_PNG_FOUND.get(name, "other"))
        at = end
    if at < len(content):
        found.append("trailing")
    return found, b"".join(kept)


def riff_chunks(content: bytes, found: list[str]) -> Iterator[tuple[bytes, bytes]]:
    """Name and bytes, header included, of every chunk of a RIFF file; whether something stands behind."""
    (size,) = struct.unpack_from("<I", content, 4)
    whole, at = min(len(content), 8 + size), 12
    if len(content) > whole + 1:
        found.append("trailing")
    while at + 8 <= whole:
        (size,) = struct.unpack_from("<I", content, at + 4)
        end = at + 8 + size + size % 2
        yield content[at : at + 4], content[at : min(end, whole)]
        at = end


def riff(form: bytes, kept: list[bytes]) -> bytes:
    body = b"".join(kept)
    return struct.pack("<4sI4s", b"RIFF", 4 + len(body), form) + body


def webp(content: bytes) -> tuple[list[str], bytes]:
    found: list[str] = []
    kept = []
    for name, piece in riff_chunks(content, found):
        if name == b"EXIF":
            found += Exif(piece[14 if piece[8:12] == b"Exif" else 8 :]).found
        elif name == b"VP8X":  # says that neither Exif nor XMP follows
            kept.append(piece[:8] + bytes([piece[8] & ~0x0C]) + piece[9:])
        elif _WEBP_KEPT.fullmatch(name):
            kept.append(piece)
        else:
            found.append("other")
    return found, riff(b"WEBP", kept)
