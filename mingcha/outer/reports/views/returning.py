"""Coming back with a receipt: answers, the deadline, an addition, whether one was satisfied."""

import base64
import json
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingcha.foundation.refusals import Invalid
from mingcha.foundation.sealing import receipts
from mingcha.foundation.sealing.streams import Damaged, NotForUs, PrivateKeys, open_stream
from mingcha.outer.gate import proofs
from mingcha.outer.gate.buckets import RETURNS
from mingcha.outer.reports import actions
from mingcha.outer.reports.forms import AdditionForm, ReceiptForm, SatisfactionForm
from mingcha.outer.reports.models import Reply, Submission
from mingcha.outer.reports.queries import Found, found_by
from mingcha.outer.reports.texts import gap, said_of
from mingcha.outer.reports.views.common import OPEN_BITS, REPORT_BITS, in_json, page_data, sent
from mingcha.outer.reports.views.report import bounded


@require_http_methods(["GET", "HEAD", "POST"])
def returning(request: HttpRequest) -> HttpResponse:
    """The place for the receipt; a POST of it comes only from browsers that do not derive keys themselves."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _asked(request, form)
    try:
        keys, found, _report = _opened(request)
    except Invalid as refusal:
        form.add_error("words", str(refusal))
        return _asked(request, form, status=422)
    return _shown(request, keys, found)


def _asked(request: HttpRequest, form: ReceiptForm, *, status: int = 200) -> HttpResponse:
    data = page_data("open", bits=OPEN_BITS, language=get_language())
    context = {"form": form, "page_data": data, "satisfaction": SatisfactionForm()}
    return render(request, "reports/return.html", context, status=status)


def _opened(request: HttpRequest) -> tuple[receipts.Derived, Found, Submission]:
    """What the words open, or a refusal; the same work is done for every well-formed receipt."""
    RETURNS.take("open")
    receipt = receipts.parse(request.POST.get("words", "")[:200])
    keys = receipts.derive(receipt, salt=settings.RECEIPT_SALT)
    found = found_by(keys.lookup)
    if found.report is None:
        raise Invalid(_("There is no report under this receipt."))
    return keys, found, found.report


def _shown(request: HttpRequest, keys: receipts.Derived, found: Found, **more: Any) -> HttpResponse:
    context = {
        "found": found,
        "summary": _summary(found.report) if found.report else "",
        "words": request.POST["words"],
        "replies": [_read(reply, keys) for reply in found.replies],
        "addition": AdditionForm(),
        "satisfaction": SatisfactionForm(),
        **more,
    }
    return render(request, "reports/opened.html", context)


def _read(reply: Reply, keys: receipts.Derived) -> dict[str, str]:
    target = BytesIO()
    try:
        open_stream(BytesIO(bytes(reply.sealed)), target, key=PrivateKeys([keys.box.private]))
        text = str(json.loads(target.getvalue())["text"])
    except (Damaged, NotForUs, ValueError, KeyError):
        text = _("This answer cannot be opened. Add to your report that it could not.")
    return {"day": reply.day.isoformat(), "text": text}


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """An addition, from a browser that does not seal itself."""
    bounded(request)
    return _added(request, AdditionForm(request.POST, request.FILES), "addition")


@require_POST
def satisfaction(request: HttpRequest) -> HttpResponse:
    bounded(request)
    return _added(request, SatisfactionForm(request.POST), "satisfaction")


def _added(request: HttpRequest, form: AdditionForm | SatisfactionForm, kind: str) -> HttpResponse:
    keys, found, report = _opened(request)
    if not form.is_valid():
        return _shown(request, keys, found, **{kind: form})
    code, values = report.code, form.cleaned_data
    body: dict[str, Any] = {"v": 1, "kind": kind, "code": code.code, "language": get_language()}
    body |= {name: value for name, value in values.items() if name not in ("attachments", "originals")}
    files = [(str(file.name), str(file.content_type), file) for file in values.get("attachments", [])]
    receipt = receipts.parse(request.POST["words"])
    plain = actions.Plain(body=body, files=files, originals=values.get("originals", False))
    made = actions.receive_plain(code, plain, receipt=receipt)
    told = [(name, said_of(looked)) for name, looked in made.files]
    return _shown(request, keys, found_by(keys.lookup), acknowledgement=made.acknowledgement, files=told)


@require_POST
@in_json
def opened(request: HttpRequest) -> dict[str, Any]:
    """`{proof, lookup}` → what the receipt finds; answers stay sealed until they are in the browser."""
    said = sent(request)
    proofs.require(said.get("proof"), "open")
    found = found_by(_lookup(said.get("lookup")))
    if found.report is None:
        raise Invalid(_("There is no report under this receipt."))
    return _for_script(found.report, found)


def _lookup(text: object) -> bytes:
    try:
        lookup = bytes.fromhex(str(text))
    except ValueError:
        lookup = b""
    if len(lookup) != 32:
        raise Invalid(_("There is no report under this receipt."))
    return lookup


def _for_script(report: Submission, found: Found) -> dict[str, Any]:
    code = report.code
    return {
        "report": str(report.pk),
        "code": code.code,
        "organisation": code.organisation,
        "reader": code.report_key,
        "summary": _summary(report),
        "handled": found.is_handled,
        "sent": [{"kind": one.kind, "day": one.day.isoformat()} for one in found.submissions],
        "replies": [_sealed(reply) for reply in found.replies],
        "challenge": proofs.challenge(f"send:{code.code}", bits=REPORT_BITS),
    }


def _summary(report: Submission) -> str:
    """How it stands, as whoever holds the receipt is told."""
    said = [
        _("Sent on %(day)s. %(state)s.")
        % {"day": report.day.isoformat(), "state": report.get_state_display()}
    ]
    if report.due is not None:
        said.append(_("The team means to answer by %(day)s.") % {"day": report.due.isoformat()})
    if report.revealed is not None:
        opened = _(
            "On %(day)s two persons of the team together opened your name, for a reason they wrote down."
        )
        said.append(opened % {"day": report.revealed.isoformat()})
    return gap().join(said)


def _sealed(reply: Reply) -> dict[str, str]:
    sealed = base64.b64encode(bytes(reply.sealed)).decode()
    return {"day": reply.day.isoformat(), "sealed": sealed}
