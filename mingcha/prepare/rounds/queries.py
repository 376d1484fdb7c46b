"""Reads over rounds: which organisations a round may still take, and what a round offers."""

from uuid import UUID

from django.db.models import Max, Q, QuerySet

from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.terms.models import Term
from mingcha.registry.bodies.queries import subordinate_offices
from mingcha.registry.organisations.models import Organisation


def offices_within(in_round: Round) -> set[UUID]:
    """Whose organisations the round may inspect: its own; those below where levels work together."""
    own = {in_round.office_id}
    if in_round.joint or in_round.cross or in_round.upgraded:
        return own | subordinate_offices(own)
    return own


def organisations_for(in_round: Round, search: str = "", sector: str = "") -> QuerySet[Organisation]:
    """Active organisations the round may inspect and does not yet."""
    found = Organisation.objects.filter(office_id__in=offices_within(in_round), is_active=True)
    found = found.exclude(tasks__round=in_round)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(code__startswith=search))
    if sector:
        found = found.filter(sector=sector)
    return found.order_by("sector", "code")


def next_round_number(term_id: UUID, kind: str) -> int:
    last = Round.objects.filter(term_id=term_id, kind=kind).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def terms_for(user: User) -> QuerySet[Term]:
    """The terms a person may plan rounds in."""
    return Term.objects.filter(office_id__in=rights_of(user).own_offices).exclude(status=Term.Status.CLOSED)


def earlier_rounds(user: User) -> QuerySet[Round]:
    """The rounds a look-back of this person's office may look back on."""
    return Round.objects.filter(office_id__in=rights_of(user).own_offices).exclude(status__in=Round.PLANNED)


def known_tasks(in_round: Round, codes: list[str]) -> dict[str, Task]:
    """The tasks of a round by the code of their organisation."""
    found = in_round.tasks.filter(organisation__code__in=codes).select_related("organisation")
    return {task.organisation.code: task for task in found}
