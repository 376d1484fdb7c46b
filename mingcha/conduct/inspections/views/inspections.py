"""One inspection: its page, its arrangement, and the opening of a round's inspections."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.conduct.inspections import actions
from mingcha.conduct.inspections.forms import ArrangementForm
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.inspections.permissions import gives_comments_on, in_team, may_arrange
from mingcha.conduct.inspections.queries import activity_counts, later_lists, team_of
from mingcha.conduct.inspections.workflow import STEPS, WORKFLOW
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.foundation.ui.steps import steps_of
from mingcha.prepare.rounds.models import Round

S = Inspection.Status
# What happens at each step, and in which of the inspection's ledgers.
GUIDE = {
    S.PREPARING: (_l("The office fills in the arrangement, then issues the notice."), ""),
    S.NOTIFIED: (_l("The team's leader enters once the round is ready."), ""),
    S.ON_SITE: (
        _l("The team keeps its records, petitions and working papers; then its leader leaves the site."),
        "papers",
    ),
    S.REPORTING: (
        _l("The team drafts the report; once the secretary has heard it, the step follows of itself."),
        "reports",
    ),
    S.AWAITING_FEEDBACK: (
        _l("The office drafts the feedback; once the organisation signs for it, the step follows of itself."),
        "feedback",
    ),
    S.FED_BACK: (
        _l("The organisation writes its rectification plan; once accepted, the step follows of itself."),
        "plans",
    ),
    S.RECTIFYING: (
        _l("The organisation reports on each item; the supervisor confirms it, the office writes it off."),
        "items",
    ),
    S.EVALUATING: (_l("The office's head concludes the plan with a grade, then archives it."), "plans"),
}
DATES = {status: step.dated for status, step in STEPS.items()}


def inspection_of(request: SignedInRequest, pk: UUID) -> Inspection:
    """The inspection as those see it who work on it or read it from an office."""
    return get_object_or_404(Inspection.objects.working(request.user), pk=pk)


@require_safe
def inspection_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    seen = Inspection.objects.visible_to(request.user)
    known = seen.select_related("round", "organisation", "office", "team")
    inspection = get_object_or_404(known, pk=pk)
    if not Inspection.objects.working(request.user).filter(pk=pk).exists():
        return _told(request, inspection)
    return record_page(
        request,
        inspection,
        "inspections/detail.html",
        workflow=WORKFLOW,
        steps=steps_of(inspection, dates=DATES),
        tiles=_tiles(request, inspection),
        team=team_of(inspection),
        guide=_guide(inspection),
        may_arrange=may_arrange(request.user, inspection) and inspection.status in actions.BEFORE_LEAVING,
        may_record=in_team(request.user, inspection) and inspection.status in actions.RECORDING,
        may_comment=gives_comments_on(request.user, inspection),
    )


def _guide(inspection: Inspection) -> dict[str, Any] | None:
    text, tab = GUIDE.get(S(inspection.status), ("", ""))
    return {"text": text, "tab": tab} if text else None


def _tiles(request: SignedInRequest, inspection: Inspection) -> list[dict[str, Any]]:
    """How many records of each kind, each opening the list of them."""
    counts = activity_counts(inspection, request.user)
    return [
        {
            "label": label,
            "count": counts[kind],
            "url": ledger_url("activities", within=inspection, kind=kind),
        }
        for kind, label in Activity.Kind.choices
        if kind in counts
    ]


def _told(request: SignedInRequest, inspection: Inspection) -> HttpResponse:
    """What the inspected organisation sees: the dates, whom to call, and what it was given."""
    context = {
        "record": inspection,
        "title": inspection.round,
        "steps": steps_of(inspection, dates=DATES),
        "lists": later_lists(inspection, request.user),
    }
    return render(request, "inspections/told.html", context)


@require_http_methods(["GET", "POST"])
def arrange(request: SignedInRequest, pk: UUID) -> HttpResponse:
    inspection = inspection_of(request, pk)
    form = ArrangementForm(request.POST or None, instance=inspection)
    if form.is_bound and form.is_valid():
        actions.arrange_inspection(inspection, by=request.user, **form.cleaned_data)
        messages.success(request, _("The arrangement is saved."))
        return redirect(inspection)
    return form_page(request, form, title=_("Arrange the inspection"), back=inspection.get_absolute_url())


@require_POST
def open_round(request: SignedInRequest, pk: UUID) -> HttpResponse:
    in_round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    made = len(actions.open_inspections(in_round, by=request.user))
    if made:
        text = ngettext("%(count)s inspection is opened.", "%(count)s inspections are opened.", made)
        messages.success(request, text % {"count": made})
        return redirect(ledger_url("inspections", within=in_round))
    messages.info(request, _("Every organisation with a team has its inspection already."))
    return redirect(reverse("rounds:detail", args=[in_round.pk]))
