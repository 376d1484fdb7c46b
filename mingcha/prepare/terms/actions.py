"""Every write to terms and their scopes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.terms.models import ScopeEntry, ScopeSnapshot, Term
from mingcha.prepare.terms.permissions import may_keep
from mingcha.prepare.terms.workflow import WORKFLOW
from mingcha.registry.bodies.models import Body
from mingcha.registry.organisations.models import Organisation


@transaction.atomic
def create_term(*, office: Body, by: User, **fields: Any) -> Term:
    """A term in preparation. `fields`: name, number, starts_on, ends_on."""
    term = Term(office=office, **fields)
    if not may_keep(by, term):
        raise NotAllowed(_("Only the office's staff keep its terms."))
    _clean(term)
    term.save(force_insert=True)
    audit.record("term.create", term, by=by, **fields)
    return term


@transaction.atomic
def edit_term(term: Term, *, by: User, **fields: Any) -> None:
    """Change a term that is not closed."""
    term.refresh_from_db(from_queryset=Term.objects.select_for_update())
    if not may_keep(by, term):
        raise NotAllowed(_("Only the office's staff keep its terms."))
    if term.status == Term.Status.CLOSED:
        raise NotNow(_("The term is closed."))
    for name, value in fields.items():
        setattr(term, name, value)
    _clean(term)
    term.save(update_fields=list(fields))
    audit.record("term.edit", term, by=by, **fields)


@transaction.atomic
def take_snapshot(
    term: Term,
    *,
    by: User,
    on: date | None = None,
    note: str = "",
    organisations: Iterable[Organisation] | None = None,
) -> ScopeSnapshot:
    """Fix which organisations must be inspected: those the office answers for that are active now.

    `organisations` limits them where the committee's list leaves some out.
    """
    Term.objects.select_for_update().get(pk=term.pk)
    if not may_keep(by, term):
        raise NotAllowed(_("Only the office's staff keep its terms."))
    if term.status == Term.Status.CLOSED:
        raise NotNow(_("The term is closed."))
    on = on or timezone.localdate()
    found = Organisation.objects.filter(office_id=term.office_id, is_active=True)
    if organisations is not None:
        found = found.filter(pk__in=[organisation.pk for organisation in organisations])
    chosen = list(found)
    if not chosen:
        raise Invalid(_("The office has no active organisation to put in scope."))
    snapshot = ScopeSnapshot.objects.create(
        term=term, office_id=term.office_id, taken_on=on, by=by, note=note
    )
    ScopeEntry.objects.bulk_create((_entry(snapshot, row) for row in chosen), batch_size=2000)
    audit.record("term.take_scope", term, by=by, on=on, organisations=len(chosen), note=note)
    return snapshot


def _entry(snapshot: ScopeSnapshot, organisation: Organisation) -> ScopeEntry:
    return ScopeEntry(
        snapshot=snapshot,
        office_id=snapshot.office_id,
        organisation=organisation,
        sector=organisation.sector,
        level=organisation.level,
    )


def begin_term(term: Term, *, by: User) -> None:
    WORKFLOW.perform(term, "begin", by=by)


def close_term(term: Term, *, by: User, reason: str) -> None:
    WORKFLOW.perform(term, "close", by=by, note=reason)


def _clean(term: Term) -> None:
    try:
        term.full_clean()
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from error
