"""M20, M20S, M21, M22: grain weighed, sold, moved and stored."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, days, distinct, filled, key, minutes, number, share

M20_SQL = """
with shots as (
  select station, plate, date_trunc('minute', taken_at) as taken from pictures),
open as (select distinct station, taken::date as day from shots),
judged as (
  select ticket_id, station, plate, net, paid, weighed_at::date as day, date_trunc('minute', weighed_at) as clock
  from tickets),
unseen as (
  select ticket_id, station, day, net, paid, null as hour, null as trucks, false as seen
  from judged j semi join open using (station, day)
  where not exists (
    select 1 from shots s where s.station = j.station and s.plate = j.plate
      and s.taken between j.clock - interval 30 minutes and j.clock + interval 30 minutes)),
hours as (
  select station, date_trunc('hour', weighed_at) as hour, count(*) as trucks
  from tickets group by all),
busy as (select h.* from hours h join stations s using (station) where h.trucks > s.trucks),
crowded as (
  select ticket_id, station, day, net, paid, hour, trucks, true as seen
  from (select *, date_trunc('hour', clock) as hour from judged) join busy using (station, hour)),
found as (
  select station, count(distinct hour) as hours, max(trucks) as most,
         count(distinct ticket_id) filter (not seen) as unseen, round(sum(net) filter (not seen), 4) as net,
         sum(paid) filter (not seen) as paid, min(day) as first, max(day) as last,
         list(ticket_id) as keys_tickets
  from (select * from unseen union all select * from crowded) group by station),
every as (select station, count(*) as weighed from tickets semi join found using (station) group by station)
select station as subject_key, station as subject_name, hours, most, unseen, unseen / weighed as share, net, paid,
       first, last, keys_tickets,
       least(0.45 + if(hours > 0, 0.2, 0) + if(unseen >= 3 and unseen / weighed >= 0.02, 0.2, 0)
             + least(unseen / weighed, 1.0) * 0.1, 1.0) as score
from found join every using (station)
where hours > 0 or (unseen >= 3 and unseen / weighed >= 0.02)
"""


def m20(tickets: Frame, pictures: Frame, stations: Frame) -> Frame:
    judged = tickets.select(
        *("ticket_id", "station", "plate", "net", "paid"),
        at=pl.col("weighed_at").dt.truncate("1m"),
        day=pl.col("weighed_at").dt.date(),
        hour=pl.col("weighed_at").dt.truncate("1h"),
    )
    shots = pictures.select(
        "station", "plate", day=pl.col("taken_at").dt.date(), taken=pl.col("taken_at").dt.truncate("1m")
    )
    near = shots.select("station", "plate", slot="taken", taken="taken").with_columns(
        slot=pl.concat_list(
            pl.col("slot").dt.truncate("30m").dt.offset_by(by) for by in ("-30m", "0m", "30m")
        )
    )
    timed = judged.with_columns(slot=pl.col("at").dt.truncate("30m"))
    met = timed.join(near.explode("slot"), on=["station", "plate", "slot"])
    met = met.filter(minutes("at", "taken").abs() <= 30)
    unseen = judged.join(shots, on=["station", "day"], how="semi").join(met, on="ticket_id", how="anti")
    busy = judged.group_by("station", "hour").agg(trucks=pl.len().cast(pl.Int64))
    busy = busy.join(stations.select("station", able="trucks"), on="station")
    busy = busy.filter(pl.col("trucks") > pl.col("able")).drop("able")
    crowded = judged.join(busy, on=["station", "hour"]).with_columns(seen=True)
    nothing = {
        "hour": pl.lit(None, pl.Datetime("us")),
        "trucks": pl.lit(None, pl.Int64),
        "seen": pl.lit(False),
    }
    order = ["ticket_id", "station", "day", "net", "paid", "hour", "trucks", "seen"]
    marked = pl.concat(
        [unseen.with_columns(**nothing).select(order), crowded.select(order)], how="vertical_relaxed"
    )
    missing = ~pl.col("seen")
    found = marked.group_by("station").agg(
        hours=distinct("hour"),
        most=pl.col("trucks").max(),
        unseen=distinct("ticket_id", missing),
        net=pl.col("net").filter(missing).sum().round(4),
        paid=pl.col("paid").filter(missing).sum(),
        first=pl.col("day").min(),
        last=pl.col("day").max(),
        keys_tickets=pl.col("ticket_id"),
    )
    found = found.with_columns(pl.when(pl.col("unseen") > 0).then(pl.col("net", "paid")))
    every = tickets.group_by("station").agg(weighed=pl.len())
    found = found.join(every, on="station").with_columns(share=pl.col("unseen") / pl.col("weighed"))
    many = (pl.col("unseen") >= 3) & (pl.col("share") >= 0.02)
    strength = 0.45 + number(pl.col("hours") > 0) * 0.2 + number(many) * 0.2 + pl.col("share") * 0.1
    return found.filter((pl.col("hours") > 0) | many).select(
        pl.exclude("station", "weighed"),
        subject_key="station",
        subject_name="station",
        score=capped(strength),
    )


M20S_SQL = """
with sold as (
  select seller_id, year(weighed_at) as year, grain, max(seller) as subject_name, round(sum(net), 4) as sold,
         sum(paid) as paid, count(*) as trucks, count(distinct station) as stations,
         list(ticket_id) as keys_tickets
  from tickets where seller_id is not null and coalesce(seller_kind, 'grower') = 'grower'
  group by all having round(sum(net), 4) >= 2000),
planted as (
  select person_id as seller_id, year, grain, round(sum(area), 4) as area, list(record_id) as keys_growers
  from growers group by all),
told as (
  select * exclude (area), coalesce(area, 0) as area, coalesce(area, 0) * per_mu as able
  from sold join yields using (year, grain) left join planted using (seller_id, year, grain))
select seller_id as subject_key, * exclude (seller_id, per_mu),
       least(0.45 + (sold - able) / nullif(sold, 0) * 0.35, 1.0) as score
from told where sold > able * 1.3
"""


def m20s(tickets: Frame, growers: Frame, yields: Frame) -> Frame:
    own = tickets.filter(
        pl.col("seller_id").is_not_null(), filled("seller_kind", "grower") == "grower"
    ).with_columns(year=pl.col("weighed_at").dt.year().cast(pl.Int64))
    sold = own.group_by("seller_id", "year", "grain").agg(
        subject_name=pl.col("seller").max(),
        sold=pl.col("net").sum().round(4),
        paid=pl.col("paid").sum(),
        trucks=distinct("ticket_id"),
        stations=distinct("station"),
        keys_tickets=pl.col("ticket_id"),
    )
    sold = sold.filter(pl.col("sold") >= 2000).join(yields, on=["year", "grain"])
    planted = growers.group_by("year", "grain", seller_id="person_id").agg(
        pl.col("area").sum().round(4), keys_growers=pl.col("record_id")
    )
    found = sold.join(planted, on=["seller_id", "year", "grain"], how="left").with_columns(
        filled("area", 0.0)
    )
    found = found.with_columns(able=pl.col("area") * pl.col("per_mu"))
    found = found.filter(pl.col("sold") > pl.col("able") * 1.3).drop("per_mu")
    beyond = share(pl.col("sold") - pl.col("able"), "sold")
    return found.rename({"seller_id": "subject_key"}).with_columns(score=capped(beyond * 0.35 + 0.45))


M21_SQL = """
with outs as (
  select * from moves where direction = 'out' and (plate, grain) in (select (plate, grain) from moves where direction = 'in')),
returns as (
  select b.plate, b.grain, b.move_id as in_id, o.move_id as out_id, b.weight, b.station as station_in,
         o.station as station_out, o.moved_at as out_at, b.moved_at as in_at, b.plan_no as plan_in,
         o.plan_no as plan_out,
         coalesce(abs(b.moisture - o.moisture) <= 0.2 and abs(b.acidity - o.acidity) <= 1.0, false) as same
  from moves b join outs o on o.plate = b.plate and o.grain = b.grain and b.direction = 'in'
    and b.moved_at > o.moved_at and datediff('day', o.moved_at, b.moved_at) <= 3),
trips as (
  select plate, grain, in_id, any_value(weight) as weight, any_value(station_in) as station_in,
         bool_or(same) as same, max(station_out) as station_out, min(out_at)::date as first,
         max(in_at)::date as last, max(out_id) as out_id
  from returns where same or plan_in is null or plan_out is null group by plate, grain, in_id)
select plate as subject_key, plate as subject_name, grain, count(*) as trips, count(*) filter (same) as same,
       round(sum(weight), 4) as weight, max(station_out) as station_out, max(station_in) as station_in,
       min(first) as first, max(last) as last, list(in_id) || list(out_id) as keys_moves,
       least(0.45 + if(count(*) filter (same) > 0, 0.25, 0) + least(count(*), 5) * 0.05, 1.0) as score
from trips group by plate, grain
"""


def m21(moves: Frame) -> Frame:
    out, back = (moves.filter(pl.col("direction") == one) for one in ("out", "in"))
    back = back.rename({one: f"{one}_in" for one in ("station", "moisture", "acidity", "plan_no")})
    back = back.rename({"move_id": "in_id", "moved_at": "in_at"}).drop("direction")
    both = back.join(out.drop("weight", "direction"), on=["plate", "grain"]).filter(
        pl.col("in_at") > pl.col("moved_at"),
        days(pl.col("moved_at").dt.date(), pl.col("in_at").dt.date()) <= 3,
    )
    alike = (pl.col("moisture_in") - pl.col("moisture")).abs() <= 0.2
    alike &= (pl.col("acidity_in") - pl.col("acidity")).abs() <= 1.0
    both = both.with_columns(same=alike.fill_null(False))
    both = both.filter(pl.col("same") | pl.col("plan_no_in").is_null() | pl.col("plan_no").is_null())
    trips = both.group_by("plate", "grain", "in_id").agg(
        pl.col("weight", "station_in").first(),
        pl.col("same").any(),
        station_out=pl.col("station").max(),
        first=pl.col("moved_at").min().dt.date(),
        last=pl.col("in_at").max().dt.date(),
        out_id=pl.col("move_id").max(),
    )
    found = trips.group_by(subject_key="plate", grain="grain").agg(
        trips=pl.len().cast(pl.Int64),
        same=pl.col("same").sum(),
        weight=pl.col("weight").sum().round(4),
        station_out=pl.col("station_out").max(),
        station_in=pl.col("station_in").max(),
        first=pl.col("first").min(),
        last=pl.col("last").max(),
        keys_moves=pl.col("in_id").append(pl.col("out_id")),
    )
    strength = 0.45 + number(pl.col("same") > 0) * 0.25 + pl.col("trips").clip(upper_bound=5) * 0.05
    return found.with_columns(subject_name="subject_key", score=capped(strength))


M22_SQL = """
with counted as (
  select *, volume * density as measured,
         opening * 0.008 + coalesce(
           opening * greatest(moisture_from - moisture_to, 0.0) / nullif(100.0 - moisture_to, 0), 0) as allowed
  from stocks),
judged as (
  select *, coalesce(loss > allowed, false) as too_much,
         coalesce(datediff('day', calibrated_on, measured_on) between 0 and 365
                  and abs((measured - book) / nullif(book, 0)) > 0.02, false) as apart
  from counted)
select station || '·' || bin as subject_key, station || bin as subject_name, grain, year, opening, loss, allowed,
       book, measured, if(apart, (measured - book) / nullif(book, 0), null) as gap, [stock_id] as keys_stocks,
       0.4 + if(too_much, 0.2, 0) + if(apart, 0.25, 0) as score
from judged where too_much or apart
"""


def m22(stocks: Frame) -> Frame:
    dried = (pl.col("moisture_from") - pl.col("moisture_to")).clip(lower_bound=0.0)
    drying = share(pl.col("opening") * dried, 100.0 - pl.col("moisture_to")).fill_null(0.0)
    counted = stocks.with_columns(
        allowed=pl.col("opening") * 0.008 + drying, measured=pl.col("volume") * pl.col("density")
    )
    counted = counted.with_columns(gap=share(pl.col("measured") - pl.col("book"), "book"))
    trusted = days("calibrated_on", "measured_on").is_between(0, 365)
    found = counted.with_columns(
        too_much=(pl.col("loss") > pl.col("allowed")).fill_null(False),
        apart=(trusted & (pl.col("gap").abs() > 0.02)).fill_null(False),
    ).filter(pl.col("too_much") | pl.col("apart"))
    return found.select(
        *("grain", "year", "opening", "loss", "allowed", "book", "measured"),
        gap=pl.when("apart").then("gap"),
        subject_key=pl.concat_str("station", pl.lit("·"), "bin"),
        subject_name=pl.concat_str("station", "bin"),
        score=capped(0.4 + number(pl.col("too_much")) * 0.2 + number(pl.col("apart")) * 0.25),
        keys_stocks=key("stock_id"),
    )


TWINS = {
    "M20": Twin(M20_SQL, m20),
    "M20S": Twin(M20S_SQL, m20s),
    "M21": Twin(M21_SQL, m21),
    "M22": Twin(M22_SQL, m22),
}
