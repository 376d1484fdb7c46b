"""What the forms share: the inspection a new record belongs to, and what was typed in vain."""

import uuid

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mingcha.conduct.findings.forms import ChooseInspectionForm
from mingcha.conduct.findings.models import Finding, WorkingPaper
from mingcha.conduct.findings.permissions import writes_somewhere
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.ledgers.links import within
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page


def named_inspection(request: SignedInRequest) -> Inspection | None:
    """The inspection of the record that `within` names, if the person may see it."""
    label, _colon, key = request.GET.get("within", "").partition(":")
    try:
        pk = uuid.UUID(key)
    except ValueError:
        return None
    user = request.user
    if label == Finding._meta.label_lower:
        pk = get_object_or_404(Finding.objects.visible_to(user), pk=pk).inspection_id
    if label == WorkingPaper._meta.label_lower:
        pk = get_object_or_404(WorkingPaper.objects.visible_to(user), pk=pk).inspection_id
    rows = Inspection.objects.visible_to(user).select_related("round", "organisation", "team")
    return rows.filter(pk=pk).first()


def choose_inspection(request: SignedInRequest, title: str) -> HttpResponse:
    """Ask for the inspection, then come back with it."""
    if not writes_somewhere(request.user):
        raise NotAllowed(_("Only the team writes papers and findings; its leader signs and confirms them."))
    form = ChooseInspectionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        chosen = urlencode({"within": within(form.cleaned_data["inspection"])})
        return redirect(f"{request.path}?{chosen}")
    return form_page(request, form, title=title, submit=_("Continue"), back="/")


def retyped(request: SignedInRequest, revision: int) -> QueryDict:
    """What was typed, to be saved next over the revision that is stored now."""
    sent = request.POST.copy()
    sent["revision"] = str(revision)
    return sent
