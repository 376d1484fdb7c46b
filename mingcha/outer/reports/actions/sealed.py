"""What a browser sealed arrives piece by piece, is checked from outside, and acknowledged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import nacl.bindings as sodium
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from nacl.exceptions import CryptoError

from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.foundation.sealing import acknowledgements
from mingcha.foundation.sealing.fronts import LONGEST, looks_sealed
from mingcha.outer.codes.models import Code
from mingcha.outer.reports import store
from mingcha.outer.reports.models import Part, Submission
from mingcha.outer.reports.queries import bytes_kept, keyed

PIECE = 1 << 20  # bytes sent at once, at most
_NAME = re.compile(r"body|identity|file-(\d|1\d)")
_BODY_BYTES = 2 << 20


@dataclass(frozen=True)
class Finish:
    """What the browser says when everything has been sent; all in hexadecimal."""

    lookup: str
    box: str
    sign: str
    signature: str
    digests: Mapping[str, str]


@transaction.atomic
def begin(code: Code, *, kind: str, parts: Mapping[str, int], sealed_by: str = "browser") -> Submission:
    """Make room for parts of these sealed sizes. Nothing beyond them is ever taken in."""
    if kind not in Submission.Kind.values or (kind == Submission.Kind.REPORT and not code.is_open):
        raise NotNow(_("This code no longer takes reports."))
    _check_announced(code, parts)
    if bytes_kept() + sum(parts.values()) > settings.SEALED_BYTES_IN_ALL:
        raise NotNow(_("There is no room just now. Leave out the largest files, or come back tomorrow."))
    submission = Submission.objects.create(code=code, kind=kind, sealed_by=sealed_by)
    Part.objects.bulk_create(
        Part(submission=submission, name=name, size=size) for name, size in parts.items()
    )
    return submission


def _check_announced(code: Code, parts: Mapping[str, int]) -> None:
    if "body" not in parts or not all(_NAME.fullmatch(name) for name in parts):
        raise Invalid(_("The parts of this report are not understood."))
    if "identity" in parts and code.custodian is None:
        raise Invalid(_("This team takes anonymous reports only."))
    for name, size in parts.items():
        most = settings.SEALED_FILE_BYTES if name.startswith("file-") else _BODY_BYTES
        if not 0 < size <= most:
            raise Invalid(_("A file is too large: at most %(most)s MB.") % {"most": most >> 20})


@transaction.atomic
def put(pk: UUID, name: str, content: bytes, *, at: int) -> int:
    """Add a piece where the last one ended; how much has arrived. A piece sent twice changes nothing."""
    part = _part(pk, name)
    if part.submission.complete or len(content) > PIECE or at + len(content) > part.size:
        raise Invalid(_("More was sent than was announced."))
    if at == part.received and content:
        store.append(part.pk, content, at=at)
        part.received += len(content)
        part.save(update_fields=["received"])
    return part.received


def _part(pk: UUID, name: str) -> Part:
    found = (
        Part.objects.select_for_update(of=("self",))
        .select_related("submission")
        .filter(submission=pk, name=name)
    )
    if (part := found.first()) is None:
        raise NotNow(_("This upload is no longer known. Send the report again."))
    return part


@transaction.atomic
def finish(pk: UUID, said: Finish) -> str:
    """Accept the whole and acknowledge it. Doing it twice gives the same acknowledgement."""
    submission = Submission.objects.select_for_update().filter(pk=pk).select_related("code").first()
    if submission is None:
        raise NotNow(_("This upload is no longer known. Send the report again."))
    parts = list(submission.parts.order_by("name"))
    digests = {part.name: part.digest or _digest(part, submission.code) for part in parts}
    if digests != dict(said.digests):
        raise Invalid(_("Something was changed on the way. Send the report again."))
    if not submission.complete:
        _complete(submission, said, digests)
        for part in parts:
            part.digest = digests[part.name]
        Part.objects.bulk_update(parts, ["digest"])
    return acknowledge(submission, digests)


def acknowledge(submission: Submission, digests: Mapping[str, str]) -> str:
    facts = {
        "code": submission.code.code,
        "day": submission.day.isoformat(),
        "kind": submission.kind,
        "digest": acknowledgements.digest_of(digests),
    }
    return acknowledgements.sign(facts, seed=settings.ACKNOWLEDGEMENT_SEED)


def _digest(part: Part, code: Code) -> str:
    """The digest of a part that has arrived whole and looks sealed to the right reader."""
    if part.received != part.size:
        raise NotNow(_("Not everything has arrived yet."))
    reader = code.custodian if part.name == "identity" else code.reader
    if reader is None or not looks_sealed(part.size, store.start_of(part.pk, LONGEST), to=[reader]):
        raise Invalid(_("What was sent is not sealed to this team."))
    return store.digest_of(part.pk)


def _complete(submission: Submission, said: Finish, digests: Mapping[str, str]) -> None:
    submission.lookup = keyed(_bytes(said.lookup, 32))
    submission.complete = True
    if submission.kind == Submission.Kind.REPORT:
        submission.reporter_box = _bytes(said.box, 32).hex()
        submission.reporter_sign = _bytes(said.sign, 32).hex()
        if Submission.objects.filter(lookup=submission.lookup, complete=True).exists():
            raise NotNow(_("This receipt is in use already. Send the report again."))
    else:
        submission.parent = _parent(submission)
        submission.signature = _bytes(said.signature, 64).hex()
        _check_signature(submission.parent, submission.signature, digests["body"])
    submission.save()


def _parent(submission: Submission) -> Submission:
    """The report of the same receipt and the same code."""
    reports = Submission.objects.filter(kind=Submission.Kind.REPORT, complete=True)
    parent = reports.filter(lookup=submission.lookup, code=submission.code_id).first()
    if parent is None:
        raise Invalid(_("There is no report under this receipt."))
    return parent


def _check_signature(parent: Submission, signature: str, body_digest: str) -> None:
    """Only the receipt's keys sign additions, each one for its report and its content."""
    text = signed_text(parent.pk, body_digest)
    try:
        sodium.crypto_sign_open(bytes.fromhex(signature) + text, bytes.fromhex(parent.reporter_sign))
    except CryptoError as error:
        raise Invalid(_("This addition is not signed with the keys of the receipt.")) from error
    if Part.objects.filter(submission__parent=parent, name="body", digest=body_digest).exists():
        raise NotNow(_("This was sent already."))


def signed_text(parent: UUID, body_digest: str) -> bytes:
    return b"MCADD1\n" + parent.bytes + bytes.fromhex(body_digest)


def _bytes(text: str, size: int) -> bytes:
    try:
        raw = bytes.fromhex(text)
    except (TypeError, ValueError):
        raw = b""
    if len(raw) != size:
        raise Invalid(_("The parts of this report are not understood."))
    return raw
