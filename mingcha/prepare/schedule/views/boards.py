"""The board of a term: the whole scope at a glance, and the organisations behind every cell of it."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.prepare.schedule.permissions import may_plan_term, sees_schedule
from mingcha.prepare.schedule.queries.board import LATE, LITTLE, STATES, Board, Place, board_of, without_names
from mingcha.prepare.schedule.queries.effect import MEASURES
from mingcha.prepare.schedule.views.loading import get_term
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.terms.models import Term
from mingcha.registry.organisations.models import Organisation

ON_A_PAGE = 50
FILTERS = ("sector", "level", "state", "round")


@require_safe
def boards(request: SignedInRequest) -> HttpResponse:
    """The board of the current term of one's own office, else of the first that one sees."""
    if not sees_schedule(request.user):
        raise NotAllowed(_("Coverage is for offices, leading groups and committees."))
    terms = Term.objects.visible_to(request.user).exclude(status=Term.Status.DRAFT)
    own = rights_of(request.user).own_offices
    ordered = sorted(
        terms, key=lambda term: (term.office_id not in own, term.status, -term.starts_on.toordinal())
    )
    if ordered:
        return redirect("schedule:board", ordered[0].pk)
    return render(request, "schedule/board.html", {"title": _("Coverage board"), "board": None})


@require_safe
def board(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    term = get_term(request, pk)
    made = board_of(term)
    without_names(made.places, rights_of(request.user).recused_organisations)
    asked = {name: request.GET[name] for name in FILTERS if name in request.GET}
    of_level = [one for one in made.places if asked.get("level") in (None, "", one.level)]
    context: dict[str, Any] = {
        "title": _("Coverage board of “%(term)s”") % {"term": term},
        "term": term,
        "terms": Term.objects.visible_to(request.user)
        .select_related("office")
        .order_by("office", "-starts_on"),
        "keeps": may_plan_term(request.user, term) and term.status != Term.Status.CLOSED,
        "board": made,
        "lines": made.lines(of_level),
        "levels": _levels(made),
        "level": asked.get("level", ""),
        "states": [(state, label, made.states[state]) for state, label in STATES.items()],
        "late": LATE,
        "little": LITTLE,
        "medians": _medians(made),
        "measures": list(MEASURES.values()),
        **_listed(request, made, asked),
    }
    return render(request, "schedule/board.html", context)


def _levels(made: Board) -> list[tuple[str, str]]:
    present = {place.level for place in made.places}
    return [(code, str(label)) for code, label in Organisation.Level.choices if code in present]


def _listed(request: SignedInRequest, made: Board, asked: dict[str, str]) -> dict[str, Any]:
    """The organisations asked for, page by page; nothing until a cell was opened."""
    if not set(asked) - {"level"}:
        return {"page": None}
    found = [place for place in made.places if _fits(place, asked)]
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    names = {one.key: one.name for one in made.headings}
    return {
        "page": page,
        "rows": [(place, names.get(place.column, "")) for place in page],
        "query": "&" + urlencode(asked),
        "asked": asked,
    }


def _fits(place: Place, asked: dict[str, str]) -> bool:
    own = {"sector": place.sector, "level": place.level, "state": place.state, "round": place.column}
    whole = {"none": ""}  # what is in no round
    return all(whole.get(value, value) == own[name] for name, value in asked.items() if value)


def _medians(made: Board) -> list[tuple[str, list[float]]]:
    """By sector; the whole term first."""
    labels = {"": _("Whole term"), **dict(Organisation.Sector.choices)}
    return [
        (str(labels[sector]), [medians[name] for name in MEASURES])
        for sector, medians in made.effect.medians.items()
    ]
