"""M01, M05, M08: what is paid to persons."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, distinct, has, key, months

M01_SQL = """
with dead as (select person_id, min(died_on) as died_on from deaths group by person_id)
select person_id as subject_key, max(p.name) as subject_name,
       least(0.6 + count(distinct p.month) * 0.1, 1.0) as score, died_on,
       count(distinct p.month) as months, sum(p.amount) as amount, min(p.month) as first,
       max(p.month) as last, list(p.payment_id) as keys_payments, [person_id] as keys_deaths
from payments p join dead using (person_id)
where datediff('month', died_on, p.month) > 1
group by person_id, died_on
"""


def m01(payments: Frame, deaths: Frame) -> Frame:
    dead = deaths.group_by("person_id").agg(pl.col("died_on").min())
    late = payments.join(dead, on="person_id").filter(months("died_on", "month") > 1)
    found = late.group_by(subject_key="person_id", died_on="died_on").agg(
        subject_name=pl.col("name").max(),
        months=pl.col("month").n_unique(),
        amount=pl.col("amount").sum(),
        first=pl.col("month").min(),
        last=pl.col("month").max(),
        keys_payments=pl.col("payment_id"),
    )
    return found.with_columns(score=capped(0.6 + pl.col("months") * 0.1), keys_deaths=key("subject_key"))


M05_SQL = """
with kept as (
  select * from payments
  where account is not null
    and not coalesce(regexp_matches(payee, '村民委员会|村委会|居委会|合作社|集体经济|村集体'), false)),
doubtful as (
  select account from kept group by account
  having min(person_id) <> max(person_id) or bool_or(payee <> name)),
drawn as (
  select distinct account, person_id, name, payee from kept semi join doubtful using (account)),
shared as (
  select account, count(distinct coalesce(household, person_id)) as households
  from drawn left join residents using (person_id)
  group by account having count(distinct person_id) >= 3 and households > 1),
other as (select distinct account, person_id, payee from drawn where payee <> name),
known as (
  select o.person_id, kin.name as payee
  from other o join residents r using (person_id) join residents kin using (household)
  union select person_id, guardian from relief where guardian is not null),
strange as (
  select account, count(distinct person_id) as strangers
  from other anti join known using (person_id, payee) group by account),
flagged as (
  select account, coalesce(households, 0) as households, coalesce(strangers, 0) as strangers
  from shared full join strange using (account))
select account as subject_key, max(payee) as subject_name,
       case when any_value(households) > 0 then least(any_value(households) * 0.05 + 0.5, 1.0)
            else 0.4 end as score,
       count(distinct person_id) as persons, any_value(households) as households,
       any_value(strangers) as strangers, sum(amount) as amount, list(payment_id) as keys_payments
from payments join flagged using (account) group by account
"""


def m05(payments: Frame, residents: Frame, relief: Frame) -> Frame:
    collectives = has("payee", "村民委员会", "村委会", "居委会", "合作社", "集体经济", "村集体")
    kept = payments.filter(pl.col("account").is_not_null() & ~collectives)
    doubtful = kept.group_by("account").agg(
        several=pl.col("person_id").min() != pl.col("person_id").max(),
        strange=(pl.col("payee") != pl.col("name")).any(),
    )
    doubtful = doubtful.filter(pl.col("several") | pl.col("strange"))
    drawn = kept.join(doubtful, on="account", how="semi")
    drawn = drawn.select("account", "person_id", "name", "payee").unique()
    homes = residents.filter(pl.col("household").is_not_null()).select("person_id", "household", "name")
    shared = drawn.join(homes.drop("name"), on="person_id", how="left").group_by("account").agg(
        persons=distinct("person_id"),
        households=pl.coalesce("household", "person_id").n_unique(),
    )  # fmt: skip
    shared = shared.filter((pl.col("persons") >= 3) & (pl.col("households") > 1)).drop("persons")
    other = drawn.filter(pl.col("payee") != pl.col("name")).select("account", "person_id", "payee").unique()
    family = other.select("person_id").unique().join(homes, on="person_id").drop("name")
    family = family.join(homes.select("household", payee="name"), on="household").select("person_id", "payee")
    guards = relief.filter(pl.col("guardian").is_not_null()).select("person_id", payee="guardian")
    strange = other.join(pl.concat([family, guards]), on=["person_id", "payee"], how="anti")
    strange = strange.group_by("account").agg(strangers=distinct("person_id"))
    flagged = shared.join(strange, on="account", how="full", coalesce=True)
    flagged = flagged.with_columns(pl.col("households", "strangers").fill_null(0))
    found = payments.join(flagged, on="account").group_by(subject_key="account").agg(
        pl.col("households", "strangers").first(),
        subject_name=pl.col("payee").max(),
        persons=distinct("person_id"),
        amount=pl.col("amount").sum(),
        keys_payments=pl.col("payment_id"),
    )  # fmt: skip
    by_many = capped(pl.col("households") * 0.05 + 0.5)
    return found.with_columns(score=pl.when(pl.col("households") > 0).then(by_many).otherwise(0.4))


M08_SQL = """
with terms as (
  select person_id, from_on, coalesce(min(to_on), date '2999-12-31') as to_on, max(record_id) as record_id
  from prisoners group by person_id, from_on),
held as (
  select p.payment_id, person_id, p.name, p.month, p.amount, record_id, from_on, to_on
  from payments p join terms using (person_id)
  where datediff('month', from_on, p.month) > 1 and datediff('month', p.month, to_on) > 0
    and not coalesce(regexp_matches(p.item, '耕地|种粮|退耕|农机|公益林|草原'), false)),
once as (select distinct payment_id, person_id, name, month, amount from held),
records as (
  select person_id, min(from_on) as from_on, nullif(max(to_on), date '2999-12-31') as to_on,
         list(record_id) as keys_prisoners
  from held group by person_id)
select person_id as subject_key, max(name) as subject_name,
       least(0.55 + count(distinct month) * 0.05, 1.0) as score,
       any_value(from_on) as from_on, any_value(to_on) as to_on, count(distinct month) as months,
       sum(amount) as amount, min(month) as first, max(month) as last, list(payment_id) as keys_payments,
       any_value(keys_prisoners) as keys_prisoners
from once join records using (person_id) group by person_id
"""


def m08(payments: Frame, prisoners: Frame) -> Frame:
    never = pl.date(2999, 12, 31)
    terms = prisoners.group_by("person_id", "from_on").agg(
        pl.col("to_on").min().fill_null(never), pl.col("record_id").max()
    )
    land = has("item", "耕地", "种粮", "退耕", "农机", "公益林", "草原")
    held = payments.filter(~land).join(terms, on="person_id")
    held = held.filter((months("from_on", "month") > 1) & (months("month", "to_on") > 0))
    records = held.group_by("person_id").agg(
        pl.col("from_on").min(), pl.col("to_on").max(), keys_prisoners=pl.col("record_id")
    )
    once = held.select("payment_id", "person_id", "name", "month", "amount").unique()
    found = once.group_by("person_id").agg(
        subject_name=pl.col("name").max(),
        months=pl.col("month").n_unique(),
        amount=pl.col("amount").sum(),
        first=pl.col("month").min(),
        last=pl.col("month").max(),
        keys_payments=pl.col("payment_id"),
    )
    return found.join(records, on="person_id").select(
        pl.exclude("person_id", "to_on"),
        subject_key="person_id",
        to_on=pl.when(pl.col("to_on") != never).then("to_on"),
        score=capped(pl.col("months") * 0.05 + 0.55),
    )


TWINS = {"M01": Twin(M01_SQL, m01), "M05": Twin(M05_SQL, m05), "M08": Twin(M08_SQL, m08)}
