"""S01, S05, S06, S08: a unit's payments against the law of digits and against other units."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, number, quotient, quotient_sql, share
from benchmarks.twins.peers import against, against_sql
from benchmarks.twins.spending import with_day_off

# The first two digits of an amount from 10 on.
_STEPS = " ".join(
    f"when amount < {10**size} then floor(amount / {10 ** (size - 2)})" for size in range(2, 16)
)
DIGITS_SQL = f"(case {_STEPS} else floor(amount / {10**14}) end)::int"
S01_SQL = f"""
with pairs as (
  select unit, {DIGITS_SQL} as digits, count(*) as seen, min(amount) as low, max(amount) as high
  from payments where amount >= 10 group by all),
sizes as (
  select unit, sum(seen)::bigint as payments, round(max(high)::double / min(low)::double) as span
  from pairs group by unit having sum(seen) >= 1000 and round(max(high)::double / min(low)::double) >= 100),
law as (select range as digits, log10(1 + 1 / range) as law from range(10, 100)),
apart as (
  select unit, p.digits, seen, payments, span, law, seen / payments as part,
         row_number() over (partition by unit order by seen / payments - law desc, p.digits) as place
  from pairs p join sizes using (unit) join law using (digits)),
tested as (
  select unit, any_value(payments) as payments, any_value(span) as span,
         round(sum(part * seen / law) - any_value(payments), 2) as chi_square,
         round((sum(abs(part - law)) + 1 - sum(law)) / 90, 6) as mad,
         max(digits) filter (place = 1) as digits, max(seen) filter (place = 1) as seen,
         round(max(law * payments) filter (place = 1), 1) as usual
  from apart group by unit
  having round(sum(part * seen / law) - any_value(payments), 2) > 135.98
     and round((sum(abs(part - law)) + 1 - sum(law)) / 90, 6) > 0.0022),
keyed as (
  select p.unit, list(payment_id) as keys_payments
  from payments p join tested t on t.unit = p.unit and t.digits = {DIGITS_SQL}
  where amount >= 10 group by p.unit)
select unit as subject_key, unit as subject_name, * exclude (unit, digits), digits::varchar as digits,
       0.3 + least(mad / 0.05, 0.3) as score
from tested join keyed using (unit)
"""


def _digits() -> pl.Expr:
    amount = pl.col("amount").cast(pl.Float64)
    power = sum((amount >= 10**size).cast(pl.Int32) for size in range(2, 16))
    return (amount / pl.lit(10.0).pow(power) + 1e-9).floor().cast(pl.Int32)


def s01(payments: Frame) -> Frame:
    used = payments.filter(pl.col("amount") >= 10).with_columns(digits=_digits())
    pairs = used.group_by("unit", "digits").agg(
        seen=pl.len().cast(pl.Int64), low=pl.col("amount").min(), high=pl.col("amount").max()
    )
    sizes = pairs.group_by("unit").agg(
        payments=pl.col("seen").sum(), span=share(pl.col("high").max(), pl.col("low").min()).round(0)
    )
    sizes = sizes.filter((pl.col("payments") >= 1000) & (pl.col("span") >= 100))
    apart = pairs.join(sizes, on="unit").with_columns(law=(1 + 1 / pl.col("digits")).log10())
    part = pl.col("seen") / pl.col("payments")
    odd = pl.col("law") - part
    tested = apart.sort(odd, "digits").group_by("unit", maintain_order=True).agg(
        pl.col("payments", "span", "digits", "seen").first(),
        usual=(pl.col("law") * pl.col("payments")).first().round(1),
        chi_square=((part * pl.col("seen") / pl.col("law")).sum() - pl.col("payments").first()).round(2),
        mad=((odd.abs().sum() + 1 - pl.col("law").sum()) / 90).round(6),
    )  # fmt: skip
    tested = tested.filter((pl.col("chi_square") > 135.98) & (pl.col("mad") > 0.0022))
    keyed = used.join(tested, on=["unit", "digits"], how="semi").group_by("unit")
    found = tested.join(keyed.agg(keys_payments=pl.col("payment_id")), on="unit")
    return found.with_columns(
        pl.col("digits").cast(pl.String),
        subject_name="unit",
        score=capped(0.3 + (pl.col("mad") / 0.05).clip(upper_bound=0.3)),
    ).rename({"unit": "subject_key"})


S05_SQL = f"""
with amounts as (
  select unit, amount, count(*) as times, least(count(*), 5) as weight
  from payments where amount >= 1000 group by unit, amount),
units as (
  select unit, sum(times)::bigint as payments, (sum(times) filter (amount % 1000 = 0))::bigint as rounds,
         {quotient_sql("coalesce(sum(weight) filter (amount % 1000 = 0), 0)", "sum(weight)")} as part
  from amounts group by unit having sum(times) >= 50),
{against_sql("units", "part", "judged", least=0.02)},
found as (select * from judged where part >= 0.3 and distance >= 2 and peers >= 10),
keyed as (
  select unit, list(payment_id) as keys_payments from payments semi join found using (unit)
  where amount >= 1000 and amount % 1000 = 0 group by unit)
select unit as subject_key, unit as subject_name, payments, rounds, part, usual, distance, peers, keys_payments,
       0.35 + least(part, 0.5) * 0.5 as score
from found join keyed using (unit)
"""


def s05(payments: Frame) -> Frame:
    used = payments.filter(pl.col("amount") >= 1000)
    is_round = (pl.col("amount") * 100).cast(pl.Int64) % 100_000 == 0
    amounts = used.group_by("unit", "amount").agg(times=pl.len().cast(pl.Int64))
    amounts = amounts.with_columns(weight=pl.col("times").clip(upper_bound=5), is_round=is_round)
    units = amounts.group_by("unit").agg(
        payments=pl.col("times").sum(),
        rounds=pl.col("times").filter("is_round").sum(),
        part=quotient(pl.col("weight").filter("is_round").sum(), pl.col("weight").sum()),
    )
    judged = against(units.filter(pl.col("payments") >= 50), "part", least=0.02)
    found = judged.filter((pl.col("part") >= 0.3) & (pl.col("distance") >= 2) & (pl.col("peers") >= 10))
    keyed = used.filter(is_round).join(found, on="unit", how="semi").group_by("unit")
    found = found.join(keyed.agg(keys_payments=pl.col("payment_id")), on="unit")
    score = capped(0.35 + pl.col("part").clip(upper_bound=0.5) * 0.5)
    return found.with_columns(subject_name="unit", score=score).rename({"unit": "subject_key"}).drop("spread")


S06_SQL = f"""
with units as (
  select unit, count(*) as payments, sum(amount) as total, sum(amount) - max(amount) as rest,
         round((sum(amount) - max(amount))::double / (count(*) - 1), 2) as mean
  from payments where amount > 0 group by unit having count(*) >= 50),
{against_sql("units", "mean", "by_mean", part=0.05)},
{against_sql("units", "rest", "by_rest", part=0.05)},
both_of as (
  select m.unit, m.payments, m.total, m.mean, round(m.usual, 2) as usual_mean, m.distance as far_mean,
         round(r.usual, 2) as usual_rest, r.distance as far_rest, r.peers,
         m.distance >= 3 and m.mean / nullif(m.usual, 0) >= 1.5 as is_mean,
         r.distance >= 3 and r.rest::double / nullif(r.usual, 0) >= 1.5 as is_total
  from by_mean m join by_rest r using (unit)),
found as (select * from both_of where (is_mean or is_total) and peers >= 10),
keyed as (
  select p.unit, list(payment_id) as keys_payments
  from payments p join found f on f.unit = p.unit and p.amount::double >= f.mean where amount > 0 group by p.unit)
select unit as subject_key, unit as subject_name, * exclude (unit, is_mean, is_total),
       0.4 + is_mean::int * 0.15 + is_total::int * 0.1 as score
from found join keyed using (unit)
"""


def s06(payments: Frame) -> Frame:
    paid = payments.filter(pl.col("amount") > 0)
    units = paid.group_by("unit").agg(
        payments=pl.len().cast(pl.Int64), total=pl.col("amount").sum(), largest=pl.col("amount").max()
    )
    units = units.filter(pl.col("payments") >= 50).with_columns(rest=pl.col("total") - pl.col("largest"))
    units = units.with_columns(mean=share("rest", pl.col("payments") - 1).round(2)).drop("largest")
    for value in ("mean", "rest"):
        units = against(units, value, part=0.05).with_columns(
            pl.col("usual").round(2).alias(f"usual_{value}"),
            pl.col("distance").alias(f"far_{value}"),
            share(value, "usual").alias(f"above_{value}"),
        )
    far = {one: (pl.col(f"far_{one}") >= 3) & (pl.col(f"above_{one}") >= 1.5) for one in ("mean", "rest")}
    found = units.filter(far["mean"] | far["rest"], pl.col("peers") >= 10)
    large = paid.join(found.select("unit", "mean"), on="unit")
    large = large.filter(pl.col("amount").cast(pl.Float64) >= pl.col("mean"))
    found = found.join(large.group_by("unit").agg(keys_payments=pl.col("payment_id")), on="unit")
    score = capped(0.4 + number(far["mean"]) * 0.15 + number(far["rest"]) * 0.1)
    found = found.with_columns(subject_name="unit", score=score).rename({"unit": "subject_key"})
    return found.drop("rest", "usual", "spread", "distance", "above_mean", "above_rest")


S08_SQL = f"""
with calendar as (select day, max(kind) as kind from holidays group by day),
off as (
  select d.day, coalesce(kind = 'off', isodow(d.day) >= 6) as is_off
  from (select unnest(generate_series(min(day), max(day), interval 1 day))::date as day from payments) d
  left join calendar using (day)),
free as (select day from off where is_off),
units as (
  select unit, count(*) as payments, count(f.day) as days_off, sum(amount) filter (f.day is not null) as amount,
         {quotient_sql("count(f.day)", "count(*)")} as part
  from payments left join free f using (day) group by unit having count(*) >= 50),
{against_sql("units", "part", "judged", least=0.02)},
found as (select * from judged where part >= 0.15 and distance >= 2 and peers >= 10),
keyed as (
  select unit, list(payment_id) as keys_payments
  from payments semi join found using (unit) where day in (select day from free) group by unit)
select unit as subject_key, unit as subject_name, payments, days_off, amount, part, usual, distance, peers,
       keys_payments, 0.35 + least(part, 0.5) * 0.5 as score
from found join keyed using (unit)
"""


def s08(payments: Frame, holidays: Frame) -> Frame:
    paid = with_day_off(payments.select("unit", "payment_id", "amount", "day"), holidays)
    off = pl.col("is_off")
    units = paid.group_by("unit").agg(
        payments=pl.len().cast(pl.Int64),
        days_off=off.sum().cast(pl.Int64),
        amount=pl.when(off).then("amount").sum(),
    )
    units = units.filter(pl.col("payments") >= 50).with_columns(
        part=quotient(pl.col("days_off"), pl.col("payments"))
    )
    judged = against(units, "part", least=0.02)
    found = judged.filter((pl.col("part") >= 0.15) & (pl.col("distance") >= 2) & (pl.col("peers") >= 10))
    keyed = paid.filter(off).join(found, on="unit", how="semi").group_by("unit")
    found = found.join(keyed.agg(keys_payments=pl.col("payment_id")), on="unit")
    score = capped(0.35 + pl.col("part").clip(upper_bound=0.5) * 0.5)
    return found.with_columns(subject_name="unit", score=score).rename({"unit": "subject_key"}).drop("spread")


TWINS = {
    "S01": Twin(S01_SQL, s01),
    "S05": Twin(S05_SQL, s05),
    "S06": Twin(S06_SQL, s06),
    "S08": Twin(S08_SQL, s08),
}
