"""M51, M52, M53: incentives, funds and contracts of investment."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, distinct, filled, key, months, number, share, text

FAVOURS = "税收返还|先征后返|即征即返|税收奖励|与税收挂钩|按税收|财政返还|土地出让金返还|零地价"
M51_SQL = """
with paid as (
  select company_code, max(company) as subject_name, sum(amount) as paid, max(promised_jobs) as promised,
         max(greatest(paid_on, coalesce(starts_on, paid_on))) as start, list(incentive_id) as keys_incentives
  from incentives group by company_code),
given as (
  select company_code, coalesce(nullif(taxpayer_code, ''), company_code) as taxpayer, year(paid_on) as year,
         sum(amount) as given
  from incentives left join (select company_code, founded_on from companies) using (company_code)
  where coalesce(datediff('month', founded_on, paid_on) >= 24, true) group by all),
taxed as (
  select company_code as taxpayer, year(month) as year, sum(amount) as tax from taxes
  where company_code in (select taxpayer from given) group by all),
beyond as (
  select company_code, sum(given - coalesce(tax, 0)) as beyond, sum(coalesce(tax, 0)) as tax
  from given left join taxed using (taxpayer, year) where given > coalesce(tax, 0) group by company_code),
most as (
  select company_code, max(insured) as insured
  from (select p.company_code, i.month, count(distinct person_id) as insured
        from insurance i join paid p on p.company_code = payer_code and i.month > p.start group by all)
  group by company_code),
jobs as (
  select company_code, coalesce(insured, 0) as insured
  from paid left join most using (company_code) where start < (select max(month) from insurance)),
rest as (
  select company_code, month, list(reading_id) as readings
  from power join paid using (company_code) where month > start group by all having round(sum(kwh), 4) < 100),
still as (
  select company_code, count(*) as months, flatten(list(readings)) as keys_power from rest
  group by company_code having count(*) >= 6),
judged as (
  select *, coalesce(promised > 0 and insured / nullif(promised, 0) < 0.5, false) as few
  from paid left join beyond using (company_code) left join jobs using (company_code)
  left join still using (company_code))
select company_code as subject_key, subject_name, paid, beyond, tax, keys_incentives, keys_power,
       if(few, promised, null) as promised, if(few, insured, null) as insured, coalesce(months, 0) as months,
       0.4 + ((beyond is not null)::int + few::int + (months is not null)::int) * 0.15 as score
from judged where beyond is not null or few or judged.months is not null
"""


def m51(incentives: Frame, taxes: Frame, insurance: Frame, power: Frame, companies: Frame) -> Frame:
    begun = pl.max_horizontal("paid_on", "starts_on")
    paid = incentives.group_by("company_code").agg(
        subject_name=pl.col("company").max(),
        paid=pl.col("amount").sum(),
        promised=pl.col("promised_jobs").max(),
        start=begun.max(),
        keys_incentives=pl.col("incentive_id"),
    )
    given = incentives.join(companies.select("company_code", "founded_on"), on="company_code", how="left")
    given = given.filter((months("founded_on", "paid_on") >= 24).fill_null(True)).group_by(
        "company_code",
        taxpayer=pl.coalesce(text("taxpayer_code"), "company_code"),
        year=pl.col("paid_on").dt.year(),
    ).agg(given=pl.col("amount").sum())  # fmt: skip
    taxed = taxes.join(given, left_on="company_code", right_on="taxpayer", how="semi")
    taxed = taxed.group_by(taxpayer="company_code", year=pl.col("month").dt.year()).agg(
        tax=pl.col("amount").sum()
    )
    over = given.join(taxed, on=["taxpayer", "year"], how="left").with_columns(pl.col("tax").fill_null(0))
    over = over.filter(pl.col("given") > pl.col("tax")).group_by("company_code").agg(
        beyond=(pl.col("given") - pl.col("tax")).sum(), tax=pl.col("tax").sum()
    )  # fmt: skip
    started = paid.select("company_code", "start")
    own = insurance.join(started, left_on="payer_code", right_on="company_code")
    own = own.filter(pl.col("month") > pl.col("start"))
    by_month = own.group_by("month", company_code="payer_code")
    most = by_month.agg(insured=distinct("person_id")).group_by("company_code").agg(pl.col("insured").max())
    judged = started.join(insurance.select(end=pl.col("month").max()), how="cross")
    judged = judged.filter(pl.col("start") < pl.col("end")).join(most, on="company_code", how="left")
    judged = judged.select("company_code", filled("insured", 0).cast(pl.Int64))
    used = power.join(started, on="company_code").filter(pl.col("month") > pl.col("start"))
    rest = used.group_by("company_code", "month").agg(
        kwh=pl.col("kwh").sum().round(4), readings=pl.col("reading_id")
    )
    still = rest.filter(pl.col("kwh") < 100).group_by("company_code").agg(
        months=pl.len(), keys_power=pl.col("readings").explode()
    )  # fmt: skip
    found = paid
    for sign in (over, judged, still.filter(pl.col("months") >= 6)):
        found = found.join(sign, on="company_code", how="left")
    few = ((pl.col("promised") > 0) & (share("insured", "promised") < 0.5)).fill_null(False)
    found = found.with_columns(few=few)
    signs = (
        number(pl.col("beyond").is_not_null())
        + number(pl.col("few"))
        + number(pl.col("months").is_not_null())
    )
    return found.filter(signs > 0).select(
        *("subject_name", "paid", "beyond", "tax", "keys_incentives", "keys_power"),
        subject_key="company_code",
        promised=pl.when("few").then("promised"),
        insured=pl.when("few").then("insured"),
        months=pl.col("months").fill_null(0),
        score=capped(signs * 0.15 + 0.4),
    )


M52_SQL = """
with claims as (
  select *, replace(replace(replace(replace(upper(asset), ' ', ''), '-', ''), '/', ''), '　', '') as thing
  from applications where amount > 0 and not coalesce(stackable, false)),
found as (
  select company_code, thing, max(company) as subject_name, max(asset_name) as asset_name,
         count(distinct (department, fund)) filter (department is not null and fund is not null) as funds,
         count(distinct department) as departments, sum(amount) as amount, max(amount) as largest,
         min(applied_on) as first, max(applied_on) as last, list(application_id) as keys_applications
  from claims where thing <> '' group by company_code, thing
  having count(distinct (department, fund)) filter (department is not null and fund is not null) >= 2)
select company_code as subject_key, * exclude (company_code, thing, largest), amount - largest as beyond,
       least(if(departments > 1, 0.7, 0.6) + (funds - 2) * 0.1, 1.0) as score
from found
"""


def m52(applications: Frame) -> Frame:
    thing = pl.col("asset").str.to_uppercase().str.replace_all("[ \\-/　]", "")
    claims = applications.filter((pl.col("amount") > 0) & ~filled("stackable", False)).with_columns(
        thing=thing, whose=pl.concat_str("department", pl.lit("·"), "fund")
    )
    found = claims.filter(pl.col("thing") != "").group_by("company_code", "thing").agg(
        subject_name=pl.col("company").max(),
        asset_name=pl.col("asset_name").max(),
        funds=distinct("whose").cast(pl.Int64),
        departments=distinct("department"),
        amount=pl.col("amount").sum(),
        largest=pl.col("amount").max(),
        first=pl.col("applied_on").min(),
        last=pl.col("applied_on").max(),
        keys_applications=pl.col("application_id"),
    )  # fmt: skip
    base = pl.when(pl.col("departments") > 1).then(0.7).otherwise(0.6)
    return found.filter(pl.col("funds") >= 2).select(
        pl.exclude("company_code", "thing", "largest"),
        subject_key="company_code",
        beyond=pl.col("amount") - pl.col("largest"),
        score=capped(base + (pl.col("funds") - 2) * 0.1),
    )


M53_SQL = f"""
with judged as (
  select *, datediff('month', coalesce(planned_start_on, signed_on), as_of) as waited,
         datediff('month', land_given_on, as_of) as lain,
         coalesce(invested, 0)::double / nullif(coalesce(due, promised), 0) as part
  from contracts),
marked as (
  select *, coalesce(started_on is null and waited > 12, false) as late,
         coalesce(waited > 12 and part < 0.2, false) as unpaid,
         coalesce(land_started_on is null and lain > 24, false) as fallow,
         coalesce(regexp_matches(clauses, '{FAVOURS}') and signed_on >= date '2024-08-01', false) as unlawful
  from judged)
select contract_id as subject_key, project as subject_name, signed_on, if(late, waited, 0) as months,
       if(unpaid, round(part, 6), null) as paid_in, if(fallow, lain, 0) as idle,
       if(unlawful, clauses, null) as clauses, [contract_id] as keys_contracts,
       least(if(fallow or unlawful, 0.55, 0.45) + (late::int + unpaid::int + fallow::int + unlawful::int) * 0.1,
             1.0) as score
from marked where late or unpaid or fallow or unlawful
"""


def m53(contracts: Frame) -> Frame:
    judged = contracts.with_columns(
        waited=months(pl.coalesce("planned_start_on", "signed_on"), "as_of"),
        lain=months("land_given_on", "as_of"),
        part=share(pl.col("invested").fill_null(0), pl.coalesce("due", "promised")),
    )
    favours = pl.col("clauses").str.contains(FAVOURS) & (pl.col("signed_on") >= pl.date(2024, 8, 1))
    signs = {
        "late": pl.col("started_on").is_null() & (pl.col("waited") > 12),
        "unpaid": (pl.col("waited") > 12) & (pl.col("part") < 0.2),
        "fallow": pl.col("land_started_on").is_null() & (pl.col("lain") > 24),
        "unlawful": favours,
    }
    marked = judged.with_columns(**{name: sign.fill_null(False) for name, sign in signs.items()})
    many = pl.sum_horizontal(number(pl.col(name)) for name in signs)
    base = pl.when(pl.col("fallow") | pl.col("unlawful")).then(0.55).otherwise(0.45)
    return marked.filter(pl.any_horizontal(list(signs))).select(
        "signed_on",
        subject_key="contract_id",
        subject_name="project",
        months=pl.when("late").then("waited").otherwise(0),
        paid_in=pl.when("unpaid").then(pl.col("part").round(6)),
        idle=pl.when("fallow").then("lain").otherwise(0),
        clauses=pl.when("unlawful").then("clauses"),
        score=capped(base + many * 0.1),
        keys_contracts=key("contract_id"),
    )


TWINS = {"M51": Twin(M51_SQL, m51), "M52": Twin(M52_SQL, m52), "M53": Twin(M53_SQL, m53)}
