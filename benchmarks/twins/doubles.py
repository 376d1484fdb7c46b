"""S02, S03, S04, S07: payments made twice, nearly twice, in parts, and vouchers that are missing."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, days, has, key, number, text

# Only rows whose hash occurs twice can be of a set: the wide keys are then grouped for these few.
S02_SQL = """
with paid as (
  select payment_id, unit, payee, amount, day, nullif(invoice_no, '') as invoice from payments
  where amount >= 500),
twice as (select hash(unit, payee, amount, day) as mark from paid group by mark having count(*) > 1),
same_day as (
  select unit, payee, amount, day, count(*) as times, list(payment_id) as keys_payments
  from paid where hash(unit, payee, amount, day) in (from twice)
  group by unit, payee, amount, day having count(*) > 1 and count(distinct invoice) < count(*)),
returned as (
  select unit, payee, -amount as amount, count(*) as back from payments
  where amount < 0 group by unit, payee, amount),
same_invoice as (
  select payee, invoice, amount, count(*) as times, count(distinct unit) as units, min(unit) as unit,
         min(day) as first, max(day) as last, list(payment_id) as keys_payments
  from paid where invoice is not null group by payee, invoice, amount
  having count(*) > 1 and (min(unit) <> max(unit) or min(day) < max(day))),
sets as (
  select unit, payee, amount, times, keys_payments, 1 as units, amount * (times - 1) as excess, day as first,
         day as last, null as invoice_no
  from same_day left join returned using (unit, payee, amount) where times - coalesce(back, 0) > 1
  union all
  select unit, payee, amount, times, keys_payments, units, amount * (times - 1), first, last, invoice
  from same_invoice)
select unit as subject_key, unit as subject_name, * exclude (unit, units),
       least(0.55 + if(invoice_no is null, 0, 0.15) + if(units > 1, 0.1, 0) + (times - 2) * 0.02, 1.0) as score
from sets
"""


def s02(payments: Frame) -> Frame:
    paid = payments.filter(pl.col("amount") >= 500).with_columns(invoice=text("invoice_no"))
    sets = paid.group_by("unit", "payee", "amount", "day").agg(
        times=pl.len().cast(pl.Int64), invoices=pl.col("invoice").drop_nulls().n_unique(),
        keys_payments=pl.col("payment_id"),
    )  # fmt: skip
    sets = sets.filter((pl.col("times") > 1) & (pl.col("invoices") < pl.col("times"))).drop("invoices")
    back = payments.filter(pl.col("amount") < 0).with_columns(amount=-pl.col("amount"))
    back = back.group_by("unit", "payee", "amount").agg(back=pl.len().cast(pl.Int64))
    same_day = sets.join(back, on=["unit", "payee", "amount"], how="left")
    same_day = same_day.filter(pl.col("times") - pl.col("back").fill_null(0) > 1)
    bills = paid.filter(pl.col("invoice").is_not_null()).group_by("payee", "amount", invoice_no="invoice").agg(
        times=pl.len().cast(pl.Int64),
        units=pl.col("unit").n_unique(),
        unit=pl.col("unit").min(),
        first=pl.col("day").min(),
        last=pl.col("day").max(),
        keys_payments=pl.col("payment_id"),
    )  # fmt: skip
    bills = bills.filter(pl.col("times") > 1, (pl.col("units") > 1) | (pl.col("first") < pl.col("last")))
    found = pl.concat(
        [same_day.drop("back").rename({"day": "first"}).with_columns(last="first"), bills],
        how="diagonal_relaxed",
    )
    billed, several = pl.col("invoice_no").is_not_null(), pl.col("units").fill_null(1) > 1
    score = 0.55 + number(billed) * 0.15 + number(several) * 0.1 + (pl.col("times") - 2) * 0.02
    return found.select(
        *("payee", "amount", "times", "first", "last", "invoice_no", "keys_payments"),
        subject_key="unit",
        subject_name="unit",
        excess=pl.col("amount") * (pl.col("times") - 1),
        score=capped(score),
    )


S03_SQL = """
with paid as (
  select payment_id, unit, payee, amount, day, nullif(invoice_no, '') as invoice,
         length(amount::varchar) as length, (amount * 100)::bigint % 9 as rest
  from payments where amount >= 1000),
marks as (
  select hash(unit, payee, length, rest) as mark from paid group by mark having count(*) > 1),
some_of as (
  select * from paid where hash(unit, payee, length, rest) in (from marks)),
regular as (select unit, payee, amount from some_of group by all having count(*) >= 5),
kept as (select *, amount::varchar as shown from some_of anti join regular using (unit, payee, amount)),
near as (
  select a.unit, a.payee, a.amount, b.amount as other_amount, a.day, b.day as other_day,
         datediff('day', a.day, b.day) as days, a.payment_id, b.payment_id as other_id, a.invoice,
         b.invoice as other_invoice, a.shown, b.shown as other_shown, a.length
  from kept a join kept b on b.unit = a.unit and b.payee = a.payee and b.length = a.length and b.rest = a.rest
    and b.day between a.day and a.day + 7 and (a.day < b.day or a.payment_id < b.payment_id)
  where not coalesce(a.invoice <> b.invoice, false)),
pairs as (
  select *, list_filter(range(1, length + 1), lambda spot: shown[spot] <> other_shown[spot]) as unlike from near)
select unit as subject_key, unit as subject_name, payee, amount, other_amount, day, other_day, days,
       (amount <> other_amount)::int as exchanged, [payment_id, other_id] as keys_payments,
       0.5 + if(amount <> other_amount, 0.1, 0) + if(coalesce(invoice = other_invoice, false), 0.2, 0) as score
from pairs where (amount = other_amount and days > 0) or (len(unlike) = 2 and unlike[2] - unlike[1] = 1)
"""


def s03(payments: Frame) -> Frame:
    paid = payments.filter(pl.col("amount") >= 1000).select(
        *("unit", "payee", "amount", "payment_id", "day"),
        invoice=text("invoice_no"),
        shown=pl.col("amount").cast(pl.String),
        rest=(pl.col("amount") * 100).cast(pl.Int64) % 9,
    )
    paid = paid.with_columns(length=pl.col("shown").str.len_chars())
    together = ["unit", "payee", "length", "rest"]
    marks = paid.select(mark=pl.struct(together).hash()).group_by("mark").agg(times=pl.len())
    some = paid.with_columns(mark=pl.struct(together).hash())
    some = some.join(marks.filter(pl.col("times") > 1), on="mark", how="semi").drop("mark")
    regular = some.group_by("unit", "payee", "amount").agg(times=pl.len()).filter(pl.col("times") >= 5)
    kept = some.join(regular, on=["unit", "payee", "amount"], how="anti")
    near = kept.join(kept, on=together, suffix="_two").with_columns(days=days("day", "day_two"))
    later = (pl.col("days") > 0) | ((pl.col("days") == 0) & (pl.col("payment_id") < pl.col("payment_id_two")))
    same_bill = pl.col("invoice") == pl.col("invoice_two")
    near = near.filter(later & (pl.col("days") <= 7), same_bill.fill_null(True))
    unlike = [
        (pl.col("shown").str.slice(at, 1) != pl.col("shown_two").str.slice(at, 1)).cast(pl.Int64)
        for at in range(18)
    ]
    side_by_side = [one * next_one for one, next_one in zip(unlike, unlike[1:], strict=False)]
    swapped = (pl.sum_horizontal(unlike) == 2) & (pl.sum_horizontal(side_by_side) == 1)
    again = (pl.col("amount") == pl.col("amount_two")) & (pl.col("days") > 0)
    exchanged = number(pl.col("amount") != pl.col("amount_two"))
    return near.filter(again | swapped).select(
        *("payee", "amount", "day", "days"),
        other_amount="amount_two",
        other_day="day_two",
        subject_key="unit",
        subject_name="unit",
        exchanged=exchanged,
        score=capped(0.5 + exchanged * 0.1 + number(same_bill.fill_null(False)) * 0.2),
        keys_payments=key("payment_id", "payment_id_two"),
    )


# Sequences without a gap, nearly all, are told by how many numbers they have between the first and the last.
S04_SQL = """
with numbered as (
  select unit, payment_id, regexp_replace(voucher_no, '[0-9]{1,9}$', '') as sequence,
         regexp_extract(voucher_no, '[0-9]{1,9}$')::bigint as number
  from payments where voucher_no[-1] between '0' and '9'),
broken as (
  select unit, sequence from numbered group by all
  having len(list(number)) >= 20 and list_unique(list(number)) < max(number) - min(number) + 1),
once as (
  select unit, sequence, number, min(payment_id) as payment_id
  from numbered semi join broken using (unit, sequence) group by all),
steps as (
  select *, coalesce(number - lag(number) over before - 1, 0) as missing,
         lag(number) over before as before_number, lag(payment_id) over before as before_id
  from once window before as (partition by unit, sequence order by number)),
found as (
  select unit, sequence, count(*) as vouchers, count(*) filter (missing > 0) as gaps, sum(missing)::bigint as missing,
         max(missing) as largest, min(before_number + 1) filter (missing > 0) as first_missing,
         max(number) - min(number) + 1 as span,
         list(payment_id) filter (steps.missing > 0) || list(before_id) filter (steps.missing > 0) as keys_payments
  from steps group by unit, sequence)
select unit as subject_key, unit as subject_name, * exclude (unit, span),
       least(0.45 + gaps * 0.02 + missing * 0.005, 1.0) as score
from found where vouchers >= 20 and missing > 0 and missing / span <= 0.1
"""


def s04(payments: Frame) -> Frame:
    digits = pl.col("voucher_no").str.extract(r"([0-9]{1,9})$", 1)
    numbered = payments.select("unit", "payment_id", "voucher_no", digits=digits)
    numbered = numbered.filter(pl.col("digits").is_not_null()).with_columns(
        sequence=pl.col("voucher_no").str.head(
            pl.col("voucher_no").str.len_chars().cast(pl.Int64) - pl.col("digits").str.len_chars()
        ),
        number=pl.col("digits").cast(pl.Int64),
    )
    place = ["unit", "sequence"]
    broken = numbered.group_by(place).agg(
        numbers=pl.col("number").n_unique(), span=pl.col("number").max() - pl.col("number").min() + 1
    )
    broken = broken.filter((pl.col("numbers") >= 20) & (pl.col("numbers") < pl.col("span")))
    once = (
        numbered.join(broken, on=place, how="semi").group_by(*place, "number").agg(pl.col("payment_id").min())
    )
    steps = once.sort("number").with_columns(
        before=pl.col("number").shift().over(place), before_id=pl.col("payment_id").shift().over(place)
    )
    steps = steps.with_columns(missing=(pl.col("number") - pl.col("before") - 1).fill_null(0))
    gap = pl.col("missing") > 0
    found = steps.group_by(place).agg(
        vouchers=pl.len().cast(pl.Int64),
        gaps=gap.sum(),
        missing=pl.col("missing").sum(),
        largest=pl.col("missing").max(),
        first_missing=(pl.col("before") + 1).filter(gap).min(),
        span=pl.col("number").max() - pl.col("number").min() + 1,
        keys_payments=pl.col("payment_id").filter(gap).append(pl.col("before_id").filter(gap)),
    )
    found = found.filter(pl.col("missing") > 0, pl.col("missing") / pl.col("span") <= 0.1)
    score = capped(0.45 + pl.col("gaps") * 0.02 + pl.col("missing") * 0.005)
    return found.with_columns(subject_name="unit", score=score).rename({"unit": "subject_key"}).drop("span")


S07_SQL = """
with below as (
  select unit, payee, payment_id, amount, day from payments
  where amount < 50000 and amount >= 15000 and coalesce(contract_no, '') = ''
    and not regexp_matches(coalesce(purpose, ''), '工资|劳务费|绩效|津贴')),
groups as (
  select unit, payee from below group by all having count(*) >= 2 and sum(amount) >= 50000),
windows as (
  select *, sum(amount) over back as total, count(*) over back as together
  from below semi join groups using (unit, payee)
  window back as (partition by unit, payee order by day range between interval 6 days preceding and current row)),
judged as (
  select *, max(if(total >= 50000 and together >= 2, total, null)) over (
              partition by unit, payee order by day range between current row and interval 6 days following) as within
  from windows)
select unit as subject_key, unit as subject_name, payee, count(*) as payments, sum(amount) as amount,
       max(within) as largest, min(day) as first, max(day) as last, list(payment_id) as keys_payments,
       least(0.5 + (count(*) - 2) * 0.05, 1.0) as score
from judged where within is not null group by unit, payee
"""


def s07(payments: Frame) -> Frame:
    wages = has("purpose", "工资", "劳务费", "绩效", "津贴")
    free = text("contract_no").is_null()
    below = payments.filter((pl.col("amount") < 50_000) & (pl.col("amount") >= 15_000), free & ~wages)
    by = ["unit", "payee"]
    groups = below.group_by(by).agg(times=pl.len(), total=pl.col("amount").sum())
    groups = groups.filter((pl.col("times") >= 2) & (pl.col("total") >= 50_000))
    below = below.join(groups, on=by, how="semi")
    daily = below.group_by(*by, "day").agg(pl.col("amount").sum(), times=pl.len()).sort("day")
    back = daily.rolling("day", period="7d", group_by=by).agg(
        total=pl.col("amount").sum(), together=pl.col("times").sum()
    )
    over = (pl.col("total") >= 50_000) & (pl.col("together") >= 2)
    back = back.with_columns(over=pl.when(over).then("total")).sort("day")
    ahead = back.rolling("day", period="7d", offset="-1d", closed="right", group_by=by)
    within = ahead.agg(within=pl.col("over").max()).filter(pl.col("within").is_not_null())
    inside = below.join(within, on=[*by, "day"])
    found = inside.group_by(subject_key="unit", payee="payee").agg(
        payments=pl.len().cast(pl.Int64),
        amount=pl.col("amount").sum(),
        largest=pl.col("within").max(),
        first=pl.col("day").min(),
        last=pl.col("day").max(),
        keys_payments=pl.col("payment_id"),
    )
    return found.with_columns(subject_name="subject_key", score=capped(0.5 + (pl.col("payments") - 2) * 0.05))


TWINS = {
    "S02": Twin(S02_SQL, s02),
    "S03": Twin(S03_SQL, s03),
    "S04": Twin(S04_SQL, s04),
    "S07": Twin(S07_SQL, s07),
}
