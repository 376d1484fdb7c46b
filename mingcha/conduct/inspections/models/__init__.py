"""What is kept of one inspection on site."""

from mingcha.conduct.inspections.models.activity import Activity, ActivityInspector
from mingcha.conduct.inspections.models.comment import MidTermComment, Prompt
from mingcha.conduct.inspections.models.inspection import Inspection

__all__ = ["Activity", "ActivityInspector", "Inspection", "MidTermComment", "Prompt"]
