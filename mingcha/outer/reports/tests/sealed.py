"""What a browser does, done here: sealing, proving work, signing."""

import hashlib
import itertools
import json
import uuid
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import nacl.bindings as sodium
from django.conf import settings
from django.test import Client

from mingcha.foundation.sealing import receipts
from mingcha.foundation.sealing.streams import seal
from mingcha.outer.codes.models import today
from mingcha.outer.conftest import Team
from mingcha.outer.gate import proofs
from mingcha.outer.reports import actions
from mingcha.outer.reports.actions.sealed import signed_text
from mingcha.outer.reports.models import Submission
from mingcha.outer.reports.queries import found_by


def sealed(content: bytes, reader: bytes, *, padded: bool = True) -> bytes:
    target = BytesIO()
    seal(BytesIO(content), target, to=[reader], padded=padded)
    return target.getvalue()


def proof(purpose: str, *, bits: int = 4) -> str:
    """A challenge of this site, answered."""
    challenge = proofs.challenge(purpose, bits=bits)
    for number in itertools.count():
        digest = hashlib.sha256(f"{challenge}:{number}".encode()).digest()
        if int.from_bytes(digest, "big") >> (256 - bits) == 0:
            return f"{challenge}:{number}"
    raise AssertionError


def reply_to(submission: Submission, text: str) -> None:
    body = json.dumps({"v": 1, "kind": "reply", "text": text, "day": "2026-01-01"}).encode()
    stream = sealed(body, bytes.fromhex(submission.reporter_box))
    assert actions.answer(uuid.uuid4(), submission.pk, sealed=stream, day=today())


@dataclass
class Browser:
    """One reporter's browser at one code."""

    team: Team
    receipt: bytes = field(default_factory=receipts.new)
    client: Client = field(default_factory=Client)

    @property
    def keys(self) -> receipts.Derived:
        return receipts.derive(self.receipt, salt=settings.RECEIPT_SALT)

    def begin(self, parts: dict[str, int], *, kind: str = "report", **more: Any) -> Any:
        code = self.team.code.code
        said = {"proof": proof(f"send:{code}"), "kind": kind, "parts": parts} | more
        return self.client.post(f"/c/{code}/begin/", said, content_type="application/json")

    def put(self, pk: str, name: str, content: bytes, *, at: int = 0) -> Any:
        address = f"/send/{pk}/{name}/?at={at}"
        return self.client.post(address, content, content_type="application/octet-stream")

    def finish(self, pk: str, digests: dict[str, str], **more: str) -> Any:
        keys = self.keys
        said = {"lookup": keys.lookup.hex(), "box": keys.box.public.hex(), "sign": keys.sign.public.hex()}
        said |= {"signature": "", **more}
        said["digests"] = digests  # type: ignore[assignment]
        return self.client.post(f"/send/{pk}/finish/", said, content_type="application/json")

    def send(self, parts: dict[str, bytes], *, kind: str = "report", **more: str) -> Any:
        """All of it; the answer to the last request."""
        begun = self.begin({name: len(content) for name, content in parts.items()}, kind=kind)
        assert begun.status_code == 200, begun.json()
        for name, content in parts.items():
            for at in range(0, len(content), 1 << 20):
                self.put(begun.json()["id"], name, content[at : at + (1 << 20)], at=at)
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
        return self.finish(begun.json()["id"], digests, **more)

    def report(self, text: str = "某事。") -> Submission:
        body = sealed(json.dumps({"v": 1, "text": text}).encode(), self.team.code.reader)
        answer = self.send({"body": body})
        assert answer.status_code == 200, answer.json()
        report = found_by(self.keys.lookup).report
        assert report
        return report

    def signature(self, parent: Submission, body: bytes) -> str:
        text = signed_text(parent.pk, hashlib.sha256(body).hexdigest())
        return sodium.crypto_sign(text, self.keys.sign.private)[:64].hex()
