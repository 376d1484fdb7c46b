"""The page behind a code, and what it does where there is no JavaScript."""

import hmac
import secrets
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingcha.foundation.refusals import Invalid
from mingcha.outer.codes.models import Code
from mingcha.outer.gate import keeping
from mingcha.outer.gate.buckets import REPORTS
from mingcha.outer.reports import actions
from mingcha.outer.reports.forms import ReportForm
from mingcha.outer.reports.texts import said_of
from mingcha.outer.reports.views.common import REPORT_BITS, code_or_page, page_data


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The form; a POST of it comes only from browsers that do not seal themselves."""
    found = code_or_page(request, code)
    if isinstance(found, HttpResponse):
        return found
    if request.method != "POST":
        return _form(request, found, ReportForm(takes_names=found.custodian is not None))
    bounded(request)
    form = ReportForm(request.POST, request.FILES, takes_names=found.custodian is not None)
    if not form.is_valid():
        return _form(request, found, form, status=422)
    REPORTS.take(found.code)
    return _receipted(request, found, actions.receive_plain(found, _plain(found, form)))


def bounded(request: HttpRequest) -> None:
    """Refuse, before anything is read, what says no length or more than is taken without JavaScript."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > settings.PLAIN_BYTES:
        raise Invalid(_("Without JavaScript all files together may have 20 MB."))


def _form(request: HttpRequest, code: Code, form: ReportForm, *, status: int = 200) -> HttpResponse:
    data = page_data(
        f"send:{code.code}",
        bits=REPORT_BITS,
        kind="report",
        code=code.code,
        organisation=code.organisation,
        reader=code.report_key,
        custodian=code.identity_key,
        language=get_language(),
        keep=keeping.fresh(),
    )
    return render(
        request, "reports/report.html", {"code": code, "form": form, "page_data": data}, status=status
    )


def _plain(code: Code, form: ReportForm) -> actions.Plain:
    values = form.cleaned_data
    body: dict[str, Any] = {"v": 1, "kind": "report", "code": code.code, "language": get_language()}
    body |= {"about": values["about"], "text": values["text"], "named": values.get("named") == "yes"}
    files = [(str(file.name), str(file.content_type), file) for file in values["attachments"]]
    return actions.Plain(body=body, identity=form.identity(), files=files, originals=values["originals"])


def _receipted(request: HttpRequest, code: Code, made: actions.Receipted) -> HttpResponse:
    asked = sorted(secrets.SystemRandom().sample(range(8), 2))
    picture = segno.make(" ".join(made.words), error="m").svg_data_uri(scale=4, dark="#1a2321")
    context = {
        "code": code,
        "words": made.words,
        "acknowledgement": made.acknowledgement,
        "files": [(name, said_of(looked)) for name, looked in made.files],
        "picture": picture,
        "asked": [place + 1 for place in asked],
        "check": _check("".join(made.words[place] for place in asked)),
    }
    return render(request, "reports/receipt.html", context)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Whether the words that were asked for were retyped rightly."""
    typed = "".join(request.POST.get("retyped", "")[:100].split())
    right = hmac.compare_digest(_check(typed).encode(), request.POST.get("check", "")[:100].encode())
    return render(request, "reports/confirmed.html", {"right": right}, status=200 if right else 422)


def _check(words: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"retype\0{words}".encode(), "sha256").hexdigest()
