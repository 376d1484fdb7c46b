"""M48, M49, M50: research money for labour, suppliers and partners."""

from __future__ import annotations

import polars as pl

from benchmarks.twins.common import Frame, Twin, capped, distinct, filled, months, number, share, text

M48_SQL = """
with enrolled as (
  select l.pay_id from labour l join students s using (person_id)
  where paid_as = 'student' and datediff('month', enrolled_on, month) >= 0
    and not coalesce(datediff('month', left_on, month) > 2, false)),
accounts as (
  select account from labour where account <> '' group by account having count(distinct person_id) >= 3),
rich as (
  select person_id, month from labour where paid_as <> 'expert' group by all having sum(amount) > 8000),
marked as (
  select pay_id, project_id, project, amount,
         coalesce(paid_as = 'student', false) and pay_id not in (select pay_id from enrolled) as is_stranger,
         coalesce(account in (select account from accounts), false) as is_shared,
         (person_id, month, unit) in (select (person_id, month, unit) from payroll) as is_staff,
         coalesce(paid_as <> 'expert', false) and (person_id, month) in (select (person_id, month) from rich) as is_over
  from labour),
found as (
  select project_id, max(project) as subject_name, count(*) as payments, sum(amount) as amount,
         list(pay_id) as keys_labour, count(*) filter (is_stranger) as not_enrolled,
         count(*) filter (is_shared) as shared, count(*) filter (is_staff) as staff,
         count(*) filter (is_over) as over
  from marked where is_stranger or is_shared or is_staff or is_over group by project_id)
select project_id as subject_key, * exclude (project_id),
       if(over > 0 and not_enrolled + shared + staff = 0, 0.4,
          least(0.45 + ((not_enrolled > 0)::int + (shared > 0)::int + (staff > 0)::int + (over > 0)::int) * 0.15,
                1.0)) as score
from found
"""


def m48(labour: Frame, students: Frame, payroll: Frame) -> Frame:
    paid = labour.filter(pl.col("paid_as") == "student")
    held = paid.join(students.drop("name"), on="person_id").filter(
        months("enrolled_on", "month") >= 0, ~(months("left_on", "month") > 2).fill_null(False)
    )
    accounts = (
        labour.filter(text("account").is_not_null()).group_by("account").agg(persons=distinct("person_id"))
    )
    worked = labour.filter(pl.col("paid_as") != "expert")
    rich = worked.group_by("person_id", "month").agg(total=pl.col("amount").sum())
    signs = {
        "not_enrolled": paid.join(held, on="pay_id", how="anti"),
        "shared": labour.join(accounts.filter(pl.col("persons") >= 3), on="account", how="semi"),
        "staff": labour.join(payroll, on=["person_id", "month", "unit"], how="semi"),
        "over": worked.join(rich.filter(pl.col("total") > 8000), on=["person_id", "month"], how="semi"),
    }
    marked = pl.concat(
        [
            one.select("pay_id", "project_id", "project", "amount", sign=pl.lit(name))
            for name, one in signs.items()
        ]
    )
    payments = marked.group_by("pay_id", "project_id", "project", "amount").agg(
        **{name: (pl.col("sign") == name).any() for name in signs}
    )
    found = payments.group_by(subject_key="project_id").agg(
        pl.col(list(signs)).sum(),
        subject_name=pl.col("project").max(),
        payments=pl.len(),
        amount=pl.col("amount").sum(),
        keys_labour=pl.col("pay_id"),
    )
    kinds = pl.sum_horizontal(number(pl.col(name) > 0) for name in signs)
    only_over = (kinds == 1) & (pl.col("over") > 0)
    return found.with_columns(score=pl.when(only_over).then(0.4).otherwise(capped(kinds * 0.15 + 0.45)))


M49_SQL = """
with totals as (select project_id, sum(amount) as total from spending group by project_id),
bought as (
  select s.project_id, s.company_code, max(s.company) as company, count(*) as times, sum(s.amount) as amount,
         min(paid_on) as first, max(paid_on) as last, list(spend_id) as keys_spending,
         sum(s.amount)::double / any_value(total) as part, any_value(p.project) as project,
         any_value(p.leader_id) as leader_id
  from spending s join totals using (project_id) join projects p using (project_id)
  where (leader_id, company_code) not in (select (leader_id, company_code) from approvals)
  group by s.project_id, s.company_code),
circle as (
  select distinct leader_id, leader_id as member_id, 3 as tie from projects
  union all select person_id, kin_id, 2 from kin where degree <= 2
  union all select kin_id, person_id, 2 from kin where degree <= 2
  union all select supervisor_id, person_id, 1 from students where supervisor_id is not null),
related as (
  select b.project_id, b.company_code, max(tie) as tie, list(role_id) as keys_roles
  from bought b join roles r on r.company_code = b.company_code
  join circle c on c.leader_id = b.leader_id and c.member_id = r.person_id
  where coalesce(since <= b.last, true) and not coalesce(until < b.first, false) group by all)
select project_id as subject_key, project as subject_name, company, times, amount, keys_spending, keys_roles,
       case tie when 3 then '本人' when 2 then '亲属' when 1 then '学生' else '无' end as tie, round(part, 6) as part,
       case related.tie when 3 then 0.75 when 2 then 0.65 when 1 then 0.55 else 0.35 end
         + if(related.tie is not null and part > 0.6, 0.15, 0) as score
from bought left join related using (project_id, company_code)
where related.tie is not null or (part > 0.6 and times >= 3 and amount >= 100000)
"""


def m49(
    spending: Frame, projects: Frame, roles: Frame, kin: Frame, students: Frame, approvals: Frame
) -> Frame:
    totals = spending.group_by("project_id").agg(total=pl.col("amount").sum())
    bought = spending.group_by("project_id", "company_code").agg(
        company=pl.col("company").max(),
        times=pl.len(),
        amount=pl.col("amount").sum(),
        first=pl.col("paid_on").min(),
        last=pl.col("paid_on").max(),
        keys_spending=pl.col("spend_id"),
    )
    bought = bought.join(totals, on="project_id").with_columns(part=share("amount", "total"))
    bought = bought.join(projects.select("project_id", "project", "leader_id"), on="project_id")
    bought = bought.join(approvals, on=["leader_id", "company_code"], how="anti")
    leaders = projects.select("leader_id").unique()
    near = kin.filter(pl.col("degree") <= 2)
    circle = pl.concat(
        [
            leaders.select("leader_id", member_id="leader_id", rank=3),
            near.select(leader_id="person_id", member_id="kin_id", rank=2),
            near.select(leader_id="kin_id", member_id="person_id", rank=2),
            students.select(leader_id="supervisor_id", member_id="person_id", rank=1),
        ]
    ).join(leaders, on="leader_id", how="semi")
    held = roles.join(bought, on="company_code", how="semi").join(
        circle, left_on="person_id", right_on="member_id"
    )
    pairs = bought.select("project_id", "company_code", "leader_id", "first", "last")
    pairs = pairs.join(held, on=["leader_id", "company_code"]).filter(
        (pl.col("since") <= pl.col("last")).fill_null(True),
        ~(pl.col("until") < pl.col("first")).fill_null(False),
    )
    related = pairs.group_by("project_id", "company_code").agg(
        pl.col("rank").max(), keys_roles=pl.col("role_id")
    )
    found = bought.join(related, on=["project_id", "company_code"], how="left")
    tied, main = pl.col("rank").is_not_null(), pl.col("part") > 0.6
    found = found.filter(tied | (main & (pl.col("times") >= 3) & (pl.col("amount") >= 100_000)))
    strong = pl.col("rank").fill_null(0)
    words = {0: "无", 1: "学生", 2: "亲属", 3: "本人"}
    weights = {0: 0.35, 1: 0.55, 2: 0.65, 3: 0.75}
    return found.select(
        *("company", "times", "amount", "keys_spending", "keys_roles"),
        subject_key="project_id",
        subject_name="project",
        tie=strong.replace_strict(words, return_dtype=pl.String),
        part=pl.col("part").round(6),
        score=capped(strong.replace_strict(weights, return_dtype=pl.Float64) + number(tied & main) * 0.15),
    )


M50_SQL = """
with given as (
  select project_id, sum(amount) as amount, list(transfer_id) as keys_transfers
  from transfers join companies using (company_code)
  where datediff('month', founded_on, paid_on) < 12 group by project_id),
whose as (
  select project_id, output_id, replace(upper(output), ' ', '') as named,
         coalesce(nullif(joint_id, ''), project_id) as whole
  from outputs join projects using (project_id)),
many as (select named, count(distinct whole) as wholes from whose group by named having count(distinct whole) >= 2),
shared as (
  select project_id, count(distinct named) as shared, max(wholes) - 1 as others, list(output_id) as keys_outputs
  from whose join many using (named) group by project_id),
judged as (
  select p.project_id, p.project, g.amount::double / nullif(budget, 0) as part, g.amount, keys_transfers,
         coalesce(shared, 0) as shared, coalesce(others, 0) as others, keys_outputs,
         coalesce(g.amount::double / nullif(budget, 0) > 0.5, false) as passed
  from projects p left join given g using (project_id) left join shared using (project_id))
select project_id as subject_key, project as subject_name, shared, others, keys_transfers, keys_outputs,
       if(passed, amount, null) as amount, if(passed, round(part, 6), null) as part,
       if(passed, 0.6, 0.4) + if(shared > 0, 0.15, 0) as score
from judged where passed or shared > 0
"""


def m50(projects: Frame, transfers: Frame, companies: Frame, outputs: Frame) -> Frame:
    founded = companies.select("company_code", "founded_on")
    young = transfers.join(founded, on="company_code").filter(months("founded_on", "paid_on") < 12)
    given = young.group_by("project_id").agg(pl.col("amount").sum(), keys_transfers=pl.col("transfer_id"))
    group = projects.select("project_id", whole=pl.coalesce(text("joint_id"), "project_id"))
    named = pl.col("output").str.to_uppercase().str.replace_all(" ", "", literal=True)
    whose = outputs.with_columns(named=named).join(group, on="project_id")
    many = whose.group_by("named").agg(wholes=distinct("whole").cast(pl.Int64)).filter(pl.col("wholes") >= 2)
    shared = whose.join(many, on="named").group_by("project_id").agg(
        shared=distinct("named"), others=pl.col("wholes").max() - 1, keys_outputs=pl.col("output_id")
    )  # fmt: skip
    found = projects.select("project_id", "project", "budget").join(given, on="project_id", how="left")
    found = found.join(shared, on="project_id", how="left")
    part = share("amount", "budget")
    found = found.with_columns(
        filled("shared", 0), filled("others", 0), part=part.round(6), passed=(part > 0.5).fill_null(False)
    ).filter(pl.col("passed") | (pl.col("shared") > 0))
    score = pl.when("passed").then(0.6).otherwise(0.4) + number(pl.col("shared") > 0) * 0.15
    return found.select(
        *("shared", "others", "keys_transfers", "keys_outputs"),
        subject_key="project_id",
        subject_name="project",
        amount=pl.when("passed").then("amount"),
        part=pl.when("passed").then("part"),
        score=capped(score),
    )


TWINS = {"M48": Twin(M48_SQL, m48), "M49": Twin(M49_SQL, m49), "M50": Twin(M50_SQL, m50)}
