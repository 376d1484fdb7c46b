"""The lists of proposals and of the organisations one places."""

from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ledgers import Choice, Column, Dates, Ledger, Number, Reference
from mingcha.prepare.schedule.models import PlannedVisit, Proposal
from mingcha.prepare.schedule.permissions import plans_somewhere, sees_schedule

PROPOSALS = Ledger(
    name="proposals",
    model=Proposal,
    title=_l("Schedule proposals"),
    stage="prepare",
    order=14,
    columns=[
        Column("name", link=True, wide=True),
        Reference("term"),
        Number("number"),
        Choice("status"),
        Choice("result"),
        Number("cost"),
        Dates("solved_at", hidden=True),
        Dates("adopted_on"),
        Reference("made_by", hidden=True),
    ],
    search=("name",),
    sort="-created_at",
    within={"terms.Term": "term_id"},
    select_related=("term", "made_by"),
    create=("schedule:create", plans_somewhere),
    who=sees_schedule,
    empty=_l("No proposals yet. Make one for the current term."),
)

PLANNED_VISITS = Ledger(
    name="planned_visits",
    model=PlannedVisit,
    title=_l("Planned inspections"),
    stage="prepare",
    order=15,
    nav=False,
    columns=[
        Reference("organisation", link=True, wide=True),
        Reference("planned_round"),
        Number("team"),
        Choice("kind"),
        Number("priority"),
        Choice("sector", path="organisation__sector", label=_l("Sector")),
        Choice("level", path="organisation__level", label=_l("Level")),
        Dates("last_ended_on"),
        Reference("proposal", hidden=True),
    ],
    search=("organisation__name", "organisation__code"),
    sort="-priority",
    within={
        "schedule.Proposal": "proposal_id",
        "organisations.Organisation": "organisation_id",
    },
    select_related=("organisation", "planned_round", "proposal"),
    who=sees_schedule,
    empty=_l("Nothing to plan: every organisation in scope is inspected or in a round already."),
)
