"""Rounds (轮次) from proposal to archive, and their tasks: which organisation is inspected by which team."""
