"""M41, M42: who is promoted and who is hired."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, distinct, filled, months, number, share, text

M41_SQL = """
with levels as (
  select person_id, level, min(from_on) as since, max(to_on) as until from appointments group by person_id, level),
steps as (
  select a.*, lag(l.level) over before as before_level, lag(since) over before as before_on,
         lag(l.until) over before as before_end, min(l.level) over (partition by person_id) as first_level
  from appointments a join levels l using (person_id, level)
  where a.from_on = since
  window before as (partition by person_id order by a.from_on, level, appointment_id)),
promoted as (
  select *, coalesce(is_remote, false) as remote, datediff('month', before_on, from_on) as served,
         coalesce(datediff('month', before_end, from_on) <= 3, true) as unbroken
  from steps where level > before_level and coalesce(exception_no, '') = ''),
marked as (
  select *, unbroken and served < if(level % 2 = 1, 24, 36) - if(remote, 12, 0) as is_soon,
         unbroken and before_level > first_level and served < 36 and not remote as is_often,
         unbroken and level - before_level > 1 as is_skipped,
         coalesce(datediff('month', born_on, from_on) >= 696, false) as is_old
  from promoted)
select person_id as subject_key, max(name) as subject_name, max(unit) as unit, count(*) as promotions,
       min(served) as shortest, min(from_on) as first, list(appointment_id) as keys_appointments,
       count(*) filter (is_soon) as soon, count(*) filter (is_often) as often,
       count(*) filter (is_skipped) as skipped, count(*) filter (is_old) as old,
       least(0.4 + bool_or(is_often)::int * 0.1 + bool_or(is_old)::int * 0.15 + bool_or(is_soon)::int * 0.2
             + bool_or(is_skipped)::int * 0.25, 1.0) as score
from marked where is_soon or is_often or is_skipped or is_old group by person_id
"""


def m41(appointments: Frame) -> Frame:
    levels = appointments.group_by("person_id", "level").agg(
        since=pl.col("from_on").min(), end=pl.col("to_on").max()
    )
    gained = appointments.join(levels, on=["person_id", "level"])
    gained = gained.filter(pl.col("from_on") == pl.col("since")).sort(
        "person_id", "from_on", "level", "appointment_id"
    )
    up = gained.with_columns(
        before_level=pl.col("level").shift().over("person_id"),
        before_on=pl.col("since").shift().over("person_id"),
        before_end=pl.col("end").shift().over("person_id"),
        first_level=pl.col("level").min().over("person_id"),
    ).filter(pl.col("level") > pl.col("before_level"), text("exception_no").is_null())
    remote, served = filled("is_remote", False), months("before_on", "from_on")
    unbroken = (months("before_end", "from_on") <= 3).fill_null(True)
    needed = pl.when(pl.col("level") % 2 == 1).then(24).otherwise(36) - number(remote) * 12
    marked = up.with_columns(
        served=served,
        soon=unbroken & (served < needed),
        often=unbroken & (pl.col("before_level") > pl.col("first_level")) & (served < 36) & ~remote,
        skipped=unbroken & (pl.col("level") - pl.col("before_level") > 1),
        old=(months("born_on", "from_on") >= 696).fill_null(False),
    )
    weights = {"often": 0.1, "old": 0.15, "soon": 0.2, "skipped": 0.25}
    found = marked.filter(pl.any_horizontal(list(weights))).group_by(subject_key="person_id").agg(
        pl.col(list(weights)).sum(),
        subject_name=pl.col("name").max(),
        unit=pl.col("unit").max(),
        promotions=pl.len(),
        shortest=pl.col("served").min(),
        first=pl.col("from_on").min(),
        keys_appointments=pl.col("appointment_id"),
    )  # fmt: skip
    strength = pl.sum_horizontal(number(pl.col(one) > 0) * weight for one, weight in weights.items())
    return found.with_columns(score=capped(strength + 0.4))


M42_SQL = """
with serving as (select person_id, unit, is_leader, hometown from officials where until is null),
close as (
  select relation_id, kin_id, unit from kin join serving using (person_id) where degree <= 2 and is_leader),
relatives as (
  select c.unit, relation_id as ref from close c join serving s on s.person_id = c.kin_id and s.unit = c.unit),
single as (
  select unit, post_id as ref, (unit, hired_id) in (select (unit, kin_id) from close) as inside from posts
  where coalesce(kind, 'open') = 'open' and qualified = 1),
known as (select person_id, unit, hometown as place from serving where hometown is not null),
sizes as (select unit, count(*) as staff from known group by unit having count(*) >= 10),
here as (select unit, place, count(*) as here from known group by all),
everywhere as (select place, count(*) as everywhere from known group by place),
odd as (
  select unit, place, here / staff as part
  from here join sizes using (unit) join everywhere using (place), (select count(*) as total from known)
  where here / staff > 0.4
    and coalesce(here / staff > (everywhere - here) / nullif(total - staff, 0) * 2, true)),
doubts as (
  select unit, 'kin' as kind, ref, false as inside, null as place, null::double as part from relatives
  union all select unit, 'post', ref, coalesce(inside, false), null, null from single
  union all select unit, 'place', person_id, false, place, part from known join odd using (unit, place))
select unit as subject_key, unit as subject_name, count(distinct ref) filter (kind = 'kin') as relatives,
       count(distinct ref) filter (kind = 'post') as single,
       count(distinct ref) filter (kind = 'post' and inside) as insiders,
       count(distinct ref) filter (kind = 'place') as from_place, max(place) as place, max(part) as place_share,
       list(ref) filter (kind = 'kin') as keys_kin, list(ref) filter (kind = 'post') as keys_posts,
       list(ref) filter (kind = 'place') as keys_officials,
       least(0.4 + bool_or(kind = 'kin')::int * 0.15 + bool_or(kind = 'post')::int * 0.1
             + bool_or(kind = 'post' and inside)::int * 0.25 + bool_or(kind = 'place')::int * 0.05, 1.0) as score
from doubts group by unit
"""


def m42(officials: Frame, kin: Frame, posts: Frame) -> Frame:
    serving = officials.filter(pl.col("until").is_null())
    leaders = serving.filter(filled("is_leader", False)).select("person_id", "unit")
    close = kin.filter(pl.col("degree") <= 2).join(leaders, on="person_id")
    close = close.select("relation_id", "unit", person_id="kin_id")
    relatives = close.join(serving, on=["unit", "person_id"])
    alone = posts.filter(filled("kind", "open") == "open", pl.col("qualified") == 1)
    insiders = close.select("unit", hired_id="person_id", inside=True).unique()
    alone = alone.join(insiders, on=["unit", "hired_id"], how="left")
    nothing = {"inside": pl.lit(False), "place": pl.lit(None, pl.String), "part": pl.lit(None, pl.Float64)}
    doubts = pl.concat(
        [
            relatives.select("unit", kind=pl.lit("kin"), ref="relation_id", **nothing),
            alone.select(
                "unit", kind=pl.lit("post"), ref="post_id", **{**nothing, "inside": filled("inside", False)}
            ),
            _one_place(serving).select(
                "unit", kind=pl.lit("place"), ref="person_id", inside=False, place="place", part="part"
            ),
        ]
    )
    is_kin, is_post, is_place = (pl.col("kind") == one for one in ("kin", "post", "place"))
    found = doubts.group_by(subject_key="unit").agg(
        relatives=distinct("ref", is_kin),
        single=distinct("ref", is_post),
        insiders=distinct("ref", is_post & pl.col("inside")),
        from_place=distinct("ref", is_place),
        place=pl.col("place").max(),
        place_share=pl.col("part").max(),
        keys_kin=pl.col("ref").filter(is_kin),
        keys_posts=pl.col("ref").filter(is_post),
        keys_officials=pl.col("ref").filter(is_place),
    )
    weights = {"relatives": 0.15, "single": 0.1, "insiders": 0.25, "from_place": 0.05}
    strength = pl.sum_horizontal(number(pl.col(one) > 0) * weight for one, weight in weights.items())
    return found.with_columns(subject_name="subject_key", score=capped(strength + 0.4))


def _one_place(serving: Frame) -> Frame:
    """Staff of a native place that has far more of the unit than of all units together."""
    known = serving.filter(pl.col("hometown").is_not_null()).select("person_id", "unit", place="hometown")
    sizes = known.group_by("unit").agg(staff=pl.len().cast(pl.Int64)).filter(pl.col("staff") >= 10)
    here = known.group_by("unit", "place").agg(here=pl.len().cast(pl.Int64)).join(sizes, on="unit")
    here = here.with_columns(part=pl.col("here") / pl.col("staff")).filter(pl.col("part") > 0.4)
    everywhere = known.group_by("place").agg(everywhere=pl.len().cast(pl.Int64))
    marked = here.join(everywhere, on="place").join(known.select(total=pl.len().cast(pl.Int64)), how="cross")
    usual = share(pl.col("everywhere") - pl.col("here"), pl.col("total") - pl.col("staff"))
    marked = marked.filter((pl.col("part") > usual * 2).fill_null(True))
    return known.join(marked.select("unit", "place", "part"), on=["unit", "place"])


TWINS = {"M41": Twin(M41_SQL, m41), "M42": Twin(M42_SQL, m42)}
