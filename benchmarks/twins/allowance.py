"""M02, M04, M09, M06: relief lists, guardians, renovation grants."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, distinct, has, key, months, number
from benchmarks.twins.households import living_with

UNTIL_KNOWN = """
horizon as (
  select greatest(max(from_month), coalesce(max(to_month), max(from_month))) as last from relief),
running as (
  select * replace (coalesce(to_month, last) as to_month) from relief, horizon where scheme in ({schemes}))
"""
M02_SQL = (
    "with "
    + UNTIL_KNOWN.format(schemes="'urban', 'rural'")
    + """,
ties as (
  select person_id, person_id as staff_id, '本人' as tie, null as kin_key, 0.9 as score from running
  union select l.person_id, mate.person_id, '同户', null, 0.8
  from running l join residents r on r.person_id = l.person_id
  join residents mate on mate.household = r.household
  where mate.person_id <> l.person_id
  union all
  select kin_id, person_id, relation, relation_id, case when degree <= 1 then 0.7 else 0.5 end
  from kin where degree <= 2 and kin_id in (select person_id from running)),
staff as (
  select person_id as staff_id, name as official, unit, coalesce(since, date '1900-01-01') as since,
         coalesce(until, date '2999-12-31') as until, person_id as official_key, null as keys_payroll
  from officials where person_id in (select staff_id from ties)
  union all
  select person_id, max(name), max(unit), min(month), max(month), null, list(pay_id)
  from payroll
  where not coalesce(contains(item, '公益性岗位'), false) and person_id in (select staff_id from ties)
  group by person_id),
nearest as (
  select * from running join ties using (person_id) join staff using (staff_id)
  where from_month <= until and to_month >= since
    and not (coalesce(single, false) and tie <> '本人') and not (coalesce(filed, false) and kin_key is not null)
  qualify row_number() over (
    partition by person_id order by score desc, staff_id, official_key nulls last, record_id) = 1),
told as (
  select *, greatest(from_month, since) as first, least(to_month, until) as last,
         datediff('month', greatest(from_month, since), least(to_month, until)) + 1 as months
  from (select * exclude (last) from nearest))
select person_id as subject_key, name as subject_name, score, tie, official, unit, months,
       monthly * months as amount, first, last, keys_payroll, [record_id] as keys_relief,
       [official_key] as keys_officials, [kin_key] as keys_kin
from told
"""
)


def _until_known(relief: Frame, schemes: list[str]) -> Frame:
    horizon = pl.max_horizontal(pl.col("from_month").max(), pl.col("to_month").max())
    known = relief.with_columns(pl.col("to_month").fill_null(horizon))
    return known.filter(pl.col("scheme").is_in(schemes))


def m02(relief: Frame, payroll: Frame, officials: Frame, kin: Frame, residents: Frame) -> Frame:
    running = _until_known(relief, ["urban", "rural"])
    near = living_with(running, residents)
    oneself = pl.col("person_id") == pl.col("member_id")
    home = near.select(
        "person_id",
        staff_id="member_id",
        tie=pl.when(oneself).then(pl.lit("本人")).otherwise(pl.lit("同户")),
        kin_key=pl.lit(None, pl.String),
        score=pl.when(oneself).then(0.9).otherwise(0.8),
    )
    related = kin.filter(pl.col("degree") <= 2).join(
        running, left_on="kin_id", right_on="person_id", how="semi"
    )
    related = related.select(
        person_id="kin_id",
        staff_id="person_id",
        tie="relation",
        kin_key="relation_id",
        score=pl.when(pl.col("degree") <= 1).then(0.7).otherwise(0.5),
    )
    ties = pl.concat([home, related])
    found = running.join(ties, on="person_id").join(_staff(ties, payroll, officials), on="staff_id")
    other = pl.col("single").fill_null(False) & (pl.col("tie") != "本人")
    filed = pl.col("filed").fill_null(False) & pl.col("kin_key").is_not_null()
    found = found.filter(
        pl.col("from_month") <= pl.col("until"), pl.col("to_month") >= pl.col("since"), ~(other | filed)
    )
    found = found.sort(
        pl.col("score"),
        "staff_id",
        "official_key",
        "record_id",
        descending=[True, False, False, False],
        nulls_last=True,
    )
    found = found.unique("person_id", keep="first", maintain_order=True).with_columns(
        first=pl.max_horizontal("from_month", "since"), last=pl.min_horizontal("to_month", "until")
    )
    found = found.with_columns(months=months("first", "last") + 1)
    return found.select(
        *("score", "tie", "official", "unit", "months", "first", "last", "keys_payroll"),
        subject_key="person_id",
        subject_name="name",
        amount=pl.col("monthly") * pl.col("months"),
        keys_relief=key("record_id"),
        keys_officials=key("official_key"),
        keys_kin=key("kin_key"),
    )


def _staff(ties: Frame, payroll: Frame, officials: Frame) -> Frame:
    who = ties.select(person_id="staff_id").unique()
    listed = officials.join(who, on="person_id", how="semi").select(
        staff_id="person_id",
        official="name",
        unit="unit",
        since=pl.col("since").fill_null(pl.date(1900, 1, 1)),
        until=pl.col("until").fill_null(pl.date(2999, 12, 31)),
        official_key="person_id",
        keys_payroll=pl.lit(None, pl.List(pl.String)),
    )
    paid = payroll.filter(~has("item", "公益性岗位")).join(who, on="person_id", how="semi")
    paid = paid.group_by(staff_id="person_id").agg(
        official=pl.col("name").max(),
        unit=pl.col("unit").max(),
        since=pl.col("month").min(),
        until=pl.col("month").max(),
        official_key=pl.lit(None, pl.String).first(),
        keys_payroll=pl.col("pay_id"),
    )
    return pl.concat([listed, paid])


M04_SQL = (
    "with "
    + UNTIL_KNOWN.format(schemes="'urban', 'rural', 'destitute'")
    + """,
often as (
  select * from running
  where person_id in (select person_id from running group by person_id having min(record_id) <> max(record_id))),
words(code, word) as (values ('urban', '城市低保'), ('rural', '农村低保'), ('destitute', '特困供养')),
pairs as (
  select one.*, other.record_id as other_record_id, other.scheme as scheme_two,
         other.authority as other_authority, other.monthly as other_monthly,
         greatest(one.from_month, other.from_month) as first,
         least(one.to_month, other.to_month) as until
  from often one join often other using (person_id)
  where one.record_id < other.record_id
    and (one.scheme <> other.scheme or coalesce(one.authority <> other.authority, false))),
told as (select *, datediff('month', first, until) + 1 as months from pairs)
select person_id as subject_key, name as subject_name, least(0.7 + months * 0.02, 1.0) as score, months, first,
       until as last, authority, other_authority, one.word as scheme, other.word as other_scheme,
       least(monthly, other_monthly) * months as amount, [record_id, other_record_id] as keys_relief
from told join words one on one.code = scheme join words other on other.code = scheme_two
where months > 1
"""
)


def m04(relief: Frame) -> Frame:
    running = _until_known(relief, ["urban", "rural", "destitute"]).select(
        "record_id", "person_id", "name", "scheme", "authority", "from_month", "to_month", "monthly"
    )
    often = running.group_by("person_id").agg(some=pl.col("record_id").min() != pl.col("record_id").max())
    often = running.join(often.filter("some"), on="person_id", how="semi")
    both = often.join(often, on="person_id", suffix="_two").filter(
        pl.col("record_id") < pl.col("record_id_two"),
        (pl.col("scheme") != pl.col("scheme_two"))
        | (pl.col("authority") != pl.col("authority_two")).fill_null(False),
    )
    both = both.with_columns(
        first=pl.max_horizontal("from_month", "from_month_two"),
        last=pl.min_horizontal("to_month", "to_month_two"),
    )
    both = both.with_columns(months=months("first", "last") + 1).filter(pl.col("months") > 1)
    words = {"urban": "城市低保", "rural": "农村低保", "destitute": "特困供养"}
    return both.select(
        *("months", "first", "last", "authority"),
        other_authority="authority_two",
        subject_key="person_id",
        subject_name="name",
        score=capped(pl.col("months") * 0.02 + 0.7),
        scheme=pl.col("scheme").replace(words),
        other_scheme=pl.col("scheme_two").replace(words),
        amount=pl.min_horizontal("monthly", "monthly_two") * pl.col("months"),
        keys_relief=key("record_id", "record_id_two"),
    )


M09_SQL = """
with destitute as (select * from relief where scheme = 'destitute'),
wards as (
  select d.person_id, min(died_on) as died_on, max(r.name) as name, max(guardian_id) as guardian_id,
         max(guardian) as guardian, list(distinct record_id) as keys_relief
  from destitute r join deaths d on d.person_id = r.person_id group by d.person_id),
payable as (
  select person_id as ward, person_id as paid_to from wards
  union
  select person_id, guardian_id from wards
  where guardian_id in (
    select guardian_id from destitute group by guardian_id having count(distinct person_id) = 1)),
paid as (
  select w.*, payment_id, month, amount, payee
  from payments p join payable on p.person_id = paid_to join wards w on w.person_id = ward
  where contains(item, '特困') and not contains(item, '丧葬') and datediff('month', died_on, month) > 1)
select person_id as subject_key, any_value(name) as subject_name,
       any_value(died_on) as died_on, any_value(guardian) as guardian, count(distinct month) as months,
       sum(amount) as amount, count(*) filter (payee = guardian) as by_guardian,
       least(if(by_guardian > 0, 0.75, 0.6) + months * 0.05, 1.0) as score, min(month) as first,
       max(month) as last, list(payment_id) as keys_payments, any_value(keys_relief) as keys_relief,
       [person_id] as keys_deaths
from paid group by person_id
"""


def m09(relief: Frame, payments: Frame, deaths: Frame) -> Frame:
    destitute = relief.filter(pl.col("scheme") == "destitute")
    dead = deaths.group_by("person_id").agg(pl.col("died_on").min())
    wards = destitute.join(dead, on="person_id").group_by("person_id", "died_on").agg(
        pl.col("name").max(), pl.col("guardian_id").max(), pl.col("guardian").max(),
        keys_relief=pl.col("record_id"),
    )  # fmt: skip
    single = destitute.group_by("guardian_id").agg(wards=distinct("person_id"))
    only = wards.join(single.filter(pl.col("wards") == 1), on="guardian_id", how="semi")
    payable = pl.concat(
        [
            wards.select(ward="person_id", paid_to="person_id"),
            only.select(ward="person_id", paid_to="guardian_id"),
        ]
    ).unique()
    support = payments.filter(has("item", "特困") & ~has("item", "丧葬"))
    paid = support.join(payable, left_on="person_id", right_on="paid_to").drop("person_id", "name")
    paid = paid.join(wards, left_on="ward", right_on="person_id")
    paid = paid.filter(months("died_on", "month") > 1)
    found = paid.group_by(subject_key="ward").agg(
        pl.col("died_on", "guardian", "keys_relief").first(),
        subject_name=pl.col("name").first(),
        months=pl.col("month").n_unique(),
        amount=pl.col("amount").sum(),
        by_guardian=number((pl.col("payee") == pl.col("guardian")).fill_null(False)).sum(),
        first=pl.col("month").min(),
        last=pl.col("month").max(),
        keys_payments=pl.col("payment_id"),
    )
    base = pl.when(pl.col("by_guardian") > 0).then(0.75).otherwise(0.6)
    return found.with_columns(score=capped(base + pl.col("months") * 0.05), keys_deaths=key("subject_key"))


M06_SQL = """
with grants as (
  select g.*, coalesce(r.household, g.household, g.person_id) as home
  from renovations g left join residents r using (person_id)),
claimed as (select * from grants where category in ('allowance', 'destitute')),
near as (
  select person_id, person_id as member_id from claimed
  union select c.person_id, mate.person_id
  from claimed c join residents r on r.person_id = c.person_id
  join residents mate on mate.household = r.household),
held as materialized (
  select near.person_id, case when scheme in ('urban', 'rural') then 'allowance' else scheme end as category,
         year(from_month) as from_year, coalesce(year(to_month), 9999) as to_year
  from near join relief l on l.person_id = member_id),
listed as (
  select distinct grant_id from claimed c join held using (person_id, category)
  where from_year <= c.year + 1 and to_year >= c.year - 1),
repeated as (
  select home, grant_id, year from grants
  where home in (select home from grants group by home having min(grant_id) <> max(grant_id))),
again as (
  select distinct one.grant_id from repeated one join repeated other using (home)
  where one.grant_id <> other.grant_id and abs(one.year - other.year) < 10),
flagged as (
  select *, category in ('allowance', 'destitute') and grant_id not in (from listed) as is_off,
         grant_id in (from again) as is_again
  from grants)
select home as subject_key, max(name) as subject_name,
       case when bool_or(is_off) and bool_or(is_again) then 0.85 when bool_or(is_again) then 0.75 else 0.65
       end as score,
       count(*) filter (is_off) as off_list, count(*) filter (is_again) as repeated, sum(amount) as amount,
       min(year) as first, max(year) as last, list(grant_id) as keys_renovations
from flagged where is_off or is_again group by home
"""


def m06(renovations: Frame, relief: Frame, residents: Frame) -> Frame:
    homes = residents.select("person_id", register_home="household")
    grants = renovations.join(homes, on="person_id", how="left")
    grants = grants.with_columns(home=pl.coalesce("register_home", "household", "person_id"))
    claimed = grants.filter(pl.col("category").is_in(["allowance", "destitute"]))
    allowance = pl.col("scheme").is_in(["urban", "rural"])
    on = relief.select(
        member_id="person_id",
        category=pl.when(allowance).then(pl.lit("allowance")).otherwise("scheme"),
        from_year=pl.col("from_month").dt.year(),
        to_year=pl.col("to_month").dt.year().fill_null(9999),
    )
    listed = claimed.select("grant_id", "person_id", "category", "year")
    listed = listed.join(living_with(claimed, residents), on="person_id").join(
        on, on=["member_id", "category"]
    )
    listed = listed.filter(pl.col("from_year") <= pl.col("year") + 1, pl.col("to_year") >= pl.col("year") - 1)
    off = claimed.join(listed, on="grant_id", how="anti").select("grant_id", is_off=pl.lit(1))
    often = grants.group_by("home").agg(some=pl.col("grant_id").min() != pl.col("grant_id").max())
    some = grants.join(often.filter("some"), on="home", how="semi").select("home", "grant_id", "year")
    again = some.join(some, on="home", suffix="_two").filter(
        pl.col("grant_id") != pl.col("grant_id_two"), (pl.col("year") - pl.col("year_two")).abs() < 10
    )
    again = again.select("grant_id").unique().with_columns(is_again=pl.lit(1))
    flagged = off.join(again, on="grant_id", how="full", coalesce=True)
    found = grants.join(flagged, on="grant_id").group_by(subject_key="home").agg(
        subject_name=pl.col("name").max(),
        off_list=pl.col("is_off").sum(),
        repeated=pl.col("is_again").sum(),
        amount=pl.col("amount").sum(),
        first=pl.col("year").min(),
        last=pl.col("year").max(),
        keys_renovations=pl.col("grant_id"),
    )  # fmt: skip
    off_too, repeated = pl.col("off_list") > 0, pl.col("repeated") > 0
    return found.with_columns(
        score=pl.when(repeated & off_too).then(0.85).when(repeated).then(0.75).otherwise(0.65)
    )


TWINS = {
    "M02": Twin(M02_SQL, m02),
    "M04": Twin(M04_SQL, m04),
    "M06": Twin(M06_SQL, m06),
    "M09": Twin(M09_SQL, m09),
}
