"""The rules of the library written by hand: the yardsticks of `benchmarks.models`, by code."""

from benchmarks.twins import (
    allowance,
    appointments,
    bidding,
    city,
    doubles,
    farmland,
    fields,
    finance,
    grain,
    households,
    houses,
    investment,
    medical,
    relations,
    research,
    screens,
    spending,
    staff,
    subsidies,
    tenders,
    village,
    works,
)
from benchmarks.twins.common import Twin

_AREAS = (
    allowance,
    appointments,
    bidding,
    city,
    doubles,
    farmland,
    fields,
    finance,
    grain,
    households,
    houses,
    investment,
    medical,
    relations,
    research,
    screens,
    spending,
    staff,
    subsidies,
    tenders,
    village,
    works,
)

TWINS: dict[str, Twin] = dict(sorted((code, twin) for area in _AREAS for code, twin in area.TWINS.items()))
