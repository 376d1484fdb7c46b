"""Models on research funds."""

from mingcha.analyse.supervision.library.research import (
    m48_labour_not_done,
    m49_related_supplier,
    m50_passed_on,
)

FILES = (
    m48_labour_not_done,
    m49_related_supplier,
    m50_passed_on,
)
