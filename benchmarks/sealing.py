"""What sealing costs, against raw libsodium on the same bytes of the same machine.

Raw is secretstream over the same chunks with nothing around it. Printed are MiB/s and the ratio, for sealing
and for opening. Run: python -m benchmarks.sealing [MEBIBYTES]
"""

import io
import sys
import time
from collections.abc import Callable
from typing import Any

import nacl.bindings as sodium
from nacl.public import PrivateKey

from mingcha.foundation.sealing.streams import CHUNK, PrivateKeys, open_stream, seal

PRIVATE = PrivateKey.generate()
PUBLIC = bytes(PRIVATE.public_key)


class Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing, so that memory is not what is measured."""

    def write(self, data: Any) -> int:
        return len(data)


def raw_seal(content: bytes) -> None:
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_push(state, bytes(32))
    push = sodium.crypto_secretstream_xchacha20poly1305_push
    for at in range(0, len(content), CHUNK):
        push(state, content[at : at + CHUNK])


def raw_open(sealed: list[bytes], header: bytes) -> None:
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, bytes(32))
    for chunk in sealed:
        sodium.crypto_secretstream_xchacha20poly1305_pull(state, chunk)


def best_of(work: Callable[[], object], tries: int = 5) -> float:
    """Seconds of the quickest try."""
    found = []
    for _try in range(tries):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


def main(mebibytes: int) -> None:
    content = bytes(mebibytes << 20)
    stream = io.BytesIO()
    seal(io.BytesIO(content), stream, to=[PUBLIC])
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    header = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, bytes(32))
    push = sodium.crypto_secretstream_xchacha20poly1305_push
    raw = [push(state, content[at : at + CHUNK]) for at in range(0, len(content), CHUNK)]
    keys, sealed = PrivateKeys([bytes(PRIVATE)]), stream.getvalue()
    pairs = {
        "seal": (
            best_of(lambda: seal(io.BytesIO(content), Nowhere(), to=[PUBLIC])),
            best_of(lambda: raw_seal(content)),
        ),
        "open": (
            best_of(lambda: open_stream(io.BytesIO(sealed), Nowhere(), key=keys)),
            best_of(lambda: raw_open(raw, header)),
        ),
    }
    for name, (ours, bare) in pairs.items():
        speeds = f"{mebibytes / ours:.0f} MiB/s, raw {mebibytes / bare:.0f} MiB/s"
        print(f"{name}: {speeds}, {ours / bare:.2f} × the time")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 64)
