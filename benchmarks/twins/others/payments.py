"""S02 and S07 in pandas and in SQLite: what units pay."""

from __future__ import annotations

import pandas as pd

from benchmarks.twins.others.declared import Other, has, has_sql

S02_SQL = """
with paid as (
  select payment_id, unit, payee, amount, day, nullif(invoice_no, '') as invoice
  from payments where amount >= 50000),
same_day as (
  select unit, payee, amount, day, count(*) as times, json_group_array(payment_id) as keys_payments
  from paid group by unit, payee, amount, day
  having count(*) > 1 and count(distinct invoice) < count(*)),
returned as (
  select unit, payee, -amount as amount, count(*) as back from payments
  where amount < 0 group by unit, payee, -amount),
same_invoice as (
  select payee, invoice, amount, count(*) as times, count(distinct unit) as units, min(unit) as unit,
         min(day) as first, max(day) as last, json_group_array(payment_id) as keys_payments
  from paid where invoice is not null group by payee, invoice, amount
  having count(*) > 1 and (count(distinct unit) > 1 or min(day) < max(day))),
sets as (
  select unit, payee, amount, times, keys_payments, 1 as units, day as first, day as last, null as invoice_no
  from same_day left join returned using (unit, payee, amount) where times - coalesce(back, 0) > 1
  union all
  select unit, payee, amount, times, keys_payments, units, first, last, invoice from same_invoice)
select unit as subject_key, unit as subject_name, payee, amount, times, amount * (times - 1) as excess, first,
       last, invoice_no, keys_payments,
       min(0.55 + (invoice_no is not null) * 0.15 + (units > 1) * 0.1 + (times - 2) * 0.02, 1.0) as score
from sets
"""


def s02(payments: pd.DataFrame) -> pd.DataFrame:
    paid = payments[payments["amount"] >= 50_000].copy()
    paid["invoice"] = paid["invoice_no"].where(paid["invoice_no"] != "")
    found = pd.concat([_same_day(paid, payments), _same_invoice(paid)])
    billed, several = found["invoice_no"].notna(), found["units"] > 1
    found["score"] = 0.55 + billed * 0.15 + several * 0.1 + (found["times"] - 2) * 0.02
    found["score"] = found["score"].clip(upper=1.0)
    found["excess"] = found["amount"] * (found["times"] - 1)
    found["subject_name"] = found["unit"]
    return found.rename(columns={"unit": "subject_key"}).drop(columns="units")


def _same_day(paid: pd.DataFrame, payments: pd.DataFrame) -> pd.DataFrame:
    place = ["unit", "payee", "amount", "day"]
    sets = paid[paid.duplicated(place, keep=False)].groupby(place, as_index=False).agg(
        times=("payment_id", "size"), invoices=("invoice", "nunique"), keys_payments=("payment_id", list)
    )  # fmt: skip
    sets = sets[sets["invoices"] < sets["times"]]
    back = payments.loc[payments["amount"] < 0, place[:3]]
    back = back.assign(amount=-back["amount"]).groupby(place[:3], as_index=False).size()
    sets = sets.merge(back, on=place[:3], how="left")
    sets = sets[sets["times"] - sets["size"].fillna(0) > 1]
    sets = sets.assign(units=1, first=sets["day"], last=sets["day"], invoice_no=None)
    return sets.drop(columns=["invoices", "size", "day"])


def _same_invoice(paid: pd.DataFrame) -> pd.DataFrame:
    place = ["payee", "invoice", "amount"]
    billed = paid[paid["invoice"].notna()]
    sets = billed[billed.duplicated(place, keep=False)].groupby(place, as_index=False).agg(
        times=("payment_id", "size"),
        units=("unit", "nunique"),
        unit=("unit", "min"),
        first=("day", "min"),
        last=("day", "max"),
        keys_payments=("payment_id", list),
    )  # fmt: skip
    sets = sets[(sets["units"] > 1) | (sets["first"] < sets["last"])]
    return sets.rename(columns={"invoice": "invoice_no"})


WAGES = ("工资", "劳务费", "绩效", "津贴")
S07_SQL = f"""
with below as (
  select unit, payee, payment_id, amount, julianday(day) as number, day from payments
  where amount < 5000000 and amount >= 1500000 and coalesce(contract_no, '') = ''
    and not {has_sql("purpose", *WAGES)}),
groups as (
  select unit, payee from below group by unit, payee having count(*) >= 2 and sum(amount) >= 5000000),
windows as (
  select *, sum(amount) over back as total, count(*) over back as together
  from below join groups using (unit, payee)
  window back as (partition by unit, payee order by number range between 6 preceding and current row)),
judged as (
  select *, max(iif(total >= 5000000 and together >= 2, total, null)) over (
              partition by unit, payee order by number range between current row and 6 following) as within
  from windows)
select unit as subject_key, unit as subject_name, payee, count(*) as payments, sum(amount) as amount,
       max(within) as largest, min(day) as first, max(day) as last, json_group_array(payment_id) as keys_payments,
       min(0.5 + (count(*) - 2) * 0.05, 1.0) as score
from judged where within is not null group by unit, payee
"""


def s07(payments: pd.DataFrame) -> pd.DataFrame:
    amount, contract = payments["amount"], payments["contract_no"].fillna("")
    below = payments[(amount < 5_000_000) & (amount >= 1_500_000) & (contract == "")]
    below = below[~has(below["purpose"], *WAGES)]
    by = ["unit", "payee"]
    groups = below.groupby(by, as_index=False).agg(times=("amount", "size"), total=("amount", "sum"))
    groups = groups[(groups["times"] >= 2) & (groups["total"] >= 5_000_000)]
    below = below.merge(groups[by], on=by)
    pairs = below[[*by, "day"]].drop_duplicates().merge(below, on=by, suffixes=("_end", ""))
    apart = (pairs["day_end"] - pairs["day"]).dt.days
    week = pairs[(apart >= 0) & (apart <= 6)]
    ends = week.groupby([*by, "day_end"], as_index=False).agg(
        times=("amount", "size"), within=("amount", "sum")
    )
    ends = ends[(ends["within"] >= 5_000_000) & (ends["times"] >= 2)]
    inside = week.merge(ends[[*by, "day_end", "within"]], on=[*by, "day_end"])
    largest = inside.groupby("payment_id", as_index=False)["within"].max()
    found = below.merge(largest, on="payment_id").groupby(by, as_index=False).agg(
        payments=("amount", "size"),
        amount=("amount", "sum"),
        largest=("within", "max"),
        first=("day", "min"),
        last=("day", "max"),
        keys_payments=("payment_id", list),
    )  # fmt: skip
    found["score"] = (0.5 + (found["payments"] - 2) * 0.05).clip(upper=1.0)
    found["subject_name"] = found["unit"]
    return found.rename(columns={"unit": "subject_key"})


OTHERS = {
    "S02": Other(S02_SQL, s02, ("amount", "excess"), ("first", "last")),
    "S07": Other(S07_SQL, s07, ("amount", "largest"), ("first", "last")),
}
