"""Files that say more than they show, made for the tests."""

import io
import zipfile
from pathlib import Path

from PIL import Image

MAKER = "Phonemaker X9"
PHOTO = Path(__file__).with_name("photo.heic")  # made with pillow-heif: Exif with a position, XMP with a name


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


def webp_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = MAKER
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 30.0)})
    target = io.BytesIO()
    Image.new("RGB", (16, 16), "navy").save(target, "WEBP", exif=exif)
    return target.getvalue()


def wave() -> bytes:
    """A second of silence with a note of who recorded it."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return name + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)

    fmt = chunk(b"fmt ", bytes.fromhex("01000100401f0000401f000001000800"))
    body = b"WAVE" + fmt + chunk(b"LIST", b"INFOIART\x0d\0\0\0Somebody Real\0") + chunk(b"data", bytes(8000))
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def mp3() -> bytes:
    """Notes before and behind something that begins like sound."""
    notes = b"TPE1\0\0\0\x0e\0\0\0Somebody Real"
    front = b"ID3\x03\0\0" + bytes([0, 0, 0, len(notes)]) + notes
    return front + b"\xff\xfb\x90\x64" + bytes(1000) + b"TAG" + b"Somebody Real".ljust(125, b"\0")


def pdf() -> bytes:
    """A description in two versions, in brackets and in hexadecimal, and XMP beside it."""
    xmp = b"<dc:creator>Somebody Real</dc:creator><xmp:CreatorTool>Writer</xmp:CreatorTool>"
    lines = [
        b"%PDF-1.7",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>endobj",
        b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj",
        b"3 0 obj<</Author (Somebody \\) (Real)) /Producer <576F7264> /CreationDate (D:20260102)>>endobj",
        b"4 0 obj<</Type/Metadata/Length %d>>stream" % (len(xmp) + 23),
        b"<x:xmpmeta>" + xmp + b"</x:xmpmeta>",
        b"endstream endobj",
        b"5 0 obj<</Title (Chapter one) /Dest [2 0 R]>>endobj",
        b"3 0 obj<</Author (Somebody Real)/Title (of the file)>>endobj",
        b"trailer<</Root 1 0 R/Info 3 0 R/Size 6>>",
        b"%%EOF",
    ]
    return b"\n".join(lines)


def packed_pdf() -> bytes:
    """Its description stands in a packed part, and somebody wrote a comment on it."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Annot/Subtype/Text/T (Somebody Real)>>endobj\n"
        b"2 0 obj<</Type/ObjStm/N 1/Length 4>>stream\nxxxx\nendstream endobj\n"
        b"trailer<</Root 1 0 R/Info 9 0 R>>\n%%EOF"
    )


SAMPLES = {
    "a.jpg": jpeg_with_place(),
    "a.png": png_with_notes(),
    "a.webp": webp_with_place(),
    "a.heic": PHOTO.read_bytes(),
    "a.docx": document(),
    "a.mp4": movie(),
    "a.wav": wave(),
    "a.mp3": mp3(),
    "a.pdf": pdf(),
    "packed.pdf": packed_pdf(),
    "nameless.pdf": b"%PDF-1.7\n1 0 obj<</Author (Somebody Real)>>endobj\n%%EOF",
    "a.txt": b"nothing but words, nothing but words",
    "cut.jpg": jpeg_with_place()[:200],
    "cut.docx": document()[:900],
}


def unpacked(content: bytes) -> bytes:
    """With what is packed inside, if it is an archive."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return b"".join(archive.read(name) for name in archive.namelist())
