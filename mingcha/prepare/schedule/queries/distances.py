"""How far two places are apart, by their division codes."""

from __future__ import annotations

COUNTY = 6  # digits of a division code that name a county
# Units of distance by how much of the division code two places share: same county, city, province, none.
# No coordinates are on record, so nearness in the administrative tree stands for travel.
DISTANCES = ((6, 0), (4, 3), (2, 10), (0, 30))


def distance(one: str, other: str) -> int:
    """Units between two division codes; an unknown place counts as the same city."""
    if not one or not other:
        return DISTANCES[1][1]
    return next(units for digits, units in DISTANCES if one[:digits] == other[:digits])
