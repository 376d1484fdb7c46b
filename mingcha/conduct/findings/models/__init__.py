"""Working papers, findings and immediate rectification."""

from mingcha.conduct.findings.models.finding import Finding, FindingPaper
from mingcha.conduct.findings.models.immediate import ImmediateRectification
from mingcha.conduct.findings.models.paper import Evidence, PaperAgent, PaperVersion, WorkingPaper

__all__ = [
    "Evidence",
    "Finding",
    "FindingPaper",
    "ImmediateRectification",
    "PaperAgent",
    "PaperVersion",
    "WorkingPaper",
]
