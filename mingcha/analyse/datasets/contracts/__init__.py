"""The contracts: one file an area, listed in `catalogue`."""
