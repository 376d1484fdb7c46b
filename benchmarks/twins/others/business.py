"""M23, M40, M45 in pandas and in SQLite: bidders at one computer, officials in business, medical items."""

from __future__ import annotations

import pandas as pd

from benchmarks.twins.others.declared import Other, Table, lists

SIGNS = {"ip": "IP", "mac": "网卡", "disk": "硬盘", "ca": "CA证书", "tool_key": "软件锁"}
_EACH_SIGN = " union all ".join(
    f"select trace_id, tender_id, company_code, '{one}' as kind, upper(trim({one})) as value"
    f" from traces where trim({one}) <> ''"
    for one in SIGNS
)
_TOLD = " || ".join(f"iif(sum(kind = '{one}') > 0, '{word} ', '')" for one, word in SIGNS.items())
M23_SQL = f"""
with known_places as materialized (select kind, upper(trim(value)) as value from places),
used as materialized (
  select u.* from ({_EACH_SIGN}) u left join known_places p using (kind, value) where p.kind is null),
shared as materialized (
  select tender_id, kind, value from used group by tender_id, kind, value
  having min(company_code) <> max(company_code)),
again as materialized (select kind, value, count(*) as lots from shared group by kind, value),
users as materialized (
  select kind, value, count(distinct company_code) as users
  from used join again using (kind, value) group by kind, value),
uploads as (
  select used.*, lots
  from shared join used using (tender_id, kind, value) join again using (kind, value)
  join users using (kind, value)
  where kind <> 'ip' or (lots >= 2 and users <= 10)),
found as (
  select tender_id, count(distinct company_code) as bidders, count(distinct kind) as kinds, max(lots) as lots,
         json_group_array(trace_id) as keys_traces, max(kind <> 'ip') as hard, trim({_TOLD}) as how
  from uploads group by tender_id)
select tender_id as subject_key, tender as subject_name, bidders, lots, keys_traces,
       json_array(tender_id) as keys_tenders, how,
       min(0.4 + hard * 0.2 + kinds * 0.1 + iif(lots >= 2, 0.1, 0), 1.0) as score
from found left join tenders using (tender_id)
"""


def m23(traces: Table, tenders: Table, places: Table) -> Table:
    pair = ["kind", "value"]
    used = traces.melt(["trace_id", "tender_id", "company_code"], list(SIGNS), var_name="kind")
    used["value"] = used["value"].str.strip().str.upper()
    used = used[used["value"].notna() & (used["value"] != "")]
    known = places.assign(value=places["value"].str.strip().str.upper())[pair].drop_duplicates()
    used = used.merge(known, on=pair, how="left", indicator="place")
    used = used[used["place"] == "left_only"].drop(columns="place")
    shared = used.groupby(["tender_id", *pair], as_index=False)["company_code"].agg(["min", "max"])
    shared = shared.loc[shared["min"] != shared["max"], ["tender_id", *pair]]
    again = shared.groupby(pair, as_index=False).agg(lots=("tender_id", "size"))
    users = used.merge(again[pair], on=pair).groupby(pair, as_index=False).agg(
        users=("company_code", "nunique")
    )  # fmt: skip
    shared = shared.merge(again, on=pair).merge(users, on=pair)
    shared = shared[(shared["kind"] != "ip") | ((shared["lots"] >= 2) & (shared["users"] <= 10))]
    uploads = used.merge(shared, on=["tender_id", *pair])
    found = uploads.groupby("tender_id", as_index=False).agg(
        bidders=("company_code", "nunique"), kinds=("kind", "unique"), lots=("lots", "max"),
        keys_traces=("trace_id", list),
    )  # fmt: skip
    found = found.merge(tenders[["tender_id", "tender"]], on="tender_id", how="left")
    hard = found["kinds"].map(lambda kinds: set(kinds) != {"ip"})
    strength = 0.4 + hard * 0.2 + found["kinds"].map(len) * 0.1 + (found["lots"] >= 2) * 0.1
    found["score"] = strength.clip(upper=1.0)
    found["how"] = found["kinds"].map(lambda kinds: " ".join(SIGNS[one] for one in SIGNS if one in kinds))
    found["keys_tenders"] = lists(found["tender_id"])
    names = {"tender_id": "subject_key", "tender": "subject_name"}
    return found.rename(columns=names).drop(columns="kinds")


ENDED = ["注销", "吊销", "吊销未注销", "迁出", "撤销"]
_ENDED_SQL = ", ".join(f"'{one}'" for one in ENDED)
M40_SQL = f"""
with serving as (select person_id, name, unit, is_leader from officials where until is null),
active as (
  select role_id, company_code, company, person_id, role from roles
  where until is null and not coalesce(role = 'shareholder' and share < 5, 0)
    and company_code not in (select company_code from companies where status in ({_ENDED_SQL}))),
own as (
  select person_id, company_code, company, role_id, role, null as relation_id
  from active a
  where person_id in (select person_id from serving)
    and (person_id, company_code) not in (select person_id, company_code from approved where to_on is null)),
close as (
  select k.relation_id, k.person_id, k.kin_id, f.trade
  from kin k join serving s using (person_id) join fields f on f.unit = s.unit
  where k.degree <= 1 and s.is_leader),
relatives as (
  select c.person_id, a.company_code, a.company, a.role_id, a.role, c.relation_id
  from close c join active a on a.person_id = c.kin_id
  join companies k on k.company_code = a.company_code and k.trade = c.trade),
doubts as (select * from own union all select * from relatives),
counted as (
  select person_id, count(distinct iif(relation_id is null, company_code, null)) as own,
         count(distinct iif(relation_id is not null, company_code, null)) as relatives, max(company) as company,
         max(relation_id is null and role <> 'shareholder') as runs, json_group_array(role_id) as keys_roles,
         json_group_array(relation_id) as keys_kin
  from doubts group by person_id)
select person_id as subject_key, name as subject_name, unit, own, relatives, company, keys_roles, keys_kin,
       json_array(person_id) as keys_officials,
       min(0.4 + ((own > 0) + coalesce(runs, 0) + (relatives > 0)) * 0.15 + (own + relatives) * 0.02, 1.0) as score
from counted join serving using (person_id)
"""


def m40(
    officials: Table, roles: Table, companies: Table, kin: Table, fields: Table, approved: Table
) -> Table:
    serving = officials.loc[officials["until"].isna(), ["person_id", "name", "unit", "is_leader"]]
    ended = companies.loc[companies["status"].isin(ENDED), "company_code"]
    small = (roles["role"] == "shareholder") & (roles["share"] < 5)
    active = roles[roles["until"].isna() & ~small & ~roles["company_code"].isin(ended)]
    active = active[["role_id", "company_code", "company", "person_id", "role"]]
    own = active[active["person_id"].isin(serving["person_id"])]
    allowed = approved.loc[approved["to_on"].isna(), ["person_id", "company_code"]].drop_duplicates()
    own = own.merge(allowed, on=["person_id", "company_code"], how="left", indicator="allowed")
    own = own[own["allowed"] == "left_only"].drop(columns="allowed").assign(relation_id=None)
    leaders = serving[serving["is_leader"].eq(True)]
    close = kin[kin["degree"] <= 1].merge(leaders, on="person_id").merge(fields, on="unit")
    close = close[["relation_id", "person_id", "kin_id", "trade"]]
    related = active.rename(columns={"person_id": "kin_id"}).merge(close, on="kin_id")
    related = related.merge(
        companies[["company_code", "trade"]].drop_duplicates(), on=["company_code", "trade"]
    )
    doubts = pd.concat([own, related[list(own.columns)]])
    mine = doubts["relation_id"].isna()
    doubts["own"], doubts["relatives"] = (doubts["company_code"].where(one) for one in (mine, ~mine))
    doubts["runs"] = mine & (doubts["role"] != "shareholder") & doubts["role"].notna()
    found = doubts.groupby("person_id").agg(
        own=("own", "nunique"), relatives=("relatives", "nunique"), company=("company", "max"),
        runs=("runs", "any"), keys_roles=("role_id", list), keys_kin=("relation_id", list),
    )  # fmt: skip
    kinds = (found["own"] > 0) * 1 + found["runs"] + (found["relatives"] > 0)
    found["score"] = (0.4 + kinds * 0.15 + (found["own"] + found["relatives"]) * 0.02).clip(upper=1.0)
    found = found.join(serving.set_index("person_id")[["name", "unit"]]).reset_index(names="subject_key")
    found["keys_officials"] = lists(found["subject_key"])
    return found.rename(columns={"name": "subject_name"}).drop(columns="runs")


M45_SQL = """
with lines as (
  select c.line_id, person_id, name, age, amount, age_low, age_high, chapters, wanted,
         upper(substr(diagnosis_code, 1, 1)) as chapter,
         case when substr(person_id, 17, 1) in ('1', '3', '5', '7', '9') then 'M'
              when substr(person_id, 17, 1) in ('0', '2', '4', '6', '8') then 'F' else '' end as sex_of
  from claims c join (select item_code, age_low, age_high, chapters, sex as wanted from limits) using (item_code)),
judged as (
  select line_id, person_id, name, amount, coalesce(sex_of <> '' and sex_of <> wanted, 0) as by_sex,
         coalesce(age < age_low, 0) or coalesce(age > age_high, 0) as by_age,
         coalesce(chapter <> '' and instr(chapters, chapter) = 0, 0) as by_part,
         coalesce(sex_of = 'F' and chapter = 'O' and age_high <= 1, 0) as delivery
  from lines)
select person_id as subject_key, max(name) as subject_name, sum(by_sex) as by_sex, sum(by_age) as by_age,
       sum(by_part) as by_part, sum(amount) as amount, json_group_array(line_id) as keys_claims,
       min(case when sum(by_sex) > 0 then 0.65 when sum(by_age) > 0 then 0.55 else 0.4 end
           + (sum(by_sex) + sum(by_age)) * 0.02, 1.0) as score
from judged where (by_sex or by_age or by_part) and not delivery group by person_id having sum(amount) >= 0
"""


def m45(claims: Table, limits: Table) -> Table:
    only = limits[["item_code", "age_low", "age_high", "chapters", "sex"]].rename(columns={"sex": "only"})
    lines = claims.drop(columns="sex").merge(only, on="item_code")
    number = pd.to_numeric(lines["person_id"].str[16], errors="coerce")
    sex = (number % 2).map({1.0: "M", 0.0: "F"})
    chapter = lines["diagnosis_code"].str[:1].str.upper().fillna("")
    letters = zip(lines["chapters"], chapter, strict=True)
    fits = [not isinstance(chapters, str) or one in chapters for chapters, one in letters]
    lines["by_sex"] = sex.notna() & lines["only"].notna() & (sex != lines["only"])
    lines["by_age"] = (lines["age"] < lines["age_low"]) | (lines["age"] > lines["age_high"])
    lines["by_part"] = (chapter != "") & ~pd.Series(fits, index=lines.index)
    newborn = (sex == "F") & (chapter == "O") & (lines["age_high"] <= 1)
    lines = lines[(lines["by_sex"] | lines["by_age"] | lines["by_part"]) & ~newborn]
    found = lines.groupby("person_id").agg(
        subject_name=("name", "max"), by_sex=("by_sex", "sum"), by_age=("by_age", "sum"),
        by_part=("by_part", "sum"), amount=("amount", "sum"), keys_claims=("line_id", list),
    )  # fmt: skip
    found = found[found["amount"] >= 0].reset_index(names="subject_key")
    base = (0.4 + (found["by_age"] > 0) * 0.15).where(found["by_sex"] == 0, 0.65)
    found["score"] = (base + (found["by_sex"] + found["by_age"]) * 0.02).clip(upper=1.0)
    return found


OTHERS = {
    "M23": Other(M23_SQL, m23),
    "M40": Other(M40_SQL, m40),
    "M45": Other(M45_SQL, m45, ("amount",)),
}
