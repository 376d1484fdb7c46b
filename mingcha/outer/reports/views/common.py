"""What the report pages share: the code of the address, and what the page tells its scripts."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mingcha.foundation.refusals import Invalid, Refusal
from mingcha.foundation.sealing import receipts
from mingcha.outer.codes.models import Code
from mingcha.outer.gate import proofs
from mingcha.outer.reports.texts import texts

REPORT_BITS, OPEN_BITS = 16, 13
MOST_JSON = 64 * 1024


def code_or_page(request: HttpRequest, code: str, *, ended_too: bool = False) -> Code | HttpResponse:
    """The code, or the page that says that it is forged or has ended."""
    found = Code.objects.filter(code=code.upper()).first()
    if found is None:
        return render(request, "reports/forged.html", {"typed": code[:16]}, status=404)
    if not found.is_open and not ended_too:
        return render(request, "reports/ended.html", {"code": found}, status=410)
    return found


def page_data(purpose: str, *, bits: int, **more: Any) -> dict[str, Any]:
    """For the scripts of the page, as JSON."""
    return {
        "challenge": proofs.challenge(purpose, bits=bits),
        "salt": settings.RECEIPT_SALT.hex(),
        "opslimit": receipts.OPSLIMIT,
        "memlimit": receipts.MEMLIMIT,
        "first": receipts.FIRST,
        "second": receipts.SECOND,
        "most": settings.SEALED_FILE_BYTES,
        "texts": texts(),
        **more,
    }


def sent(request: HttpRequest) -> dict[str, Any]:
    """The JSON of a script's request."""
    try:
        if len(request.body) > MOST_JSON:
            raise ValueError
        found = json.loads(request.body)
        if not isinstance(found, dict):
            raise TypeError
    except (ValueError, TypeError, RecursionError) as error:
        raise Invalid(_("The parts of this report are not understood.")) from error
    return found


def in_json(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A view for scripts: what it gives, or why it refuses, as JSON."""

    @wraps(view)
    def answered(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            return JsonResponse(view(request, **named))
        except Refusal as refusal:
            return JsonResponse({"error": str(refusal)}, status=refusal.status_code)

    return answered
