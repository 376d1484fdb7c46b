"""The page of a questionnaire."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingcha.foundation.refusals import Invalid
from mingcha.outer.gate import proofs
from mingcha.outer.gate.buckets import ANSWERS
from mingcha.outer.reports.views.common import REPORT_BITS, in_json, page_data
from mingcha.outer.surveys import actions
from mingcha.outer.surveys.forms import AnswerForm
from mingcha.outer.surveys.models import Survey


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The questions; a POST comes only from browsers that do not seal themselves."""
    found = _survey(pk)
    form = AnswerForm(found, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, found, form)
    ANSWERS.take(found.pk.hex)
    actions.answer_plain(found, form.answers())
    return render(request, "surveys/thanks.html", {"survey": found})


def _survey(pk: UUID) -> Survey:
    found = Survey.objects.open().select_related("code").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _asked(request: HttpRequest, found: Survey, form: AnswerForm) -> HttpResponse:
    data = page_data(
        f"answer:{found.pk.hex}", bits=REPORT_BITS, reader=found.report_key, questions=found.questions
    )
    context = {"survey": found, "form": form, "page_data": data}
    return render(request, "surveys/survey.html", context, status=422 if form.errors else 200)


@require_POST
@in_json
def answer(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The sealed answers as the body, the proof of work in the header `X-Proof`."""
    found = Survey.objects.filter(pk=pk).first()
    if found is None:
        raise Invalid(_("This questionnaire is closed."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > actions.MOST_BYTES:
        raise Invalid(_("More was sent than was announced."))
    proofs.require(request.headers.get("X-Proof"), f"answer:{found.pk.hex}")
    actions.answer_sealed(found, request.read(actions.MOST_BYTES + 1))
    return {"received": True}
