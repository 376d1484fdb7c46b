"""M36, M37, M38: allowances, vague invoices, hidden money."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, distinct, filled, months, number, share

M36_SQL = """
with paid as (
  select pay_id, person_id, name, item, amount, coalesce(for_month, month) as due from payroll
  where item is not null),
limits as (select item, max(monthly) as monthly from standards group by item),
sums as (
  select person_id, item, due, max(name) as name, count(*) as times, sum(amount) as total,
         max(amount) as largest, any_value(monthly) as monthly, list(pay_id) as pays
  from paid left join limits using (item) group by person_id, item, due),
wages as (
  select person_id, name, pays, times > 1 as is_twice,
         coalesce(largest::double / nullif(monthly, 0) > 1, false) as is_over,
         if(times > 1, total - largest, 0)
           + if(coalesce(largest::double / nullif(monthly, 0) > 1, false), largest - monthly, 0) as excess
  from sums where times > 1 or largest::double / nullif(monthly, 0) > 1),
gifts as (
  select b.person_id, b.name, b.benefit_id, b.amount as excess from benefits b
  where unit in (select unit from members) and not exists (
    select 1 from members m
    where m.person_id = b.person_id and m.unit = b.unit and coalesce(m.since <= b.day, true)
      and coalesce(b.day <= m.until, true))),
doubts as (
  select person_id, name, pays, null as benefit_id, is_twice, is_over, false as is_gift, excess from wages
  union all select person_id, name, [], benefit_id, false, false, true, excess from gifts)
select person_id as subject_key, max(name) as subject_name, sum(excess) as amount,
       count(*) filter (is_twice) as twice, count(*) filter (is_over) as over, count(*) filter (is_gift) as gifts,
       flatten(list(pays)) as keys_payroll, list(benefit_id) as keys_benefits,
       least(0.5 + (count(*) filter (is_twice) + count(*) filter (is_over) + count(*) filter (is_gift)) * 0.03,
             1.0) as score
from doubts group by person_id having sum(excess) >= 1
"""


def m36(payroll: Frame, standards: Frame, benefits: Frame, members: Frame) -> Frame:
    paid = payroll.filter(pl.col("item").is_not_null())
    paid = paid.with_columns(due=pl.coalesce("for_month", "month"))
    limits = standards.group_by("item").agg(pl.col("monthly").max())
    sums = paid.group_by("person_id", "item", "due").agg(
        pl.col("name").max(),
        times=pl.len(),
        total=pl.col("amount").sum(),
        largest=pl.col("amount").max(),
        pays=pl.col("pay_id"),
    )
    sums = sums.join(limits, on="item", how="left").with_columns(
        twice=pl.col("times") > 1, over=(share("largest", "monthly") > 1).fill_null(False)
    )
    repeated = pl.when("twice").then(pl.col("total") - pl.col("largest")).otherwise(0)
    beyond = pl.when("over").then(pl.col("largest") - pl.col("monthly")).otherwise(0)
    wages = sums.filter(pl.col("twice") | pl.col("over"))
    wages = wages.select("person_id", "name", "pays", "twice", "over", excess=repeated + beyond)
    listed = benefits.join(members.select("unit").unique(), on="unit", how="semi")
    due = listed.join(members.drop("name"), on=["person_id", "unit"]).filter(
        (pl.col("since") <= pl.col("day")).fill_null(True), (pl.col("day") <= pl.col("until")).fill_null(True)
    )
    gifts = listed.join(due, on="benefit_id", how="anti")
    gifts = gifts.select("person_id", "name", "benefit_id", gift=True, excess="amount")
    doubts = pl.concat([wages, gifts], how="diagonal_relaxed")
    found = doubts.group_by(subject_key="person_id").agg(
        subject_name=pl.col("name").max(),
        amount=pl.col("excess").sum(),
        twice=pl.col("twice").sum(),
        over=pl.col("over").sum(),
        gifts=pl.col("gift").sum(),
        keys_payroll=pl.col("pays").explode(),
        keys_benefits=pl.col("benefit_id"),
    )
    many = pl.col("twice") + pl.col("over") + pl.col("gifts")
    return found.filter(pl.col("amount") >= 1).with_columns(score=capped(many * 0.03 + 0.5))


VAGUE = "办公用品|食品|日用品|劳保用品|生活用品|礼品|用品一批|材料一批"
CARDS = "预付卡|购物卡|储值卡|加油卡|充值"
SHOPS = "烟草|烟酒|酒类|名酒|茶叶|珠宝|化妆品|足浴|娱乐"
M37_SQL = f"""
with items as (
  select item, regexp_matches(item, '{VAGUE}') as vague, regexp_matches(item, '{CARDS}') as card
  from (select distinct item from invoices where item is not null)),
sellers as (
  select seller, seller_trade, coalesce(regexp_matches(coalesce(seller_trade, seller), '{SHOPS}'), false)
           or coalesce(regexp_matches(seller, '{SHOPS}'), false) as odd
  from (select distinct seller, seller_trade from invoices)),
doubtful as (
  select distinct unit, i.seller, invoice_no
  from invoices i left join items using (item)
  join sellers s on s.seller = i.seller and s.seller_trade is not distinct from i.seller_trade
  where vague or card or odd),
wholes as (
  select unit, i.seller, invoice_no, sum(amount) as amount, count(distinct item) as items,
         bool_or(coalesce(has_list, false)) as listed, coalesce(bool_or(vague), false) as vague_item,
         coalesce(bool_or(card), false) as card, bool_or(odd) as odd, list(line_id) as lines
  from (select * from invoices semi join doubtful using (unit, seller, invoice_no)) i
  left join items using (item)
  join sellers s on s.seller = i.seller and s.seller_trade is not distinct from i.seller_trade
  group by unit, i.seller, invoice_no),
marked as (
  select *, not listed and items = 1 and vague_item and amount >= 5000 as is_vague, amount % 1000 = 0 as is_round
  from wholes)
select unit as subject_key, unit as subject_name, seller, count(*) as invoices, sum(amount) as amount,
       count(*) filter (is_vague) as vague, count(*) filter (card) as cards, count(*) filter (odd) as shops,
       count(*) filter (is_round) as round, flatten(list(lines)) as keys_invoices,
       least(0.45 + bool_or(is_vague)::int * 0.1 + bool_or(card or odd)::int * 0.15 + bool_or(is_round)::int * 0.05
             + count(*) * 0.02, 1.0) as score
from marked where is_vague or card or odd group by unit, seller
"""


def m37(invoices: Frame) -> Frame:
    odd = pl.coalesce("seller_trade", "seller").str.contains(SHOPS) | pl.col("seller").str.contains(SHOPS)
    lines = invoices.with_columns(
        vague_item=pl.col("item").str.contains(VAGUE).fill_null(False),
        card=pl.col("item").str.contains(CARDS).fill_null(False),
        odd=odd.fill_null(False),
    )
    whole = ["unit", "seller", "invoice_no"]
    doubtful = lines.filter(pl.col("vague_item") | pl.col("card") | pl.col("odd")).select(whole).unique()
    wholes = lines.join(doubtful, on=whole, how="semi").group_by(whole).agg(
        pl.col("vague_item", "card", "odd").any(),
        amount=pl.col("amount").sum(),
        items=distinct("item"),
        listed=filled("has_list", False).any(),
        lines=pl.col("line_id"),
    )  # fmt: skip
    bare = ~pl.col("listed") & (pl.col("items") == 1)
    marked = wholes.with_columns(
        vague=bare & pl.col("vague_item") & (pl.col("amount") >= 5000),
        round=(pl.col("amount") * 100).cast(pl.Int64) % 100_000 == 0,
    ).filter(pl.col("vague") | pl.col("card") | pl.col("odd"))
    found = marked.group_by(subject_key="unit", seller="seller").agg(
        invoices=pl.len().cast(pl.Int64),
        amount=pl.col("amount").sum(),
        vague=pl.col("vague").sum(),
        cards=pl.col("card").sum(),
        shops=pl.col("odd").sum(),
        round=pl.col("round").sum(),
        keys_invoices=pl.col("lines").explode(),
    )
    odd_one = number((pl.col("cards") > 0) | (pl.col("shops") > 0)) * 0.15
    score = 0.45 + number(pl.col("vague") > 0) * 0.1 + odd_one + number(pl.col("round") > 0) * 0.05
    return found.with_columns(subject_name="subject_key", score=capped(score + pl.col("invoices") * 0.02))


M38_SQL = """
with unmoved as (
  select unit, 'balance' as kind, balance_id as ref, abs(amount) as amount from balances
  where datediff('month', moved_on, as_of) > 36 and abs(amount) >= 1000 and not coalesce(in_court, false)),
unapproved as (
  select unit, 'account' as kind, account as ref, 0 as amount from accounts
  where closed_on is null and unit in (select unit from registered)
    and account not in (select account from registered)),
booked as (select lease_id, sum(amount) as booked from receipts group by lease_id),
short as (
  select unit, 'lease' as kind, lease_id as ref, due - coalesce(booked, 0) as amount
  from leases left join booked using (lease_id)
  where (due - coalesce(booked, 0))::double / nullif(due, 0) > 0.05),
doubts as (
  select * from unmoved union all select * from unapproved union all select * from short)
select unit as subject_key, unit as subject_name, count(*) filter (kind = 'balance') as balances,
       coalesce(sum(amount) filter (kind = 'balance'), 0) as balance, count(*) filter (kind = 'account') as accounts,
       count(*) filter (kind = 'lease') as leases, coalesce(sum(amount) filter (kind = 'lease'), 0) as rent,
       list(ref) filter (kind = 'balance') as keys_balances, list(ref) filter (kind = 'account') as keys_accounts,
       list(ref) filter (kind = 'lease') as keys_leases,
       least(0.5 + bool_or(kind = 'balance')::int * 0.05 + bool_or(kind = 'lease')::int * 0.15
             + bool_or(kind = 'account')::int * 0.25, 1.0) as score
from doubts group by unit
"""


def m38(balances: Frame, accounts: Frame, registered: Frame, leases: Frame, receipts: Frame) -> Frame:
    size = pl.col("amount").abs()
    kept = balances.filter(months("moved_on", "as_of") > 36, size >= 1000, ~filled("in_court", False))
    mine = accounts.filter(pl.col("closed_on").is_null()).join(registered, on="unit", how="semi")
    mine = mine.join(registered, on="account", how="anti")
    booked = receipts.group_by("lease_id").agg(booked=pl.col("amount").sum())
    due = leases.join(booked, on="lease_id", how="left")
    due = due.with_columns(amount=pl.col("due") - pl.col("booked").fill_null(0))
    due = due.filter(share("amount", "due") > 0.05)
    doubts = pl.concat(
        [
            kept.select("unit", kind=pl.lit("balance"), ref="balance_id", amount=size),
            mine.select("unit", kind=pl.lit("account"), ref="account", amount=pl.lit(0)),
            due.select("unit", kind=pl.lit("lease"), ref="lease_id", amount="amount"),
        ],
        how="vertical_relaxed",
    )
    is_balance, is_account, is_lease = (pl.col("kind") == one for one in ("balance", "account", "lease"))
    found = doubts.group_by(subject_key="unit").agg(
        balances=is_balance.sum(),
        balance=pl.col("amount").filter(is_balance).sum(),
        accounts=is_account.sum(),
        leases=is_lease.sum(),
        rent=pl.col("amount").filter(is_lease).sum(),
        keys_balances=pl.col("ref").filter(is_balance),
        keys_accounts=pl.col("ref").filter(is_account),
        keys_leases=pl.col("ref").filter(is_lease),
    )
    weights = {"balances": 0.05, "leases": 0.15, "accounts": 0.25}
    strength = pl.sum_horizontal(number(pl.col(one) > 0) * weight for one, weight in weights.items())
    return found.with_columns(subject_name="subject_key", score=capped(strength + 0.5))


TWINS = {"M36": Twin(M36_SQL, m36), "M37": Twin(M37_SQL, m37), "M38": Twin(M38_SQL, m38)}
