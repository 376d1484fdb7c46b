"""Clues as a list."""

from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.clues.models import Clue
from mingcha.analyse.clues.permissions import reads_clues
from mingcha.analyse.clues.workflow import WORKFLOW
from mingcha.foundation.ledgers import Bulk, Choice, Column, Dates, Ledger, Number, Reference

CLUES = Ledger(
    name="clues",
    sensitive=True,
    model=Clue,
    title=_l("Clues"),
    stage="analyse",
    order=30,
    columns=[
        Column("subject_name", link=True),
        Column("model_code", label=_l("Model")),
        Column("sentence", wide=True),
        Number("percent", label=_l("Score (of 100)")),
        Choice("status"),
        Reference("task", label=_l("Inspection")),
        Column("handed_area", path=lambda clue: clue.handed_area_words, hidden=True),
        Column("assigned_to", label=_l("To be verified by"), path="assigned_to__full_name", hidden=True),
        Choice("outcome", hidden=True),
        Column("subject_words", label=_l("About"), path=lambda clue: clue.subject_words, hidden=True),
        Column("area", hidden=True),
        Dates("created_at", label=_l("Raised on"), hidden=True),
        Dates("judged_on", hidden=True),
        Dates("explained_until", hidden=True),
    ],
    search=("subject_name", "subject_key", "sentence", "model_code"),
    sort="-score",
    within={
        "rounds.Task": "task_id",
        "inspections.Inspection": "task_id",
        "supervision.Run": "run_id",
        "organisations.Organisation": "task__organisation_id",
    },
    select_related=("task__round", "task__organisation", "assigned_to"),
    bulk=[Bulk(WORKFLOW, "take_up")],
    who=reads_clues,
    empty=_l("No clues yet. Load data sets, then run a supervision model over them."),
)
