"""Without JavaScript: what was typed is sealed here, in memory, before anything is kept."""

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
from mingcha.outer.reports.models import Submission
from mingcha.outer.reports.queries import found_by


@dataclass(frozen=True)
class Plain:
    """What a form brought: nothing of it is written anywhere but sealed."""

    body: dict[str, Any]
    identity: dict[str, str] | None = None
    files: Sequence[tuple[str, str, BinaryIO]] = ()  # name, type, content


@dataclass(frozen=True)
class Receipted:
    words: list[str]
    acknowledgement: str


@transaction.atomic
def receive_plain(code: Code, plain: Plain, *, receipt: bytes | None = None) -> Receipted:
    """Seal and keep a report (with a new receipt) or an addition (with the receipt it belongs to)."""
    parts = _sealed_parts(code, plain)
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
    return Receipted(receipts.words(own), finish(submission.pk, said))


def _sealed_parts(code: Code, plain: Plain) -> dict[str, bytes]:
    listed = []
    parts: dict[str, bytes] = {}
    for number, (name, kind, content) in enumerate(plain.files):
        raw = content.read()
        digest = hashlib.sha256(raw).hexdigest()
        known = {"name": name, "type": kind, "size": len(raw), "digest": digest}
        listed.append({"id": f"file-{number}", **known, "cleaned": False, "found": []})
        parts[f"file-{number}"] = _sealed(raw, code.reader)
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
