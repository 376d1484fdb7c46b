"""The pages of proposals: asking, looking, changing, comparing; and recusal by the records."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.prepare.forming import actions, queries
from mingcha.prepare.forming.forms import AskAgainForm, ChangeForm, ProposeForm, RulesForm
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.permissions import forms, sees_proposals, sets_rules
from mingcha.prepare.forming.queries import Scheduled, Sheet
from mingcha.prepare.forming.solving.checking import faults
from mingcha.prepare.forming.solving.model import Condition
from mingcha.prepare.forming.solving.problem import Seat
from mingcha.prepare.forming.solving.reasons import why_not, why_short
from mingcha.prepare.forming.workflow import PROPOSALS
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.models import Membership
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body
from mingcha.registry.talent.models import Talent

asks = require_http_methods(["GET", "POST"])
MOST_EXPLAINED = 200  # people without a seat whose reason is worked out for the page
ROLES = dict(Membership.Role.choices)


def _get(request: SignedInRequest, pk: uuid.UUID) -> TeamProposal:
    seen = TeamProposal.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("round", "office", "made_by", "job", "adopted_by"), pk=pk)


def _get_own(request: SignedInRequest, pk: uuid.UUID) -> TeamProposal:
    proposal = _get(request, pk)
    if not forms(request.user, proposal):
        raise NotAllowed(_("Only the office's staff form its teams."))
    return proposal


def _get_round(request: SignedInRequest, pk: uuid.UUID) -> Round:
    """A round of one's own office; who does not form its teams does not know this page."""
    found = get_object_or_404(Round.objects.visible_to(request.user).select_related("office"), pk=pk)
    if not forms(request.user, found):
        raise NotAllowed(_("Only the office's staff form its teams."))
    return found


@asks
def propose(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for teams of a round."""
    in_round = _get_round(request, pk)
    form = ProposeForm(request.POST or None, of=in_round, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.propose(
            in_round,
            name=given["name"],
            teams=form.teams(),
            based_on=given["based_on"],
            by=request.user,
            **form.limits(),
        )
        return redirect(made)
    title = _("Propose teams for %(round)s") % {"round": in_round}
    back, intro = in_round.get_absolute_url(), form.scheduled and _scheduled_told(form.scheduled)
    return form_page(request, form, title=title, submit=_("Work it out"), back=back, intro=intro)


def _scheduled_told(found: Scheduled) -> str:
    facts = {"schedule": found.planned.proposal, "count": found.count}
    if found.home_of:
        text = _(
            "Filled in from the schedule “%(schedule)s”: %(count)s teams, what each inspects and where it "
            "comes from. Change what you want."
        )
    else:
        text = _(
            "Filled in from the schedule “%(schedule)s”: %(count)s teams and what each inspects. "
            "Change what you want."
        )
    return text % facts


@dataclass(frozen=True)
class Place:
    """One person on a card."""

    key: str
    role: str
    talent: Talent
    load: int
    pinned: bool


@dataclass(frozen=True)
class Card:
    """One team as the page shows it."""

    key: str
    name: str
    organisations: list[str]
    places: list[Place]
    seats: int

    @property
    def empty(self) -> int:
        return max(0, self.seats - len(self.places))


def _cards(proposal: TeamProposal, sheet: Sheet) -> list[Card]:
    people = queries.roles_in(sheet, proposal.answer)
    pinned = {pin.person for pin in proposal.pinned}
    return [
        Card(
            key,
            name,
            [str(task.organisation) for task in sheet.tasks[key]],
            [_place(sheet, role, one, str(one.pk) in pinned) for role, one in people[key]],
            sheet.problem.team[key].seats,
        )
        for key, name in sheet.names.items()
    ]


def _place(sheet: Sheet, role: str, talent: Talent, pinned: bool) -> Place:
    key = str(talent.pk)
    return Place(key, str(ROLES[role]), talent, sheet.problem.person[key].load, pinned)


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Cards of the teams, what is lacking, and who was not chosen, each with the reason."""
    proposal = _get(request, pk)
    audit.read(proposal, by=request.user)
    sheet = queries.sheet_of(proposal)
    changes = forms(request.user, proposal) and proposal.status == TeamProposal.Status.SOLVED
    others = proposal.round.team_proposals.exclude(pk=proposal.pk).filter(status__in=("solved", "adopted"))
    context: dict[str, Any] = {
        "cards": _cards(proposal, sheet) if proposal.seats else [],
        "changes": changes,
        "works_out": forms(request.user, proposal)
        and proposal.status in PROPOSALS.moves["ask_again"].sources,
        "again_form": AskAgainForm(initial={"seconds": proposal.seconds}),
        "conflict": queries.conflict_told(sheet, [Condition(*row) for row in proposal.conflict]),
        "others": others.order_by("created_at"),
        "stale": _stale(proposal, sheet),
        "by_hand": _by_hand(proposal, sheet),
        **(_reasons(proposal, sheet) if proposal.seats else {}),
    }
    return record_page(request, proposal, "forming/detail.html", workflow=PROPOSALS, **context)


def _stale(proposal: TeamProposal, sheet: Sheet) -> list[str]:
    """What has changed in the records since it was worked out, told before anybody adopts it."""
    if proposal.status != TeamProposal.Status.SOLVED:
        return []
    return [queries.fault_told(sheet, one) for one in faults(sheet.problem, proposal.answer)]


def _by_hand(proposal: TeamProposal, sheet: Sheet) -> list[tuple[str, str, str]]:
    """Conditions set by hand: person, what, and the address part that takes it back."""
    rows = [
        (pin.person, _("%(name)s: in %(team)s") % _facts(sheet, pin.person, pin.team), "unpin")
        for pin in proposal.pinned
    ]
    for person, team in proposal.shut_out:
        words = _("%(name)s: not in %(team)s") if team else _("%(name)s: in no team")
        rows.append((person, words % _facts(sheet, person, team), "allow"))
    return sorted(rows, key=lambda one: one[1])


def _facts(sheet: Sheet, person: str, team: str) -> dict[str, str]:
    return {"name": sheet.name(person), "team": sheet.names.get(team, team)}


def _reasons(proposal: TeamProposal, sheet: Sheet) -> dict[str, Any]:
    seats = [one for one in proposal.answer if one.person in sheet.talents]
    left_out = why_not(sheet.problem, seats)
    return {
        "short": [queries.short_told(sheet, one) for one in why_short(sheet.problem, seats)],
        "left_out": [
            (sheet.talents[one.person], queries.why_not_told(sheet, one)) for one in left_out[:MOST_EXPLAINED]
        ],
        "left_out_count": len(left_out),
        "used": len(seats),
        "most_days": max((sheet.problem.person[one.person].load for one in seats), default=0),
    }


@asks
def change(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Pin, leave out or swap: the effect is told before it is saved."""
    proposal = _get_own(request, pk)
    sheet = queries.sheet_of(proposal)
    seated = {one.person: one.team for one in proposal.answer}
    asked = {name: request.GET[name] for name in ("kind", "person", "team") if name in request.GET}
    form = ChangeForm(
        request.POST or None,
        sheet=sheet,
        seated=seated,
        initial={"version": proposal.version, "kind": "swap", **asked},
    )
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        if (seats := form.told_seats()) is not None:
            version = form.cleaned_data["version"]
            actions.change_proposal(proposal, form.change, seats=seats, version=version, by=request.user)
            messages.success(request, _("The proposal is changed."))
            return redirect(proposal)
        context = _told(sheet, form, actions.effect_of(proposal, form.change, sheet))
    title = _("Change %(proposal)s") % {"proposal": proposal}
    back = proposal.get_absolute_url()
    filled = {"form": form, "title": title, "back": back, "submit": _("Show the effect"), **context}
    wrong = form.is_bound and not context
    return render(request, "forming/change.html", filled, status=422 if wrong else 200)


def _told(sheet: Sheet, form: ChangeForm, effect: actions.Effect) -> dict[str, Any]:
    """The effect of a change in words, and what saves exactly that."""
    none = _("no team")
    moves = [
        (sheet.name(person), sheet.names.get(before, none), sheet.names.get(after, none))
        for person, before, after in effect.moves
    ]
    return {
        "effect": effect,
        "moves_told": moves,
        "broken": [queries.fault_told(sheet, one) for one in effect.broken],
        "sealed": form.sealed(effect.seats) if effect.may_be_saved else "",
    }


def _version(request: SignedInRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else 0


@require_POST
def relax(request: SignedInRequest, pk: uuid.UUID, what: str, person: uuid.UUID) -> HttpResponse:
    """Take back a condition set by hand."""
    deeds = {"unpin": actions.unpin, "allow": actions.allow_again}
    if what not in deeds:
        raise Http404
    proposal = _get_own(request, pk)
    deeds[what](proposal, person=str(person), version=_version(request), by=request.user)
    return redirect(proposal)


@require_POST
def again(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Work it out again in the background."""
    proposal = _get_own(request, pk)
    form = AskAgainForm(request.POST)
    seconds = form.cleaned_data["seconds"] if form.is_valid() else None
    actions.ask_again(proposal, seconds=seconds, by=request.user)
    return redirect(proposal)


@require_safe
def compare(request: SignedInRequest, pk: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Two proposals of one round side by side."""
    left, right = _get(request, pk), _get(request, other)
    if left == right or left.round_id != right.round_id:
        raise Http404
    sides = [_side(one) for one in (left, right)]
    return render(
        request,
        "forming/compare.html",
        {
            "title": _("%(left)s and %(right)s") % {"left": left, "right": right},
            "left": left,
            "right": right,
            "figures": _figures(sides),
            "rows": _rows(sides),
        },
    )


@dataclass(frozen=True)
class Side:
    """One of two proposals."""

    proposal: TeamProposal
    sheet: Sheet
    cards: dict[str, Card]

    @property
    def seats(self) -> list[Seat]:
        return [one for one in self.proposal.answer if one.person in self.sheet.talents]


def _side(proposal: TeamProposal) -> Side:
    sheet = queries.sheet_of(proposal)
    return Side(proposal, sheet, {card.key: card for card in _cards(proposal, sheet)})


def _figures(sides: list[Side]) -> list[tuple[str, list[Any]]]:
    """Key figures, one column a proposal."""
    loads = [[one.sheet.problem.person[seat.person].load for seat in one.seats] for one in sides]
    leads = [[one.sheet.problem.person[seat.person].led for seat in one.seats if seat.leads] for one in sides]
    return [
        (_("Strain"), [one.proposal.cost for one in sides]),
        (_("Least strain possible"), [one.proposal.bound for one in sides]),
        (_("People"), [len(one.seats) for one in sides]),
        (_("Empty seats"), [sum(card.empty for card in one.cards.values()) for one in sides]),
        (_("Days served in the last year, together"), [sum(days) for days in loads]),
        (_("Days served in the last year, most"), [max(days, default=0) for days in loads]),
        (_("Teams whose leader led one lately"), [sum(1 for times in led if times) for led in leads]),
    ]


def _rows(sides: list[Side]) -> list[tuple[str, list[list[tuple[Place, bool]]]]]:
    """By team: the people of each proposal, and whether the other has them there too."""
    keys = list(dict.fromkeys(key for side in sides for key in side.cards))
    rows = []
    for key in keys:
        places = [side.cards[key].places if key in side.cards else [] for side in sides]
        names = next(side.sheet.names[key] for side in sides if key in side.cards)
        rows.append((names, [_beside(places[0], places[1]), _beside(places[1], places[0])]))
    return rows


def _beside(own: list[Place], other: Iterable[Place]) -> list[tuple[Place, bool]]:
    there = {place.key for place in other}
    return [(place, place.key in there) for place in own]


# Recusal by the records


@asks
def recusal(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What the records show of members of the teams; one button puts it before whoever decides."""
    in_round = _get_round(request, pk)
    if request.method == "POST":
        count = actions.raise_hits(in_round, by=request.user)
        told = ngettext(
            "%(count)s tie is before whoever decides.", "%(count)s ties are before whoever decides.", count
        )
        messages.success(request, told % {"count": count})
        return redirect("forming:recusal", in_round.pk)
    found = queries.team_hits(in_round)
    audit.read(in_round, by=request.user, hits=len(found))
    context = {
        "title": _("Recusal by the records: %(round)s") % {"round": in_round},
        "round": in_round,
        "hits": found,
        "open": sum(hit.is_open for hit in found),
        "rules": queries.rules_of(in_round.office_id),
    }
    return render(request, "forming/recusal.html", context)


@asks
def rules(request: SignedInRequest) -> HttpResponse:
    """The office's recusal rules: everyone who forms teams reads them, the head sets them."""
    if not sees_proposals(request.user):
        raise NotAllowed(_("Only the office's staff form its teams."))
    rights = rights_of(request.user)
    office = Body.objects.filter(pk__in=rights.own_offices | rights.groups).earliest("created_at")
    known = queries.rules_of(office.pk)
    sets = sets_rules(request.user, office.pk)
    form = RulesForm(request.POST or None, rules=known)
    if request.method == "POST" and form.is_valid():
        actions.set_rules(office, form.switches(), by=request.user)
        messages.success(request, _("The rules are set. Proposals worked out from now on follow them."))
        return redirect("forming:rules")
    title = _("Recusal rules of %(office)s") % {"office": office}
    if not sets:
        return render(request, "forming/rules.html", {"title": title, "rules": known})
    return form_page(request, form, title=title, back="/")
