"""What a site without keys can tell of what it takes in."""

from io import BytesIO

import pytest
from nacl.public import PrivateKey

from mingcha.foundation.sealing.fronts import LONGEST, looks_sealed, sealed_size
from mingcha.foundation.sealing.streams import seal

READER = bytes(PrivateKey.generate().public_key)
OTHER = bytes(PrivateKey.generate().public_key)


def sealed(content: bytes, *, padded: bool = True, suite: int = 1) -> bytes:
    target = BytesIO()
    seal(BytesIO(content), target, to=[READER], padded=padded, suite=suite)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 4088, 4089, 65_528, 65_529, 1_048_569, 3_000_000])
def test_a_stream_to_the_right_reader_is_let_in(size: int) -> None:
    stream = sealed(bytes(size))
    assert len(stream) == sealed_size(size)
    assert looks_sealed(len(stream), stream[:LONGEST], to=[READER])
    assert not looks_sealed(len(stream) + 1, stream[:LONGEST], to=[READER])
    assert not looks_sealed(len(stream), stream[:LONGEST], to=[OTHER])
    assert not looks_sealed(len(stream), stream[:LONGEST], to=[READER, OTHER])


@pytest.mark.parametrize("start", [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"GIF89a", b"MCSTRM1\n"])
def test_everything_else_is_not(start: bytes) -> None:
    assert not looks_sealed(sealed_size(0), start + bytes(300), to=[READER])


def test_a_size_that_tells_too_much_is_not_let_in() -> None:
    stream = sealed(bytes(5000), padded=False)
    assert not looks_sealed(len(stream), stream[:LONGEST], to=[READER])
