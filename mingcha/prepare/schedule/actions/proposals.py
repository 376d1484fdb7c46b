"""Making a proposal, its planned rounds, and its look-backs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.schedule.actions.changing import changed, clean, lock
from mingcha.prepare.schedule.models import Condition, PlannedRound, PlannedVisit, Proposal
from mingcha.prepare.schedule.permissions import may_plan_term
from mingcha.prepare.schedule.queries.priorities import last_ended, priorities
from mingcha.prepare.schedule.queries.scope import draft_rounds, inspected_in, to_plan
from mingcha.prepare.terms.models import Term
from mingcha.registry.organisations.models import Organisation

_WEIGHTS = ("all_covered", "rest_days", "delay_weight", "travel_weight", "balance_weight", "change_weight")
_ROUND = ("name", "kind", "plan_from", "plan_to", "teams", "places", "crossing", "look_backs", "homes")


@transaction.atomic
def create_proposal(
    term: Term, *, by: User, name: str, made_from: Proposal | None = None, **fields: Any
) -> Proposal:
    """A proposal over everything of the term's scope that is still to be planned.

    It begins with the term's draft rounds, or with the rounds, places and conditions of `made_from`.
    """
    Term.objects.select_for_update().get(pk=term.pk)
    if not may_plan_term(by, term):
        raise NotAllowed(_("Only the office's staff work on its schedule."))
    if term.status == Term.Status.CLOSED:
        raise NotNow(_("The term is closed."))
    if not term.snapshots.exists():
        raise NotNow(_("Take the scope of the term first: the organisations that must be inspected."))
    if made_from and made_from.term_id != term.pk:
        raise Invalid(_("The earlier proposal belongs to another term."))
    number = (term.proposals.aggregate(last=Max("number"))["last"] or 0) + 1
    kept = {field: getattr(made_from, field) for field in _WEIGHTS} if made_from else {}
    made = Proposal(
        term=term, office_id=term.office_id, number=number, name=name, made_by=by, made_from=made_from,
        **(kept | fields),
    )  # fmt: skip
    clean(made)
    made.save(force_insert=True)
    rounds = _copy_rounds(made, made_from) if made_from else _take_draft_rounds(made)
    visits = _take_visits(made, made_from, rounds)
    if made_from:
        _copy_conditions(made, made_from, rounds, visits, by)
    audit.record("proposal.create", made, by=by, name=name, organisations=len(visits), rounds=len(rounds))
    return made


def _take_draft_rounds(made: Proposal) -> dict[UUID, PlannedRound]:
    """The term's draft rounds, by the round's key, with room for what they hold."""
    found = {}
    for one in draft_rounds(made.term):
        count = len(one.tasks.all())
        found[one.pk] = PlannedRound(
            proposal=made, round=one, name=one.name, kind=one.kind, plan_from=one.plan_from,
            plan_to=one.plan_to, crossing=one.cross, look_backs=one.kind == Round.Kind.LOOK_BACK,
            teams=max(1, ceil(count / 2)), places=2,
        )  # fmt: skip
    PlannedRound.objects.bulk_create(found.values())
    return found


def _copy_rounds(made: Proposal, earlier: Proposal) -> dict[UUID, PlannedRound]:
    """The rounds of an earlier proposal that can still be planned, by the earlier row's key."""
    gone = [status for status in Round.Status.values if status != Round.Status.DRAFT]
    rows = earlier.rounds.exclude(round__status__in=gone)
    found = {
        one.pk: PlannedRound(
            proposal=made, round_id=one.round_id, **{name: getattr(one, name) for name in _ROUND}
        )
        for one in rows
    }
    PlannedRound.objects.bulk_create(found.values())
    return found


def _take_visits(
    made: Proposal, earlier: Proposal | None, rounds: dict[UUID, PlannedRound]
) -> list[PlannedVisit]:
    """Every organisation still to be planned, where it stands in the draft rounds or the earlier proposal."""
    keys = list(to_plan(made.term).values_list("organisation_id", flat=True))
    kinds = PlannedVisit.Kind
    wanted: list[tuple[UUID, str]] = [(key, kinds.MAIN) for key in keys]
    if earlier:
        stands = {
            (visit.organisation_id, visit.kind): (
                rounds.get(visit.planned_round_id) if visit.planned_round_id else None,
                visit.team,
            )
            for visit in earlier.visits.all()
        }
        wanted += [(key, kind) for key, kind in stands if kind == kinds.LOOK_BACK]
    else:
        stands = {
            (task.organisation_id, kinds.MAIN): (planned, None)
            for planned in rounds.values()
            if planned.round
            for task in planned.round.tasks.all()
        }
    everyone = {key for key, _kind in wanted}
    ended, weighed = last_ended(everyone), priorities(made.term, everyone)
    rows = []
    for key, kind in wanted:
        planned, team = stands.get((key, kind)) or (None, None)
        rows.append(
            PlannedVisit(
                proposal=made, organisation_id=key, kind=kind, planned_round=planned,
                team=team if planned else None, priority=weighed[key].value, last_ended_on=ended.get(key),
            )
        )  # fmt: skip
    return PlannedVisit.objects.bulk_create(rows, batch_size=1000)


def _copy_conditions(
    made: Proposal,
    earlier: Proposal,
    rounds: dict[UUID, PlannedRound],
    visits: Sequence[PlannedVisit],
    by: User,
) -> None:
    """Those whose organisations and rounds are still to be planned."""
    mine = {(visit.organisation_id, visit.kind): visit for visit in visits}
    rows = []
    for one in earlier.conditions.select_related("visit", "other"):
        visit, other = (
            mine.get((each.organisation_id, each.kind)) if each else None for each in (one.visit, one.other)
        )
        planned = rounds.get(one.planned_round_id) if one.planned_round_id else None
        lost = (one.visit_id and not visit) or (one.other_id and not other)
        if lost or (one.planned_round_id and not planned):
            continue
        kept = {name: getattr(one, name) for name in ("kind", "day", "sector", "least", "most", "reason")}
        rows.append(Condition(proposal=made, visit=visit, other=other, planned_round=planned, by=by, **kept))
    Condition.objects.bulk_create(rows)


@transaction.atomic
def edit_proposal(proposal: Proposal, *, by: User, revision: int | None = None, **fields: Any) -> None:
    """Change its name, what it asks and what things cost."""
    lock(proposal, by, revision)
    for name, value in fields.items():
        setattr(proposal, name, value)
    clean(proposal)
    changed(proposal, **fields)
    audit.record("proposal.edit", proposal, by=by, **fields)


@transaction.atomic
def save_round(
    proposal: Proposal, *, by: User, planned: PlannedRound | None = None, **fields: Any
) -> PlannedRound:
    """A new planned round, or a change of one. Days of one that is a round already are the round's."""
    lock(proposal, by)
    row = planned or PlannedRound(proposal=proposal)
    if row.proposal_id != proposal.pk:
        raise Invalid(_("The planned round belongs to another proposal."))
    for name, value in fields.items():
        setattr(row, name, value)
    clean(row)
    row.save()
    changed(proposal)
    audit.record("proposal.plan_round", proposal, by=by, name=row.name, teams=row.teams, places=row.places)
    return row


@transaction.atomic
def remove_round(planned: PlannedRound, *, by: User) -> None:
    """Take a planned round out; what was in it is left, and its conditions go with it."""
    proposal = planned.proposal
    lock(proposal, by)
    planned.visits.update(planned_round=None, team=None)
    planned.delete()
    changed(proposal)
    audit.record("proposal.remove_round", proposal, by=by, name=planned.name)


@transaction.atomic
def lay_out_rounds(
    proposal: Proposal, *, by: User, first: date, count: int, days: int, pause: int, teams: int, places: int
) -> list[PlannedRound]:
    """Several rounds one after the other, `days` long with `pause` days between, named in order."""
    lock(proposal, by)
    if first < proposal.term.starts_on:
        raise Invalid(_("The first round cannot begin before the term."))
    last = proposal.term.rounds.filter(kind=Round.Kind.REGULAR).aggregate(last=Max("number"))["last"] or 0
    start = max(last, proposal.rounds.count())
    rows = []
    for place in range(count):
        begins = first + timedelta(days=place * (days + pause))
        row = PlannedRound(
            proposal=proposal,
            name=_("%(term)s, round %(number)s") % {"term": proposal.term, "number": start + place + 1},
            plan_from=begins, plan_to=begins + timedelta(days=days - 1), teams=teams, places=places,
        )  # fmt: skip
        clean(row)
        rows.append(row)
    PlannedRound.objects.bulk_create(rows)
    changed(proposal)
    audit.record("proposal.lay_out", proposal, by=by, rounds=count, first=first)
    return rows


@transaction.atomic
def add_look_backs(
    proposal: Proposal, organisations: Sequence[Organisation], *, by: User, due: date, reason: str = ""
) -> list[PlannedVisit]:
    """Organisations whose result was fed back, to be looked at again by a day."""
    lock(proposal, by)
    keys = [one.pk for one in organisations]
    fit = set(inspected_in(proposal.term).filter(pk__in=keys).values_list("pk", flat=True))
    there = proposal.visits.filter(kind=PlannedVisit.Kind.LOOK_BACK, organisation_id__in=keys)
    present = set(there.values_list("organisation_id", flat=True))
    for one in organisations:
        if one.pk not in fit:
            raise Invalid(_("The result of “%(name)s” has not been fed back in this term.") % {"name": one})
        if one.pk in present:
            raise Invalid(_("The proposal has a look-back of “%(name)s” already.") % {"name": one})
    ended, weighed = last_ended(keys), priorities(proposal.term, keys)
    rows = PlannedVisit.objects.bulk_create(
        PlannedVisit(
            proposal=proposal, organisation=one, kind=PlannedVisit.Kind.LOOK_BACK,
            priority=weighed[one.pk].value, last_ended_on=ended.get(one.pk),
        )
        for one in organisations
    )  # fmt: skip
    Condition.objects.bulk_create(
        Condition(proposal=proposal, kind=Condition.Kind.NOT_AFTER, visit=row, day=due, by=by, reason=reason)
        for row in rows
    )
    changed(proposal)
    audit.record("proposal.look_back", proposal, by=by, organisations=[str(one) for one in organisations])
    return rows
