"""Tables of the lists and of the checklists."""

from mingcha.prepare.briefs.models.checks import Check, Checklist, ChecklistItem, RoundChecklist
from mingcha.prepare.briefs.models.lists import ListLine, ListRequest
from mingcha.prepare.briefs.models.questions import Question, Responsibility

__all__ = [
    "Check",
    "Checklist",
    "ChecklistItem",
    "ListLine",
    "ListRequest",
    "Question",
    "Responsibility",
    "RoundChecklist",
]
