"""A unit against the others: their mean and standard deviation, the unit itself left out."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.supervision.portable import ratio

PLACES = 4  # sums of floats differ in the last digits from engine to engine
APART = 2.0  # who is more spreads above the others in a first round is no peer in the second


def against_peers(
    units: ir.Table, value: str, least_spread: float = 0.0, share_of_mean: float = 0.0
) -> ir.Table:
    """With `peers`, `usual` (their mean), `spread` and `distance` (how many spreads the unit is above).

    In two rounds, so that a few that stand out far do not hide the next. Where peers are nearly alike the
    spread is taken as at least `least_spread`, or a share of their mean.
    """
    given: Any = units[value].cast("float64")
    first = _round(units.mutate(_value=given, _in=ibis.literal(1)), least_spread, share_of_mean)
    inside = ibis.ifelse(ibis.coalesce(first.distance, 0.0) > APART, 0, 1)
    again = first.mutate(_in=inside).drop("peers", "usual", "spread", "distance")
    return _round(again, least_spread, share_of_mean).drop("_value", "_in")


def _round(units: ir.Table, least_spread: float, share_of_mean: float) -> ir.Table:
    """Against all units that are `_in`, without the unit itself."""
    total = units.agg(
        _count=units._in.sum(),
        _sum=(units._in * units._value).sum(),
        _squares=(units._in * units._value * units._value).sum(),
    )
    joined = units.cross_join(total)
    own = joined._in * joined._value
    peers = joined._count - joined._in
    usual = ratio(joined._sum - own, peers)
    variance = ratio(joined._squares - own * joined._value, peers) - usual * usual
    spread = ibis.greatest(
        ibis.greatest(variance, ibis.literal(0.0)).sqrt(), ibis.literal(least_spread), usual * share_of_mean
    )
    known = joined.mutate(peers=peers, usual=usual.round(PLACES), spread=spread.round(PLACES))
    distance = ratio(known._value - known.usual, known.spread).round(PLACES)
    return known.mutate(distance=distance).drop("_count", "_sum", "_squares")
