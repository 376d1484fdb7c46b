"""Models on care of the elderly."""

from mingcha.analyse.supervision.library.elderly import m10_days_of_care

FILES = (m10_days_of_care,)
