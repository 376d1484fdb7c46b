"""Versioned dictionaries: frames of supervision, classes of issues, code lists, rule sets with deadlines.

What may change is data. An edit makes a new version; a round keeps the one it started with.
"""
