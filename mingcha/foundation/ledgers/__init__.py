"""A ledger (台账) declared once: the page, saved views, bulk moves, Excel in and out, and tabs on records.

An app's `ledger.py` declares; nothing is registered anywhere else.
"""

from mingcha.foundation.ledgers.columns import Choice, Column, Dates, Flag, Number, Reference
from mingcha.foundation.ledgers.declaration import Bulk, Ledger
from mingcha.foundation.ledgers.importing import Cell, CellError, Import, ImportOutcome

__all__ = [
    "Bulk",
    "Cell",
    "CellError",
    "Choice",
    "Column",
    "Dates",
    "Flag",
    "Import",
    "ImportOutcome",
    "Ledger",
    "Number",
    "Reference",
]
