"""Figures (指标) over records: declared in an app's `indicators.py`, never typed, open to their rows."""

from mingcha.foundation.indicators.declaration import Indicator, Point, Ratio
from mingcha.foundation.indicators.scope import Scope

__all__ = ["Indicator", "Point", "Ratio", "Scope"]
