"""The format as documented: the packages kept beside the document, and a reader written from it alone."""

import base64
import json
import os
import subprocess
import sys
import tracemalloc
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import hashes
from django.conf import settings
from nacl.exceptions import BadSignatureError
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from mingcha.foundation.exchange.management.commands.exchange_vectors import READING, SIGNING, vectors
from mingcha.foundation.exchange.packages.declarations import Fault, Head, Item
from mingcha.foundation.exchange.packages.reading import Reader, plain_pieces
from mingcha.foundation.exchange.packages.writing import Content, write_package
from mingcha.foundation.exchange.tests.reader import read
from mingcha.foundation.sealing.streams import PrivateKeys
from mingcha.testing.streams import made

KEPT = json.loads((Path(settings.BASE_DIR) / "docs" / "exchange-format.json").read_text(encoding="utf-8"))
SIGNER = bytes.fromhex(KEPT["signing_public"])


def named(one: dict[str, Any]) -> str:
    return f"suite {one['suite']}{', sealed' if one['sealed'] else ''}"


NESTED = b"[" * 200_000 + b"]" * 200_000
RECORD = b'{"kind":"k","id":"01a21841-d1d1-74ee-a465-906541d220f1","files":{},"fields":'


def framed(head: bytes, *records: bytes) -> Reader:
    frames = [(b"H", head), *((b"R", record) for record in records), (b"S", bytes(64))]
    raw = b"".join(letter + len(content).to_bytes(8) + content for letter, content in frames)
    return Reader(plain_pieces(BytesIO(b"MCPACK1\n\x01" + raw), None))


@pytest.mark.parametrize(
    "fields",
    [b'{"a":%s}}' % NESTED, b'{"a":nul}}', b'{"a":1}', b"[1]}", b"null}", b'{"a":1}} x'],
    ids=["nested without end", "no value", "cut off", "a list", "nothing", "more"],
)
def test_a_record_that_is_no_object_is_damaged(fields: bytes) -> None:
    head = Head("c", "", "", 1, "", "2026-03-01", kinds={"k": 1}, records=1)
    with pytest.raises(Fault) as raised:
        list(framed(head.as_bytes(), RECORD + fields).records())
    assert raised.value.reason == "damaged"


def test_a_manifest_that_nests_without_end_is_damaged() -> None:
    with pytest.raises(Fault) as raised:
        framed(b'{"format":1,"channel":%s}' % NESTED)
    assert raised.value.reason == "damaged"


@pytest.mark.parametrize("one", KEPT["packages"], ids=named)
def test_the_kept_packages_are_read_by_us_and_by_a_reader_written_from_the_document(one: Any) -> None:
    raw = base64.b64decode(one["package"])
    found = read(raw, bytes.fromhex(KEPT["reading_private"]), SIGNER)
    reader = Reader(plain_pieces(BytesIO(raw), PrivateKeys([bytes(READING)])))
    files = [b"".join(pieces) for _number, pieces in reader.files()]
    records = list(reader.records())
    assert reader.verify(SIGNER) == found.digest == one["digest"]
    assert files == found.files
    assert [len(content) for content in files] == one["sizes"]
    assert [(record["id"], record["fields"]) for record in found.records] == [
        (record["id"], record["fields"]) for record in one["records"]
    ]
    assert [record.fields for record in records] == [record["fields"] for record in one["records"]]
    assert (found.head["number"], found.head["void"]) == (reader.head.number, reader.head.void) == (3, [1])


def test_a_package_that_is_only_signed_is_written_byte_for_byte_as_kept() -> None:
    kept = [one for one in KEPT["packages"] if not one["sealed"]]
    made = [one for one in vectors()["packages"] if not one["sealed"]]
    assert made == kept
    assert bytes(SIGNING.verify_key) == SIGNER


def test_the_reader_of_the_document_refuses_another_signer() -> None:
    raw = base64.b64decode(KEPT["packages"][0]["package"])
    with pytest.raises(BadSignatureError):
        read(raw[:-1] + bytes([raw[-1] ^ 1]), bytes(READING), SIGNER)


def test_sm3_is_that_of_the_standard() -> None:
    """GB/T 32905-2016, appendix A."""
    answers = {
        b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    }
    for said, answer in answers.items():
        digest = hashes.Hash(hashes.SM3())
        digest.update(said)
        assert digest.finalize().hex() == answer


MEASURE = """
import resource, sys, time
from functools import partial
from pathlib import Path
from uuid import UUID
import django
django.setup()
from nacl.public import PrivateKey
from nacl.signing import SigningKey
from mingcha.foundation.exchange.packages.declarations import Head, Item
from mingcha.foundation.exchange.packages.declarations import Head, Item
from mingcha.foundation.exchange.packages.reading import Reader, plain_pieces
from mingcha.foundation.exchange.packages.writing import Content, write_package
from mingcha.foundation.exchange.packages.suites import DEFAULT
from mingcha.foundation.exchange.packages.writing import Content, write_package
from mingcha.foundation.sealing.streams import PrivateKeys
from mingcha.testing.streams import made

size = int(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
signing, sealing = SigningKey.generate(), PrivateKey.generate()
place = Path(sys.argv[2])
with Content() as content, place.open("wb") as target:
    content.add(Item("big", UUID(int=1), {}, {"film": partial(made, size)}))
    write_package(target, Head("c", "", "", 1, "", "2026-03-01"), content, sign=signing,
                  to=bytes(sealing.public_key), suite=DEFAULT)
with place.open("rb") as source:
    reader = Reader(plain_pieces(source, PrivateKeys([bytes(sealing)])))
    total = sum(len(piece) for _number, pieces in reader.files() for piece in pieces)
    list(reader.records()); reader.verify(bytes(signing.verify_key))
place.unlink()
assert total == size
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_memory_does_not_grow_with_the_package(tmp_path: Path) -> None:
    """A package of 300 MB is written and read in the memory that one of 3 MB takes, within 8 MB."""
    taken = {}
    for size in (3_000_000, 300_000_000):
        line = [sys.executable, "-c", MEASURE, str(size), str(tmp_path / "big.mcx")]
        there = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
        done = subprocess.run(line, capture_output=True, text=True, cwd=settings.BASE_DIR, env=there)
        assert done.returncode == 0, done.stderr[-2000:]
        taken[size] = int(done.stdout.split()[-1])
    assert taken[300_000_000] - taken[3_000_000] < 8 * 1024


def test_a_large_package_is_written_and_read_in_little_memory(tmp_path: Path) -> None:
    """200 MB through at most 8 MB; 10 GB by hand: benchmarks/large_package.py."""
    size, signing, reading = 200_000_000, SigningKey.generate(), PrivateKey.generate()
    head = Head("测试", "a", "b", 1, "", "2026-03-01")
    tracemalloc.start()
    try:
        with Content() as content, (tmp_path / "large.mcx").open("wb") as target:
            content.add(Item("test.note", UUID(int=1), {}, {"content": partial(made, size)}))
            write_package(target, head, content, sign=signing, to=bytes(reading.public_key))
        with (tmp_path / "large.mcx").open("rb") as source:
            reader = Reader(plain_pieces(source, PrivateKeys([bytes(reading)])))
            found = sum(len(piece) for _number, pieces in reader.files() for piece in pieces)
            assert len(list(reader.records())) == 1
            reader.verify(bytes(signing.verify_key))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == size
    assert peak < 8_000_000, peak
