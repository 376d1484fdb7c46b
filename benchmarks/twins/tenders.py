"""M23, M24, M25: bidders who share computers, payers and people."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, distinct, filled, key, minutes, months, number, text

M23_SQL = """
with used as (
  select trace_id, tender_id, company_code, kind, upper(trim(value)) as value
  from (unpivot (select trace_id, tender_id, company_code, ip, mac, disk, ca, tool_key from traces)
        on ip, mac, disk, ca, tool_key into name kind value value)
  where trim(value) <> '' and (kind, upper(trim(value))) not in (
    select (kind, upper(trim(value))) from places where kind is not null and value is not null)),
shared as (
  select tender_id, kind, value from used group by all
  having min(company_code) <> max(company_code)),
again as (select kind, value, count(*) as lots from shared group by all),
users as (
  select kind, value, count(distinct company_code) as users
  from used semi join again using (kind, value) group by all),
uploads as (
  select used.*, lots
  from used join shared using (tender_id, kind, value) join again using (kind, value)
  join users using (kind, value)
  where kind <> 'ip' or (lots >= 2 and users <= 10)),
found as (
  select tender_id, count(distinct company_code) as bidders, count(distinct kind) as kinds, max(lots) as lots,
         list(distinct trace_id) as keys_traces, bool_or(kind <> 'ip') as hard, list(distinct kind) as used
  from uploads group by tender_id)
select tender_id as subject_key, tender as subject_name, bidders, lots, keys_traces, [tender_id] as keys_tenders,
       trim(if('ip' in used, 'IP ', '') || if('mac' in used, '网卡 ', '') || if('disk' in used, '硬盘 ', '')
            || if('ca' in used, 'CA证书 ', '') || if('tool_key' in used, '软件锁 ', '')) as how,
       least(0.4 + hard::int * 0.2 + kinds * 0.1 + if(lots >= 2, 0.1, 0), 1.0) as score
from found left join tenders using (tender_id)
"""


def m23(traces: Frame, tenders: Frame, places: Frame) -> Frame:
    words = {"ip": "IP", "mac": "网卡", "disk": "硬盘", "ca": "CA证书", "tool_key": "软件锁"}
    value = pl.col("value").str.strip_chars().str.to_uppercase()
    used = traces.unpivot(list(words), index=["trace_id", "tender_id", "company_code"], variable_name="kind")
    used = used.with_columns(value).filter(pl.col("value") != "")
    used = used.join(places.with_columns(value), on=["kind", "value"], how="anti")
    pair = ["kind", "value"]
    shared = used.group_by("tender_id", *pair).agg(
        several=pl.col("company_code").min() != pl.col("company_code").max()
    )
    shared = shared.filter("several").drop("several")
    again = shared.group_by(pair).agg(lots=pl.len().cast(pl.Int64))
    users = used.join(again, on=pair, how="semi").group_by(pair).agg(users=distinct("company_code"))
    known = shared.join(again, on=pair).join(users, on=pair)
    known = known.filter((pl.col("kind") != "ip") | ((pl.col("lots") >= 2) & (pl.col("users") <= 10)))
    found = used.join(known, on=["tender_id", *pair]).group_by("tender_id").agg(
        pl.col("lots").max(),
        bidders=distinct("company_code"),
        kinds=distinct("kind"),
        keys_traces=pl.col("trace_id"),
        hard=(pl.col("kind") != "ip").any(),
        used=pl.col("kind").unique(),
    )  # fmt: skip
    told = [
        pl.when(pl.col("used").list.contains(one)).then(pl.lit(f"{word} ")) for one, word in words.items()
    ]
    found = found.join(tenders.select("tender_id", "tender"), on="tender_id", how="left")
    strength = 0.4 + number(pl.col("hard")) * 0.2 + pl.col("kinds") * 0.1 + number(pl.col("lots") >= 2) * 0.1
    return found.select(
        *("bidders", "lots", "keys_traces"),
        subject_key="tender_id",
        subject_name="tender",
        how=pl.concat_str(told, ignore_nulls=True).str.strip_chars(),
        score=capped(strength),
        keys_tenders=key("tender_id"),
    )


M24_SQL = """
with paid as (select * from deposits where coalesce(way, 'transfer') not in ('gateway', 'guarantee')),
accounts as (
  select tender_id, payer_account from paid where payer_account <> '' group by all
  having min(company_code) <> max(company_code)),
marked as (
  select p.tender_id, p.company_code, p.deposit_id,
         (p.tender_id, p.payer_account) in (select (tender_id, payer_account) from accounts)
           and p.payer_account is not null as by_account,
         exists (select 1 from paid o
                 where o.tender_id = p.tender_id and o.branch = p.branch and o.company_code <> p.company_code
                   and abs(datediff('minute', o.paid_at, p.paid_at)) <= 5) as by_branch
  from paid p)
select tender_id as subject_key, any_value(tender) as subject_name, count(distinct company_code) as bidders,
       count(distinct company_code) filter (by_account) as same_account,
       count(distinct company_code) filter (by_branch) as same_branch, list(deposit_id) as keys_deposits,
       [tender_id] as keys_tenders,
       least(if(count(*) filter (by_account) > 0, 0.8, 0.5) + (count(distinct company_code) - 2) * 0.05, 1.0)
         as score
from marked left join tenders using (tender_id) where by_account or by_branch group by tender_id
"""


def m24(deposits: Frame, tenders: Frame) -> Frame:
    paid = deposits.filter(~filled("way", "transfer").is_in(["gateway", "guarantee"]))
    known = paid.filter(text("payer_account").is_not_null())
    accounts = known.group_by("tender_id", "payer_account").agg(
        several=pl.col("company_code").min() != pl.col("company_code").max()
    )
    by_account = known.join(accounts.filter("several"), on=["tender_id", "payer_account"], how="semi")
    timed = paid.filter(pl.col("paid_at").is_not_null())
    timed = timed.select("tender_id", "branch", "company_code", "paid_at", "deposit_id")
    pairs = timed.join(timed, on=["tender_id", "branch"], suffix="_two").filter(
        pl.col("company_code") != pl.col("company_code_two"), minutes("paid_at", "paid_at_two").abs() <= 5
    )
    marked = by_account.select("deposit_id", by_account=True).join(
        pairs.select("deposit_id", by_branch=True).unique(), on="deposit_id", how="full", coalesce=True
    )
    found = paid.join(marked, on="deposit_id").group_by("tender_id").agg(
        bidders=distinct("company_code"),
        same_account=distinct("company_code", pl.col("by_account")),
        same_branch=distinct("company_code", pl.col("by_branch")),
        keys_deposits=pl.col("deposit_id"),
    )  # fmt: skip
    found = found.join(tenders.select("tender_id", "tender"), on="tender_id", how="left")
    base = pl.when(pl.col("same_account") > 0).then(0.8).otherwise(0.5)
    return found.select(
        *("bidders", "same_account", "same_branch", "keys_deposits"),
        subject_key="tender_id",
        subject_name="tender",
        score=capped(base + (pl.col("bidders").cast(pl.Int64) - 2) * 0.05),
        keys_tenders=key("tender_id"),
    )


M25_SQL = """
with opened as (
  select b.*, opened_on, coalesce(nullif(declared_group, ''), company_code) as unit
  from bids b join tenders using (tender_id)),
owners as (
  select tender_id, company_code, o.unit, r.person_id, r.role, role_id
  from opened o join roles r using (company_code)
  where (since is null or since <= opened_on) and (until is null or until >= opened_on)),
named as (
  select tender_id, company_code, unit, 'person' as kind, contact_id as who, bid_id as key from opened
  where contact_id <> ''
  union all select tender_id, company_code, unit, 'person', manager_id, bid_id from opened where manager_id <> ''
  union all
  select tender_id, company_code, unit, if(role = 'legal', 'head', 'role'), person_id, role_id from owners
  where person_id <> '' and role is not null),
staff as (
  select tender_id, o.company_code, o.unit, 'insured' as kind, person_id as who, pay_id as key
  from (select * from insurance where person_id in (select who from named) and person_id <> '') i
  join opened o on o.company_code = payer_code
  where datediff('month', month, opened_on) between 0 and 3),
ties as (
  select * from named union all select * from staff
  union all select tender_id, company_code, unit, 'phone', contact_phone, bid_id from opened
  where contact_phone <> ''),
links as (
  select tender_id, who from ties group by all
  having min(unit) <> max(unit) or count(distinct company_code) filter (kind = 'head') >= 2),
found as (
  select tender_id, count(distinct company_code) as bidders, count(distinct who) as links,
         list(key) filter (kind in ('person', 'phone')) as keys_bids,
         list(key) filter (kind in ('head', 'role')) as keys_roles,
         list(key) filter (kind = 'insured') as keys_insurance, list(distinct kind) as used
  from ties semi join links using (tender_id, who) group by tender_id)
select tender_id as subject_key, tender as subject_name, bidders, links, keys_bids, keys_roles, keys_insurance,
       [tender_id] as keys_tenders,
       trim(if('person' in used, '人员 ', '') || if('phone' in used, '电话 ', '')
            || if('head' in used, '法定代表人 ', '') || if('role' in used, '股东高管 ', '')
            || if('insured' in used, '社保 ', '')) as how,
       least(0.6 + least(links - 1, 3) * 0.1 + if('role' in used or 'head' in used, 0.1, 0), 1.0) as score
from found left join tenders using (tender_id)
"""


def m25(bids: Frame, tenders: Frame, roles: Frame, insurance: Frame) -> Frame:
    opened = bids.join(tenders.select("tender_id", "opened_on"), on="tender_id")
    opened = opened.with_columns(unit=pl.coalesce(text("declared_group"), "company_code"))
    owners = opened.select("tender_id", "company_code", "unit", "opened_on").join(roles, on="company_code")
    owners = owners.filter(
        (pl.col("since") <= pl.col("opened_on")).fill_null(True),
        (pl.col("until") >= pl.col("opened_on")).fill_null(True),
        pl.col("role").is_not_null(),
    )
    head = pl.when(pl.col("role") == "legal").then(pl.lit("head")).otherwise(pl.lit("role"))
    named = pl.concat(
        [
            _ties(opened, pl.lit("person"), "contact_id", "bid_id"),
            _ties(opened, pl.lit("person"), "manager_id", "bid_id"),
            _ties(owners, head, "person_id", "role_id"),
        ]
    )
    staff = insurance.join(named, left_on="person_id", right_on="who", how="semi")
    staff = staff.join(opened, left_on="payer_code", right_on="company_code").rename(
        {"payer_code": "company_code"}
    )
    staff = staff.filter(months("month", "opened_on").is_between(0, 3))
    ties = pl.concat(
        [
            named,
            _ties(staff, pl.lit("insured"), "person_id", "pay_id"),
            _ties(opened, pl.lit("phone"), "contact_phone", "bid_id"),
        ]
    )
    links = ties.group_by("tender_id", "who").agg(
        several=pl.col("unit").min() != pl.col("unit").max(),
        headed=distinct("company_code", pl.col("kind") == "head"),
    )
    links = links.filter(pl.col("several") | (pl.col("headed") >= 2))
    linked = ties.join(links, on=["tender_id", "who"], how="semi")
    return _told(linked, tenders)


def _ties(table: Frame, kind: pl.Expr, who: str, row: str) -> Frame:
    """Who is tied to which bid's company, by what, on which row."""
    shown = table.filter(text(who).is_not_null())
    return shown.select("tender_id", "company_code", "unit", kind=kind, who=who, key=row)


def _told(linked: Frame, tenders: Frame) -> Frame:
    words = {"person": "人员", "phone": "电话", "head": "法定代表人", "role": "股东高管", "insured": "社保"}
    kind = pl.col("kind")
    found = linked.group_by("tender_id").agg(
        bidders=distinct("company_code"),
        links=distinct("who"),
        keys_bids=pl.col("key").filter(kind.is_in(["person", "phone"])),
        keys_roles=pl.col("key").filter(kind.is_in(["head", "role"])),
        keys_insurance=pl.col("key").filter(kind == "insured"),
        used=kind.unique(),
    )
    told = [
        pl.when(pl.col("used").list.contains(one)).then(pl.lit(f"{word} ")) for one, word in words.items()
    ]
    owned = pl.col("used").list.contains("role") | pl.col("used").list.contains("head")
    found = found.join(tenders.select("tender_id", "tender"), on="tender_id", how="left")
    more = (pl.col("links").cast(pl.Int64) - 1).clip(upper_bound=3) * 0.1
    return found.select(
        *("bidders", "links", "keys_bids", "keys_roles", "keys_insurance"),
        subject_key="tender_id",
        subject_name="tender",
        how=pl.concat_str(told, ignore_nulls=True).str.strip_chars(),
        score=capped(0.6 + more + number(owned) * 0.1),
        keys_tenders=key("tender_id"),
    )


TWINS = {"M23": Twin(M23_SQL, m23), "M24": Twin(M24_SQL, m24), "M25": Twin(M25_SQL, m25)}
