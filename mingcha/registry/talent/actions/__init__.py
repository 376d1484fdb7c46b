"""Every write to the pools."""

from mingcha.registry.talent.actions.entries import (
    admit_many,
    edit_talent,
    nominate,
    nominate_many,
    qualify_many,
)
from mingcha.registry.talent.actions.importing import save_talents
from mingcha.registry.talent.actions.merging import merge
from mingcha.registry.talent.actions.ties import (
    add_post_held,
    declare_interests,
    declare_tie,
    drop_post_held,
    drop_tie,
)

__all__ = [
    "add_post_held",
    "admit_many",
    "declare_interests",
    "declare_tie",
    "drop_post_held",
    "drop_tie",
    "edit_talent",
    "merge",
    "nominate",
    "nominate_many",
    "qualify_many",
    "save_talents",
]
