"""M10, M14, M15, M19: days of care, fields built, machines bought."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, days, distinct, filled, has, months, share, text

M10_SQL = """
with claimed as (
  select unit, person_id, month, coalesce(kind, 'meals') as kind, sum(days) as days, max(proxy) as proxy,
         sum(amount) as amount, list(claim_id) as claims
  from claims group by all),
away as (
  select unit, person_id, month, kind, sum(away) as away
  from (select c.unit, person_id, c.month, c.kind,
               least(datediff('day', month, to_on), day(last_day(month)) - 1)
                 - greatest(datediff('day', month, from_on), 0) + 1 as away
        from claimed c join absences using (person_id) where proxy is null or c.kind <> 'meals')
  where away > 0 group by all),
dead as (select person_id, min(died_on) as died_on from deaths group by person_id),
known as (
  select c.*, died_on < month as dead,
         days - greatest(least(if(died_on is null, 31, greatest(datediff('day', month, died_on) + 1, 0)),
                               day(last_day(month))) - coalesce(away, 0), 0) as excess
  from claimed c left join dead using (person_id) left join away using (unit, person_id, month, kind)),
people as (
  select unit, count(distinct person_id) as persons, count(distinct person_id) filter (dead) as after_death,
         sum(excess) as excess_days, coalesce(sum(amount), 0) as amount, flatten(list(claims)) as keys_claims
  from known where excess > 3 group by unit),
heads as (
  select unit, count(distinct month) as months_over, max(claimed - persons) as most_over,
         list(count_id) as keys_headcounts
  from (select unit, month, count(distinct person_id) as claimed from claimed group by unit, month)
  join headcounts using (unit, month) where claimed > persons * 1.1 group by unit)
select unit as subject_key, unit as subject_name, coalesce(persons, 0) as persons,
       coalesce(after_death, 0) as after_death, coalesce(excess_days, 0) as excess_days,
       coalesce(amount, 0) as amount, coalesce(months_over, 0) as months_over,
       coalesce(most_over, 0) as most_over, keys_claims, keys_headcounts,
       least(coalesce(persons, 0) * 0.02 + coalesce(after_death, 0) * 0.1 + coalesce(months_over, 0) * 0.03
             + 0.55, 1.0) as score
from people full join heads using (unit)
"""


def m10(claims: Frame, deaths: Frame, absences: Frame, headcounts: Frame) -> Frame:
    one = ["unit", "person_id", "month", "kind"]
    claims = claims.with_columns(kind=filled("kind", "meals"))
    claimed = claims.group_by(one).agg(
        pl.col("days").sum(), pl.col("proxy").max(), pl.col("amount").sum(), claims=pl.col("claim_id")
    )
    length = pl.col("month").dt.days_in_month().cast(pl.Int64)
    bound = claimed.filter(pl.col("proxy").is_null() | (pl.col("kind") != "meals"))
    gone = bound.select(one).join(absences.drop("name"), on="person_id").with_columns(
        away=pl.min_horizontal(days("month", "to_on"), length - 1)
        - pl.max_horizontal(days("month", "from_on"), pl.lit(0))
        + 1
    )  # fmt: skip
    away = gone.filter(pl.col("away") > 0).group_by(one).agg(pl.col("away").sum())
    dead = deaths.group_by("person_id").agg(pl.col("died_on").min())
    known = claimed.join(dead, on="person_id", how="left").join(away, on=one, how="left")
    alive = (days("month", "died_on") + 1).clip(lower_bound=0).fill_null(31)
    able = (pl.min_horizontal(alive, length) - filled("away", 0)).clip(lower_bound=0)
    known = known.with_columns(excess=pl.col("days") - able, dead=pl.col("died_on") < pl.col("month"))
    people = known.filter(pl.col("excess") > 3).group_by("unit").agg(
        persons=distinct("person_id"),
        after_death=distinct("person_id", pl.col("dead")),
        excess_days=pl.col("excess").sum(),
        amount=pl.col("amount").sum(),
        keys_claims=pl.col("claims").explode(),
    )  # fmt: skip
    heads = claimed.group_by("unit", "month").agg(claimed=distinct("person_id"))
    heads = heads.join(headcounts, on=["unit", "month"])
    heads = heads.filter(pl.col("claimed") > pl.col("persons") * 1.1).group_by("unit").agg(
        months_over=distinct("month"),
        most_over=(pl.col("claimed").cast(pl.Int64) - pl.col("persons")).max(),
        keys_headcounts=pl.col("count_id"),
    )  # fmt: skip
    found = people.join(heads, on="unit", how="full", coalesce=True)
    counts = ("persons", "after_death", "excess_days", "months_over", "most_over", "amount")
    found = found.with_columns(pl.col(counts).fill_null(0), subject_name="unit").rename(
        {"unit": "subject_key"}
    )
    strength = pl.col("persons") * 0.02 + pl.col("after_death") * 0.1 + pl.col("months_over") * 0.03 + 0.55
    return found.with_columns(score=capped(strength))


M14_SQL = """
select o.project_id as subject_key, any_value(p.project) as subject_name, any_value(p.year) as year,
       any_value(p.area) as planned, round(sum(o.area), 4) as overlap,
       round(sum(o.area), 4) / nullif(any_value(p.area), 0) as share,
       count(distinct e.project_id) as earlier, min(p.year - e.year) as apart, any_value(p.funds) as funds,
       list(overlap_id) as keys_overlaps, list_append(list(e.project_id), o.project_id) as keys_projects,
       least(0.5 + least(round(sum(o.area), 4) / nullif(any_value(p.area), 0), 1.0) * 0.4, 1.0) as score
from "overlaps" o join projects p using (project_id) join projects e on e.project_id = o.earlier_id
where p.kind <> 'upgrade' and p.year - e.year >= 0 and p.year - e.year < 8 and e.project_id <> p.project_id
group by o.project_id having round(sum(o.area), 4) / nullif(any_value(p.area), 0) > 0.05
"""


def m14(projects: Frame, overlaps: Frame) -> Frame:
    later = projects.filter(pl.col("kind") != "upgrade")
    later = later.select("project_id", "project", "year", "funds", planned="area")
    earlier = projects.select(earlier_id="project_id", earlier_year="year")
    pairs = overlaps.join(later, on="project_id").join(earlier, on="earlier_id")
    pairs = pairs.with_columns(apart=pl.col("year") - pl.col("earlier_year")).filter(
        pl.col("apart").is_between(0, 7), pl.col("earlier_id") != pl.col("project_id")
    )
    found = pairs.group_by("project_id").agg(
        pl.col("year", "planned", "funds").first(),
        subject_name=pl.col("project").max(),
        overlap=pl.col("area").sum().round(4),
        earlier=distinct("earlier_id"),
        apart=pl.col("apart").min(),
        keys_overlaps=pl.col("overlap_id"),
        before=pl.col("earlier_id"),
    )
    found = found.with_columns(share=share("overlap", "planned")).filter(pl.col("share") > 0.05)
    return found.select(
        pl.exclude("project_id", "before"),
        subject_key="project_id",
        score=capped(pl.col("share").clip(upper_bound=1.0) * 0.4 + 0.5),
        keys_projects=pl.concat_list("before", "project_id"),
    )


M15_SQL = """
with used as (select meter, max(month) as last from readings where used > 0 group by meter),
idle as (
  select project_id, count(*) as idle, list(well_id) as keys_wells
  from wells left join used using (meter), (select max(month) as until from readings)
  where meter is not null and datediff('month', built_on, until) >= 12
    and (last is null or datediff('month', last, until) >= 12)
  group by project_id),
short as (
  select project_id, count(*) as short, min(built / nullif(billed, 0)) as lowest, sum(amount) as amount,
         list(bill_id) as keys_bills
  from bills where built < billed * 0.95 group by project_id),
paid as (
  select project_id, pay_id, payer, payer_code = winner_code as by_winner
  from insurance join projects on person_id = manager_id
  where winner_code is not null and datediff('month', started_on, month) >= 0
    and (accepted_on is null or month <= accepted_on)),
elsewhere as (
  select project_id, max(payer) as payer, list(pay_id) as keys_insurance
  from paid group by project_id having not coalesce(bool_or(by_winner), false))
select project_id as subject_key, project as subject_name, winner, lowest, payer, keys_wells, keys_bills,
       keys_insurance, coalesce(idle, 0) as idle, coalesce(short, 0) as short, coalesce(amount, 0) as amount,
       0.35 + if(idle is null, 0, 0.2) + if(short is null, 0, 0.25) + if(payer is null, 0, 0.15) as score
from projects left join idle using (project_id) left join short using (project_id)
left join elsewhere using (project_id)
where idle is not null or short is not null or payer is not null
"""


def m15(projects: Frame, bills: Frame, wells: Frame, readings: Frame, insurance: Frame) -> Frame:
    used = readings.filter(pl.col("used") > 0).group_by("meter").agg(last=pl.col("month").max())
    metered = wells.filter(pl.col("meter").is_not_null()).join(used, on="meter", how="left")
    metered = metered.join(readings.select(end=pl.col("month").max()), how="cross")
    idle = metered.filter(
        months("built_on", "end") >= 12, (months("last", "end") >= 12).fill_null(pl.col("last").is_null())
    )
    idle = idle.group_by("project_id").agg(idle=pl.len(), keys_wells=pl.col("well_id"))
    short = bills.filter(pl.col("built") < pl.col("billed") * 0.95).group_by("project_id").agg(
        short=pl.len(),
        lowest=share("built", "billed").min(),
        amount=pl.col("amount").sum(),
        keys_bills=pl.col("bill_id"),
    )  # fmt: skip
    asked = projects.filter(pl.col("winner_code").is_not_null()).select(
        "project_id", "winner_code", "started_on", "accepted_on", person_id="manager_id"
    )
    paid = insurance.join(asked, on="person_id").filter(
        months("started_on", "month") >= 0, (pl.col("month") <= pl.col("accepted_on")).fill_null(True)
    )
    elsewhere = paid.group_by("project_id").agg(
        payer=pl.col("payer").max(),
        keys_insurance=pl.col("pay_id"),
        by_winner=(pl.col("payer_code") == pl.col("winner_code")).any(),
    )
    found = projects.select("project_id", "project", "winner")
    for sign in (idle, short, elsewhere.filter(~pl.col("by_winner"))):
        found = found.join(sign, on="project_id", how="left")
    marks = {"idle": 0.2, "short": 0.25, "payer": 0.15}
    found = found.filter(pl.any_horizontal(pl.col(one).is_not_null() for one in marks))
    weights = [pl.when(pl.col(one).is_not_null()).then(by).otherwise(0.0) for one, by in marks.items()]
    return found.drop("by_winner").select(
        pl.exclude("project_id", "project", "idle", "short", "amount"),
        pl.col("idle", "short", "amount").fill_null(0),
        subject_key="project_id",
        subject_name="project",
        score=capped(0.35 + pl.sum_horizontal(weights)),
    )


M19_SQL = """
with serials as (
  select serial, count(distinct grant_id) as times from grants where serial <> '' group by serial
  having times > 1),
motors as (
  select engine_no, count(distinct grant_id) as times from grants where engine_no <> '' group by engine_no
  having times > 1),
idle as (
  select serial, sum(hours) * 12.0 / count(distinct month) as hours_a_year, list(work_id) as keys_work
  from work semi join grants using (serial)
  where online_days > 0 and not coalesce(regexp_matches(state, '维修|停机检修'), false)
  group by serial having count(distinct month) >= 10
     and sum(hours) * 12.0 / count(distinct month) < 20.0 - 1e-9),
means as (
  select model, year(bought_on) + 1 as year, sum(price)::double / count(*) as mean
  from grants where price is not null and model is not null group by all having count(*) >= 3),
marked as (
  select g.*, s.times as same_serial, m.times as same_engine, hours_a_year, keys_work,
         case when price::double / nullif(mean, 0) - 1 > 0.3 + 1e-9
              then price::double / nullif(mean, 0) - 1 end as price_rise
  from grants g left join serials s using (serial) left join motors m using (engine_no)
  left join idle using (serial) left join means on g.model = means.model and year(bought_on) = means.year)
select serial as subject_key, max(model) as subject_name, max(name) as holder,
       coalesce(max(same_serial), 0) as same_serial, coalesce(max(same_engine), 0) as same_engine,
       max(hours_a_year) as hours_a_year, max(price_rise) as price_rise, coalesce(sum(subsidy), 0) as subsidy,
       list(grant_id) as keys_grants, any_value(keys_work) as keys_work,
       least(if(max(same_serial) > 1 or max(same_engine) > 1, 0.75, 0.4)
             + if(max(hours_a_year) is null, 0, 0.15) + if(max(price_rise) is null, 0, 0.1), 1.0) as score
from marked
where same_serial is not null or same_engine is not null or hours_a_year is not null or price_rise is not null
group by serial
"""


def m19(grants: Frame, work: Frame) -> Frame:
    def twice(name: str, told: str) -> Frame:
        named = grants.filter(text(name).is_not_null()).group_by(name).agg(distinct("grant_id").alias(told))
        return named.filter(pl.col(told) > 1)

    fit = work.join(grants, on="serial", how="semi")
    fit = fit.filter((pl.col("online_days") > 0).fill_null(False) & ~has("state", "维修", "停机检修"))
    idle = fit.group_by("serial").agg(
        months=distinct("month"), hours=pl.col("hours").sum(), keys_work=pl.col("work_id")
    )
    idle = idle.with_columns(hours_a_year=pl.col("hours") * 12.0 / pl.col("months")).filter(
        pl.col("months") >= 10, pl.col("hours_a_year") < 20.0 - 1e-9
    )
    priced = grants.filter(pl.col("price").is_not_null() & pl.col("model").is_not_null())
    priced = priced.select("grant_id", "model", "price", year=pl.col("bought_on").dt.year())
    means = priced.group_by("model", year=pl.col("year") + 1).agg(mean=pl.col("price").mean(), sales=pl.len())
    dearer = priced.join(means.filter(pl.col("sales") >= 3), on=["model", "year"])
    dearer = dearer.select("grant_id", price_rise=share("price", "mean") - 1)
    dearer = dearer.filter(pl.col("price_rise") > 0.3 + 1e-9)
    found = grants.join(twice("serial", "same_serial"), on="serial", how="left")
    found = found.join(twice("engine_no", "same_engine"), on="engine_no", how="left")
    found = found.join(idle.drop("months", "hours"), on="serial", how="left")
    found = found.join(dearer, on="grant_id", how="left")
    marks = pl.col("same_serial", "same_engine", "hours_a_year", "price_rise")
    found = found.filter(pl.any_horizontal(marks.is_not_null())).group_by(subject_key="serial").agg(
        pl.col("same_serial", "same_engine").max().fill_null(0),
        pl.col("hours_a_year", "price_rise").max(),
        pl.col("subsidy").sum(),
        pl.col("keys_work").first(),
        subject_name=pl.col("model").max(),
        holder=pl.col("name").max(),
        keys_grants=pl.col("grant_id"),
    )  # fmt: skip
    reused = (pl.col("same_serial") > 1) | (pl.col("same_engine") > 1)
    score = (
        pl.when(reused).then(0.75).otherwise(0.4)
        + pl.when(pl.col("hours_a_year").is_null()).then(0.0).otherwise(0.15)
        + pl.when(pl.col("price_rise").is_null()).then(0.0).otherwise(0.1)
    )
    return found.with_columns(score=capped(score))


TWINS = {
    "M10": Twin(M10_SQL, m10),
    "M14": Twin(M14_SQL, m14),
    "M15": Twin(M15_SQL, m15),
    "M19": Twin(M19_SQL, m19),
}
