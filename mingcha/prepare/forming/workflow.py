"""The life of a proposal: asked, worked out, adopted or discarded."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.refusals import NotNow
from mingcha.foundation.workflow import Move, Workflow
from mingcha.prepare.forming import permissions as may
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.queries import fault_told, roles_in, sheet_of
from mingcha.prepare.forming.solving.checking import faults
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams import actions as teams

ASKED, SOLVED, IMPOSSIBLE, BROKEN_OFF, ADOPTED, DISCARDED = TeamProposal.Status


def round_forms_teams(proposal: TeamProposal) -> str | None:
    if proposal.round.status == Round.Status.FORMING:
        return None
    return _("Teams are formed once the round is approved, before it is over.")


def no_teams_yet(proposal: TeamProposal) -> str | None:
    if proposal.round.teams.exists():
        return _("The round has teams already. A proposal is adopted whole, or not at all.")
    return None


def _adopted(proposal: TeamProposal, by: User, given: dict[str, Any]) -> None:
    """Teams, their organisations and their people, all at once, as the records stand now."""
    in_round = Round.objects.select_for_update().get(pk=proposal.round_id)
    if refusal := no_teams_yet(proposal):
        raise NotNow(refusal)
    sheet = sheet_of(proposal)
    if found := faults(sheet.problem, proposal.answer):
        told = " ".join(fault_told(sheet, one) for one in found[:5])
        raise NotNow(_("The records have changed since. Work it out again: %(why)s") % {"why": told})
    made = teams.form_teams_many(in_round, [{"name": name} for name in sheet.names.values()], by=by)
    people = roles_in(sheet, proposal.answer)
    rows = []
    for key, team in zip(sheet.names, made, strict=True):
        team.round = in_round
        teams.assign_team(sheet.tasks[key], team, by=by)
        rows += [{"team": team, "user": one.user, "role": role, "duty": one.skill_names[:60]}
                 for role, one in people[key]]  # fmt: skip
    teams.add_members_many(rows, by=by)
    proposal.adopted_by = by


# fmt: off
PROPOSALS = Workflow("team_proposal", TeamProposal, [
    #    move         from                               to          who
    Move("solve",     frozenset({ASKED}),                SOLVED,     may.forms,
         label=_l("Worked out"), quiet=True),
    Move("fail",      frozenset({ASKED}),                IMPOSSIBLE, may.forms,
         label=_l("Not possible"), quiet=True, aside=True),
    Move("break_off", frozenset({ASKED}),                BROKEN_OFF, may.forms,
         label=_l("Broken off"), quiet=True, aside=True),
    Move("ask_again", frozenset({SOLVED, IMPOSSIBLE, BROKEN_OFF}), ASKED, may.forms,
         label=_l("Work out again"), quiet=True, aside=True),
    Move("adopt",     frozenset({SOLVED}),               ADOPTED,    may.forms,
         label=_l("Adopt"), needs=(round_forms_teams, no_teams_yet), then=_adopted, tone="primary"),
    Move("discard",   frozenset({ASKED, SOLVED, IMPOSSIBLE, BROKEN_OFF}), DISCARDED, may.forms,
         label=_l("Discard"), note="optional", tone="danger"),
])
# fmt: on
