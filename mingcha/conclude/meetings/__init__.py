"""Meetings that hear reports: who heard what, which persons and matters were named, what was decided.

Owns Meeting, NamedMatter and Decision.
"""
