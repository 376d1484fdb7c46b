"""Hidden data of recordings: MP4 and MOV in place, WAV, MP3."""

from mingcha.outer.reports.cleaning.bounds import CannotLook
from mingcha.outer.reports.cleaning.boxes import blanked
from mingcha.outer.reports.cleaning.pictures import riff, riff_chunks


def movie(content: bytes) -> tuple[list[str], bytes]:
    """Boxes that tell become empty room of the same size, times become zero: nothing else moves."""
    return blanked(content)


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
