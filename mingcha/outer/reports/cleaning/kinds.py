"""Which kind a file is, by what it begins with, and what is done with that kind."""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from mingcha.outer.reports.cleaning import papers, pdfs, photos, pictures, recordings
from mingcha.outer.reports.cleaning.bounds import CannotLook

_KINDS = [  # how it begins, what looks into it, and how the copy is called
    (re.compile(rb"\xff\xd8"), pictures.jpeg, "picture-{}.jpg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), pictures.png, "picture-{}.png"),
    (re.compile(rb"RIFF.{4}WEBP", re.S), pictures.webp, "picture-{}.webp"),
    (re.compile(rb"RIFF.{4}WAVE", re.S), recordings.wave, "recording-{}.wav"),
    (re.compile(rb"ID3"), recordings.mp3, "recording-{}.mp3"),
    (re.compile(rb".{4}ftyp(hei|hev|mif|msf)", re.S), photos.heif, "picture-{}.heic"),
    (re.compile(rb".{4}ftypavi[fs]", re.S), photos.heif, "picture-{}.avif"),
    (re.compile(rb".{4}ftyp", re.S), recordings.movie, "recording-{}.mp4"),
    (re.compile(rb"PK\x03\x04"), papers.office, ""),
]
_BROKEN = (
    CannotLook,
    ValueError,
    IndexError,
    KeyError,
    EOFError,
    OverflowError,
    RuntimeError,  # an entry with a password, recursion
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)


@dataclass(frozen=True)
class Looked:
    """What was found in a file, the copy without it or None, the copy's name, and what stays in the copy."""

    known: bool = False
    found: list[str] = field(default_factory=list)
    cleaned: bytes | None = None
    name: str = ""
    stays: list[str] = field(default_factory=list)


def look(content: bytes, name: str, number: int) -> Looked:
    """Look into one file; `number` goes into the name of a copy whose own name might tell. Never fails."""
    try:
        return _looked(content, name, number)
    except _BROKEN:
        return Looked()


def _looked(content: bytes, name: str, number: int) -> Looked:
    if content.startswith(b"%PDF-"):
        found, cleaned, stays = pdfs.pdf(content)
        return Looked(True, _once(found), cleaned, name, _once(stays))
    for start, look_into, plain in _KINDS:
        if start.match(content):
            found, copy = look_into(content)
            stays = [one for one in _once(found) if one in papers.STAY] if not plain else []
            return Looked(True, _once(found), copy, plain.format(number) or name, stays)
    return Looked()


def _once(words: list[str]) -> list[str]:
    return list(dict.fromkeys(words))
