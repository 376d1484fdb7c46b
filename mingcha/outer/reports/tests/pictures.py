"""Files that say more than they show, made for the tests."""

import io
import zipfile

from PIL import Image

MAKER = "Phonemaker X9"


def jpeg_with_place(*, orientation: int = 6) -> bytes:
    """A photo with a GPS position, a maker, a time, a comment and something behind its end."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = MAKER, "X9", orientation
    exif[0x0132] = "2026:01:02 03:04:05"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 30.0), 3: "E", 4: (120.0, 9.0, 0.0)})
    target = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(target, "JPEG", exif=exif, comment=b"by hand")
    return target.getvalue() + b"PK\x03\x04 a second file behind the picture"


def png_with_notes() -> bytes:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Somebody Real")
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(target, "PNG", pnginfo=notes)
    return target.getvalue()


def document() -> bytes:
    """A Word document with an author, a tracked change by name, and a photo with a position."""
    core = (
        '<cp:coreProperties xmlns:cp="x" xmlns:dc="y" xmlns:dcterms="z"><dc:creator>Somebody Real'
        "</dc:creator><dcterms:created>2026-01-02T03:04:05Z</dcterms:created></cp:coreProperties>"
    )
    text = (
        '<w:document xmlns:w="w"><w:p><w:ins w:id="1" w:author="Somebody Real" w:date="2026-01-02T03:04:05Z">'
        "<w:r><w:t>账目</w:t></w:r></w:ins></w:p></w:document>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("docProps/core.xml", core)
        archive.writestr("word/document.xml", text)
        archive.writestr("word/media/image1.jpeg", jpeg_with_place())
    return target.getvalue()


def movie() -> bytes:
    """The boxes of a small MP4 with a position and a time, and sound data behind them."""

    def box(name: bytes, content: bytes) -> bytes:
        return (8 + len(content)).to_bytes(4, "big") + name + content

    header = box(b"mvhd", bytes(4) + (3_800_000_000).to_bytes(4, "big") * 2 + bytes(88))
    notes = box(b"udta", box(b"\xa9xyz", b"\x00\x12\x15\xc7+30.2583+120.1500/"))
    return box(b"ftyp", b"mp42\0\0\0\0") + box(b"moov", header + notes) + box(b"mdat", b"sound" * 1000)
