"""M29, M30, M31, M32: what is bought and built."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, days, distinct, filled, key, number, share

M29_SQL = """
with small as (
  select *, coalesce(budget_year, year(bought_on)) as budget from purchases
  where amount > 0 and amount < 500000 and not coalesce(emergency, false)
    and coalesce(method, 'direct') not in ('open', 'invited', 'framework')),
whole as (
  select unit, category, budget from small group by all having sum(amount) >= 500000 and count(*) >= 2),
kept as (select * from small semi join whole using (unit, category, budget)),
ahead as (
  select *, sum(amount) over (partition by unit, category, budget order by bought_on
                              range between current row and interval 90 days following) as span
  from kept),
within as (
  select *, max(span) over (partition by unit, category, budget order by bought_on
                            range between interval 90 days preceding and current row) as most
  from ahead)
select unit as subject_key, unit as subject_name, category, budget as budget_year,
       count(distinct purchase_id) as purchases, count(distinct company_code) as suppliers,
       sum(amount) as amount, max(amount) as largest, min(bought_on) as first, max(bought_on) as last,
       list(purchase_id) as keys_purchases,
       least(0.5 + if(count(distinct company_code) = 1, 0.2, 0) + if(max(amount) >= 400000, 0.1, 0), 1.0) as score
from within where most >= 500000 group by unit, category, budget
"""


def m29(purchases: Frame) -> Frame:
    same = ["unit", "category", "budget_year"]
    year = pl.col("bought_on").dt.year().cast(pl.Int64)
    small = purchases.filter(
        (pl.col("amount") > 0) & (pl.col("amount") < 500_000),
        ~filled("emergency", False),
        ~filled("method", "direct").is_in(["open", "invited", "framework"]),
    ).with_columns(budget_year=pl.coalesce("budget_year", year))
    whole = small.group_by(same).agg(total=pl.col("amount").sum(), many=pl.len())
    kept = small.join(whole.filter((pl.col("total") >= 500_000) & (pl.col("many") >= 2)), on=same, how="semi")
    daily = kept.group_by(*same, "bought_on").agg(pl.col("amount").sum()).sort("bought_on")
    ahead = daily.rolling("bought_on", period="91d", offset="-1d", closed="right", group_by=same)
    within = ahead.agg(span=pl.col("amount").sum()).sort("bought_on")
    within = within.rolling("bought_on", period="91d", group_by=same).agg(most=pl.col("span").max())
    split = kept.join(within.filter(pl.col("most") >= 500_000), on=[*same, "bought_on"], how="semi")
    found = split.group_by(same).agg(
        purchases=distinct("purchase_id"),
        suppliers=distinct("company_code"),
        amount=pl.col("amount").sum(),
        largest=pl.col("amount").max(),
        first=pl.col("bought_on").min(),
        last=pl.col("bought_on").max(),
        keys_purchases=pl.col("purchase_id"),
    )
    score = 0.5 + number(pl.col("suppliers") == 1) * 0.2 + number(pl.col("largest") >= 400_000) * 0.1
    return found.with_columns(subject_name="unit", score=capped(score)).rename({"unit": "subject_key"})


M30_SQL = """
with noticed as (select tender_id, min(noticed_on) as noticed_on from tenders group by tender_id),
due as (
  select project_id, project, owner, company, tender_id, permitted_on, noticed_on,
         greatest(coalesce(noticed_on, permitted_on), coalesce(permitted_on, noticed_on)) as due_on
  from works left join noticed using (tender_id) where not coalesce(rescue, false)),
found as (
  select project_id, any_value(project) as project, any_value(owner) as owner, any_value(company) as company,
         any_value(tender_id) as tender_id, min(day) as started_on, any_value(noticed_on) as noticed_on,
         any_value(permitted_on) as permitted_on, count(distinct log_id) as logs, list(log_id) as keys_logs
  from logs join due using (project_id)
  where kind = 'build' and datediff('day', day, due_on) > 0 group by project_id)
select project_id as subject_key, project as subject_name, owner, company, started_on, noticed_on, permitted_on,
       greatest(coalesce(datediff('day', started_on, noticed_on), 0), 0) as before_notice,
       greatest(coalesce(datediff('day', started_on, permitted_on), 0), 0) as before_permit, logs, keys_logs,
       [project_id] as keys_works, [tender_id] as keys_tenders,
       least(0.6 + if(datediff('day', started_on, noticed_on) > 0, 0.2, 0) + if(logs >= 5, 0.1, 0), 1.0) as score
from found
"""


def m30(works: Frame, logs: Frame, tenders: Frame) -> Frame:
    noticed = tenders.group_by("tender_id").agg(pl.col("noticed_on").min())
    due = works.filter(~filled("rescue", False)).join(noticed, on="tender_id", how="left")
    due = due.with_columns(due_on=pl.max_horizontal("noticed_on", "permitted_on"))
    early = logs.filter(pl.col("kind") == "build").join(due, on="project_id")
    early = early.filter(days("day", "due_on") > 0)
    told = ("owner", "company", "tender_id", "noticed_on", "permitted_on")
    found = early.group_by(subject_key="project_id").agg(
        pl.col(told).first(),
        subject_name=pl.col("project").first(),
        started_on=pl.col("day").min(),
        logs=distinct("log_id"),
        keys_logs=pl.col("log_id"),
    )
    found = found.with_columns(
        before_notice=days("started_on", "noticed_on").clip(lower_bound=0).fill_null(0),
        before_permit=days("started_on", "permitted_on").clip(lower_bound=0).fill_null(0),
        keys_works=key("subject_key"),
        keys_tenders=key("tender_id"),
    )
    score = 0.6 + number(pl.col("before_notice") > 0) * 0.2 + number(pl.col("logs") >= 5) * 0.1
    return found.with_columns(score=capped(score)).drop("tender_id")


M31_SQL = """
with marked as (
  select *, coalesce(reason in ('design', 'force') and coalesce(approval_no, '') <> '', false) as excused
  from changes),
per as (
  select project_id, count(*) filter (not excused) as changes, sum(amount) filter (not excused) as changed,
         sum(amount) filter (excused) as explained,
         count(*) filter (not excused and amount >= 400000 and amount < 500000) as split,
         list(change_id) filter (not excused) as keys_changes
  from marked group by project_id),
known as (
  select w.*, coalesce(changes, 0) as changes, coalesce(changed, 0) as changed, coalesce(split, 0) as split,
         keys_changes, coalesce(changed, 0)::double / contract_amount as changed_share,
         (settlement - coalesce(explained, 0) - contract_amount)::double / contract_amount as over_contract,
         (settlement - coalesce(explained, 0) - budget)::double / nullif(budget, 0) as over_budget
  from works w left join per using (project_id) where contract_amount > 0),
told as (
  select *, coalesce(changed_share > 0.1, false)::int + (split >= 3)::int
            + coalesce(over_contract > 0.1, false)::int + coalesce(over_budget > 0.1, false)::int as signs
  from known)
select project_id as subject_key, project as subject_name, owner, company, contract_amount, changes, changed,
       changed_share, split, settlement, over_contract, over_budget, keys_changes, [project_id] as keys_works,
       least(0.4 + signs * 0.15, 1.0) as score
from told where signs > 0
"""


def m31(works: Frame, changes: Frame) -> Frame:
    excused = (pl.col("reason").is_in(["design", "force"]) & (filled("approval_no") != "")).fill_null(False)
    amount = pl.col("amount")
    per = changes.group_by("project_id").agg(
        changes=(~excused).sum(),
        changed=amount.filter(~excused).sum(),
        explained=amount.filter(excused).sum(),
        split=(~excused & (amount >= 400_000) & (amount < 500_000)).sum(),
        keys_changes=pl.col("change_id").filter(~excused),
    )
    known = works.filter(pl.col("contract_amount") > 0).join(per, on="project_id", how="left")
    known = known.with_columns(pl.col("changes", "changed", "explained", "split").fill_null(0))
    owed = pl.col("settlement") - pl.col("explained")
    known = known.with_columns(
        changed_share=share("changed", "contract_amount"),
        over_contract=share(owed - pl.col("contract_amount"), "contract_amount"),
        over_budget=share(owed - pl.col("budget"), "budget"),
    )
    over = [pl.col(one) > 0.1 for one in ("changed_share", "over_contract", "over_budget")]
    signs = pl.sum_horizontal(number(one.fill_null(False)) for one in (*over, pl.col("split") >= 3))
    return known.filter(signs > 0).select(
        *(
            "owner",
            "company",
            "contract_amount",
            "changes",
            "changed",
            "changed_share",
            "split",
            "settlement",
        ),
        *("over_contract", "over_budget", "keys_changes"),
        subject_key="project_id",
        subject_name="project",
        score=capped(signs * 0.15 + 0.4),
        keys_works=key("project_id"),
    )


M32_SQL = """
with often as (
  select unit, company_code, year(bought_on) as year from purchases
  where method = 'single' and coalesce(reason, 'other') not in ('patent', 'spare')
  group by all having count(distinct purchase_id) >= 3),
single as (
  select purchase_id, 'single' as kind, null as ninth from purchases p
  semi join often o on o.unit = p.unit and o.company_code = p.company_code and o.year = year(p.bought_on)
  where method = 'single' and coalesce(reason, 'other') not in ('patent', 'spare')),
limits as (
  select item, spec, year(bought_on) as year, quantile_disc(unit_price, 0.9) as ninth from purchases
  where unit_price > 0 and item is not null and spec is not null group by all having count(*) >= 10),
dear as (
  select purchase_id, 'dear' as kind, ninth
  from purchases p join limits l on l.item = p.item and l.spec = p.spec and l.year = year(p.bought_on)
  where unit_price > 0 and unit_price::double / ninth > 1.2),
brand as (
  select purchase_id, 'brand' as kind, null as ninth from purchases
  where method in ('open', 'invited', 'negotiation', 'consultation', 'inquiry')
    and trim(coalesce(required_brand, '')) <> ''),
marks as (select * from single union all select * from dear union all select * from brand),
marked as (
  select company_code, company, unit, purchase_id, amount, kind, unit_price::double / ninth as over
  from purchases join marks using (purchase_id)),
sums as (
  select company_code, sum(amount) as amount
  from (select distinct company_code, purchase_id, amount from marked) group by company_code)
select company_code as subject_key, max(company) as subject_name, count(*) filter (kind = 'single') as single,
       count(*) filter (kind = 'dear') as dear, max(over) as over, count(*) filter (kind = 'brand') as brand,
       count(distinct unit) as units, max(unit) as unit, any_value(sums.amount) as amount,
       list(purchase_id) as keys_purchases, least(0.4 + count(distinct kind) * 0.15, 1.0) as score
from marked join sums using (company_code) group by company_code
"""


def m32(purchases: Frame) -> Frame:
    bought = purchases.with_columns(year=pl.col("bought_on").dt.year())
    single = bought.filter(
        pl.col("method") == "single", ~filled("reason", "other").is_in(["patent", "spare"])
    )
    same = ["unit", "company_code", "year"]
    often = single.group_by(same).agg(times=distinct("purchase_id")).filter(pl.col("times") >= 3)
    single = single.join(often, on=same, how="semi")
    priced = bought.filter(
        pl.col("unit_price") > 0, pl.col("item").is_not_null() & pl.col("spec").is_not_null()
    )
    thing = ["item", "spec", "year"]
    place = (pl.len() * 9 + 9) // 10 - 1  # the first of which nine in ten are not above it
    limits = priced.group_by(thing).agg(ninth=pl.col("unit_price").sort().get(place), many=pl.len())
    dear = priced.join(limits.filter(pl.col("many") >= 10), on=thing)
    dear = dear.with_columns(over=share("unit_price", "ninth")).filter(pl.col("over") > 1.2)
    brand = bought.filter(
        pl.col("method").is_in(["open", "invited", "negotiation", "consultation", "inquiry"]),
        filled("required_brand").str.strip_chars() != "",
    )
    columns = ("company_code", "company", "unit", "purchase_id", "amount", "kind", "over")
    nothing = pl.lit(None, pl.Float64)
    marked = pl.concat(
        [
            single.with_columns(kind=pl.lit("single"), over=nothing).select(columns),
            dear.with_columns(kind=pl.lit("dear")).select(columns),
            brand.with_columns(kind=pl.lit("brand"), over=nothing).select(columns),
        ]
    )
    sums = marked.select("company_code", "purchase_id", "amount").unique()
    sums = sums.group_by(subject_key="company_code").agg(pl.col("amount").sum())
    kind = pl.col("kind")
    found = marked.group_by(subject_key="company_code").agg(
        subject_name=pl.col("company").max(),
        single=(kind == "single").sum(),
        dear=(kind == "dear").sum(),
        brand=(kind == "brand").sum(),
        over=pl.col("over").max(),
        units=distinct("unit"),
        unit=pl.col("unit").max(),
        kinds=distinct("kind"),
        keys_purchases=pl.col("purchase_id"),
    )
    found = found.join(sums, on="subject_key").with_columns(score=capped(pl.col("kinds") * 0.15 + 0.4))
    return found.drop("kinds")


TWINS = {
    "M29": Twin(M29_SQL, m29),
    "M30": Twin(M30_SQL, m30),
    "M31": Twin(M31_SQL, m31),
    "M32": Twin(M32_SQL, m32),
}
