"""The lists of the use made of results."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ledgers import Choice, Column, Dates, Flag, Ledger, Number, Reference
from mingcha.resolve.results.models import (
    Accountability,
    AppointmentCorrection,
    Circular,
    CommonProblem,
    Suggestion,
    SupervisionAct,
)
from mingcha.resolve.results.permissions import (
    drafts_suggestions,
    keeps_somewhere,
    reads_results,
    reads_suggestions,
)


def _register(name: str, model: Any, order: int, own: list[Any], empty: Any) -> Ledger:
    """A list of one kind of entry: its own columns after the day, then where it belongs."""
    return Ledger(
        name=name,
        model=model,
        title=model._meta.verbose_name_plural,
        stage="resolve",
        order=order,
        columns=[
            Dates("on", link=True),
            *own,
            Column("text", wide=True),
            Reference("body"),
            Reference("round", hidden=True),
            Reference("organisation"),
        ],
        search=("text",),
        sort="-on",
        within={
            "inspections.Inspection": "inspection_id",
            "organisations.Organisation": "organisation_id",
            "rounds.Round": "round_id",
        },
        select_related=("body", "round", "organisation"),
        create=(f"results:create_{model._meta.model_name}", keeps_somewhere),
        who=reads_results,
        empty=empty,
    )


SUPERVISION = _register(
    "supervision_acts",
    SupervisionAct,
    50,
    [Choice("kind"), Number("amount")],
    _("Nothing yet. Enter reports heard, checks on site, talks and letters here."),
)
CORRECTIONS = _register(
    "corrections",
    AppointmentCorrection,
    60,
    [Number("corrected"), Number("handled")],
    _("Nothing yet. The organisation department enters appointments put right here."),
)
PROBLEMS = _register(
    "common_problems",
    CommonProblem,
    52,
    [Column("title", link=True)],
    _("Nothing yet. Enter a problem that several inspections share, and gather its findings."),
)
CIRCULARS = _register(
    "circulars",
    Circular,
    62,
    [Choice("kind"), Number("amount"), Flag("public")],
    _("Nothing yet. Enter circulars and typical cases here."),
)
ACCOUNTABILITY = _register(
    "accountability",
    Accountability,
    64,
    [Choice("kind"), Number("amount"), Column("measure")],
    _("Nothing yet. Enter organisations and persons held to account here."),
)
SUGGESTIONS = Ledger(
    name="suggestions",
    model=Suggestion,
    title=_("Suggestions"),
    stage="resolve",
    order=54,
    columns=[
        Column("title", link=True, wide=True),
        Column("number"),
        Reference("to_body"),
        Reference("round"),
        Choice("status"),
        Dates("sent_on"),
        Dates("due_on"),
        Dates("answered_on"),
        Number("rules_made", hidden=True),
    ],
    search=("title", "text", "number"),
    sort="-created_at",
    within={"rounds.Round": "round_id", "results.CommonProblem": "problem_id"},
    select_related=("to_body", "round"),
    create=("results:draft", drafts_suggestions),
    who=reads_suggestions,
    empty=_("No suggestions yet. Draft one from a common problem."),
)
