"""R01, R02, R03: chains from officials to winners, rings of bidders, contacts shared."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, distinct, filled, key, number, share, text

CONTACTS = """
told as (
  select company_code as who, 'phone' as kind, trim(phone) as value, null as key from companies
  union all select company_code, 'address', trim(address), null from companies
  union all select holder_id, 'account', trim(account), record_id from accounts
  where holder_id in (select company_code from companies)),
contacts as (
  select * from told where (kind, value) in (
    select (kind, value) from told where value <> '' and who is not null group by kind, value
    having count(distinct who) <= 10))"""
R01_SQL = f"""
with {CONTACTS},
words(code, word) as (
  values ('phone', '同一电话'), ('address', '同一地址'), ('account', '同一账户'), ('legal', '法定代表人'),
         ('shareholder', '股东'), ('manager', '高管'), ('supervisor', '监事')),
people as (
  select person_id as official_id, coalesce(name, '') as official, unit, since as post_since, until as post_until,
         person_id as person, 0 as steps, coalesce(name, '') as start, null as key_kin
  from officials
  union all
  select o.person_id, coalesce(o.name, ''), o.unit, o.since, o.until, k.kin_id, 1,
         coalesce(o.name, '') || ' → ' || relation || coalesce(kin_name, ''), relation_id
  from officials o join kin k on k.person_id = o.person_id where degree <= 2 and k.kin_id <> k.person_id),
names as (select distinct person from people),
personal as (
  select person_id as who, 'phone' as kind, trim(phone) as value, 'official' as of_what, person_id as key
  from officials
  union all select person_id, 'phone', trim(phone), 'resident', person_id from residents semi join names on person = person_id
  union all
  select person_id, 'address', trim(address), 'resident', person_id from residents semi join names on person = person_id
  union all select holder_id, 'account', trim(account), 'account', record_id from accounts),
touched as (
  select company_code, person_id as person, coalesce(word, role) as how, since as from_on, until as to_on, 0 as weak,
         role_id as key_role, null as key_resident, null as key_account, null as key_account_of
  from roles left join words on code = role where person_id in (select person from names)
  union all
  select c.who, p.who, word, null, null, 1, null, if(of_what = 'resident', p.key, null),
         if(of_what = 'account', p.key, null), c.key
  from personal p join contacts c using (kind, value) join words on code = kind
  where p.who in (select person from names)),
winners as (select distinct company_code as winner from awards),
links as (
  select a.who as company_code, b.who as winner, word as tie, 1 as tie_weak, null as key_role_one,
         null as key_role_two, a.key as key_account_one, b.key as key_account_two, null::date as one_from,
         null::date as one_to, null::date as two_from, null::date as two_to
  from (select distinct * from contacts where who in (select company_code from touched)) a
  join (select distinct * from contacts where who in (select winner from winners)) b
    on b.kind = a.kind and b.value = a.value and a.who <> b.who
  join words on code = a.kind
  union all
  select h.company_code, t.company_code, '同一人任职' || coalesce(t.name, ''), 0, h.role_id, t.role_id, null, null,
         h.since, h.until, t.since, t.until
  from roles h join roles t on t.person_id = h.person_id and t.company_code <> h.company_code
  where h.company_code in (select company_code from touched) and t.company_code in (select winner from winners)),
first as (
  select p.*, t.* exclude (person), p.start || ' → ' || how as path from people p join touched t using (person)),
chains as (
  select * exclude (company_code, steps), company_code as winner, steps + 1 as steps, null as passed,
         null as key_role_one, null as key_role_two, null as key_account_one, null as key_account_two,
         null::date as one_from, null::date as one_to, null::date as two_from, null::date as two_to
  from first
  union all by name
  select f.* exclude (company_code, steps, path, weak), l.* exclude (company_code, tie, tie_weak), steps + 2 as steps,
         weak + tie_weak as weak, company_code as passed,
         path || ' → ' || coalesce(c.company, '') || ' → ' || tie as path
  from first f join links l using (company_code) left join companies c using (company_code)),
held as (
  select c.*, award_id, owner, amount, awarded_on, company as winner_name
  from chains c join awards a on a.company_code = c.winner and a.owner = c.unit
  where awarded_on between coalesce(post_since, awarded_on) and coalesce(post_until, awarded_on)
    and awarded_on between coalesce(from_on, awarded_on) and coalesce(to_on, awarded_on)
    and awarded_on between coalesce(one_from, awarded_on) and coalesce(one_to, awarded_on)
    and awarded_on between coalesce(two_from, awarded_on) and coalesce(two_to, awarded_on)),
best as (
  select * from held where path is not null
  qualify (steps * 10 + weak)::varchar || path
          = min((steps * 10 + weak)::varchar || path) over (partition by official_id, winner)),
sums as (
  select official_id, winner, sum(amount) as amount
  from (select distinct official_id, winner, award_id, amount from best) group by all)
select official_id as subject_key, max(official) as subject_name, max(unit) as unit, b.winner,
       max(winner_name) as winner_name, max(steps) as steps,
       max(path) || ' → ' || max(winner_name) as path, count(distinct award_id) as awards,
       any_value(sums.amount) as amount, min(awarded_on) as first, list(award_id) as keys_awards,
       list(key_kin) as keys_kin, list(key_resident) as keys_residents,
       list(key_role) || list(key_role_one) || list(key_role_two) as keys_roles,
       list(key_account) || list(key_account_of) || list(key_account_one) || list(key_account_two) as keys_accounts,
       [official_id] as keys_officials, [b.winner, max(passed)] as keys_companies, 0.95 - max(steps) * 0.15 as score
from best b join sums using (official_id, winner) group by official_id, b.winner
"""
R01_WHY = (
    "chains of text over seven tables; some twenty joins on small tables, where the engine hardly matters"
)

R02_SQL = """
with made as (
  select b.tender_id, b.company_code, max(company) as company, min(bid_id) as bid_id,
         coalesce(any_value(t.category), '') as category
  from bids b join tenders t using (tender_id) where not coalesce(framework, false)
  group by b.tender_id, b.company_code
  qualify count(*) over (partition by b.tender_id) between 2 and 30),
counted as (
  select a.category, a.company_code, b.company_code as other_code, count(*) as met
  from made a join made b on b.tender_id = a.tender_id and a.company_code < b.company_code
  group by all having count(*) >= 5),
bids_of as (select category, company_code, count(*) as bids from made group by all),
lots_of as (select category, count(distinct tender_id) as lots from made group by category),
lifted as (
  select c.category, c.company_code, c.other_code, met * lots / (one.bids * two.bids) as lift
  from counted c join lots_of using (category) join bids_of one using (category, company_code)
  join bids_of two on two.category = c.category and two.company_code = c.other_code
  where met * lots / (one.bids * two.bids) >= 3),
pairs as (
  select * from lifted union all select category, other_code, company_code, lift from lifted),
near as (
  select *, least(company_code, min(other_code) over (partition by category, company_code)) as least_one
  from pairs),
labels as (select distinct category, company_code as other_code, least_one as beyond from near),
members as (
  select category, n.company_code, least(min(least_one), min(beyond)) as ring, min(lift) as lift
  from near n join labels using (category, other_code) group by category, n.company_code),
joint as (
  select m.*, ring, lift from made m join members using (category, company_code)
  qualify count(*) over (partition by m.category, ring, tender_id) >= 2),
won as (select tender_id, company_code, min(award_id) as award_id from awards group by all),
marked as (
  select j.*, award_id, count(award_id) over (partition by category, ring, company_code) as won
  from joint j left join won using (tender_id, company_code)),
found as (
  select category, ring, max(company) filter (company_code = ring) as head,
         max(company) filter (company_code <> ring) as other, count(distinct company_code) as members,
         count(distinct tender_id) as lots, min(lift) as lift, count(award_id) as wins,
         count(award_id) / count(distinct tender_id) as won_share,
         count(distinct company_code) filter (won > 0) as winners, max(won) as best, list(bid_id) as keys_bids,
         list(award_id) as keys_awards
  from marked group by category, ring)
select ring as subject_key, coalesce(head, other) as subject_name, category, members, other, lots, lift, wins,
       won_share, winners, keys_bids, keys_awards,
       0.5 + ((won_share >= 0.9)::int + (members >= 3)::int + (lift >= 10)::int) * 0.1 as score
from found where winners >= 2 and won_share >= 0.7 and best / nullif(wins, 0) <= 0.8
"""


def r02(bids: Frame, tenders: Frame, awards: Frame) -> Frame:
    lots = tenders.filter(~filled("framework", False)).select("tender_id", category=filled("category"))
    made = bids.group_by("tender_id", "company_code").agg(pl.col("company").max(), pl.col("bid_id").min())
    sizes = made.group_by("tender_id").agg(size=pl.len()).filter(pl.col("size").is_between(2, 30))
    made = made.join(sizes, on="tender_id", how="semi").join(lots, on="tender_id")
    members = _members(_lifted(made))
    ring_lot = ["category", "ring", "tender_id"]
    joint = made.join(members, on=["category", "company_code"])
    several = joint.group_by(ring_lot).agg(many=pl.len()).filter(pl.col("many") >= 2)
    won = awards.group_by("tender_id", "company_code").agg(pl.col("award_id").min())
    joint = joint.join(several, on=ring_lot, how="semi").join(
        won, on=["tender_id", "company_code"], how="left"
    )
    each = joint.group_by("category", "ring", "company_code").agg(
        won=pl.col("award_id").count().cast(pl.Int64)
    )
    marked = joint.join(each, on=["category", "ring", "company_code"])
    is_head = pl.col("company_code") == pl.col("ring")
    found = marked.group_by("category", "ring").agg(
        head=pl.col("company").filter(is_head).max(),
        other=pl.col("company").filter(~is_head).max(),
        members=distinct("company_code"),
        lots=distinct("tender_id"),
        lift=pl.col("lift").min(),
        wins=pl.col("award_id").count(),
        winners=distinct("company_code", pl.col("won") > 0),
        best=pl.col("won").max(),
        keys_bids=pl.col("bid_id"),
        keys_awards=pl.col("award_id"),
    )
    found = found.with_columns(won_share=share("wins", "lots")).filter(
        pl.col("winners") >= 2, pl.col("won_share") >= 0.7, share("best", "wins") <= 0.8
    )
    more = number(pl.col("won_share") >= 0.9) + number(pl.col("members") >= 3) + number(pl.col("lift") >= 10)
    return found.select(
        pl.exclude("ring", "head", "best"),
        subject_key="ring",
        subject_name=pl.coalesce("head", "other"),
        score=capped(0.5 + more * 0.1),
    )


def _lifted(made: Frame) -> Frame:
    """Pairs of a category, each way, that met in five lots, three times more than by chance."""
    one = made.select("category", "tender_id", "company_code")
    met = one.join(one.select("tender_id", other_code="company_code"), on="tender_id")
    met = met.filter(pl.col("company_code") < pl.col("other_code"))
    counted = met.group_by("category", "company_code", "other_code").agg(met=pl.len().cast(pl.Int64))
    counted = counted.filter(pl.col("met") >= 5)
    bids = one.group_by("category", "company_code").agg(bids=pl.len().cast(pl.Int64))
    theirs = bids.rename({"company_code": "other_code", "bids": "other_bids"})
    lots = one.group_by("category").agg(lots=distinct("tender_id"))
    known = counted.join(bids, on=["category", "company_code"]).join(theirs, on=["category", "other_code"])
    known = known.join(lots, on="category").with_columns(
        lift=share(pl.col("met") * pl.col("lots"), pl.col("bids") * pl.col("other_bids"))
    )
    pairs = known.filter(pl.col("lift") >= 3).select("category", "company_code", "other_code", "lift")
    back = pairs.select("category", company_code="other_code", other_code="company_code", lift="lift")
    return pl.concat([pairs, back])


def _members(pairs: Frame) -> Frame:
    """Each company and its group, called after the smallest company within two steps."""
    least = pairs.group_by("category", "company_code").agg(least=pl.col("other_code").min())
    least = least.with_columns(least=pl.min_horizontal("least", "company_code"))
    near = pairs.join(least, on=["category", "company_code"])
    labels = least.select("category", other_code="company_code", beyond="least")
    around = near.join(labels, on=["category", "other_code"]).group_by("category", "company_code")
    return around.agg(
        ring=pl.min_horizontal(pl.col("least").min(), pl.col("beyond").min()), lift=pl.col("lift").min()
    )


R03_SQL = f"""
with {CONTACTS},
known as (select company_code, company, coalesce(nullif(parent_code, ''), company_code) as house from companies),
sharing as (
  select a.who as company_code, b.who as other_code, a.kind, a.key, b.key as other_key, one.company as company,
         two.company as other
  from contacts a join contacts b on b.kind = a.kind and b.value = a.value and a.who < b.who
  join known one on one.company_code = a.who join known two on two.company_code = b.who
  where one.house <> two.house),
pairs as (select distinct company_code, other_code from sharing),
lots as (
  select p.company_code, p.other_code, count(distinct a.tender_id) as lots,
         list(a.bid_id) || list(b.bid_id) as keys_bids
  from pairs p join bids a on a.company_code = p.company_code
  join bids b on b.company_code = p.other_code and b.tender_id = a.tender_id group by all),
made as (
  select purchase_id, unit, category, year(bought_on) as year, company_code from purchases
  where company_code in (select company_code from pairs union all select other_code from pairs)),
cells as (select distinct unit, category, year, company_code from made),
sold as (
  select p.company_code, p.other_code, unit, category, year
  from pairs p join cells a on a.company_code = p.company_code
  join cells b using (unit, category, year) where b.company_code = p.other_code),
units as (
  select s.company_code, s.other_code, count(distinct unit) as units, list(purchase_id) as keys_purchases
  from sold s join made m using (unit, category, year)
  where m.company_code in (s.company_code, s.other_code) group by all),
found as (
  select company_code, other_code, max(company) as subject_name, max(other) as other,
         count(distinct kind) as kinds, list(key) || list(other_key) as keys_accounts, list(distinct kind) as used
  from sharing group by company_code, other_code)
select company_code as subject_key, subject_name, found.other,
       ltrim(if('phone' in used, '、同一电话', '') || if('address' in used, '、同一地址', '')
             || if('account' in used, '、同一账户', ''), '、') as shared,
       coalesce(lots, 0) as lots, coalesce(units, 0) as units, keys_accounts, keys_bids, keys_purchases,
       [company_code, other_code] as keys_companies,
       least(0.3 + kinds * 0.1 + if(lots > 0, 0.2, 0) + if('account' in used, 0.1, 0), 1.0) as score
from found left join lots using (company_code, other_code) left join units using (company_code, other_code)
where lots > 0 or units > 0
"""


def r03(companies: Frame, accounts: Frame, bids: Frame, purchases: Frame) -> Frame:
    pair = ["company_code", "other_code"]
    sharing = _sharing(companies, accounts)
    pairs = sharing.select(pair).unique()
    made = bids.select("tender_id", "company_code", "bid_id")
    met = pairs.join(made, on="company_code").join(
        made.select("tender_id", other_code="company_code", other_bid="bid_id"),
        on=["other_code", "tender_id"],
    )
    lots = met.group_by(pair).agg(
        lots=distinct("tender_id"), keys_bids=pl.col("bid_id").append(pl.col("other_bid"))
    )
    cell = ["unit", "category", "year"]
    bought = purchases.with_columns(year=pl.col("bought_on").dt.year()).select(
        *cell, "purchase_id", "company_code"
    )
    cells = bought.select(*cell, "company_code").unique()
    sold = pairs.join(cells, on="company_code")
    sold = sold.join(cells.rename({"company_code": "other_code"}), on=["other_code", *cell])
    both = [sold.select(*pair, *cell, who=name) for name in pair]
    sold = pl.concat(both).join(bought.rename({"company_code": "who"}), on=["who", *cell])
    units = sold.group_by(pair).agg(units=distinct("unit"), keys_purchases=pl.col("purchase_id"))
    found = sharing.group_by(pair).agg(
        pl.col("other").max(),
        subject_name=pl.col("company").max(),
        kinds=distinct("kind"),
        used=pl.col("kind").unique(),
        keys_accounts=pl.col("key").append(pl.col("other_key")),
    )
    found = found.join(lots, on=pair, how="left").join(units, on=pair, how="left")
    found = found.with_columns(pl.col("lots", "units").fill_null(0))
    found = found.filter((pl.col("lots") > 0) | (pl.col("units") > 0))
    words = {"phone": "同一电话", "address": "同一地址", "account": "同一账户"}
    told = [
        pl.when(pl.col("used").list.contains(one)).then(pl.lit(f"、{word}")) for one, word in words.items()
    ]
    by_account = number(pl.col("used").list.contains("account")) * 0.1
    score = 0.3 + pl.col("kinds") * 0.1 + number(pl.col("lots") > 0) * 0.2 + by_account
    return found.select(
        *("subject_name", "other", "lots", "units", "keys_accounts", "keys_bids", "keys_purchases"),
        subject_key="company_code",
        shared=pl.concat_str(told, ignore_nulls=True).str.strip_chars("、"),
        score=capped(score),
        keys_companies=key(*pair),
    )


def _sharing(companies: Frame, accounts: Frame) -> Frame:
    """Pairs of companies of different groups, the smaller code first, with what they share."""
    held = accounts.join(companies, left_on="holder_id", right_on="company_code", how="semi")
    nothing = pl.lit(None, pl.String)
    told = pl.concat(
        [
            companies.select(who="company_code", kind=pl.lit("phone"), value="phone", key=nothing),
            companies.select(who="company_code", kind=pl.lit("address"), value="address", key=nothing),
            held.select(who="holder_id", kind=pl.lit("account"), value="account", key="record_id"),
        ]
    ).with_columns(pl.col("value").str.strip_chars())
    told = told.filter(pl.col("value") != "")
    users = (
        told.group_by("kind", "value").agg(users=distinct("who")).filter(pl.col("users").is_between(2, 10))
    )
    told = told.join(users, on=["kind", "value"], how="semi")
    house = pl.coalesce(text("parent_code"), "company_code")
    known = companies.select("company_code", "company", house=house)
    others = known.select(other_code="company_code", other="company", other_house="house")
    other = told.select("kind", "value", other_code="who", other_key="key")
    pairs = told.rename({"who": "company_code"}).join(other, on=["kind", "value"])
    pairs = pairs.filter(pl.col("company_code") < pl.col("other_code"))
    pairs = pairs.join(known, on="company_code").join(others, on="other_code")
    return pairs.filter(pl.col("house") != pl.col("other_house"))


TWINS = {
    "R01": Twin(R01_SQL, without_polars=R01_WHY),
    "R02": Twin(R02_SQL, r02),
    "R03": Twin(R03_SQL, r03),
}
