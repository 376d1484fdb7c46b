"""A unit against the others: their mean and standard deviation, the unit itself left out."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.supervision.portable import ratio

PLACES = 4  # sums of floats differ in the last digits from engine to engine
APART = 2.0  # who is more spreads above the others in one round is no peer in the next
ROUNDS = 3


def against_peers(
    units: ir.Table, value: str, least_spread: float = 0.0, share_of_mean: float = 0.0
) -> ir.Table:
    """With `peers`, `usual` (their mean), `spread` and `distance` (how many spreads the unit is above).

    In rounds, so that a few that stand out far do not hide the next. Where peers are nearly alike the
    spread is taken as at least `least_spread`, or a share of their mean. Windows over all units, not joins
    with their sums: so the payments behind the units are read once.
    """
    known = units.mutate(_value=units[value].cast("float64"), distance=ibis.literal(0.0))
    for _one in range(ROUNDS):
        known = _round(known, least_spread, share_of_mean)
    return known.drop("_value", "_in", "_count", "_sum", "_squares")


def _round(units: ir.Table, least_spread: float, share_of_mean: float) -> ir.Table:
    """Against all units that did not stand out before, without the unit itself."""
    given = units.mutate(_in=ibis.ifelse(ibis.coalesce(units.distance, 0.0) > APART, 0, 1))
    summed = given.mutate(
        _count=given._in.sum().over(ibis.window()),
        _sum=(given._in * given._value).sum().over(ibis.window()),
        _squares=(given._in * given._value * given._value).sum().over(ibis.window()),
    )
    own = summed._in * summed._value
    peers = summed._count - summed._in
    usual: Any = ratio(summed._sum - own, peers)
    variance = ratio(summed._squares - own * summed._value, peers) - usual * usual
    spread = ibis.greatest(
        ibis.greatest(variance, ibis.literal(0.0)).sqrt(), ibis.literal(least_spread), usual * share_of_mean
    )
    known = summed.mutate(peers=peers, usual=usual.round(PLACES), spread=spread.round(PLACES))
    return known.mutate(distance=ratio(known._value - known.usual, known.spread).round(PLACES))
