"""Every write to proposals and recusal rules."""

from mingcha.prepare.forming.actions.changing import (
    Change,
    Effect,
    allow_again,
    change_proposal,
    effect_of,
    unpin,
)
from mingcha.prepare.forming.actions.proposing import TASK, ask_again, propose, work_out
from mingcha.prepare.forming.actions.recusing import raise_hits, set_rules

__all__ = [
    "TASK",
    "Change",
    "Effect",
    "allow_again",
    "ask_again",
    "change_proposal",
    "effect_of",
    "propose",
    "raise_hits",
    "set_rules",
    "unpin",
    "work_out",
]
