"""Files shown without being run: pictures painted anew, texts as text; anything else is only taken out."""

import base64
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from mingcha.conduct.intake.actions.opening import FileTold

_LARGEST, _EDGE, _PIXELS = 30 * 2**20, 1600, 60_000_000
_TEXT = 200_000
_PICTURES = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


@dataclass(frozen=True)
class Shown:
    """A picture as a data address, a text, or neither."""

    picture: str = ""
    text: str = ""
    cut: bool = False


def preview_of(file: FileTold, content: BinaryIO) -> Shown:
    """By what the bytes are, whatever the name says."""
    start = content.read(_LARGEST + 1)
    if len(start) <= _LARGEST and (picture := _painted(start)):
        return Shown(picture=f"data:image/png;base64,{base64.b64encode(picture).decode()}")
    head = start[:_TEXT]
    if b"\0" in head:
        return Shown()
    for encoding in ("utf-8", "gb18030"):
        try:
            text = head.decode(encoding, errors="strict" if len(start) <= _TEXT else "ignore")
        except UnicodeDecodeError:
            continue
        return Shown(text=text, cut=len(start) > _TEXT)
    return Shown()


def _painted(content: bytes) -> bytes | None:
    """The picture's points and nothing else of the file; None where it is no picture or absurdly large."""
    target = BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=_PICTURES)
            if picture.width * picture.height > _PIXELS:
                return None
            picture.thumbnail((_EDGE, _EDGE))
            picture.convert("RGB").save(target, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return target.getvalue()
