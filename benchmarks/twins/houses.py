"""M57, M58: public houses and fire hazards."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, days, distinct, filled, number, text

M57_SQL = """
with strangers as (
  select house_id, record_id, person_id from occupants where until is null and not coalesce(is_family, false)),
crowded as (
  select house_id, count(distinct person_id) as number, list(record_id) as keys from strangers group by house_id
  having count(distinct person_id) >= 10),
let as (
  select house_id, lease_id, tenant_id from leases l
  where house_id in (
      select house_id from allotments a
      where a.house_id = l.house_id and coalesce(l.from_on >= a.from_on and l.from_on <= a.until_on, true))
    and (house_id, tenant_id) not in (
      select (house_id, person_id) from allotments where house_id is not null and person_id is not null
      union all select (house_id, person_id) from occupants where is_family)),
sublet as (
  select house_id, count(distinct tenant_id) as number, list(lease_id) as keys from let group by house_id),
public as (select * from utilities where house_id in (select house_id from houses)),
meters as (
  select meter, month, kind, count(distinct house_id) as sharing from utilities where meter <> ''
  group by all having count(*) > 1),
used as (
  select reading_id, house_id, p.month,
         p.used / (case p.kind when 'water' then 15.0 when 'power' then 240.0 else 30.0 end
                   * coalesce(sharing, 1)) as norms
  from public p left join meters using (meter, month, kind)),
heavy as (
  select house_id, count(distinct month) as number, list(reading_id) as keys from used where norms > 3
  group by house_id having count(distinct month) >= 2),
lived_in as (
  select house_id, count(distinct month) as number, list(reading_id) as keys
  from used where norms > 0.2 and house_id in (select house_id from houses where status = 'vacant')
  group by house_id having count(distinct month) >= 2),
found as (
  select h.house_id, any_value(address) as subject_name, coalesce(any_value(c.number), 0) as crowded,
         coalesce(any_value(s.number), 0) as sublet, coalesce(any_value(v.number), 0) as heavy,
         coalesce(any_value(l.number), 0) as lived_in, any_value(c.keys) as keys_occupants,
         any_value(s.keys) as keys_leases,
         list_concat(any_value(v.keys), any_value(l.keys)) as keys_utilities
  from houses h left join crowded c using (house_id) left join sublet s using (house_id)
  left join heavy v using (house_id) left join lived_in l using (house_id)
  where c.number > 0 or s.number > 0 or v.number > 0 or l.number > 0 group by h.house_id)
select house_id as subject_key, * exclude (house_id),
       if(sublet > 0, 0.5, 0.4)
         + ((crowded > 0)::int + (sublet > 0)::int + (heavy > 0)::int + (lived_in > 0)::int) * 0.12 as score
from found
"""


def m57(houses: Frame, allotments: Frame, occupants: Frame, leases: Frame, utilities: Frame) -> Frame:
    strangers = occupants.filter(pl.col("until").is_null() & ~filled("is_family", False))
    crowded = strangers.group_by("house_id").agg(
        crowded=distinct("person_id"), keys_occupants=pl.col("record_id")
    )
    held = allotments.select("house_id", begun="from_on", ended="until_on")
    over = pl.col("from_on") > pl.col("ended")
    let = leases.join(held, on="house_id").filter(
        ((pl.col("from_on") >= pl.col("begun")) & ~over).fill_null(True)
    )
    family = pl.concat(
        [
            occupants.filter(pl.col("is_family")).select("house_id", tenant_id="person_id"),
            allotments.select("house_id", tenant_id="person_id"),
        ]
    )
    let = let.join(family, on=["house_id", "tenant_id"], how="anti")
    sublet = let.group_by("house_id").agg(sublet=distinct("tenant_id"), keys_leases=pl.col("lease_id"))
    used = _norms(houses, utilities)
    heavy = _lasting(used.filter(pl.col("norms") > 3), "heavy")
    vacant = houses.filter(pl.col("status") == "vacant")
    lived_in = used.filter(pl.col("norms") > 0.2).join(vacant, on="house_id", how="semi")
    found = houses.select("house_id", subject_name="address")
    for sign in (crowded.filter(pl.col("crowded") >= 10), sublet, heavy, _lasting(lived_in, "lived_in")):
        found = found.join(sign, on="house_id", how="left")
    names = ("crowded", "sublet", "heavy", "lived_in")
    found = found.filter(pl.any_horizontal(pl.col(names).is_not_null())).with_columns(
        pl.col(names).fill_null(0)
    )
    kinds = pl.sum_horizontal(number(pl.col(one) > 0) for one in names)
    nothing = pl.lit([], pl.List(pl.String))
    return found.select(
        *("subject_name", *names, "keys_occupants", "keys_leases"),
        subject_key="house_id",
        keys_utilities=pl.concat_list(
            pl.col("keys_heavy").fill_null(nothing), pl.col("keys_lived_in").fill_null(nothing)
        ),
        score=capped(0.4 + number(pl.col("sublet") > 0) * 0.1 + kinds * 0.12),
    )


def _norms(houses: Frame, utilities: Frame) -> Frame:
    """Use in norms of one house: a meter's use is shared by all the houses on it."""
    named = utilities.filter(text("meter").is_not_null()).group_by("meter", "month", "kind")
    meters = named.agg(sharing=distinct("house_id"), many=pl.len()).filter(pl.col("many") > 1)
    used = utilities.join(houses, on="house_id", how="semi").join(
        meters, on=["meter", "month", "kind"], how="left"
    )
    norm = pl.col("kind").replace_strict(
        {"water": 15.0, "power": 240.0}, default=30.0, return_dtype=pl.Float64
    )
    return used.with_columns(norms=pl.col("used") / (norm * filled("sharing", 1)))


def _lasting(used: Frame, name: str) -> Frame:
    """Houses with two such months or more."""
    found = used.group_by("house_id").agg(
        distinct("month").alias(name), pl.col("reading_id").alias(f"keys_{name}")
    )
    return found.filter(pl.col(name) >= 2)


M58_SQL = """
with again as (
  select place_id, place, hazard_id
  from (select *, lag(closed_on) over before as was_closed, lag(occupant) over before as was_run_by from hazards
        window before as (partition by place_id, kind order by found_on, hazard_id))
  where datediff('day', was_closed, found_on) between 0 and 90 and not coalesce(occupant <> was_run_by, false)),
photos as (
  select photo_hash from hazards where photo_hash <> '' group by photo_hash
  having count(distinct coalesce(check_id, hazard_id)) >= 2),
seen as (
  select place_id, min(checked_on) as first, max(checked_on) as last from checks group by place_id
  having count(*) >= 4 and sum(hazards) = 0),
reported as (
  select place_id, count(*) as reports from calls join seen using (place_id)
  where topic = 'fire' and received_on >= seen.first and datediff('day', seen.last, received_on) <= 90
  group by place_id),
burned as (
  select place_id, count(*) as fires from incidents join seen using (place_id)
  where happened_on >= seen.first and datediff('day', seen.last, happened_on) <= 90 group by place_id),
blind as (
  select place_id, coalesce(reports, 0) as reports, coalesce(fires, 0) as fires
  from seen left join reported using (place_id) left join burned using (place_id)
  where coalesce(reports, 0) >= 2 or fires > 0),
signs as (
  select place_id, place, hazard_id, null as check_id, 1 as again, 0 as photo, 0 as reports, 0 as fires from again
  union all select place_id, place, hazard_id, null, 0, 1, 0, 0 from hazards semi join photos using (photo_hash)
  union all select place_id, place, null, check_id, 0, 0, reports, fires from checks join blind using (place_id)),
found as (
  select place_id, max(place) as subject_name, sum(again) as again, sum(photo) as photos,
         count(distinct check_id) as blind, max(reports) as reports, max(fires) as fires,
         list(hazard_id) as keys_hazards, list(check_id) as keys_checks
  from signs group by place_id)
select place_id as subject_key, * exclude (place_id),
       if(photos > 0 or fires > 0, 0.5, 0.4) + ((again > 0)::int + (photos > 0)::int + (blind > 0)::int) * 0.15 as score
from found
"""


def m58(hazards: Frame, checks: Frame, calls: Frame, incidents: Frame) -> Frame:
    before = hazards.sort("found_on", "hazard_id").with_columns(
        was_closed=pl.col("closed_on").shift().over("place_id", "kind"),
        was_run_by=pl.col("occupant").shift().over("place_id", "kind"),
    )
    moved = (pl.col("occupant") != pl.col("was_run_by")).fill_null(False)
    again = before.filter(days("was_closed", "found_on").is_between(0, 90), ~moved)
    visit = pl.coalesce("check_id", "hazard_id")
    photos = (
        hazards.filter(text("photo_hash").is_not_null()).group_by("photo_hash").agg(visits=visit.n_unique())
    )
    same = hazards.join(photos.filter(pl.col("visits") >= 2), on="photo_hash", how="semi")
    seen = checks.group_by("place_id").agg(
        visits=pl.len(),
        hazards=pl.col("hazards").sum(),
        first=pl.col("checked_on").min(),
        last=pl.col("checked_on").max(),
    )
    seen = seen.filter((pl.col("visits") >= 4) & (pl.col("hazards") == 0))
    fire_calls = calls.filter(pl.col("topic") == "fire").select("place_id", day="received_on")
    blind = seen.select("place_id")
    for name, events in (("reports", fire_calls), ("fires", incidents.select("place_id", day="happened_on"))):
        dated = events.join(seen, on="place_id").filter(
            pl.col("day") >= pl.col("first"), days("last", "day") <= 90
        )
        counted = dated.group_by("place_id").agg(pl.len().alias(name))
        blind = blind.join(counted, on="place_id", how="left").with_columns(filled(name, 0))
    blind = blind.filter((pl.col("reports") >= 2) | (pl.col("fires") > 0))
    signs = pl.concat(
        [
            again.select("place_id", "place", "hazard_id", again=1),
            same.select("place_id", "place", "hazard_id", photo=1),
            checks.join(blind, on="place_id").select("place_id", "place", "check_id", "reports", "fires"),
        ],
        how="diagonal",
    )
    found = signs.group_by(subject_key="place_id").agg(
        subject_name=pl.col("place").max(),
        again=pl.col("again").sum(),
        photos=pl.col("photo").sum(),
        blind=distinct("check_id"),
        reports=pl.col("reports").max().fill_null(0),
        fires=pl.col("fires").max().fill_null(0),
        keys_hazards=pl.col("hazard_id"),
        keys_checks=pl.col("check_id"),
    )
    kinds = pl.sum_horizontal(number(pl.col(one) > 0) for one in ("again", "photos", "blind"))
    base = pl.when((pl.col("photos") > 0) | (pl.col("fires") > 0)).then(0.5).otherwise(0.4)
    return found.with_columns(score=capped(base + kinds * 0.15))


TWINS = {"M57": Twin(M57_SQL, m57), "M58": Twin(M58_SQL, m58)}
