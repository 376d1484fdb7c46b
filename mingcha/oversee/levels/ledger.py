"""The list of what other levels sent."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ledgers import Choice, Column, Dates, Ledger
from mingcha.oversee.levels.models import LevelPaper
from mingcha.oversee.levels.permissions import reads_levels

PAPERS = Ledger(
    name="level_papers",
    model=LevelPaper,
    title=_("From other levels"),
    stage="oversee",
    order=83,
    columns=[Column("title", link=True, wide=True), Choice("kind"), Column("sender"), Dates("stated_on")],
    search=("title", "sender"),
    sort="-stated_on",
    within={"exchange.Channel": "channel_id"},
    who=reads_levels,
    empty=_("Nothing from other levels yet. It comes with the packages of a channel to them."),
)
