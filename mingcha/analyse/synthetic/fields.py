"""Placeholder"""

from mingcha.analyse.synthetic.province import Province


def fill(province: Province) -> None:
    """Filled area by area."""
