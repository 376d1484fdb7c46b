"""Lists of meetings, of what they named and of what they decided."""

from django.utils.translation import gettext_lazy as _

from mingcha.conclude.meetings.models import Decision, Meeting, NamedMatter
from mingcha.conclude.meetings.permissions import minutes_somewhere, reads_decisions, reads_minutes
from mingcha.foundation.ledgers import Choice, Column, Dates, Ledger, Reference

MEETINGS = Ledger(
    name="meetings",
    model=Meeting,
    title=_("Meetings"),
    stage="conclude",
    order=20,
    nav=True,
    columns=[
        Dates("held_on", link=True),
        Choice("kind"),
        Reference("round"),
        Column("number"),
        Column("chair"),
        Column("agenda", wide=True),
        Choice("status"),
        Reference("office", hidden=True),
    ],
    search=("agenda", "minutes", "number"),
    sort="-held_on",
    within={"rounds.Round": "round_id"},
    select_related=("round", "office"),
    create=("meetings:create", minutes_somewhere),
    who=reads_minutes,
    empty=_("No meetings yet. Minute the leading group's hearing of a round here."),
)

NAMED = Ledger(
    name="named",
    model=NamedMatter,
    title=_("Persons and matters named"),
    stage="conclude",
    order=25,
    nav=True,
    columns=[
        Column("name", link=True, path="name"),
        Choice("kind"),
        Reference("inspection"),
        Reference("meeting"),
        Column("decision", wide=True),
        Column("carried_out_by"),
    ],
    search=("name", "decision"),
    sort="-created_at",
    within={"inspections.Inspection": "inspection_id"},
    select_related=("inspection__round", "inspection__organisation", "meeting"),
    who=reads_minutes,
    empty=_("Nobody and nothing has been named. Persons and matters are named on a meeting's page."),
)

DECISIONS = Ledger(
    name="decisions",
    model=Decision,
    title=_("Decisions"),
    stage="conclude",
    order=22,
    nav=True,
    columns=[
        Column("text", link=True, wide=True),
        Reference("inspection"),
        Reference("meeting"),
        Column("owner"),
        Dates("due_on"),
        Dates("done_on"),
    ],
    search=("text", "owner"),
    sort="-created_at",
    within={"inspections.Inspection": "inspection_id"},
    select_related=("inspection__round", "inspection__organisation", "meeting"),
    who=reads_decisions,
    empty=_("No decisions yet. They are written down on a meeting's page."),
)
