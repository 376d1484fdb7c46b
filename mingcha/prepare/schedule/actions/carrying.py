"""From an adopted proposal to rounds with their tasks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import NotAllowed, NotNow
from mingcha.prepare.rounds.actions import add_tasks_many, create_round, remove_task
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.rounds.queries import next_round_number
from mingcha.prepare.schedule.models import PlannedRound, PlannedVisit, Proposal
from mingcha.prepare.schedule.permissions import may_plan
from mingcha.registry.frames.models import Frame, RuleSet


@transaction.atomic
def carry_out(planned: PlannedRound, *, by: User, frame: Frame, rule_set: RuleSet) -> Round:
    """Draft the round of an adopted proposal with its organisations, or bring its draft into line."""
    proposal = planned.proposal
    proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update())
    if not may_plan(by, proposal):
        raise NotAllowed(_("Only the office's staff work on its schedule."))
    if proposal.status != Proposal.Status.ADOPTED:
        raise NotNow(_("Only an adopted proposal is carried out."))
    planned.refresh_from_db()
    in_round = planned.round or _draft(planned, by, frame, rule_set)
    if in_round.status != Round.Status.DRAFT:
        raise NotNow(_("“%(round)s” has been submitted; its organisations can no longer change.") % {
            "round": in_round
        })  # fmt: skip
    _bring_into_line(planned, in_round, by)
    audit.record("proposal.carry_out", proposal, by=by, round=str(in_round))
    return in_round


def _draft(planned: PlannedRound, by: User, frame: Frame, rule_set: RuleSet) -> Round:
    proposal = planned.proposal
    covers: Any = ()
    if planned.kind == Round.Kind.LOOK_BACK:
        looked_at = planned.visits.values("organisation")
        covers = Round.objects.filter(
            term=proposal.term, tasks__organisation__in=looked_at, tasks__concluded_on__isnull=False
        ).distinct()
    planned.round = create_round(
        office=proposal.office,
        by=by,
        covers=covers,
        term=proposal.term,
        number=next_round_number(proposal.term_id, planned.kind),
        year=planned.plan_from.year,
        name=planned.name,
        kind=planned.kind,
        cross=planned.crossing,
        plan_from=planned.plan_from,
        plan_to=planned.plan_to,
        frame=frame,
        rule_set=rule_set,
    )
    planned.save(update_fields=["round"])
    return planned.round


def _bring_into_line(planned: PlannedRound, in_round: Round, by: User) -> None:
    """Put in what the proposal has and the round lacks; take out what the round has and it lacks."""
    there = {task.organisation_id: task for task in in_round.tasks.select_related("organisation", "round")}
    wanted: dict[UUID, PlannedVisit] = {
        visit.organisation_id: visit
        for visit in planned.visits.select_related("organisation").order_by("team", "organisation__code")
    }
    for key, task in there.items():
        if key not in wanted:
            remove_task(task, by=by)
    rows = [
        {
            "organisation": visit.organisation,
            "counts_to_coverage": visit.kind == PlannedVisit.Kind.MAIN,
            "entry_on": planned.plan_from,
            "leave_on": planned.plan_to,
        }
        for key, visit in wanted.items()
        if key not in there
    ]
    if rows:
        add_tasks_many(in_round, rows, by=by)
