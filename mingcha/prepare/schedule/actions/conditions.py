"""Setting conditions on a proposal, and moving one organisation by hand."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid
from mingcha.prepare.schedule.actions.changing import changed, clean, lock
from mingcha.prepare.schedule.models import Condition, PlannedRound, PlannedVisit, Proposal
from mingcha.prepare.schedule.queries.problems import posed


@transaction.atomic
def add_condition(
    proposal: Proposal, *, by: User, kind: str, revision: int | None = None, **fields: Any
) -> Condition:
    """One condition more. `fields`: visit, other, planned_round, day, sector, least, most, reason."""
    lock(proposal, by, revision)
    made = Condition(proposal=proposal, kind=kind, by=by, **fields)
    for row in (made.visit, made.other, made.planned_round):
        if row is not None and row.proposal_id != proposal.pk:
            raise Invalid(_("The condition names something of another proposal."))
    if made.visit_id and made.visit_id == made.other_id:
        raise Invalid(_("Choose another organisation than the first."))
    clean(made)
    with rules_told():
        made.save(force_insert=True)
    changed(proposal)
    audit.record("proposal.add_condition", proposal, by=by, **_facts(made))
    return made


def _facts(condition: Condition) -> dict[str, str]:
    """What the trail says of a condition."""
    about = condition.visit.organisation if condition.visit else condition.planned_round
    return {"kind": condition.kind, "about": str(about or ""), "reason": condition.reason}


@transaction.atomic
def remove_condition(condition: Condition, *, by: User) -> None:
    proposal, facts = condition.proposal, _facts(condition)
    lock(proposal, by)
    condition.delete()
    changed(proposal)
    audit.record("proposal.remove_condition", proposal, by=by, **facts)


@transaction.atomic
def move_visit(
    visit: PlannedVisit,
    to: PlannedRound | None,
    *,
    by: User,
    revision: int | None = None,
    pin: bool = False,
    reason: str = "",
) -> None:
    """Put an organisation into another round, with the nearest team that has room; `pin` keeps it there.

    What it costs and breaks was shown before; a plan that breaks a rule may be kept, but not submitted.
    """
    proposal = visit.proposal
    lock(proposal, by, revision)
    if to is not None and to.proposal_id != proposal.pk:
        raise Invalid(_("The planned round belongs to another proposal."))
    after = posed(proposal).moved(visit, to).plan
    placed = after.places.get(str(visit.pk))
    visit.planned_round, visit.team = to, int(placed.crew) if placed else None
    visit.save(update_fields=["planned_round", "team"])
    visit.conditions.filter(kind=Condition.Kind.PINNED).delete()
    if pin and to is not None:
        Condition.objects.create(
            proposal=proposal, kind=Condition.Kind.PINNED, visit=visit, planned_round=to, by=by, reason=reason
        )
    changed(proposal)
    facts = {"organisation": str(visit.organisation), "to": str(to or ""), "pinned": pin, "reason": reason}
    audit.record("proposal.move" if to else "proposal.take_out", proposal, by=by, **facts)
