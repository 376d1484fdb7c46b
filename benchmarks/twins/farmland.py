"""M11, M12, M12V, M13: land claimed, confirmed, tilled and changed."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, days, distinct, filled, key, share

M11_SQL = """
with pairs as (
  select c.*, overlap_id, map, o.area as patch
  from claims c join "overlaps" o using (parcel_id)
  where o.area >= 0.1
    and (image_on is null or (year(image_on) <= c.year and c.year - year(image_on) <= 2))
    and (restored_on is null or year(restored_on) > c.year)),
by_map as (
  select claim_id, map, any_value(parcel_id) as parcel_id, any_value(name) as name,
         any_value(village) as village, any_value(year) as year, any_value(area) as area,
         any_value(subsidy) as subsidy, round(sum(patch), 4) as overlap
  from pairs group by claim_id, map),
worst as (
  select claim_id, any_value(parcel_id) as parcel_id, any_value(name) as name, any_value(village) as village,
         any_value(year) as year, any_value(area) as claimed, any_value(subsidy) as subsidy,
         max(overlap) as overlap, count(*) as maps,
         least(max(overlap) / nullif(any_value(area), 0), 1.0) as share
  from by_map group by claim_id
  having max(overlap) >= 0.5 or max(overlap) / nullif(any_value(area), 0) >= 0.1),
found as (
  select parcel_id, max(name) as subject_name, max(village) as village, max(claimed) as claimed,
         max(overlap) as overlap, max(share) as share, max(maps) as maps, count(distinct year) as years,
         sum(subsidy) as subsidy, list(claim_id) as keys_claims
  from worst group by parcel_id),
patches as (
  select parcel_id, list(distinct overlap_id) as keys_overlaps
  from pairs semi join found using (parcel_id) group by parcel_id)
select parcel_id as subject_key, * exclude (parcel_id),
       least(0.5 + share * 0.3 + (maps - 1) * 0.1, 1.0) as score
from found join patches using (parcel_id)
"""


def m11(claims: Frame, overlaps: Frame) -> Frame:
    seen = overlaps.filter(pl.col("area") >= 0.1).select(
        "parcel_id", "overlap_id", "map", "image_on", "restored_on", patch="area"
    )
    image, restored, year = pl.col("image_on").dt.year(), pl.col("restored_on").dt.year(), pl.col("year")
    pairs = claims.join(seen, on="parcel_id").filter(
        image.is_null() | ((image <= year) & (year - image <= 2)), restored.is_null() | (restored > year)
    )
    named = ("parcel_id", "name", "village", "year", "area", "subsidy")
    by_map = pairs.group_by("claim_id", "map").agg(
        *(pl.col(one).first() for one in named), overlap=pl.col("patch").sum().round(4)
    )
    worst = by_map.group_by("claim_id").agg(
        *(pl.col(one).first() for one in named), pl.col("overlap").max(), maps=pl.len()
    )
    worst = worst.with_columns(share=share("overlap", "area").clip(upper_bound=1.0))
    worst = worst.filter((pl.col("overlap") >= 0.5) | (pl.col("share") >= 0.1))
    found = worst.group_by("parcel_id").agg(
        pl.col("village", "overlap", "share").max(),
        pl.col("maps").max().cast(pl.Int64),
        pl.col("subsidy").sum(),
        subject_name=pl.col("name").max(),
        claimed=pl.col("area").max(),
        years=distinct("year"),
        keys_claims=pl.col("claim_id"),
    )
    patches = pairs.join(found, on="parcel_id", how="semi").group_by("parcel_id")
    found = found.join(patches.agg(keys_overlaps=pl.col("overlap_id")), on="parcel_id")
    strength = pl.col("share") * 0.3 + (pl.col("maps") - 1) * 0.1 + 0.5
    return found.rename({"parcel_id": "subject_key"}).with_columns(score=capped(strength))


M12_SQL = """
with per as (
  select household, year, max(name) as subject_name, max(village) as village, round(sum(area), 4) as claimed,
         list(claim_id) as keys_claims
  from claims group by household, year),
held as (
  select household, round(sum(area), 4) as confirmed, list(parcel_id) as keys_confirmed
  from confirmed group by household),
more as (
  select * exclude (confirmed), coalesce(confirmed, 0) as confirmed
  from per left join held using (household) where claimed > coalesce(confirmed, 0) * 1.05),
gained as (
  select m.household, m.year, round(sum(area), 4) as gained
  from more m join gains g using (household)
  where coalesce(from_year, 0) <= m.year and coalesce(to_year, 9999) >= m.year group by m.household, m.year),
over as (
  select * exclude (gained), coalesce(gained, 0) as gained, claimed - confirmed - coalesce(gained, 0) as excess
  from more left join gained using (household, year)
  where claimed > (confirmed + coalesce(gained, 0)) * 1.05
    and claimed - confirmed - coalesce(gained, 0) >= 0.2),
asked as (
  select village, year, round(sum(area), 4) as everything
  from claims semi join over using (village, year) group by village, year),
land as (select village, year, round(sum(tillable), 4) as tillable from village_land group by village, year),
villages as (
  select village, year, greatest(everything - tillable, 0.0) as beyond
  from asked join land using (village, year))
select household as subject_key, subject_name, village, year, claimed, confirmed, gained, excess,
       coalesce(beyond, 0) as village_over, keys_claims, keys_confirmed,
       least(0.5 + least(excess / nullif(claimed, 0), 1.0) * 0.3 + if(coalesce(beyond, 0) > 0, 0.1, 0), 1.0)
         as score
from over left join villages using (village, year)
"""


def m12(claims: Frame, confirmed: Frame, gains: Frame, village_land: Frame) -> Frame:
    per = claims.group_by("household", "year").agg(
        subject_name=pl.col("name").max(),
        village=pl.col("village").max(),
        claimed=pl.col("area").sum().round(4),
        keys_claims=pl.col("claim_id"),
    )
    held = confirmed.group_by("household").agg(
        confirmed=pl.col("area").sum().round(4), keys_confirmed=pl.col("parcel_id")
    )
    more = per.join(held, on="household", how="left").with_columns(confirmed=filled("confirmed", 0.0))
    more = more.filter(pl.col("claimed") > pl.col("confirmed") * 1.05)
    begun = filled("from_year", 0) <= pl.col("year")
    gained = gains.join(more.select("household", "year"), on="household")
    gained = gained.filter(begun & (filled("to_year", 9999) >= pl.col("year")))
    gained = gained.group_by("household", "year").agg(gained=pl.col("area").sum().round(4))
    over = more.join(gained, on=["household", "year"], how="left").with_columns(gained=filled("gained", 0.0))
    over = over.with_columns(excess=pl.col("claimed") - pl.col("confirmed") - pl.col("gained")).filter(
        pl.col("claimed") > (pl.col("confirmed") + pl.col("gained")) * 1.05, pl.col("excess") >= 0.2
    )
    asked = claims.join(over, on=["village", "year"], how="semi").group_by("village", "year")
    land = village_land.group_by("village", "year").agg(pl.col("tillable").sum().round(4))
    villages = asked.agg(everything=pl.col("area").sum().round(4)).join(land, on=["village", "year"])
    villages = villages.select(
        "village", "year", village_over=(pl.col("everything") - pl.col("tillable")).clip(lower_bound=0.0)
    )
    found = over.join(villages, on=["village", "year"], how="left")
    found = found.with_columns(village_over=filled("village_over", 0.0))
    strength = share("excess", "claimed").clip(upper_bound=1.0) * 0.3 + 0.5
    more_so = pl.when(pl.col("village_over") > 0).then(0.1).otherwise(0.0)
    return found.rename({"household": "subject_key"}).with_columns(score=capped(strength + more_so))


M12V_SQL = """
with land as (
  select village, year, round(sum(tillable), 4) as tillable, list(record_id) as keys_village_land
  from village_land group by village, year),
over as (
  select village, year, round(sum(area), 4) as claimed, any_value(tillable) as tillable,
         any_value(keys_village_land) as keys_village_land
  from claims join land using (village, year) group by village, year
  having round(sum(area), 4) > any_value(tillable) * 1.05),
counted as (
  select village, year, count(distinct household) as households, count(distinct parcel_id) as parcels
  from claims semi join over using (village, year) group by village, year)
select village as subject_key, village as subject_name, year, claimed, tillable, claimed - tillable as excess,
       households, parcels, keys_village_land,
       least(0.6 + (claimed - tillable) / nullif(tillable, 0), 1.0) as score
from over join counted using (village, year)
"""


def m12v(claims: Frame, village_land: Frame) -> Frame:
    land = village_land.group_by("village", "year").agg(
        pl.col("tillable").sum().round(4), keys_village_land=pl.col("record_id")
    )
    over = claims.group_by("village", "year").agg(claimed=pl.col("area").sum().round(4))
    over = over.join(land, on=["village", "year"]).filter(pl.col("claimed") > pl.col("tillable") * 1.05)
    counted = claims.join(over, on=["village", "year"], how="semi").group_by("village", "year").agg(
        households=distinct("household"), parcels=distinct("parcel_id")
    )  # fmt: skip
    found = over.join(counted, on=["village", "year"])
    found = found.with_columns(excess=pl.col("claimed") - pl.col("tillable"), subject_name="village")
    return found.rename({"village": "subject_key"}).with_columns(
        score=capped(share("excess", "tillable") + 0.6)
    )


M13_SQL = """
with late as (
  select *, datediff('day', found_on, coalesce(closed_on, ledger_on)) as open_days from changes
  where area > 1.0 and datediff('day', found_on, coalesce(closed_on, ledger_on)) > 30),
given as (
  select patch_id, list(approval_id) as keys_approvals,
         coalesce(round(sum(a.area) filter (
           approved_on <= found_on and (until is null or until >= found_on)), 4), 0) as approved
  from approvals a join late using (patch_id) group by patch_id),
told as (
  select late.*, keys_approvals, coalesce(approved, 0) as approved, area - coalesce(approved, 0) as unapproved
  from late left join given using (patch_id))
select patch_id as subject_key, village as subject_name, village, change, unit, area as changed, unapproved,
       approved, open_days, found_on, closed_on, keys_approvals, [patch_id] as keys_changes,
       least(if(closed_on is null, 0.1, 0) + 0.5 + least(unapproved, 10.0) * 0.03, 1.0) as score
from told where unapproved > 1.0
"""


def m13(changes: Frame, approvals: Frame) -> Frame:
    late = changes.with_columns(open_days=days("found_on", pl.coalesce("closed_on", "ledger_on")))
    late = late.filter((pl.col("area") > 1.0) & (pl.col("open_days") > 30))
    valid = (pl.col("approved_on") <= pl.col("found_on")) & (
        pl.col("until").is_null() | (pl.col("until") >= pl.col("found_on"))
    )
    given = approvals.join(late.select("patch_id", "found_on"), on="patch_id").group_by("patch_id").agg(
        approved=pl.col("area").filter(valid).sum().round(4), keys_approvals=pl.col("approval_id")
    )  # fmt: skip
    found = late.join(given, on="patch_id", how="left").with_columns(filled("approved", 0.0))
    found = found.with_columns(unapproved=pl.col("area") - pl.col("approved"))
    found = found.filter(pl.col("unapproved") > 1.0)
    still = pl.when(pl.col("closed_on").is_null()).then(0.6).otherwise(0.5)
    return found.select(
        *("village", "change", "unit", "unapproved", "approved", "open_days", "found_on", "closed_on"),
        "keys_approvals",
        changed="area",
        subject_key="patch_id",
        subject_name="village",
        score=capped(still + pl.col("unapproved").clip(upper_bound=10.0) * 0.03),
        keys_changes=key("patch_id"),
    )


TWINS = {
    "M11": Twin(M11_SQL, m11),
    "M12": Twin(M12_SQL, m12),
    "M12V": Twin(M12V_SQL, m12v),
    "M13": Twin(M13_SQL, m13),
}
