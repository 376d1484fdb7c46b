"""The list of proposals."""

from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ledgers import Choice, Column, Dates, Ledger, Number, Reference
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.permissions import sees_proposals

PROPOSAL_LIST = Ledger(
    name="team_proposals",
    model=TeamProposal,
    title=_l("Proposals of teams"),
    stage="prepare",
    order=45,
    columns=[
        Column("name", link=True, wide=True),
        Reference("round", wide=True),
        Choice("status"),
        Number("cost"),
        Number("bound", hidden=True),
        Column("made_by", path="made_by__full_name", label=_l("Proposed by")),
        Dates("created_at"),
    ],
    search=("name", "round__name"),
    within={"rounds.Round": "round_id"},
    select_related=("round", "made_by"),
    who=sees_proposals,
    empty=_l("No proposals yet. Open the page of a round whose teams are being formed, and make one."),
)
