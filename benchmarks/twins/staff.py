"""M39, M40, M43: pay without work, officials in business, temporary staff."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, distinct, filled, key, months, number, share

M39_SQL = """
with paid as (
  select pay_id, person_id, name, unit, amount, coalesce(for_month, month) as due from payroll),
dead as (select person_id, min(died_on) as died_on from deaths group by person_id),
gone as (select person_id, unit, max(left_on) as left_on from leavers group by all),
elsewhere as (
  select distinct p.pay_id
  from paid p join insurance i on i.person_id = p.person_id and i.month = p.due
  where starts_with(payer_code, '9') and coalesce(insurance, '') <> '工伤保险' and payer <> p.unit
    and not exists (
      select 1 from absences a
      where a.person_id = p.person_id and datediff('month', a.from_on, p.due) >= 0
        and coalesce(datediff('month', p.due, a.to_on) >= 0, true))),
marked as (
  select p.*, coalesce(datediff('month', died_on, due) > 0, false) as is_dead,
         pay_id in (
           select pay_id from paid join prisoners k using (person_id)
           where datediff('month', k.from_on, due) > 0
             and coalesce(datediff('month', due, k.to_on) > 0, true)) as is_jailed,
         coalesce(datediff('month', left_on, due) > 0, false) as is_left,
         e.pay_id is not null as is_elsewhere
  from paid p left join dead using (person_id) left join gone using (person_id, unit)
  left join elsewhere e using (pay_id))
select person_id as subject_key, max(name) as subject_name, max(unit) as unit, count(distinct due) as months,
       sum(amount) as amount, min(due) as first, max(due) as last, list(pay_id) as keys_payroll,
       count(distinct due) filter (is_dead) as dead, count(distinct due) filter (is_jailed) as jailed,
       count(distinct due) filter (is_left) as left, count(distinct due) filter (is_elsewhere) as elsewhere,
       least(if(bool_or(is_dead or is_jailed or is_left), 0.75, 0.55) + count(distinct due) * 0.02, 1.0) as score
from marked where is_dead or is_jailed or is_left or is_elsewhere group by person_id
"""


def m39(
    payroll: Frame, deaths: Frame, prisoners: Frame, leavers: Frame, insurance: Frame, absences: Frame
) -> Frame:
    paid = payroll.select(
        *("pay_id", "person_id", "name", "unit", "amount"), due=pl.coalesce("for_month", "month")
    )
    dead = paid.join(deaths.group_by("person_id").agg(pl.col("died_on").min()), on="person_id")
    held = paid.join(prisoners.select("person_id", "from_on", "to_on"), on="person_id").filter(
        months("from_on", "due") > 0, (months("due", "to_on") > 0).fill_null(True)
    )
    gone = leavers.group_by("person_id", "unit").agg(pl.col("left_on").max())
    left = paid.join(gone, on=["person_id", "unit"]).filter(months("left_on", "due") > 0)
    business = insurance.filter(
        pl.col("payer_code").str.starts_with("9"), filled("insurance") != "工伤保险"
    ).select("person_id", "payer", due="month")
    found = paid.join(business, on=["person_id", "due"]).filter(pl.col("payer") != pl.col("unit"))
    away = found.join(absences.drop("name"), on="person_id").filter(
        months("from_on", "due") >= 0, (months("due", "to_on") >= 0).fill_null(True)
    )
    reasons = {
        "dead": dead.filter(months("died_on", "due") > 0),
        "jailed": held,
        "left": left,
        "elsewhere": found.join(away, on="pay_id", how="anti"),
    }
    doubts = pl.concat(
        [
            one.select("pay_id", "person_id", "name", "unit", "amount", "due", why=pl.lit(why)).unique()
            for why, one in reasons.items()
        ]
    )
    counts = doubts.group_by("person_id").agg(
        **{why: distinct("due", pl.col("why") == why) for why in reasons}
    )
    once = doubts.drop("why").unique().group_by("person_id").agg(
        pl.col("unit").max(),
        subject_name=pl.col("name").max(),
        months=distinct("due"),
        amount=pl.col("amount").sum(),
        first=pl.col("due").min(),
        last=pl.col("due").max(),
        keys_payroll=pl.col("pay_id"),
    )  # fmt: skip
    sure = pl.col("dead") + pl.col("jailed") + pl.col("left") > 0
    base = pl.when(sure).then(0.75).otherwise(0.55)
    found = once.join(counts, on="person_id").rename({"person_id": "subject_key"})
    return found.with_columns(score=capped(base + pl.col("months") * 0.02))


M40_SQL = """
with serving as (select person_id, name, unit, is_leader from officials where until is null),
active as (
  select role_id, company_code, company, person_id, role from roles
  where until is null and not coalesce(role = 'shareholder' and share < 5, false)
    and company_code not in (
      select company_code from companies where status in ('注销', '吊销', '吊销未注销', '迁出', '撤销'))),
own as (
  select person_id, company_code, company, role_id, role, null as relation_id
  from active semi join serving using (person_id)
  anti join (select person_id, company_code from approved where to_on is null) using (person_id, company_code)),
close as (
  select k.relation_id, k.person_id, k.kin_id, f.trade
  from kin k join serving s using (person_id) join fields f on f.unit = s.unit
  where k.degree <= 1 and s.is_leader),
relatives as (
  select c.person_id, a.company_code, a.company, a.role_id, a.role, c.relation_id
  from close c join active a on a.person_id = c.kin_id
  semi join companies k on k.company_code = a.company_code and k.trade = c.trade),
doubts as (select * from own union all select * from relatives)
select person_id as subject_key, any_value(s.name) as subject_name, any_value(s.unit) as unit,
       count(distinct company_code) filter (relation_id is null) as own,
       count(distinct company_code) filter (relation_id is not null) as relatives, max(company) as company,
       list(role_id) as keys_roles, list(relation_id) as keys_kin, [person_id] as keys_officials,
       least(0.4 + if(own > 0, 0.15, 0)
             + if(coalesce(bool_or(relation_id is null and role <> 'shareholder'), false), 0.15, 0)
             + if(relatives > 0, 0.15, 0) + (own + relatives) * 0.02, 1.0) as score
from doubts join serving s using (person_id) group by person_id
"""


def m40(
    officials: Frame, roles: Frame, companies: Frame, kin: Frame, fields: Frame, approved: Frame
) -> Frame:
    serving = officials.filter(pl.col("until").is_null()).select("person_id", "name", "unit", "is_leader")
    ended = companies.filter(pl.col("status").is_in(["注销", "吊销", "吊销未注销", "迁出", "撤销"]))
    small = ((pl.col("role") == "shareholder") & (pl.col("share") < 5)).fill_null(False)
    active = roles.filter(pl.col("until").is_null() & ~small).join(ended, on="company_code", how="anti")
    active = active.select("role_id", "company_code", "company", "person_id", "role")
    allowed = approved.filter(pl.col("to_on").is_null())
    own = active.join(serving, on="person_id", how="semi")
    own = own.join(allowed, on=["person_id", "company_code"], how="anti")
    leaders = serving.filter(pl.col("is_leader").fill_null(False)).select("person_id", "unit")
    close = kin.filter(pl.col("degree") <= 1).join(leaders, on="person_id").join(fields, on="unit")
    close = close.select("relation_id", "person_id", "kin_id", "trade")
    related = active.rename({"person_id": "kin_id"}).join(close, on="kin_id")
    related = related.join(companies, on=["company_code", "trade"], how="semi")
    columns = ("person_id", "company_code", "company", "role_id", "role", "relation_id")
    doubts = pl.concat(
        [own.with_columns(relation_id=pl.lit(None, pl.String)).select(columns), related.select(columns)]
    )
    mine = pl.col("relation_id").is_null()
    found = doubts.group_by("person_id").agg(
        own=distinct("company_code", mine),
        relatives=distinct("company_code", ~mine),
        runs=(mine & (pl.col("role") != "shareholder")).any(),
        company=pl.col("company").max(),
        keys_roles=pl.col("role_id"),
        keys_kin=pl.col("relation_id"),
    )
    found = found.join(serving.select("person_id", "unit", subject_name="name"), on="person_id")
    strength = number(pl.col("own") > 0) + number(pl.col("runs")) + number(pl.col("relatives") > 0)
    more = (pl.col("own") + pl.col("relatives")) * 0.02
    found = found.with_columns(score=capped(0.4 + strength * 0.15 + more), keys_officials=key("person_id"))
    return found.rename({"person_id": "subject_key"}).drop("runs")


M43_SQL = """
with current as (
  select contract_id, person_id, name, unit from staff
  where left_on is null and coalesce(source, 'direct') <> 'welfare'),
many as (
  select unit, any_value(quota) as quota, count(distinct person_id) as employed,
         count(distinct person_id) - any_value(quota) as excess
  from current join quotas using (unit) group by unit having count(distinct person_id) > any_value(quota)),
close as (
  select c.unit, count(distinct c.person_id) as relatives, max(c.name) as names,
         list(contract_id) as keys_staff, list(relation_id) as keys_kin
  from kin k join officials o on o.person_id = k.person_id
  join current c on c.person_id = k.kin_id and c.unit = o.unit
  where k.degree <= 2 and o.is_leader and o.until is null group by c.unit)
select unit as subject_key, unit as subject_name, coalesce(relatives, 0) as relatives, names, employed, quota,
       coalesce(excess, 0) as excess, if(quota is null, null, [unit]) as keys_quotas, keys_staff, keys_kin,
       least(0.5 + if(relatives > 0, 0.15, 0) + coalesce(relatives, 0) * 0.05
             + coalesce(excess / nullif(quota, 0), 0) * 0.2, 1.0) as score
from many full join close using (unit)
"""


def m43(staff: Frame, quotas: Frame, kin: Frame, officials: Frame) -> Frame:
    current = staff.filter(pl.col("left_on").is_null(), filled("source", "direct") != "welfare")
    employed = current.group_by("unit").agg(employed=distinct("person_id").cast(pl.Int64))
    many = quotas.join(employed, on="unit").with_columns(excess=pl.col("employed") - pl.col("quota"))
    many = many.filter(pl.col("excess") > 0).with_columns(keys_quotas=key("unit"))
    leaders = officials.filter(pl.col("is_leader") & pl.col("until").is_null()).select("person_id", "unit")
    pairs = kin.filter(pl.col("degree") <= 2).join(leaders, on="person_id")
    pairs = pairs.select("relation_id", "unit", person_id="kin_id")
    close = current.join(pairs, on=["person_id", "unit"]).group_by("unit").agg(
        relatives=distinct("person_id").cast(pl.Int64),
        names=pl.col("name").max(),
        keys_staff=pl.col("contract_id"),
        keys_kin=pl.col("relation_id"),
    )  # fmt: skip
    found = many.join(close, on="unit", how="full", coalesce=True)
    found = found.with_columns(pl.col("relatives", "excess").fill_null(0), subject_name="unit")
    over = share("excess", "quota").fill_null(0.0) * 0.2
    score = 0.5 + number(pl.col("relatives") > 0) * 0.15 + pl.col("relatives") * 0.05 + over
    return found.rename({"unit": "subject_key"}).with_columns(score=capped(score))


TWINS = {"M39": Twin(M39_SQL, m39), "M40": Twin(M40_SQL, m40), "M43": Twin(M43_SQL, m43)}
