"""One package of 10 GB, really written to disk, sealed, and read back twice: how fast, in how much memory.

Its content is made while it is written, so that the disk holds the package alone. Run:
python -m benchmarks.large_package [gigabytes, 10] [suite, 1] [folder]
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from uuid import uuid4

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from mingcha.foundation.exchange.packages.declarations import Head, Item, key_id
from mingcha.foundation.exchange.packages.reading import Reader, plain_pieces
from mingcha.foundation.exchange.packages.suites import SUITES
from mingcha.foundation.exchange.packages.writing import Content, write_package
from mingcha.foundation.sealing.streams import PrivateKeys
from mingcha.testing.streams import made

GIGABYTE = 1 << 30


def main() -> None:
    given = dict(enumerate(sys.argv))
    size, suite = int(float(given.get(1, 10)) * GIGABYTE), SUITES[int(given.get(2, 1))]
    signing, reading = SigningKey.generate(), PrivateKey.generate()
    sender = key_id(bytes(signing.verify_key)).hex()
    head = Head("测试", sender, key_id(bytes(reading.public_key)).hex(), 1, "", "2026-03-01")
    item = Item("field.file", uuid4(), {"name": "大文件"}, {"content": partial(made, size)})
    with tempfile.TemporaryDirectory(dir=given.get(3)) as folder:
        place = Path(folder) / "large.mcx"
        start = Watch()
        with Content() as content, place.open("wb") as target:
            content.add(item)
            to = bytes(reading.public_key)
            digest = write_package(target, head, content, sign=signing, to=to, suite=suite).digest
        start.told("written", place.stat().st_size)
        for time_read in ("verified", "taken out"):
            start = Watch()
            assert read(place, reading, bytes(signing.verify_key)) == (digest, size)
            start.told(time_read, size)


def read(place: Path, key: PrivateKey, signer: bytes) -> tuple[str, int]:
    """The digest that was signed, and how many bytes of files there were."""
    found, count = hashlib.sha256(), 0
    with place.open("rb") as source:
        reader = Reader(plain_pieces(source, PrivateKeys([bytes(key)])))
        for _number, pieces in reader.files():
            for piece in pieces:
                found.update(piece)
                count += len(piece)
        assert len(list(reader.records())) == 1
        return reader.verify(signer), count


class Watch:
    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def told(self, what: str, size: int) -> None:
        wall, processor = time.perf_counter() - self._wall, time.process_time() - self._processor
        print(
            f"{what}: {size:,} bytes; processor {processor:.1f} s, {size / processor / 1e6:,.0f} MB/s; "
            f"wall {wall:.1f} s; peak {peak_memory()} MB",
            flush=True,
        )


def peak_memory() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


if __name__ == "__main__":
    main()
