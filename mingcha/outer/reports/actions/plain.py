"""Without JavaScript: what was sent is cleaned and sealed here, in memory, before anything is kept."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

import nacl.bindings as sodium
from django.conf import settings
from django.db import transaction

from mingcha.foundation.sealing import receipts
from mingcha.foundation.sealing.streams import seal
from mingcha.outer.codes.models import Code
from mingcha.outer.reports import store
from mingcha.outer.reports.actions.sealed import Finish, begin, finish, signed_text
from mingcha.outer.reports.cleaning import Looked, look
from mingcha.outer.reports.models import Submission
from mingcha.outer.reports.queries import found_by


@dataclass(frozen=True)
class Plain:
    """What a form brought: nothing of it is written anywhere but sealed."""

    body: dict[str, Any]
    identity: dict[str, str] | None = None
    files: Sequence[tuple[str, str, BinaryIO]] = ()  # name, type, content
    originals: bool = False  # whether they go along beside their cleaned copies


@dataclass(frozen=True)
class Receipted:
    """The receipt, the acknowledgement, and what was found in each file under its name."""

    words: list[str]
    acknowledgement: str
    files: list[tuple[str, Looked]]


@dataclass(frozen=True)
class _Outgoing:
    """One file as it goes to the team: the cleaned copy of what was chosen, or the file itself."""

    name: str
    kind: str
    content: bytes
    cleaned: bool
    found: list[str]
    stays: list[str]

    def listed(self, part: str) -> dict[str, Any]:
        digest = hashlib.sha256(self.content).hexdigest()
        size, found = len(self.content), self.found
        known = {"id": part, "name": self.name, "type": self.kind, "size": size, "digest": digest}
        return {**known, "cleaned": self.cleaned, "found": found, "stays": self.stays}


@transaction.atomic
def receive_plain(code: Code, plain: Plain, *, receipt: bytes | None = None) -> Receipted:
    """Clean, seal and keep a report (with a new receipt) or an addition (with the receipt it belongs to)."""
    looked, outgoing = _cleaned(plain)
    parts = _sealed_parts(code, plain, outgoing)
    own = receipt or receipts.new()
    keys = receipts.derive(own, salt=settings.RECEIPT_SALT)
    kind = str(plain.body["kind"])
    submission = begin(
        code, kind=kind, parts={name: len(part) for name, part in parts.items()}, sealed_by="server"
    )
    for part in submission.parts.all():
        store.append(part.pk, parts[part.name], at=0)
        part.received = part.size
        part.save(update_fields=["received"])
    digests = {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
    signature = _signature(code, keys, digests["body"]) if kind != Submission.Kind.REPORT else ""
    said = Finish(keys.lookup.hex(), keys.box.public.hex(), keys.sign.public.hex(), signature, digests)
    return Receipted(receipts.words(own), finish(submission.pk, said), looked)


def _cleaned(plain: Plain) -> tuple[list[tuple[str, Looked]], list[_Outgoing]]:
    """What was found in each file, and what goes to the team: copies, originals only where asked for."""
    told, outgoing = [], []
    for number, (name, kind, content) in enumerate(plain.files, 1):
        raw = content.read()
        looked = look(raw, name, number)
        told.append((name, looked))
        if looked.cleaned is not None:
            outgoing.append(_Outgoing(looked.name, kind, looked.cleaned, True, looked.found, looked.stays))
        if looked.cleaned is None or plain.originals:
            outgoing.append(_Outgoing(name, kind, raw, False, looked.found, looked.found))
    return told, outgoing


def _sealed_parts(code: Code, plain: Plain, outgoing: Sequence[_Outgoing]) -> dict[str, bytes]:
    files = {f"file-{number}": one for number, one in enumerate(outgoing)}
    parts = {part: _sealed(one.content, code.reader) for part, one in files.items()}
    listed = [one.listed(part) for part, one in files.items()]
    parts["body"] = _sealed(_json({**plain.body, "files": listed}), code.reader)
    if plain.identity and code.custodian:
        parts["identity"] = _sealed(_json({"v": 1, **plain.identity}), code.custodian)
    return parts


def _sealed(content: bytes, reader: bytes) -> bytes:
    target = BytesIO()
    seal(BytesIO(content), target, to=[reader])
    return target.getvalue()


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _signature(code: Code, keys: receipts.Derived, body_digest: str) -> str:
    report = found_by(keys.lookup).report
    if report is None or report.code_id != code.pk:
        return "00" * 64  # refused where every signature is checked
    signed = sodium.crypto_sign(signed_text(report.pk, body_digest), keys.sign.private)
    return signed[: sodium.crypto_sign_BYTES].hex()
