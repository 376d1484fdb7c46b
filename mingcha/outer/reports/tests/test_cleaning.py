"""Hidden data without JavaScript: found, left out of the copy, told; and nothing that keeps the site busy."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageChops

from mingcha.outer.reports.cleaning import Looked, look, papers
from mingcha.outer.reports.tests import pictures

WHO, PLACE = b"Somebody Real", b"+30.2583"


def looked(name: str, content: bytes | None = None) -> Looked:
    return look(pictures.SAMPLES[name] if content is None else content, name, 1)


@pytest.mark.parametrize(
    ("name", "found", "gone"),
    [
        ("a.jpg", ["camera", "time", "gps", "comment", "trailing"], pictures.MAKER.encode()),
        ("a.png", ["comment"], WHO),
        ("a.webp", ["camera", "gps"], pictures.MAKER.encode()),
        ("a.heic", ["camera", "time", "gps", "other"], pictures.MAKER.encode()),
        ("a.heic", ["camera", "time", "gps", "other"], WHO),
        ("a.docx", ["author", "time", "changes", "camera", "gps", "comment", "trailing"], WHO),
        ("a.mp4", ["time", "gps"], PLACE),
        ("a.wav", ["author"], WHO),
        ("a.mp3", ["author", "other"], WHO),
        ("a.pdf", ["author", "software", "time", "other"], WHO),
    ],
)
def test_what_is_hidden_is_found_and_left_out_of_the_copy(name: str, found: list[str], gone: bytes) -> None:
    told = looked(name)
    assert told.known
    assert told.cleaned
    assert set(told.found) == set(found)
    assert gone in pictures.unpacked(pictures.SAMPLES[name])
    assert gone not in pictures.unpacked(told.cleaned)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_a_picture_stays_as_good_as_it_was(name: str) -> None:
    before = Image.open(io.BytesIO(pictures.SAMPLES[name]))
    after = Image.open(io.BytesIO(looked(name).cleaned or b""))
    assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None
    assert after.getexif().get(0x0112) == before.getexif().get(0x0112)


def test_what_a_heic_picture_is_painted_from_stays_where_it_was() -> None:
    before, after = pictures.SAMPLES["a.heic"], looked("a.heic").cleaned or b""
    assert len(after) == len(before)
    changed = [at for at in range(len(before)) if before[at] != after[at]]
    hidden = before.index(b"Exif\0\0MM") - 4 if b"Exif\0\0MM" in before else before.index(b"MM\0*") - 4
    assert changed[0] >= hidden
    assert changed[-1] < before.index(b"</x:xmpmeta>") + len(b"</x:xmpmeta>")


def greedy(items: int = 400) -> bytes:
    """A small picture that says of four hundred descriptions that each is the whole file."""

    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), name) + content

    size = 9_000
    infe = [box(b"infe", struct.pack(">IHH4sx", 2 << 24, one, 0, b"Exif")) for one in range(items)]
    spans = [struct.pack(">HHHII", one, 0, 1, 0, size) for one in range(items)]
    iinf = box(b"iinf", struct.pack(">IH", 0, items) + b"".join(infe))
    iloc = box(b"iloc", struct.pack(">IHH", 0, 0x4400, items) + b"".join(spans))
    front = box(b"ftyp", b"heic\0\0\0\0mif1") + box(b"meta", bytes(4) + iinf + iloc)
    return front + box(b"mdat", b"x" * size)


def test_a_picture_that_is_all_descriptions_is_left_at_once() -> None:
    assert looked("a.heic", greedy()) == Looked()
    assert looked("a.heic", greedy(1)).found == ["other"]


def test_a_copy_has_nothing_hidden_left() -> None:
    for name in pictures.SAMPLES:
        if copy := looked(name).cleaned:
            again = looked(name, copy)
            assert set(again.found) == set(again.stays), name


def test_chapters_of_a_pdf_stay_and_what_stands_in_a_packed_part_is_said_to_stay() -> None:
    copy = looked("a.pdf").cleaned
    assert copy
    assert b"(Chapter one)" in copy
    assert len(copy) == len(pictures.SAMPLES["a.pdf"])
    told = looked("packed.pdf")
    assert (told.cleaned, told.stays) == (None, ["comment", "other"])
    told = looked("nameless.pdf")  # no trailer says that this is its description
    assert (told.cleaned, told.found) == (None, ["author"])


def test_what_is_broken_or_unknown_is_said_to_be_so() -> None:
    for name in ("a.txt", "cut.jpg", "cut.docx"):
        assert looked(name) == Looked()


# Polyglots: two kinds in one file. What stands behind the end of the first goes.


def test_a_second_file_behind_a_picture_goes() -> None:
    for name in ("a.jpg", "a.png", "a.webp"):
        both = pictures.SAMPLES[name] + pictures.SAMPLES["a.docx"]
        told = looked(name, both)
        assert "trailing" in told.found
        assert told.cleaned
        assert not zipfile.is_zipfile(io.BytesIO(told.cleaned))
        assert zipfile.is_zipfile(io.BytesIO(both))


# Bombs


def bomb(*, entries: int = 1, size: int = 300 << 20) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(entries):
            with archive.open(f"word/{number}.xml", "w", force_zip64=True) as entry:
                for _piece in range(size >> 20):
                    entry.write(bytes(1 << 20))
    return target.getvalue()


def lying(content: bytes) -> bytes:
    """The same archive, which says of its largest entry that it unpacks to a hundred bytes."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", 100) + content[at + 28 :]


@pytest.mark.parametrize("content", [bomb(), bomb(entries=40, size=8 << 20), lying(bomb())])
def test_a_zip_bomb_is_stopped_at_its_bound(content: bytes) -> None:
    """Three hundred megabytes in less than three: at most the bound is ever unpacked, and none of it kept."""
    assert len(content) < 3 << 20
    tracemalloc.start()
    assert looked("a.docx", content) == Looked()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * papers.UNPACKED


def test_more_entries_than_a_document_has_are_not_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(papers.ENTRIES):
            archive.writestr(str(number), b"")
    assert looked("a.docx", target.getvalue()) == Looked()


def ring() -> bytes:
    """Exif whose directory points to itself five hundred times: followed, to the power of four."""
    entry = struct.pack(">HHII", 0x8769, 4, 1, 8)
    tiff = struct.pack(">2sHIH", b"MM", 42, 8, 500) + entry * 500 + bytes(4)
    return b"\xff\xd8" + struct.pack(">HH6s", 0xFFE1, len(tiff) + 8, b"Exif\0\0") + tiff + b"\xff\xd9"


def test_a_ring_of_directories_and_boxes_without_end_are_left_at_once() -> None:
    boxes = struct.pack(">I4s", 8, b"free") + b"".join(
        struct.pack(">I4s", 8 * (20_000 - depth), b"moov") for depth in range(20_000)
    )
    movie = struct.pack(">I4s8s", 16, b"ftyp", b"mp42") + boxes
    began = time.monotonic()
    assert looked("a.jpg", ring()).found == ["other"]
    assert looked("a.mp4", movie) == Looked()
    assert looked("a.pdf", b"%PDF-" + b"/Info 1 0 R 1 0 obj(" * 50_000) == Looked()
    assert time.monotonic() - began < 5


@given(some.sampled_from(sorted(pictures.SAMPLES)), some.data())
def test_no_file_breaks_it(name: str, data: some.DataObject) -> None:
    """Bytes changed, cut and doubled anywhere: it gives a copy, or says that it cannot look."""
    content = bytearray(pictures.SAMPLES[name])
    for _change in range(data.draw(some.integers(1, 6))):
        at = data.draw(some.integers(0, len(content) - 1))
        content[at : at + data.draw(some.integers(0, 4))] = data.draw(some.binary(max_size=6))
    told = looked(name, bytes(content))
    assert told.known or told == Looked()
