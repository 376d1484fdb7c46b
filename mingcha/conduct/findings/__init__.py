"""Working papers and their evidence, the findings that rest on them, and immediate rectification.

Owns WorkingPaper, Evidence, PaperVersion, Finding and ImmediateRectification.
"""
