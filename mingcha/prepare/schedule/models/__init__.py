"""Proposals for the schedule of a term, and what the priority of an organisation is weighed by."""

from mingcha.prepare.schedule.models.proposals import Condition, PlannedRound, PlannedVisit, Proposal
from mingcha.prepare.schedule.models.weighing import Emphasis, PriorityRule

__all__ = ["Condition", "Emphasis", "PlannedRound", "PlannedVisit", "PriorityRule", "Proposal"]
