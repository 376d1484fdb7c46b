"""Questionnaires of running inspections, answered by code and sealed."""
