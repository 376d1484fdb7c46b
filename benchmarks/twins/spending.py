"""M33, M34, M35: cars, meals and trips."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import (
    Frame,
    Twin,
    capped,
    days,
    distinct,
    filled,
    key,
    minutes,
    number,
    share,
    text,
)

DAY_OFF_SQL = "coalesce(h.off = 'off', isodow({day}) >= 6)"
M33_SQL = (
    """
with calendar as (select day, max(kind) as off from holidays group by day),
judged as (
  select f.* exclude (plate), coalesce(swapped_to, plate) as plate, "at"::date as day from fills f),
known as (
  select j.*, v.unit, v.home, v.fuel, tank * 1.1 as most, coalesce(use, 'vehicle') = 'vehicle' as drives,
         """
    + DAY_OFF_SQL.format(day="j.day")
    + """ as is_off,
         lag("at") over before as earlier_at,
         lag(if(coalesce(kind, '') in ('goods', 'supplies'), null, litres)) over before as earlier_litres
  from judged j join vehicles v using (plate) left join calendar h using (day)
  window before as (partition by plate order by "at", fill_id)),
nearest as (
  select fill_id,
         min(power((p.latitude - k.latitude) * 111.0, 2)
             + power((p.longitude - k.longitude) * 111.0 * cos(k.latitude * 0.017453292519943295), 2)) > 4 as away
  from known k join positions p on p.plate = k.plate and p."at"::date = k.day and hour(p."at") = hour(k."at")
  where k.longitude is not null and k.latitude is not null
    and abs(datediff('minute', k."at", p."at")) <= 10
  group by fill_id),
loose as (
  select fill_id from known k
  where (is_off or city <> home) and not exists (
    select 1 from dispatches d
    where d.plate = k.plate and k.day between d.from_on and coalesce(d.to_on, d.from_on))),
marked as (
  select k.*, coalesce(drives and litres > most, false) as is_over,
         coalesce(drives and datediff('minute', earlier_at, "at") < 240 and litres + earlier_litres > most, false)
           as is_twice,
         coalesce(drives and away, false) as is_far,
         coalesce(drives and l.fill_id is not null and is_off, false) as is_day_off,
         coalesce(drives and l.fill_id is not null and city <> home, false) as is_outside,
         coalesce(kind = 'goods' or (drives and kind in ('petrol', 'diesel', 'gas') and kind <> fuel), false)
           as is_wrong
  from known k left join nearest using (fill_id) left join loose l using (fill_id))
select plate as subject_key, max(unit) as subject_name, count(*) as fills, sum(amount) as amount,
       list(fill_id) as keys_fills, [plate] as keys_vehicles, sum(is_over::int) as over, sum(is_twice::int) as twice,
       sum(is_far::int) as far, sum(is_day_off::int) as day_off, sum(is_outside::int) as outside,
       sum(is_wrong::int) as wrong,
       least(0.5 + (bool_or(is_over)::int + bool_or(is_twice)::int + bool_or(is_far)::int
                    + bool_or(is_day_off)::int + bool_or(is_outside)::int + bool_or(is_wrong)::int) * 0.1
             + count(*) / 100, 1.0) as score
from marked where is_over or is_twice or is_far or is_day_off or is_outside or is_wrong group by plate
"""
)


def with_day_off(table: Frame, holidays: Frame) -> Frame:
    calendar = holidays.group_by("day").agg(off=pl.col("kind").max())
    weekend = pl.col("day").dt.weekday() >= 6
    joined = table.join(calendar, on="day", how="left")
    return joined.with_columns(is_off=(pl.col("off") == "off").fill_null(weekend)).drop("off")


def m33(fills: Frame, vehicles: Frame, dispatches: Frame, positions: Frame, holidays: Frame) -> Frame:
    fuel = ~filled("kind").is_in(["goods", "supplies"])
    known = fills.with_columns(plate=pl.coalesce("swapped_to", "plate"), day=pl.col("at").dt.date())
    known = known.join(vehicles.select("plate", "unit", "tank", "fuel", "home"), on="plate")
    known = with_day_off(known, holidays).sort("plate", "at", "fill_id").with_columns(
        earlier_at=pl.col("at").shift().over("plate"),
        earlier_litres=pl.when(fuel).then("litres").shift().over("plate"),
    )  # fmt: skip
    asked = known.filter(pl.col("is_off") | (pl.col("city") != pl.col("home"))).select(
        "fill_id", "plate", "day"
    )
    sent = asked.join(dispatches, on="plate").filter(
        pl.col("day") >= pl.col("from_on"), pl.col("day") <= pl.coalesce("to_on", "from_on")
    )
    known = known.join(sent.select("fill_id", dispatched=True).unique(), on="fill_id", how="left")
    known = known.join(_away(known, positions), on="fill_id", how="left")
    drives, loose = filled("use", "vehicle") == "vehicle", pl.col("dispatched").is_null()
    most, kind = pl.col("tank") * 1.1, pl.col("kind")
    soon = minutes("earlier_at", "at") < 240
    signs = {
        "over": drives & (pl.col("litres") > most),
        "twice": drives & soon & (pl.col("litres") + pl.col("earlier_litres") > most),
        "far": drives & pl.col("away"),
        "day_off": drives & loose & pl.col("is_off"),
        "outside": drives & loose & (pl.col("city") != pl.col("home")),
        "wrong": (kind == "goods")
        | (drives & kind.is_in(["petrol", "diesel", "gas"]) & (kind != pl.col("fuel"))),
    }
    marked = known.with_columns(**{name: sign.fill_null(False) for name, sign in signs.items()})
    marked = marked.filter(pl.any_horizontal(list(signs)))
    found = marked.group_by(subject_key="plate").agg(
        pl.col(list(signs)).sum(),
        subject_name=pl.col("unit").max(),
        fills=pl.len().cast(pl.Int64),
        amount=pl.col("amount").sum(),
        keys_fills=pl.col("fill_id"),
    )
    kinds = pl.sum_horizontal(number(pl.col(one) > 0) for one in signs)
    return found.with_columns(
        score=capped(0.5 + kinds * 0.1 + pl.col("fills") / 100), keys_vehicles=key("subject_key")
    )


def _away(known: Frame, positions: Frame) -> Frame:
    """Whether the vehicle was more than two kilometres from the station at its nearest position."""
    located = known.filter(pl.col("longitude").is_not_null() & pl.col("latitude").is_not_null())
    located = located.select(
        "fill_id", "plate", "at", "longitude", "latitude", hour=pl.col("at").dt.truncate("1h")
    )
    seen = positions.with_columns(hour=pl.col("at").dt.truncate("1h"))
    pairs = located.join(seen, on=["plate", "hour"], suffix="_seen")
    pairs = pairs.filter(minutes("at", "at_seen").abs() <= 10)
    north = (pl.col("latitude_seen") - pl.col("latitude")) * 111.0
    east = (pl.col("longitude_seen") - pl.col("longitude")) * 111.0
    east *= (pl.col("latitude") * 0.017453292519943295).cos()
    return pairs.group_by("fill_id").agg(away=(north.pow(2) + east.pow(2)).min() > 4.0)


M34_SQL = (
    """
with calendar as (select day, max(kind) as off from holidays group by day),
sent as (
  select unit, letter_no, min(sender) as sender, min(visit_from) as visit_from, max(visit_to) as visit_to
  from letters group by all),
uses as (
  select unit, letter_no, count(*) as uses from receptions where letter_no <> '' group by all having count(*) > 1),
numbered as (
  select *, nullif(regexp_extract(invoice_no, '([0-9]{1,9})$', 1), '')::bigint as invoice from receptions),
judged as (
  select r.*, uses, coalesce(kind, 'work') = 'work' as is_work,
         """
    + DAY_OFF_SQL.format(day="r.day")
    + """ as is_off,
         coalesce(day between s.visit_from and coalesce(s.visit_to, s.visit_from), false) as announced,
         r.unit in (select unit from letters) and (s.sender is null or coalesce(visitor_unit <> s.sender, false))
           as unsent,
         lag(invoice) over before as earlier_invoice, lag(day) over before as earlier_day
  from numbered r left join calendar h using (day) left join uses using (unit, letter_no)
  left join sent s using (unit, letter_no)
  window before as (partition by r.unit, place order by invoice, reception_id)),
marked as (
  select reception_id, unit, fee, is_work and is_off and not announced as is_day_off,
         is_work and coalesce(letter_no, '') = '' as is_no_letter,
         is_work and coalesce(uses > 1, false) as is_letter_twice,
         is_work and coalesce(letter_no, '') <> '' and unsent as is_not_sent,
         coalesce(invoice - earlier_invoice = 1 and day <> earlier_day, false) as is_in_a_row,
         coalesce(is_work and if(visitors <= 10, hosts > 3, hosts * 3 > visitors), false) as is_hosts_over,
         coalesce(fee::double / nullif(visitors + hosts, 0) > standard::double, false) as is_fee_over
  from judged)
select unit as subject_key, unit as subject_name, count(*) as receptions, sum(fee) as amount,
       list(reception_id) as keys_receptions, sum(is_day_off::int) as day_off, sum(is_no_letter::int) as no_letter,
       sum(is_letter_twice::int) as letter_twice, sum(is_not_sent::int) as not_sent,
       sum(is_in_a_row::int) as in_a_row, sum(is_hosts_over::int) as hosts_over, sum(is_fee_over::int) as fee_over,
       least(0.5 + (bool_or(is_day_off)::int + bool_or(is_no_letter)::int + bool_or(is_letter_twice)::int
                    + bool_or(is_not_sent)::int + bool_or(is_in_a_row)::int + bool_or(is_hosts_over)::int
                    + bool_or(is_fee_over)::int) * 0.08 + count(*) / 100, 1.0) as score
from marked
where is_day_off or is_no_letter or is_letter_twice or is_not_sent or is_in_a_row or is_hosts_over or is_fee_over
group by unit
"""
)


def m34(receptions: Frame, letters: Frame, holidays: Frame) -> Frame:
    sent = letters.group_by("unit", letter="letter_no").agg(
        pl.col("sender").min(), pl.col("visit_from").min(), pl.col("visit_to").max()
    )
    known = with_day_off(receptions, holidays).with_columns(
        letter=text("letter_no"),
        invoice=pl.col("invoice_no").str.extract(r"([0-9]{1,9})$", 1).cast(pl.Int64),
    )
    uses = known.filter(pl.col("letter").is_not_null()).group_by("unit", "letter").agg(uses=pl.len())
    known = known.join(uses, on=["unit", "letter"], how="left").join(sent, on=["unit", "letter"], how="left")
    known = known.join(letters.select("unit", register=True).unique(), on="unit", how="left")
    known = known.sort("invoice", "reception_id", nulls_last=True).with_columns(
        earlier_invoice=pl.col("invoice").shift().over("unit", "place"),
        earlier_day=pl.col("day").shift().over("unit", "place"),
    )
    work = filled("kind", "work") == "work"
    announced = pl.col("day").is_between("visit_from", pl.coalesce("visit_to", "visit_from")).fill_null(False)
    other = pl.col("sender").is_null() | (pl.col("visitor_unit") != pl.col("sender")).fill_null(False)
    few = pl.col("visitors") <= 10
    too_many = (few & (pl.col("hosts") > 3)) | (~few & (pl.col("hosts") * 3 > pl.col("visitors")))
    signs = {
        "day_off": work & pl.col("is_off") & ~announced,
        "no_letter": work & pl.col("letter").is_null(),
        "letter_twice": work & (pl.col("uses") > 1),
        "not_sent": work & pl.col("letter").is_not_null() & pl.col("register").is_not_null() & other,
        "in_a_row": (pl.col("invoice") - pl.col("earlier_invoice") == 1)
        & (pl.col("day") != pl.col("earlier_day")),
        "hosts_over": work & too_many,
        "fee_over": share("fee", pl.col("visitors") + pl.col("hosts")) > pl.col("standard").cast(pl.Float64),
    }
    marked = known.with_columns(**{name: sign.fill_null(False) for name, sign in signs.items()})
    marked = marked.filter(pl.any_horizontal(list(signs)))
    found = marked.group_by(subject_key="unit").agg(
        pl.col(list(signs)).sum(),
        receptions=pl.len().cast(pl.Int64),
        amount=pl.col("fee").sum(),
        keys_receptions=pl.col("reception_id"),
    )
    kinds = pl.sum_horizontal(number(pl.col(one) > 0) for one in signs)
    score = capped(0.5 + kinds * 0.08 + pl.col("receptions") / 100)
    return found.with_columns(subject_name="subject_key", score=score)


M35_SQL = """
with taken as (select * from trips where coalesce(state, 'taken') not in ('changed', 'cancelled')),
ordered as (
  select *, lead(from_on) over ahead as next_from, max(to_on) over behind as last_to
  from taken
  window ahead as (partition by person_id order by from_on, trip_id),
         behind as (partition by person_id order by from_on, trip_id
                    rows between unbounded preceding and 1 preceding)),
doubtful as (
  select person_id from ordered
  where datediff('day', next_from, to_on) >= 1 or datediff('day', from_on, last_to) >= 1),
mine as (select * from taken where person_id in (select person_id from doubtful)),
overlaps_of as (
  select a.person_id, a.trip_id, any_value(a.name) as name, any_value(a.amount) as amount,
         max(datediff('day', greatest(a.from_on, b.from_on), least(a.to_on, b.to_on))) as overlap,
         min(greatest(a.from_on, b.from_on)) as first, null as host_id
  from mine a join mine b using (person_id)
  where a.trip_id <> b.trip_id and a.destination <> b.destination
    and datediff('day', greatest(a.from_on, b.from_on), least(a.to_on, b.to_on)) >= 1
  group by a.person_id, a.trip_id),
met as (
  select t.person_id, trip_id, t.name, amount, 0 as overlap, h.day as first, host_id
  from taken t join hosts h on h.person_id = t.person_id and h.day > from_on and h.day < to_on and city <> destination),
doubts as (select * from overlaps_of union all select * from met),
sums as (
  select person_id, max(name) as subject_name, sum(amount) as amount
  from (select distinct person_id, trip_id, name, amount from doubts) group by person_id)
select person_id as subject_key, any_value(subject_name) as subject_name,
       count(distinct trip_id) filter (overlap > 0) as overlaps, max(overlap) as days,
       count(distinct host_id) as meals, min(first) as first, any_value(sums.amount) as amount,
       list(trip_id) as keys_trips, list(host_id) as keys_hosts,
       least(0.6 + max(overlap) * 0.05 + count(distinct host_id) * 0.05
             + if(max(overlap) > 0 and count(distinct host_id) > 0, 0.1, 0), 1.0) as score
from doubts join sums using (person_id) group by person_id
"""


def m35(trips: Frame, hosts: Frame) -> Frame:
    taken = trips.filter(~filled("state", "taken").is_in(["changed", "cancelled"]))
    several = taken.group_by("person_id").agg(trips=pl.len()).filter(pl.col("trips") > 1)
    mine = taken.join(several, on="person_id", how="semi")
    mine = mine.select("person_id", "trip_id", "name", "amount", "destination", "from_on", "to_on")
    pairs = mine.join(mine, on="person_id", suffix="_two").filter(
        pl.col("trip_id") != pl.col("trip_id_two"), pl.col("destination") != pl.col("destination_two")
    )
    start = pl.max_horizontal("from_on", "from_on_two")
    pairs = pairs.with_columns(overlap=days(start, pl.min_horizontal("to_on", "to_on_two")), first=start)
    overlaps = pairs.filter(pl.col("overlap") >= 1).group_by("person_id", "trip_id", "name", "amount").agg(
        pl.col("overlap").max(), pl.col("first").min()
    )  # fmt: skip
    met = taken.join(hosts.select("person_id", "host_id", "day", "city"), on="person_id").filter(
        pl.col("from_on") < pl.col("day"),
        pl.col("day") < pl.col("to_on"),
        pl.col("city") != pl.col("destination"),
    )
    met = met.select(
        *("person_id", "trip_id", "name", "amount"),
        overlap=pl.lit(0, pl.Int64),
        first="day",
        host_id="host_id",
    )
    doubts = pl.concat([overlaps, met], how="diagonal")
    sums = doubts.select("person_id", "trip_id", "name", "amount").unique().group_by("person_id").agg(
        pl.col("amount").sum(), subject_name=pl.col("name").max()
    )  # fmt: skip
    found = doubts.group_by("person_id").agg(
        overlaps=distinct("trip_id", pl.col("overlap") > 0),
        days=pl.col("overlap").max(),
        meals=distinct("host_id"),
        first=pl.col("first").min(),
        keys_trips=pl.col("trip_id"),
        keys_hosts=pl.col("host_id"),
    )
    found = found.join(sums, on="person_id").rename({"person_id": "subject_key"})
    both = number((pl.col("overlaps") > 0) & (pl.col("meals") > 0))
    return found.with_columns(score=capped(0.6 + pl.col("days") * 0.05 + pl.col("meals") * 0.05 + both * 0.1))


TWINS = {"M33": Twin(M33_SQL, m33), "M34": Twin(M34_SQL, m34), "M35": Twin(M35_SQL, m35)}
