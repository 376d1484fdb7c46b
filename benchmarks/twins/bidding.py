"""M26, M27, M28: quotes by pattern, bidders who win too often, winners that are shells."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, days, distinct, filled, key, number, share

M26_SQL = """
with priced as (
  select bid_id, tender_id, company_code, quote,
         coalesce((control_price - floor_price)::double / nullif(control_price, 0) <= 0.03, false) as tight,
         quote - lag(quote) over (partition by tender_id order by quote, bid_id) as gap
  from bids join tenders using (tender_id)
  where coalesce(valid, true) and quote > 0 and coalesce(pricing, 'free') <> 'fixed'),
lots as (
  select tender_id, count(distinct company_code) as bidders, min(quote) as low, max(quote) as high,
         min(gap) as least, max(gap) as most, bool_or(tight) as tight,
         (max(quote) - min(quote))::double / nullif(min(quote), 0) as spread
  from priced group by tender_id),
steps as (
  select tender_id from lots
  where bidders >= 4 and least > 0 and (most - least)::double / nullif(least, 0) <= 0.01),
close as (select tender_id from lots where bidders >= 3 and not tight and spread <= 0.005),
free as (
  select p.tender_id, company_code, quote::double as quote, bid_id
  from priced p join lots using (tender_id) where bidders <= 30 and not p.tight),
pairs as (
  select one.tender_id, one.company_code, other.company_code as other_code, one.bid_id,
         other.bid_id as other_bid, other.quote / one.quote as part
  from free one join free other on other.tender_id = one.tender_id and one.company_code < other.company_code),
kept as (
  select company_code, other_code from pairs group by all
  having count(distinct tender_id) >= 3 and max(part) - min(part) <= 0.001),
fixed as (select tender_id, bid_id, other_bid from pairs semi join kept using (company_code, other_code)),
marked as (
  select tender_id, bid_id, 'steps' as kind from priced semi join steps using (tender_id)
  union all select tender_id, bid_id, 'close' from priced semi join close using (tender_id)
  union select tender_id, bid_id, 'fixed' from fixed union select tender_id, other_bid, 'fixed' from fixed),
found as (
  select tender_id, count(distinct kind) as kinds, list(bid_id) as keys_bids, list(distinct kind) as used
  from marked group by tender_id)
select tender_id as subject_key, tender as subject_name, bidders, low, high, spread, keys_bids,
       [tender_id] as keys_tenders,
       trim(if('steps' in used, '等差 ', '') || if('close' in used, '接近 ', '')
            || if('fixed' in used, '固定比例 ', '')) as pattern,
       least(0.45 + kinds * 0.15, 1.0) as score
from found join lots using (tender_id) left join tenders using (tender_id)
"""


def m26(bids: Frame, tenders: Frame) -> Frame:
    room = share(pl.col("control_price") - pl.col("floor_price"), "control_price")
    lots = tenders.filter(filled("pricing", "free") != "fixed")
    lots = lots.select("tender_id", tight=(room <= 0.03).fill_null(False))
    valid = bids.filter(filled("valid", True) & (pl.col("quote") > 0))
    priced = valid.select("bid_id", "tender_id", "company_code", "quote").join(lots, on="tender_id")
    sizes = priced.group_by("tender_id").agg(
        bidders=distinct("company_code"),
        low=pl.col("quote").min(),
        high=pl.col("quote").max(),
        least=pl.col("quote").sort().diff().min(),
        most=pl.col("quote").sort().diff().max(),
        tight=pl.col("tight").any(),
    )
    sizes = sizes.with_columns(spread=share(pl.col("high") - pl.col("low"), "low"))
    even = (pl.col("least") > 0) & (share(pl.col("most") - pl.col("least"), "least") <= 0.01)
    steps = sizes.filter((pl.col("bidders") >= 4) & even)
    close = sizes.filter((pl.col("bidders") >= 3) & ~pl.col("tight") & (pl.col("spread") <= 0.005))
    marked = pl.concat(
        [
            priced.join(steps, on="tender_id", how="semi").select(
                "tender_id", "bid_id", kind=pl.lit("steps")
            ),
            priced.join(close, on="tender_id", how="semi").select(
                "tender_id", "bid_id", kind=pl.lit("close")
            ),
            _fixed(priced, sizes).with_columns(kind=pl.lit("fixed")),
        ]
    )
    found = marked.group_by("tender_id").agg(
        kinds=distinct("kind"), keys_bids=pl.col("bid_id"), used=pl.col("kind").unique()
    )
    found = found.join(sizes, on="tender_id")
    found = found.join(tenders.select("tender_id", "tender"), on="tender_id", how="left")
    words = {"steps": "等差", "close": "接近", "fixed": "固定比例"}
    told = [
        pl.when(pl.col("used").list.contains(one)).then(pl.lit(f"{word} ")) for one, word in words.items()
    ]
    return found.select(
        *("bidders", "low", "high", "spread", "keys_bids"),
        subject_key="tender_id",
        subject_name="tender",
        pattern=pl.concat_str(told, ignore_nulls=True).str.strip_chars(),
        score=capped(pl.col("kinds") * 0.15 + 0.45),
        keys_tenders=key("tender_id"),
    )


def _fixed(priced: Frame, sizes: Frame) -> Frame:
    """Bids of pairs whose quotes keep one proportion in three lots or more, all that they met in."""
    free = priced.filter(~pl.col("tight")).join(
        sizes.filter(pl.col("bidders") <= 30), on="tender_id", how="semi"
    )
    free = free.select("tender_id", "company_code", "bid_id", quote=pl.col("quote").cast(pl.Float64))
    pairs = free.join(free, on="tender_id", suffix="_two")
    pairs = pairs.filter(pl.col("company_code") < pl.col("company_code_two"))
    pairs = pairs.with_columns(part=pl.col("quote_two") / pl.col("quote"))
    pair = ["company_code", "company_code_two"]
    kept = pairs.group_by(pair).agg(
        met=distinct("tender_id"), apart=pl.col("part").max() - pl.col("part").min()
    )
    kept = kept.filter((pl.col("met") >= 3) & (pl.col("apart") <= 0.001))
    found = pairs.join(kept, on=pair, how="semi")
    both = [found.select("tender_id", bid_id=name) for name in ("bid_id", "bid_id_two")]
    return pl.concat(both).unique()


M27_SQL = """
with made as (
  select bid_id, b.tender_id, b.company_code, b.company, t.owner, t.agent, coalesce(category, '') as category
  from bids b join tenders t using (tender_id) where not coalesce(framework, false)),
known as (select category from made group by category having count(distinct company_code) >= 5),
won as (select tender_id, company_code, min(award_id) as award_id from awards group by all),
judged as (
  select made.*, award_id from made semi join known using (category)
  left join won using (tender_id, company_code)),
owners as (
  select company_code, owner from judged where owner is not null group by all
  having count(*) >= 5 and count(award_id) / count(*) > 0.8),
agents as (
  select company_code, agent from judged where agent is not null group by all
  having count(*) >= 5 and count(award_id) / count(*) > 0.8),
marked as (
  select j.*, o.company_code is not null or a.company_code is not null as here
  from judged j left join owners o using (company_code, owner) left join agents a using (company_code, agent)
  where company_code in (select company_code from owners union all select company_code from agents))
select company_code as subject_key, max(company) as subject_name, count(*) filter (here) as bids,
       count(award_id) filter (here) as wins, count(award_id) filter (here) / count(*) filter (here) as rate,
       count(distinct owner) filter (here) as owners, max(owner) filter (here) as owner,
       count(distinct agent) filter (here) as agents, max(agent) filter (here) as agent,
       count(award_id) filter (not here) as elsewhere, list(bid_id) filter (here) as keys_bids,
       list(award_id) filter (here) as keys_awards,
       least(0.6 + if(count(distinct agent) filter (here) = 1, 0.1, 0)
             + if(count(award_id) filter (not here) = 0, 0.1, 0)
             + least(count(*) filter (here) - 5, 10) * 0.01, 1.0) as score
from marked group by company_code
"""


def m27(bids: Frame, tenders: Frame, awards: Frame) -> Frame:
    lots = tenders.filter(~filled("framework", False))
    lots = lots.select("tender_id", "owner", "agent", category=filled("category"))
    made = bids.select("bid_id", "tender_id", "company_code", "company").join(lots, on="tender_id")
    known = made.group_by("category").agg(suppliers=distinct("company_code"))
    made = made.join(known.filter(pl.col("suppliers") >= 5), on="category", how="semi")
    won = awards.group_by("tender_id", "company_code").agg(pl.col("award_id").min())
    made = made.join(won, on=["tender_id", "company_code"], how="left")
    sides = []
    for side in ("owner", "agent"):
        often = made.filter(pl.col(side).is_not_null()).group_by("company_code", side).agg(
            bids=pl.len(), wins=pl.col("award_id").count()
        )  # fmt: skip
        often = often.filter((pl.col("bids") >= 5) & (pl.col("wins") / pl.col("bids") > 0.8))
        sides.append(made.join(often, on=["company_code", side], how="semi").select("bid_id", "company_code"))
    concerned = pl.concat(sides).unique()
    marked = made.join(concerned, on="company_code", how="semi").join(
        concerned.select("bid_id", here=True), on="bid_id", how="left"
    )
    here = pl.col("here").fill_null(False)
    found = marked.group_by(subject_key="company_code").agg(
        subject_name=pl.col("company").max(),
        bids=here.sum(),
        wins=pl.col("award_id").filter(here).count(),
        owners=distinct("owner", here),
        agents=distinct("agent", here),
        owner=pl.col("owner").filter(here).max(),
        agent=pl.col("agent").filter(here).max(),
        elsewhere=pl.col("award_id").filter(~here).count(),
        keys_bids=pl.col("bid_id").filter(here),
        keys_awards=pl.col("award_id").filter(here),
    )
    bound = number(pl.col("agents") == 1) + number(pl.col("elsewhere") == 0)
    more = (pl.col("bids").cast(pl.Int64) - 5).clip(upper_bound=10) * 0.01
    return found.with_columns(rate=pl.col("wins") / pl.col("bids"), score=capped(0.6 + bound * 0.1 + more))


M28_SQL = """
with large as (
  select award_id, company_code, amount, awarded_on from awards
  where amount > 1000000 and coalesce(partner, '') = ''),
marked as (
  select large.*, c.company, c.founded_on, c.insured, c.tax, datediff('day', founded_on, awarded_on) as age,
         coalesce(datediff('day', founded_on, awarded_on) < 365, false)::int
           + coalesce(insured <= 2, false)::int + coalesce(tax <= 1000, false)::int as signs
  from large join companies c using (company_code)
  where coalesce(parent_code not in (select company_code from companies where insured > 2), true))
select company_code as subject_key, max(company) as subject_name, count(distinct award_id) as awards,
       sum(amount) as amount, max(founded_on) as founded_on, min(age) as age, max(insured) as insured,
       max(tax) as tax, max(signs) as signs, list(award_id) as keys_awards, [company_code] as keys_companies,
       least(0.3 + max(signs) * 0.15 + least(count(distinct award_id) - 1, 3) * 0.05, 1.0) as score
from marked where signs >= 2 group by company_code
"""


def m28(awards: Frame, companies: Frame) -> Frame:
    large = awards.filter((pl.col("amount") > 1_000_000) & (filled("partner") == ""))
    large = large.select("award_id", "company_code", "amount", "awarded_on")
    parents = companies.filter(pl.col("insured") > 2).select(parent_code="company_code")
    won = large.join(companies.join(parents, on="parent_code", how="anti"), on="company_code")
    won = won.with_columns(age=days("founded_on", "awarded_on"))
    signs = (
        number((pl.col("age") < 365).fill_null(False))
        + number((pl.col("insured") <= 2).fill_null(False))
        + number((pl.col("tax") <= 1000).fill_null(False))
    )
    won = won.with_columns(signs=signs).filter(pl.col("signs") >= 2)
    found = won.group_by(subject_key="company_code").agg(
        pl.col("founded_on", "insured", "tax", "signs").max(),
        pl.col("age").min(),
        pl.col("amount").sum(),
        subject_name=pl.col("company").max(),
        awards=distinct("award_id").cast(pl.Int64),
        keys_awards=pl.col("award_id"),
    )
    more = (pl.col("awards") - 1).clip(upper_bound=3) * 0.05
    return found.with_columns(
        score=capped(0.3 + pl.col("signs") * 0.15 + more), keys_companies=key("subject_key")
    )


TWINS = {"M26": Twin(M26_SQL, m26), "M27": Twin(M27_SQL, m27), "M28": Twin(M28_SQL, m28)}
