"""City."""

from mingcha.analyse.synthetic.province import Province


def fill(province: Province) -> None:
    """Nothing yet."""
