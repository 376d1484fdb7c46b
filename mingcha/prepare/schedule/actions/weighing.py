"""Setting what priority is weighed by."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.schedule.actions.changing import clean
from mingcha.prepare.schedule.models import Emphasis, PriorityRule
from mingcha.prepare.schedule.permissions import may_plan_term
from mingcha.prepare.terms.models import Term
from mingcha.registry.organisations.models import Organisation


def _lock(term: Term, by: User) -> None:
    term.refresh_from_db(from_queryset=Term.objects.select_for_update())
    if not may_plan_term(by, term):
        raise NotAllowed(_("Only the office's staff set what priority is weighed by."))
    if term.status == Term.Status.CLOSED:
        raise NotNow(_("The term is closed."))


@transaction.atomic
def set_weights(
    term: Term, *, by: User, weights: Mapping[str, int], full_at: Mapping[str, int], reason: str
) -> PriorityRule:
    """A new version of the term's weights; earlier versions stay. Proposals keep what they were made with."""
    _lock(term, by)
    if not any(weights.values()):
        raise Invalid(_("At least one thing must count."))
    number = (term.priority_rules.aggregate(last=Max("number"))["last"] or 0) + 1
    made = PriorityRule(
        term=term, office_id=term.office_id, number=number, weights=dict(weights), full_at=dict(full_at),
        reason=reason, by=by,
    )  # fmt: skip
    clean(made)
    made.save(force_insert=True)
    audit.record("term.weigh", term, by=by, version=number, weights=dict(weights), reason=reason)
    return made


@transaction.atomic
def emphasise(term: Term, organisation: Organisation, *, by: User, points: int, reason: str) -> Emphasis:
    """How concentrated power is in an organisation, as the office judges it, with the reason."""
    _lock(term, by)
    if organisation.office_id != term.office_id:
        raise Invalid(_("The organisation belongs to another office."))
    row = Emphasis.objects.filter(term=term, organisation=organisation).first()
    row = row or Emphasis(term=term, office_id=term.office_id, organisation=organisation)
    row.points, row.reason, row.by = points, reason, by
    clean(row)
    row.save()
    audit.record("term.emphasise", term, by=by, organisation=str(organisation), points=points, reason=reason)
    return row
