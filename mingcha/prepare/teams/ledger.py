"""The lists of teams, of the people in them, of recusals and of authorisations."""

from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ledgers import Bulk, Choice, Column, Dates, Ledger, Number, Reference
from mingcha.prepare.teams.models import Authorisation, Membership, RecusalDeclaration, Team
from mingcha.prepare.teams.permissions import decides_any, sees_teams
from mingcha.prepare.teams.queries import holding
from mingcha.prepare.teams.workflow import RECUSALS

TEAMS = Ledger(
    name="teams",
    model=Team,
    title=_l("Teams"),
    stage="prepare",
    order=50,
    columns=[
        Column("name", link=True, wide=True),
        Reference("round", wide=True),
        Reference("office"),
        Number("number", hidden=True),
    ],
    search=("name", "round__name"),
    sort="-created_at",
    within={"rounds.Round": "round_id", "bodies.Body": "office_id"},
    select_related=("round", "office"),
    who=sees_teams,
    empty=_l("No teams yet. They are formed on the page of an approved round."),
)

MEMBERSHIPS = Ledger(
    name="memberships",
    model=Membership,
    title=_l("People in teams"),
    stage="prepare",
    order=60,
    columns=[
        Column("user", path="user__full_name", label=_l("Person"), link=True),
        Choice("role"),
        Column("duty", hidden=True),
        Reference("team"),
        Reference("round", wide=True),
        Dates("since"),
        Dates("until"),
    ],
    search=("user__full_name", "team__name", "duty"),
    sort="-since",
    within={"rounds.Round": "round_id", "teams.Team": "team_id"},
    select_related=("user", "team", "round"),
    who=sees_teams,
    empty=_l("Nobody is in a team yet."),
)

RECUSAL_LIST = Ledger(
    name="recusals",
    model=RecusalDeclaration,
    title=_l("Recusal declarations"),
    stage="prepare",
    order=70,
    columns=[
        Column("user", path="user__full_name", label=_l("Person"), link=True),
        Reference("organisation", path="task__organisation", label=_l("Organisation"), wide=True),
        Choice("relation"),
        Choice("status"),
        Reference("round", path="task__round", label=_l("Round")),
        Dates("declared_on"),
        Dates("decided_on", hidden=True),
    ],
    search=("user__full_name", "task__organisation__name"),
    sort="-declared_on",
    within={
        "rounds.Round": "task__round_id",
        "teams.Team": "task__team_id",
        "organisations.Organisation": "task__organisation_id",
    },
    select_related=("user", "task__organisation", "task__round"),
    bulk=[Bulk(RECUSALS, "grant", who=holding("headed_offices", "headed_groups"))],
    who=decides_any,
    empty=_l("Nobody has declared anything yet."),
)

AUTHORISATION_LIST = Ledger(
    name="authorisations",
    model=Authorisation,
    title=_l("Authorisations"),
    stage="prepare",
    order=80,
    columns=[
        Reference("round", link=True, wide=True),
        Reference("office"),
        Number("number"),
        Dates("issued_on"),
        Choice("status"),
        Dates("ended_on"),
    ],
    search=("round__name",),
    sort="-issued_on",
    within={"rounds.Round": "round_id", "bodies.Body": "office_id"},
    select_related=("round", "office"),
    who=sees_teams,
    empty=_l("No round has been authorised yet."),
)
