"""Matching two lists: choosing them, the matching, and one pair after another."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.analyse.matching import actions, queries
from mingcha.analyse.matching.forms import ListsForm, MatchForm
from mingcha.analyse.matching.linking.explaining import reasons, starting_bits
from mingcha.analyse.matching.models import Match, Pair
from mingcha.analyse.matching.permissions import matches_lists, works_on
from mingcha.analyse.matching.workflow import WORKFLOW
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.moves import move_url
from mingcha.foundation.ui.pages import form_page, record_page

SHOWN = 10


def _refuse_outsider(request: SignedInRequest) -> None:
    if not matches_lists(request.user):
        raise NotAllowed(_("Only the office, and its teams while authorised, match lists."))


@require_http_methods(["GET", "POST"])
def match_create(request: SignedInRequest) -> HttpResponse:
    """First step: which two lists."""
    _refuse_outsider(request)
    initial = {name: request.GET[name] for name in ("kind", "left", "right") if name in request.GET}
    form = ListsForm(request.POST or None, user=request.user, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        asked = {"kind": given["kind"], "left": given["left"].pk, "right": given["right"].pk}
        return redirect(f"{reverse('matching:columns')}?{urlencode(asked)}")
    intro = _(
        "Finds the same person or company in two lists although numbers are damaged, names are written "
        "otherwise, or there is no number at all."
    )
    title, back = _("Match two lists"), ledger_url("matches")
    return form_page(request, form, title=title, submit=_("Go on"), back=back, intro=intro)


@require_http_methods(["GET", "POST"])
def match_columns(request: SignedInRequest) -> HttpResponse:
    """Second step: columns, thresholds, reason."""
    _refuse_outsider(request)
    kind, left, right = _asked(request)
    form = MatchForm(request.POST or None, kind=kind, left=left, right=right, user=request.user)
    if form.is_bound and form.is_valid():
        given: dict[str, Any] = {name: form.cleaned_data[name] for name in ("upper", "lower", "why", "task")}
        given |= {f"{side}_columns": form.columns(side) for side in ("left", "right")}
        try:
            match = actions.start_match(kind=kind, left=left, right=right, by=request.user, **given)
            return redirect(match)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
    back = f"{reverse('matching:create')}?{request.GET.urlencode()}"
    return form_page(request, form, title=_("Match two lists"), submit=_("Match"), back=back)


def _asked(request: SignedInRequest) -> tuple[str, Any, Any]:
    """The kind and the two lists that the address names, as far as the person may use them."""
    kind = request.GET.get("kind", "")
    seen = queries.versions_for(request.user)
    try:
        found = [get_object_or_404(seen, pk=UUID(request.GET.get(side, ""))) for side in ("left", "right")]
    except ValueError:
        raise Http404 from None
    if kind not in Match.Kind.values or found[0] == found[1]:
        raise Http404
    return kind, found[0], found[1]


@require_safe
def match_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    seen = Match.objects.visible_to(request.user).select_related(
        "office", "task__round", "task__organisation", "left__dataset", "right__dataset", "by", "job"
    )
    match = get_object_or_404(seen, pk=pk)
    doubts = list(queries.in_turn(match).select_related("match")[:SHOWN])
    if doubts:
        audit.read(match, by=request.user, pairs=len(doubts))
    context: dict[str, Any] = {
        "counts": queries.counts_of(match),
        "measures": queries.measures_of(match),
        "doubts": [queries.named(pair) for pair in doubts],
        "weights_told": queries.weights_told(match.trained_from),
        "again": urlencode({"kind": match.kind, "left": match.left_id, "right": match.right_id}),
        "all_url": ledger_url("pairs", within=match),
    }
    return record_page(request, match, "matching/detail.html", **context)


@never_cache
@require_safe
def pair_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Both records side by side, what agrees, how much that tells, and the buttons."""
    seen = Pair.objects.visible_to(request.user).select_related(
        "match__left__dataset", "match__right__dataset", "match__office", "decided_by"
    )
    pair = get_object_or_404(seen, pk=pk)
    match, weights = pair.match, pair.match.in_force
    audit.read(pair, by=request.user)
    following = queries.next_doubt(pair)
    left, right = (queries.field_values(pair, side) for side in ("left", "right"))
    deciding = pair.status == Pair.Status.UNDECIDED and works_on(request.user, match)
    context: dict[str, Any] = {
        "match": match,
        "reasons": reasons(pair.levels, weights, left, right),
        "starting": starting_bits(weights.prior(match.left.rows, match.right.rows)),
        "sides": queries.other_columns(pair),
        "gone": not pair.shown,
        "following": following,
        "waiting": queries.in_turn(match).count(),
        "after": (following or match).get_absolute_url(),
    }
    if deciding:
        context["moves"] = []
        context["choices"] = [
            (move_url(WORKFLOW, pair, WORKFLOW.moves[name]), WORKFLOW.moves[name], key)
            for name, key in (("same", "S"), ("different", "D"))
        ]
    return record_page(request, pair, "matching/pair.html", workflow=WORKFLOW, **context)
