"""Whether an acknowledgement is genuine, and what it says."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mingcha.foundation.refusals import Invalid
from mingcha.foundation.sealing import acknowledgements
from mingcha.outer.pages.plainform import PageForm
from mingcha.outer.reports.models import Submission


class VerifyForm(PageForm):
    text = forms.CharField(
        label=_("The acknowledgement (MCACK1…)"),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
        max_length=2000,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    public = acknowledgements.public_half(settings.ACKNOWLEDGEMENT_SEED)
    form, facts = VerifyForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            facts = acknowledgements.verify(form.cleaned_data["text"], public)
        except Invalid as refusal:
            form.add_error("text", str(refusal))
    kind = Submission.Kind(facts["kind"]).label if facts else ""
    context = {"form": form, "facts": facts, "kind": kind, "key": public.hex()}
    return render(request, "reports/verify.html", context, status=422 if form.errors else 200)
