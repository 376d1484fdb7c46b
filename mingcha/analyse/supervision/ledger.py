"""Runs as a list."""

from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.supervision.models import OwnModel, Run
from mingcha.analyse.supervision.permissions import reads_models, writes_models
from mingcha.foundation.ledgers import Choice, Column, Dates, Ledger, Number, Reference

RUNS = Ledger(
    name="runs",
    model=Run,
    title=_l("Runs of models"),
    stage="analyse",
    order=40,
    columns=[
        Column("title", label=_l("Model"), path=lambda run: run.title, link=True, wide=True),
        Column("model_code", label=_l("Code")),
        Dates("created_at", label=_l("Started")),
        Column("why", wide=True),
        Reference("task", label=_l("Inspection")),
        Column("by", label=_l("Run by"), path="by__full_name"),
        Number("hit_count"),
        Number("raised_count"),
        Number("known_count", hidden=True),
        Number("explained_count", hidden=True),
        Dates("finished_at", hidden=True),
    ],
    search=("model_code", "why"),
    sort="-created_at",
    within={"rounds.Task": "task_id"},
    select_related=("task__round", "task__organisation", "by"),
    who=reads_models,
    empty=_l("No model has been run yet. Choose one in the library of models."),
)

OWN_MODELS = Ledger(
    name="own_models",
    model=OwnModel,
    title=_l("Own models"),
    stage="analyse",
    order=25,
    columns=[
        Column("title", link=True),
        Column("code", label=_l("Code"), path=lambda own: own.code),
        Column("looks_for", wide=True),
        Choice("status"),
        Column("author", label=_l("Model written by"), path="author__full_name"),
        Number("version", hidden=True),
        Dates("created_at", label=_l("Written on"), hidden=True),
    ],
    search=("title", "looks_for"),
    sort="-created_at",
    select_related=("author",),
    create=("supervision:own_create", writes_models),
    who=reads_models,
    empty=_l("No own models yet. Write one in SQL over the tables under contract."),
)
