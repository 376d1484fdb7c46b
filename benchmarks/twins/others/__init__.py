"""The ten commonest rules in pandas and in SQLite, the tools that offices have at hand, by code.

The ten are those that are reported most often when inspections and audits tell what they asked of data, and
those that every auditor's handbook has: payments to the dead (M01) and to prisoners (M08), allowance against
cars, houses, housing fund and companies (M03), relief drawn twice (M04), one account of the “one card” for
many (M05), bidders at one computer (M23), officials in business (M40), medical items that do not fit the
patient (M45), duplicate payments (S02), and amounts split to stay below a threshold (S07).
"""

from benchmarks.twins.others import belongings, business, payments, persons
from benchmarks.twins.others.declared import Other

_PARTS = (persons, belongings, business, payments)

OTHERS: dict[str, Other] = dict(
    sorted((code, other) for part in _PARTS for code, other in part.OTHERS.items())
)
