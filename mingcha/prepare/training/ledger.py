"""The lists of trainings and pledges."""

from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ledgers import Column, Dates, Ledger, Number, Reference
from mingcha.prepare.training.models import Pledge, Session
from mingcha.prepare.training.permissions import sees_pledges, sees_trainings

TRAININGS = Ledger(
    name="trainings",
    model=Session,
    title=_l("Trainings"),
    stage="prepare",
    order=82,
    columns=[
        Column("title", link=True, wide=True),
        Reference("round", wide=True),
        Dates("held_on"),
        Column("place"),
        Number("pass_mark", hidden=True),
    ],
    search=("title", "round__name"),
    sort="-held_on",
    within={"rounds.Round": "round_id"},
    select_related=("round",),
    who=sees_trainings,
    empty=_l("No trainings yet. Hold one from the page of a round whose teams are formed."),
)

PLEDGES = Ledger(
    name="pledges",
    model=Pledge,
    title=_l("Pledges"),
    stage="prepare",
    order=83,
    columns=[
        Column("user", path="user__full_name", label=_l("Person"), link=True),
        Reference("round", wide=True),
        Dates("signed_on"),
    ],
    search=("user__full_name", "round__name"),
    sort="-signed_on",
    within={"rounds.Round": "round_id"},
    select_related=("round", "user"),
    who=sees_pledges,
    empty=_l("Nobody has signed yet. Members of the teams sign on their own page."),
)
