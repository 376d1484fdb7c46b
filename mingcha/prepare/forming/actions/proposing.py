"""Asking for a proposal and working it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.jobs.actions import enqueue
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.permissions import forms
from mingcha.prepare.forming.queries import problem_of
from mingcha.prepare.forming.solving.conflicts import conflict
from mingcha.prepare.forming.solving.greedy import form_by_hand
from mingcha.prepare.forming.solving.search import IMPOSSIBLE, Outcome, Watch, solve
from mingcha.prepare.forming.workflow import PROPOSALS
from mingcha.prepare.rounds.models import Round

TASK = "form_teams"
BY_HAND_SECONDS = 1.0  # a first answer, from which the search goes on
EXPLAIN_SECONDS = 60.0


@transaction.atomic
def propose(
    in_round: Round,
    *,
    name: str,
    teams: Sequence[dict[str, Any]],
    by: User,
    based_on: TeamProposal | None = None,
    **limits: Any,
) -> TeamProposal:
    """Ask for teams; a job works them out. `teams`: key, name, seats, least, skills, must, tasks each.

    `based_on` brings the pins and exclusions of another proposal of the round, and its answer to begin from.
    """
    in_round.refresh_from_db(from_queryset=Round.objects.select_for_update())
    if not forms(by, in_round):
        raise NotAllowed(_("Only the office's staff form its teams."))
    if in_round.status != Round.Status.FORMING:
        raise NotNow(_("Teams are formed once the round is approved, before it is over."))
    _refuse_odd_teams(in_round, teams)
    if based_on and based_on.round_id != in_round.pk:
        raise Invalid(_("The proposal belongs to another round."))
    made = TeamProposal(
        round=in_round, office_id=in_round.office_id, name=name, teams=list(teams), made_by=by, **limits
    )
    if based_on:
        keys = {row["key"] for row in teams}
        made.pins = [row for row in based_on.pins if row[1] in keys]
        made.excluded = [row for row in based_on.excluded if row[1] in keys | {""}]
        made.seats = [row for row in based_on.seats if row[0] in keys]
    made.job = enqueue(TASK, title=name, by=by, proposal_id=str(made.pk))
    made.save(force_insert=True)
    audit.record("team_proposal.make", made, by=by, name=name, teams=len(teams))
    return made


def _refuse_odd_teams(in_round: Round, teams: Sequence[dict[str, Any]]) -> None:
    """Every organisation has one team, every team an organisation, and sizes that make sense."""
    given = [task for row in teams for task in row["tasks"]]
    known = {str(pk) for pk in in_round.tasks.values_list("pk", flat=True)}
    if set(given) != known or len(given) != len(known):
        raise Invalid(_("Give every organisation of the round to one team."))
    for row in teams:
        if not row["tasks"]:
            raise Invalid(_("%(team)s has no organisation to inspect.") % {"team": row["name"]})
        if not 1 <= row["least"] <= row["seats"]:
            raise Invalid(_("A team has at least as many seats as the fewest people it may have."))
        if set(row["must"]) - set(row["skills"]):
            raise Invalid(_("What a team must have is among the skills asked for."))


@transaction.atomic
def ask_again(proposal: TeamProposal, *, by: User, seconds: int | None = None) -> TeamProposal:
    """Work it out again, from the answer there is, under the conditions set meanwhile."""
    given: dict[str, Any] = {"seconds": seconds} if seconds else {}
    PROPOSALS.perform(proposal, "ask_again", by=by, **given)
    proposal.job = enqueue(TASK, title=proposal.name, by=by, proposal_id=str(proposal.pk))
    proposal.version += 1
    proposal.save(update_fields=["job", "version"])
    return proposal


def work_out(proposal: TeamProposal, *, by: User, watch: Watch | None = None) -> Outcome:
    """Search for the answer, keep it, or say what cannot be had together. Called by the job.

    What was found when `watch` broke the search off is kept. Bears repeating: an answered proposal stays.
    """
    problem = problem_of(proposal)
    hint = proposal.answer or form_by_hand(problem, seconds=BY_HAND_SECONDS)
    known = [one for one in hint if one.person in problem.person and one.team in problem.team]
    outcome = solve(problem, seconds=proposal.seconds, hint=known, near=proposal.answer, watch=watch)
    if outcome.seats:
        _keep(proposal, outcome, by=by)
    elif outcome.status == IMPOSSIBLE:
        found = conflict(problem, seconds=EXPLAIN_SECONDS)
        named = [[one.code, one.team, one.person, one.about] for one in found.conditions] if found else []
        PROPOSALS.perform(proposal, "fail", by=by, conflict=named, seats=[], cost=None, bound=None)
    else:
        PROPOSALS.perform(proposal, "break_off", by=by)
    return outcome


def _keep(proposal: TeamProposal, outcome: Outcome, *, by: User) -> None:
    seats = [[one.team, one.person, one.leads] for one in outcome.seats]
    given: dict[str, Any] = {"seats": seats, "cost": outcome.cost, "bound": outcome.bound, "conflict": []}
    PROPOSALS.perform(proposal, "solve", by=by, **given)
