"""Guidance from one level to the next: visits to the offices below, what was found and advised.

Owns GuidanceVisit and GuidanceNote.
"""
