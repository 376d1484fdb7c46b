"""Pages of reports: reading, writing, remarks, and two versions side by side."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.conclude.reports import actions
from mingcha.conclude.reports.forms import AnswerForm, DraftForm, LineFormSet, Lines, RemarkForm
from mingcha.conclude.reports.models import Report, ReviewRemark
from mingcha.conclude.reports.permissions import drafts_somewhere, may_remark, on_the_team
from mingcha.conclude.reports.queries import difference, sections_of, sentences_of, uncited_findings
from mingcha.conclude.reports.workflow import WORKFLOW
from mingcha.conduct.findings.models import Finding
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import NotAllowed, Refusal
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page


def _get(request: SignedInRequest, pk: uuid.UUID) -> Report:
    visible = Report.objects.visible_to(request.user).select_related(
        "inspection__round", "inspection__organisation", "office", "drafted_by"
    )
    return get_object_or_404(visible, pk=pk)


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    report = _get(request, pk)
    audit.read(report, by=request.user)
    versions = list(report.versions.select_related("written_by").order_by("-no"))
    return record_page(
        request,
        report,
        "reports/detail.html",
        workflow=WORKFLOW,
        sections=sections_of(versions[0]),
        version=versions[0],
        versions=versions,
        uncited=uncited_findings(report),
        knows_findings=Finding.objects.visible_to(request.user).filter(inspection=report.inspection).exists(),
        remarks=report.remarks.select_related("by"),
        may_write=on_the_team(request.user, report) and report.status == Report.Status.DRAFT,
        may_answer=on_the_team(request.user, report),
        may_remark=may_remark(request.user, report),
    )


@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    if not drafts_somewhere(request.user):
        raise NotAllowed(_("Only a team on an inspection drafts reports."))
    kind, _sep, pk = request.GET.get("within", "").partition(":")
    initial = {"inspection": pk} if kind == Inspection._meta.label_lower else {}
    form = DraftForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        return redirect(actions.draft_report(fields.pop("inspection"), by=request.user, **fields))
    return form_page(request, form, title=_("Draft a report from the findings"), back="/ledgers/reports/")


@require_http_methods(["GET", "POST"])
def write(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    report = _get(request, pk)
    if not on_the_team(request.user, report):
        raise NotAllowed(_("Only the team of this inspection may write its report."))
    if request.method == "POST":
        return _save(request, report)
    version = report.current
    initial = [
        {
            "part": sentence.part,
            "text": sentence.text,
            "finding": sentence.finding_id,
            "exempt_reason": sentence.exempt_reason,
            "frame_item": sentence.frame_item_id,
        }
        for sentence in sentences_of(version)
    ]
    return _editor(request, report, Lines(report=report, initial=initial), str(version.revision))


def _editor(
    request: SignedInRequest, report: Report, lines: LineFormSet, revision: str, *, problem: str = ""
) -> HttpResponse:
    context = {"report": report, "lines": lines, "revision": revision, "problem": problem}
    context["overtaken"] = problem and revision != str(report.current.revision)
    status = 422 if problem or lines.is_bound else 200
    return render(request, "reports/write.html", context, status=status)


def _save(request: SignedInRequest, report: Report) -> HttpResponse:
    """Save the editor's sentences; whatever goes wrong, what was typed is shown again."""
    lines, revision = Lines(request.POST, report=report), request.POST.get("revision", "")
    if not lines.is_valid() or not revision.isdigit():
        return _editor(request, report, lines, revision, problem=_("Some sentences need mending."))
    written = [
        actions.Line(
            part=row["part"],
            text=row["text"],
            frame_item_id=row["finding"].frame_item_id
            if row["finding"]
            else getattr(row["frame_item"], "pk", None),
            finding_id=row["finding"].pk if row["finding"] else None,
            exempt_reason=row["exempt_reason"],
        )
        for row in lines.rows()
    ]
    try:
        actions.write_version(report, written, revision=int(revision), by=request.user)
    except Refusal as refusal:
        return _editor(request, report, lines, revision, problem=str(refusal))
    messages.success(request, _("The report is saved."))
    return redirect(report)


@require_safe
def compare(request: SignedInRequest, pk: uuid.UUID, old: int, new: int) -> HttpResponse:
    report = _get(request, pk)
    audit.read(report, by=request.user, compared=[old, new])
    first, second = get_object_or_404(report.versions, no=old), get_object_or_404(report.versions, no=new)
    pieces = difference(first, second)
    same = all(piece.kind == "same" for piece in pieces)
    context = {"report": report, "old": first, "new": second, "pieces": pieces, "same": same}
    return render(request, "reports/compare.html", context)


@require_http_methods(["GET", "POST"])
def remark(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    report = _get(request, pk)
    if not may_remark(request.user, report):
        raise NotAllowed(_("Only the reviewer it lies before may remark on this report."))
    form = RemarkForm(
        request.POST or None, version=report.current, initial={"sentence": request.GET.get("sentence")}
    )
    if request.method == "POST" and form.is_valid():
        actions.remark(report, by=request.user, **form.cleaned_data)
        return redirect(report)
    return form_page(request, form, title=_("Remark on the report"), back=report.get_absolute_url())


def _get_remark(request: SignedInRequest, pk: uuid.UUID) -> ReviewRemark:
    visible = ReviewRemark.objects.visible_to(request.user).select_related("report", "by")
    return get_object_or_404(visible, pk=pk)


@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    made = _get_remark(request, pk)
    if not on_the_team(request.user, made.report):
        raise NotAllowed(_("Only the team answers review remarks."))
    form = AnswerForm(request.POST or None, initial={"answer": made.answer})
    if request.method == "POST" and form.is_valid():
        actions.answer_remark(made, answer=form.cleaned_data["answer"], by=request.user)
        return redirect(made.report)
    back = made.report.get_absolute_url()
    return form_page(request, form, title=_("Answer the remark"), back=back, intro=made.text)


@require_POST
def settle(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    made = _get_remark(request, pk)
    actions.settle_remark(made, by=request.user)
    return redirect(made.report)
