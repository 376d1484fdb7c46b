"""Files at rest: sealed where marked, refused where touched."""

import io
import os
import uuid
from pathlib import Path
from typing import Any

import ibis
import pytest

from mingcha.analyse.datasets import actions, store
from mingcha.analyse.datasets.models import Version
from mingcha.analyse.datasets.store.sealing import CHUNK, MAGIC
from mingcha.foundation.accounts.models import User
from mingcha.testing.datasets import as_csv, bring, checked, make_dataset, make_version, payments
from mingcha.testing.registry import make_office, make_officer

KEY = uuid.uuid4()


def sealed(path: Path, content: bytes, about: object = KEY) -> Path:
    writer = store.SealedWriter(path.open("wb"), about=about)
    for start in range(0, len(content), 1000):
        writer.write(content[start : start + 1000])
    writer.close()
    return path


def read(path: Path, about: object = KEY) -> bytes:
    with store.SealedReader(path.open("rb"), about=about) as reader:
        return reader.read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
def test_what_was_sealed_is_read_again(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    path = sealed(tmp_path / "f", content)
    assert read(path) == content
    if size >= CHUNK - 1:  # a single byte may well turn up by chance
        assert content[:40] not in path.read_bytes()


def test_a_reader_may_jump(tmp_path: Path) -> None:
    content = os.urandom(3 * CHUNK)
    path = sealed(tmp_path / "f", content)
    with store.SealedReader(path.open("rb"), about=KEY) as reader:
        for place in (2 * CHUNK - 5, 0, 3 * CHUNK - 1, CHUNK):
            reader.seek(place)
            assert reader.read(10) == content[place : place + 10]
        assert reader.seek(-3, io.SEEK_END) == len(content) - 3
        assert reader.read() == content[-3:]


def spoil(path: Path, how: str) -> None:
    raw, whole = bytearray(path.read_bytes()), CHUNK + 16
    head = len(MAGIC) + 32
    if how == "a bit":
        raw[head + 100] ^= 1
    elif how == "the salt":
        raw[len(MAGIC)] ^= 1
    elif how == "cut":
        raw = raw[: head + whole]
    elif how == "longer":
        raw += raw[-100:]
    elif how == "reordered":
        first, second = raw[head : head + whole], raw[head + whole : head + 2 * whole]
        raw[head : head + 2 * whole] = second + first
    elif how == "empty":
        raw = raw[:head]
    path.write_bytes(raw)


@pytest.mark.parametrize("how", ["a bit", "the salt", "cut", "longer", "reordered", "empty"])
def test_a_file_that_was_touched_is_not_read(tmp_path: Path, how: str) -> None:
    path = sealed(tmp_path / "f", os.urandom(3 * CHUNK + 5))
    spoil(path, how)
    with pytest.raises(store.Tampered):
        read(path)


def test_a_file_in_anothers_place_or_with_another_key_is_not_read(tmp_path: Path, settings: Any) -> None:
    path = sealed(tmp_path / "f", b"content")
    with pytest.raises(store.Tampered):
        read(path, about=uuid.uuid4())
    settings.FIELD_KEY = "11" * 32
    with pytest.raises(store.Tampered):
        read(path)


def test_the_same_content_never_looks_the_same(tmp_path: Path) -> None:
    one, other = sealed(tmp_path / "1", b"content"), sealed(tmp_path / "2", b"content")
    assert one.read_bytes() != other.read_bytes()


# With records


@pytest.fixture
def staff() -> User:
    return make_officer(make_office())


SECRETS = ("测试1", "6222000000000001", "500101197001010019", "P0001")


def on_disk(settings: Any) -> bytes:
    """Everything that lies in the folder of data."""
    files = (Path(settings.STATE_DIR) / "data").rglob("*")
    return b"".join(path.read_bytes() for path in files if path.is_file())


@pytest.mark.django_db
def test_nothing_readable_of_an_encrypted_data_set_is_on_disk(
    staff: User, settings: Any, tmp_path: Path
) -> None:
    settings.STATE_DIR = tmp_path
    dataset = make_dataset(by=staff, office=staff.posts.get().body)
    rows = payments(5)
    rows[4][5] = "坏"
    content = as_csv(rows)
    bring(dataset, content, by=staff)
    checked(dataset, content, by=staff)
    make_version(dataset, content, by=staff)
    held = on_disk(settings)
    assert len(held) > 1000
    for secret in SECRETS:
        assert secret.encode() not in held
        assert secret.encode("gb18030") not in held
    assert b"PAR1" not in held


@pytest.mark.django_db
def test_what_is_not_marked_is_plain_parquet(staff: User) -> None:
    dataset = make_dataset(by=staff, office=staff.posts.get().body, encrypted=False)
    version = make_version(dataset, by=staff)
    assert version.place.path.read_bytes().startswith(b"PAR1")


@pytest.mark.django_db
@pytest.mark.parametrize("encrypted", [True, False])
def test_a_version_that_was_touched_is_not_opened(staff: User, encrypted: bool) -> None:
    dataset = make_dataset(by=staff, office=staff.posts.get().body, encrypted=encrypted)
    version: Version = make_version(dataset, by=staff)
    raw = bytearray(version.place.path.read_bytes())
    raw[len(raw) // 2] ^= 1
    version.place.path.write_bytes(raw)
    with pytest.raises(store.Tampered):
        actions.open_version(ibis.duckdb.connect(), version, by=staff, purpose="测试")
    version.place.path.unlink()
    with pytest.raises(store.Tampered):
        actions.open_version(ibis.duckdb.connect(), version, by=staff, purpose="测试")
