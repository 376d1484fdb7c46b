"""What the scripts of the report page call: room, pieces, the end."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.outer.codes.models import Code
from mingcha.outer.gate import keeping, proofs
from mingcha.outer.reports import actions
from mingcha.outer.reports.actions.sealed import PIECE
from mingcha.outer.reports.views.common import in_json, sent


@require_POST
@in_json
def begin(request: HttpRequest, code: str) -> dict[str, Any]:
    """`{proof, kind, parts: {name: size}}` → `{id}`."""
    found = Code.objects.filter(code=code.upper()).first()
    if found is None:
        raise NotNow(_("This code no longer takes reports."))
    said = sent(request)
    parts = said.get("parts")
    if not isinstance(parts, dict) or not all(type(size) is int for size in parts.values()):
        raise Invalid(_("The parts of this report are not understood."))
    proofs.require(said.get("proof"), f"send:{found.code}")
    return {"id": str(actions.begin(found, kind=str(said.get("kind")), parts=parts).pk)}


@require_POST
@in_json
def keep(request: HttpRequest) -> dict[str, Any]:
    """`{token}` → `{key}`: what unlocks the pieces this tab kept over a reload."""
    return {"key": keeping.key_for(sent(request).get("token"))}


@require_POST
@in_json
def put(request: HttpRequest, pk: UUID, name: str) -> dict[str, Any]:
    """A piece of at most a mebibyte as the body, `?at=` where it belongs → `{received}`."""
    at, size = request.GET.get("at", ""), int(request.META.get("CONTENT_LENGTH") or 0)
    if not at.isdecimal() or len(at) > 12 or size > PIECE:
        raise Invalid(_("More was sent than was announced."))
    return {"received": actions.put(pk, name, request.read(PIECE + 1), at=int(at))}


@require_POST
@in_json
def finish(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """`{lookup, box, sign, signature, digests}` → `{acknowledgement}`."""
    said = sent(request)
    digests = said.get("digests")
    if not isinstance(digests, dict):
        raise Invalid(_("The parts of this report are not understood."))
    texts = {name: str(said.get(name) or "") for name in ("lookup", "box", "sign", "signature")}
    return {"acknowledgement": actions.finish(pk, actions.Finish(digests=digests, **texts))}
