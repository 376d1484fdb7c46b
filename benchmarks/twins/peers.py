"""A unit against all others, in three rounds, as the screens S05, S06 and S08 judge it."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, share

_ROUND = """
{name} as (
  select * exclude (usual, spread, distance),
         round(usual_of, 4) as usual, round(spread_of, 4) as spread,
         round((value - round(usual_of, 4)) / nullif(round(spread_of, 4), 0), 4) as distance
  from (select *, greatest(sqrt(greatest(square_of - usual_of * usual_of, 0)), {least}, usual_of * {part}) as spread_of
        from (select * exclude (usual_of, square_of, spread_of),
                     (sum(inside * value) over () - inside * value) / nullif(sum(inside) over () - inside, 0)
                       as usual_of,
                     (sum(inside * value * value) over () - inside * value * value)
                       / nullif(sum(inside) over () - inside, 0) as square_of,
                     sum(inside) over () - inside as peers
              from (select * exclude (inside, peers), if(coalesce(distance, 0) > 2, 0, 1) as inside
                    from {before}))))"""


def against_sql(units: str, value: str, name: str, least: float = 0.0, part: float = 0.0) -> str:
    """Three tables, of which `name` is the last: that of `units` with `peers`, `usual` and `distance`."""
    start = f"""{name}_0 as (
  select *, {value}::double as value, 0.0 as distance, null as usual, null as spread, null as usual_of,
         null as square_of, null as spread_of, 0 as inside, 0 as peers
  from {units})"""
    names = [f"{name}_0", f"{name}_1", f"{name}_2", name]
    rounds = [
        _ROUND.format(name=one, before=before, least=least, part=part)
        for before, one in zip(names, names[1:], strict=False)
    ]
    return ",".join([start, *rounds])


def against(units: Frame, value: str, least: float = 0.0, part: float = 0.0) -> Frame:
    """The same for Polars."""
    known = units.with_columns(distance=pl.lit(0.0))
    own = pl.col(value).cast(pl.Float64)
    for _round in range(3):
        inside = (pl.col("distance").fill_null(0.0) <= 2).cast(pl.Int64)
        known = known.with_columns(inside=inside).with_columns(
            peers=pl.col("inside").sum() - pl.col("inside"),
            sum_of=(pl.col("inside") * own).sum() - pl.col("inside") * own,
            squares=(pl.col("inside") * own * own).sum() - pl.col("inside") * own * own,
        )
        known = known.with_columns(usual=share("sum_of", "peers"))
        variance = share("squares", "peers") - pl.col("usual") ** 2
        spread = pl.max_horizontal(
            variance.clip(lower_bound=0.0).sqrt(), pl.lit(least), pl.col("usual") * part
        )
        known = known.with_columns(usual=pl.col("usual").round(4), spread=spread.round(4))
        known = known.with_columns(distance=share(own - pl.col("usual"), "spread").round(4))
    return known.drop("inside", "sum_of", "squares")
