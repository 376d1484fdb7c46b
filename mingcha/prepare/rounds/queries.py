"""Reads over rounds: the stepper, and which organisations a round may still take."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from mingcha.prepare.rounds.models import Round
from mingcha.registry.bodies.queries import subordinate_offices
from mingcha.registry.organisations.models import Organisation


@dataclass(frozen=True)
class Station:
    """One station of the stepper on the round's page."""

    name: str
    label: str
    state: str  # done, now, next


def stations_of(in_round: Round, codes: list[str]) -> list[Station]:
    """Where the round stands among `codes`; a stopped round stands nowhere."""
    here = codes.index(in_round.status) if in_round.status in codes else -1
    states = ["done" if place < here else "now" if place == here else "next" for place in range(len(codes))]
    return [
        Station(code, str(Round.Status(code).label), state) for code, state in zip(codes, states, strict=True)
    ]


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
