"""Reads over clues, and the relations that the rows behind one tell of."""

from mingcha.analyse.clues.queries.records import (
    MOST_ROWS,
    Known,
    Rows,
    combined_score,
    duties_of,
    evidence_of,
    known_of,
    others_on,
    tasks_for,
)
from mingcha.analyse.clues.queries.relations import Relating, related, tells_of_relations

__all__ = [
    "MOST_ROWS",
    "Known",
    "Relating",
    "Rows",
    "combined_score",
    "duties_of",
    "evidence_of",
    "known_of",
    "others_on",
    "related",
    "tasks_for",
    "tells_of_relations",
]
