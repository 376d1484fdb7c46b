"""M44, M45, M46, M47: the sick and what is claimed for them."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, days, distinct, filled, minutes, number, share

M44_SQL = """
with journeys as (
  select m.person_id, a.name, admission_id, movement_id, m."at" as clock, way
  from movements m join admissions a on a.person_id = m.person_id
    and m."at"::date > admitted_on and m."at"::date < discharged_on),
away as (
  select * from journeys j where not exists (
    select 1 from leaves l where l.admission_id = j.admission_id and j.clock between from_at and to_at)),
signs as (
  select person_id, name, admission_id, movement_id, way, order_id, null::bigint as days
  from away join (select admission_id, order_id, ordered_at from orders) using (admission_id)
  where ordered_at::date = clock::date and abs(datediff('minute', clock, ordered_at)) <= 30
  union all
  select person_id, name, admission_id, movement_id, way, null, null from away where way in ('rail', 'air', 'work')
  union all
  select person_id, a.name, admission_id, null, null, null, datediff('day', died_on, discharged_on)
  from admissions a join (select person_id, min(died_on) as died_on from deaths group by person_id) using (person_id)
  where datediff('day', died_on, discharged_on) > 1)
select person_id as subject_key, max(name) as subject_name, count(distinct admission_id) as stays,
       count(distinct order_id) as orders, count(distinct movement_id) as journeys, max(days) as days,
       list(admission_id) as keys_admissions, list(order_id) as keys_orders, list(movement_id) as keys_movements,
       least(if(max(days) > 0, 0.3, 0) + if(coalesce(bool_or(way in ('rail', 'air', 'work')), false), 0.15, 0) + 0.6
             + count(distinct order_id) * 0.02, 1.0) as score
from signs group by person_id
"""


def m44(orders: Frame, movements: Frame, admissions: Frame, deaths: Frame, leaves: Frame) -> Frame:
    stays = admissions.select("person_id", "name", "admission_id", "admitted_on", "discharged_on")
    gone = movements.select("person_id", "movement_id", "at", "way", day=pl.col("at").dt.date())
    gone = gone.join(stays, on="person_id").filter(
        pl.col("day") > pl.col("admitted_on"), pl.col("day") < pl.col("discharged_on")
    )
    granted = gone.join(leaves, on="admission_id").filter(pl.col("at").is_between("from_at", "to_at"))
    away = gone.join(granted, on=["admission_id", "movement_id"], how="anti")
    given = orders.select("admission_id", "order_id", "ordered_at", day=pl.col("ordered_at").dt.date())
    treated = away.join(given, on=["admission_id", "day"]).filter(minutes("at", "ordered_at").abs() <= 30)
    named = pl.col("way").is_in(["rail", "air", "work"])
    dead = stays.join(deaths.group_by("person_id").agg(pl.col("died_on").min()), on="person_id")
    dead = dead.with_columns(days=days("died_on", "discharged_on")).filter(pl.col("days") > 1)
    columns = ("person_id", "name", "admission_id")
    signs = pl.concat(
        [
            treated.select(*columns, "movement_id", "way", "order_id"),
            away.filter(named).select(*columns, "movement_id", "way"),
            dead.select(*columns, "days"),
        ],
        how="diagonal",
    )
    found = signs.group_by(subject_key="person_id").agg(
        subject_name=pl.col("name").max(),
        stays=distinct("admission_id"),
        orders=distinct("order_id"),
        journeys=distinct("movement_id"),
        days=pl.col("days").max(),
        named=named.any(),
        keys_admissions=pl.col("admission_id"),
        keys_orders=pl.col("order_id"),
        keys_movements=pl.col("movement_id"),
    )
    after = pl.when(pl.col("days") > 0).then(0.3).otherwise(0.0)
    score = capped(after + number(pl.col("named")) * 0.15 + 0.6 + pl.col("orders") * 0.02)
    return found.with_columns(score=score).drop("named")


M45_SQL = """
with judged as (
  select c.line_id, person_id, name, amount, coalesce(sex_of <> '' and sex_of <> wanted, false) as by_sex,
         coalesce(age < age_low, false) or coalesce(age > age_high, false) as by_age,
         coalesce(chapter <> '' and not contains(chapters, chapter), false) as by_part,
         coalesce(sex_of = 'F' and chapter = 'O' and age_high <= 1, false) as delivery
  from (select *, upper(substr(diagnosis_code, 1, 1)) as chapter,
               case when substr(person_id, 17, 1) in ('1', '3', '5', '7', '9') then 'M'
                    when substr(person_id, 17, 1) in ('0', '2', '4', '6', '8') then 'F' else '' end as sex_of
        from claims) c
  join (select item_code, age_low, age_high, chapters, sex as wanted from limits) using (item_code))
select person_id as subject_key, max(name) as subject_name, count(*) filter (by_sex) as by_sex,
       count(*) filter (by_age) as by_age, count(*) filter (by_part) as by_part, sum(amount) as amount,
       list(line_id) as keys_claims,
       least(case when bool_or(judged.by_sex) then 0.65 when bool_or(judged.by_age) then 0.55 else 0.4 end
             + (count(*) filter (judged.by_sex) + count(*) filter (judged.by_age)) * 0.02, 1.0) as score
from judged where (by_sex or by_age or by_part) and not delivery group by person_id having sum(amount) >= 0
"""


def m45(claims: Frame, limits: Frame) -> Frame:
    only = limits.select("item_code", "age_low", "age_high", "chapters", only="sex")
    lines = claims.select("line_id", "person_id", "name", "age", "diagnosis_code", "item_code", "amount")
    lines = lines.join(only, on="item_code")
    digit = pl.col("person_id").str.slice(16, 1)
    sex = (
        pl.when(digit.is_in(list("13579")))
        .then(pl.lit("M"))
        .when(digit.is_in(list("02468")))
        .then(pl.lit("F"))
    )
    chapter = pl.col("diagnosis_code").str.slice(0, 1).str.to_uppercase()
    fits = pl.col("chapters").str.contains(chapter, literal=True)
    lines = lines.with_columns(
        by_sex=(sex != pl.col("only")).fill_null(False),
        by_age=(pl.col("age") < pl.col("age_low")).fill_null(False)
        | (pl.col("age") > pl.col("age_high")).fill_null(False),
        by_part=((chapter != "") & ~fits).fill_null(False),
        delivery=((sex == "F") & (chapter == "O") & (pl.col("age_high") <= 1)).fill_null(False),
    )
    unfit = lines.filter(pl.col("by_sex") | pl.col("by_age") | pl.col("by_part"), ~pl.col("delivery"))
    found = unfit.group_by(subject_key="person_id").agg(
        pl.col("by_sex", "by_age", "by_part").sum(),
        pl.col("amount").sum(),
        subject_name=pl.col("name").max(),
        keys_claims=pl.col("line_id"),
    )
    base = pl.when(pl.col("by_sex") > 0).then(0.65).when(pl.col("by_age") > 0).then(0.55).otherwise(0.4)
    score = capped(base + (pl.col("by_sex") + pl.col("by_age")) * 0.02)
    return found.filter(pl.col("amount") >= 0).with_columns(score=score)


M46_SQL = """
with stays as (
  select admission_id, person_id, name, hospital_code, admitted_on, discharged_on, diagnosis_code, village, planned
  from admissions where coalesce(substr(diagnosis_code, 1, 3) not in ('Z51', 'Z49', 'N18'), true)),
years as (
  select person_id, year(admitted_on) as year, count(*) as stays, count(distinct hospital_code) as hospitals
  from stays group by all having count(*) >= 4 and count(distinct hospital_code) >= 3),
again as (
  select person_id, name, admission_id
  from (select *, lag(discharged_on) over before as left_on, lag(planned) over before as foreseen
        from stays where diagnosis_code is not null
        window before as (partition by person_id, substr(diagnosis_code, 1, 3) order by admitted_on, admission_id))
  where datediff('day', left_on, admitted_on) between 0 and 14 and not coalesce(foreseen, false)),
alone as (
  select * from stays
  where coalesce(substr(diagnosis_code, 1, 1) not in ('A', 'B', 'T'), true) and village is not null),
groups as (
  select hospital_code, village, admitted_on, count(distinct person_id) as size from alone group by all
  having count(*) >= 5 and count(distinct person_id) >= 5),
signs as (
  select s.person_id, s.name, admission_id, y.stays, y.hospitals, 0 as again, 0 as crowd
  from stays s join years y on y.person_id = s.person_id and y.year = year(s.admitted_on)
  union all select person_id, name, admission_id, 0, 0, 1, 0 from again
  union all
  select person_id, name, admission_id, 0, 0, 0, size from alone join groups using (hospital_code, village, admitted_on))
select person_id as subject_key, max(name) as subject_name, max(stays) as stays, max(hospitals) as hospitals,
       sum(again) as again, max(crowd) as crowd, list(distinct admission_id) as keys_admissions,
       least(0.45 + if(max(stays) > 0, 0.15, 0) + if(max(crowd) > 0, 0.15, 0) + sum(again) * 0.1, 1.0) as score
from signs group by person_id
"""


def m46(admissions: Frame) -> Frame:
    illness = pl.col("diagnosis_code").str.slice(0, 3)
    stays = admissions.filter(~illness.is_in(["Z51", "Z49", "N18"]).fill_null(False)).with_columns(
        year=pl.col("admitted_on").dt.year(), illness=illness
    )
    years = stays.group_by("person_id", "year").agg(stays=pl.len(), hospitals=distinct("hospital_code"))
    years = years.filter((pl.col("stays") >= 4) & (pl.col("hospitals") >= 3))
    known = stays.filter(pl.col("illness").is_not_null()).sort("admitted_on", "admission_id").with_columns(
        left_on=pl.col("discharged_on").shift().over("person_id", "illness"),
        foreseen=pl.col("planned").shift().over("person_id", "illness"),
    )  # fmt: skip
    again = known.filter(days("left_on", "admitted_on").is_between(0, 14), ~filled("foreseen", False))
    together = pl.col("diagnosis_code").str.slice(0, 1).is_in(["A", "B", "T"]).fill_null(False)
    alone = stays.filter(~together & pl.col("village").is_not_null())
    by = ["hospital_code", "village", "admitted_on"]
    groups = alone.group_by(by).agg(crowd=distinct("person_id")).filter(pl.col("crowd") >= 5)
    columns = ("person_id", "name", "admission_id")
    signs = pl.concat(
        [
            stays.join(years, on=["person_id", "year"]).select(*columns, "stays", "hospitals"),
            again.select(*columns, again=pl.lit(1)),
            alone.join(groups, on=by).select(*columns, "crowd"),
        ],
        how="diagonal",
    )
    found = signs.group_by(subject_key="person_id").agg(
        pl.col("stays", "hospitals", "crowd").max().fill_null(0),
        pl.col("again").sum(),
        subject_name=pl.col("name").max(),
        keys_admissions=pl.col("admission_id"),
    )
    kinds = number(pl.col("stays") > 0) + number(pl.col("crowd") > 0)
    return found.with_columns(score=capped(kinds * 0.15 + pl.col("again") * 0.1 + 0.45))


M47_SQL = """
with own as (
  select level, hospital_code, adrg, max(hospital) as name, count(*) as own,
         count(*) filter (complication in ('mcc', 'cc')) as own_heavy
  from settlements group by all),
of_level as (select level, adrg, sum(own) as every, sum(own_heavy) as every_heavy from own group by all),
hospitals as (
  select level, hospital_code, max(name) as subject_name, sum(own)::bigint as cases,
         sum(own_heavy)::bigint as heavy, sum(own_heavy) / sum(own) as part,
         sum(own * coalesce((every_heavy - own_heavy) / nullif(every - own, 0), own_heavy / own)) as expected
  from own join of_level using (level, adrg) group by all),
sized as (
  select *, count(*) over of_it as many, sum(part) over of_it as total, sum(part * part) over of_it as squares
  from hospitals where cases >= 100 window of_it as (partition by level)),
beside as (
  select *, (total - part) / (many - 1) as mean, expected / cases as explained from sized where many > 5),
judged as (
  select *, mean + 2 * sqrt(greatest((squares - part * part - (many - 1) * mean * mean) / (many - 2), 0)) as ceiling
  from beside),
found as (select * from judged where part > ceiling and part - explained > 0.05),
keyed as (
  select level, hospital_code, list(settlement_id) as keys_settlements
  from settlements semi join found using (level, hospital_code) where complication in ('mcc', 'cc') group by all)
select hospital_code as subject_key, subject_name, cases, heavy, keys_settlements, round(part, 6) as part,
       round(mean, 6) as mean, round(ceiling, 6) as ceiling, round(explained, 6) as explained,
       least(0.6 + part - explained, 1.0) as score
from found join keyed using (level, hospital_code)
"""


def m47(settlements: Frame) -> Frame:
    heavy = pl.col("complication").is_in(["mcc", "cc"]).fill_null(False)
    place = ["level", "hospital_code"]
    own = settlements.group_by(*place, "adrg").agg(
        pl.col("hospital").max(), own=pl.len().cast(pl.Int64), own_heavy=heavy.sum().cast(pl.Int64)
    )
    level = own.group_by("level", "adrg").agg(
        every=pl.col("own").sum(), every_heavy=pl.col("own_heavy").sum()
    )
    elsewhere = share(pl.col("every_heavy") - pl.col("own_heavy"), pl.col("every") - pl.col("own"))
    expected = pl.col("own") * pl.coalesce(elsewhere, share("own_heavy", "own"))
    hospitals = own.join(level, on=["level", "adrg"]).group_by(place).agg(
        subject_name=pl.col("hospital").max(),
        cases=pl.col("own").sum(),
        heavy=pl.col("own_heavy").sum(),
        expected=expected.sum(),
    )  # fmt: skip
    hospitals = hospitals.filter(pl.col("cases") >= 100).with_columns(part=share("heavy", "cases"))
    sums = hospitals.group_by("level").agg(
        many=pl.len().cast(pl.Int64), total=pl.col("part").sum(), squares=(pl.col("part") ** 2).sum()
    )
    found = hospitals.join(sums.filter(pl.col("many") > 5), on="level").with_columns(
        mean=(pl.col("total") - pl.col("part")) / (pl.col("many") - 1),
        explained=pl.col("expected") / pl.col("cases"),
    )
    rest = pl.col("squares") - pl.col("part") ** 2 - (pl.col("many") - 1) * pl.col("mean") ** 2
    spread = (rest / (pl.col("many") - 2)).clip(lower_bound=0.0).sqrt()
    found = found.with_columns(ceiling=pl.col("mean") + spread * 2.0).filter(
        pl.col("part") > pl.col("ceiling"), pl.col("part") - pl.col("explained") > 0.05
    )
    keyed = settlements.filter(heavy).join(found, on=place, how="semi").group_by(place)
    found = found.join(keyed.agg(keys_settlements=pl.col("settlement_id")), on=place)
    rounded = pl.col("part", "mean", "ceiling", "explained").round(6)
    return found.select(
        *("subject_name", "cases", "heavy", "keys_settlements"),
        rounded,
        subject_key="hospital_code",
        score=capped(0.6 + pl.col("part") - pl.col("explained")),
    )


TWINS = {
    "M44": Twin(M44_SQL, m44),
    "M45": Twin(M45_SQL, m45),
    "M46": Twin(M46_SQL, m46),
    "M47": Twin(M47_SQL, m47),
}
