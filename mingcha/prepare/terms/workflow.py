"""A term is prepared, runs, and is closed. An office has one current term."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.refusals import NotNow
from mingcha.foundation.workflow import Move, Workflow
from mingcha.prepare.terms.models import Term
from mingcha.prepare.terms.permissions import heads_office
from mingcha.registry.bodies.models import Body

DRAFT, CURRENT, CLOSED = Term.Status


def has_scope(term: Term) -> str | None:
    if term.snapshots.exists():
        return None
    return _("Take the scope of the term first: the organisations that must be inspected.")


def no_other_current(term: Term) -> str | None:
    other = Term.objects.filter(office_id=term.office_id, status=CURRENT).exclude(pk=term.pk).first()
    if other is None:
        return None
    return _("“%(term)s” is still the current term of this office. Close it first.") % {"term": other}


def no_open_round(term: Term) -> str | None:
    if count := term.rounds.exclude(status__in=("archived", "stopped")).count():
        return _("%(count)s rounds of the term are not archived yet.") % {"count": count}
    return None


def _only_one(term: Term, by: User, given: dict[str, Any]) -> None:
    """Two terms begun at once: the office's row lets one through, the second finds the first."""
    Body.objects.select_for_update().get(pk=term.office_id)
    if refusal := no_other_current(term):
        raise NotNow(refusal)


# fmt: off
WORKFLOW = Workflow("term", Term, [
    #    move     from                  to       who
    Move("begin", frozenset({DRAFT}),   CURRENT, heads_office, needs=(has_scope, no_other_current),
         then=_only_one, label=_l("Begin the term"), tone="primary"),
    Move("close", frozenset({CURRENT}), CLOSED,  heads_office, needs=(no_open_round,), note="required",
         label=_l("Close the term")),
])
# fmt: on
