"""Reads for proposals: the problem they ask, the answer in words, recusal by the records."""

from mingcha.prepare.forming.queries.crossing import senders, sent_home, with_homes
from mingcha.prepare.forming.queries.problems import (
    Sheet,
    candidates,
    default_teams,
    problem_of,
    sheet_of,
)
from mingcha.prepare.forming.queries.recusals import TeamHit, rules_of, team_hits
from mingcha.prepare.forming.queries.roles import roles_in
from mingcha.prepare.forming.queries.scheduled import Scheduled, scheduled
from mingcha.prepare.forming.queries.words import conflict_told, fault_told, short_told, why_not_told

__all__ = [
    "Scheduled",
    "Sheet",
    "TeamHit",
    "candidates",
    "conflict_told",
    "default_teams",
    "fault_told",
    "problem_of",
    "roles_in",
    "rules_of",
    "scheduled",
    "senders",
    "sent_home",
    "sheet_of",
    "short_told",
    "team_hits",
    "why_not_told",
    "with_homes",
]
