"""The lists of feedback opinions and of the issues they name."""

from django.utils.translation import gettext_lazy as _

from mingcha.conclude.feedback.models import FeedbackIssue, FeedbackOpinion
from mingcha.conclude.feedback.permissions import drafts_somewhere
from mingcha.foundation.ledgers import Choice, Column, Dates, Ledger, Number, Reference

FEEDBACK = Ledger(
    name="feedback",
    model=FeedbackOpinion,
    title=_("Feedback opinions"),
    stage="conclude",
    order=40,
    nav=True,
    columns=[
        Column("name", label=_("Feedback opinion"), path=str, link=True, wide=True, sortable=False),
        Reference("organisation"),
        Reference("round", path="inspection__round"),
        Choice("status"),
        Dates("told_on", hidden=True),
        Dates("served_on"),
        Dates("receipted_on"),
    ],
    search=("number", "organisation__name"),
    sort="-created_at",
    within={
        "inspections.Inspection": "inspection_id",
        "organisations.Organisation": "organisation_id",
        "rounds.Round": "inspection__round_id",
    },
    select_related=("organisation", "inspection__round"),
    create=("feedback:create", drafts_somewhere),
    who=lambda user: not user.is_administrator,
    empty=_("No feedback yet. The opinion is drafted once the report is approved."),
)

ISSUES = Ledger(
    name="feedback_issues",
    model=FeedbackIssue,
    title=_("Issues fed back"),
    stage="conclude",
    order=42,
    nav=True,
    columns=[
        Number("order", label=_("Order")),
        Column("text", link=True, wide=True),
        Reference("organisation"),
        Reference("frame_item"),
        Reference("opinion", label=_("Feedback opinion")),
    ],
    search=("text",),
    sort="-created_at",
    within={
        "inspections.Inspection": "inspection_id",
        "organisations.Organisation": "organisation_id",
        "rounds.Round": "inspection__round_id",
    },
    select_related=("organisation", "frame_item", "opinion__organisation"),
    who=lambda user: not user.is_administrator,
    empty=_("No issues yet. They come with a feedback opinion."),
)
