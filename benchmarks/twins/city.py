"""M54, M55, M56: waste on the road, refuse billed, stations scored."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, distinct, filled, number, share, text

M54_SQL = """
with came as (select plate, site_id, round(sum(tons), 4) as came from arrivals group by all),
lost as (
  select w.plate, w.site_id, round(sum(w.tons), 4) - coalesce(any_value(came), 0) as missing
  from weighings w left join came using (plate, site_id) group by w.plate, w.site_id
  having coalesce(any_value(came), 0) / nullif(round(sum(w.tons), 4), 0) < 0.9
     and round(sum(w.tons), 4) - coalesce(any_value(came), 0) >= 10),
off as (
  select position_id, plate, "at"::date as day from positions where off_route > 500),
days_off as (select plate, day from off group by all having count(*) >= 5),
signs as (
  select plate, weighing_id, null as position_id, null::date as day, 1 as loads
  from weighings w where not exists (
    select 1 from permits p
    where p.site_id = w.site_id and p.plate = w.plate
      and coalesce(w."at"::date >= p.from_on and w."at"::date <= p.until_on, true))
  union all select plate, null, position_id, day, 0 from off semi join days_off using (plate, day)
  union all select plate, weighing_id, null, null, 0 from weighings semi join lost using (plate, site_id)),
missing as (select plate, round(sum(missing), 4) as missing from lost group by plate),
found as (
  select plate, sum(loads) as loads, count(distinct day) as days, coalesce(any_value(m.missing), 0) as missing,
         list(weighing_id) as keys_weighings, list(position_id) as keys_positions
  from signs left join missing m using (plate) group by plate)
select plate as subject_key, plate as subject_name, * exclude (plate),
       0.4 + ((loads > 0)::int + (days > 0)::int + (missing > 0)::int) * 0.15 as score
from found
"""


def m54(weighings: Frame, permits: Frame, positions: Frame, arrivals: Frame) -> Frame:
    loads = weighings.select("weighing_id", "site_id", "plate", day=pl.col("at").dt.date())
    allowed = loads.join(permits.select("site_id", "plate", "from_on", "until_on"), on=["site_id", "plate"])
    begun, over = pl.col("day") >= pl.col("from_on"), pl.col("day") > pl.col("until_on")
    allowed = allowed.filter((begun & ~over).fill_null(True))
    unpermitted = loads.join(allowed, on="weighing_id", how="anti")
    off = positions.filter(pl.col("off_route") > 500).with_columns(day=pl.col("at").dt.date())
    often = off.group_by("plate", "day").agg(points=pl.len()).filter(pl.col("points") >= 5)
    off = off.join(often, on=["plate", "day"], how="semi")
    left = weighings.group_by("plate", "site_id").agg(left=pl.col("tons").sum().round(4))
    came = arrivals.group_by("plate", "site_id").agg(came=pl.col("tons").sum().round(4))
    lost = left.join(came, on=["plate", "site_id"], how="left").with_columns(filled("came", 0.0))
    lost = lost.with_columns(missing=pl.col("left") - pl.col("came"))
    lost = lost.filter((share("came", "left") < 0.9) & (pl.col("missing") >= 10))
    signs = pl.concat(
        [
            unpermitted.select("plate", "weighing_id", loads=1),
            off.select("plate", "position_id", "day"),
            weighings.join(lost, on=["plate", "site_id"], how="semi").select("plate", "weighing_id"),
        ],
        how="diagonal",
    )
    found = signs.group_by("plate").agg(
        loads=pl.col("loads").sum(),
        days=distinct("day"),
        keys_weighings=pl.col("weighing_id"),
        keys_positions=pl.col("position_id"),
    )
    missing = lost.group_by("plate").agg(pl.col("missing").sum().round(4))
    found = found.join(missing, on="plate", how="left").with_columns(
        filled("missing", 0.0), subject_name="plate"
    )
    kinds = pl.sum_horizontal(number(pl.col(one) > 0) for one in ("loads", "days", "missing"))
    return found.rename({"plate": "subject_key"}).with_columns(score=capped(kinds * 0.15 + 0.4))


M55_SQL = """
with taken as (
  select company_code, date_trunc('month', "at")::date as month, round(sum(tons), 4) as taken,
         bool_or((plant, date_trunc('month', "at")::date) in (
           select (plant, date_trunc('month', done_on)::date) from checks where coalesce(corrected, true))) as doubtful
  from intake group by all),
billed as (
  select b.company_code, b.month, round(sum(tons), 4) as all_tons, coalesce(any_value(taken), 0) as taken
  from bills b left join taken using (company_code, month)
  group by b.company_code, b.month
  having not coalesce(bool_or(doubtful), false)
     and round(sum(tons), 4) - coalesce(any_value(taken), 0) * 1.03 > 1e-6),
weighed as (
  select ticket_id, company_code, company, plate, date_trunc('month', "at")::date as month, gross, tare,
         (hour("at") >= 22 or hour("at") < 5) and coalesce(picture, '') = '' as dark
  from tickets),
nights as (select company_code, month from weighed where dark group by all having count(*) >= 5),
same as (select company_code, plate, month, gross, tare from weighed group by all having count(*) >= 5),
signs as (
  select company_code, company, bill_id, null as ticket_id, (all_tons - taken) * tons / all_tons as tons, amount,
         0 as unseen, 0 as alike
  from bills join billed using (company_code, month)
  union all select company_code, company, null, ticket_id, null, null, 1, 0
  from weighed semi join nights using (company_code, month) where dark
  union all select company_code, company, null, ticket_id, null, null, 0, 1
  from weighed semi join same using (company_code, plate, month, gross, tare)),
found as (
  select company_code, max(company) as subject_name, count(distinct bill_id) as months,
         coalesce(round(sum(tons), 4), 0) as tons, coalesce(sum(amount), 0) as amount, sum(unseen) as unseen,
         sum(alike) as alike, list(bill_id) as keys_bills, list(distinct ticket_id) as keys_tickets
  from signs group by company_code)
select company_code as subject_key, * exclude (company_code),
       if(months > 0, 0.6, 0.45) + if(months > 0 and unseen + alike > 0, 0.15, 0)
         + if(unseen > 0 and alike > 0, 0.1, 0) as score
from found
"""


def m55(bills: Frame, intake: Frame, tickets: Frame, checks: Frame) -> Frame:
    of_month = pl.col("at").dt.date().dt.truncate("1mo")
    same_month = ["company_code", "month"]
    taken = intake.with_columns(month=of_month)
    corrected = checks.filter(filled("corrected", True)).select(
        "plant", month=pl.col("done_on").dt.truncate("1mo")
    )
    doubtful = taken.join(corrected, on=["plant", "month"], how="semi")
    arrived = taken.group_by(same_month).agg(taken=pl.col("tons").sum().round(4))
    billed = bills.join(doubtful, on=same_month, how="anti")
    monthly = billed.group_by(same_month).agg(all_tons=pl.col("tons").sum().round(4))
    monthly = monthly.join(arrived, on=same_month, how="left").with_columns(filled("taken", 0.0))
    monthly = monthly.filter(pl.col("all_tons") - pl.col("taken") * 1.03 > 1e-6)
    beyond = billed.join(monthly, on=same_month)
    part = (pl.col("all_tons") - pl.col("taken")) * pl.col("tons") / pl.col("all_tons")
    weighed = tickets.with_columns(month=of_month)
    hour = pl.col("at").dt.hour()
    dark = weighed.filter(((hour >= 22) | (hour < 5)) & (filled("picture") == ""))
    nights = dark.group_by(same_month).agg(many=pl.len()).filter(pl.col("many") >= 5)
    by = ["company_code", "plate", "month", "gross", "tare"]
    same = weighed.group_by(by).agg(many=pl.len()).filter(pl.col("many") >= 5)
    who = ("company_code", "company")
    signs = pl.concat(
        [
            beyond.select(*who, "bill_id", "amount", tons=part),
            dark.join(nights, on=same_month, how="semi").select(*who, "ticket_id", unseen=1),
            weighed.join(same, on=by, how="semi").select(*who, "ticket_id", alike=1),
        ],
        how="diagonal",
    )
    found = signs.group_by(subject_key="company_code").agg(
        pl.col("amount", "unseen", "alike").sum(),
        pl.col("tons").sum().round(4),
        subject_name=pl.col("company").max(),
        months=distinct("bill_id"),
        keys_bills=pl.col("bill_id"),
        keys_tickets=pl.col("ticket_id"),
    )
    billed_too, unseen, alike = (pl.col(one) > 0 for one in ("months", "unseen", "alike"))
    score = 0.45 + number(billed_too) * 0.15 + number(billed_too & (unseen | alike)) * 0.15
    return found.with_columns(score=capped(score + number(unseen & alike) * 0.1))


M56_SQL = """
with about as (
  select place_id as station_id, date_trunc('month', received_on)::date as month,
         count(distinct coalesce(nullif(caller, ''), call_id)) as persons
  from calls where topic = 'refuse' group by all having count(*) >= 3
    and count(distinct coalesce(nullif(caller, ''), call_id)) >= 3),
photos as (
  select photo_hash from checks where photo_hash <> '' group by photo_hash
  having min(station_id) <> max(station_id) or min(checked_on) <> max(checked_on)),
signs as (
  select c.station_id, station, check_id, month, persons, 0 as photo
  from checks c join about a on a.station_id = c.station_id and month = date_trunc('month', checked_on)::date
  where score >= 90
  union all select station_id, station, check_id, null, 0, 1 from checks semi join photos using (photo_hash)),
found as (
  select station_id, max(station) as subject_name, count(distinct month) as months, max(persons) as callers,
         sum(photo) as photos, list(distinct check_id) as keys_checks
  from signs group by station_id)
select station_id as subject_key, * exclude (station_id),
       least(if(photos > 0, 0.65, 0.5) + if(months > 0 and photos > 0, 0.15, 0) + months * 0.02, 1.0) as score
from found
"""


def m56(checks: Frame, calls: Frame) -> Frame:
    about = calls.filter(pl.col("topic") == "refuse").select(
        station_id="place_id",
        month=pl.col("received_on").dt.truncate("1mo"),
        who=pl.coalesce(text("caller"), "call_id"),
    )
    about = about.group_by("station_id", "month").agg(persons=distinct("who")).filter(pl.col("persons") >= 3)
    dated = checks.with_columns(month=pl.col("checked_on").dt.truncate("1mo"))
    praised = dated.filter(pl.col("score") >= 90).join(about, on=["station_id", "month"])
    photos = checks.filter(text("photo_hash").is_not_null()).group_by("photo_hash").agg(
        other=(pl.col("station_id").min() != pl.col("station_id").max())
        | (pl.col("checked_on").min() != pl.col("checked_on").max())
    )  # fmt: skip
    reused = checks.join(photos.filter("other"), on="photo_hash", how="semi")
    columns = ("station_id", "station", "check_id")
    signs = pl.concat(
        [praised.select(*columns, "month", "persons"), reused.select(*columns, photo=1)], how="diagonal"
    )
    found = signs.group_by(subject_key="station_id").agg(
        subject_name=pl.col("station").max(),
        months=distinct("month"),
        callers=pl.col("persons").max().fill_null(0),
        photos=pl.col("photo").sum(),
        keys_checks=pl.col("check_id"),
    )
    reused_too = pl.col("photos") > 0
    score = 0.5 + number(reused_too) * 0.15 + number(reused_too & (pl.col("months") > 0)) * 0.15
    return found.with_columns(score=capped(score + pl.col("months") * 0.02))


TWINS = {"M54": Twin(M54_SQL, m54), "M55": Twin(M55_SQL, m55), "M56": Twin(M56_SQL, m56)}
