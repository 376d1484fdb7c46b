"""Every write of the report pages."""

from mingcha.outer.reports.actions.answering import (
    answer,
    drop_forwarded,
    forget_unfinished,
    renew_files,
    set_deadline,
)
from mingcha.outer.reports.actions.plain import Plain, Receipted, receive_plain
from mingcha.outer.reports.actions.sealed import Finish, begin, finish, put

__all__ = [
    "Finish",
    "Plain",
    "Receipted",
    "answer",
    "begin",
    "drop_forwarded",
    "finish",
    "forget_unfinished",
    "put",
    "receive_plain",
    "renew_files",
    "set_deadline",
]
