"""A reader written from docs/exchange-format.md alone: it imports nothing of the product."""

import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from nacl import bindings as sodium
from nacl.public import PrivateKey, SealedBox
from nacl.signing import VerifyKey

CHUNK = 65536


@dataclass
class Read:
    head: dict[str, Any] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    digest: str = ""


def sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def read(raw: bytes, private: bytes, signer: bytes) -> Read:
    """Everything in a package, verified."""
    if raw.startswith(b"MCSTRM1\n"):
        raw = opened(raw, private)
    assert raw.startswith(b"MCPACK1\n")
    place, found, letters = 9, Read(), b""
    while place < len(raw):
        letter, size = struct.unpack(">cQ", raw[place : place + 9])
        content = raw[place + 9 : place + 9 + size]
        letters += letter
        if letter == b"H":
            found.head = json.loads(content)
        elif letter == b"F":
            found.files.append(content)
        elif letter == b"R":
            found.records.append(json.loads(content))
        else:
            digest = {1: lambda data: hashlib.sha512(data).digest(), 2: sm3}[raw[8]](raw[:place])
            VerifyKey(signer).verify(b"MCPACK1 signature\n" + digest, content)
            found.digest = digest.hex()
        place += 9 + size
    assert letters == b"H" + b"F" * found.head["files"] + b"R" * found.head["records"] + b"S"
    return found


def opened(raw: bytes, private: bytes) -> bytes:
    """The content of a sealed stream."""
    suite, count = raw[8], raw[9]
    start = 10 + 96 * count + 24
    ours = hashlib.sha256(bytes(PrivateKey(private).public_key)).digest()[:16]
    boxes = [raw[10 + 96 * i : 106 + 96 * i] for i in range(count)]
    box = next(one[16:] for one in boxes if one[:16] == ours)
    key, header = SealedBox(PrivateKey(private)).decrypt(box), raw[start - 24 : start]
    sealed = [raw[place : place + CHUNK + 17] for place in range(start, len(raw), CHUNK + 17)]
    chunks = {1: sodium_chunks, 2: national_chunks}[suite](key, header, raw[:start], sealed)
    plain = b"".join(chunks)
    return plain[8 : 8 + int.from_bytes(plain[:8], "big")]


def sodium_chunks(key: bytes, header: bytes, start: bytes, sealed: list[bytes]) -> list[bytes]:
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
    found = []
    for number, one in enumerate(sealed):
        about = None if number else start
        chunk, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, one, about)
        assert (tag == 3) == (number == len(sealed) - 1)
        found.append(chunk)
    return found


def national_chunks(key: bytes, header: bytes, start: bytes, sealed: list[bytes]) -> list[bytes]:
    made = sm3(b"mingcha SM4-GCM stream" + key + header)
    found = []
    for number, one in enumerate(sealed):
        final = number == len(sealed) - 1
        assert one[0] == final
        nonce = made[16:23] + struct.pack(">IB", number, final)
        cipher = Cipher(algorithms.SM4(made[:16]), modes.GCM(nonce, one[-16:])).decryptor()
        cipher.authenticate_additional_data(b"" if number else start)
        found.append(cipher.update(one[1:-16]) + cipher.finalize())
    return found
