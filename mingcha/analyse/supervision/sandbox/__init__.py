"""An analyst's own SQL: checked to read only, run in a process of its own that can reach nothing."""

from mingcha.analyse.supervision.sandbox.checking import NotReadOnly, checked
from mingcha.analyse.supervision.sandbox.running import Bounds, TooMuch, Wrong, run_sql

__all__ = ["Bounds", "NotReadOnly", "TooMuch", "Wrong", "checked", "run_sql"]
