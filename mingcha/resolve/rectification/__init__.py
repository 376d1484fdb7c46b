"""Rectification: the organisation's plan, its items with progress, confirmation and write-off.

Owns Plan, PlanOpinion, Item and Progress. The organisation itself writes here; what it must never
see (findings, papers, leads) is not linked from anything it reads.
"""
