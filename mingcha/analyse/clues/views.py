"""One clue in one look, the rows behind it, and all about one subject."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.analyse.clues import actions, queries
from mingcha.analyse.clues.forms import DutyForm
from mingcha.analyse.clues.models import AreaDuty, Clue
from mingcha.analyse.clues.permissions import divides_areas
from mingcha.analyse.clues.workflow import WORKFLOW
from mingcha.analyse.datasets.contracts.declaration import AREAS
from mingcha.analyse.supervision.queries import precisions
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import record_page
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body


def _clue(request: SignedInRequest, pk: uuid.UUID) -> Clue:
    seen = Clue.objects.visible_to(request.user)
    known = seen.select_related(
        "office", "task__round", "task__organisation", "run", "assigned_to", "judged_by", "agreed_by"
    )
    return get_object_or_404(known, pk=pk)


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    clue = _clue(request, pk)
    audit.read(clue, by=request.user)
    others = queries.others_on(clue, request.user)
    return record_page(
        request,
        clue,
        "clues/detail.html",
        workflow=WORKFLOW,
        model=clue.model,
        area=AREAS.get(clue.area, clue.area),
        evidence=queries.evidence_of(clue),
        others=others,
        combined=round(queries.combined_score([clue, *others]) * 100),
        precision=precisions(request.user).get(clue.model_code),
        relating=queries.tells_of_relations(clue),
    )


@never_cache
@require_safe
def rows(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The very rows the hit stands on."""
    clue = _clue(request, pk)
    tables = actions.open_rows(clue, by=request.user)
    context = {
        "title": _("The rows behind the clue"),
        "clue": clue,
        "tables": tables,
        "most": queries.MOST_ROWS,
    }
    return render(request, "clues/rows.html", context)


@never_cache
@require_safe
def relations(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Who is tied to whom by those rows, drawn and listed."""
    clue = _clue(request, pk)
    relating = actions.open_relations(clue, by=request.user)
    context = {"title": _("Relation graph"), "clue": clue, "relating": relating}
    return render(request, "clues/relations.html", context)


@require_http_methods(["GET", "POST"])
def areas(request: SignedInRequest) -> HttpResponse:
    """Who in the office is in charge of which area; its head says so."""
    if not divides_areas(request.user):
        raise NotAllowed(_("The areas are divided within the office."))
    office = Body.objects.filter(pk__in=rights_of(request.user).headed_offices).order_by("pk").first()
    form = DutyForm(request.POST or None, office=office) if office else None
    if request.method == "POST":
        if form is None or office is None:
            raise NotAllowed(_("Only the head of the office says who is in charge of an area."))
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.put_in_charge(given["person"], office=office, area=given["area"], by=request.user)
            except Invalid as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("clues:areas")
    duties = AreaDuty.objects.visible_to(request.user).select_related("person", "office")
    context = {"title": _("Areas and who is in charge"), "form": form, "duties": duties}
    return render(request, "clues/areas.html", context, status=422 if form and form.is_bound else 200)


@require_POST
def end_charge(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    duty = get_object_or_404(AreaDuty.objects.visible_to(request.user), pk=pk)
    actions.end_charge(duty, by=request.user)
    return redirect("clues:areas")
