"""M51: incentives beyond the tax paid, jobs that were not made, and works that stand still."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.companies import COMPANIES
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.investment import COMPANY_POWER, COMPANY_TAXES, INCENTIVES
from mingcha.analyse.datasets.contracts.people import SOCIAL_INSURANCE
from mingcha.analyse.supervision.declaration import (
    Case,
    Evidence,
    FalsePositive,
    Model,
    Severity,
    Standing,
    Subject,
    rows,
)
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, keys, months_between, ratio, total, yuan
from mingcha.foundation.words import Words

START_UP = FalsePositive("start_up", Words("处于建设期、起步期", "Being built or just starting"))
GROUP_TAX = FalsePositive("group_tax", Words("由集团汇总纳税", "The group pays the tax"))
OTHER_GOAL = FalsePositive("other_goal", Words("奖补不以税收、用工为条件", "The incentive is for other ends"))


def hits(
    incentives: ir.Table, taxes: ir.Table, insurance: ir.Table, power: ir.Table, companies: ir.Table,
    *, young: int, jobs: float, idle: float, still: int,
) -> ir.Table:  # fmt: skip
    """One row for each company: paid, tax of the years, insured of jobs promised, months without power."""
    paid = incentives.group_by("company_code").agg(
        subject_name=incentives.company.max(),
        paid=yuan(incentives.amount.sum()),
        promised=incentives.promised_jobs.max(),
        start=ibis.greatest(incentives.paid_on, incentives.starts_on.coalesce(incentives.paid_on)).max(),
        keys_incentives=keys(incentives.incentive_id),
    )
    found = paid.left_join(_beyond_tax(incentives, taxes, companies, young), "company_code")
    found = found.drop("company_code_right")
    found = found.left_join(_insured(paid, insurance), "company_code").drop("company_code_right")
    found = found.left_join(_standing_still(paid, power, idle, still), "company_code")
    few = ((found.promised > 0) & (ratio(found.insured, found.promised) < jobs)).fill_null(False)
    signs = found.beyond.notnull().cast("int64") + few.cast("int64") + found.months.notnull().cast("int64")
    found = found.mutate(signs=signs, few=few).filter(signs > 0)
    return found.select(
        "subject_name",
        "paid",
        "beyond",
        "tax",
        "keys_incentives",
        "keys_power",
        subject_key=found.company_code,
        promised=ibis.ifelse(found.few, found.promised, ibis.null("int64")),
        insured=ibis.ifelse(found.few, found.insured, ibis.null("int64")),
        months=found.months.coalesce(0),
        score=capped(found.signs * 0.15 + 0.4),
    )


def _beyond_tax(incentives: ir.Table, taxes: ir.Table, companies: ir.Table, young: int) -> ir.Table:
    """Companies given more in a year than they, or their group's taxpayer, paid in it; not the young ones."""
    given = incentives.mutate(
        taxpayer=incentives.taxpayer_code.nullif("").coalesce(incentives.company_code),
        year=incentives.paid_on.year(),
    )
    founded = companies.select("company_code", "founded_on")
    given = given.left_join(founded, "company_code")
    age = months_between(given.founded_on, given.paid_on)
    given = given.filter((age >= young).fill_null(True))
    given = given.group_by("company_code", "taxpayer", "year").agg(given=given.amount.sum())
    paid = taxes.mutate(taxpayer=taxes.company_code, year=taxes.month.year())
    paid = paid.semi_join(given, "taxpayer").group_by("taxpayer", "year").agg(tax=paid.amount.sum())
    both = given.left_join(paid, ["taxpayer", "year"])
    both = both.mutate(tax=both.tax.coalesce(0))
    over = both.filter(both.given > both.tax)
    return over.group_by("company_code").agg(
        beyond=yuan((over.given - over.tax).sum()), tax=yuan(over.tax.sum())
    )


def _insured(paid: ir.Table, insurance: ir.Table) -> ir.Table:
    """Most persons insured by the company in a month after the start; none judged before such months."""
    own = insurance.select("person_id", "month", company_code=insurance.payer_code)
    own = own.inner_join(paid.select("company_code", "start"), "company_code")
    own = own.mutate(counted=ibis.ifelse(own.month > own.start, own.person_id, ibis.null("string")))
    months = own.group_by("company_code", "month").agg(insured=own.counted.nunique())
    most = months.group_by("company_code").agg(insured=months.insured.max())
    judged = paid.filter(paid.start < insurance.month.max().as_scalar())
    every = judged.select("company_code").left_join(most, "company_code")
    return every.select("company_code", insured=every.insured.coalesce(0))


def _standing_still(paid: ir.Table, power: ir.Table, idle: float, still: int) -> ir.Table:
    """Companies with so many months after the start in which all their meters together hardly moved."""
    used = power.inner_join(paid.select("company_code", "start"), "company_code")
    used = used.filter(used.month > used.start)
    months = used.group_by("company_code", "month").agg(kwh=total(used.kwh))
    months = months.filter(months.kwh < idle)
    used = used.semi_join(months, ["company_code", "month"])
    found = used.group_by("company_code").agg(months=used.month.nunique(), keys_power=keys(used.reading_id))
    return found.filter(found.months >= still)


FIRM, GROUP = "91990101MA00000001", "91990101MA00000002"
PAID = "incentive_id company_code company amount paid_on promised_jobs starts_on taxpayer_code"
TAXES = "tax_id company_code month amount"
OLD = rows("company_code founded_on", (FIRM, "2015-01-01"))


def _paid(
    amount: int, jobs: int | None = None, starts: str | None = None, group: str | None = None
) -> list[dict[str, object]]:
    return rows(PAID, ("i1", FIRM, "示例公司", amount, "2023-03-10", jobs, starts, group))


def _power(*kwh: int) -> list[dict[str, object]]:
    """Readings of the months from April 2023."""
    given = ((f"e{one}", FIRM, f"2023-{one + 4:02}-01", use) for one, use in enumerate(kwh))
    return rows("reading_id company_code month kwh", *given)


def _insurance(persons: int) -> list[dict[str, object]]:
    given = ((f"s{one}", f"P{one}", FIRM, "2023-09-01") for one in range(persons))
    return rows("pay_id person_id payer_code month", *given)


TAXED = rows(TAXES, ("t1", FIRM, "2023-05-01", 1_000_000))
MODEL = Model(
    code="M51",
    words=Words("招商奖补与贡献不符", "Incentives that were not earned"),
    area=Area.INVESTMENT,
    subject=Subject.COMPANY,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "奖补超过当年纳税，参保不足承诺用工一半，领取奖补后长期不用电",
        "Incentives beyond the year's tax, less than half the jobs promised, no power used after being paid",
    ),
    basis=(
        Words("招商引资协议及奖补资金管理办法", "Investment agreements and rules of incentive funds"),
        Words("《公平竞争审查条例》第十条", "Regulations on fair competition review, article 10"),
    ),
    inputs={
        "incentives": INCENTIVES,
        "taxes": COMPANY_TAXES,
        "insurance": SOCIAL_INSURANCE,
        "power": COMPANY_POWER,
        "companies": COMPANIES,
    },
    optional=("power", "companies"),
    parameters=(
        whole("young", "不比税收的成立月数", "Months a company is young", 24, 0, 60, unit="月"),
        share("jobs", "用工兑现比例", "Share of jobs made", 0.5, 0.1, 1.0),
        share("idle", "停产月用电量", "Power of a month at rest", 100.0, 0.0, 10_000.0, unit="千瓦时"),
        whole("still", "停产月数", "Months at rest", 6, 1, 24, unit="月"),
    ),
    evidence=(
        Evidence("paid", Words("奖补金额", "Incentives"), unit="元"),
        Evidence("beyond", Words("超过纳税额", "Beyond the tax"), unit="元"),
        Evidence("tax", Words("同年纳税", "Tax of the same years"), unit="元"),
        Evidence("promised", Words("承诺用工", "Jobs promised"), unit="人"),
        Evidence("insured", Words("最多参保", "Most insured"), unit="人"),
        Evidence("months", Words("几乎不用电月数", "Months without power"), unit="个月"),
    ),
    sentence=Words(
        "{subject_name}获奖补{paid}元；超过同年纳税{beyond}元；承诺用工{promised}人，最多参保{insured}人；"
        "投产后{months}个月几乎不用电。（—表示无此情形）",
        "{subject_name} got ¥{paid}; ¥{beyond} beyond the tax; {promised} jobs promised, {insured} insured;"
        " {months} months without power. (—: not so)",
    ),
    to_check=Words(
        "到现场看生产与人员；核对协议条件、验收材料与发票；查奖补资金去向及审批人。",
        "Go and see; the agreement's terms, acceptance and invoices; where the money went, who approved.",
    ),
    false_positives=(START_UP, GROUP_TAX, OTHER_GOAL),
    hits=hits,
    notes=Words(
        "税收按奖补拨付的自然年比较，税务数据中没有的企业按零计；成立不足24个月的不比税收。"
        "用工、用电只看拨付且约定投产之后的月份；没有抄表记录的月份不算停产；停产月数不要求连续。"
        "用工以参保人数计，取最高月份。集团汇总纳税的按纳税主体代码比较。奖补是否另有条件，数据上分不出来。",
        "Tax is compared within the calendar year of payment; a company without tax rows paid none; companies"
        " under 24 months are not compared. Jobs and power count only after payment and the agreed start;"
        " months without a reading are not at rest, nor need they follow one another. Where a group pays"
        " the tax, its taxpayer is compared. Other terms of an incentive cannot be told from data.",
    ),
    cases=(
        Case(
            "more than the tax, few jobs, no power",
            rows={
                "incentives": _paid(1_200_000, jobs=10),
                "taxes": TAXED,
                "insurance": _insurance(4),
                "power": _power(5000, 10, 10, 0, 0, 0, 20),
                "companies": OLD,
            },
            hits={
                FIRM: {
                    "paid": 1_200_000,
                    "beyond": 200_000,
                    "tax": 1_000_000,
                    "promised": 10,
                    "insured": 4,
                    "months": 6,
                    "score": 0.85,
                    "keys": {"incentives": ("i1",), "power": ("e1", "e2", "e3", "e4", "e5", "e6")},
                }
            },
        ),
        Case(
            "just the tax, half the jobs, five months at rest",
            rows={
                "incentives": _paid(1_000_000, jobs=10),
                "taxes": TAXED,
                "insurance": _insurance(5),
                "power": _power(5000, 10, 10, 0, 0, 0, 100),
                "companies": OLD,
            },
        ),
        Case(
            "no tax at all",
            rows={"incentives": _paid(50_000), "companies": OLD},
            hits={
                FIRM: {
                    "beyond": 50_000,
                    "tax": 0,
                    "score": 0.55,
                    "keys": {"incentives": ("i1",), "power": ()},
                }
            },
        ),
        Case(
            "founded a year before, production not yet due",
            rows={
                "incentives": _paid(1_200_000, jobs=10, starts="2024-06-01"),
                "insurance": _insurance(2),
                "power": _power(0, 0, 0, 0, 0, 0, 0),
                "companies": rows("company_code founded_on", (FIRM, "2022-03-01")),
            },
            innocent="start_up",
        ),
        Case(
            "the group pays the tax",
            rows={
                "incentives": _paid(1_200_000, group=GROUP),
                "taxes": rows(TAXES, ("t1", GROUP, "2023-05-01", 9_000_000)),
                "companies": OLD,
            },
            innocent="group_tax",
        ),
    ),
)
