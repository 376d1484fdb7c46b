"""Models on subsidies."""

from mingcha.analyse.supervision.library.subsidies import m01_paid_after_death

FILES = (m01_paid_after_death,)
