"""M01, M04, M05, M08 in pandas and in SQLite: what is paid to persons."""

from __future__ import annotations

import pandas as pd

from benchmarks.twins.others.declared import Other, Table, has, has_sql, months, months_sql

# `cross join` tells SQLite to look each payment up among the dead, not to read all payments for each of them.
M01_SQL = f"""
with dead as (select person_id, min(died_on) as died_on from deaths group by person_id),
late as (
  select p.*, died_on from payments p cross join dead using (person_id) where {months_sql("died_on", "month")} > 1)
select person_id as subject_key, max(name) as subject_name,
       min(0.6 + count(distinct month) * 0.1, 1.0) as score, died_on, count(distinct month) as months,
       sum(amount) as amount, min(month) as first, max(month) as last,
       json_group_array(payment_id) as keys_payments, json_array(person_id) as keys_deaths
from late group by person_id
"""


def m01(payments: Table, deaths: Table) -> Table:
    dead = deaths.groupby("person_id", as_index=False)["died_on"].min()
    late = payments.merge(dead, on="person_id")
    late = late[months(late["died_on"], late["month"]) > 1]
    found = late.groupby("person_id").agg(
        subject_name=("name", "max"),
        died_on=("died_on", "first"),
        months=("month", "nunique"),
        amount=("amount", "sum"),
        first=("month", "min"),
        last=("month", "max"),
        keys_payments=("payment_id", list),
    )
    found = found.reset_index(names="subject_key")
    found["score"] = (0.6 + found["months"] * 0.1).clip(upper=1.0)
    found["keys_deaths"] = found["subject_key"].map(lambda one: [one])
    return found


SCHEMES = {"urban": "城市低保", "rural": "农村低保", "destitute": "特困供养"}
M04_SQL = f"""
with horizon as (select max(max(from_month), coalesce(max(to_month), '')) as last from relief),
running as (
  select record_id, person_id, name, scheme, authority, monthly, from_month, coalesce(to_month, last) as to_month
  from relief, horizon where scheme in ('urban', 'rural', 'destitute')),
often as (
  select * from running
  where person_id in (select person_id from running group by person_id having min(record_id) <> max(record_id))),
words(code, word) as (values ('urban', '城市低保'), ('rural', '农村低保'), ('destitute', '特困供养')),
pairs as (
  select one.*, other.record_id as other_record_id, other.scheme as scheme_two,
         other.authority as other_authority, other.monthly as other_monthly,
         max(one.from_month, other.from_month) as first, min(one.to_month, other.to_month) as until
  from often one join often other using (person_id)
  where one.record_id < other.record_id
    and (one.scheme <> other.scheme or coalesce(one.authority <> other.authority, 0))),
told as (select *, {months_sql("first", "until")} + 1 as months from pairs)
select person_id as subject_key, name as subject_name, min(0.7 + months * 0.02, 1.0) as score, months, first,
       until as last, authority, other_authority, one.word as scheme, other.word as other_scheme,
       min(monthly, other_monthly) * months as amount, json_array(record_id, other_record_id) as keys_relief
from told join words one on one.code = scheme join words other on other.code = scheme_two
where months > 1
"""


def m04(relief: Table) -> Table:
    running = relief[relief["scheme"].isin(list(SCHEMES))].copy()
    horizon = max(relief["from_month"].max(), relief["to_month"].max())
    running["to_month"] = running["to_month"].fillna(horizon)
    often = running[running.duplicated("person_id", keep=False)]
    both = often.merge(often, on="person_id", suffixes=("", "_two"))
    both = both[both["record_id"] < both["record_id_two"]]
    known = both["authority"].notna() & both["authority_two"].notna()
    elsewhere = known & (both["authority"] != both["authority_two"])
    both = both[(both["scheme"] != both["scheme_two"]) | elsewhere].copy()
    both["first"] = both[["from_month", "from_month_two"]].max(axis=1)
    both["last"] = both[["to_month", "to_month_two"]].min(axis=1)
    both["months"] = months(both["first"], both["last"]) + 1
    both = both[both["months"] > 1].copy()
    both["amount"] = both[["monthly", "monthly_two"]].min(axis=1) * both["months"]
    both["score"] = (both["months"] * 0.02 + 0.7).clip(upper=1.0)
    both["scheme"], both["other_scheme"] = both["scheme"].map(SCHEMES), both["scheme_two"].map(SCHEMES)
    both["keys_relief"] = both[["record_id", "record_id_two"]].to_numpy().tolist()
    names = {"person_id": "subject_key", "name": "subject_name", "authority_two": "other_authority"}
    told = [
        *names.values(), *("score", "months", "first", "last", "authority", "scheme", "other_scheme"),
        *("amount", "keys_relief"),
    ]  # fmt: skip
    return both.rename(columns=names)[told]


COLLECTIVES = ("村民委员会", "村委会", "居委会", "合作社", "集体经济", "村集体")
M05_SQL = f"""
with kept as (
  select * from payments where account is not null and not {has_sql("payee", *COLLECTIVES)}),
doubtful as (
  select account from kept group by account
  having min(person_id) <> max(person_id) or max(payee <> name)),
drawn as (
  select distinct account, person_id, name, payee from kept
  where account in (select account from doubtful)),
shared as (
  select account, count(distinct coalesce(household, person_id)) as households
  from drawn left join residents using (person_id)
  group by account having count(distinct person_id) >= 3 and count(distinct coalesce(household, person_id)) > 1),
other as (select distinct account, person_id, payee from drawn where payee <> name),
known as (
  select o.person_id, kin.name as payee
  from other o join residents r using (person_id) join residents kin on kin.household = r.household
  union select person_id, guardian from relief where guardian is not null),
strange as (
  select account, count(distinct person_id) as strangers from other o
  where not exists (select 1 from known k where k.person_id = o.person_id and k.payee = o.payee)
  group by account),
flagged as (
  select coalesce(shared.account, strange.account) as account, coalesce(households, 0) as households,
         coalesce(strangers, 0) as strangers
  from shared full join strange on strange.account = shared.account)
select account as subject_key, max(payee) as subject_name,
       iif(households > 0, min(households * 0.05 + 0.5, 1.0), 0.4) as score,
       count(distinct person_id) as persons, households, strangers, sum(amount) as amount,
       json_group_array(payment_id) as keys_payments
from payments join flagged using (account) group by account
"""


def m05(payments: Table, residents: Table, relief: Table) -> Table:
    kept = payments[payments["account"].notna() & ~has(payments["payee"], *COLLECTIVES)]
    kept = kept.assign(strange=(kept["payee"] != kept["name"]) & kept["payee"].notna() & kept["name"].notna())
    doubtful = kept.groupby("account").agg(
        low=("person_id", "min"), high=("person_id", "max"), strange=("strange", "any")
    )
    doubtful = doubtful[(doubtful["low"] != doubtful["high"]) | doubtful["strange"]]
    drawn = kept[kept["account"].isin(doubtful.index)]
    drawn = drawn[["account", "person_id", "name", "payee", "strange"]].drop_duplicates()
    flagged = pd.concat([_shared(drawn, residents), _strangers(drawn, residents, relief)], axis=1)
    flagged = flagged.fillna(0).rename_axis("account").reset_index()
    found = payments.merge(flagged, on="account").groupby("account").agg(
        subject_name=("payee", "max"),
        persons=("person_id", "nunique"),
        households=("households", "first"),
        strangers=("strangers", "first"),
        amount=("amount", "sum"),
        keys_payments=("payment_id", list),
    )  # fmt: skip
    by_many = (found["households"] * 0.05 + 0.5).clip(upper=1.0)
    found["score"] = by_many.where(found["households"] > 0, 0.4)
    return found.reset_index(names="subject_key")


def _shared(drawn: Table, residents: Table) -> pd.Series:
    """Accounts that three or more of several households draw from: how many households."""
    homes = drawn.merge(residents[["person_id", "household"]], on="person_id", how="left")
    homes["household"] = homes["household"].fillna(homes["person_id"])
    counts = homes.groupby("account").agg(
        persons=("person_id", "nunique"), households=("household", "nunique")
    )
    return counts.loc[(counts["persons"] >= 3) & (counts["households"] > 1), "households"]


def _strangers(drawn: Table, residents: Table, relief: Table) -> pd.Series:
    """Accounts in a name that is neither kin nor guardian: of how many persons."""
    other = drawn.loc[drawn["strange"], ["account", "person_id", "payee"]].drop_duplicates()
    homes = residents.loc[residents["household"].notna(), ["person_id", "household", "name"]]
    family = other[["person_id"]].drop_duplicates().merge(homes[["person_id", "household"]], on="person_id")
    family = family.merge(homes[["household", "name"]], on="household").rename(columns={"name": "payee"})
    guards = relief.loc[relief["guardian"].notna(), ["person_id", "guardian"]]
    known = pd.concat([family[["person_id", "payee"]], guards.rename(columns={"guardian": "payee"})])
    marked = other.merge(known.drop_duplicates(), on=["person_id", "payee"], how="left", indicator=True)
    strange = marked[marked["_merge"] == "left_only"]
    return strange.groupby("account")["person_id"].nunique().rename("strangers")


LAND = ("耕地", "种粮", "退耕", "农机", "公益林", "草原")
NEVER = "2999-12-31"
M08_SQL = f"""
with terms as (
  select person_id, from_on, coalesce(min(to_on), '{NEVER}') as to_on, max(record_id) as record_id
  from prisoners group by person_id, from_on),
held as (
  select p.payment_id, person_id, p.name, p.month, p.amount, record_id, from_on, to_on
  from payments p join terms using (person_id)
  where {months_sql("from_on", "month")} > 1 and {months_sql("month", "to_on")} > 0
    and not {has_sql("item", *LAND)}),
once as (select distinct payment_id, person_id, name, month, amount from held),
records as (
  select person_id, min(from_on) as from_on, nullif(max(to_on), '{NEVER}') as to_on,
         json_group_array(record_id) as keys_prisoners
  from held group by person_id)
select person_id as subject_key, max(name) as subject_name,
       min(0.55 + count(distinct month) * 0.05, 1.0) as score, from_on, to_on, count(distinct month) as months,
       sum(amount) as amount, min(month) as first, max(month) as last,
       json_group_array(payment_id) as keys_payments, keys_prisoners
from once join records using (person_id) group by person_id
"""


def m08(payments: Table, prisoners: Table) -> Table:
    terms = prisoners.groupby(["person_id", "from_on"], as_index=False).agg(
        to_on=("to_on", "min"), record_id=("record_id", "max")
    )
    terms["to_on"] = terms["to_on"].fillna(pd.Timestamp(NEVER))
    held = payments.merge(terms, on="person_id")
    held = held[~has(held["item"], *LAND)]
    inside = (months(held["from_on"], held["month"]) > 1) & (months(held["month"], held["to_on"]) > 0)
    held = held[inside]
    records = held.groupby("person_id").agg(
        from_on=("from_on", "min"), to_on=("to_on", "max"), keys_prisoners=("record_id", list)
    )
    once = held.drop_duplicates(["payment_id", "person_id", "name", "month", "amount"])
    found = once.groupby("person_id").agg(
        subject_name=("name", "max"),
        months=("month", "nunique"),
        amount=("amount", "sum"),
        first=("month", "min"),
        last=("month", "max"),
        keys_payments=("payment_id", list),
    )
    found = found.join(records).reset_index(names="subject_key")
    found["to_on"] = found["to_on"].where(found["to_on"] != pd.Timestamp(NEVER))
    found["score"] = (found["months"] * 0.05 + 0.55).clip(upper=1.0)
    return found


OTHERS = {
    "M01": Other(M01_SQL, m01, ("amount",), ("died_on", "first", "last")),
    "M04": Other(M04_SQL, m04, ("amount",), ("first", "last")),
    "M05": Other(M05_SQL, m05, ("amount",)),
    "M08": Other(M08_SQL, m08, ("amount",), ("from_on", "to_on", "first", "last")),
}
