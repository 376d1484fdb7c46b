"""M03 in pandas and in SQLite: what households on minimum living allowance own."""

from __future__ import annotations

from benchmarks.twins.others.declared import Other, Table, has, has_sql, living_with, months, months_sql

CAR = 3_000_000  # cents, up to which a car does not count
HARMLESS = ("残疾", "轮椅", "摩托", "三轮", "拖拉机", "电动自行车")
BUSINESS = ("商", "办公", "车库", "车位", "仓储")
NOT_YET = ("预售", "预告", "预购")
GONE = ("拆", "灭失", "注销", *NOT_YET)
ENDED = ("注销", "吊销", "撤销")
# `cross join` tells SQLite to look each car up among the members, not to read all cars for each of them.
M03_SQL = f"""
with horizon as (
  select max(max(from_month), coalesce(max(to_month), '')) as last
  from relief where scheme in ('urban', 'rural')),
listed as (
  select record_id, person_id, name, relation, coalesce(household, person_id) as home,
         from_month as since, coalesce(to_month, last) as until
  from relief, horizon where scheme in ('urban', 'rural')),
near as (
  select person_id, person_id as member_id from listed
  union select l.person_id, mate.person_id
  from listed l join residents r on r.person_id = l.person_id join residents mate on mate.household = r.household),
members as (
  select home, member_id as person_id, min(since) as since, max(until) as until
  from listed join near using (person_id) group by home, member_id),
found_cars as (
  select distinct home, 'car' as kind, plate as key, value, null as month
  from (select * from vehicles where (value is null or value > {CAR}) and not {has_sql("kind", *HARMLESS)})
  cross join members using (person_id)
  where (registered_on is null or registered_on <= until)
    and coalesce({months_sql("registered_on", "since")} <= 120, 1)),
found_houses as (
  select distinct home, 'house' as kind, house_id as key, null as value, null as month
  from (
    select * from houses
    where not (coalesce(share < 1.0, 0) and {has_sql("acquired_by", "继承")}) and not {has_sql("use", *BUSINESS)}
      and not {has_sql("status", *GONE)} and not {has_sql("acquired_by", *NOT_YET)})
  cross join members using (person_id)
  where registered_on is null or registered_on <= until),
found_fund as (
  select distinct home, 'fund' as kind, pay_id as key, base as value, month
  from fund cross join members using (person_id) where month between since and until),
ended as (
  select company_code from companies
  where coalesce(insured = 0 and tax = 0, 0) or {has_sql("status", *ENDED)}),
found_firms as (
  select distinct home, 'firm' as kind, role_id as key, null as value, null as month
  from (select * from roles where role = 'legal' and company_code not in (select company_code from ended)) r
  cross join members m using (person_id)
  where (r.since is null or r.since <= m.until) and (r.until is null or r.until >= m.since)),
owned as (
  select * from found_cars union all select * from found_houses
  union all select * from found_fund union all select * from found_firms),
counted as (
  select home, count(distinct iif(kind = 'car', key, null)) as cars, max(iif(kind = 'car', value, null)) as car_value,
         count(distinct iif(kind = 'house', key, null)) as houses,
         count(distinct iif(kind = 'fund', month, null)) as fund_months,
         count(distinct iif(kind = 'firm', key, null)) as firms,
         json_group_array(key) filter (where kind = 'car') as keys_vehicles,
         json_group_array(key) filter (where kind = 'house') as keys_houses,
         json_group_array(key) filter (where kind = 'fund') as keys_fund,
         json_group_array(key) filter (where kind = 'firm') as keys_roles
  from owned group by home),
judged as (
  select *, (cars > 0) + (houses >= 2) + (fund_months >= 1) + (firms > 0) as kinds from counted),
heads as (
  select home, coalesce(max(iif(relation = '户主', name, null)), max(name)) as subject_name,
         json_group_array(record_id) as keys_relief
  from listed group by home)
select home as subject_key, subject_name, cars, car_value, houses, fund_months, firms, keys_vehicles, keys_houses,
       keys_fund, keys_roles, keys_relief, min(0.5 + kinds * 0.1, 1.0) as score
from judged join heads using (home) where kinds > 0
"""


def m03(
    relief: Table,
    vehicles: Table,
    houses: Table,
    fund: Table,
    roles: Table,
    companies: Table,
    residents: Table,
) -> Table:
    listed = relief[relief["scheme"].isin(["urban", "rural"])].copy()
    listed["home"] = listed["household"].fillna(listed["person_id"])
    horizon = max(listed["from_month"].max(), listed["to_month"].max())
    listed["since"], listed["until"] = listed["from_month"], listed["to_month"].fillna(horizon)
    near = listed[["person_id", "home", "since", "until"]].merge(
        living_with(listed, residents), on="person_id"
    )
    people = near.groupby(["home", "member_id"], as_index=False).agg(
        since=("since", "min"), until=("until", "max")
    )
    people = people.rename(columns={"member_id": "person_id"})
    found = _owned("cars", "keys_vehicles", _cars(people, vehicles), "plate")
    found = found.join(_cars(people, vehicles).groupby("home")["value"].max().rename("car_value"))
    found = found.join(_owned("houses", "keys_houses", _houses(people, houses), "house_id"), how="outer")
    paid = fund.merge(people, on="person_id")
    paid = paid[paid["month"].between(paid["since"], paid["until"])].drop_duplicates(["home", "pay_id"])
    found = found.join(_owned("fund_months", "keys_fund", paid, "pay_id", counted="month"), how="outer")
    firms = _firms(people, roles, companies)
    return _judged(found.join(_owned("firms", "keys_roles", firms, "role_id"), how="outer"), listed)


def _cars(people: Table, vehicles: Table) -> Table:
    dear = vehicles["value"].isna() | (vehicles["value"] > CAR)
    owned = vehicles[dear & ~has(vehicles["kind"], *HARMLESS)].merge(people, on="person_id")
    bought = owned["registered_on"]
    young = bought.isna() | (months(bought, owned["since"]) <= 120)
    owned = owned[young & (bought.isna() | (bought <= owned["until"]))]
    return owned.drop_duplicates(["home", "plate", "value"])


def _houses(people: Table, register: Table) -> Table:
    inherited = (register["share"] < 1.0) & has(register["acquired_by"], "继承")
    gone = has(register["status"], *GONE) | has(register["acquired_by"], *NOT_YET)
    owned = register[~(inherited | gone | has(register["use"], *BUSINESS))].merge(people, on="person_id")
    owned = owned[owned["registered_on"].isna() | (owned["registered_on"] <= owned["until"])]
    return owned.drop_duplicates(["home", "house_id"])


def _firms(people: Table, roles: Table, companies: Table) -> Table:
    idle = (companies["insured"] == 0) & (companies["tax"] == 0)
    ended = companies.loc[idle | has(companies["status"], *ENDED), "company_code"]
    run = roles[(roles["role"] == "legal") & ~roles["company_code"].isin(ended)]
    run = run.merge(people, on="person_id", suffixes=("", "_listed"))
    begun = run["since"].isna() | (run["since"] <= run["until_listed"])
    lasting = run["until"].isna() | (run["until"] >= run["since_listed"])
    return run[begun & lasting].drop_duplicates(["home", "role_id"])


def _owned(name: str, keys: str, rows: Table, key: str, counted: str = "") -> Table:
    """By household: how many, and the keys."""
    kept = {name: (counted or key, "nunique"), keys: (key, list)}
    return rows.groupby("home").agg(**kept)


def _judged(found: Table, listed: Table) -> Table:
    """Those who own too much, with the head of the household and a score."""
    counts = ["cars", "houses", "fund_months", "firms"]
    found[counts] = found[counts].fillna(0)
    least = {"cars": 1, "houses": 2, "fund_months": 1, "firms": 1}
    kinds = sum((found[one] >= number).astype(int) for one, number in least.items())
    found = found.assign(score=(0.5 + kinds * 0.1).clip(upper=1.0))[kinds > 0]
    members = listed[listed["home"].isin(found.index)].groupby("home")
    heads = listed[listed["relation"] == "户主"].groupby("home")["name"].max().rename("head")
    found = found.join(members.agg(any_name=("name", "max"), keys_relief=("record_id", list))).join(heads)
    found["subject_name"] = found["head"].fillna(found["any_name"])
    return found.drop(columns=["head", "any_name"]).reset_index(names="subject_key")


OTHERS = {"M03": Other(M03_SQL, m03, ("car_value",))}
