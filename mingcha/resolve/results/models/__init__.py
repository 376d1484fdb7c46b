"""What is kept of the use made of results."""

from mingcha.resolve.results.models.kept import (
    Accountability,
    AppointmentCorrection,
    Circular,
    CommonProblem,
    SupervisionAct,
)
from mingcha.resolve.results.models.suggestion import Suggestion

__all__ = [
    "Accountability",
    "AppointmentCorrection",
    "Circular",
    "CommonProblem",
    "Suggestion",
    "SupervisionAct",
]
