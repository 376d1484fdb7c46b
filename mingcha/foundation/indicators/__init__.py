"""Figures (指标) over records: declared in an app's `indicators.py`, never typed, open to their rows."""

from mingcha.foundation.indicators.declaration import INSTALLATION, Indicator, Installation, Point, Ratio
from mingcha.foundation.indicators.scope import Scope

__all__ = ["INSTALLATION", "Indicator", "Installation", "Point", "Ratio", "Scope"]
