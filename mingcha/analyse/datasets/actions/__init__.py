"""Every write to data sets, and every opening of their rows."""

from mingcha.analyse.datasets.actions.datasets import (
    destroy_dataset,
    edit_dataset,
    extend_retention,
    grant_round,
    register_dataset,
    remind_overdue,
    revoke_grant,
)
from mingcha.analyse.datasets.actions.loads import (
    bring_file,
    bring_from_database,
    check_later,
    check_load,
    discard_load,
    load_version,
    look_again,
    plan_load,
    sweep,
)
from mingcha.analyse.datasets.actions.reading import aside_workbook, open_version

__all__ = [
    "aside_workbook",
    "bring_file",
    "bring_from_database",
    "check_later",
    "check_load",
    "destroy_dataset",
    "discard_load",
    "edit_dataset",
    "extend_retention",
    "grant_round",
    "load_version",
    "look_again",
    "open_version",
    "plan_load",
    "register_dataset",
    "remind_overdue",
    "revoke_grant",
    "sweep",
]
