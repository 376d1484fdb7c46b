"""M16, M17, M18: what a village lets, builds and pays."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, days, distinct, filled, key, months, number, share

M16_SQL = """
with priced as (
  select *, rent::double / nullif(area, 0) as unit_rent, not coalesce(in_kind, false) as paid_in_money,
         coalesce(purpose, 'business') <> 'public' and not coalesce(in_kind, false) as fair,
         year(signed_on) >= 2012 as judged
  from contracts),
middle as (
  select town, kind, median(unit_rent) as median from priced
  where fair and unit_rent is not null and judged group by town, kind having count(*) >= 5),
late as (
  select contract_id, sum(due - coalesce(received, 0)) as owed, list(due_id) as keys_dues from dues
  where coalesce(received, 0) < due and datediff('day', due_on, ledger_on) > 90 group by contract_id),
marked as (
  select p.*, m.median, owed, keys_dues,
         coalesce(judged and fair and unit_rent < m.median * 0.7, false) as cheap,
         coalesce(judged and p.kind not in ('forest', 'wasteland') and years > 20, false) as long,
         coalesce(keys_dues is not null and paid_in_money, false) as unpaid,
         coalesce(judged and mapped > area * 1.05, false) as wider
  from priced p left join middle m using (town, kind) left join late using (contract_id))
select contract_id as subject_key, coalesce(asset, '') as subject_name, village, lessee, unit_rent, median, years,
       area, mapped, cheap::int + long::int + unpaid::int + wider::int as signs,
       if(unpaid, owed, 0) as unpaid, if(unpaid, keys_dues, null) as keys_dues, [contract_id] as keys_contracts,
       least(0.4 + if(cheap, 0.2, 0) + if(long, 0.1, 0) + if(marked.unpaid, 0.2, 0) + if(wider, 0.15, 0), 1.0)
         as score
from marked where cheap or long or marked.unpaid or wider
"""


def m16(contracts: Frame, dues: Frame) -> Frame:
    money = ~pl.col("in_kind").fill_null(False)
    priced = contracts.with_columns(
        unit_rent=share("rent", "area"),
        fair=(filled("purpose", "business") != "public") & money,
        judged=pl.col("signed_on").dt.year() >= 2012,
    )
    known = priced.filter(pl.col("fair") & pl.col("unit_rent").is_not_null() & pl.col("judged"))
    middle = known.group_by("town", "kind").agg(median=pl.col("unit_rent").median(), peers=pl.len())
    received = pl.col("received").fill_null(0)
    late = dues.filter((received < pl.col("due")) & (days("due_on", "ledger_on") > 90))
    late = late.group_by("contract_id").agg(owed=(pl.col("due") - received).sum(), keys_dues=pl.col("due_id"))
    found = priced.join(middle.filter(pl.col("peers") >= 5), on=["town", "kind"], how="left")
    found = found.join(late, on="contract_id", how="left")
    judged, wild = pl.col("judged"), pl.col("kind").is_in(["forest", "wasteland"])
    weights = {"cheap": 0.2, "long": 0.1, "unpaid": 0.2, "wider": 0.15}
    found = found.with_columns(
        cheap=judged & pl.col("fair") & (pl.col("unit_rent") < pl.col("median") * 0.7),
        long=judged & ~wild & (pl.col("years") > 20),
        unpaid=pl.col("owed").is_not_null() & money,
        wider=judged & (pl.col("mapped") > pl.col("area") * 1.05),
    ).with_columns(pl.col(list(weights)).fill_null(False))
    found = found.filter(pl.any_horizontal(list(weights)))
    strength = pl.sum_horizontal(number(pl.col(one)) * weight for one, weight in weights.items())
    return found.select(
        *("village", "lessee", "unit_rent", "median", "years", "area", "mapped"),
        signs=pl.sum_horizontal(number(pl.col(one)) for one in weights),
        unpaid=pl.when("unpaid").then("owed").otherwise(0),
        keys_dues=pl.when("unpaid").then("keys_dues"),
        keys_contracts=key("contract_id"),
        subject_key="contract_id",
        subject_name=filled("asset"),
        score=capped(strength + 0.4),
    )


M17_SQL = """
with cadres as (
  select village, person_id as official_id, name, since, until, coalesce(is_leader, false) as is_leader
  from officials where is_village and village in (select village from works)),
who as (select distinct village, official_id, name from cadres),
related as (
  select official_id, other, relation_id, case degree when 1 then 0.8 when 2 then 0.5 when 3 then 0.3 else 0.1 end as kin_weight
  from (select person_id as official_id, kin_id as other, relation_id, degree from kin
        union all select kin_id, person_id, relation_id, degree from kin)),
circle as (
  select village, official_id, name, official_id as person_id, 1.0 as kin_weight, null as relation_id from who
  union all select village, official_id, name, other, kin_weight, relation_id from who join related using (official_id)
  union all
  select who.village, official_id, who.name, mate.person_id, 0.7, null
  from who join residents r on r.person_id = official_id join residents mate on mate.household = r.household
  where mate.person_id <> official_id),
held as (
  select work_id, w.village, signed_on, person_id, role_id, coalesce(r.name, '') as linked, null as pay_id,
         case role when 'legal' then 1.0 when 'shareholder' then 0.8 when 'manager' then 0.6
                   when 'supervisor' then 0.5 else 0.4 end as role_weight
  from roles r join works w on company_code = winner_code
  where (since is null or since <= signed_on) and (until is null or until >= signed_on)
  union all
  select work_id, w.village, signed_on, person_id, null, coalesce(i.name, ''), pay_id, 0.4
  from insurance i join works w on payer_code = winner_code
  where abs(datediff('month', month, signed_on)) <= 6),
ties as (
  select work_id, h.person_id, role_id, pay_id, relation_id, official_id, c.name || '—' || linked as pair,
         role_weight * kin_weight * if(is_leader, 1.0, 0.7) as tie
  from held h join circle c using (village, person_id) join cadres using (official_id)
  where (since is null or since <= signed_on) and (until is null or until >= signed_on)),
by_person as (
  select work_id, person_id, max(tie) as closest, max(pair) as pair, max(official_id) as official_key,
         max(role_id) as role_key, max(pay_id) as pay_key, max(relation_id) as kin_key
  from ties group by work_id, person_id),
summed as (
  select work_id, round(sum(closest), 4) as strength, count(*) as persons, max(pair) as pair,
         list(official_key) as keys_officials, list(role_key) as keys_roles, list(pay_key) as keys_insurance,
         list(kin_key) as keys_kin
  from by_person group by work_id having round(sum(closest), 4) > 0.3)
select work_id as subject_key, work as subject_name, least(strength * 0.4 + 0.4, 1.0) as score, village, winner,
       amount, signed_on, summed.* exclude (work_id), [work_id] as keys_works
from summed join works using (work_id)
"""


def m17(
    works: Frame, officials: Frame, roles: Frame, insurance: Frame, kin: Frame, residents: Frame
) -> Frame:
    cadres = officials.filter(pl.col("is_village")).join(works, on="village", how="semi").select(
        "village", "name", "since", "until", "is_leader", official_id="person_id"
    )  # fmt: skip
    circle = _circle(cadres.select("village", "official_id", "name").unique(), kin, residents)
    ties = _held(works, roles, insurance).join(circle, on=["village", "person_id"])
    ties = ties.join(cadres.drop("village", "name"), on="official_id").filter(
        (pl.col("since") <= pl.col("signed_on")).fill_null(True),
        (pl.col("until") >= pl.col("signed_on")).fill_null(True),
    )
    post = pl.when(pl.col("is_leader").fill_null(False)).then(1.0).otherwise(0.7)
    by_person = ties.group_by("work_id", "person_id").agg(
        closest=(pl.col("role_weight") * pl.col("kin_weight") * post).max(),
        pair=pl.concat_str("name", pl.lit("—"), "linked").max(),
        official_key=pl.col("official_id").max(),
        role_key=pl.col("role_id").max(),
        pay_key=pl.col("pay_id").max(),
        kin_key=pl.col("relation_id").max(),
    )
    summed = by_person.group_by("work_id").agg(
        strength=pl.col("closest").sum().round(4),
        persons=pl.len(),
        pair=pl.col("pair").max(),
        keys_officials=pl.col("official_key"),
        keys_roles=pl.col("role_key"),
        keys_insurance=pl.col("pay_key"),
        keys_kin=pl.col("kin_key"),
    )
    found = summed.filter(pl.col("strength") > 0.3).join(works, on="work_id")
    return found.select(
        pl.exclude("work_id", "work", "winner_code"),
        subject_key="work_id",
        subject_name="work",
        score=capped(pl.col("strength") * 0.4 + 0.4),
        keys_works=key("work_id"),
    )


def _circle(who: Frame, kin: Frame, residents: Frame) -> Frame:
    """Cadres and who is close to them, each with a weight."""
    weight = pl.col("degree").replace_strict({1: 0.8, 2: 0.5, 3: 0.3}, default=0.1, return_dtype=pl.Float64)
    known = kin.with_columns(kin_weight=weight)
    related = pl.concat(
        [
            known.select("relation_id", "kin_weight", official_id="person_id", other="kin_id"),
            known.select("relation_id", "kin_weight", official_id="kin_id", other="person_id"),
        ]
    )
    homes = residents.select("household", official_id="person_id").join(who, on="official_id")
    homes = homes.join(residents.select("household", other="person_id"), on="household")
    homes = homes.filter(pl.col("other") != pl.col("official_id"))
    nothing = pl.lit(None, pl.String)
    order = ["village", "official_id", "name", "person_id", "kin_weight", "relation_id"]
    return pl.concat(
        [
            who.with_columns(person_id="official_id", kin_weight=1.0, relation_id=nothing).select(order),
            related.join(who, on="official_id").rename({"other": "person_id"}).select(order),
            homes.with_columns(person_id="other", kin_weight=0.7, relation_id=nothing).select(order),
        ]
    )


def _held(works: Frame, roles: Frame, insurance: Frame) -> Frame:
    """Who owned, ran or worked for a builder when the contract was signed."""
    asked = works.select("work_id", "village", "signed_on", company_code="winner_code")
    weight = pl.col("role").replace_strict(
        {"legal": 1.0, "shareholder": 0.8, "manager": 0.6, "supervisor": 0.5},
        default=0.4,
        return_dtype=pl.Float64,
    )
    run = roles.join(asked, on="company_code").filter(
        (pl.col("since") <= pl.col("signed_on")).fill_null(True),
        (pl.col("until") >= pl.col("signed_on")).fill_null(True),
    )
    paid = insurance.join(asked, left_on="payer_code", right_on="company_code")
    paid = paid.filter(months("month", "signed_on").is_between(-6, 6))
    same = ("work_id", "village", "signed_on", "person_id")
    nothing = pl.lit(None, pl.String)
    return pl.concat(
        [
            run.select(*same, "role_id", linked=filled("name"), pay_id=nothing, role_weight=weight),
            paid.select(*same, role_id=nothing, linked=filled("name"), pay_id="pay_id", role_weight=0.4),
        ]
    )


M18_SQL = """
with judged as (
  select payment_id, village, paid_on, amount, way, contract_no, coalesce(payee, '') as payee
  from payments where coalesce(kind, 'other') <> 'wages'),
small as (
  select * from judged where amount < 5000 and contract_no is null and payee <> ''),
much as (
  select village, payee from small group by village, payee having sum(amount) >= 5000 and count(*) > 1),
runs as (
  select *, sum(amount) over (partition by village, payee order by paid_on
                              range between interval 7 days preceding and current row) as run
  from small semi join much using (village, payee)),
windows as (
  select *, max(run) over (partition by village, payee order by paid_on
                           range between current row and interval 7 days following) as most
  from runs),
marked as (
  select payment_id, village, payee, paid_on, amount, true as is_split from windows where most >= 5000
  union all
  select payment_id, village, payee, paid_on, amount, false from judged where way = 'cash' and amount > 1000)
select village as subject_key, village as subject_name, payee,
       count(distinct payment_id) filter (is_split) as split,
       coalesce(sum(amount) filter (is_split), 0) as split_sum,
       count(distinct payment_id) filter (not is_split) as cash,
       coalesce(sum(amount) filter (not is_split), 0) as cash_sum,
       count(distinct payment_id) filter (amount % 1000 = 0) as rounds, min(paid_on) as first,
       max(paid_on) as last, list(payment_id) as keys_payments,
       least(0.4 + if(split > 0, 0.2, 0) + if(cash > 0, 0.15, 0) + least(rounds, 3) * 0.05, 1.0) as score
from marked group by village, payee
"""


def m18(payments: Frame) -> Frame:
    judged = payments.filter(filled("kind", "other") != "wages").with_columns(filled("payee"))
    small = judged.filter(pl.col("amount") < 5000, pl.col("contract_no").is_null(), pl.col("payee") != "")
    much = small.group_by("village", "payee").agg(paid=pl.col("amount").sum(), times=pl.len())
    much = much.filter((pl.col("paid") >= 5000) & (pl.col("times") > 1))
    small = small.join(much, on=["village", "payee"], how="semi")
    daily = small.group_by("village", "payee", "paid_on").agg(pl.col("amount").sum()).sort("paid_on")
    runs = daily.rolling("paid_on", period="8d", group_by=["village", "payee"]).agg(
        run=pl.col("amount").sum()
    )
    most = runs.sort("paid_on").rolling(
        "paid_on", period="8d", offset="-1d", closed="right", group_by=["village", "payee"]
    )
    over = most.agg(most=pl.col("run").max()).filter(pl.col("most") >= 5000)
    split = small.join(over, on=["village", "payee", "paid_on"], how="semi")
    cash = judged.filter((pl.col("way") == "cash") & (pl.col("amount") > 1000))
    columns = ("payment_id", "village", "payee", "paid_on", "amount")
    marked = pl.concat([split.select(*columns, is_split=True), cash.select(*columns, is_split=False)])
    is_split = pl.col("is_split")
    is_round = (pl.col("amount") * 100).cast(pl.Int64) % 100_000 == 0
    found = marked.group_by(subject_key="village", payee="payee").agg(
        split=distinct("payment_id", is_split),
        split_sum=pl.col("amount").filter(is_split).sum(),
        cash=distinct("payment_id", ~is_split),
        cash_sum=pl.col("amount").filter(~is_split).sum(),
        rounds=distinct("payment_id", is_round),
        first=pl.col("paid_on").min(),
        last=pl.col("paid_on").max(),
        keys_payments=pl.col("payment_id"),
    )
    strength = 0.4 + number(pl.col("split") > 0) * 0.2 + number(pl.col("cash") > 0) * 0.15
    strength += pl.col("rounds").clip(upper_bound=3) * 0.05
    return found.with_columns(subject_name="subject_key", score=capped(strength))


TWINS = {"M16": Twin(M16_SQL, m16), "M17": Twin(M17_SQL, m17), "M18": Twin(M18_SQL, m18)}
