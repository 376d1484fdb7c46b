"""A unit against the others: their mean and standard deviation, the unit itself left out."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.supervision.portable import ratio

PLACES = 4  # sums of floats differ in the last digits from engine to engine


def against_peers(
    units: ir.Table, value: str, least_spread: float = 0.0, share_of_mean: float = 0.0
) -> ir.Table:
    """With `peers`, `usual` (their mean), `spread` and `distance` (how many spreads the unit is above).

    Where peers are nearly alike the spread is taken as at least `least_spread`, or a share of their mean.
    """
    given: Any = units[value].cast("float64")
    with_value = units.mutate(_value=given)
    total = with_value.agg(
        _count=with_value.count(),
        _sum=with_value._value.sum(),
        _squares=(with_value._value * with_value._value).sum(),
    )
    joined = with_value.cross_join(total)
    peers = joined._count - 1
    usual = ratio(joined._sum - joined._value, peers)
    variance = ratio(joined._squares - joined._value * joined._value, peers) - usual * usual
    spread = ibis.greatest(
        ibis.greatest(variance, ibis.literal(0.0)).sqrt(), ibis.literal(least_spread), usual * share_of_mean
    )
    known = joined.mutate(peers=peers, usual=usual.round(PLACES), spread=spread.round(PLACES))
    distance = ratio(known._value - known.usual, known.spread).round(PLACES)
    return known.mutate(distance=distance).drop("_value", "_count", "_sum", "_squares")
