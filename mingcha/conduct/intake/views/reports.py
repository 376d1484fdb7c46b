"""Sealed reports: what is known without opening, opening, files, replies, identity, leave, hold."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.conduct.intake.actions import opening, replying
from mingcha.conduct.intake.actions import unlocking as unlockings
from mingcha.conduct.intake.actions.comparing import alike_reports, masked_copy
from mingcha.conduct.intake.documents.papers import masked_paper
from mingcha.conduct.intake.forms import (
    AskIdentityForm,
    ConfirmForm,
    GrantForm,
    HoldForm,
    RedactForm,
    ReplyForm,
)
from mingcha.conduct.intake.models import Admission, Part, Purpose, SealedReport, Unlocking
from mingcha.conduct.intake.permissions import empties, may_grant, may_open
from mingcha.conduct.intake.queries import identity_of, openings_of, own_unlocking, parts_of, share_of
from mingcha.conduct.intake.views.common import lately_opened, note_opened, report_key, token_of
from mingcha.conduct.intake.views.keys import ask_and_give
from mingcha.conduct.intake.views.previews import preview_of
from mingcha.conduct.intake.workflow import REPORTS, keep_until
from mingcha.foundation.refusals import NotAllowed, NotNow
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page

Status = SealedReport.Status


def report_of(request: SignedInRequest, pk: UUID) -> SealedReport:
    seen = SealedReport.objects.visible_to(request.user)
    known = seen.select_related(
        "petition",
        "inspection__organisation",
        "inspection__team",
        "inspection__round",
        "keys__team",
        "code",
        "office",
    )
    return get_object_or_404(known, pk=pk)


def _openable(request: SignedInRequest, pk: UUID) -> SealedReport:
    report = report_of(request, pk)
    if not may_open(request.user, report):
        raise NotAllowed(_("Only the team leader, and members with the leader's leave, open this report."))
    if report.status == Status.EMPTIED:
        raise NotNow(_("The content of this report is destroyed."))
    return report


def _key(request: SignedInRequest, report: SealedReport) -> bytes:
    key = report_key(request, report.keys)
    if key is None:
        raise NotNow(_("The key is locked. Ask for it to be unlocked."))
    return key


@require_safe
def report_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    report, user = report_of(request, pk), request.user
    mine = may_open(user, report) and report.status != Status.EMPTIED
    return record_page(
        request,
        report,
        "intake/report.html",
        workflow=REPORTS,
        ahead=[],
        parts=parts_of(report),
        grants=report.admissions.select_related("user", "granted_by"),
        replies=report.replies.select_related("by"),
        openings=openings_of(report),
        may_open=mine,
        unlocked=mine and report_key(request, report.keys) is not None,
        may_grant=may_grant(user, report),
        may_hold=empties(user, report),
        has_identity=identity_of(report) is not None,
        asked=own_unlocking(report.keys, Purpose.IDENTITY, user, report) if mine else None,
        keep_until=keep_until(report),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def open_report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What the reporter wrote: after the password once more, never kept by the browser."""
    report = _openable(request, pk)
    if report_key(request, report.keys) is None:
        return redirect("intake:unlock", report.keys_id)
    form = ConfirmForm(request.POST or None, request=request)
    if not (form.is_bound and form.is_valid()):
        title = _("Open report %(number)s") % {"number": report.petition.number}
        return form_page(
            request, form, title=title, submit=_("Open the report"), back=report.get_absolute_url()
        )
    opened, replies = opening.open_report(report, _key(request, report), by=request.user)
    note_opened(request, report)
    alike = alike_reports(report, opened, _key(request, report), by=request.user)
    context = {"title": report, "report": report, "opened": opened, "replies": replies, "alike": alike}
    return render(request, "intake/opened.html", context)


@never_cache
@require_POST
def open_file(request: SignedInRequest, pk: UUID) -> HttpResponse | FileResponse:
    """One file: looked at in a safe form, or taken out as it was sent."""
    seen = Part.objects.visible_to(request.user).select_related(
        "submission__report__keys", "submission__report__petition"
    )
    part = get_object_or_404(seen, pk=pk)
    report = _openable(request, part.submission.report_id)
    if not lately_opened(request, report):
        raise NotNow(_("Open the report again first: files open for ten minutes after it."))
    told, content = opening.open_file(part, _key(request, report), by=request.user)
    if request.POST.get("how") == "take":
        return FileResponse(
            content, as_attachment=True, filename=told.name, content_type="application/octet-stream"
        )
    with content:
        context: dict[str, Any] = {
            "title": told.name,
            "report": report,
            "file": told,
            "shown": preview_of(told, content),
        }
    return render(request, "intake/file.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def redact(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A copy with names and numbers masked, set anew as a paper."""
    report = _openable(request, pk)
    if not lately_opened(request, report):
        raise NotNow(_("Open the report again first: files open for ten minutes after it."))
    form = RedactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = masked_copy(report, _key(request, report), form.cleaned_data["words"], by=request.user)
        response = HttpResponse(masked_paper(report, text), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{report.petition.number}.pdf"'
        return response
    title = _("Masked copy")
    return form_page(request, form, title=title, submit=_("Make the copy"), back=report.get_absolute_url())


@never_cache
@require_http_methods(["GET", "POST"])
def reply(request: SignedInRequest, pk: UUID) -> HttpResponse:
    report = _openable(request, pk)
    form = ReplyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        replying.reply_to_reporter(report, form.cleaned_data["text"], by=request.user)
        messages.success(request, _("The reply is sealed and goes out with the next package."))
        return redirect(report)
    title = _("Reply to report %(number)s") % {"number": report.petition.number}
    return form_page(request, form, title=title, submit=_("Seal and send"), back=report.get_absolute_url())


@never_cache
@require_http_methods(["GET", "POST"])
def ask_identity(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask to know who reported, with a reason; a second holder must agree."""
    report = _openable(request, pk)
    if identity_of(report) is None:
        raise NotNow(_("No identity came with this report, or it is destroyed."))
    form = AskIdentityForm(request.POST or None, request=request)
    if share_of(request.user, report.keys, Purpose.IDENTITY) is None:
        del form.fields["passphrase"]
    if form.is_bound and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("reason", "tells")}
        ask = partial(unlockings.ask_for_identity, report, by=request.user, **given)
        if (response := ask_and_give(request, form, ask)) is not None:
            return response
    return form_page(
        request, form, title=_("Who reported"), submit=_("Ask the holders"), back=report.get_absolute_url()
    )


@never_cache
@require_POST
def reveal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Who reported: shown once."""
    asked = get_object_or_404(Unlocking.objects.visible_to(request.user).filter(by=request.user), pk=pk)
    identity = opening.reveal_identity(asked, token_of(request, asked), by=request.user)
    context = {"title": _("Who reported"), "report": asked.report, "identity": identity}
    return render(request, "intake/identity.html", context)


@require_http_methods(["GET", "POST"])
def grant(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let a member of the team open this report."""
    report = report_of(request, pk)
    if not may_grant(request.user, report):
        raise NotAllowed(_("Only the team leader lets others open a report."))
    form = GrantForm(request.POST or None, report=report)
    if form.is_bound and form.is_valid():
        opening.grant_opening(report, form.cleaned_data["user"], by=request.user)
        return redirect(report)
    return form_page(
        request, form, title=_("Leave to open"), submit=_("Let in"), back=report.get_absolute_url()
    )


@require_POST
def revoke(request: SignedInRequest, pk: UUID) -> HttpResponse:
    given = get_object_or_404(
        Admission.objects.visible_to(request.user).select_related("report", "user"), pk=pk
    )
    report = given.report
    opening.revoke_opening(given, by=request.user)
    return redirect(report)


@require_http_methods(["GET", "POST"])
def hold(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Keep the content beyond its time, or end that."""
    report = report_of(request, pk)
    if not empties(request.user, report):
        raise NotAllowed(_("Only the head of the office decides how long content is kept."))
    form = HoldForm(request.POST or None, initial={"reason": report.hold_reason})
    if form.is_bound and form.is_valid():
        replying.hold(report, reason=form.cleaned_data["reason"], by=request.user)
        return redirect(report)
    return form_page(request, form, title=_("Keep on hold"), back=report.get_absolute_url())
