"""Asking for a schedule, and keeping what was found."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.refusals import NotNow
from mingcha.prepare.schedule.actions.changing import changed, lock
from mingcha.prepare.schedule.models import PlannedVisit, Proposal
from mingcha.prepare.schedule.solving.explain import Conflict
from mingcha.prepare.schedule.solving.search import Outcome

WORK_OUT = "work_out_schedule"
LONGEST = 3600  # seconds a person may give a search


@transaction.atomic
def ask_for_schedule(
    proposal: Proposal, *, by: User, seconds: int, seed: int = 1, revision: int | None = None
) -> Job:
    """Queue the search; it works on the proposal as it stands now."""
    lock(proposal, by, revision)
    if proposal.job and proposal.job.is_open:
        raise NotNow(_("A search is under way already. Stop it first, or wait for it."))
    if not proposal.rounds.exists():
        raise NotNow(_("Add the rounds to plan with first: when, how many teams, how many organisations."))
    if not proposal.visits.exists():
        raise NotNow(_("Nothing is left to plan in this term."))
    title = _("Schedule: %(name)s") % {"name": proposal.name}
    arguments = {"proposal_id": str(proposal.pk), "revision": proposal.revision, "seconds": seconds}
    proposal.job = jobs.enqueue(WORK_OUT, title=title, by=by, seed=seed, **arguments)
    proposal.save(update_fields=["job"])
    audit.record("proposal.solve", proposal, by=by, seconds=seconds)
    return proposal.job


@transaction.atomic
def keep_schedule(proposal: Proposal, outcome: Outcome, *, by: User, revision: int | None = None) -> None:
    """Write the plan found into the proposal, unless someone changed it meanwhile."""
    lock(proposal, by, revision)
    found: dict[str, object] = {"result": str(outcome.result), "solved_at": timezone.now()}
    if outcome.plan is not None and outcome.cost is not None:
        _place(proposal, outcome)
        found |= {"cost": outcome.cost.total, "bound": outcome.bound, "parts": asdict(outcome.cost)}
    changed(proposal, **found)
    facts = {"result": str(outcome.result), "cost": proposal.cost, "bound": proposal.bound}
    audit.record("proposal.solved", proposal, by=by, seconds=round(outcome.seconds, 1), **facts)


def _place(proposal: Proposal, outcome: Outcome) -> None:
    assert outcome.plan is not None  # noqa: S101
    rounds = {str(one.pk): one for one in proposal.rounds.all()}
    rows = list(proposal.visits.all())
    for row in rows:
        placed = outcome.plan.places.get(str(row.pk))
        row.planned_round = rounds[placed.slot] if placed else None
        row.team = int(placed.crew) if placed else None
    PlannedVisit.objects.bulk_update(rows, ["planned_round", "team"], batch_size=500)


@transaction.atomic
def keep_conflict(
    proposal: Proposal, conflict: Conflict | None, *, by: User, revision: int | None = None
) -> None:
    """No schedule exists: keep which conditions conflict. What stood in the proposal stays."""
    lock(proposal, by, revision)
    kept: dict[str, object] = {}
    if conflict:
        keys = [rule.key for rule in conflict.rules]
        kept = {"rules": keys, "proven": conflict.proven, "minimal": conflict.minimal}
    result = Proposal.Result.IMPOSSIBLE
    changed(proposal, result=str(result), conflict=kept, solved_at=timezone.now())
    audit.record("proposal.solved", proposal, by=by, result=str(result), conflict=kept)
