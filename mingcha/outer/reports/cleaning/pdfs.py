"""The description of a PDF: blanked in its place, so that nothing else moves and nothing need be understood.

What stands in a packed part of the file cannot be reached without rebuilding it; it stays, and is said to.
"""

import re

from mingcha.outer.reports.cleaning.bounds import Budget

_INFO = re.compile(rb"/Info\s+(\d{1,10})\s+(\d{1,5})\s+R")
_KEYS = {
    b"Author": "author", b"Creator": "software", b"Producer": "software",
    b"CreationDate": "time", b"ModDate": "time",
}  # fmt: skip
_UNNAMED = re.compile(rb"/(Author|Creator|Producer|CreationDate|ModDate)\s*[(<]\s*[^\s)>]")
_ENTRY = re.compile(rb"/(\w+)\s*(?=[(<])")
_XMP = [
    ("author", re.compile(rb"<dc:creator|pdf:Author|xmp:Author")),
    ("software", re.compile(rb"CreatorTool|pdf:Producer")),
    ("time", re.compile(rb"CreateDate|ModifyDate|MetadataDate")),
]
_STAYING = [
    ("comment", re.compile(rb"/Subtype\s*/(Text|Popup|FreeText)\b")),
    ("other", re.compile(rb"/EmbeddedFiles?\b")),
]
_METADATA = re.compile(rb"/Type\s*/Metadata\b")
_LONGEST = 64 * 1024  # bytes of a description
_MOST = 200  # descriptions looked at


def pdf(content: bytes) -> tuple[list[str], bytes | None, list[str]]:
    """What was found, the copy (None where nothing of it could be blanked), and what stays in it."""
    copy, found = bytearray(content), list[str]()
    stays = [what for what, words in _STAYING if words.search(content)]
    packed = _described(content, copy, found)
    shown = _packets(content, copy, found)
    if packed or len(_METADATA.findall(content)) > shown:
        stays.append("other")
    stays += [_KEYS[name] for name in _UNNAMED.findall(copy)]
    return found + stays, bytes(copy) if copy != content else None, stays


def _described(content: bytes, copy: bytearray, found: list[str]) -> bool:
    """Blank every object that a trailer names as the description; whether one of them is packed away."""
    packed, budget = False, Budget(_MOST)
    for number, version in dict.fromkeys(_INFO.findall(content)):
        places = list(re.finditer(rb"(?<!\d)%b\s+%b\s+obj\b" % (number, version), content))
        packed = packed or not places
        for place in places:
            budget.take()
            end = content.find(b"endobj", place.end(), place.end() + _LONGEST)
            if end < 0:
                packed = True
            else:
                _blank_strings(content, copy, place.end(), end, found)
    return packed


def _blank_strings(content: bytes, copy: bytearray, start: int, end: int, found: list[str]) -> None:
    """The texts of a description, in brackets or hexadecimal, become spaces."""
    while match := _ENTRY.search(content, start, end):
        first = match.end()
        last = _text_end(content, first, end)
        if content[first + 1 : last].strip(b" "):
            found.append(_KEYS.get(match[1], "other"))
        copy[first + 1 : last] = b" " * (last - first - 1)
        start = last


def _text_end(content: bytes, at: int, end: int) -> int:
    """Where the text that begins here closes: brackets may hold brackets, a stroke hides the next sign."""
    if content[at : at + 1] == b"<":
        close = content.find(b">", at, end)
        return close if close >= 0 else end
    depth = 0
    while at < end:
        sign = content[at]
        at += 2 if sign == 0x5C else 1
        depth += (sign == 0x28) - (sign == 0x29)
        if not depth:
            return at - 1
    return end


def _packets(content: bytes, copy: bytearray, found: list[str]) -> int:
    """Blank what XMP says, where it stands open; how many packets there were."""
    count = at = 0
    while (start := content.find(b"<x:xmpmeta", at)) >= 0:
        end = content.find(b"</x:xmpmeta>", start)
        if end < 0:
            break
        told = [what for what, words in _XMP if words.search(content, start, end)]
        found.extend(told or ["other"])
        at = end + len(b"</x:xmpmeta>")
        copy[start:at] = b" " * (at - start)
        count += 1
    return count
