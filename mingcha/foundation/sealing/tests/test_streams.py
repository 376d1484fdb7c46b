"""The sealed stream: opens for whom it is meant, whole or not at all."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey

from mingcha.foundation.sealing.chunks import OVERHEAD
from mingcha.foundation.sealing.streams import (
    CHUNK,
    MAGIC,
    Damaged,
    NotForUs,
    PrivateKeys,
    bucket,
    open_stream,
    seal,
)

OURS, THEIRS = PrivateKey.generate(), PrivateKey.generate()
SUITES = (1, 2)


def sealed(
    content: bytes, *, to: list[PrivateKey] | None = None, padded: bool = True, suite: int = 1
) -> bytes:
    target = BytesIO()
    publics = [bytes(key.public_key) for key in to or [OURS]]
    seal(BytesIO(content), target, to=publics, padded=padded, suite=suite)
    return target.getvalue()


def opened(stream: bytes, key: PrivateKey = OURS) -> bytes:
    target = BytesIO()
    open_stream(BytesIO(stream), target, key=PrivateKeys([bytes(key)]))
    return target.getvalue()


SIZES = [0, 1, CHUNK - 9, CHUNK - 8, CHUNK - 7, CHUNK, 2 * CHUNK - 8, 2 * CHUNK, 300_000]


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("padded", [True, False])
@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens_again(size: int, padded: bool, suite: int) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    assert opened(sealed(content, padded=padded, suite=suite)) == content


@given(size=st.integers(0, 10**9))
@settings(max_examples=200)
def test_a_bucket_is_never_too_small_and_sizes_share_buckets(size: int) -> None:
    assert bucket(size) >= size
    assert bucket(bucket(size)) == bucket(size)


@pytest.mark.parametrize(("size", "found"), [(1, 4096), (4088, 4096), (4089, 16384), (2**20, 2 * 2**20)])
def test_the_size_tells_only_the_bucket(size: int, found: int) -> None:
    overhead = len(MAGIC) + 2 + 96 + 24
    chunks = -(-found // CHUNK)
    assert len(sealed(bytes(size))) == overhead + found + chunks * OVERHEAD


@pytest.mark.parametrize("suite", SUITES)
def test_each_of_several_recipients_opens_it_and_nobody_else(suite: int) -> None:
    third = PrivateKey.generate()
    stream = sealed("举报内容".encode(), to=[OURS, THEIRS], suite=suite)
    assert opened(stream) == opened(stream, THEIRS) == "举报内容".encode()
    with pytest.raises(NotForUs):
        opened(stream, third)


@pytest.mark.parametrize("suite", SUITES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_changed_byte_is_found_wherever_it_is(suite: int, data: st.DataObject) -> None:
    stream = bytearray(sealed(bytes(3 * CHUNK), padded=False, suite=suite))
    place = data.draw(st.integers(0, len(stream) - 1))
    stream[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises((Damaged, NotForUs)):
        opened(bytes(stream))


@pytest.mark.parametrize("suite", SUITES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_stream_cut_off_anywhere_is_refused(suite: int, data: st.DataObject) -> None:
    stream = sealed(bytes(2 * CHUNK + 50), padded=False, suite=suite)
    with pytest.raises((Damaged, NotForUs)):
        opened(stream[: data.draw(st.integers(0, len(stream) - 1))])


@pytest.mark.parametrize("suite", SUITES)
def test_chunks_put_in_another_order_left_out_repeated_or_added_are_refused(suite: int) -> None:
    stream = sealed(bytes(4 * CHUNK), padded=False, suite=suite)
    start, step = len(MAGIC) + 2 + 96 + 24, CHUNK + OVERHEAD
    head, one, two, rest = (
        stream[:start],
        *(stream[start + i * step :][:step] for i in (0, 1)),
        stream[start + 2 * step :],
    )
    for wrong in (head + two + one + rest, head + one + rest, head + one + one + two + rest, stream + b"\0"):
        with pytest.raises(Damaged):
            opened(wrong)


def test_the_recipients_of_another_stream_cannot_be_put_before_the_chunks() -> None:
    mine, other = sealed(bytes(10), to=[OURS]), sealed(bytes(10), to=[OURS, THEIRS])
    start = len(MAGIC) + 2 + 96
    assert opened(mine) == opened(other)
    with pytest.raises(Damaged):
        opened(other[: len(MAGIC) + 2 + 192] + mine[start:])


def test_a_source_that_is_not_as_long_as_was_said_is_refused() -> None:
    for said in (9, 11):
        with pytest.raises(ValueError, match="than was said"):
            seal(BytesIO(bytes(10)), BytesIO(), to=[bytes(OURS.public_key)], size=said)


def test_sm4_gcm_is_that_of_the_standard() -> None:
    """SM4-GCM as RFC 8998 A.1 gives it, through the same cipher objects the stream uses."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    cipher = Cipher(
        algorithms.SM4(bytes.fromhex("0123456789abcdeffedcba9876543210")),
        modes.GCM(bytes.fromhex("00001234567800000000abcd")),
    ).encryptor()
    cipher.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    plain = bytes.fromhex(
        "aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8 + "ee" * 8 + "aa" * 8
    )
    found = cipher.update(plain) + cipher.finalize()
    assert found.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert cipher.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"
