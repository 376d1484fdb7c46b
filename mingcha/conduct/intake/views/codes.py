"""Codes of inspections, and their posters."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.conduct.inspections.documents import word_for
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.intake.actions import codes as actions
from mingcha.conduct.intake.documents.poster import SHEETS, accepted, poster_pdf, qr_svg, refused
from mingcha.conduct.intake.forms import CodeForm
from mingcha.conduct.intake.models import ReportingCode
from mingcha.conduct.intake.permissions import keeps_code, may_publish
from mingcha.conduct.intake.queries import counts_of
from mingcha.conduct.intake.workflow import CODES
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import NotAllowed, Refusal
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page


def code_of(request: SignedInRequest, pk: UUID) -> ReportingCode:
    seen = ReportingCode.objects.visible_to(request.user)
    known = seen.select_related(
        "inspection__organisation", "inspection__team", "inspection__round", "office", "keys__team"
    )
    return get_object_or_404(known, pk=pk)


@require_http_methods(["GET", "POST"])
def code_create(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The code of one inspection; the usual scope is filled in."""
    inspection = get_object_or_404(Inspection.objects.working(request.user), pk=pk)
    if not may_publish(request.user, inspection):
        raise NotAllowed(_("Only the office and the team leader put out codes."))
    usual = {"accepts": "\n".join(accepted(word_for(inspection.office))), "refuses": "\n".join(refused())}
    form = CodeForm(request.POST or None, initial=usual)
    if form.is_bound and form.is_valid():
        try:
            return redirect(actions.make_code(inspection, by=request.user, **form.cleaned_data))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    title = _("Code for reports on %(organisation)s") % {"organisation": inspection.organisation}
    back = inspection.get_absolute_url()
    return form_page(request, form, title=title, submit=_("Make the code"), back=back)


@require_safe
def code_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    code = code_of(request, pk)
    return record_page(
        request,
        code,
        "intake/code.html",
        workflow=CODES,
        qr=mark_safe(qr_svg(code.address)),  # noqa: S308  drawn by us from an address of ours
        keeps=keeps_code(request.user, code) and code.state() == "open",
        state=code.state(),
        counts=counts_of(code),
        reports_url=ledger_url("sealed_reports", within=code),
        questionnaires=code.questionnaires.all(),
    )


@require_safe
def poster(request: SignedInRequest, pk: UUID, sheet: str) -> HttpResponse:
    """The poster or the cards, to print."""
    code = code_of(request, pk)
    if sheet not in SHEETS:
        raise Http404
    actions.note_printed(code, sheet, by=request.user)
    response = HttpResponse(poster_pdf(code, sheet), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{code.code}-{sheet}.pdf"'
    return response
