"""What the adopted schedule says of a round's teams: how many, who inspects what, where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from mingcha.prepare.rounds.models import Round
from mingcha.prepare.schedule.models import PlannedRound, Proposal
from mingcha.prepare.schedule.queries.distances import COUNTY
from mingcha.registry.bodies.models import Body
from mingcha.registry.bodies.queries import subordinate_offices


@dataclass(frozen=True)
class Scheduled:
    """The teams of a planned round, from which forming begins.

    `team_of` is the number of the team by task, `home_of` the office that sends a team, by its number.
    """

    planned: PlannedRound
    count: int = 0
    team_of: dict[UUID, int] = field(default_factory=dict)
    home_of: dict[int, UUID] = field(default_factory=dict)


def scheduled(in_round: Round) -> Scheduled | None:
    """What the schedule planned of this round's organisations; None where it was not made from one."""
    adopted = PlannedRound.objects.filter(round=in_round, proposal__status=Proposal.Status.ADOPTED)
    planned = adopted.select_related("proposal").order_by("-proposal__created_at").first()
    if planned is None:
        return None
    placed = planned.visits.values_list("organisation_id", "team")
    by_organisation = {organisation: team for organisation, team in placed if team}
    tasks = in_round.tasks.select_related("organisation").filter(organisation__in=by_organisation)
    teams = {task.pk: by_organisation[task.organisation_id] for task in tasks}
    in_order = {number: place for place, number in enumerate(sorted(set(teams.values())), start=1)}
    found = Scheduled(planned, len(in_order), {pk: in_order[number] for pk, number in teams.items()})
    senders = _offices_at(planned.homes, in_round.office_id) if planned.crossing else {}
    for number, place in in_order.items():
        if senders and (home := senders.get(planned.homes[(number - 1) % len(planned.homes)])):
            found.home_of[place] = home
    return found


def _offices_at(codes: list[str], above: UUID) -> dict[str, UUID]:
    """The office below in each of these counties."""
    below = Body.objects.filter(pk__in=subordinate_offices([above])).order_by("-level", "pk")
    offices = {code[:COUNTY]: office for code, office in below.values_list("division_code", "pk")}
    return {code: offices[code[:COUNTY]] for code in codes if code[:COUNTY] in offices}
