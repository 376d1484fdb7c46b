"""What of a term's scope is still to be planned."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.terms.models import ScopeEntry, Term
from mingcha.prepare.terms.queries import with_coverage
from mingcha.registry.organisations.models import Organisation


def to_plan(term: Term) -> QuerySet[ScopeEntry]:
    """In scope, entered by no counted task, and in no round that has left the drafting table."""
    today = timezone.localdate()
    entries = with_coverage(ScopeEntry.objects.filter(snapshot=term.scope_on(today)), today)
    settled = Task.objects.filter(round__term=term, counts_to_coverage=True).exclude(
        round__status__in=[Round.Status.DRAFT, *Round.OVER]
    )
    rows = entries.filter(Q(entered=False)).exclude(organisation__in=settled.values("organisation"))
    return rows.filter(organisation__is_active=True).select_related("organisation")


def inspected_in(term: Term) -> QuerySet[Organisation]:
    """Organisations whose inspection in this term was fed back: those a look-back may go to."""
    fed_back = Task.objects.filter(Q(round__term=term), concluded_on__isnull=False)
    return Organisation.objects.filter(pk__in=fed_back.values("organisation"), is_active=True)


def draft_rounds(term: Term) -> QuerySet[Round]:
    """Rounds of the term whose organisations may still be changed."""
    return term.rounds.filter(status=Round.Status.DRAFT).prefetch_related("tasks").order_by("plan_from")


def scope_of(term: Term) -> QuerySet[ScopeEntry]:
    """The newest scope of the term; nothing where none was taken."""
    return ScopeEntry.objects.filter(snapshot=term.scope_on(timezone.localdate()))
