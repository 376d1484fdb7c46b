"""M03 and M07: what the members of a household own, in both engines' words."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, distinct, filled, has, months, number

# Needs `listed` (person_id, home, since, until) and the registers; makes `owned` (home, kind, key, value, month).
MEMBERS = """
near as (
  select person_id, person_id as member_id from listed
  union select l.person_id, mate.person_id
  from listed l join residents r on r.person_id = l.person_id join residents mate using (household)),
members as (
  select home, member_id as person_id, min(since) as since, max(until) as until
  from listed join near using (person_id) group by home, member_id),
found_cars as (
  select distinct home, 'car' as kind, plate as key, value, null::date as month
  from vehicles v join members m using (person_id)
  where not coalesce(regexp_matches(kind, '残疾|轮椅|摩托|三轮|拖拉机|电动自行车'), false)
    and (value is null or value > {car})
    and (registered_on is null or registered_on <= until)
    and coalesce(datediff('month', registered_on, since) <= 120, true)),
found_houses as (
  select distinct home, 'house' as kind, house_id as key, null::decimal(18, 2) as value, null::date as month
  from houses join members using (person_id)
  where not (coalesce(share < 1.0, false) and coalesce(contains(acquired_by, '继承'), false))
    and not coalesce(regexp_matches(use, '商|办公|车库|车位|仓储'), false)
    and not coalesce(regexp_matches(status, '拆|灭失|注销|预售|预告|预购'), false)
    and not coalesce(regexp_matches(acquired_by, '预售|预告|预购'), false)
    and (registered_on is null or registered_on <= until)),
found_fund as (
  select distinct home, 'fund' as kind, pay_id as key, base as value, month
  from fund join members using (person_id)
  where month between since and until {base}),
ended as (
  select company_code from companies
  where coalesce(insured = 0 and tax = 0, false)
     or coalesce(regexp_matches(status, '注销|吊销|撤销'), false)),
found_firms as (
  select distinct home, 'firm' as kind, role_id as key, null::decimal(18, 2) as value, null::date as month
  from (select * from roles anti join ended using (company_code)) r join members m using (person_id)
  where role in ({roles}) and (r.since is null or r.since <= m.until)
    and (r.until is null or r.until >= m.since))
"""
M03_SQL = (
    """
with horizon as (
  select greatest(max(from_month), coalesce(max(to_month), max(from_month))) as last
  from relief where scheme in ('urban', 'rural')),
listed as (
  select record_id, person_id, name, relation, coalesce(household, person_id) as home,
         from_month as since, coalesce(to_month, last) as until
  from relief, horizon where scheme in ('urban', 'rural')),
"""
    + MEMBERS.format(car=30_000, base="", roles="'legal'")
    + """,
owned as (
  select * from found_cars union all select * from found_houses
  union all select * from found_fund union all select * from found_firms),
counted as (
  select home, count(distinct key) filter (kind = 'car') as cars, max(value) filter (kind = 'car') as car_value,
         count(distinct key) filter (kind = 'house') as houses,
         count(distinct month) filter (kind = 'fund') as fund_months,
         count(distinct key) filter (kind = 'firm') as firms,
         list(key) filter (kind = 'car') as keys_vehicles, list(key) filter (kind = 'house') as keys_houses,
         list(key) filter (kind = 'fund') as keys_fund, list(key) filter (kind = 'firm') as keys_roles
  from owned group by home
  having cars > 0 or houses >= 2 or fund_months >= 1 or firms > 0),
heads as (
  select home, coalesce(max(name) filter (relation = '户主'), max(name)) as subject_name,
         list(record_id) as keys_relief
  from listed semi join counted using (home) group by home)
select home as subject_key, * exclude (home),
       least(0.5 + ((cars > 0)::int + (houses >= 2)::int + (fund_months >= 1)::int + (firms > 0)::int) * 0.1,
             1.0) as score
from counted join heads using (home)
"""
)
M07_SQL = (
    """
with listed as (
  select allotment_id, person_id, name, house_id, coalesce(household, person_id) as home,
         from_on as since, coalesce(until_on, date '2999-12-31') as until
  from allotments),
"""
    + MEMBERS.format(car=150_000, base="and base > 8000", roles="'legal', 'shareholder'")
    + """,
allotted as (select distinct home, house_id as key from listed where house_id is not null),
owned as (
  select * from found_cars union all select * from found_houses anti join allotted using (home, key)
  union all select * from found_fund union all select * from found_firms),
counted as (
  select home, count(distinct key) filter (kind = 'house') as houses,
         count(distinct key) filter (kind = 'car') as cars, max(value) filter (kind = 'car') as car_value,
         count(distinct month) filter (kind = 'fund') as fund_months,
         max(value) filter (kind = 'fund') as fund_base, count(distinct key) filter (kind = 'firm') as firms,
         list(key) filter (kind = 'house') as keys_houses, list(key) filter (kind = 'car') as keys_vehicles,
         list(key) filter (kind = 'fund') as keys_fund, list(key) filter (kind = 'firm') as keys_roles
  from owned group by home
  having houses >= 1 or cars > 0 or fund_months >= 3 or firms > 0),
holders as (
  select home, max(name) as subject_name, list(allotment_id) as keys_allotments
  from listed semi join counted using (home) group by home)
select home as subject_key, * exclude (home),
       least(0.5 + ((houses >= 1)::int + (cars > 0)::int + (fund_months >= 3)::int + (firms > 0)::int) * 0.1,
             1.0) as score
from counted join holders using (home)
"""
)


def living_with(people: Frame, residents: Frame) -> Frame:
    """`person_id` with every `member_id` of the same household, oneself included."""
    people = people.select("person_id").unique()
    known = residents.filter(pl.col("household").is_not_null()).select("person_id", "household")
    homes = known.join(people, on="person_id", how="semi")
    mates = homes.join(known.select("household", member_id="person_id"), on="household")
    oneself = people.select("person_id", member_id="person_id")
    return pl.concat([oneself, mates.select("person_id", "member_id")]).unique()


def members(listed: Frame, residents: Frame) -> Frame:
    """Everyone of each household: `home`, `person_id`, `since`, `until`."""
    together = listed.join(living_with(listed, residents), on="person_id")
    return together.group_by("home", person_id="member_id").agg(pl.col("since").min(), pl.col("until").max())


def of_cars(people: Frame, vehicles: Frame, limit: int) -> Frame:
    harmless = has("kind", "残疾", "轮椅", "摩托", "三轮", "拖拉机", "电动自行车")
    kept = vehicles.filter(~harmless & (pl.col("value").is_null() | (pl.col("value") > limit)))
    owned = kept.join(people, on="person_id")
    bought = pl.col("registered_on")
    young = (months("registered_on", "since") <= 120).fill_null(True)
    owned = owned.filter((bought.is_null() | (bought <= pl.col("until"))) & young)
    return _found(owned, "car", "plate", pl.col("value"))


def of_houses(people: Frame, register: Frame) -> Frame:
    part = (pl.col("share") < 1.0).fill_null(False) & has("acquired_by", "继承")
    gone = has("status", "拆", "灭失", "注销", "预售", "预告", "预购")
    business = has("use", "商", "办公", "车库", "车位", "仓储")
    kept = register.filter(~(part | gone | business | has("acquired_by", "预售", "预告", "预购")))
    owned = kept.join(people, on="person_id")
    owned = owned.filter((pl.col("registered_on") <= pl.col("until")).fill_null(True))
    return _found(owned, "house", "house_id")


def of_fund(people: Frame, payments: Frame, above: int = -1) -> Frame:
    kept = payments.filter(pl.col("base") > above) if above >= 0 else payments
    paid = kept.join(people, on="person_id").filter(pl.col("month").is_between("since", "until"))
    return _found(paid, "fund", "pay_id", pl.col("base"), pl.col("month"))


def of_firms(people: Frame, roles: Frame, companies: Frame, kinds: list[str]) -> Frame:
    idle = ((pl.col("insured") == 0) & (pl.col("tax") == 0)).fill_null(False)
    ended = companies.filter(idle | has("status", "注销", "吊销", "撤销"))
    kept = roles.filter(pl.col("role").is_in(kinds)).join(ended, on="company_code", how="anti")
    run = kept.join(people, on="person_id", suffix="_listed").filter(
        (pl.col("since") <= pl.col("until_listed")).fill_null(True),
        (pl.col("until") >= pl.col("since_listed")).fill_null(True),
    )
    return _found(run, "firm", "role_id")


def _found(
    owned: Frame, kind: str, key: str, value: pl.Expr | None = None, month: pl.Expr | None = None
) -> Frame:
    money = pl.lit(None) if value is None else value
    day = pl.lit(None) if month is None else month
    return owned.select(
        "home", kind=pl.lit(kind), key=key, value=money.cast(pl.Decimal(18, 2)), month=day.cast(pl.Date)
    ).unique()


def counted(owned: Frame) -> Frame:
    """By household: how many of each, of what worth, and the keys."""
    is_car, is_house, is_fund, is_firm = (pl.col("kind") == one for one in ("car", "house", "fund", "firm"))
    return owned.group_by("home").agg(
        cars=distinct("key", is_car),
        car_value=pl.col("value").filter(is_car).max(),
        houses=distinct("key", is_house),
        fund_months=distinct("month", is_fund),
        fund_base=pl.col("value").filter(is_fund).max(),
        firms=distinct("key", is_firm),
        keys_vehicles=pl.col("key").filter(is_car),
        keys_houses=pl.col("key").filter(is_house),
        keys_fund=pl.col("key").filter(is_fund),
        keys_roles=pl.col("key").filter(is_firm),
    )


def _scored(found: Frame, houses_from: int, months_from: int) -> Frame:
    kinds = (
        number(pl.col("cars") > 0)
        + number(pl.col("houses") >= houses_from)
        + number(pl.col("fund_months") >= months_from)
        + number(pl.col("firms") > 0)
    )
    return found.filter(kinds > 0).with_columns(score=capped(kinds * 0.1 + 0.5))


def m03(
    relief: Frame,
    vehicles: Frame,
    houses: Frame,
    fund: Frame,
    roles: Frame,
    companies: Frame,
    residents: Frame,
) -> Frame:
    listed = relief.filter(pl.col("scheme").is_in(["urban", "rural"]))
    horizon = pl.max_horizontal(pl.col("from_month").max(), pl.col("to_month").max())
    listed = listed.with_columns(
        home=pl.coalesce("household", "person_id"),
        since="from_month",
        until=pl.col("to_month").fill_null(horizon),
    )
    people = members(listed, residents)
    owned = pl.concat(
        [
            of_cars(people, vehicles, 30_000),
            of_houses(people, houses),
            of_fund(people, fund),
            of_firms(people, roles, companies, ["legal"]),
        ]
    )
    found = _scored(counted(owned), 2, 1)
    heads = listed.join(found, on="home", how="semi").group_by("home").agg(
        head=pl.col("name").filter(pl.col("relation") == "户主").max(),
        any=pl.col("name").max(),
        keys_relief=pl.col("record_id"),
    )  # fmt: skip
    found = found.join(heads, on="home").with_columns(subject_name=pl.coalesce("head", "any"))
    return found.rename({"home": "subject_key"}).drop("head", "any", "fund_base")


def m07(
    allotments: Frame,
    houses: Frame,
    vehicles: Frame,
    fund: Frame,
    roles: Frame,
    companies: Frame,
    residents: Frame,
) -> Frame:
    listed = allotments.with_columns(
        home=pl.coalesce("household", "person_id"),
        since="from_on",
        until=filled("until_on", pl.date(2999, 12, 31)),
    )
    people = members(listed, residents)
    allotted = listed.filter(pl.col("house_id").is_not_null()).select("home", key="house_id")
    owned = pl.concat(
        [
            of_cars(people, vehicles, 150_000),
            of_houses(people, houses).join(allotted, on=["home", "key"], how="anti"),
            of_fund(people, fund, 8_000),
            of_firms(people, roles, companies, ["legal", "shareholder"]),
        ]
    )
    found = _scored(counted(owned), 1, 3)
    holders = listed.join(found, on="home", how="semi").group_by("home").agg(
        subject_name=pl.col("name").max(), keys_allotments=pl.col("allotment_id")
    )  # fmt: skip
    return found.join(holders, on="home").rename({"home": "subject_key"})


TWINS = {"M03": Twin(M03_SQL, m03), "M07": Twin(M07_SQL, m07)}
