"""The lists of guidance visits and of what came of them."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ledgers import Choice, Column, Dates, Ledger, Reference
from mingcha.oversee.guidance.models import GuidanceNote, GuidanceVisit
from mingcha.oversee.guidance.permissions import guides_somewhere, reads_guidance

VISITS = Ledger(
    name="guidance_visits",
    model=GuidanceVisit,
    title=_("Guidance visits"),
    stage="oversee",
    order=60,
    columns=[
        Dates("held_on", link=True),
        Column("group"),
        Choice("kind"),
        Reference("to_office"),
        Reference("round"),
        Column("text", wide=True),
    ],
    search=("group", "text"),
    sort="-held_on",
    within={"rounds.Round": "round_id"},
    select_related=("to_office", "round"),
    create=("guidance:enter", guides_somewhere),
    who=reads_guidance,
    empty=_("No visits yet. An office enters its guidance of the offices below it here."),
)
NOTES = Ledger(
    name="guidance_notes",
    model=GuidanceNote,
    title=_("Found and advised in guidance"),
    stage="oversee",
    order=62,
    columns=[
        Choice("kind"),
        Column("text", link=True, wide=True),
        Reference("visit"),
        Column("answer", wide=True),
        Dates("answered_on"),
    ],
    search=("text", "answer"),
    sort="-created_at",
    within={"rounds.Round": "visit__round_id"},
    select_related=("visit__to_office",),
    who=reads_guidance,
    empty=_("Nothing yet. It is written down on a visit's page."),
)
